"""Every coded value of the register, once.

The stored value is for ever; the label may change. `[official]` lists follow the Home Office
annual data requirement on police use of force and the code of practice they name; `[practice]`
lists are ordinary practice and not quoted from any policy. A value that is no longer offered
goes into `RETIRED` and stays readable.
"""

from django.db.models import TextChoices

from records.vocabulary.answer import (
    NONE_OF_THESE,
    YesNo,
    YesNoUnknown,
)
from records.vocabulary.handcuffing import (
    AfterSearch,
    Compliance,
    Conduct,
    DeEscalation,
    Effect,
    EndedBy,
    ForcePower,
    ForceReason,
    HandcuffType,
    ImpactFactor,
    Involvement,
    OfficerInjurySeverity,
    Position,
)
from records.vocabulary.occasion import (
    PACE_SEARCH_POWERS,
    STOP_POWERS,
    EncounterReason,
    Gowisely,
    HandcuffInjury,
    InjurySeverity,
    LocationType,
    Outcome,
    SearchPower,
)
from records.vocabulary.person import (
    AGE_GROUPS,
    AGED_16_TO_25,
    BAND_OF_AGE_GROUP,
    ETHNICITY_OF_CODE,
    ETHNICITY_OF_SELF_DEFINED,
    OLDEST_AGE,
    AgeBand,
    AgeBasis,
    AgeGroup,
    Ethnicity,
    Gender,
    HealthCondition,
    OfficerDefinedCode,
    SelfDefinedEthnicity,
    Vulnerability,
    age_band,
    age_group,
)
from records.vocabulary.review import (
    COUNTED_STATUSES,
    INCOMPLETE_STATUSES,
    UNDECIDED_STATUSES,
    Assessment,
    Decision,
    DenialResponse,
    EscalationCategory,
    ReturnReason,
    Status,
    UseStatus,
)
from records.vocabulary.text import PERSONAL_DATA_FLAGS, TextFlag

# Values no longer offered, by list; stored ones stay readable under their label.
RETIRED: dict[type[TextChoices], frozenset[str]] = {}


__all__ = [
    "AGED_16_TO_25",
    "AGE_GROUPS",
    "BAND_OF_AGE_GROUP",
    "COUNTED_STATUSES",
    "ETHNICITY_OF_CODE",
    "ETHNICITY_OF_SELF_DEFINED",
    "INCOMPLETE_STATUSES",
    "NONE_OF_THESE",
    "OLDEST_AGE",
    "PACE_SEARCH_POWERS",
    "PERSONAL_DATA_FLAGS",
    "RETIRED",
    "STOP_POWERS",
    "UNDECIDED_STATUSES",
    "AfterSearch",
    "AgeBand",
    "AgeBasis",
    "AgeGroup",
    "Assessment",
    "Compliance",
    "Conduct",
    "DeEscalation",
    "Decision",
    "DenialResponse",
    "Effect",
    "EncounterReason",
    "EndedBy",
    "EscalationCategory",
    "Ethnicity",
    "ForcePower",
    "ForceReason",
    "Gender",
    "Gowisely",
    "HandcuffInjury",
    "HandcuffType",
    "HealthCondition",
    "ImpactFactor",
    "InjurySeverity",
    "Involvement",
    "LocationType",
    "OfficerDefinedCode",
    "OfficerInjurySeverity",
    "Outcome",
    "Position",
    "ReturnReason",
    "SearchPower",
    "SelfDefinedEthnicity",
    "Status",
    "TextFlag",
    "UseStatus",
    "Vulnerability",
    "YesNo",
    "YesNoUnknown",
    "age_band",
    "age_group",
]
