"""Making, publishing and withdrawing: who may, what is written, and that it cannot be changed."""

from datetime import date

import pytest
from django.core.management import CommandError, call_command
from django.db import connection, transaction
from django.db.utils import InternalError
from django.urls import reverse

from accounts.models import Role
from audit.models import Event
from records.actions.changing import NotAllowed
from records.models import Area
from records.models.area import AreaKind
from reporting.models import (
    Benchmark,
    BenchmarkKind,
    Release,
    ReleasedPicture,
    ReleasedReport,
    ReleaseStep,
)
from reporting.releases import actions
from reporting.releases.freezing import freeze
from tests import factories
from tests.reporting.reading import text_of
from tests.reporting.releases.odd import (
    HALF_YEAR,
    NOW,
    a_release,
    an_odd_register,
    months,
    undone,
)

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def made(django_db_setup, django_db_blocker) -> Release:
    """One release for all tests of the module, and not yet published; each undoes what it did."""
    with django_db_blocker.unblock(), undone():
        an_odd_register()
        yield a_release(published=False)


@pytest.fixture
def release(made, db) -> Release:
    """The same, published."""
    return actions.publish_release(release_id=made.pk, by=made.made_by, at=NOW)


def test_a_release_has_every_report_for_every_district_and_kind(release):
    kinds = ("", "before_arrest")
    found = {(one.report, one.area, one.kind, one.group) for one in release.reports.all()}
    groups = ("black", "asian", "mixed", "other")
    every = [("population-rate-and-gap", area, "") for area in ("", "A1", "B1", "C1")]
    every += [("borough-comparison", "", group) for group in groups]
    of_all = [
        (report, "", group)
        for report in (
            "age-sex-standardised-rates",
            "treatment-once-handcuffed",
            "how-sure-are-we",
            "trend-and-change",
        )
        for group in groups
    ]
    of_all += [("young-black-men", "", ""), ("activity-and-data-quality", "", "")]
    given = [("handcuffed-given-stop-or-arrest", "", kind) for kind in ("named_power", "arrested")]
    assert found == {
        *((report, area, kind, group) for report, area, group in every for kind in kinds),
        *((report, area, "", group) for report, area, group in of_all),
        *((*one, "") for one in given),
    }
    assert (release.first_month, release.last_month) == (date(2026, 1, 1), date(2026, 6, 1))
    assert (release.made_at, release.unit, release.mapping_version) == (NOW, "person-encounters", 1)
    assert release.benchmark == Benchmark.objects.current(BenchmarkKind.RESIDENTS)
    assert len(release.code_version) == len(release.checksum) == 64
    assert release.counts == 4 * 7 * 2 + 8 * 7 + 2 * 8 + 9 * 2 + 6 + 7 * 3 + 5 * 6
    assert release.hidden > 10


def test_every_table_that_a_release_compares_with_is_named_and_under_its_checksum(client, release):
    others = Benchmark.objects.exclude(pk=release.benchmark_id).order_by("pk")
    assert {table.kind for table in others} == {"residents", "stops", "arrests"}
    assert release.other_tables == [
        {"name": f"{table}. {table.attribution}.", "checksum": table.checksum} for table in others
    ]
    words = text_of(client.get(reverse("figures")))
    for table in others:
        assert f"Also compared with {table}. {table.attribution}." in words
    # As if there had been none.
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("ALTER TABLE reporting_release DISABLE TRIGGER USER")
        cursor.execute("UPDATE reporting_release SET other_tables = '[]'")
    with pytest.raises(CommandError, match="what it says of itself, was changed"):
        call_command("verify_release", release.pk)


def test_the_same_register_gives_the_same_release(made):
    assert freeze(HALF_YEAR, now=NOW).release.checksum == made.checksum


def test_every_step_is_logged_with_the_checksum(release):
    by = release.made_by
    actions.withdraw_release(release_id=release.pk, reason="Late records", by=by, at=NOW)
    events = Event.objects.filter(object_type="release").order_by("pk")
    assert [(one.action, one.operation, one.reason) for one in events] == [
        ("make_release", "collection", ""),
        ("publish_release", "disclosure", ""),
        ("withdraw_release", "alteration", "Late records"),
    ]
    assert {one.actor for one in events} == {str(by.pk)}
    assert {one.detail["checksum"] for one in events} == {release.checksum}


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.ANALYST])
def test_only_analysts_release(made, role):
    other = factories.a_person(role)
    with pytest.raises(NotAllowed):
        actions.make_release(period=HALF_YEAR, by=other, at=NOW)
    with pytest.raises(NotAllowed):
        actions.publish_release(release_id=made.pk, by=other, at=NOW)
    with pytest.raises(NotAllowed):
        actions.withdraw_release(release_id=made.pk, reason="So", by=other, at=NOW)
    assert ReleaseStep.objects.count() == 0


def test_a_period_that_is_not_offered_is_refused(made):
    by = made.made_by
    for period in months(((2026, 7), (2026, 9)), ((2026, 2), (2026, 4)), ((2025, 1), (2025, 12))):
        with pytest.raises(NotAllowed, match="whole quarters"):
            actions.make_release(period=period, by=by, at=NOW)
    Area.objects.all().update(kind=AreaKind.SITE)
    with pytest.raises(NotAllowed, match="load one first"):
        actions.make_release(period=HALF_YEAR, by=by, at=NOW)


def test_no_two_public_releases_share_a_month(release):
    first, by = release, release.made_by
    second = Release.objects.get(pk=first.pk)
    second.pk = None
    second.save(force_insert=True)
    with pytest.raises(NotAllowed, match="subtracted from each other"):
        actions.publish_release(release_id=second.pk, by=by, at=NOW)
    actions.withdraw_release(release_id=first.pk, reason="Late records", by=by, at=NOW)
    actions.publish_release(release_id=second.pk, by=by, at=NOW)
    assert list(Release.objects.public()) == [second]


def test_what_was_done_is_not_done_again(release):
    by = release.made_by
    with pytest.raises(NotAllowed, match="published already"):
        actions.publish_release(release_id=release.pk, by=by, at=NOW)
    with pytest.raises(NotAllowed, match="Say why"):
        actions.withdraw_release(release_id=release.pk, reason=" ", by=by, at=NOW)
    actions.withdraw_release(release_id=release.pk, reason="So", by=by, at=NOW)
    with pytest.raises(NotAllowed, match="withdrawn already"):
        actions.withdraw_release(release_id=release.pk, reason="So", by=by, at=NOW)
    with pytest.raises(NotAllowed, match="was withdrawn"):
        actions.publish_release(release_id=release.pk, by=by, at=NOW)


@pytest.mark.parametrize("model", [Release, ReleaseStep, ReleasedReport, ReleasedPicture])
def test_nothing_of_a_release_can_be_changed_or_deleted(release, model):
    table = model._meta.db_table
    columns = {Release: "coverage", ReleaseStep: "reason", ReleasedPicture: "svg"}
    column = columns.get(model, "csv")
    for sql in (f"UPDATE {table} SET {column} = 'other'", f"DELETE FROM {table}"):
        with (
            pytest.raises(InternalError, match="append-only"),
            transaction.atomic(),
            connection.cursor() as cursor,
        ):
            cursor.execute(sql)


def test_verify_release_finds_what_was_changed_past_the_triggers(release, capsys):
    call_command("verify_release")
    assert "1 releases hold." in capsys.readouterr().out
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("ALTER TABLE reporting_releasedreport DISABLE TRIGGER USER")
        cursor.execute("UPDATE reporting_releasedreport SET csv = csv || ' ' WHERE area = 'B1'")
        cursor.execute("ALTER TABLE reporting_releasedpicture DISABLE TRIGGER USER")
        cursor.execute("UPDATE reporting_releasedpicture SET svg = svg || ' ' WHERE ident='trend'")
    with pytest.raises(CommandError) as found:
        call_command("verify_release", release.pk)
    assert "the file population-rate-and-gap B1 was changed" in str(found.value)
    assert "the picture young-black-men trend was changed" in str(found.value)
    with pytest.raises(CommandError, match="There is no release 4711"):
        call_command("verify_release", 4711)


def test_the_public_is_not_told_who_made_it_by_name(client, release):
    assert str(release.made_by) not in text_of(client.get(reverse("figures")))


def test_a_release_that_is_not_published_is_not_found(client, made):
    for name in ("released_report", "released_report_csv"):
        address = reverse(name, args=[made.pk, "population-rate-and-gap"])
        assert client.get(address).status_code == 404
    assert "No figures are published yet" in text_of(client.get(reverse("figures")))
