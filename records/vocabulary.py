"""Every coded value of the register, once.

The stored value is for ever; the label may change. `[official]` lists follow the Home Office
annual data requirement on police use of force and the code of practice they name; `[practice]`
lists are ordinary practice and not quoted from any policy. A value that is no longer offered
goes into `RETIRED` and stays readable.
"""

from django.db.models import TextChoices


class YesNo(TextChoices):
    """A question whose answer is never preset."""

    YES = "yes", "Yes"
    NO = "no", "No"


class YesNoUnknown(TextChoices):
    """[official] Used where the officer may not know; "not known" is never shown as "no"."""

    YES = "yes", "Yes"
    NO = "no", "No"
    UNKNOWN = "unknown", "Not known"


class Status(TextChoices):
    """The states of an encounter; `workflow` says how they follow one another."""

    DRAFT = "draft", "Draft"
    SUBMITTED = "submitted", "Waiting for review"
    RETURNED = "returned", "Returned with a question"
    ACCEPTED = "accepted", "Accepted"
    ESCALATED = "escalated", "Escalated to professional standards"
    UPHELD = "upheld", "Concern upheld"
    WITHDRAWN = "withdrawn", "Withdrawn"
    DISCARDED = "discarded", "Discarded"


class UseStatus(TextChoices):
    """One officer's account: being written, or given."""

    DRAFT = "draft", "Being written"
    SUBMITTED = "submitted", "Given"


class Compliance(TextChoices):
    """[official] Compliance of the handcuffing."""

    COMPLIANT = "compliant", "Compliant"
    NON_COMPLIANT = "non_compliant", "Non-compliant"


class Conduct(TextChoices):
    """[official] Conduct of the person on the NPCC scale."""

    COMPLIANT = "compliant", "Compliant"
    PASSIVE_RESISTANCE = "passive_resistance", "Passive resistance"
    VERBAL_RESISTANCE = "verbal_resistance", "Verbal resistance or gestures"
    ACTIVE_RESISTANCE = "active_resistance", "Active resistance"
    AGGRESSIVE_RESISTANCE = "aggressive_resistance", "Aggressive resistance"
    SERIOUS_RESISTANCE = "serious_resistance", "Serious or aggravated resistance"


class ForceReason(TextChoices):
    """[official] Reason for force; several may apply."""

    PROTECT_SELF = "protect_self", "Protect self"
    PROTECT_PUBLIC = "protect_public", "Protect public"
    PROTECT_SUBJECT = "protect_subject", "Protect the person"
    PROTECT_OFFICERS = "protect_officers", "Protect other officers"
    PREVENT_OFFENCE = "prevent_offence", "Prevent offence"
    SECURE_EVIDENCE = "secure_evidence", "Secure evidence"
    EFFECT_SEARCH = "effect_search", "Effect search"
    EFFECT_ARREST = "effect_arrest", "Effect arrest"
    METHOD_OF_ENTRY = "method_of_entry", "Method of entry"
    REMOVE_HANDCUFFS = "remove_handcuffs", "Remove handcuffs"
    PREVENT_HARM = "prevent_harm", "Prevent harm"
    PREVENT_ESCAPE = "prevent_escape", "Prevent escape"
    OTHER = "other", "Other"


class ImpactFactor(TextChoices):
    """[official] Impact factors; several may apply, or none."""

    WEAPON = "weapon", "Possession of a weapon"
    ALCOHOL = "alcohol", "Alcohol"
    DRUGS = "drugs", "Drugs"
    MENTAL_HEALTH = "mental_health", "Mental health"
    PRIOR_KNOWLEDGE = "prior_knowledge", "Prior knowledge"
    SIZE_GENDER_BUILD = "size_gender_build", "Size, gender or build"
    ACUTE_DISTURBANCE = "acute_disturbance", "Acute behavioural disturbance"
    CROWD = "crowd", "Crowd"
    OTHER = "other", "Other"
    NONE = "none", "None of these"


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


class OfficerInjurySeverity(TextChoices):
    """[official] Injury to the officer."""

    MINOR = "minor", "Minor"
    SEVERE = "severe", "Severe"


class HandcuffInjury(TextChoices):
    """[practice] The harms that training material expects of handcuffs."""

    RED_MARKS = "red_marks", "Red marks"
    BRUISES = "bruises", "Bruises or cuts"
    NUMBNESS = "numbness", "Numbness or tingling (possible nerve damage)"
    FRACTURE = "fracture", "Fracture"
    OTHER = "other", "Other"


class Gender(TextChoices):
    """[official] Gender as perceived."""

    MALE = "male", "Male"
    FEMALE = "female", "Female"
    OTHER = "other", "Other"
    NOT_REPORTED = "not_reported", "Not reported"


class AgeBasis(TextChoices):
    """How the age in years is known; an unknown age has no years."""

    KNOWN = "known", "Known"
    ESTIMATED = "estimated", "Estimated"
    NOT_KNOWN = "not_known", "Cannot be estimated"


class AgeBand(TextChoices):
    """[official] National bands, derived from the age in years and never asked for."""

    UNDER_11 = "under_11", "Under 11"
    FROM_11 = "11_17", "11 to 17"
    FROM_18 = "18_34", "18 to 34"
    FROM_35 = "35_49", "35 to 49"
    FROM_50 = "50_64", "50 to 64"
    FROM_65 = "65_plus", "65 and over"
    NOT_REPORTED = "not_reported", "Not reported"


class Ethnicity(TextChoices):
    """[official] Ethnicity as perceived by the officer, and the rollup of self-defined codes."""

    WHITE = "white", "White"
    BLACK = "black", "Black (or Black British)"
    ASIAN = "asian", "Asian (or Asian British)"
    MIXED = "mixed", "Mixed"
    OTHER = "other", "Other"
    NOT_REPORTED = "not_reported", "Not reported"


class OfficerDefinedCode(TextChoices):
    """[official] The "6+1" codes. They have no Mixed; `ETHNICITY_OF_CODE` rolls them up."""

    IC1 = "ic1", "IC1 White, North European"
    IC2 = "ic2", "IC2 White, South European"
    IC3 = "ic3", "IC3 Black"
    IC4 = "ic4", "IC4 Asian"
    IC5 = "ic5", "IC5 Chinese, Japanese or South-East Asian"
    IC6 = "ic6", "IC6 Arab or North African"
    IC9 = "ic9", "IC9 unknown"


class SelfDefinedEthnicity(TextChoices):
    """[official] "18+1", what the person says, also where the officer disagrees.

    "Not stated" (asked, no answer) and "not asked" are two different answers.
    """

    W1 = "w1", "W1 White: British"
    W2 = "w2", "W2 White: Irish"
    W3 = "w3", "W3 White: Gypsy or Irish Traveller"
    W9 = "w9", "W9 White: any other"
    M1 = "m1", "M1 Mixed: White and Black Caribbean"
    M2 = "m2", "M2 Mixed: White and Black African"
    M3 = "m3", "M3 Mixed: White and Asian"
    M9 = "m9", "M9 Mixed: any other"
    A1 = "a1", "A1 Asian: Indian"
    A2 = "a2", "A2 Asian: Pakistani"
    A3 = "a3", "A3 Asian: Bangladeshi"
    A4 = "a4", "A4 Asian: Chinese"
    A9 = "a9", "A9 Asian: any other"
    B1 = "b1", "B1 Black: Caribbean"
    B2 = "b2", "B2 Black: African"
    B9 = "b9", "B9 Black: any other"
    O2 = "o2", "O2 Other: Arab"
    O9 = "o9", "O9 Other: any other"
    NOT_STATED = "ns", "NS Not stated (asked, did not say)"
    NOT_ASKED = "not_asked", "Not asked"


class HealthCondition(TextChoices):
    """[official] Perceived health condition."""

    NONE = "none", "None"
    MENTAL = "mental", "Mental"
    PHYSICAL = "physical", "Physical"
    MENTAL_AND_PHYSICAL = "mental_and_physical", "Mental and physical"
    NOT_REPORTED = "not_reported", "Not reported"


class Vulnerability(TextChoices):
    """[practice] Several may apply, or none."""

    CHILD = "child", "Child under 18"
    PREGNANT = "pregnant", "Pregnant"
    PHYSICAL = "physical", "Physical disability or injury"
    MENTAL = "mental", "Mental ill-health"
    LEARNING_OR_AUTISM = "learning_or_autism", "Learning disability or autism"
    UNDER_INFLUENCE = "under_influence", "Under the influence"
    COMMUNICATION = "communication", "Language or communication need"
    MEDICAL = "medical", "Medical condition affected by restraint"
    OTHER = "other", "Other"
    NONE = "none", "None of these"


class Position(TextChoices):
    """[practice] How the hands were held."""

    FRONT_PALMS_TOGETHER = "front_palms_together", "Front, palms together"
    FRONT_STACK = "front_stack", "Front, stack"
    REAR_BACK_TO_BACK = "rear_back_to_back", "Rear, back to back"
    REAR_PALMS_TOGETHER = "rear_palms_together", "Rear, palms together"
    REAR_STACK = "rear_stack", "Rear, stack"
    OTHER = "other", "Other"


class HandcuffType(TextChoices):
    """[practice] Type of handcuff."""

    RIGID = "rigid", "Rigid"
    HINGED = "hinged", "Hinged"
    CHAIN = "chain", "Chain"
    FLEXI = "flexi", "Flexi or plasticuff"
    OTHER = "other", "Other"


class EndedBy(TextChoices):
    """[practice] How the handcuffing ended."""

    REMOVED = "removed", "Handcuffs removed"
    CUSTODY = "custody", "Handed over to custody in handcuffs"


class AfterSearch(TextChoices):
    """[practice] Whether the handcuffs stayed on past the end of a search."""

    YES = "yes", "Yes"
    NO = "no", "No"
    NO_SEARCH = "no_search", "There was no search"


class DeEscalation(TextChoices):
    """[practice] What was tried before or during the handcuffing; several, or none with why."""

    EXPLAINED = "explained", "Explained who, why and what next"
    LISTENED = "listened", "Listened and acknowledged"
    TIME_AND_SPACE = "time_and_space", "Gave time and space"
    CHANGED_VOICE = "changed_voice", "Lowered voice or changed the officer speaking"
    MOVED = "moved", "Moved somewhere quieter or safer"
    ASKED_OTHERS = "asked_others", "Asked family, friend or appropriate adult to help"
    INTERPRETER = "interpreter", "Used an interpreter or another way to communicate"
    WARNED = "warned", "Warned that handcuffs would be used"
    OFFERED_CHOICE = "offered_choice", "Offered a choice"
    OTHER = "other", "Other"
    NONE = "none", "None was tried"


class Effect(TextChoices):
    """[practice] Effect of the de-escalation."""

    WORKED = "worked", "Worked"
    PARTLY = "partly", "Partly"
    DID_NOT_WORK = "did_not_work", "Did not work"


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


class ForcePower(TextChoices):
    """[official] Power to use force."""

    PACE_S117 = "pace_s117", "PACE 1984 s117"
    CLA_S3 = "cla_s3", "Criminal Law Act 1967 s3"
    COMMON_LAW = "common_law", "Common law (self-defence, breach of the peace)"
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


class Involvement(TextChoices):
    """What an officer who was there did with the handcuffs."""

    APPLIED = "applied", "Applied handcuffs"
    ASSISTED = "assisted", "Assisted"
    PRESENT = "present", "Present only"


class Decision(TextChoices):
    """What a reviewer decides on the justification."""

    ACCEPT = "accept", "Accept"
    RETURN = "return", "Return with a question"
    ESCALATE = "escalate", "Escalate to professional standards"
    UPHOLD = "uphold", "Uphold the concern"


class Assessment(TextChoices):
    """A reviewer's answer on one part of the justification."""

    MET = "met", "Yes, shown"
    NOT_MET = "not_met", "No, not shown"
    UNCLEAR = "unclear", "Unclear"


class EscalationCategory(TextChoices):
    """[practice] Why a record goes to professional standards."""

    UNLAWFUL = "unlawful", "No lawful basis apparent"
    DISPROPORTIONATE = "disproportionate", "Force appears disproportionate"
    DISCRIMINATION = "discrimination", "Possible discrimination"
    INJURY = "injury", "Serious injury or death"
    CHILD = "child", "Concern about a child"
    HONESTY = "honesty", "Account in doubt"
    OTHER = "other", "Other"


ETHNICITY_OF_CODE = {
    OfficerDefinedCode.IC1: Ethnicity.WHITE,
    OfficerDefinedCode.IC2: Ethnicity.WHITE,
    OfficerDefinedCode.IC3: Ethnicity.BLACK,
    OfficerDefinedCode.IC4: Ethnicity.ASIAN,
    OfficerDefinedCode.IC5: Ethnicity.ASIAN,
    OfficerDefinedCode.IC6: Ethnicity.OTHER,
    OfficerDefinedCode.IC9: Ethnicity.NOT_REPORTED,
}

_ETHNICITY_OF_FIRST_LETTER = {
    "w": Ethnicity.WHITE,
    "m": Ethnicity.MIXED,
    "a": Ethnicity.ASIAN,
    "b": Ethnicity.BLACK,
    "o": Ethnicity.OTHER,
}
ETHNICITY_OF_SELF_DEFINED = {
    code: Ethnicity.NOT_REPORTED
    if code in (SelfDefinedEthnicity.NOT_STATED, SelfDefinedEthnicity.NOT_ASKED)
    else _ETHNICITY_OF_FIRST_LETTER[code[0]]
    for code in SelfDefinedEthnicity
}

# Powers under the Police and Criminal Evidence Act itself: s117 lets force be used for these.
PACE_SEARCH_POWERS = (SearchPower.PACE_S1,)

# Statuses that reports count; drafts, discarded and withdrawn encounters never are.
COUNTED_STATUSES = (
    Status.SUBMITTED,
    Status.RETURNED,
    Status.ACCEPTED,
    Status.ESCALATED,
    Status.UPHELD,
)
# Filed and not finally decided: colleagues can still add their accounts.
UNDECIDED_STATUSES = (Status.SUBMITTED, Status.RETURNED, Status.ESCALATED)
# Statuses in which a record may still be incomplete.
INCOMPLETE_STATUSES = (Status.DRAFT, Status.DISCARDED)

# Values no longer offered, by list; stored ones stay readable under their label.
RETIRED: dict[type[TextChoices], frozenset[str]] = {}

_AGE_BAND_UPPER_LIMITS = (
    (10, AgeBand.UNDER_11),
    (17, AgeBand.FROM_11),
    (34, AgeBand.FROM_18),
    (49, AgeBand.FROM_35),
    (64, AgeBand.FROM_50),
)
OLDEST_AGE = 120


def age_band(years: int | None) -> AgeBand:
    """The national band of an age in whole years; None is not reported."""
    if years is None:
        return AgeBand.NOT_REPORTED
    for upper, band in _AGE_BAND_UPPER_LIMITS:
        if years <= upper:
            return band
    return AgeBand.FROM_65


def offered(choices: type[TextChoices]) -> list[tuple[str, str]]:
    """The (value, label) pairs a form may offer today."""
    retired = RETIRED.get(choices, frozenset())
    return [(value, label) for value, label in choices.choices if value not in retired]
