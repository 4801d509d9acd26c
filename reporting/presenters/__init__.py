"""Words for the screen: one module for each report, with its name."""

from importlib import import_module
from types import ModuleType

from reporting.reports.declaration import Report


def presenter_of(report: Report) -> ModuleType:
    """The module whose `page` puts a result of this report in words."""
    return import_module(f"{__name__}.{report.name}")
