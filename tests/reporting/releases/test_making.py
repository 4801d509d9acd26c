"""Making a release: of which periods, by whom, and by whom never; and that of the demo."""

from datetime import date

import pytest
from django.core.management import call_command
from django.db.utils import ProgrammingError
from django.urls import reverse

from reporting.models import Release
from reporting.releases.periods import quarters
from tests import factories
from tests.reporting.reading import text_of
from tests.reporting.releases.odd import HALF_YEAR, NOW, an_odd_register, months

pytestmark = pytest.mark.django_db


@pytest.fixture
def register(db):
    an_odd_register(with_tables=False)


@pytest.fixture
def analyst(client):
    person = factories.an_analyst()
    client.force_login(person)
    return person


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


def test_pages_from_making_to_withdrawing(client, analyst, register, as_web_role, monkeypatch):
    """All with the rights that the serving processes have; to change one is not among them."""
    monkeypatch.setattr("reporting.releases.views.timezone.now", lambda: NOW)
    listed = reverse("releases")
    assert "There are no releases yet" in text_of(client.get(listed))
    assert "Choose a period" in text_of(client.post(listed))

    made = client.post(listed, {"period": str(HALF_YEAR)}, follow=True)
    release = Release.objects.get()
    assert f"Release {release.pk} is made" in text_of(made)
    assert "Not published" in text_of(made)
    assert text_of(made).count("(no figures: a table is missing)") == 2

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

    listed = text_of(client.get(reverse("figures")))
    for name in ("age-sex-standardised-rates", "handcuffed-given-stop-or-arrest"):
        locked = text_of(client.get(reverse("released_report", args=[release.pk, name])))
        assert "This report is locked in this release" in locked
        assert "when this release was made" in locked
        assert "Download these figures" not in locked
    assert listed.count("No figures in this release: the page says what is missing.") == 2
    assert release.reports.filter(report="age-sex-standardised-rates").count() == 1

    refused = client.post(reverse("withdraw_release", args=[release.pk]), {"reason": ""})
    assert "Say why the release is withdrawn" in text_of(refused)
    client.post(reverse("withdraw_release", args=[release.pk]), {"reason": "Records were late"})
    gone = client.get(public, {"area": "A1"})
    assert gone.status_code == 410
    assert "Records were late" in text_of(gone)
    assert "Records were late" in text_of(client.get(reverse("figures")))
    again = client.post(reverse("publish_release", args=[release.pk]), follow=True)
    assert "was withdrawn" in text_of(again)
    with pytest.raises(ProgrammingError, match="permission denied"):
        release.reports.update(csv="")


def test_the_demo_publishes_one_release_and_no_second(register):
    factories.an_analyst()
    for _ in range(2):
        call_command("demo_release", verbosity=0)
        assert Release.objects.public().count() == Release.objects.count() == 1


def test_the_demo_releases_nothing_of_an_empty_register(db):
    factories.an_analyst()
    call_command("demo_release", verbosity=0)
    assert not Release.objects.exists()
