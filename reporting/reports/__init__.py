"""The reports there are."""

from reporting.reports.activity import REPORT as ACTIVITY
from reporting.reports.adjusted_comparison import REPORT as ADJUSTED_COMPARISON
from reporting.reports.boroughs import REPORT as BOROUGHS
from reporting.reports.certainty import REPORT as CERTAINTY
from reporting.reports.declaration import Report, Result
from reporting.reports.given_stop_or_arrest import REPORT as GIVEN_STOP_OR_ARREST
from reporting.reports.officer_figures import REPORT as OFFICER_FIGURES
from reporting.reports.outcome_test import REPORT as OUTCOME_TEST
from reporting.reports.population_gap import REPORT as POPULATION_GAP
from reporting.reports.published_gap import REPORT as PUBLISHED_GAP
from reporting.reports.published_places import REPORT as PUBLISHED_PLACES
from reporting.reports.standardised_rates import REPORT as STANDARDISED_RATES
from reporting.reports.team_figures import REPORT as TEAM_FIGURES
from reporting.reports.treatment import REPORT as TREATMENT
from reporting.reports.trend import REPORT as TREND
from reporting.reports.young_black_men import REPORT as YOUNG_BLACK_MEN

# In the order of the page that lists them; addresses and views are made from this.
REPORTS: tuple[Report, ...] = (
    ACTIVITY,
    POPULATION_GAP,
    STANDARDISED_RATES,
    PUBLISHED_GAP,
    TREATMENT,
    GIVEN_STOP_OR_ARREST,
    BOROUGHS,
    PUBLISHED_PLACES,
    YOUNG_BLACK_MEN,
    TREND,
    CERTAINTY,
    ADJUSTED_COMPARISON,
    OUTCOME_TEST,
    TEAM_FIGURES,
)
# Those of which runs are stored; the figures of officers have addresses of their own.
OFFLINE = tuple(report for report in (*REPORTS, OFFICER_FIGURES) if report.offline)

__all__ = [
    "ACTIVITY",
    "ADJUSTED_COMPARISON",
    "BOROUGHS",
    "CERTAINTY",
    "GIVEN_STOP_OR_ARREST",
    "OFFICER_FIGURES",
    "OFFLINE",
    "OUTCOME_TEST",
    "POPULATION_GAP",
    "PUBLISHED_GAP",
    "PUBLISHED_PLACES",
    "REPORTS",
    "STANDARDISED_RATES",
    "TEAM_FIGURES",
    "TREATMENT",
    "TREND",
    "YOUNG_BLACK_MEN",
    "Report",
    "Result",
]
