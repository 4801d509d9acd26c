"""The person, as perceived and as they describe themselves."""

from django.db.models import TextChoices


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


class AgeGroup(TextChoices):
    """Finer bands: the national ones, and 16 to 25, are sums of these."""

    UNDER_11 = "under_11", "Under 11"
    FROM_11 = "11_15", "11 to 15"
    FROM_16 = "16_17", "16 and 17"
    FROM_18 = "18_25", "18 to 25"
    FROM_26 = "26_34", "26 to 34"
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

OLDEST_AGE = 120
# The last year of each group, and the national band that it is a part of.
AGE_GROUPS = (
    (10, AgeGroup.UNDER_11, AgeBand.UNDER_11),
    (15, AgeGroup.FROM_11, AgeBand.FROM_11),
    (17, AgeGroup.FROM_16, AgeBand.FROM_11),
    (25, AgeGroup.FROM_18, AgeBand.FROM_18),
    (34, AgeGroup.FROM_26, AgeBand.FROM_18),
    (49, AgeGroup.FROM_35, AgeBand.FROM_35),
    (64, AgeGroup.FROM_50, AgeBand.FROM_50),
    (OLDEST_AGE, AgeGroup.FROM_65, AgeBand.FROM_65),
)
AGED_16_TO_25 = (AgeGroup.FROM_16, AgeGroup.FROM_18)
BAND_OF_AGE_GROUP = {group: band for _, group, band in AGE_GROUPS} | {
    AgeGroup.NOT_REPORTED: AgeBand.NOT_REPORTED
}


def age_group(years: int | None) -> AgeGroup:
    """The group of an age in whole years; None is not reported."""
    if years is None:
        return AgeGroup.NOT_REPORTED
    return next((group for last, group, _ in AGE_GROUPS if years <= last), AgeGroup.FROM_65)


def age_band(years: int | None) -> AgeBand:
    """The national band of an age in whole years; None is not reported."""
    return BAND_OF_AGE_GROUP[age_group(years)]
