"""The questions of version 1: what is asked, when, and what a complete record has answered.

The same declarations make the pages, the state of each section, the rule for submitting, the
CHECKs in the database and the data dictionary. An `Encounter` answers the questions about the
occasion and the person; each `HandcuffUse` answers those about one officer's own use of force.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum, StrEnum
from typing import Any

from records.conditions import Chosen, Condition, ContinuedUse
from records.vocabulary import (
    AgeBasis,
    DeEscalation,
    EncounterReason,
    ForcePower,
    ForceReason,
    HandcuffType,
    ImpactFactor,
    Outcome,
    Position,
    SearchPower,
    SelfDefinedEthnicity,
    YesNo,
    YesNoUnknown,
)

VERSION = 1


class Empty(Enum):
    """How an unanswered question is stored."""

    TEXT = ""
    LIST = ()
    NULL = None


class Section(StrEnum):
    """The task list, in order."""

    ENCOUNTER = "encounter"
    PERSON = "person"
    HANDCUFFING = "handcuffing"
    DE_ESCALATION = "de-escalation"
    OUTCOME = "outcome"
    VIDEO = "video"


SECTION_TITLES = {
    Section.ENCOUNTER: "The encounter",
    Section.PERSON: "The person",
    Section.HANDCUFFING: "Handcuffing and justification",
    Section.DE_ESCALATION: "De-escalation",
    Section.OUTCOME: "Outcome and injuries",
    Section.VIDEO: "Video and people present",
}


@dataclass(frozen=True)
class Question:
    """One question: the model field that keeps the answer, the words, and when it is asked."""

    name: str
    ask: str
    missing: str = ""
    hint: str = ""
    when: Condition | None = None
    required: bool = True
    empty: Empty = Empty.TEXT
    prompts: tuple[str, ...] = ()

    def is_asked(self, answers: Mapping[str, Any]) -> bool:
        return self.when is None or self.when.holds(answers)

    def is_answered(self, answers: Mapping[str, Any]) -> bool:
        return answers.get(self.name) not in (None, "", [], ())

    def is_missing(self, answers: Mapping[str, Any]) -> bool:
        return self.required and self.is_asked(answers) and not self.is_answered(answers)


# The National Decision Model as a memory aid beside the free text; never a form to fill in.
NDM_WHAT_HAPPENED = (
    "Information: what did you see, hear and know, and where from?",
    "Threat and risk: what could have happened, to whom, how likely?",
)
NDM_NECESSITY = (
    "What about this person, here and now, made handcuffs necessary?",
    "Powers and policy: what allowed you to use force, and for what purpose?",
    "“Officer safety” by itself does not justify force: say what made you fear for it.",
)
NDM_ALTERNATIVES = (
    "Options: what else was open to you: talking, time, distance, another officer?",
    "Action and review: why would it not have done? When did you look again?",
    "Code of ethics: would you be content to explain this to the person?",
)

ENCOUNTER_QUESTIONS: dict[Section, tuple[Question, ...]] = {
    Section.ENCOUNTER: (
        Question(
            "incident_reference",
            "Incident reference",
            hint="The CAD or event number, if there is one. "
            "People handcuffed in the same incident share it.",
            required=False,
        ),
        Question(
            "occurred_at",
            "When did the encounter begin?",
            "Enter when the encounter began",
            hint="The first contact with the person. 24-hour clock, London time.",
            empty=Empty.NULL,
        ),
        Question("area", "Where was it?", "Select the area", empty=Empty.NULL),
        Question("location_type", "What kind of place was it?", "Select the kind of place"),
        Question(
            "location_description",
            "Describe the place",
            "Describe the place",
            hint="For example: outside Brixton Underground station. No names of private people.",
        ),
        Question("reason", "Why did the encounter happen?", "Select why the encounter happened"),
        Question(
            "reason_other",
            "What was the other reason?",
            "Enter the other reason for the encounter",
            when=Chosen("reason", (EncounterReason.OTHER,)),
        ),
        Question(
            "searched",
            "Was the person searched under a power?",
            "Select yes if the person was searched under a power",
        ),
        Question(
            "search_power",
            "Which power was used for the search?",
            "Select the power used for the search",
            hint="The power to search. The power to use force is asked separately.",
            when=Chosen("searched", (YesNo.YES,)),
        ),
        Question(
            "search_power_other",
            "What was the other search power?",
            "Enter the other search power",
            when=Chosen("search_power", (SearchPower.OTHER,)),
        ),
        Question(
            "gowisely",
            "What was the person told before the search?",
            "Select what the person was told, or “None of these”",
            hint="Select all that apply.",
            when=Chosen("searched", (YesNo.YES,)),
            empty=Empty.LIST,
        ),
    ),
    Section.PERSON: (
        Question(
            "age_basis",
            "How do you know the person’s age?",
            "Select how you know the person’s age",
        ),
        Question(
            "age_years",
            "Age in years",
            "Enter the person’s age in years",
            hint="Your best estimate if you do not know it.",
            when=Chosen("age_basis", (AgeBasis.KNOWN, AgeBasis.ESTIMATED)),
            empty=Empty.NULL,
        ),
        Question("gender", "Gender, as you saw it", "Select the person’s gender"),
        Question(
            "ethnicity_perceived",
            "Ethnicity, as you saw it",
            "Select the person’s ethnicity as you saw it",
            hint="What you perceived, even if the person says otherwise. "
            "Their own answer comes next.",
        ),
        Question(
            "officer_defined_code",
            "Officer-defined code (6+1)",
            hint="If you also used one.",
            required=False,
        ),
        Question(
            "ethnicity_self_defined",
            "Ethnicity, as the person describes it (18+1)",
            "Select what the person said about their ethnicity",
            hint="Record what the person says, even if you disagree.",
        ),
        Question(
            "not_asked_reason",
            "Why were they not asked?",
            "Enter why the person was not asked about their ethnicity",
            when=Chosen("ethnicity_self_defined", (SelfDefinedEthnicity.NOT_ASKED,)),
        ),
        Question(
            "health_condition",
            "Health condition, as you saw it",
            "Select the person’s health condition",
        ),
        Question(
            "vulnerabilities",
            "Was the person vulnerable in any of these ways?",
            "Select the vulnerabilities, or “None of these”",
            hint="Select all that apply.",
            empty=Empty.LIST,
        ),
    ),
    Section.OUTCOME: (
        Question(
            "outcomes",
            "What was the outcome for the person?",
            "Select the outcome for the person",
            hint="Select all that apply.",
            empty=Empty.LIST,
        ),
        Question(
            "outcome_other",
            "What was the other outcome?",
            "Enter the other outcome",
            when=Chosen("outcomes", (Outcome.OTHER,), many=True),
        ),
        Question(
            "arrested_at",
            "When was the person arrested?",
            "Enter when the person was arrested",
            when=Chosen("outcomes", (Outcome.ARRESTED,), many=True),
            empty=Empty.NULL,
        ),
        Question(
            "injured",
            "Was the person injured?",
            "Select whether the person was injured",
            hint="Look for red marks, bruises, numbness or tingling in the hands, fractures.",
        ),
        Question(
            "injury_severity",
            "How badly?",
            "Select how badly the person was injured",
            when=Chosen("injured", (YesNoUnknown.YES,)),
        ),
        Question(
            "injury_kinds",
            "Which injuries?",
            "Select which injuries the person had",
            hint="Select all that apply.",
            when=Chosen("injured", (YesNoUnknown.YES,)),
            empty=Empty.LIST,
        ),
        Question(
            "medical_help_offered",
            "Was medical help offered?",
            "Select whether medical help was offered",
            when=Chosen("injured", (YesNoUnknown.YES,)),
        ),
        Question(
            "medical_help_given",
            "Was medical help given?",
            "Select whether medical help was given",
            when=Chosen("injured", (YesNoUnknown.YES,)),
        ),
        Question(
            "complaint_made",
            "Did the person complain about the handcuffing?",
            "Select whether the person complained",
            hint="Any expression of dissatisfaction counts.",
        ),
    ),
    Section.VIDEO: (
        Question(
            "video_recording",
            "Was body-worn video recording?",
            "Select whether body-worn video was recording",
            hint="Footage not marked as evidence is deleted within 31 days.",
        ),
        Question(
            "camera_references",
            "Camera references",
            "Enter at least one camera reference",
            hint="One on each line.",
            when=Chosen("video_recording", (YesNoUnknown.YES,)),
            empty=Empty.LIST,
        ),
        Question(
            "no_video_reason",
            "Why was there no video?",
            "Enter why there was no video",
            when=Chosen("video_recording", (YesNoUnknown.NO,)),
        ),
    ),
}

USE_QUESTIONS: dict[Section, tuple[Question, ...]] = {
    Section.HANDCUFFING: (
        Question(
            "applied_at",
            "When did you put the handcuffs on?",
            "Enter when the handcuffs were put on",
            hint="24-hour clock, London time.",
            empty=Empty.NULL,
        ),
        Question("ended_by", "How did it end?", "Select how the handcuffing ended"),
        Question(
            "ended_at",
            "When was that?",
            "Enter when the handcuffs came off, or the handover to custody",
            hint="When the handcuffs came off, or the handover to custody.",
            empty=Empty.NULL,
        ),
        Question(
            "after_search",
            "Did the handcuffs stay on after a search had ended?",
            "Select whether the handcuffs stayed on after a search",
        ),
        Question(
            "before_arrest",
            "Were they applied before any arrest?",
            "Select whether the handcuffs were applied before arrest",
            hint="Yes also if the person was never arrested.",
        ),
        Question(
            "compliance",
            "Was it compliant or non-compliant handcuffing?",
            "Select whether the handcuffing was compliant",
        ),
        Question(
            "conduct",
            "How did the person behave?",
            "Select how the person behaved",
            hint="The most serious conduct before the handcuffs were on.",
        ),
        Question("position", "Position of the hands", "Select the position of the hands"),
        Question(
            "position_other",
            "Which other position?",
            "Enter the other position",
            when=Chosen("position", (Position.OTHER,)),
        ),
        Question("handcuff_type", "Type of handcuffs", "Select the type of handcuffs"),
        Question(
            "handcuff_type_other",
            "Which other type?",
            "Enter the other type of handcuffs",
            when=Chosen("handcuff_type", (HandcuffType.OTHER,)),
        ),
        Question(
            "asked_too_tight",
            "Did you ask whether they were too tight?",
            "Select whether you asked if the handcuffs were too tight",
        ),
        Question(
            "not_asked_too_tight_reason",
            "Why did you not ask?",
            "Enter why you did not ask whether they were too tight",
            when=Chosen("asked_too_tight", (YesNo.NO,)),
        ),
        Question(
            "checked_tightness",
            "Did you check the tightness?",
            "Select whether you checked the tightness",
        ),
        Question(
            "not_checked_reason",
            "Why did you not check?",
            "Enter why you did not check the tightness",
            when=Chosen("checked_tightness", (YesNo.NO,)),
        ),
        Question(
            "double_locked",
            "Did you double-lock them?",
            "Select whether you double-locked the handcuffs",
        ),
        Question(
            "not_double_locked_reason",
            "Why were they not double-locked?",
            "Enter why the handcuffs were not double-locked",
            when=Chosen("double_locked", (YesNo.NO,)),
        ),
        Question(
            "force_powers",
            "Which power did you have to use force?",
            "Select the power you had to use force",
            hint="Select all that apply. PACE s117 supports powers under PACE only; Criminal Law "
            "Act s3 covers preventing crime and lawful arrest; common law covers self-defence and "
            "breach of the peace.",
            empty=Empty.LIST,
        ),
        Question(
            "force_power_other",
            "Which other power?",
            "Enter the other power to use force",
            when=Chosen("force_powers", (ForcePower.OTHER,), many=True),
        ),
        Question(
            "force_reasons",
            "What was the reason for force?",
            "Select the reason for force",
            hint="Select all that apply.",
            empty=Empty.LIST,
        ),
        Question(
            "force_reason_other",
            "What was the other reason?",
            "Enter the other reason for force",
            when=Chosen("force_reasons", (ForceReason.OTHER,), many=True),
        ),
        Question(
            "impact_factors",
            "What else affected your decision?",
            "Select the impact factors, or “None of these”",
            hint="Select all that apply.",
            empty=Empty.LIST,
        ),
        Question(
            "impact_factor_other",
            "What was the other factor?",
            "Enter the other impact factor",
            when=Chosen("impact_factors", (ImpactFactor.OTHER,), many=True),
        ),
        Question(
            "justification_what_happened",
            "What happened?",
            "Describe what happened",
            hint="What you saw and did, up to the handcuffs going on. No names or addresses.",
            prompts=NDM_WHAT_HAPPENED,
        ),
        Question(
            "justification_necessity",
            "Why were handcuffs necessary for this person?",
            "Explain why handcuffs were necessary for this person",
            hint="What it was about this person at this moment. A habit is not a justification.",
            prompts=NDM_NECESSITY,
        ),
        Question(
            "justification_alternatives",
            "Why would nothing less have done?",
            "Explain why nothing less would have done",
            hint="What else you considered or tried, and why it was not enough.",
            prompts=NDM_ALTERNATIVES,
        ),
        Question(
            "justification_continued",
            "Why was it necessary to keep them on?",
            "Explain why it was necessary to keep the handcuffs on",
            hint="Asked when handcuffs stay on past the time limit or past the end of a search.",
            when=ContinuedUse(),
        ),
    ),
    Section.DE_ESCALATION: (
        Question(
            "de_escalation",
            "What did you try, to avoid or shorten the use of handcuffs?",
            "Select what you tried, or “None was tried”",
            hint="Select all that apply.",
            empty=Empty.LIST,
        ),
        Question(
            "de_escalation_other",
            "What else did you try?",
            "Enter what else you tried",
            when=Chosen("de_escalation", (DeEscalation.OTHER,), many=True),
        ),
        Question(
            "de_escalation_effect",
            "Did it work?",
            "Select whether it worked",
            when=Chosen(
                "de_escalation",
                tuple(tried for tried in DeEscalation.values if tried != DeEscalation.NONE),
                many=True,
            ),
        ),
        Question(
            "no_de_escalation_reason",
            "Why was none tried?",
            "Enter why no de-escalation was tried",
            when=Chosen("de_escalation", (DeEscalation.NONE,), many=True),
        ),
    ),
    Section.OUTCOME: (
        Question("officer_injured", "Were you injured?", "Select whether you were injured"),
        Question(
            "officer_injury_severity",
            "How badly were you injured?",
            "Select how badly you were injured",
            when=Chosen("officer_injured", (YesNo.YES,)),
        ),
        Question(
            "officer_assaulted",
            "Was it an intentional assault?",
            "Select whether it was an intentional assault",
            when=Chosen("officer_injured", (YesNo.YES,)),
        ),
    ),
}

# The sections in which an officer gives their own account.
ACCOUNT_SECTIONS = tuple(USE_QUESTIONS)


def questions(section: Section) -> tuple[Question, ...]:
    """Everything the reporting officer is asked in a section."""
    return ENCOUNTER_QUESTIONS.get(section, ()) + USE_QUESTIONS.get(section, ())


def all_questions(by_section: dict[Section, tuple[Question, ...]]) -> tuple[Question, ...]:
    return tuple(question for asked in by_section.values() for question in asked)
