"""The occasion: why, where, under which power to search, and how it ended."""

from django.db.models import TextChoices


class EncounterReason(TextChoices):
    """[practice] Reason for the encounter."""

    STOP_AND_SEARCH = "stop_and_search", "Stop and search"
    VEHICLE_STOP = "vehicle_stop", "Vehicle stop"
    PLANNED_ARREST = "planned_arrest", "Planned arrest or warrant"
    RESPONSE = "response", "Response to a call"
    WELFARE = "welfare", "Welfare or mental health"
    PUBLIC_ORDER = "public_order", "Public order or event"
    TRANSPORT = "transport", "Transport or escort"
    CUSTODY = "custody", "Custody"
    OTHER = "other", "Other"


class LocationType(TextChoices):
    """[official] Location type."""

    STREET = "street", "Street or highway"
    OPEN_GROUND = "open_ground", "Open ground"
    RETAIL = "retail", "Retail premises"
    LICENSED = "licensed", "Licensed premises"
    PUBLIC_TRANSPORT = "public_transport", "Public transport"
    STADIUM = "stadium", "Sports or event stadium"
    VEHICLE_WITH_CAGE = "vehicle_with_cage", "Police vehicle with cage"
    VEHICLE_WITHOUT_CAGE = "vehicle_without_cage", "Police vehicle without cage"
    POLICE_STATION = "police_station", "Police station outside custody"
    CUSTODY = "custody", "Custody block"
    HOSPITAL = "hospital", "Hospital or A&E (not mental health)"
    MENTAL_HEALTH = "mental_health", "Mental health setting"
    AMBULANCE = "ambulance", "Ambulance"
    DWELLING = "dwelling", "Dwelling"
    OTHER = "other", "Other"


class SearchPower(TextChoices):
    """[official] Search powers. A search power is not a power to use force."""

    PACE_S1 = "pace_s1", "PACE 1984 s1"
    MDA_S23 = "mda_s23", "Misuse of Drugs Act 1971 s23"
    CJPOA_S60 = "cjpoa_s60", "CJPOA 1994 s60 (no individual grounds)"
    TACT_S43 = "tact_s43", "Terrorism Act 2000 s43"
    TACT_S43A = "tact_s43a", "Terrorism Act 2000 s43A"
    TACT_S43C = "tact_s43c", "Terrorism Act 2000 s43C"
    TACT_S47A = "tact_s47a", "Terrorism Act 2000 s47A"
    OTHER = "other", "Other"


class Gowisely(TextChoices):
    """[official] What a person searched must be told; "none" if they were told nothing."""

    GROUNDS = "grounds", "Grounds for the search"
    OBJECT = "object", "Object of the search"
    WARRANT_CARD = "warrant_card", "Warrant card shown, if not in uniform"
    IDENTITY = "identity", "Identity of the officer"
    STATION = "station", "Station of the officer"
    ENTITLEMENT = "entitlement", "Entitlement to a record"
    LEGAL_POWER = "legal_power", "Legal power used"
    YOU_ARE_DETAINED = "you_are_detained", "You are detained for a search"
    NONE = "none", "None of these"


class Outcome(TextChoices):
    """[official], with three of ordinary practice; several may apply."""

    ARRESTED = "arrested", "Arrested"
    NO_FURTHER_ACTION = "no_further_action", "No further action"
    COMMUNITY_RESOLUTION = "community_resolution", "Community resolution"
    PENALTY_NOTICE = "penalty_notice", "Penalty notice"
    REPORTED_FOR_SUMMONS = "reported_for_summons", "Reported for summons"
    ESCAPED = "escaped", "Made off or escaped"
    HOSPITALISED = "hospitalised", "Hospitalised"
    DETAINED_MENTAL_HEALTH = "detained_mental_health", "Detained under the Mental Health Act"
    FATALITY = "fatality", "Fatality"
    OTHER = "other", "Other"


class InjurySeverity(TextChoices):
    """[official] Injury to the person."""

    MINOR = "minor", "Minor"
    SEVERE = "severe", "Severe"
    DEATH = "death", "Death"


class HandcuffInjury(TextChoices):
    """[practice] The harms that training material expects of handcuffs."""

    RED_MARKS = "red_marks", "Red marks"
    BRUISES = "bruises", "Bruises or cuts"
    NUMBNESS = "numbness", "Numbness or tingling (possible nerve damage)"
    FRACTURE = "fracture", "Fracture"
    OTHER = "other", "Other"


# Powers under the Police and Criminal Evidence Act itself: s117 lets force be used for these.
PACE_SEARCH_POWERS = (SearchPower.PACE_S1,)

# Powers of stop and search by name. "Other" may be the power to search somebody after an arrest.
STOP_POWERS = tuple(power for power in SearchPower if power is not SearchPower.OTHER)
