"""The questions about the occasion and the person, answered once for the encounter."""

from records.conditions import Chosen
from records.questionnaire.question import Empty, Question, Section
from records.vocabulary import (
    AgeBasis,
    EncounterReason,
    Outcome,
    SearchPower,
    SelfDefinedEthnicity,
    YesNo,
    YesNoUnknown,
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
            often_all=True,
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
