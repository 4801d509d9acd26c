"""Making, publishing and withdrawing: who may, what is written, and that it cannot be changed."""

from datetime import date, timedelta

import pytest
from django.core.management import CommandError, call_command
from django.db import connection, transaction
from django.db.utils import InternalError, ProgrammingError
from django.urls import reverse

from accounts.models import Role
from audit.models import Event
from records.actions.changing import NotAllowed
from reporting.models import Benchmark, Release, ReleasedReport, ReleaseStep
from reporting.releases import actions
from reporting.releases.freezing import freeze
from reporting.releases.periods import Quarters, quarters
from tests import factories
from tests.reporting.reading import text_of
from tests.reporting.releases.odd import NOW, QUARTER, a_release, an_odd_register

pytestmark = pytest.mark.django_db


@pytest.fixture
def register():
    an_odd_register()


@pytest.fixture
def analyst(client):
    person = factories.an_analyst()
    client.force_login(person)
    return person


def months(*pairs):
    return [Quarters(date(*first, 1), date(*last, 1)) for first, last in pairs]


def test_periods_are_whole_quarters_that_have_ended_one_to_four():
    found = quarters(first_month=date(2025, 7, 1), today=date(2026, 6, 30))
    assert found == months(
        ((2025, 7), (2026, 3)),
        ((2025, 10), (2026, 3)),
        ((2026, 1), (2026, 3)),
        ((2025, 7), (2025, 12)),
        ((2025, 10), (2025, 12)),
        ((2025, 7), (2025, 9)),
    )
    assert (
        quarters(first_month=date(2025, 7, 1), today=date(2026, 7, 1))[0]
        == months(((2025, 7), (2026, 6)))[0]
    )


@pytest.mark.parametrize(
    ("first", "today"),
    [
        (None, date(2026, 6, 30)),
        # In use from the second month of the quarter: not a whole one.
        (date(2026, 2, 1), date(2026, 6, 30)),
        (date(2026, 4, 1), date(2026, 6, 30)),
    ],
)
def test_a_quarter_that_is_not_whole_is_not_offered(first, today):
    assert quarters(first_month=first, today=today) == []


def test_a_release_has_every_report_for_every_district_and_kind(register):
    release = a_release()
    kinds = ("", "before_arrest")
    found = {(one.report, one.area, one.kind, one.group) for one in release.reports.all()}
    assert found == {
        ("population-rate-and-gap", area, kind, "")
        for area in ("", "A1", "B1", "C1")
        for kind in kinds
    } | {
        ("borough-comparison", "", kind, group)
        for group in ("black", "asian", "mixed", "other")
        for kind in kinds
    }
    assert (release.first_month, release.last_month) == (date(2026, 1, 1), date(2026, 3, 1))
    assert (release.made_at, release.unit, release.mapping_version) == (NOW, "person-encounters", 1)
    assert release.benchmark == Benchmark.objects.get()
    assert len(release.code_version) == len(release.checksum) == 64
    assert release.counts == 4 * 7 * 2
    assert release.hidden > 10


def test_the_same_register_gives_the_same_release(register):
    assert freeze(QUARTER, now=NOW).release.checksum == freeze(QUARTER, now=NOW).release.checksum
    later = NOW + timedelta(hours=1)
    assert freeze(QUARTER, now=NOW).release.checksum != freeze(QUARTER, now=later).release.checksum


def test_every_step_is_logged_with_the_checksum(register):
    release = a_release()
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
def test_only_analysts_release(register, role):
    release, other = a_release(published=False), factories.a_person(role)
    with pytest.raises(NotAllowed):
        actions.make_release(period=QUARTER, by=other, at=NOW)
    with pytest.raises(NotAllowed):
        actions.publish_release(release_id=release.pk, by=other, at=NOW)
    with pytest.raises(NotAllowed):
        actions.withdraw_release(release_id=release.pk, reason="So", by=other, at=NOW)
    assert ReleaseStep.objects.count() == 0


def test_a_period_that_is_not_offered_is_refused(register):
    by = factories.an_analyst()
    for period in months(((2026, 4), (2026, 6)), ((2026, 2), (2026, 4)), ((2025, 1), (2025, 12))):
        with pytest.raises(NotAllowed, match="whole quarters"):
            actions.make_release(period=period, by=by, at=NOW)
    Benchmark.objects.all().delete()
    with pytest.raises(NotAllowed, match="load one first"):
        actions.make_release(period=QUARTER, by=by, at=NOW)


def test_no_two_public_releases_share_a_month(register):
    first = a_release()
    by = first.made_by
    second = actions.make_release(period=QUARTER, by=by, at=NOW)
    with pytest.raises(NotAllowed, match="subtracted from each other"):
        actions.publish_release(release_id=second.pk, by=by, at=NOW)
    actions.withdraw_release(release_id=first.pk, reason="Late records", by=by, at=NOW)
    actions.publish_release(release_id=second.pk, by=by, at=NOW)
    assert list(Release.objects.public()) == [second]


def test_what_was_done_is_not_done_again(register):
    release = a_release()
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


@pytest.mark.parametrize("model", [Release, ReleaseStep, ReleasedReport])
def test_nothing_of_a_release_can_be_changed_or_deleted(register, model):
    a_release()
    table = model._meta.db_table
    column = "reason" if model is ReleaseStep else "coverage" if model is Release else "csv"
    for sql in (f"UPDATE {table} SET {column} = 'other'", f"DELETE FROM {table}"):
        with (
            pytest.raises(InternalError, match="append-only"),
            transaction.atomic(),
            connection.cursor() as cursor,
        ):
            cursor.execute(sql)


def test_the_web_role_has_no_right_to(register, as_web_role):
    by = factories.an_analyst()
    release = actions.make_release(period=QUARTER, by=by, at=NOW)
    actions.publish_release(release_id=release.pk, by=by, at=NOW)
    with pytest.raises(ProgrammingError, match="permission denied"), transaction.atomic():
        release.reports.update(csv="")


def test_verify_release_finds_what_was_changed_past_the_triggers(register, capsys):
    release = a_release()
    call_command("verify_release")
    assert "1 releases hold." in capsys.readouterr().out
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("ALTER TABLE reporting_releasedreport DISABLE TRIGGER USER")
        cursor.execute("UPDATE reporting_releasedreport SET csv = csv || ' ' WHERE area = 'B1'")
    with pytest.raises(CommandError, match="the file population-rate-and-gap B1 was changed"):
        call_command("verify_release", release.pk)
    with pytest.raises(CommandError, match="There is no release 4711"):
        call_command("verify_release", 4711)


def test_pages_from_making_to_withdrawing(client, analyst, register, monkeypatch):
    monkeypatch.setattr("reporting.releases.views.timezone.now", lambda: NOW)
    listed = reverse("releases")
    assert "There are no releases yet" in text_of(client.get(listed))
    assert "Choose a period" in text_of(client.post(listed))

    made = client.post(listed, {"period": str(QUARTER)}, follow=True)
    release = Release.objects.get()
    assert f"Release {release.pk} is made" in text_of(made)
    assert "Not published" in text_of(made)

    preview = reverse("preview_report", args=[release.pk, "population-rate-and-gap"])
    frozen = release.reports.get(report="population-rate-and-gap", area="A1", kind="")
    shown = client.get(preview, {"area": "A1"})
    assert frozen.html in shown.content.decode()
    file = client.get(
        reverse("preview_report_csv", args=[release.pk, "population-rate-and-gap"]), {"area": "A1"}
    )
    assert file.content.decode() == frozen.csv
    public = reverse("released_report", args=[release.pk, "population-rate-and-gap"])
    assert client.get(public).status_code == 404

    done = client.post(reverse("publish_release", args=[release.pk]), follow=True)
    assert f"Release {release.pk} is published" in text_of(done)
    assert frozen.html in client.get(public, {"area": "A1"}).content.decode()

    refused = client.post(reverse("withdraw_release", args=[release.pk]), {"reason": ""})
    assert "Say why the release is withdrawn" in text_of(refused)
    client.post(reverse("withdraw_release", args=[release.pk]), {"reason": "Records were late"})
    gone = client.get(public, {"area": "A1"})
    assert gone.status_code == 410
    assert "Records were late" in text_of(gone)
    assert "Records were late" in text_of(client.get(reverse("figures")))
    again = client.post(reverse("publish_release", args=[release.pk]), follow=True)
    assert "was withdrawn" in text_of(again)


def test_the_public_is_not_told_who_made_it_by_name(client, register):
    release = a_release()
    assert str(release.made_by) not in text_of(client.get(reverse("figures")))


def test_a_release_that_is_not_published_is_not_found(client, register):
    release = a_release(published=False)
    for name in ("released_report", "released_report_csv"):
        address = reverse(name, args=[release.pk, "population-rate-and-gap"])
        assert client.get(address).status_code == 404
    assert "No figures are published yet" in text_of(client.get(reverse("figures")))


def test_the_demo_publishes_one_release_and_no_second(register):
    factories.an_analyst()
    for _ in range(2):
        call_command("demo_release", verbosity=0)
        assert Release.objects.public().count() == Release.objects.count() == 1


def test_the_demo_releases_nothing_of_an_empty_register(db):
    factories.an_analyst()
    call_command("demo_release", verbosity=0)
    assert not Release.objects.exists()
