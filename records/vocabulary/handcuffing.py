"""One officer's own use of force."""

from django.db.models import TextChoices


class Involvement(TextChoices):
    """What an officer who was there did with the handcuffs."""

    APPLIED = "applied", "Applied handcuffs"
    ASSISTED = "assisted", "Assisted"
    PRESENT = "present", "Present only"


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


class ForcePower(TextChoices):
    """[official] Power to use force."""

    PACE_S117 = "pace_s117", "PACE 1984 s117"
    CLA_S3 = "cla_s3", "Criminal Law Act 1967 s3"
    COMMON_LAW = "common_law", "Common law (self-defence, breach of the peace)"
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


class OfficerInjurySeverity(TextChoices):
    """[official] Injury to the officer."""

    MINOR = "minor", "Minor"
    SEVERE = "severe", "Severe"
