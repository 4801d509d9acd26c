"""The questions about one officer's own use of force, answered by each officer."""

from records.conditions import Chosen, ContinuedUse
from records.questionnaire.question import Empty, Question, Section
from records.vocabulary import (
    DeEscalation,
    ForcePower,
    ForceReason,
    HandcuffType,
    ImpactFactor,
    Position,
    YesNo,
)

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
