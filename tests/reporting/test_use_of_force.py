"""A file of the Met's open data: every trap in it, what is counted, and that nothing is guessed."""

import csv
import io
from datetime import date
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.urls import reverse

from audit.models import Event
from records.vocabulary import AgeBand, Ethnicity
from reporting.benchmarks import Unreadable
from reporting.datasets.counting import Counted
from reporting.datasets.use_of_force import read
from reporting.models import Dataset, DatasetRow, ReportedHandcuffing
from tests import factories

ALL, COMPLIANT, NON_COMPLIANT = (
    ReportedHandcuffing.ALL,
    ReportedHandcuffing.COMPLIANT,
    ReportedHandcuffing.NON_COMPLIANT,
)
JUNE = date(2020, 6, 1)
# The columns of 2020/21 that are named here matter; those between stand for the 270.
FRONT = (
    "IncidentDate",
    "IncidentTime",
    "Incident Location: Street/Highway",
    "Borough",
    "PrimaryConduct",
    "Impact Factor: Possesion of a weapon",
    "Impact Factor: Acute Behavioural Disorder",
    "Reason for Force: Effect Search",
    "PerceivedHealth: None",
    "None",
)
EFFECTS = tuple(
    name
    for number in range(1, 21)
    for name in (
        f"Tactic {number}",
        f"Effective {number}" if number < 20 else "Tactic Effective 20",
    )
)
BACK = ("SubjectAge", "SubjectGender", "SubjectEthnicity", "Outcome: Arrested")
HEADER = (*FRONT, *EFFECTS, *BACK)
USUAL = {
    "IncidentDate": "2020-06-01",
    "IncidentTime": "23:15:00",
    "Borough": "Lambeth",
    "Tactic 1": "Compliant Handcuffing",
    "SubjectAge": "18-34",
    "SubjectEthnicity": "White",
}
SAMPLE = Path(__file__).parent / "samples" / "use_of_force_2024-04-01.csv"


def file_of(tmp_path, *lines, header=HEADER, encoding="utf-8", before=b"") -> Path:
    """A file with a line for each dict of what is not usual."""
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(header)
    writer.writerows(
        [
            {**USUAL, **line}.get(name, "No")
            if name in {**USUAL, **line} or not name.startswith(("Tactic", "Effective"))
            else ""
            for name in header
        ]
        for line in lines
    )
    path = tmp_path / "use_of_force.csv"
    path.write_bytes(before + text.getvalue().encode(encoding))
    return path


def counted(reading) -> dict[tuple[str, str, str], int]:
    """What is not zero, by code, group and kind."""
    found: dict = {}
    for cell, count in reading.counts.items():
        if count:
            key = (cell.area, cell.ethnicity, cell.handcuffing)
            found[key] = found.get(key, 0) + count
    return found


def test_reports_are_counted_by_place_group_kind_and_month(tmp_path):
    path = file_of(
        tmp_path,
        {},
        {"SubjectEthnicity": "Black (or Black British)", "IncidentDate": "2020-06-30"},
        {"SubjectEthnicity": "Black (or Black British)", "IncidentDate": "2020-07-01"},
        {"Tactic 1": "Tactical Communications", "Tactic 20": "Non-Compliant Handcuffing"},
        {"Tactic 1": "Tactical Communications"},
        {"Borough": "Heathrow"},
    )
    reading = read(path)

    assert (reading.lines, reading.handcuffing, reading.problems) == (6, 5, [])
    assert (reading.first, reading.last) == (JUNE, date(2020, 7, 1))
    black = Counted("E09000022", "Lambeth", Ethnicity.BLACK, ALL, JUNE)
    assert reading.counts[black] == 1
    assert reading.counts[black._replace(month=date(2020, 7, 1))] == 1
    assert counted(reading) == {
        ("E09000022", "white", ALL): 2,
        ("E09000022", "white", COMPLIANT): 1,
        ("E09000022", "white", NON_COMPLIANT): 1,
        ("E09000022", "black", ALL): 2,
        ("E09000022", "black", COMPLIANT): 2,
        ("heathrow", "white", ALL): 1,
        ("heathrow", "white", COMPLIANT): 1,
    }
    # Two places, two months, six groups, three kinds: what is not counted was none.
    assert len(reading.counts) == 2 * 2 * 6 * 3


def test_a_report_with_both_kinds_is_one_report_of_handcuffing(tmp_path):
    path = file_of(
        tmp_path,
        {
            "Tactic 1": "Compliant Handcuffing",
            "Tactic 2": "Non-Compliant Handcuffing",
            "Tactic 3": "Compliant Handcuffing",
        },
    )
    assert set(counted(read(path)).values()) == {1}


@pytest.mark.parametrize(
    ("written", "code"),
    [
        ("City of Westminster", "E09000033"),
        ("Westminster", "E09000033"),
        ("Heathrow", "heathrow"),
        ("Out of force", "out_of_force"),
        ("Kensington and Chelsea", "E09000020"),
        ("Barking and Dagenham", "E09000002"),
        (" Lambeth ", "E09000022"),
    ],
)
def test_places_are_known_as_they_are_published(tmp_path, written, code):
    assert {key[0] for key in counted(read(file_of(tmp_path, {"Borough": written})))} == {code}


@pytest.mark.parametrize(
    ("written", "band"),
    [
        ("2017-11-01", AgeBand.FROM_11),
        ("2017-11-01 00:00:00", AgeBand.FROM_11),
        ("11-17", AgeBand.FROM_11),
        ("0-10", AgeBand.UNDER_11),
        ("65 and over", AgeBand.FROM_65),
    ],
)
def test_an_age_that_a_spreadsheet_took_for_a_date_is_eleven_to_seventeen(tmp_path, written, band):
    assert read(file_of(tmp_path, {"SubjectAge": written})).ages == {band: 1}


@pytest.mark.parametrize(
    ("written", "group"),
    [
        ("Chinese", Ethnicity.ASIAN),
        ("Asian (or Asian British)", Ethnicity.ASIAN),
        ("Don't know", Ethnicity.NOT_REPORTED),
        ("Don’t know", Ethnicity.NOT_REPORTED),
    ],
)
def test_groups_are_those_of_the_national_return(tmp_path, written, group):
    path = file_of(tmp_path, {"SubjectEthnicity": written})
    assert {key[1] for key in counted(read(path))} == {group}


def test_cp1252_is_read_and_so_are_utf_8_and_its_mark(tmp_path):
    for encoding, before in (("cp1252", b""), ("utf-8", b""), ("utf-8", b"\xef\xbb\xbf")):
        path = file_of(
            tmp_path,
            {"SubjectEthnicity": "Don’t know", "Outcome: Arrested": "£ – no"},
            encoding=encoding,
            before=before,
        )
        assert counted(read(path))["E09000022", "not_reported", ALL] == 1


def test_renamed_and_additional_columns_are_no_matter(tmp_path):
    renamed = tuple(name.replace("Effect Search", "Effect Stop and search") for name in HEADER)
    header = (*renamed, "Outcome: No Further Action", "", " Something  new ")
    assert counted(read(file_of(tmp_path, {}, header=header)))["E09000022", "white", ALL] == 1


def test_the_effect_of_a_tactic_is_not_taken_for_one(tmp_path):
    path = file_of(
        tmp_path,
        {"Tactic 1": "Shield", "Effective 1": "Yes", "Tactic Effective 20": "Yes"},
    )
    reading = read(path)
    assert (reading.lines, reading.handcuffing, reading.problems) == (1, 0, [])


@pytest.mark.parametrize(
    ("wrong", "reason"),
    [
        ({"Borough": "City"}, "Borough “City” is not known"),
        ({"Borough": ""}, "Borough is empty"),
        ({"SubjectEthnicity": "Martian"}, "SubjectEthnicity “Martian” is not known"),
        ({"SubjectEthnicity": "None"}, "SubjectEthnicity “None” is not known"),
        ({"SubjectAge": "11–17"}, "SubjectAge “11–17” is not known"),
        ({"SubjectAge": "2018-11-01"}, "SubjectAge “2018-11-01” is not known"),
        ({"Tactic 7": "Handcuffs"}, "Tactic “Handcuffs” is not known"),
        ({"IncidentDate": "01/06/2020"}, "“01/06/2020” is not written YYYY-MM-DD"),
        ({"IncidentDate": "2020-06-31"}, "“2020-06-31” is no day"),
        ({"IncidentDate": "2019-03-31"}, "2019-03-31 is outside the period"),
        ({"IncidentDate": "2020-06-01 12:00:00"}, "is not written YYYY-MM-DD"),
    ],
)
def test_what_is_not_known_is_named_with_its_line_and_not_guessed(tmp_path, wrong, reason):
    reading = read(file_of(tmp_path, {}, wrong, {}), start=date(2019, 4, 1))
    assert [problem.line for problem in reading.problems] == [3]
    assert reason in reading.problems[0].what


def test_a_line_that_is_too_short_or_broken_is_named(tmp_path):
    path = file_of(tmp_path, {}, {})
    path.write_bytes(path.read_bytes() + b"2020-06-01,23:15:00\r\n")
    assert [str(one) for one in read(path).problems] == [
        f"line 4: 2 values for {len(HEADER)} columns"
    ]
    path.write_bytes(path.read_bytes() + b'"2020-06-01,23')
    assert "cannot be read on" in str(read(path).problems[-1])


def test_a_byte_that_is_no_letter_spoils_only_what_it_stands_in(tmp_path):
    """Neither UTF-8 nor cp1252 has it: a value that is read is not known, others are no matter."""
    path = file_of(tmp_path, {"Outcome: Arrested": "£"}, {}, encoding="cp1252")
    whole = path.read_bytes()
    path.write_bytes(whole.replace(b"\xa3", b"\x81"))
    assert read(path).problems == []
    path.write_bytes(whole.replace(b"Lambeth", b"Lamb\x81th", 1))
    assert [str(one) for one in read(path).problems] == [
        "line 2: Borough “Lamb\ufffdth” is not known"
    ]


@pytest.mark.parametrize(
    ("header", "reason"),
    [
        ([name for name in HEADER if name != "Borough"], "no column Borough"),
        ([*HEADER, "Tactic 3"], "the column Tactic 3 is there twice"),
        ([*HEADER, "SubjectAge"], "the column SubjectAge is there twice"),
        ([], "no column IncidentDate"),
    ],
)
def test_a_file_without_the_columns_is_refused(tmp_path, header, reason):
    with pytest.raises(Unreadable, match=reason):
        read(file_of(tmp_path, {}, header=header))


def test_a_file_without_lines_is_refused(tmp_path):
    with pytest.raises(Unreadable, match="no lines below the header"):
        read(file_of(tmp_path))


def test_the_published_sample_has_the_values_that_are_known_and_no_tactics(tmp_path):
    """Ten lines of the file of 2024 with 17 of its columns: with tactics added they are counted."""
    with pytest.raises(Unreadable, match="there is no column Tactic 1"):
        read(SAMPLE)
    first, *lines = SAMPLE.read_text(encoding="utf-8").splitlines()
    path = tmp_path / "sample.csv"
    path.write_text(
        "\n".join([f"{first},Tactic 1", *(f"{line},Compliant Handcuffing" for line in lines)]),
        encoding="utf-8",
    )
    reading = read(path)
    assert (reading.lines, reading.handcuffing, reading.problems) == (10, 10, [])
    assert reading.ages == {AgeBand.FROM_11: 2, AgeBand.FROM_18: 5, AgeBand.FROM_35: 3}


# -- The command ----------------------------------------------------------------------------------


def run(path, *options) -> tuple[str, str]:
    out, err = StringIO(), StringIO()
    call_command(
        "load_use_of_force", path, "--retrieved", "2026-11-01", *options, stdout=out, stderr=err
    )
    return out.getvalue(), err.getvalue()


@pytest.mark.django_db
def test_a_dry_run_says_what_would_be_loaded_and_changes_nothing(tmp_path):
    said, _ = run(file_of(tmp_path, {}, {"Tactic 1": "Shield"}), "--dry-run")

    assert "2 reports of force from 2020-06-01 to 2020-06-01; 1 of handcuffing." in said
    assert "18 to 34 1" in said
    assert said.endswith("Dry run: nothing was changed.\n")
    assert not Dataset.objects.exists()


@pytest.mark.django_db
def test_a_wrong_line_keeps_the_whole_file_out_and_every_wrong_line_is_named(tmp_path):
    path = file_of(tmp_path, {}, {"Borough": "Narnia"}, {"SubjectAge": "old"})
    out, err = StringIO(), StringIO()
    with pytest.raises(CommandError, match=r"2 of 3 lines are wrong\. Nothing was changed\."):
        call_command("load_use_of_force", path, retrieved=date(2026, 11, 1), stdout=out, stderr=err)
    assert err.getvalue().splitlines() == [
        "line 3: Borough “Narnia” is not known.",
        "line 4: SubjectAge “old” is not known.",
    ]
    assert not Dataset.objects.exists()
    assert not Event.objects.filter(action="load_dataset").exists()


@pytest.mark.django_db
def test_the_file_becomes_a_dataset_once_and_a_corrected_one_a_new_version(tmp_path):
    said, _ = run(file_of(tmp_path, {}, {"IncidentDate": "2020-07-05"}))
    assert said.endswith("Met use of force, June 2020 to July 2020, version 1: loaded.\n")
    again, _ = run(file_of(tmp_path, {}, {"IncidentDate": "2020-07-05"}))
    assert again.endswith("version 1: already there.\n")
    corrected, _ = run(file_of(tmp_path, {}, {}, {"IncidentDate": "2020-07-05"}))
    assert corrected.endswith("version 2: loaded.\n")

    first, second = Dataset.objects.order_by("version")
    assert (first.period_start, first.period_end) == (JUNE, date(2020, 7, 31))
    for dataset, number in ((first, 2), (second, 3)):
        rows = DatasetRow.objects.filter(dataset=dataset, handcuffing=ALL)
        assert sum(row.count for row in rows) == number
    assert Event.objects.filter(action="load_dataset").count() == 2


@pytest.mark.django_db
def test_the_period_can_be_said_and_lines_outside_it_are_wrong(tmp_path):
    path = file_of(tmp_path, {})
    run(path, "--start", "2020-04-01", "--end", "2021-03-31")
    dataset = Dataset.objects.get()
    assert (dataset.period_start, dataset.period_end) == (date(2020, 4, 1), date(2021, 3, 31))
    with pytest.raises(CommandError, match="1 of 1 lines are wrong"):
        run(path, "--end", "2020-05-31")


@pytest.mark.django_db
def test_a_file_that_is_not_there_is_said(tmp_path):
    with pytest.raises(CommandError, match="cannot be read: No such file"):
        run(tmp_path / "nothing.csv")


@pytest.mark.django_db
def test_boroughs_are_compared_with_their_residents_and_sites_are_named(client, tmp_path):
    call_command("load_benchmarks", "census-2021", "census-2021-forces", verbosity=0)
    run(file_of(tmp_path, *[{}] * 12, *[{"Borough": "Heathrow"}] * 3))
    client.force_login(factories.an_analyst())

    result = client.get(reverse("published_gap")).context["result"]

    assert (result.benchmark.name, result.areas) == ("Census 2021", 1)
    assert result.reference.events == 12
    assert [(one.area, one.events) for one in result.without_residents] == [("Heathrow", 3)]
