"""What a reviewer would ask about a justification, told to the officer while they write it.

Pure: a text and the question it answers go in, concerns come out. They prompt and never block,
so they are meant to be right when they speak: a text that holds one fact about the person is left
alone. Nothing here judges whether force was lawful; a reviewer does.
"""

import re
from collections.abc import Callable, Iterator
from enum import StrEnum

from records.texts.word_list import word_list
from records.vocabulary import ReturnReason


class Concern(StrEnum):
    """What is not said yet; most have the name of what records are returned for."""

    OFFICER_SAFETY_ONLY = ReturnReason.OFFICER_SAFETY_ONLY
    HABIT = "habit"
    NOT_THIS_PERSON = ReturnReason.NOT_THIS_PERSON
    NO_ALTERNATIVE = ReturnReason.NO_ALTERNATIVE
    CONTINUED_USE = ReturnReason.CONTINUED_USE
    TOO_SHORT = ReturnReason.TOO_SHORT


SENTENCES: dict[Concern, str] = {
    Concern.OFFICER_SAFETY_ONLY: "“Officer safety” by itself does not justify force. What made "
    "you fear for it?",
    Concern.HABIT: "This reads like a habit. What was it about this person, this time?",
    Concern.NOT_THIS_PERSON: "Nothing here is about this person yet. What did they do or say, what "
    "did you know about them?",
    Concern.NO_ALTERNATIVE: "What else was open to you, such as talking, time, distance or a hold, "
    "and why would it not have done?",
    Concern.CONTINUED_USE: "What made the handcuffs still necessary then, and when did you look "
    "again?",
    Concern.TOO_SHORT: "This is very short. Could somebody who was not there see what you saw?",
}

# Fewer words than these rarely say anything; by question.
LEAST_WORDS = {
    "justification_what_happened": 12,
    "justification_necessity": 8,
    "justification_alternatives": 8,
    "justification_continued": 8,
    "no_de_escalation_reason": 6,
}

_WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)?")
_SENTENCE_END = re.compile(r"[.!?;\n]")

_SAFETY = re.compile(
    r"\b(?:safety|safe|safer|safely|protect (?:myself|me|us|officers|my colleagues?)|"
    r"protection)\b",
    re.IGNORECASE,
)
_EVERYBODY = (
    r"(?:everyone|everybody|anyone|anybody|all (?:persons?|people|suspects|detainees|males))"
)
_ALWAYS = r"(?:always|routinely|normally|usually|generally|automatically|typically|tend to)"
_HABIT = re.compile(
    rf"\b(?:i|we|officers) {_ALWAYS} (?:\w{{1,12}} )?(?:hand)?(?:cuff|use|apply|put)"
    rf"|\b(?:hand)?cuff(?:s|ed|ing)? {_EVERYBODY}"
    rf"|\b{_EVERYBODY} (?:that |who |whom )?(?:i|we) (?:detain|stop|search|arrest|deal)"
    rf"|\b{_EVERYBODY} (?:that |who )?(?:is|gets|are) "
    r"(?:detained|stopped|searched|arrested|cuffed)"
    r"|\b(?:as a )?matter of (?:course|routine|policy)"
    r"|\b(?:as|is|was|are) (?:a )?(?:routine|standard)\b|\broutinely\b"
    r"|\b(?:my|our|the|as|is|was|standard|normal|usual|best) (?:my |our )?(?:own )?"
    r"(?:(?:normal|usual|standard|general|common|operating|police) )?(?:practice|procedure)\b"
    r"|\bpractice is to\b|\bas (?:i|we) (?:always|usually|normally) do\b",
    re.IGNORECASE,
)
_AS_ABOVE = re.compile(
    r"\b(?:as (?:above|before|stated|per above|already said|mentioned)|see above|"
    r"same (?:as (?:above|before)|reasons?)|"
    r"for the (?:above|same) reasons?|reasons? (?:above|as before))\b",
    re.IGNORECASE,
)
_DISMISSED = re.compile(
    r"\b(?:not (?:considered|applicable|needed|necessary|required)|no(?:ne| other)? "
    r"(?:alternatives?|options?)|nothing else|n/a|none|no time)\b",
    re.IGNORECASE,
)

# Who or what a sentence about this person speaks of.
_ABOUT = word_list(
    """
    he she they him her them his hers their theirs himself herself themselves male female man woman
    boy girl lad youth teenager child person subject suspect individual detainee driver passenger
    rider hand hands arm arms wrist wrists fist fists leg legs foot feet head mouth face eyes
    waistband pocket pockets sleeve sleeves bag rucksack jacket coat hoodie belt weapon knife blade
    machete screwdriver bottle gun taser wrap wraps drugs mother father brother friends friend group
    crowd people steps road traffic
    """
)
# What every report says, of whomever.
_GENERIC = word_list(
    """
    a about above after again all also although am an and any anyone apply applied applying are
    arrest arrested arresting as assault at be because been before being believe believed both but
    by can case colleague colleagues concern concerned conduct conducted continue continued control
    controlled could cuff cuffed cuffing cuffs deal dealing deemed detain detained detention did do
    done due during each ensure escape escaped escaping etc ever every everyone evidence feel felt
    flight for force from get going had handcuff handcuffed handcuffing handcuffs harm has have
    having here how i if in incident injury initial into is it its job just justified keep kept law
    lawful lawfully legal loss made maintain make matter may me might minimise mitigate more
    necessary necessity need needed no normal not now of off offence officer officers on once only
    onto or order other others our out own part person persons place placed police policy possible
    potential potentially power practice prevent prevented preventing previous procedure
    proportionate protect protection public purpose put reason reasonable reasons remain remained
    required risk risks routine routinely safe safely safer safety same search searched searching
    secure secured self should situation so some standard stay still stop stopped such suspect
    than that the their them then there therefore these they this those thought through time to
    too training under unknown until up us use used using usual violence violent violently was we
    well were what when where which while who will with within without would you
    he she him her his hers their theirs himself herself themselves male female man woman boy girl
    lad youth teenager child subject individual detainee driver passenger
    become became becoming unpredictable someone somebody everybody
    """
)
# Something that was seen, heard or known: one such word is a fact.
_FACTS = word_list(
    """
    aggressive agitated angry bit braced bladed clenched cornered cried drunk fell fled fought
    grabbed headbutted hit hostile intoxicated jumped kicked lashed lunged markers nervous pale
    pacing panicked paranoid pulled punched pushed ran raised reached refused resisted running
    screamed self-harm shaking shouted shouting shoved spat spitting sprinted squared staggered
    stared struck struggled swallowed sweating swore swung tensed threatened threatening threats
    threw tried turned twisted walked wrestled armed stronger taller larger bigger bleeding crying
    warning suicidal handed hidden hid concealed dropped looked looking kept
    """
)
_ALTERNATIVES = word_list(
    """
    ask asked asking told tell talk talked talking spoke speak speaking said explain explained
    explaining instruct instructed instruction instructions warn warned warning warnings verbal
    verbally words word voice calm calmed calming listen listened negotiate negotiated engage
    engaged hold held holding holds grip gripped arm arms hands hand escort escorted guide guided
    distance space wait waited waiting step stepped back backup sat sit seat seated seating door
    locked van ambulance relative mother father mum dad brother sister friend interpreter offer
    offered choice water taser pava baton spray de-escalation deescalation tactical communication
    communicate restrain restraint release let letting free without remove loosen moved move apart
    separate alone numbers outnumbered second another third persuade persuaded comply option tried
    """
)


def _words(text: str) -> list[str]:
    return [word.lower().replace("’", "'") for word in _WORD.findall(text)]


def is_specific(text: str) -> bool:
    """Whether some sentence states a fact about this person or what surrounded them."""
    for sentence in _SENTENCE_END.split(text):
        words = _words(sentence)
        about = [word for word in words if word in _ABOUT]
        if not about:
            continue
        if any(word in _FACTS for word in words):
            return True
        said = {word for word in words if word not in _GENERIC and len(word) > 1}
        if len(said) >= 2:
            return True
    return False


def _is_habit(text: str) -> bool:
    return _HABIT.search(text) is not None


def _is_safety_only(text: str) -> bool:
    return _SAFETY.search(text) is not None and not is_specific(text)


def _considers_nothing(text: str) -> bool:
    words = _words(text)
    weighed = {word for word in words if word in _ALTERNATIVES}
    if not weighed:
        return True
    return _DISMISSED.search(text) is not None and len(words) < 12 and not is_specific(text)


def _leaves_continued_use_open(text: str) -> bool:
    return not is_specific(text)


_RULES: dict[str, tuple[tuple[Concern, Callable[[str], bool]], ...]] = {
    "justification_what_happened": ((Concern.HABIT, _is_habit),),
    "justification_necessity": (
        (Concern.HABIT, _is_habit),
        (Concern.OFFICER_SAFETY_ONLY, _is_safety_only),
        (Concern.NOT_THIS_PERSON, lambda text: not is_specific(text)),
    ),
    "justification_alternatives": (
        (Concern.HABIT, _is_habit),
        (Concern.NO_ALTERNATIVE, _considers_nothing),
    ),
    "justification_continued": (
        (Concern.HABIT, _is_habit),
        (Concern.CONTINUED_USE, lambda text: _AS_ABOVE.search(text) is not None),
        (Concern.CONTINUED_USE, _leaves_continued_use_open),
    ),
    "no_de_escalation_reason": ((Concern.HABIT, _is_habit),),
}
# The questions about which something may be said.
QUESTIONS = tuple(_RULES)


def concerns(question: str, text: str) -> tuple[Concern, ...]:
    """What a reviewer would ask about this answer: the first that applies, or nothing.

    One at a time: an officer who is told four things at once reads none. An empty text is not
    begun yet, and gets no prompt.
    """
    if question not in _RULES or not text.strip():
        return ()
    found = next(_applying(question, text), None)
    return (found,) if found is not None else ()


def _applying(question: str, text: str) -> Iterator[Concern]:
    for concern, applies in _RULES[question]:
        if applies(text):
            yield concern
    if len(_words(text)) < LEAST_WORDS[question]:
        yield Concern.TOO_SHORT
