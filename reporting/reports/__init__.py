"""The reports there are."""

from reporting.reports.declaration import Report, Result
from reporting.reports.population_gap import REPORT as POPULATION_GAP

REPORTS: tuple[Report, ...] = (POPULATION_GAP,)

__all__ = ["POPULATION_GAP", "REPORTS", "Report", "Result"]
