"""The register: encounters, what each officer did, who was there, and what was decided."""

from records.models.acknowledgement import Acknowledgement
from records.models.amendment import Amendment, PendingAmendment
from records.models.area import Area
from records.models.area_boundary import AreaBoundary
from records.models.boundary_file import BoundaryFile
from records.models.comment import Comment
from records.models.device_sending import DeviceSending
from records.models.dip_sample import DipSample, DipSampleItem, SecondReview
from records.models.encounter import Encounter
from records.models.favourite import Favourite
from records.models.footage_mark import FootageMark
from records.models.handcuff_use import HandcuffUse
from records.models.officer_present import OfficerPresent
from records.models.policy import Policy
from records.models.receipt import Receipt
from records.models.record_access import RecordAccess
from records.models.review import Review
from records.models.review_question import ReviewQuestion
from records.models.saved_search import SavedSearch
from records.models.search_text import SearchText
from records.models.second_opinion import Opinion, SecondOpinion
from records.models.status_change import StatusChange
from records.models.text_similarity import TextSignature, TextSimilarity
from records.models.use_assessment import UseAssessment

__all__ = [
    "Acknowledgement",
    "Amendment",
    "Area",
    "AreaBoundary",
    "BoundaryFile",
    "Comment",
    "DeviceSending",
    "DipSample",
    "DipSampleItem",
    "Encounter",
    "Favourite",
    "FootageMark",
    "HandcuffUse",
    "OfficerPresent",
    "Opinion",
    "PendingAmendment",
    "Policy",
    "Receipt",
    "RecordAccess",
    "Review",
    "ReviewQuestion",
    "SavedSearch",
    "SearchText",
    "SecondOpinion",
    "SecondReview",
    "StatusChange",
    "TextSignature",
    "TextSimilarity",
    "UseAssessment",
]
