"""What is noticed in free texts when they become part of a record.

Called by the actions that file, give, amend or send back; never on a draft, whose texts are the
officer's alone. What was noticed is kept for the reviewer on the rows themselves.
"""

from collections import Counter

from records.models import Encounter, HandcuffUse, TextSignature, TextSimilarity
from records.permissions import involved_officers
from records.texts.free_text import free_texts, read
from records.texts.personal_data import scan
from records.texts.repeats import MOST_KEPT, answers_of, repeats
from records.texts.similarity import comparable, signature
from records.vocabulary import TextFlag


def flags_of(encounter: Encounter, use: HandcuffUse | None = None) -> tuple[str, ...]:
    """Look at the texts of the record and, if given, of one account; returns what changed.

    Sets `text_flags` on both rows and keeps the signatures of the account. The caller saves the
    rows: `text_flags` belongs in the columns it writes.
    """
    encounter.text_flags = _personal_data(encounter, encounter)
    if use is not None:
        use.text_flags = _personal_data(use, encounter)
        if _keep_repeats(use, encounter):
            use.text_flags.append(TextFlag.NEAR_IDENTICAL)
    return ("text_flags",)


def _personal_data(row: Encounter | HandcuffUse, encounter: Encounter) -> list[str]:
    names = [officer.name for officer in involved_officers(encounter)]
    on = encounter.occurred_at.date() if encounter.occurred_at else None
    kinds = {
        found.kind
        for text in free_texts(row)
        for found in scan(read(row, text), on=on, known=names, is_place=text.is_place)
    }
    return [kind for kind in TextFlag.values if kind in kinds]


def _keep_repeats(use: HandcuffUse, encounter: Encounter) -> bool:
    """Write down which given accounts this one repeats, and how it can be found itself."""
    texts = answers_of(use)
    found = repeats(texts, officer_id=use.officer_id, encounter_id=encounter.pk, without=[use.pk])
    TextSignature.objects.filter(use=use).delete()
    TextSignature.objects.bulk_create(
        TextSignature(use=use, question=name, bands=signature(found))
        for name, found in comparable(texts).items()
    )
    TextSimilarity.objects.filter(use=use).delete()
    kept: Counter[str] = Counter()
    rows = []
    for one in found:
        kept[one.question] += 1
        if kept[one.question] <= MOST_KEPT:
            rows.append(
                TextSimilarity(
                    use=use, other_use=one.use, question=one.question, percent=one.percent
                )
            )
    TextSimilarity.objects.bulk_create(rows)
    return bool(rows)
