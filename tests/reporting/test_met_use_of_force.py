"""Our officer reports in the Met's columns: their header, their words, and nothing invented."""

import csv
from pathlib import Path

import pytest

from records import vocabulary as v
from reporting.exports import met_use_of_force as met
from reporting.exports.csvw import metadata
from reporting.exports.met_use_of_force import MET_USE_OF_FORCE
from reporting.selection import Selection
from tests.reporting import csvw_reader
from tests.reporting.registering import an_account, an_area, an_encounter, london

SAMPLE = Path(met.PUBLISHED).with_name("met_use_of_force_sample.csv")
# In the file of 2024; the published list is of 2020/21.
RENAMED = {"Reason for Force: Effect Stop and search": "Reason for Force: Effect Search"}


def rows() -> list[dict]:
    content = b"".join(MET_USE_OF_FORCE.stream(Selection())).decode()
    return csvw_reader.read(metadata(MET_USE_OF_FORCE, url="x.csv"), content)


def the_row() -> dict:
    (row,) = rows()
    return row


def published() -> list[dict[str, str]]:
    with met.PUBLISHED.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_the_header_is_the_published_one(db):
    """One of its names is longer than the database lets a column's be."""
    first = next(MET_USE_OF_FORCE.stream(Selection())).decode()

    (header,) = csv.reader([first])
    assert header == [line["column"] for line in published()]
    assert [line["position_fy2020_21"] for line in published()] == [
        str(number) for number in range(1, 273)
    ]
    assert max(len(name.encode()) for name in header) > 63


def test_every_translation_is_of_a_published_column():
    assert set(met.translated()) <= set(met.published())
    assert len(met.translated()) > 60


def test_our_words_are_published_ones():
    """Where the list of values seen is complete."""
    for line in published():
        column = met.translated().get(line["column"])
        seen = set(line["values_seen"].split("|"))
        if column and column.values and "..." not in seen and "(" not in line["values_seen"][:1]:
            words = {value for value, _ in column.values}
            assert words <= seen, line["column"]


def test_rows_that_were_published_read_like_ours(db):
    columns = {
        column["titles"]: column
        for column in metadata(MET_USE_OF_FORCE, url="x.csv")["tableSchema"]["columns"]
    }
    with SAMPLE.open(encoding="utf-8", newline="") as file:
        lines = list(csv.DictReader(file))

    assert len(lines) == 10
    for line in lines:
        for name, text in line.items():
            assert csvw_reader.cell(columns[RENAMED.get(name, name)], text) is not None


def test_a_row_says_what_was_recorded(db):
    encounter = an_encounter(
        area=an_area("E09000033", "Westminster"),
        occurred_at=london(2026, 7, 1, 0, 15),
        location_type="vehicle_without_cage",
        age_years=17,
        ethnicity_perceived="asian",
        health_condition="mental",
        injured="unknown",
        outcomes=["arrested", "penalty_notice"],
    )
    an_account(
        encounter,
        compliance="non_compliant",
        conduct="verbal_resistance",
        force_reasons=["effect_search", "prevent_escape"],
        impact_factors=["weapon"],
        officer_injured="yes",
        officer_injury_severity="severe",
        officer_assaulted="no",
    )

    row = the_row()

    said = {name: value for name, value in row.items() if value not in (None, "No")}
    assert said.pop("IncidentDate").isoformat() == "2026-07-01"
    assert said.pop("IncidentTime").isoformat() == "00:15:00"
    assert said == {
        "Incident Location: Police vehicle without prisoner handling cage": "Yes",
        "Borough": "City of Westminster",
        "PrimaryConduct": "Verbal resistance/gestures",
        "Impact Factor: Possesion of a weapon": "Yes",
        "Reason for Force: Effect Search": "Yes",
        "Reason for Force: Prevent Escape": "Yes",
        "Tactic 1": "Non-Compliant Handcuffing",
        "SubjectAge": "11-17",
        "SubjectGender": "Male",
        "SubjectEthnicity": "Asian (or Asian British)",
        "MentalDisability": "Yes",
        "StaffInjured": "Yes",
        "StaffInjuryLevel": "Severe",
        "Outcome: Arrested": "Yes",
        "Outcome: Other": "Yes",
    }
    assert row["StaffInjuryIntentional"] == row["PhysicalDisability"] == "No"
    # Not known is neither yes nor no, and a question that is not asked has no answer.
    for name in ("SubjectInjured", "AssaultedBySubject", "SingleCrewed", "Effective 1", "CED Used"):
        assert row[name] is None, name


@pytest.mark.parametrize("kind", v.LocationType)
def test_every_kind_of_place_has_one_column(db, kind):
    an_account(an_encounter(location_type=kind))

    row = the_row()
    places = [name for name in row if name.startswith("Incident Location: ") and row[name] == "Yes"]
    assert len(places) == 1
    assert {row[name] for name in row if name.startswith("Incident Location: ")} == {"Yes", "No"}


@pytest.mark.parametrize(
    ("prefix", "field", "values"),
    [
        ("Impact Factor: ", "impact_factors", v.ImpactFactor),
        ("Reason for Force: ", "force_reasons", v.ForceReason),
    ],
)
def test_every_answer_of_a_list_has_one_column(db, prefix, field, values):
    for value in values:
        an_account(an_encounter(), **{field: [value]})

    chosen = [
        [name for name in row if name.startswith(prefix) and row[name] == "Yes"] for row in rows()
    ]
    without = [value for value in values if value == v.ImpactFactor.NONE]
    assert sorted(len(names) for names in chosen) == [0] * len(without) + [1] * (
        len(values) - len(without)
    )
    assert len({names[0] for names in chosen if names}) == len(values) - len(without)


def test_every_outcome_has_a_column(db):
    for outcome in v.Outcome:
        an_account(an_encounter(outcomes=[outcome]))

    for row in rows():
        assert [row[name] for name in row if name.startswith("Outcome: ")].count("Yes") == 1


def test_every_code_of_a_list_is_translated():
    """Or left empty on purpose."""
    assert set(met.CONDUCT) == set(v.Conduct)
    assert set(met.TACTICS) == set(v.Compliance)
    assert set(met.AGES) == set(v.AgeBand) - {v.AgeBand.NOT_REPORTED}
    assert set(met.GENDERS) == set(v.Gender) - {v.Gender.NOT_REPORTED}
    assert set(met.ETHNICITIES) == set(v.Ethnicity)
    assert set(met.PHYSICAL) == set(met.MENTAL)
    assert set(met.MENTAL) == set(v.HealthCondition) - {v.HealthCondition.NOT_REPORTED}
    assert set(met.OFFICER_INJURIES) == set(v.OfficerInjurySeverity)
    assert set(met.INJURIES) == set(v.InjurySeverity)
