"""The national counts of handcuffing: what is read, refused and kept."""

import csv
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from audit.models import Event
from records.vocabulary import Ethnicity
from reporting.benchmarks import Unreadable
from reporting.datasets import home_office
from reporting.datasets.counting import Counted
from reporting.datasets.home_office import YEARS, read
from reporting.models import Dataset, DatasetRow, ReportedHandcuffing

CONTENT = home_office.PATH.read_bytes()
EARLIER, LATER = YEARS
LANCASHIRE = ("E23000003", "Lancashire")
NO_SPLIT = {"Avon and Somerset", "Derbyshire", "Lancashire", "Staffordshire", "Sussex"}


def raw(year: str, force: str, tactic: str) -> dict[str, str]:
    with home_office.PATH.open(encoding="utf-8", newline="") as file:
        return next(
            line
            for line in csv.DictReader(file)
            if (line["year"], line["Police force"], line["Tactic"]) == (year, force, tactic)
        )


def test_all_43_forces_are_read_with_every_kind_of_handcuffing():
    for year in YEARS:
        counts = read(year, CONTENT)
        assert len(counts) == 43 * 4 * len(Ethnicity)
        everything = [n for key, n in counts.items() if key.handcuffing == ReportedHandcuffing.ALL]
        assert sum(everything) == year.total


def test_chinese_is_asian_and_not_known_is_not_reported_in_both_years():
    line = raw("2018-19", "Metropolitan", "Handcuffing, of which")
    met = ("E23000001", "Metropolitan Police")
    counts = read(EARLIER, CONTENT)

    asian = counts[Counted(*met, Ethnicity.ASIAN, ReportedHandcuffing.ALL)]
    assert asian == int(line["Asian (or Asian British)"]) + int(line["Chinese"])
    unknown = counts[Counted(*met, Ethnicity.NOT_REPORTED, ReportedHandcuffing.ALL)]
    assert unknown == int(line["Don't know"]) + int(line["Not reported"])


def test_not_supplied_is_none_and_never_zero():
    counts = read(LATER, CONTENT)

    assert counts[Counted(*LANCASHIRE, Ethnicity.WHITE, ReportedHandcuffing.COMPLIANT)] is None
    assert counts[Counted(*LANCASHIRE, Ethnicity.WHITE, ReportedHandcuffing.ALL)] == 4477
    assert {key.name for key, count in counts.items() if count is None} == NO_SPLIT
    assert None not in read(EARLIER, CONTENT).values()


@pytest.mark.parametrize(
    ("before", "after", "reason"),
    [
        (b"2019-20,Kent,", b"2019-20,Kenty,", "no police force “Kenty”"),
        (b"Handcuffing not stated", b"Polite handcuffing", "tactic “Polite handcuffing” is not"),
        (b"2019-20,Kent,", b"2018-19,Kent,", "has not every force"),
        (b"2019-20,Kent,", b"2019-20,Dorset,", "came before"),
        (b":,:,:,,:,:,,:,:", b":,:,:,,:,7,,:,:", "some counts are supplied and others are not"),
        (b":,:,:,,:,:,,:,:", b":,:,:,3,:,:,,:,:", "Chinese and Don't know should be empty"),
        (b"9352", b"9353", "does not add up to"),
        (b"2019-20,Kent,Restraint,", b"2019-20,Kent,", "not as many values"),
        (b"Tactic", b"Means", "no column Tactic"),
    ],
)
def test_a_damaged_file_is_refused(before, after, reason):
    assert before in CONTENT
    with pytest.raises(Unreadable, match=reason):
        read(LATER, CONTENT.replace(before, after, 1))


def test_forces_that_do_not_add_up_to_the_country_are_refused():
    """A count moved from one kind of handcuffing of Kent to another: each line still adds up."""
    line = next(
        line
        for line in CONTENT.decode().splitlines()
        if line.startswith("2019-20,Kent") and "Compliant" in line
    )
    cells = line.split(",")
    cells[4], cells[5] = str(int(cells[4]) + 1), str(int(cells[5]) - 1)
    with pytest.raises(Unreadable) as damage:
        read(LATER, CONTENT.replace(line.encode(), ",".join(cells).encode()))
    said = str(damage.value)
    assert "Kent: the kinds of handcuffing are not all of it" in said
    assert "the forces do not add up to England and Wales (Compliant handcuffing, White)" in said


@pytest.mark.django_db
def test_loading_again_changes_nothing():
    said = StringIO()
    call_command("load_datasets", stdout=said)
    call_command("load_datasets", stdout=said)

    assert said.getvalue().splitlines() == [
        "Police use of force, year to March 2019, version 1: loaded.",
        "Police use of force, year to March 2020, version 1: loaded.",
        "Police use of force, year to March 2019, version 1: already there.",
        "Police use of force, year to March 2020, version 1: already there.",
    ]
    assert {dataset.unit for dataset in Dataset.objects.all()} == {"officer reports"}
    assert DatasetRow.objects.filter(count=None).count() == 5 * 2 * len(Ethnicity)
    assert Event.objects.filter(action="load_dataset").count() == 2


@pytest.mark.django_db
def test_a_corrected_file_is_a_new_version_and_a_damaged_one_loads_nothing(tmp_path, monkeypatch):
    call_command("load_datasets", verbosity=0)
    path = tmp_path / "table.csv"
    monkeypatch.setattr(home_office, "PATH", path)
    path.write_bytes(CONTENT + b"\r\n")
    call_command("load_datasets", verbosity=0)
    newest = Dataset.objects.newest_versions()
    assert [(one.period_end.year, one.version) for one in newest] == [(2020, 2), (2019, 2)]

    path.write_bytes(CONTENT.replace(b"9352", b"9353"))
    with pytest.raises(CommandError, match=r"table\.csv: .*does not add up"):
        call_command("load_datasets", verbosity=0)
    assert Dataset.objects.count() == 4  # not even the year that is whole
