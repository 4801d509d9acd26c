"""What is pointed out to an officer about their own words, before anybody else reads them.

Nothing here is kept or logged. The same notes stand beside the answers while they write, on the
section page after it was saved, and before filing.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from accounts.models import User
from records import policy
from records.models import Encounter, HandcuffUse
from records.permissions import involved_officers
from records.texts.free_text import FreeText, free_texts, read
from records.texts.justification import SENTENCES, Concern, concerns
from records.texts.personal_data import scan
from records.texts.repeats import COMPARED, Repeat, repeats
from records.texts.similarity import WHOLE
from records.vocabulary import TextFlag

# The force's own sentence for a concern is kept under this name in the rules.
CONCERN = "concern:"
_WHAT = {
    TextFlag.NAME: "a name",
    TextFlag.PHONE: "a telephone number",
    TextFlag.EMAIL: "an e-mail address",
    TextFlag.DATE_OF_BIRTH: "a date of birth",
    TextFlag.REGISTRATION: "a vehicle registration",
    TextFlag.POSTCODE: "a postcode",
}
_MOST_QUOTED = 5

Notes = dict[str, list[str]]


@dataclass(frozen=True)
class Place:
    """The notes on one answer, and where it is changed."""

    ask: str
    notes: list[str]
    href: str = ""


def sentence(rules: policy.Rules, concern: Concern) -> str:
    """How a concern is put: in the force's words, else in the program's."""
    return " ".join(rules.sentences_for(f"{CONCERN}{concern}", (SENTENCES[concern],)))


def all_free_texts() -> dict[str, FreeText]:
    """Every answer in words, by the name of its question."""
    texts = (*free_texts(Encounter()), *free_texts(HandcuffUse()))
    return {text.name: text for text in texts}


def notes_on(texts: Mapping[str, str], *, encounter: Encounter, officer: User) -> Notes:
    """The notes on each of these answers of `officer`; answers without any are left out."""
    rules, places = policy.current(), all_free_texts()
    names = [one.name for one in involved_officers(encounter)]
    on = encounter.occurred_at.date() if encounter.occurred_at else None
    notes: Notes = {}
    for name, text in texts.items():
        if name not in places:
            continue
        found = []
        if rules.writing_prompts:
            found += [sentence(rules, concern) for concern in concerns(name, text)]
        personal = scan(text, on=on, known=names, is_place=places[name].is_place)
        quoted = dict.fromkeys((one.words(text), one.kind) for one in personal)
        found += [
            f"“{words}” may be {_WHAT[kind]}. Leave out what identifies somebody."
            for words, kind in list(quoted)[:_MOST_QUOTED]
        ]
        if found:
            notes[name] = found
    for name, repeat in _closest(texts, encounter, officer).items():
        notes.setdefault(name, []).append(_about(repeat, officer))
    return notes


def _closest(texts: Mapping[str, str], encounter: Encounter, officer: User) -> dict[str, Repeat]:
    """The closest repeat for each answer; of the whole account, at the last answer it has."""
    written = {name: texts[name] for name in COMPARED if texts.get(name, "").strip()}
    if not written:
        return {}
    own = [use.pk for use in encounter.uses.all() if use.officer_id == officer.pk]
    found = repeats(written, officer_id=officer.pk, encounter_id=encounter.pk, without=own)
    # One's own first: those the officer may be told about.
    found.sort(key=lambda one: (not one.is_own(officer.pk), -one.percent))
    closest: dict[str, Repeat] = {}
    for one in found:
        closest.setdefault(list(written)[-1] if one.question == WHOLE else one.question, one)
    return closest


def _about(repeat: Repeat, officer: User) -> str:
    what = "Your account as a whole" if repeat.question == WHOLE else "This"
    whose = (
        f"your account in {repeat.use.encounter.reference}"
        if repeat.is_own(officer.pk)
        else "a colleague’s account"
    )
    return f"{what} is nearly the same as {whose}. What was different this time?"


def attach(form: Any, *, encounter: Encounter, officer: User) -> None:
    """Give the fields of a form in which people write their notes, on what they hold now."""
    places = all_free_texts()
    names = [name for name in form.fields if name in places]
    texts = {name: form[name].value() or "" for name in names}
    notes = notes_on(texts, encounter=encounter, officer=officer)
    for name in names:
        form.fields[name].takes_notes = True
        form.fields[name].notes = notes.get(name, [])


def before_filing(
    encounter: Encounter, use: HandcuffUse | None, *, hrefs: Mapping[str, str], shared: bool
) -> list[Place]:
    """Every answer with notes, in the order of the questionnaire; `hrefs` by question.

    `shared`: the officer answers for the shared facts as well, not only for their own account.
    """
    rows: list[Encounter | HandcuffUse] = [encounter] if shared else []
    rows += [use] if use is not None else []
    written = {text.name: read(row, text) for row in rows for text in free_texts(row)}
    officer = use.officer if use is not None else encounter.reporting_officer
    notes = notes_on(written, encounter=encounter, officer=officer)
    places = all_free_texts()
    return [
        Place(places[name].ask, notes[name], hrefs.get(name, ""))
        for name in written
        if name in notes
    ]
