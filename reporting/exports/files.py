"""The row files that analysts are offered, in the order of their page."""

from reporting.exports.encounters import ENCOUNTERS
from reporting.exports.met_use_of_force import MET_USE_OF_FORCE
from reporting.exports.national_return import NATIONAL_RETURN
from reporting.exports.officer_reports import OFFICER_REPORTS
from reporting.exports.reviews import REVIEWS

ROW_FILES = (ENCOUNTERS, OFFICER_REPORTS, REVIEWS, MET_USE_OF_FORCE, NATIONAL_RETURN)
