"""The national annual return: the official lists in their words, by financial year."""

import csv
import io
from datetime import date

import pytest
from django.urls import reverse
from django.utils.html import escape

from records import vocabulary as v
from reporting.exports import national_return
from reporting.exports.csvw import metadata
from reporting.exports.national_return import NATIONAL_RETURN
from reporting.forms import RowsForm
from reporting.selection import Selection, financial_years
from tests import factories
from tests.reporting import csvw_reader
from tests.reporting.registering import an_account, an_encounter, london

pytestmark = pytest.mark.django_db


def text_of(selection=None) -> str:
    return b"".join(NATIONAL_RETURN.stream(selection or Selection())).decode()


def rows() -> list[dict]:
    return csvw_reader.read(metadata(NATIONAL_RETURN, url="x.csv"), text_of())


def the_row() -> dict:
    (row,) = rows()
    return row


@pytest.mark.parametrize(
    ("when", "year"),
    [
        (london(2025, 4, 1, 0, 0), "2025/26"),
        (london(2026, 3, 31, 23, 59), "2025/26"),
        (london(2026, 4, 1, 0, 0), "2026/27"),
        (london(1999, 12, 31, 12, 0), "1999/00"),
        (london(2024, 5, 31, 23, 30), "2024/25"),
    ],
)
def test_a_financial_year_begins_on_1_april_by_london_time(when, year):
    an_account(an_encounter(occurred_at=when))
    assert the_row()["financial_year"] == year


def test_april_to_march_gives_the_whole_year_and_nothing_else():
    for day in ((2025, 3, 31), (2025, 4, 1), (2026, 3, 31), (2026, 4, 1)):
        an_account(an_encounter(occurred_at=london(*day, 12, 0)))
    form = RowsForm({"start": "2025-04", "end": "2026-03"}, today=london(2026, 9, 1, 9, 0).date())
    assert form.is_valid()
    found = list(csv.DictReader(io.StringIO(text_of(form.selection()))))
    assert [row["financial_year"] for row in found] == ["2025/26"] * 2


@pytest.mark.parametrize(
    ("today", "names"),
    [
        (date(2026, 3, 31), ["2024/25", "2023/24"]),
        (date(2026, 4, 1), ["2025/26", "2024/25"]),
        (date(2000, 12, 31), ["1999/00", "1998/99"]),
    ],
)
def test_the_last_whole_financial_years(today, names):
    assert [name for name, _ in financial_years(today, 2)] == names


def test_the_page_offers_whole_years_that_its_form_takes(client):
    client.force_login(factories.an_analyst())
    page = client.get(reverse("row_files"))
    for name, query in page.context["years"]:
        chosen = client.get(f"{reverse('row_files')}?{query}")
        assert chosen.status_code == 200
        assert f'href="?{escape(query)}">{name}</a>' in chosen.content.decode()
        assert chosen.context["query"] == query


def test_a_row_says_what_was_recorded():
    encounter = an_encounter(
        location_type="hospital",
        age_years=17,
        gender="female",
        ethnicity_perceived="asian",
        health_condition="none",
        injured="yes",
        injury_severity="minor",
        injury_kinds=["red_marks"],
        medical_help_offered="yes",
        medical_help_given="no",
        outcomes=["arrested", "penalty_notice"],
    )
    an_account(
        encounter,
        compliance="non_compliant",
        conduct="verbal_resistance",
        force_reasons=["effect_search", "prevent_escape"],
        impact_factors=["weapon"],
        officer_injured="no",
    )
    row = the_row()
    for name in ("financial_year", "force", "officer_report", "encounter"):
        assert row.pop(name)
    assert {name: said for name, said in row.items() if said not in (None, "No")} == {
        "location": "Hospital or A&E (not mental health)",
        "tactic": "Non-compliant handcuffing",
        "conduct": "Verbal resistance or gestures",
        "reason_effect_search": "Yes",
        "reason_prevent_escape": "Yes",
        "impact_weapon": "Yes",
        "person_age": "11 to 17",
        "person_gender": "Female",
        "person_ethnicity": "Asian (or Asian British)",
        "person_condition": "No condition",
        "person_injured": "Yes",
        "person_injury": "Minor",
        "medical_help_offered": "Yes",
        "outcome_arrested": "Yes",
        "outcome_other": "Yes",
    }
    assert row["medical_help_given"] == row["officer_injured"] == "No"
    assert row["officer_injury"] is row["officer_assaulted"] is None


def test_what_is_not_known_is_said_to_be_so():
    an_account(
        an_encounter(
            age_basis="not_known",
            age_years=None,
            gender="not_reported",
            ethnicity_perceived="not_reported",
            health_condition="not_reported",
            injured="unknown",
        )
    )
    row = the_row()
    for name in ("age", "gender", "ethnicity", "condition", "injured"):
        assert row[f"person_{name}"] == "Not reported"


def test_two_officers_make_two_reports_of_one_encounter():
    encounter = an_encounter()
    for _ in range(2):
        an_account(encounter)
    found = rows()
    assert len({row["officer_report"] for row in found}) == 2
    assert len({row["encounter"] for row in found}) == 1


def test_no_word_is_one_that_spreadsheets_or_readers_take_for_something_else():
    for column in NATIONAL_RETURN.columns():
        for value, _ in column.values:
            assert value.lower() not in ("none", "null", "na", "n/a", "nan", "")
            assert "-" not in value[:3], value


@pytest.mark.parametrize(
    ("prefix", "values"),
    [("reason_", v.ForceReason), ("impact_", v.ImpactFactor)],
)
def test_every_answer_of_a_list_has_a_column(prefix, values):
    names = {column.name for column in NATIONAL_RETURN.columns()}
    wanted = {f"{prefix}{value.value}" for value in values if value.value != "none"}
    assert {name for name in names if name.startswith(prefix)} == wanted


def test_every_outcome_has_one_column():
    for outcome in v.Outcome:
        an_account(an_encounter(outcomes=[outcome]))
    for row in rows():
        said = [value for name, value in row.items() if name.startswith("outcome_")]
        assert said.count("Yes") == 1


def test_every_code_of_a_list_has_a_word():
    assert set(national_return.TACTICS) == set(v.Compliance)
    assert set(national_return.HEALTH) == set(v.HealthCondition)
