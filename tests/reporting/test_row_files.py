"""What every row file keeps to: described as it is, no name and no word in it, logged, filtered."""

import csv
import io
import json
from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import connection, models
from django.urls import reverse

from accounts.models import Role, User
from accounts.training import COLUMNS as TRAINING_COLUMNS
from accounts.training import trainings
from audit.models import Event, Operation
from records import vocabulary as v
from records.models import (
    DipSample,
    DipSampleItem,
    OfficerPresent,
    Review,
    SecondOpinion,
    SecondReview,
    UseAssessment,
)
from records.models.area import AreaKind
from reporting.exports.columns import Type
from reporting.exports.csvw import metadata
from reporting.exports.files import ROW_FILES
from reporting.exports.officer_reports import OFFICER_REPORTS
from reporting.exports.reviews import REVIEWS
from reporting.selection import Selection
from tests import factories
from tests.reporting import csvw_reader
from tests.reporting.registering import NOON, an_account, an_area, an_encounter, london

KINDS = ("csv", "parquet", "metadata", "columns", "dictionary", "json")
PARTS = ("lawful_basis", "necessity", "proportionality", "de_escalation")


@pytest.fixture
def analyst(db, client):
    person = factories.an_analyst()
    client.force_login(person)
    return person


@pytest.fixture(params=ROW_FILES, ids=lambda file: file.name)
def file(request):
    return request.param


def text_of(file, **filters) -> str:
    return b"".join(file.stream(Selection(**filters))).decode()


def rows_of(file, **filters) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text_of(file, **filters))))


def a_review(encounter, *, decision=v.Decision.ACCEPT, hours=5, **values) -> Review:
    answers = dict.fromkeys(PARTS, v.Assessment.MET) | {"video_viewed": v.YesNo.YES}
    return Review.objects.create(
        encounter=encounter,
        reviewer=values.pop("reviewer", None) or factories.a_supervisor(),
        at=encounter.submitted_at + timedelta(hours=hours),
        decision=decision,
        **answers | values,
    )


def a_return(encounter, **values) -> Review:
    return a_review(
        encounter,
        decision=v.Decision.RETURN,
        question="Why?",
        question_for=encounter.reporting_officer,
        return_reasons=[v.ReturnReason.TOO_SHORT, v.ReturnReason.POWER],
        **values,
    )


def a_full_register() -> None:
    """A record of every kind that a file makes a difference for, with all codes of some lists."""
    lambeth = an_area("E09000022", "Lambeth")
    elsewhere = an_area("out", "Out of force", kind=AreaKind.OUTSIDE)
    for number, conduct in enumerate(v.Conduct):
        encounter = an_encounter(
            area=(lambeth, elsewhere)[number % 2],
            occurred_at=NOON + timedelta(days=number),
            age_years=12 * number,
            incident_reference=f"CAD {number}",
            location_type=v.LocationType.values[number],
            ethnicity_perceived=v.Ethnicity.values[number],
            ethnicity_self_defined=v.SelfDefinedEthnicity.values[-number - 1],
            health_condition=v.HealthCondition.values[number % 5],
            outcomes=v.Outcome.values[number : number + 3],
            vulnerabilities=v.Vulnerability.values[number : number + 2],
            injured=v.YesNoUnknown.values[number % 3],
        )
        an_account(
            encounter,
            minutes=7 * number,
            conduct=conduct,
            force_reasons=v.ForceReason.values[number : number + 3],
            impact_factors=v.ImpactFactor.values[number : number + 3],
            officer_injured=v.YesNo.values[number % 2],
        )
        a_return(encounter, hours=number)
        a_review(encounter, hours=number + 50)
    an_account(encounter, by=factories.an_officer(), de_escalation=[v.DeEscalation.NONE])
    escalated = an_encounter(age_basis=v.AgeBasis.NOT_KNOWN)
    a_review(
        escalated,
        decision=v.Decision.ESCALATE,
        escalation_category=v.EscalationCategory.INJURY,
        comment="See the video",
    )


# -- Described as it is ---------------------------------------------------------------------------


def test_every_description_has_the_columns_of_the_file(client, analyst, file):
    header = next(csv.reader(io.StringIO(text_of(file))))
    dictionary = client.get(reverse(f"{file.name}_dictionary")).content.decode()
    described = json.loads(client.get(reverse(f"{file.name}_json")).content)
    page = client.get(reverse(f"{file.name}_columns")).content.decode()
    schema = json.loads(client.get(reverse(f"{file.name}_metadata")).content)["tableSchema"]

    assert [line["column"] for line in csv.DictReader(io.StringIO(dictionary))] == header
    assert [column["column"] for column in described["columns"]] == header
    assert [column["titles"] for column in schema["columns"]] == header
    assert page.count('<th scope="row"') == len(header) == len(set(header))
    assert (described["file"], described["key"]) == (file.name, file.key)
    assert file.key in ("", header[0])
    for column, made_of in zip(described["columns"], file.columns(), strict=True):
        pairs = [(one["value"], one["label"]) for one in column["values"]]
        assert pairs == list(made_of.values)
        assert column["description"] in dictionary.replace('""', '"')


def test_the_metadata_keeps_the_rules_of_the_recommendation(client, analyst, file):
    response = client.get(reverse(f"{file.name}_metadata"), {"start": "2026-03", "end": "2026-05"})

    described = json.loads(response.content)
    csvw_reader.check(described)
    saved = f"{file.slug}-2026-03-to-2026-05.csv"
    assert described["url"] == saved
    assert response["Content-Type"] == "application/csvm+json"
    assert f'filename="{saved}-metadata.json"' in response["Content-Disposition"]


def test_every_cell_is_allowed_by_the_metadata(db, file):
    a_full_register()

    rows = csvw_reader.read(metadata(file, url=f"{file.slug}.csv"), text_of(file))

    assert len(rows) == file.count(Selection()) >= 6
    seen = {name for row in rows for name, value in row.items() if value not in (None, [])}
    coded = [column.name for column in file.columns() if column.type in (Type.CODE, Type.CODES)]
    assert len(seen & set(coded)) > len(coded) * 0.6, "mostly empty: the test would show little"


@pytest.mark.parametrize(
    ("column", "spoilt"),
    [
        ("compliance", "Compliant"),
        ("compliance", "compliant;compliant"),
        ("occurred_month", "2026-13"),
        ("minutes_in_handcuffs", "-1"),
        ("force_powers", "pace_s117, other"),
        ("encounter", ""),
        ("encounter", "abc"),
    ],
)
def test_the_metadata_allows_nothing_else(db, column, spoilt):
    described = metadata(ROW_FILES[0], url="x.csv")["tableSchema"]["columns"]
    described += metadata(OFFICER_REPORTS, url="x.csv")["tableSchema"]["columns"]
    (first, *_) = [one for one in described if one["titles"] == column]

    with pytest.raises((AssertionError, ValueError)):
        csvw_reader.cell(first, spoilt)


# -- What never leaves ----------------------------------------------------------------------------

HOSTILE = '=cmd|"/c calc"!A0,\n"leaked'


def _text_fields(model) -> list[str]:
    """Every column of a model in which somebody writes in words of their own."""
    return [
        field.name
        for field in model._meta.concrete_fields
        if isinstance(field, (models.CharField, models.TextField))
        and not field.choices
        and not field.primary_key
    ]


def test_no_name_no_number_and_no_free_text_leaves(db, file):
    """Every text that anybody can write is marked, past the rules of the forms."""
    encounter = an_encounter(latitude="51.123", longitude="-0.456", camera_references=["leaked"])
    an_account(encounter)
    colleague = factories.an_officer(name="leaked")
    present = OfficerPresent.objects.create(
        encounter=encounter, officer=colleague, involvement="present"
    )
    review = a_return(encounter, reviewer=colleague)
    marked = 0
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        officer, use = encounter.reporting_officer, encounter.uses.get()
        for row in (encounter, use, present, review, officer):
            table = row._meta.db_table
            cursor.execute(
                "SELECT conname FROM pg_constraint WHERE contype = 'c' AND conrelid = %s::regclass",
                [table],
            )
            for (name,) in cursor.fetchall():
                cursor.execute(f"ALTER TABLE {table} DROP CONSTRAINT {name}")
            for name in _text_fields(type(row)):
                longest = row._meta.get_field(name).max_length or 200
                value = f"{HOSTILE}{marked}"[:longest]
                type(row).objects.filter(pk=row.pk).update(**{name: value})
                marked += 1
    assert marked > 30

    content = text_of(file)

    for part in ("leaked", "calc", HOSTILE[:8], "51.123", "0.456", str(encounter.pk), str(use.pk)):
        assert part not in content
    officer.refresh_from_db()
    for secret in (officer.name, officer.warrant_number, officer.email):
        assert secret not in content
    assert len(content.splitlines()) == 2


def test_no_cell_begins_like_a_formula(db, file):
    an_account(an_encounter(area=an_area("=1", "@SUM(A1)")))

    for row in rows_of(file):
        assert not [cell for cell in row.values() if cell.startswith(("=", "+", "-", "@"))]


# -- Who took what --------------------------------------------------------------------------------


def test_a_download_is_logged_before_its_first_byte(client, analyst, file):
    a_full_register()
    expected = len(rows_of(file, first_month=date(2026, 3, 1)))

    response = client.get(reverse(f"{file.name}_csv"), {"start": "2026-03"})

    event = Event.objects.get(operation=Operation.DISCLOSURE)
    assert (event.actor, event.action) == (str(analyst.pk), f"download_{file.name}")
    assert (event.object_type, event.object_id) == ("row_file", file.name)
    assert event.detail == {"filters": {"start": "2026-03"}, "rows": expected, "format": "csv"}
    assert f'filename="{file.slug}-2026-03.csv"' in response["Content-Disposition"]
    assert len(list(csv.reader(io.StringIO(response.getvalue().decode())))) == expected + 1


def test_a_bad_filter_sends_no_file(client, analyst, file):
    for kind in ("csv", "parquet", "metadata"):
        response = client.get(reverse(f"{file.name}_{kind}"), {"start": "soon"})
        assert response.status_code == 400
        assert "“soon” is not a month" in response.content.decode()
    assert not Event.objects.filter(operation=Operation.DISCLOSURE).exists()


def test_the_web_role_may_write_the_file(db, file, as_web_role):
    assert rows_of(file) == []


def test_the_page_offers_every_file(client, analyst, file):
    content = client.get(reverse("row_files")).content.decode()

    assert f'formaction="{reverse(f"{file.name}_csv")}"' in content
    assert f'formaction="{reverse(f"{file.name}_parquet")}"' in content
    assert f'formaction="{reverse(f"{file.name}_metadata")}"' in content
    assert f'href="{reverse(f"{file.name}_columns")}"' in content
    assert f'href="{reverse("row_files")}"' in client.get(reverse("reports")).content.decode()


def test_only_analysts_take_rows_away(client, db, file):
    addresses = [reverse(f"{file.name}_{kind}") for kind in KINDS]
    for address in addresses:
        assert client.get(address).status_code == 302
    for role in set(Role) - {Role.ANALYST}:
        client.force_login(factories.a_person(role))
        for address in (*addresses, reverse("row_files")):
            assert client.get(address).status_code == 403
    assert not Event.objects.filter(operation=Operation.DISCLOSURE).exists()


# -- Which rows -----------------------------------------------------------------------------------


def test_files_of_one_filter_fit_together(db):
    """Every account and every decision is of an encounter in the encounter file."""
    a_full_register()
    for filters in (
        {},
        {"first_month": date(2026, 3, 1), "last_month": date(2026, 3, 1)},
        {"area": an_area("out", "Out of force", kind=AreaKind.OUTSIDE)},
        {"compliance": "compliant"},
        {"before_arrest": "no"},
        {"accepted_only": True},
    ):
        encounters, accounts, decisions = (rows_of(one, **filters) for one in ROW_FILES[:3])
        known = {row["encounter"] for row in encounters}
        assert {row["encounter"] for row in accounts} <= known
        assert {row["encounter"] for row in decisions} <= known
        assert len(accounts) == sum(int(row["officer_reports"]) for row in encounters)
        reports_of = {row["encounter"] for row in encounters if row["officer_reports"] != "0"}
        assert {row["encounter"] for row in accounts} == reports_of


@pytest.mark.parametrize("status", v.Status)
def test_rows_are_of_records_that_reports_count(db, file, status):
    encounter = an_encounter(status=status)
    an_account(encounter)
    if encounter.submitted_at:
        a_review(encounter)

    assert len(rows_of(file)) == (1 if status in v.COUNTED_STATUSES else 0)


def test_an_account_not_given_is_no_row(db):
    encounter = an_encounter()
    an_account(encounter)
    an_account(encounter, by=factories.an_officer(), status=v.UseStatus.DRAFT)

    assert len(rows_of(OFFICER_REPORTS)) == 1


# -- What the rows say ----------------------------------------------------------------------------


def test_one_account_says_what_was_recorded(db):
    encounter = an_encounter(
        area=an_area("E09000022", "Lambeth"),
        occurred_at=datetime(2026, 7, 31, 23, 30, tzinfo=UTC),  # half past midnight in London
        age_years=17,
        ethnicity_perceived="black",
        ethnicity_self_defined="m1",
        status=v.Status.ACCEPTED,
    )
    account = an_account(
        encounter,
        minutes=41.9,
        compliance="non_compliant",
        conduct="aggressive_resistance",
        double_locked="no",
        de_escalation=["warned", "explained"],
        officer_injured="yes",
        officer_assaulted="yes",
        force_reasons=["protect_self", "effect_search"],
        justification_necessity="Ärger…",
        justification_continued="",
    )
    for hours, answer in ((5, v.Assessment.NOT_MET), (9, v.Assessment.UNCLEAR)):
        UseAssessment.objects.create(
            review=a_review(encounter, hours=hours),
            use=account,
            continued_use="",
            **dict.fromkeys(PARTS, answer),
        )

    (row,) = rows_of(OFFICER_REPORTS)

    for pseudonym in ("officer_report", "encounter", "officer"):
        assert len(row.pop(pseudonym)) == 32
    assert row == {
        "occurred_date": "2026-08-01",
        "occurred_hour": "0",
        "occurred_month": "2026-08",
        "area_code": "E09000022",
        "area_name": "Lambeth",
        "area_kind": "district",
        "age_band": "11_17",
        "age_16_to_25": "yes",
        "is_child": "yes",
        "gender": "male",
        "ethnicity_perceived": "black",
        "ethnicity_self_defined_group": "mixed",
        "before_arrest": "yes",
        "compliance": "non_compliant",
        "conduct": "aggressive_resistance",
        "position": "front_stack",
        "handcuff_type": "rigid",
        "asked_too_tight": "yes",
        "checked_tightness": "yes",
        "double_locked": "no",
        "force_powers": "pace_s117",
        "force_reasons": "protect_self;effect_search",
        "impact_factors": "none",
        "de_escalation": "warned;explained",
        "de_escalation_effect": "partly",
        "minutes_in_handcuffs": "41",
        "ended_by": "removed",
        "after_search": "no",
        "continued_use": "no",
        "officer_injured": "yes",
        "officer_injury_severity": "minor",
        "officer_assaulted": "yes",
        "length_what_happened": str(len(account.justification_what_happened)),
        "length_necessity": "6",
        "length_alternatives": str(len(account.justification_alternatives)),
        "length_continued": "0",
        "found_lawful_basis": "unclear",
        "found_necessity": "unclear",
        "found_proportionality": "unclear",
        "found_de_escalation": "unclear",
        "found_continued_use": "",
        "training_personal_safety": "unknown",
        "training_legal": "unknown",
        "training_de_escalation": "unknown",
        "status": "accepted",
        "questionnaire_version": "1",
    }


@pytest.mark.parametrize(
    "trained", [(), (-800,), (-366,), (-365,), (0,), (1,), (-366, 1), (-2, -1, 0, 1)]
)
def test_training_of_an_account_is_what_the_pages_say(db, trained):
    encounter = an_encounter(occurred_at=datetime(2026, 7, 31, 23, 30, tzinfo=UTC))
    days = [date(2026, 8, 1) + timedelta(ago) for ago in trained]
    dates = dict.fromkeys(TRAINING_COLUMNS, days)
    User.objects.filter(pk=encounter.reporting_officer_id).update(**dates)
    an_account(encounter)

    (row,) = rows_of(OFFICER_REPORTS)

    officer = User.objects.get(pk=encounter.reporting_officer_id)
    for one in trainings(officer, on=date(2026, 8, 1)):
        assert row[f"training_{one.training.value}"] == one.standing.value


def test_a_second_review_changes_nothing_of_what_was_found(db):
    encounter = an_encounter()
    account = an_account(encounter)
    review = a_review(encounter)
    UseAssessment.objects.create(review=review, use=account, **dict.fromkeys(PARTS, "met"))
    again = a_second_review(review, necessity="not_met", decision="return")
    UseAssessment.objects.create(
        second_review=again, use=account, **dict.fromkeys(PARTS, "unclear")
    )

    (row,) = rows_of(OFFICER_REPORTS)
    (decision,) = rows_of(REVIEWS)
    assert row["found_necessity"] == decision["necessity"] == "met"
    assert (decision["second_decision"], decision["second_necessity"]) == ("return", "not_met")


def a_second_review(review, **values) -> SecondReview:
    standards = factories.professional_standards()
    sample = DipSample.objects.create(
        drawn_at=review.at,
        drawn_by=standards,
        first_day=review.at.date(),
        last_day=review.at.date(),
        register_as_at=review.at,
        size=1,
        seed=1,
        population=1,
        frame_digest="0",
        strata=[],
    )
    item = DipSampleItem.objects.create(
        sample=sample,
        encounter=review.encounter,
        first_review=review,
        stratum="all",
        reviewer=factories.a_supervisor(),
    )
    answers = dict.fromkeys(PARTS, "met") | {"video_viewed": "yes"}
    return SecondReview.objects.create(item=item, at=review.at, **answers | values)


def test_decisions_say_what_was_decided(db):
    encounter = an_encounter(submitted_at=london(2026, 3, 28, 22, 0), status=v.Status.ACCEPTED)
    reviewer = factories.a_supervisor()
    opinion = {"encounter": encounter, "asked_by": reviewer, "asked": factories.a_supervisor()}
    SecondOpinion.objects.create(
        asked_at=encounter.submitted_at + timedelta(hours=4),
        question="What do you think?",
        **opinion,
    )
    # The night in which the clocks go forward: real hours, not those of the clock.
    a_return(encounter, hours=3.5, reviewer=reviewer, necessity="not_met")
    a_return(
        encounter,
        hours=4.5,
        reviewer=reviewer,
        answer="Because",
        answered_at=encounter.submitted_at + timedelta(hours=5),
    )
    a_review(encounter, hours=30.2)

    first, second, third = sorted(rows_of(REVIEWS), key=lambda row: int(row["hours_from_filing"]))

    assert first["encounter"] == second["encounter"] == third["encounter"]
    assert first["reviewer"] == second["reviewer"] != third["reviewer"]
    assert len({first["review"], second["review"], third["review"]}) == 3
    for row in (first, second, third):
        del row["encounter"], row["reviewer"], row["review"]
    assert first == {
        "decided_date": "2026-03-29",
        "hours_from_filing": "3",
        "decision": "return",
        "lawful_basis": "met",
        "necessity": "not_met",
        "proportionality": "met",
        "de_escalation": "met",
        "video_viewed": "yes",
        "return_reasons": "too_short;power",
        "escalation_category": "",
        "answered": "no",
        "opinion_asked": "no",
        **dict.fromkeys(["second_decision", *(f"second_{part}" for part in PARTS)], ""),
        "status": "accepted",
    }
    assert (second["answered"], second["opinion_asked"]) == ("yes", "yes")
    assert (third["answered"], third["decision"], third["hours_from_filing"]) == (
        "",
        "accept",
        "30",
    )


def test_pseudonyms_of_people_are_the_same_in_a_file_and_differ_between_roles(db):
    """Who is officer here and reviewer there cannot be told from the files."""
    both = factories.a_supervisor()
    one, two = an_encounter(), an_encounter()
    for encounter in (one, two):
        an_account(encounter, by=both)
        a_review(encounter, reviewer=both)

    officers = {row["officer"] for row in rows_of(OFFICER_REPORTS)}
    reviewers = {row["reviewer"] for row in rows_of(REVIEWS)}
    assert len(officers) == len(reviewers) == 1
    assert officers != reviewers
