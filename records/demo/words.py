"""Where and what happened, in sentences: invented, plain, in agreement with the answers."""

from dataclasses import dataclass
from random import Random
from typing import TYPE_CHECKING

from records.vocabulary import Conduct, EncounterReason, Gender, LocationType, SearchPower

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
_WELFARE_OUTSIDE = (
    "A relative was worried for the safety of {the}, who had spoken of ending {their} life. "
    "We found {them} on the wrong side of a railing.",
    "Passers-by asked for help with {the}, who was confused and kept walking into the road.",
)
_WELFARE_INSIDE = (
    "A relative was worried for the safety of {the}, who had spoken of ending {their} life. "
    "We found {them} with one leg out of a window.",
    "Paramedics asked for help with {the}, who was confused and had thrown things at them.",
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


def opening(rng: Random, case: "Circumstances") -> str:
    """Why the officer was there, as far as the coded answers say."""
    if case.reason == EncounterReason.RESPONSE:
        return rng.choice(_RESPONSES.get(case.location, _RESPONSES_ELSEWHERE))
    if case.reason == EncounterReason.WELFARE:
        outside = case.location == LocationType.STREET
        return rng.choice(_WELFARE_OUTSIDE if outside else _WELFARE_INSIDE)
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
