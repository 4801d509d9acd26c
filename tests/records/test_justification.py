"""What officers are prompted for, tried on what officers write."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from records.texts.justification import LEAST_WORDS, QUESTIONS, SENTENCES, Concern, concerns
from records.vocabulary import ReturnReason

NECESSITY = "justification_necessity"
ALTERNATIVES = "justification_alternatives"
CONTINUED = "justification_continued"

# Sentences of the kind that reviewers return, each with what they would ask.
ASKED_ABOUT = [
    (NECESSITY, "Officer safety.", Concern.OFFICER_SAFETY_ONLY),
    (NECESSITY, "For my safety and the safety of my colleagues.", Concern.OFFICER_SAFETY_ONLY),
    (NECESSITY, "Handcuffs applied for officer safety and to prevent escape.", "safety"),
    (
        NECESSITY,
        "He was detained for the purpose of a search and placed in handcuffs for the safety of "
        "officers and the public.",
        Concern.OFFICER_SAFETY_ONLY,
    ),
    (NECESSITY, "I handcuff everyone I detain.", Concern.HABIT),
    (NECESSITY, "I always handcuff people before a search as it is safer.", Concern.HABIT),
    (NECESSITY, "We routinely use handcuffs on vehicle stops in this area.", Concern.HABIT),
    (NECESSITY, "It is standard practice on my team to cuff before searching.", Concern.HABIT),
    (NECESSITY, "Everybody who is arrested gets handcuffed, that is my practice.", Concern.HABIT),
    (NECESSITY, "He was handcuffed as a matter of course.", Concern.HABIT),
    (
        NECESSITY,
        "Handcuffs were necessary to prevent escape and to prevent harm to any person.",
        Concern.NOT_THIS_PERSON,
    ),
    (
        NECESSITY,
        "The subject could become violent and was handcuffed to prevent this from happening.",
        Concern.NOT_THIS_PERSON,
    ),
    (NECESSITY, "He ran.", Concern.TOO_SHORT),
    (ALTERNATIVES, "None.", Concern.NO_ALTERNATIVE),
    (ALTERNATIVES, "Not considered, this is quicker.", Concern.NO_ALTERNATIVE),
    (ALTERNATIVES, "No other option was available at the time.", Concern.NO_ALTERNATIVE),
    (ALTERNATIVES, "N/A", Concern.NO_ALTERNATIVE),
    (CONTINUED, "As above.", Concern.CONTINUED_USE),
    (CONTINUED, "The handcuffs remained on for the same reasons as before.", Concern.CONTINUED_USE),
    (CONTINUED, "Still necessary for safety until the search was done.", Concern.CONTINUED_USE),
    ("justification_what_happened", "Stopped and searched.", Concern.TOO_SHORT),
    ("no_de_escalation_reason", "No time.", Concern.TOO_SHORT),
    ("no_de_escalation_reason", "I do not, we always cuff first at this sort of job.", "habit"),
]


@pytest.mark.parametrize(("question", "text", "concern"), ASKED_ABOUT)
def test_what_a_reviewer_would_return_is_asked_about(question, text, concern):
    expected = {"safety": Concern.OFFICER_SAFETY_ONLY, "habit": Concern.HABIT}.get(concern, concern)
    assert concerns(question, text) == (expected,)


# What holds a fact about the person is left alone, also where it speaks of safety.
LEFT_ALONE = [
    (NECESSITY, "He had clenched his fists and squared up to me, and I feared for my safety."),
    (
        NECESSITY,
        "She reached into her waistband twice after I had told her to keep her hands out of it.",
    ),
    (NECESSITY, "The information was that the male had a machete down his trousers."),
    (NECESSITY, "He is known to us for running: there are warning markers for escape from May."),
    (NECESSITY, "They were a head taller than me, sweating heavily and would not stand still."),
    (
        NECESSITY,
        "Three of his friends had closed in on us and one of them was filming and shouting.",
    ),
    (ALTERNATIVES, "I asked him twice to keep his hands in view, and he put them back each time."),
    (
        ALTERNATIVES,
        "I considered holding her arm, but she had already pulled free from my colleague.",
    ),
    (ALTERNATIVES, "There was no time to talk: he swung at me as I opened the door."),
    (
        CONTINUED,
        "We waited for the van and he kept trying to slip his wrists out of the handcuffs.",
    ),
    (CONTINUED, "The ambulance took twenty minutes; each time we loosened them she hit her head."),
    (
        "justification_what_happened",
        "He matched the description of the suspect, saw us and turned into the alley by the shop.",
    ),
    ("no_de_escalation_reason", "He ran at us as soon as the door opened."),
]


@pytest.mark.parametrize(("question", "text"), LEFT_ALONE)
def test_a_fact_about_the_person_is_left_alone(question, text):
    assert concerns(question, text) == ()


@pytest.mark.parametrize("question", QUESTIONS)
def test_what_is_not_begun_gets_no_prompt(question):
    assert concerns(question, "") == concerns(question, " \n\t ") == ()


def test_other_questions_get_no_prompt():
    assert concerns("location_description", "Officer safety.") == ()


def test_one_thing_is_said_at_a_time():
    """ "Officer safety" is short as well, and about nobody."""
    assert concerns(NECESSITY, "Officer safety.") == (Concern.OFFICER_SAFETY_ONLY,)


def test_very_short_is_counted_in_words():
    few = " ".join(["ran"] * (LEAST_WORDS["justification_what_happened"] - 1))
    assert concerns("justification_what_happened", few) == (Concern.TOO_SHORT,)
    assert concerns("justification_what_happened", f"{few} away") == ()


def test_every_concern_has_a_sentence_and_most_are_what_records_are_returned_for():
    assert set(SENTENCES) == set(Concern)
    assert {one.value for one in Concern} - set(ReturnReason.values) == {"habit"}
    assert all(sentence.endswith("?") for sentence in SENTENCES.values())


@given(st.sampled_from(QUESTIONS), st.text(max_size=300))
def test_any_text_can_be_looked_at(question, text):
    assert len(concerns(question, text)) <= 1


@pytest.mark.parametrize(
    "text", ["a" * 100_000, "we " * 50_000, "safety. " * 12_000, "é\x00" * 50_000]
)
@pytest.mark.parametrize("question", QUESTIONS)
def test_a_very_long_text_is_looked_at(question, text):
    assert len(concerns(question, text)) <= 1
