"""The sentences of the demo: invented, plain, and in agreement with the coded answers."""

from dataclasses import dataclass
from random import Random
from typing import TYPE_CHECKING

from records.vocabulary import (
    Conduct,
    DeEscalation,
    EncounterReason,
    ForceReason,
    Gender,
    ImpactFactor,
    LocationType,
    SearchPower,
)

if TYPE_CHECKING:
    from records.demo.occasion import Circumstances

_PRONOUNS = {Gender.MALE: ("he", "him", "his"), Gender.FEMALE: ("she", "her", "her")}
_NOUNS = {Gender.MALE: ("boy", "man"), Gender.FEMALE: ("girl", "woman")}


@dataclass(frozen=True)
class Person:
    """How a sentence refers to the person; never by name."""

    gender: Gender
    age: int | None

    def in_words(self, sentence: str) -> str:
        """Fills in {the}, {they}, {them} and {their}; with a capital where the sentence has one."""
        they, them, their = _PRONOUNS.get(self.gender, ("they", "them", "their"))
        child = self.age is not None and self.age < 18
        noun = _NOUNS.get(self.gender, ("young person", "person"))[0 if child else 1]
        given = {"the": f"the {noun}", "they": they, "them": them, "their": their}
        capitals = {name.capitalize(): word[0].upper() + word[1:] for name, word in given.items()}
        return sentence.format(**given, **capitals)


PLACES = {
    LocationType.STREET: (
        "Pavement outside a parade of shops",
        "Bus stop opposite the railway station",
        "Side road behind the high street",
        "Junction by the petrol station",
        "Footpath between two blocks of flats",
        "Outside the entrance of the Underground station",
        "Lay-by on the main road",
    ),
    LocationType.OPEN_GROUND: (
        "Park, by the tennis courts",
        "Common, near the cycle path",
        "Playing fields behind the leisure centre",
        "Towpath under the road bridge",
    ),
    LocationType.RETAIL: (
        "Supermarket, by the self-service tills",
        "Shopping centre, lower floor",
        "Pharmacy on the high street",
        "Electrical goods shop, stock room door",
    ),
    LocationType.LICENSED: (
        "Public house, front bar",
        "Nightclub queue, outside the main door",
        "Bar on the high street, smoking area",
    ),
    LocationType.PUBLIC_TRANSPORT: (
        "Bus, lower deck, at the stop by the library",
        "Station ticket hall",
        "Tram platform, southbound",
    ),
    LocationType.STADIUM: (
        "Football ground, away turnstiles",
        "Arena, concourse of the east stand",
    ),
    LocationType.VEHICLE_WITH_CAGE: ("Van on the way to court", "Van in the station yard"),
    LocationType.VEHICLE_WITHOUT_CAGE: (
        "Marked car on the way to court",
        "Car outside the hospital",
    ),
    LocationType.POLICE_STATION: ("Back office corridor of the police station",),
    LocationType.CUSTODY: ("Custody block, booking-in desk", "Custody block, cell corridor"),
    LocationType.HOSPITAL: (
        "Accident and emergency, waiting area",
        "Accident and emergency, cubicle",
    ),
    LocationType.MENTAL_HEALTH: ("Mental health unit, assessment suite entrance",),
    LocationType.AMBULANCE: ("Ambulance parked outside a block of flats",),
    LocationType.DWELLING: (
        "Ground floor flat, hallway",
        "Terraced house, kitchen",
        "Shared house, stairs to the first floor",
        "Flat on the third floor, landing",
    ),
}
OTHER_REASONS = ("Helping bailiffs at an eviction", "Helping another force with an enquiry")
NOT_ASKED = (
    "They were unwell and could not follow the question",
    "They shouted over every question put to them",
    "Called away to another emergency before it could be asked",
)

_SEARCH_OPENINGS = {
    SearchPower.MDA_S23: (
        "I saw {the} take a small wrap from a driver and put it in a pocket. I detained {them} for "
        "a search for drugs.",
        "There was a strong smell of cannabis around {the}, who tried to hide something in the "
        "palm of a hand when I came near. I detained {them} for a search for drugs.",
        "A shopkeeper pointed out {the} as selling drugs from a bag by the door. I detained {them} "
        "for a search for drugs.",
    ),
    SearchPower.CJPOA_S60: (
        "An authorisation under section 60 was in force after a serious assault close by. I "
        "stopped {the} within the area and the hours it covered.",
    ),
    SearchPower.TACT_S43: (
        "{The} had filmed the security doors of a public building for twenty minutes and gave two "
        "different reasons for it. I detained {them} for a search.",
    ),
    SearchPower.OTHER: (
        "Information given within the hour said that {the} carried something prohibited. I "
        "detained {them} for a search.",
    ),
}
_WEAPON_SEARCH = (
    "A member of the public had seen {the} push a knife into a waistband minutes earlier. {The} "
    "matched the description, and I detained {them} for a search.",
    "Control room staff described a person with a knife on the cameras. I found {the} there in the "
    "same clothes and detained {them} for a search.",
)
_TOOLS_SEARCH = (
    "{The} had been seen trying the doors of parked cars and walked off quickly when {they} saw "
    "us. I detained {them} for a search for stolen goods and tools.",
    "{The} matched the description from a theft ten minutes earlier, down to the colour of the "
    "bag. I detained {them} for a search for stolen goods.",
)
_RESPONSES = {
    LocationType.DWELLING: (
        "We were called by a neighbour to shouting and breaking glass. {The} came towards us with "
        "a cut hand.",
        "A caller had reported threats by a former partner. {The} was there when we came.",
    ),
    LocationType.RETAIL: (
        "We were sent to a report of a theft. Staff pointed out {the}, who still had the goods.",
        "Staff held the door shut after {the} had threatened them at the till.",
    ),
}
_RESPONSES_ELSEWHERE = (
    "We were sent to a report of a fight. {The} was pointed out to us by two people as the one "
    "who started it.",
    "A caller had seen {the} kick at a door and break the glass. {The} was still there when we "
    "came.",
)
_OPENINGS = {
    EncounterReason.VEHICLE_STOP: (
        "The car {the} drove had no insurance on our system and pulled away when signalled to "
        "stop. It stopped two streets on.",
        "I stopped the car {the} drove after it went through a red light at speed.",
    ),
    EncounterReason.PLANNED_ARREST: (
        "We attended to arrest {the} on a court warrant for failing to appear.",
        "We attended to arrest {the} for an assault reported the week before.",
    ),
    EncounterReason.PUBLIC_ORDER: (
        "The crowd was leaving and two groups had begun to throw bottles. I saw {the} run at the "
        "other group with a raised fist.",
        "Door staff asked for help with {the}, who would not leave and had pushed one of them.",
    ),
    EncounterReason.WELFARE: (
        "A relative was worried for the safety of {the}, who had spoken of ending {their} life. "
        "We found {them} on the wrong side of a railing.",
        "Paramedics asked for help with {the}, who was confused and kept walking into the road.",
    ),
    EncounterReason.TRANSPORT: (
        "I was one of two officers taking {the} from the cells to court.",
        "I was moving {the} from hospital back to the station after treatment.",
    ),
    EncounterReason.CUSTODY: (
        "{The} had been brought in by another unit and was waiting at the desk.",
    ),
    EncounterReason.OTHER: ("{The} was in the building when we came to help with the task given.",),
}
_CONDUCT = {
    Conduct.COMPLIANT: (
        "{The} listened and held out both hands when asked.",
        "{The} stayed calm and did what I asked.",
    ),
    Conduct.PASSIVE_RESISTANCE: (
        "{The} sat down and would not get up or answer.",
        "{The} went stiff and kept both hands under {their} arms.",
    ),
    Conduct.VERBAL_RESISTANCE: (
        "{The} swore at me, came close and said that nobody would touch {them}.",
        "{The} kept shouting and reached for {their} pockets after being told not to.",
    ),
    Conduct.ACTIVE_RESISTANCE: (
        "{The} pulled away twice and tried to run.",
        "{The} twisted out of my hold and pushed past my colleague.",
    ),
    Conduct.AGGRESSIVE_RESISTANCE: (
        "{The} swung an arm at me and kicked out.",
        "{The} pushed me hard in the chest and raised both fists.",
    ),
    Conduct.SERIOUS_RESISTANCE: (
        "{The} struck out at my head with a bottle and went on when told to stop.",
    ),
}
# What made handcuffs necessary for somebody who did as asked, and for somebody who resisted.
_NECESSITY_CALM = {
    ForceReason.PROTECT_SELF: (
        "I was on my own with {them} in a narrow space, and {they} had hurt an officer before.",
        "{They} stood within reach, and I did not yet know what {they} carried.",
    ),
    ForceReason.PROTECT_PUBLIC: (
        "People were walking past within arm's reach, some with children, and I did not yet know "
        "what {they} carried.",
    ),
    ForceReason.PROTECT_SUBJECT: (
        "{They} swayed towards the traffic, and holding {their} sleeve was not enough.",
    ),
    ForceReason.PROTECT_OFFICERS: (
        "My colleague was speaking to a second person and could not watch {their} hands.",
    ),
    ForceReason.PREVENT_OFFENCE: (
        "{They} said calmly that {they} would go back and finish it as soon as we left.",
    ),
    ForceReason.SECURE_EVIDENCE: (
        "{Their} hand went to {their} waistband again and again, and a wrap can be swallowed in a "
        "second.",
        "{They} had tried to drop something down a drain as we came near.",
    ),
    ForceReason.EFFECT_SEARCH: (
        "I could not search the waistband safely while {their} hands were free to reach it.",
        "{They} wore several layers with many pockets, and I had nobody to watch {their} hands.",
    ),
    ForceReason.EFFECT_ARREST: (
        "On the way to the van we had to pass {their} friends, who had begun to gather.",
        "{They} went pale when told of the arrest and measured the distance to the corner.",
    ),
    ForceReason.PREVENT_HARM: (
        "We were at the top of a flight of steps, and a fall would have hurt both of us.",
    ),
    ForceReason.PREVENT_ESCAPE: (
        "{They} looked past us to the way out twice and shifted {their} weight as if to run.",
        "{They} had run from officers that same month.",
    ),
}
_NECESSITY_RESISTING = {
    ForceReason.PROTECT_SELF: (
        "{They} stood within reach with clenched hands and looked at my belt; I believed that "
        "{they} would strike me.",
        "I was on my own with {them} in a narrow space and had been threatened in so many words.",
    ),
    ForceReason.PROTECT_PUBLIC: (
        "People were walking past within arm's reach, some with children.",
    ),
    ForceReason.PROTECT_SUBJECT: (
        "{They} kept moving towards the traffic, and holding {their} sleeve was not enough.",
        "{They} had begun to hit {their} own head against the wall.",
    ),
    ForceReason.PROTECT_OFFICERS: (
        "My colleague had hold of one arm only and could not have kept it if {they} turned.",
    ),
    ForceReason.PREVENT_OFFENCE: (
        "{They} shouted that {they} would go back and finish it as soon as we left.",
    ),
    ForceReason.SECURE_EVIDENCE: (
        "{Their} hand went to {their} mouth, and a wrap can be swallowed in a second.",
        "{They} tried to throw something over a wall while I spoke.",
    ),
    ForceReason.EFFECT_SEARCH: (
        "{They} kept putting {their} hands back into the pocket I needed to search.",
    ),
    ForceReason.EFFECT_ARREST: (
        "{They} braced against my hold when told of the arrest, so that it could not be carried "
        "out by hand.",
    ),
    ForceReason.PREVENT_HARM: (
        "The struggle was moving towards a flight of steps, and a fall would have hurt both of us.",
    ),
    ForceReason.PREVENT_ESCAPE: (
        "{They} had got out of my hold once, and the way out was behind us.",
    ),
}
_FACTORS = {
    ImpactFactor.WEAPON: (
        "The information was about a blade, and I had not yet been able to see {their} hands.",
    ),
    ImpactFactor.ALCOHOL: ("{They} had been drinking and did not take in what was said.",),
    ImpactFactor.DRUGS: ("{Their} pupils were wide and {their} mood changed within seconds.",),
    ImpactFactor.MENTAL_HEALTH: ("{They} seemed to be hearing something that nobody else heard.",),
    ImpactFactor.PRIOR_KNOWLEDGE: ("Markers on our system warn of violence towards officers.",),
    ImpactFactor.SIZE_GENDER_BUILD: (
        "{The} is a head taller than me and of a much stronger build.",
    ),
    ImpactFactor.ACUTE_DISTURBANCE: (
        "{The} was hot to the touch, stripped to the waist and did not react to pain.",
    ),
    ImpactFactor.CROWD: (
        "About fifteen people had closed in around us and some filmed and shouted.",
    ),
}
HABITS = (
    "Handcuffs are my normal practice when I detain somebody for a search. It is safer for all.",
    "I handcuff everybody I detain. {The} was detained, so handcuffs were used for safety.",
    "Officer safety.",
)
_ALTERNATIVES = {
    DeEscalation.EXPLAINED: "I said who I was, why we were there and what would happen next.",
    DeEscalation.LISTENED: "I let {them} finish and repeated back what {they} had said.",
    DeEscalation.TIME_AND_SPACE: "I stepped back for a few minutes.",
    DeEscalation.CHANGED_VOICE: "My colleague took over the talking in a low voice.",
    DeEscalation.MOVED: "We moved a few metres to a quieter spot.",
    DeEscalation.ASKED_OTHERS: "A relative spoke to {them} at my request.",
    DeEscalation.INTERPRETER: "I called the telephone interpreter.",
    DeEscalation.WARNED: "I warned that handcuffs would be used if it went on.",
    DeEscalation.OFFERED_CHOICE: (
        "I offered to do it without handcuffs if {they} kept {their} hands in view."
    ),
    DeEscalation.OTHER: "I offered water and a place to sit.",
}
_NOT_ENOUGH = (
    "It did not change what {they} did, and holding {them} by the arms would have been more force "
    "for longer.",
    "None of it took away the risk I had described, and letting {them} go was not open to me.",
    "It calmed {them} for a moment only. A second officer was ten minutes away.",
)
_HELPED = (
    "That helped, and the handcuffs came off sooner for it. Without them the risk I had described "
    "would have remained.",
    "{They} calmed down, but words alone would not have kept {their} hands away from {their} "
    "pockets.",
)
_NOTHING_TRIED = (
    "There was no time for anything else between the first movement and my hold. An arm hold alone "
    "had just failed.",
    "Distance was not possible in that space, and talking had no chance to begin.",
)
HABITUAL_ALTERNATIVES = (
    "Not considered, this is quicker.",
    "Nothing else is as safe as handcuffs.",
)
_NO_DE_ESCALATION = (
    "It began with a sudden movement and was over in seconds.",
    "They turned to run as soon as they saw us.",
    "They did not react to any voice.",
)
_CALM_NO_DE_ESCALATION = (
    "They were calm from the beginning; there was nothing to calm.",
    "The arrest was planned and they came with us at once.",
)
_HABITUAL_NO_DE_ESCALATION = (
    "Not needed, handcuffs were used.",
    "There was no time.",
)
OTHER_DE_ESCALATION = ("Offered water and a place to sit",)
_CONTINUED = {
    "custody": (
        "After the arrest the handcuffs stayed on for the journey to custody. {They} had tried the "
        "door handle once, and I checked {their} wrists on the way and at the desk.",
        "We waited for a van after the arrest. {They} tested the handcuffs several times while we "
        "waited, and the pavement was busy. I looked again every few minutes.",
    ),
    "search": (
        "The search was over but the name {they} gave could not be confirmed, and {they} had "
        "already tried to leave. I took the handcuffs off when the check came back.",
    ),
    "waiting": (
        "The search took longer than usual because of several layers and a bag. The reason for the "
        "handcuffs remained until the last pocket was done, and then they came off at once.",
        "{The} was not calm until a relative came. I asked twice whether I could take them off, "
        "and the second time I did.",
    ),
    "care": (
        "We waited for the ambulance. Each time the handcuffs were loosened {they} went for the "
        "railing again. Paramedics agreed to keep them on until the doors were closed.",
    ),
    "escort": (
        "The handcuffs stayed on for the whole escort, as decided with the escort sergeant after "
        "two earlier attempts to get away. {Their} wrists were checked on the way.",
    ),
}


def opening(rng: Random, case: "Circumstances") -> str:
    """Why the officer was there, as far as the coded answers say."""
    if case.reason == EncounterReason.RESPONSE:
        return rng.choice(_RESPONSES.get(case.location, _RESPONSES_ELSEWHERE))
    if case.reason != EncounterReason.STOP_AND_SEARCH:
        return rng.choice(_OPENINGS[case.reason])
    if case.power == SearchPower.PACE_S1:
        return rng.choice(_WEAPON_SEARCH if case.weapon else _TOOLS_SEARCH)
    return rng.choice(_SEARCH_OPENINGS[case.power])


def what_happened(rng: Random, case: "Circumstances") -> str:
    searched = ""
    if case.power is not None and case.reason != EncounterReason.STOP_AND_SEARCH:
        searched = " What I saw there gave me grounds to search {them}."
    text = f"{opening(rng, case)}{searched} {rng.choice(_CONDUCT[case.conduct])}"
    return case.told.in_words(text)


def necessity(rng: Random, case: "Circumstances", *, reasons: list[str], factors: list[str]) -> str:
    """One sentence for each of the first reasons and factors ticked."""
    if case.weak:
        return case.told.in_words(rng.choice(HABITS))
    necessary = _NECESSITY_RESISTING if case.resists else _NECESSITY_CALM
    parts = [rng.choice(necessary[reason]) for reason in reasons[:2]]
    parts += [rng.choice(_FACTORS[factor]) for factor in factors[:2] if factor in _FACTORS]
    return case.told.in_words(" ".join(parts))


def alternatives(rng: Random, case: "Circumstances", *, tried: list[str], helped: bool) -> str:
    if case.weak:
        return rng.choice(HABITUAL_ALTERNATIVES)
    sentences = [_ALTERNATIVES[each] for each in tried if each in _ALTERNATIVES]
    if not sentences:
        return case.told.in_words(rng.choice(_NOTHING_TRIED))
    sentences.append(rng.choice(_HELPED if helped else _NOT_ENOUGH))
    return case.told.in_words(" ".join(sentences))


def no_de_escalation(case: "Circumstances") -> tuple[str, ...]:
    if case.weak:
        return _HABITUAL_NO_DE_ESCALATION
    return _NO_DE_ESCALATION if case.resists else _CALM_NO_DE_ESCALATION


def continued(rng: Random, case: "Circumstances", *, after_search: bool) -> str:
    if case.reason == EncounterReason.TRANSPORT:
        why = "escort"
    elif case.arrested:
        why = "custody"
    elif case.reason == EncounterReason.WELFARE:
        why = "care"
    else:
        why = "search" if after_search else "waiting"
    return case.told.in_words(rng.choice(_CONTINUED[why]))
