"""A report is declared once: address, page, file, rights and place in the list follow from it."""

import re
from dataclasses import replace
from html import unescape

import pytest
from django.test import RequestFactory
from django.urls import resolve, reverse

from audit.models import Event, Operation
from reporting import views
from reporting.models import BenchmarkKind
from reporting.permissions import Access
from reporting.presenters import index, presenter_of
from reporting.presenters.index import TABLES
from reporting.reports import POPULATION_GAP, PUBLISHED_GAP, REPORTS, STANDARDISED_RATES
from tests import factories
from tests.reporting.registering import residents

LOCKED = replace(POPULATION_GAP, locked_without=(BenchmarkKind.RESIDENTS, BenchmarkKind.STOPS))


@pytest.mark.parametrize("report", REPORTS, ids=lambda report: report.name)
def test_everything_follows_from_the_declaration(report):
    page, file = resolve(reverse(report.page)), resolve(reverse(report.csv))

    assert page.kwargs == file.kwargs == {"report": report}
    assert (page.func, file.func) == (views.report_page, views.report_csv)
    assert reverse(report.page) == f"/reports/{report.address}/"
    assert reverse(report.csv) == f"/reports/{report.address}.csv"
    assert reverse(report.svg, args=["ratio"]) == f"/reports/{report.address}/ratio.svg"
    assert callable(presenter_of(report).page)
    assert set(report.locked_without) <= set(report.needs)
    assert len({column.name for column in report.columns}) == len(report.columns)


def test_no_two_reports_share_a_name_or_an_address():
    for names in zip(*((one.id, one.name, one.address) for one in REPORTS), strict=True):
        assert len(set(names)) == len(REPORTS)


@pytest.mark.django_db
def test_a_report_that_lacks_its_table_says_what_to_load(client):
    residents({"A1": {}})
    analyst = factories.an_analyst()
    client.force_login(analyst)

    def ask(view):
        request = RequestFactory().get("/reports/locked/")
        request.user, request.session = analyst, client.session
        return view(request, report=LOCKED)

    page, file = ask(views.report_page), ask(views.report_csv)

    assert (page.status_code, file.status_code) == (200, 404)
    for answer in (page, file):
        words = unescape(re.sub(r"<[^>]+>", " ", answer.content.decode()))
        assert "This report is locked" in words
        assert TABLES[BenchmarkKind.STOPS] in words
        assert TABLES[BenchmarkKind.RESIDENTS] not in words  # that one is there
        assert "What it shows" not in words
    assert not Event.objects.filter(operation=Operation.DISCLOSURE).exists()


@pytest.mark.django_db
def test_the_list_groups_reports_by_whom_they_are_for():
    analyst, supervisor = factories.an_analyst(), factories.a_supervisor()
    only = replace(LOCKED, access=Access.ANALYSTS, released=None)

    groups = index.groups([*REPORTS, only], reader=analyst)

    assert [group.heading for group in groups] == [
        "For everybody, once released",
        "For analysts only",
    ]
    for_everybody, for_analysts = ([one.report for one in g.entries] for g in groups)
    assert {POPULATION_GAP, STANDARDISED_RATES} <= {*for_everybody}
    assert all(report.released for report in for_everybody)
    assert {only, PUBLISHED_GAP} <= {*for_analysts}
    assert sum(len(group.entries) for group in groups) == len(
        [one for one in [*REPORTS, only] if one.access is not Access.SUPERVISORS]
    )
    assert [entry.to_load for entry in groups[1].entries if entry.report is only] == [
        (TABLES[BenchmarkKind.RESIDENTS], TABLES[BenchmarkKind.STOPS])
    ]
    for group in index.groups(REPORTS, reader=supervisor):
        assert {entry.report.access for entry in group.entries} == {Access.SUPERVISORS}
