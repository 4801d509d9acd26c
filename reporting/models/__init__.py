"""What reports are computed from, and what is kept of them."""

from reporting.models.benchmark import Benchmark, BenchmarkKind, BenchmarkRow, TableFile
from reporting.models.cube import Cell, CubeCell, FilingCell, PeopleCell
from reporting.models.dataset import Dataset, DatasetRow, ReportedHandcuffing
from reporting.models.officer_access import OfficerAccess
from reporting.models.release import Release, ReleasedPicture, ReleasedReport, ReleaseStep, StepKind
from reporting.models.run import Run, RunRequest, RunUnit
from reporting.models.saved_report import SavedReport

__all__ = [
    "Benchmark",
    "BenchmarkKind",
    "BenchmarkRow",
    "Cell",
    "CubeCell",
    "Dataset",
    "DatasetRow",
    "FilingCell",
    "OfficerAccess",
    "PeopleCell",
    "Release",
    "ReleaseStep",
    "ReleasedPicture",
    "ReleasedReport",
    "ReportedHandcuffing",
    "Run",
    "RunRequest",
    "RunUnit",
    "SavedReport",
    "StepKind",
    "TableFile",
]
