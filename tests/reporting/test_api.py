"""What programs are given: by whose token, how a refusal is told, what is written down."""

import base64
import os
import re
import subprocess
import sys
from datetime import timedelta
from html import unescape

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from accounts import actions
from accounts.models import AccessToken, Role, Scope, User
from audit.models import Event, Operation
from reporting.api.authentication import CHALLENGE
from reporting.api.problems import Kind
from tests import factories
from tests.reporting.everything import bearer
from tests.reporting.reading import rows_of
from tests.reporting.registering import an_area, encounters, residents

REPORT = reverse("api_report_json", args=["population-rate-and-gap"])
FILE = reverse("api_report_csv", args=["population-rate-and-gap"])
ROWS = reverse("api_row_file_csv", args=["encounters"])
TEAMS = reverse("api_report_json", args=["team-figures"])
PERIOD = {"start": "2026-03", "end": "2026-03"}
SHOW = "print(table.loc[table.group == 'white', 'events'].item())"


@pytest.fixture
def register(db):
    residents({"A1": {"white": 5000, "black": 800}})
    place = an_area("A1", "Aldham")
    encounters(30, area=place, ethnicity_perceived="white")
    encounters(20, area=place, ethnicity_perceived="black")


@pytest.fixture
def analyst(db):
    return factories.an_analyst()


def basic(name: str, password: str) -> dict[str, str]:
    sent = base64.b64encode(f"{name}:{password}".encode()).decode()
    return {"Authorization": f"Basic {sent}"}


def secret_of(headers: dict[str, str]) -> str:
    return headers["Authorization"].removeprefix("Bearer ")


def refused(response, kind: Kind) -> dict:
    """The problem of that kind which was answered, in the form of RFC 9457."""
    about = kind.value
    assert response.status_code == about.status, response.content[:300]
    assert response["Content-Type"] == "application/problem+json"
    told = response.json()
    assert told["type"].endswith(f"/reports/api/#{about.slug}")
    assert (told["status"], told["title"]) == (about.status, about.title)
    assert told["detail"]
    return told


def disclosed() -> list[Event]:
    return list(Event.objects.filter(operation=Operation.DISCLOSURE).order_by("id"))


# -- Whose token ----------------------------------------------------------------------------------


def test_a_token_is_taken_as_bearer_or_as_password_or_as_name(client, register, analyst):
    headers = bearer(analyst)
    secret = secret_of(headers)
    for way in (
        headers,
        {"Authorization": f"bearer  {secret} "},
        basic("excel", secret),
        basic("", secret),
        basic(secret, ""),
    ):
        assert client.get(FILE, PERIOD, headers=way).status_code == 200, way


@pytest.mark.parametrize(
    "authorization",
    [
        "",
        "Bearer",
        "Bearer x",
        "Bearer cuffing_" + "0" * 48,
        "Basic",
        "Basic ???",
        "Basic " + base64.b64encode(b"\xff\xfe").decode(),
        "Basic " + base64.b64encode(b"ana:her password").decode(),
        "Digest x",
    ],
)
def test_what_is_no_token_is_answered_with_how_to_send_one(client, db, authorization):
    response = client.get(FILE, headers={"Authorization": authorization} if authorization else {})
    refused(response, Kind.NO_TOKEN)
    assert response["WWW-Authenticate"] == CHALLENGE
    assert disclosed() == []


def test_neither_an_address_nor_a_session_opens_anything(client, register, analyst):
    headers = bearer(analyst)
    client.force_login(analyst)
    secret = secret_of(headers)
    for query in ({}, {"token": secret}, {"access_token": secret}):
        refused(client.get(FILE, {**PERIOD, **query}), Kind.NO_TOKEN)
    client.logout()
    response = client.get(FILE, PERIOD, headers=headers)
    assert response.status_code == 200
    assert not response.cookies
    assert "no-store" in response["Cache-Control"]
    assert "Authorization" in response["Vary"]
    refused(client.get(FILE, {"token": secret}, headers=headers), Kind.WRONG_FILTERS)


def test_revoked_or_past_its_last_day_it_opens_nothing(client, register, analyst):
    headers = bearer(analyst)
    token = AccessToken.objects.get()
    AccessToken.objects.update(
        created_at=token.created_at - timedelta(days=31),
        expires_at=token.expires_at - timedelta(days=31),
    )
    assert "ended" in refused(client.get(FILE, headers=headers), Kind.NO_TOKEN)["detail"]
    headers = bearer(analyst, name="Another")
    assert client.get(FILE, PERIOD, headers=headers).status_code == 200
    for token in analyst.access_tokens.all():
        actions.revoke_token(token_id=token.pk, by=analyst, at=timezone.now())
    assert "revoked" in refused(client.get(FILE, headers=headers), Kind.NO_TOKEN)["detail"]


def test_a_role_that_was_taken_away_closes_it_at_once(client, register, analyst):
    headers = bearer(analyst)
    assert client.get(FILE, PERIOD, headers=headers).status_code == 200
    User.objects.filter(pk=analyst.pk).update(roles=[])
    for address in (FILE, REPORT, ROWS, reverse("api_tables")):
        refused(client.get(address, headers=headers), Kind.NOT_ALLOWED)
    assert client.get(reverse("api_reports"), headers=headers).json() == {"reports": []}
    User.objects.filter(pk=analyst.pk).update(roles=[Role.ANALYST], is_active=False)
    refused(client.get(FILE, headers=headers), Kind.NO_TOKEN)


def test_each_scope_opens_its_own_and_no_more(client, register, analyst):
    reports, rows = bearer(analyst, Scope.REPORTS), bearer(analyst, Scope.ROW_FILES)
    assert client.get(FILE, PERIOD, headers=reports).status_code == 200
    assert client.get(ROWS, PERIOD, headers=rows).status_code == 200
    response = client.get(ROWS, PERIOD, headers=reports)
    refused(response, Kind.WRONG_SCOPE)
    assert 'error="insufficient_scope", scope="row_files"' in response["WWW-Authenticate"]
    for address in (FILE, REPORT, reverse("api_reports"), reverse("api_tables")):
        refused(client.get(address, headers=rows), Kind.WRONG_SCOPE)


def test_a_supervisor_reads_the_figures_of_their_own_teams_only(client, register):
    sergeant, other = factories.a_supervisor(), factories.a_supervisor()
    headers = bearer(sergeant, Scope.REPORTS)

    listed = client.get(reverse("api_reports"), headers=headers).json()["reports"]

    assert {one["access"] for one in listed} == {"supervisors"}
    assert client.get(TEAMS, headers=headers).json()["area"] == sergeant.team.name
    refused(client.get(TEAMS, {"team": other.team.pk}, headers=headers), Kind.WRONG_FILTERS)
    refused(client.get(FILE, headers=headers), Kind.NOT_ALLOWED)
    refused(client.get(reverse("api_tables"), headers=headers), Kind.NOT_ALLOWED)


# -- What is answered -----------------------------------------------------------------------------


def test_every_wrong_filter_is_named_at_once(client, register, analyst):
    headers = bearer(analyst)
    asked = {"start": "soon", "area": "nowhere", "colour": "red", "group": ["black", "asian"]}
    for address in (REPORT, FILE):
        told = refused(client.get(address, asked, headers=headers), Kind.WRONG_FILTERS)
        assert {one["filter"] for one in told["errors"]} == {"start", "area", "colour", "group"}
    told = refused(client.get(ROWS, {"end": "2999-01"}, headers=headers), Kind.WRONG_FILTERS)
    assert told["errors"] == [
        {"filter": "end", "message": "The last month cannot be in the future"}
    ]
    refused(client.get(reverse("api_reports"), {"page": 2}, headers=headers), Kind.WRONG_FILTERS)
    assert disclosed() == []


def test_what_a_locked_report_waits_for_is_told(client, analyst):
    headers = bearer(analyst)
    locked = reverse("api_report_csv", args=["borough-comparison"])
    told = refused(client.get(locked, headers=headers), Kind.LOCKED)
    assert "residents by area and ethnicity" in told["detail"]


@pytest.mark.parametrize("path", ["", "reports/", "reports/nothing", "reports/a/b", "row-files/x"])
def test_an_address_that_is_not_there(client, analyst, path):
    refused(client.get(f"/api/v1/{path}", headers=bearer(analyst)), Kind.NOT_FOUND)


@pytest.mark.parametrize("method", ["post", "put", "patch", "delete", "head", "options"])
def test_only_get_is_answered(client, analyst, method):
    response = getattr(client, method)(FILE, headers=bearer(analyst))
    assert (response.status_code, response["Allow"]) == (405, "GET")


def test_a_row_file_is_that_of_the_page(client, register, analyst):
    headers = bearer(analyst)
    program = client.get(ROWS, PERIOD, headers=headers)
    metadata = client.get(
        reverse("api_row_file_metadata", args=["encounters"]), PERIOD, headers=headers
    )
    parquet = client.get(
        reverse("api_row_file_parquet", args=["encounters"]), PERIOD, headers=headers
    )
    client.force_login(analyst)
    by_hand = client.get(reverse("encounters_csv"), PERIOD)

    rows = sorted(program.getvalue().splitlines())
    assert len(rows) == 51
    assert rows == sorted(by_hand.getvalue().splitlines())
    assert program["Content-Disposition"] == by_hand["Content-Disposition"]
    assert f'"{metadata.json()["url"]}"' in program["Content-Disposition"]
    assert parquet.getvalue()[:4] == b"PAR1"


def test_the_list_costs_as_much_however_many_areas_there_are(client, register, analyst):
    headers = bearer(analyst)
    address = reverse("api_report", args=["population-rate-and-gap"])

    def queries():
        with CaptureQueriesContext(connection) as captured:
            assert client.get(address, headers=headers).status_code == 200
        return len(captured)

    queries()  # the first use within a minute is noted
    before = queries()
    for number in range(20):
        an_area(f"C{number}")
    assert queries() == before == 2  # the token with its owner, the areas


# -- What is written down -------------------------------------------------------------------------


def test_each_answer_with_figures_or_rows_is_written_down_with_its_token(client, register, analyst):
    headers = bearer(analyst)
    token = analyst.access_tokens.get()
    for quiet in ("api_reports", "api_row_files", "api_tables"):
        client.get(reverse(quiet), headers=headers)
    assert disclosed() == []

    for address in (REPORT, FILE, ROWS):
        client.get(address, PERIOD, headers=headers)

    told = disclosed()
    assert [(one.actor, one.action, one.object_id) for one in told] == [
        (str(analyst.pk), "download_report", "R2"),
        (str(analyst.pk), "download_report", "R2"),
        (str(analyst.pk), "download_encounters", "encounters"),
    ]
    assert [(one.detail["token"], one.detail["format"]) for one in told] == [
        (token.pk, "json"),
        (token.pk, "csv"),
        (token.pk, "csv"),
    ]
    assert told[2].detail["rows"] == 50
    token.refresh_from_db()
    assert token.last_used_at is not None


# -- As people use it -----------------------------------------------------------------------------


def test_the_page_gives_the_address_with_its_filters(client, register, analyst):
    client.force_login(analyst)
    page = client.get(reverse("population_gap"), {**PERIOD, "area": "A1"}).content.decode()
    given = re.findall(r"http://testserver(/api/v1/[^<\"]+)", unescape(page))
    assert given == [
        f"{FILE}?start=2026-03&end=2026-03&area=A1",
        f"{FILE}?area=A1",  # in the examples, of the last months at any time
        f"{FILE}?area=A1",
    ]
    response = client.get(given[0], headers=bearer(analyst))
    assert rows_of(response)[0]["period_start"] == "2026-03-01"


def test_the_examples_of_the_page_run(live_server, client):
    """pandas itself, in a process of its own, with the lines that the page shows."""
    residents({"A1": {"white": 5000, "black": 800}})
    place, last_month = an_area("A1", "Aldham"), timezone.now() - timedelta(days=32)
    encounters(30, area=place, ethnicity_perceived="white", occurred_at=last_month)
    analyst = factories.an_analyst()
    client.force_login(analyst)
    page = client.get(reverse("population_gap")).content.decode()
    (example,) = re.findall(r'aria-label="Example for pandas"><code>(.*?)</code>', page, re.DOTALL)
    program = unescape(example).replace("http://testserver", live_server.url)

    done = subprocess.run(
        [sys.executable, "-c", f"{program}\n{SHOW}"],
        env={**os.environ, "CUFFING_TOKEN": secret_of(bearer(analyst))},
        capture_output=True,
        text=True,
        check=False,
    )

    assert done.stderr == ""
    assert done.stdout == "30\n"
