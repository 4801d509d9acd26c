"""The row file: what is in it, what never is, and that it is logged and broken off cleanly."""

import csv
import hmac
import io
import threading
from datetime import UTC, date, datetime, timedelta
from hashlib import sha256

import pytest
from django.conf import settings
from django.db import connection
from django.urls import reverse

from accounts.models import User
from accounts.training import COLUMNS as TRAINING_COLUMNS
from accounts.training import Standing, lapsed
from records.models import Encounter
from records.models.area import AreaKind
from records.vocabulary import (
    COUNTED_STATUSES,
    Ethnicity,
    SelfDefinedEthnicity,
    Status,
    UseStatus,
    age_band,
)
from reporting.exports import copying
from reporting.exports.columns import DICTIONARY_HEADER, SEPARATOR
from reporting.exports.encounters import columns
from reporting.exports.spreadsheet import harmless
from reporting.forms import RowsForm
from reporting.models import CubeCell
from tests import factories
from tests.reporting.registering import (
    NOON,
    an_account,
    an_area,
    an_encounter,
    encounters,
    london,
)

FILE, DICTIONARY = reverse("encounters_csv"), reverse("encounters_dictionary")


@pytest.fixture
def analyst(db, client):
    person = factories.an_analyst()
    client.force_login(person)
    return person


def content_of(client, query=None) -> str:
    response = client.get(FILE, query or {})
    assert response.status_code == 200
    return b"".join(response.streaming_content).decode()


def rows_of(client, query=None) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(content_of(client, query))))


def test_the_header_is_the_dictionary(client, analyst):
    an_encounter()
    header = content_of(client).splitlines()[0].split(",")
    dictionary = list(csv.DictReader(io.StringIO(client.get(DICTIONARY).content.decode())))

    assert [line["column"] for line in dictionary] == header
    assert tuple(dictionary[0]) == DICTIONARY_HEADER
    assert 40 <= len(header) <= 50
    assert all(line["type"] and line["description"] for line in dictionary)
    units = {line["column"] for line in dictionary if line["type"] in ("integer", "date")}
    assert units == {line["column"] for line in dictionary if line["unit"]}


def test_an_empty_register_gives_a_header(client, analyst):
    assert content_of(client).splitlines()[0].startswith("encounter,incident,occurred_date")
    assert rows_of(client) == []


def test_one_row_says_what_was_recorded(client, analyst):
    encounter = an_encounter(
        area=an_area("E09000022", "Lambeth"),
        occurred_at=datetime(2026, 7, 31, 23, 30, tzinfo=UTC),  # half past midnight in London
        submitted_at=datetime(2026, 8, 3, 0, 0, tzinfo=UTC),
        incident_reference="cad 12",
        age_years=17,
        ethnicity_perceived="black",
        ethnicity_self_defined="m1",
        outcomes=["arrested", "hospitalised"],
        arrested_at=datetime(2026, 8, 1, tzinfo=UTC),
        search_power="mda_s23",
        gowisely=["grounds", "object"],
        age_basis="known",
        location_type="open_ground",
        status=Status.ACCEPTED,
        is_late=True,
        late_explanation="Forgot",
    )
    an_account(
        encounter,
        minutes=9.99,
        compliance="compliant",
    )
    an_account(
        encounter,
        by=factories.an_officer(),
        minutes=42,
        compliance="non_compliant",
        conduct="aggressive_resistance",
        double_locked="no",
        de_escalation=["none"],
        officer_injured="yes",
    )

    (row,) = rows_of(client)

    assert len(row.pop("encounter")) == len(row.pop("incident")) == 32
    assert row == {
        "occurred_date": "2026-08-01",
        "occurred_hour": "0",
        "occurred_month": "2026-08",
        "area_code": "E09000022",
        "area_name": "Lambeth",
        "area_kind": "district",
        "location_type": "open_ground",
        "reason": "stop_and_search",
        "searched": "yes",
        "search_power": "mda_s23",
        "gowisely": "grounds;object",
        "age_band": "11_17",
        "age_16_to_25": "yes",
        "is_child": "yes",
        "age_basis": "known",
        "gender": "male",
        "ethnicity_perceived": "black",
        "officer_defined_code": "ic3",
        "ethnicity_self_defined": "m1",
        "ethnicity_self_defined_group": "mixed",
        "health_condition": "none",
        "vulnerabilities": "none",
        "outcomes": "arrested;hospitalised",
        "arrested": "yes",
        "injured": "no",
        "injury_severity": "",
        "injury_kinds": "",
        "medical_help_offered": "",
        "medical_help_given": "",
        "complaint_made": "no",
        "video_recording": "yes",
        "officer_reports": "2",
        "compliance": "non_compliant",
        "before_arrest": "yes",
        "minutes_in_handcuffs": "42",
        "continued_use": "yes",
        "de_escalation_tried": "yes",
        "worst_conduct": "aggressive_resistance",
        "all_checks_made": "no",
        "officer_injured": "yes",
        "officers_training_lapsed": "0",
        "officers_training_unknown": "2",
        "filed_late": "yes",
        "days_to_submit": "2",
        "status": "accepted",
        "questionnaire_version": "1",
    }


def test_an_account_not_yet_given_says_nothing(client, analyst):
    encounter = an_encounter()
    an_account(encounter)
    colleague = factories.an_officer()
    an_account(encounter, by=colleague, status=UseStatus.DRAFT, conduct="serious_resistance")

    (row,) = rows_of(client)
    assert (row["officer_reports"], row["worst_conduct"]) == ("1", "compliant")


@pytest.mark.parametrize(
    "trained",
    [(), (-800,), (-366,), (-365,), (-1,), (0,), (1,), (-366, 1), (-800, -365), (-2, -1, 0, 1)],
)
def test_training_in_the_file_is_what_the_pages_say(client, analyst, trained):
    """Of one officer with those days for every training, and of one for whom none is kept."""
    encounter = an_encounter(occurred_at=datetime(2026, 7, 31, 23, 30, tzinfo=UTC))
    days = [date(2026, 8, 1) + timedelta(ago) for ago in trained]
    dates = dict.fromkeys(TRAINING_COLUMNS, days)
    User.objects.filter(pk=encounter.reporting_officer_id).update(**dates)
    an_account(encounter)
    an_account(encounter, by=factories.an_officer())

    (row,) = rows_of(client)

    officer = User.objects.get(pk=encounter.reporting_officer_id)
    found = {one.standing for one in lapsed(officer, on=date(2026, 8, 1))}
    one_lapsed = Standing.LAPSED in found
    one_unknown = not one_lapsed and Standing.UNKNOWN in found
    assert (row["officers_training_lapsed"], row["officers_training_unknown"]) == (
        str(int(one_lapsed)),
        str(1 + one_unknown),
    )


def test_an_unknown_age_is_not_an_adult(client, analyst):
    an_encounter(age_basis="not_known")

    (row,) = rows_of(client)
    assert (row["age_band"], row["is_child"], row["age_16_to_25"]) == ("not_reported", "", "")


@pytest.mark.parametrize("years", [0, 10, 11, 15, 16, 17, 18, 25, 26, 34, 35, 64, 65, 120])
def test_age_bands_are_those_of_the_vocabulary(client, analyst, years):
    an_encounter(age_years=years)

    (row,) = rows_of(client)
    assert row["age_band"] == age_band(years)
    assert row["age_16_to_25"] == ("yes" if 16 <= years <= 25 else "no")


def test_self_defined_ethnicity_rolls_up_as_the_vocabulary_says(client, analyst):
    for number, code in enumerate(SelfDefinedEthnicity):
        an_encounter(ethnicity_self_defined=code, occurred_at=NOON + timedelta(minutes=number))

    rows = rows_of(client)
    assert len(rows) == len(SelfDefinedEthnicity)
    for row in rows:
        first = row["ethnicity_self_defined"][0]
        groups = {"w": "white", "b": "black", "a": "asian", "m": "mixed", "o": "other"}
        assert row["ethnicity_self_defined_group"] == groups.get(first, "not_reported")


def test_every_code_is_in_the_dictionary(client, analyst):
    encounters(3, ethnicity_perceived="black", vulnerabilities=["mental", "under_influence"])
    encounters(1, injured="yes", injury_severity="minor", injury_kinds=["red_marks", "numbness"],
               medical_help_offered="yes", medical_help_given="no")  # fmt: skip
    dictionary = list(csv.DictReader(io.StringIO(client.get(DICTIONARY).content.decode())))
    codes = {
        line["column"]: {pair.split("=")[0] for pair in line["values"].split(f"{SEPARATOR} ")}
        for line in dictionary
        if line["type"] in ("code", "codes")
    }

    for row in rows_of(client):
        for column, known in codes.items():
            assert not set(filter(None, row[column].split(SEPARATOR))) - known, column
    assert codes["ethnicity_perceived"] == set(Ethnicity.values)


def test_text_that_begins_like_a_formula_gets_an_apostrophe(client, analyst):
    for number, name in enumerate(("=1+1", "+A1", "-A1", "@SUM(A1)", "\tA", "\rA", "Aldham")):
        an_encounter(area=an_area(f"={number}", name), occurred_at=NOON + timedelta(minutes=number))

    rows = sorted(rows_of(client), key=lambda row: row["area_code"])

    assert [row["area_name"] for row in rows] == [
        "'=1+1",
        "'+A1",
        "'-A1",
        "'@SUM(A1)",
        "'\tA",
        "'\rA",
        "Aldham",
    ]
    assert rows[0]["area_code"] == "'=0"
    assert [harmless(value) for value in ("=1", "a=1", -1, "", None)] == [
        "'=1",
        "a=1",
        -1,
        "",
        None,
    ]


def test_pseudonyms_are_keyed_and_the_same_in_every_file(client, analyst, settings):
    first = an_encounter(incident_reference="CAD 12")
    an_encounter(incident_reference="cad12")
    an_encounter(incident_reference="CAD 13")

    rows = rows_of(client)
    again = rows_of(client, {"start": "2026-03"})

    def keyed(name: str, message: bytes) -> str:
        key = hmac.digest(settings.PSEUDONYM_KEY.encode(), name.encode(), sha256)
        return hmac.digest(key, message, sha256).hex()[:32]

    assert keyed("encounter", first.pk.bytes) in {row["encounter"] for row in rows}
    assert len({row["encounter"] for row in rows}) == 3
    assert {row["encounter"] for row in rows} == {row["encounter"] for row in again}
    assert {row["incident"] for row in rows} == {
        keyed("incident", b"CAD12"),
        keyed("incident", b"CAD13"),
    }

    settings.PSEUDONYM_KEY = "another"
    assert not {row["encounter"] for row in rows} & {row["encounter"] for row in rows_of(client)}


def test_without_an_incident_reference_there_is_no_incident(client, analyst):
    encounters(2)

    assert {row["incident"] for row in rows_of(client)} == {""}


@pytest.mark.parametrize("status", Status)
def test_the_file_has_what_reports_count(client, analyst, status):
    an_encounter(status=status)

    assert len(rows_of(client)) == (1 if status in COUNTED_STATUSES else 0)


@pytest.mark.parametrize(
    "query",
    [
        {},
        {"start": "2026-03", "end": "2026-03"},
        {"start": "2026-04"},
        {"end": "2026-03"},
        {"area": "B1"},
        {"compliance": "compliant"},
        {"before_arrest": "no", "accepted": "yes"},
    ],
)
def test_the_same_filter_gives_as_many_rows_as_the_cube_counts(client, analyst, query):
    minutes = (london(2026, 3, 31, 23, 59), london(2026, 4, 1, 0, 0), london(2026, 3, 1, 0, 0))
    for area in (an_area("A1"), an_area("B1"), an_area("S1", kind=AreaKind.SITE)):
        for minute in minutes:
            for compliance, before_arrest in (("compliant", "no"), ("non_compliant", "yes")):
                for status in (Status.ACCEPTED, Status.RETURNED):
                    an_encounter(
                        area=area,
                        occurred_at=minute,
                        compliance=compliance,
                        before_arrest=before_arrest,
                        status=status,
                    )
    form = RowsForm(query, today=london(2026, 11, 1).date())
    assert form.is_valid()

    cells = CubeCell.objects.selected(form.selection())
    expected = sum(cell.encounters for cell in cells)
    assert len(rows_of(client, query)) == expected > 0


def test_a_file_that_the_database_cannot_finish_breaks_off(client, analyst):
    encounters(3)
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE records_handcuffuse RENAME COLUMN conduct TO gone")
    sent = []

    with pytest.raises(copying.Broken):
        sent.extend(client.get(FILE).streaming_content)
    assert sent[-1].split(b",")[1] == b"INCOMPLETE"
    assert sent[-1].count(b",") > len(columns())


def test_a_file_not_read_to_its_end_inside_a_transaction_leaves_it_usable(client, analyst):
    encounters(20)
    stream = copying.copy_csv(b"SELECT repeat('x', 100000) FROM generate_series(1, 300)")
    assert len(next(stream)) <= copying.CHUNK
    stream.close()

    assert Encounter.objects.count() == 20


@pytest.mark.django_db(transaction=True)
def test_a_reader_who_goes_away_ends_the_copy_and_leaves_nothing_behind():
    before = threading.active_count()
    stream = copying.copy_csv(
        b"SELECT repeat('x', 1000), pg_sleep(0.0001) FROM generate_series(1, 10000000)"
    )
    next(stream)
    assert threading.active_count() == before + 1

    stream.close()

    assert threading.active_count() == before
    with connection.cursor() as cursor:  # a new connection, or one as good as new
        cursor.execute(
            "SELECT count(*) FROM pg_stat_activity WHERE query LIKE 'COPY%%' AND state = 'active' "
            "AND datname = current_database()"  # others test at the same time
        )
        assert cursor.fetchone() == (0,)


@pytest.mark.django_db(transaction=True)
def test_nothing_is_read_before_it_is_asked_for():
    before = threading.active_count()
    stream = copying.copy_csv(b"SELECT 1/0")

    assert threading.active_count() == before
    stream.close()
    assert threading.active_count() == before


def test_every_column_has_a_name_of_its_own():
    names = [column.name for column in columns()]

    assert len(names) == len(set(names))
    assert settings.PSEUDONYM_KEY not in "".join(column.sql for column in columns())
