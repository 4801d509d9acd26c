"""The register: encounters, what each officer did, who was there, and what was decided."""

from records.models.area import Area
from records.models.encounter import Encounter
from records.models.handcuff_use import HandcuffUse
from records.models.officer_present import OfficerPresent
from records.models.record_access import RecordAccess
from records.models.review import Review
from records.models.status_change import StatusChange

__all__ = [
    "Area",
    "Encounter",
    "HandcuffUse",
    "OfficerPresent",
    "RecordAccess",
    "Review",
    "StatusChange",
]
