"""Texts that repeat others: found when they do, not for phrases everybody uses, and kept."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from records import actions
from records.models import TextSignature, TextSimilarity
from records.texts.repeats import MOST_KEPT, repeats
from records.texts.similarity import (
    BANDS,
    NEARLY_THE_SAME,
    WHOLE,
    comparable,
    percent,
    shingles,
    signature,
)
from records.vocabulary import Involvement, Status, TextFlag
from tests.factories import an_encounter, an_officer, give_account

WHAT = (
    "We were called to a fight behind the bowling alley. As I came round the corner a young man "
    "dropped a chair leg, looked at me and walked quickly towards the fence with one hand deep in "
    "his jacket."
)
WHY = (
    "He did not stop when I called and the hand stayed in the jacket. The caller had described a "
    "hammer, and he was close enough to swing it at either of us before I could step back."
)
INSTEAD = (
    "I asked him twice to show both hands and offered to let him sit on the wall. He turned his "
    "shoulder away each time, and there were two more people whom my colleague had to watch."
)
ACCOUNT = {
    "justification_what_happened": WHAT,
    "justification_necessity": WHY,
    "justification_alternatives": INSTEAD,
}
ANOTHER = {
    "justification_what_happened": "The shop called about a woman who had hidden bottles in a "
    "pram. She pushed past the guard as we came in, and ran down the escalator with the pram "
    "before her, shouting at people to move.",
    "justification_necessity": "She had nearly knocked over a child on the way down and held one "
    "of the bottles by the neck, ready to throw it, while she told us to keep away from her.",
    "justification_alternatives": "The guard knows her and had tried to talk to her. I gave her a "
    "minute and put my hands down, and she lifted the bottle higher instead of putting it away.",
}
STOCK = (
    "I introduced myself, said which station I was from and why I had stopped them, explained the "
    "grounds and the object of the search, and that they were entitled to a copy of the record."
)


def near(one: dict, other: dict) -> int:
    there, here = comparable(one), comparable(other)
    return percent(there[WHOLE], here[WHOLE])


def test_the_same_text_is_the_same_and_another_is_not():
    assert near(ACCOUNT, ACCOUNT) == 100
    assert near(ACCOUNT, ANOTHER) == 0


def test_a_text_copied_to_a_person_of_another_gender_is_the_same():
    copied = {
        name: text.replace("He ", "She ").replace(" his ", " her ").replace(" him ", " her ")
        for name, text in ACCOUNT.items()
    }
    assert near(ACCOUNT, copied) == 100


def test_a_few_other_words_do_not_hide_a_copy():
    changed = {**ACCOUNT, "justification_what_happened": WHAT.replace("bowling alley", "cinema")}
    assert NEARLY_THE_SAME <= near(ACCOUNT, changed) < 100


def test_stock_phrases_do_not_make_accounts_the_same():
    """What training teaches stands in both, before and after what differs."""
    with_phrases = [
        {name: f"{STOCK} {text}" for name, text in account.items()}
        for account in (ACCOUNT, ANOTHER)
    ]
    assert near(*with_phrases) < NEARLY_THE_SAME / 2


def test_a_phrase_by_itself_is_not_compared():
    assert comparable({"justification_necessity": STOCK[:150]}) == {}
    assert comparable({"justification_necessity": "Officer safety."}) == {}
    assert comparable({}) == {}


def test_one_long_answer_is_compared_by_itself_too():
    long = f"{WHAT} {WHY}"
    found = comparable({"justification_necessity": long, "justification_continued": STOCK})
    assert set(found) == {WHOLE, "justification_necessity"}


def test_texts_that_are_nearly_the_same_share_a_band_and_others_do_not():
    changed = {**ACCOUNT, "justification_what_happened": WHAT.replace("bowling alley", "cinema")}
    one, same, other = (
        set(signature(comparable(account)[WHOLE])) for account in (ACCOUNT, changed, ANOTHER)
    )
    assert one & same
    assert not one & other


@given(st.text(max_size=400))
def test_any_text_has_shingles_and_a_signature_the_database_can_keep(text):
    found = shingles(text)
    if found:
        bands = signature(found)
        assert len(bands) == BANDS
        assert all(-(2**31) <= band < 2**31 for band in bands)
    assert percent(found, found) in (0, 100)


# -- On records -----------------------------------------------------------------------------------


@pytest.fixture
def officer(db):
    return an_officer(name="Amara Whitlock")


def ask(officer_id, encounter, texts=ACCOUNT, **given_):
    return repeats(texts, officer_id=officer_id, encounter_id=encounter.pk, **given_)


def test_an_account_that_was_given_is_found_again(officer):
    first = an_encounter(officer=officer, **ACCOUNT)
    draft = an_encounter(Status.DRAFT, officer=officer)
    (repeat,) = ask(officer.pk, draft)
    assert (repeat.use, repeat.question, repeat.percent) == (first.uses.get(), WHOLE, 100)
    assert repeat.is_own(officer.pk)
    assert not repeat.is_own(an_officer().pk)


def test_drafts_and_withdrawn_records_repeat_nobody(officer):
    an_encounter(Status.DRAFT, officer=officer, **ACCOUNT)
    an_encounter(Status.WITHDRAWN, officer=officer, **ACCOUNT)
    assert ask(officer.pk, an_encounter(Status.DRAFT, officer=officer)) == []


def test_one_s_own_account_does_not_repeat_itself(officer):
    encounter = an_encounter(officer=officer, **ACCOUNT)
    assert ask(officer.pk, encounter, without=[encounter.uses.get().pk]) == []


def test_filing_a_repeat_is_flagged_and_says_of_what(officer):
    first = an_encounter(officer=officer, **ACCOUNT)
    assert first.uses.get().text_flags == []
    second = an_encounter(officer=officer, **ACCOUNT)
    use = second.uses.get()
    assert use.text_flags == [TextFlag.NEAR_IDENTICAL]
    similarity = TextSimilarity.objects.get(use=use)
    assert (similarity.other_use, similarity.percent) == (first.uses.get(), 100)
    # Who wrote first is not flagged for being copied.
    assert first.uses.get().text_flags == []


def test_a_colleague_s_repeat_in_the_same_encounter_is_flagged(officer):
    colleague = an_officer()
    encounter = an_encounter(
        officer=officer, colleagues={colleague: Involvement.APPLIED}, **ACCOUNT
    )
    give_account(encounter=encounter, officer=colleague, **ACCOUNT)
    use = encounter.uses.get(officer=colleague)
    assert use.text_flags == [TextFlag.NEAR_IDENTICAL]
    assert TextSimilarity.objects.get(use=use).other_use == encounter.uses.get(officer=officer)


def test_only_the_closest_are_kept_however_many_there_are(officer):
    for _ in range(MOST_KEPT + 2):
        an_encounter(officer=officer, **ACCOUNT)
    last = an_encounter(officer=officer, **ACCOUNT)
    assert TextSimilarity.objects.filter(use=last.uses.get()).count() == MOST_KEPT


def test_a_text_rewritten_before_it_is_sent_back_is_no_repeat_any_more(officer):
    an_encounter(officer=officer, **ACCOUNT)
    returned = an_encounter(Status.RETURNED, officer=officer, **ACCOUNT)
    use = returned.uses.get()
    assert use.text_flags == [TextFlag.NEAR_IDENTICAL]
    for name, text in ANOTHER.items():
        setattr(use, name, text)
    use.save()
    actions.resubmit(
        encounter_id=returned.pk,
        answer="I wrote it again.",
        version_seen=returned.version,
        by=officer,
        at=timezone.now(),
    )
    use.refresh_from_db()
    assert use.text_flags == []
    assert not TextSimilarity.objects.filter(use=use).exists()
    assert TextSignature.objects.get(use=use).bands == signature(comparable(ANOTHER)[WHOLE])


def test_personal_data_that_is_kept_is_flagged_on_the_row_where_it_stands(officer):
    encounter = an_encounter(
        officer=officer,
        location_description="The flat of Mr Dixon, SW9 8EP",
        justification_what_happened="John Smith ran. His number is 07700 900123, he said to us.",
    )
    assert encounter.text_flags == [TextFlag.NAME, TextFlag.POSTCODE]
    encounter.refresh_from_db()
    assert encounter.text_flags == [TextFlag.NAME, TextFlag.POSTCODE]
    assert encounter.uses.get().text_flags == [TextFlag.NAME, TextFlag.PHONE]


def test_names_of_the_officers_are_not_flagged(officer):
    colleague = an_officer(name="Kofi Larkspur")
    encounter = an_encounter(
        officer=officer,
        colleagues={colleague: Involvement.PRESENT},
        justification_what_happened="Kofi took his left arm, and I, Amara, took the other one.",
    )
    assert encounter.uses.get().text_flags == []


def test_a_draft_is_not_looked_at(officer):
    draft = an_encounter(
        Status.DRAFT, officer=officer, justification_what_happened="Mr Smith, 07700 900123"
    )
    assert draft.text_flags == draft.uses.get().text_flags == []
    assert not TextSignature.objects.exists()


def test_the_search_asks_one_question_however_many_accounts_there_are(
    officer, django_assert_num_queries
):
    encounter = an_encounter(officer=officer, **ACCOUNT)
    for _ in range(2):
        with django_assert_num_queries(1):
            ask(officer.pk, encounter)
        for number in range(8):
            at = timezone.now() - timedelta(minutes=number)
            an_encounter(officer=officer, at=at, **ACCOUNT)


@pytest.mark.parametrize(
    ("constraint", "values"),
    [
        ("text_similarity_percent_possible", {"percent": 101}),
        ("text_similarity_of_two", {"other_use": "itself"}),
        ("text_similarity_once", {}),
    ],
)
def test_the_database_refuses_similarities_that_cannot_be(officer, constraint, values):
    first, second = an_encounter(officer=officer), an_encounter(officer=officer)
    use, other = first.uses.get(), second.uses.get()
    given_ = {"use": use, "other_use": other, "question": WHOLE, "percent": 90}
    TextSimilarity.objects.create(**given_)
    if "other_use" in values:
        values = {"other_use": use}
    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        TextSimilarity.objects.create(**given_ | values)


def test_an_account_has_one_signature_for_each_text(officer):
    use = an_encounter(officer=officer, **ACCOUNT).uses.get()
    with pytest.raises(IntegrityError, match="text_signature_one_each"), transaction.atomic():
        TextSignature.objects.create(use=use, question=WHOLE, bands=[1])
