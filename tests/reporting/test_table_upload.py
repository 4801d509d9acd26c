"""A corrected table through the browser: tried out, told by the line, loaded once or not at all."""

import csv
import io
import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from html import unescape

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from audit.models import Event, Operation
from records.actions import NotAllowed
from reporting.benchmarks import CENSUS_2021, load, uploading
from reporting.benchmarks.reading import MOST_BYTES, MOST_PROBLEMS
from reporting.models import Benchmark, BenchmarkRow, TableFile
from tests import factories

UPLOAD, TABLES = reverse("table_file"), reverse("tables")
SHIPPED = CENSUS_2021.path.read_bytes()
NOW = datetime(2026, 9, 1, 9, tzinfo=UTC)

pytestmark = pytest.mark.django_db


@pytest.fixture
def analyst(client):
    person = factories.an_analyst()
    client.force_login(person)
    return person


def text_of(response) -> str:
    without_tags = re.sub(r"<[^>]+>", " ", response.content.decode())
    return re.sub(r"[\s\u00a0]+", " ", unescape(without_tags))


def corrected(more: int = 5) -> bytes:
    """The shipped file with so many White residents more in its first area."""
    reader = csv.DictReader(io.StringIO(SHIPPED.decode("utf-8-sig")))
    lines = list(reader)
    for column in ("White", "All"):
        lines[0][column] = str(int(lines[0][column]) + more)
    out = io.StringIO()
    writer = csv.DictWriter(out, reader.fieldnames)
    writer.writeheader()
    writer.writerows(lines)
    return out.getvalue().encode()


def upload(client, content, *, name="table.csv", table="census-2021", total="", **options):
    file = SimpleUploadedFile(name, content, content_type="text/csv")
    return client.post(UPLOAD, {"table": table, "total": total, "file": file}, **options)


def tried(client, more: int = 5):
    """The page that says what a corrected file would do."""
    return upload(client, corrected(more), total=str(CENSUS_2021.total + more), follow=True)


def confirm(client, version: int):
    return client.post(
        reverse("load_table", args=[TableFile.objects.get().pk]), {"version": version}, follow=True
    )


def test_a_corrected_edition_is_shown_and_then_the_next_version(client, analyst):
    first, _ = load(CENSUS_2021, at=NOW)
    page = tried(client)
    words = text_of(page)
    assert "165 counts of 33 areas, 8,799,741 residents" in words
    assert "Load it as version 2" in words
    assert "1 of the counts differ from version 1, which stays" in words
    assert Benchmark.objects.get() == first
    before = Event.objects.latest("id").id
    answer = confirm(client, 2)
    assert "Census 2021, version 2 is loaded." in text_of(answer)
    newest = Benchmark.objects.current(CENSUS_2021.kind)
    assert (newest.version, newest.retrieved) == (2, timezone.localdate())
    assert sum(row.count for row in newest.rows.all()) == CENSUS_2021.total + 5
    assert first.rows.count() == 165
    event = Event.objects.get(id__gt=before)
    assert (event.operation, event.action) == (Operation.COLLECTION, "load_benchmark")
    assert (event.actor, event.object_label) == (str(analyst.pk), "Census 2021, version 2")
    assert not TableFile.objects.exists()


def test_trying_it_out_changes_nothing(client, analyst):
    before = Event.objects.count()
    tried(client)
    assert not Benchmark.objects.exists()
    assert Event.objects.count() == before


def test_the_file_that_is_loaded_already_is_told_and_loads_nothing(client, analyst):
    load(CENSUS_2021, at=NOW)
    page = upload(client, SHIPPED, follow=True)
    assert "This very file is loaded already" in text_of(page)
    assert "nothing: it is version 1" in text_of(page)
    assert "another edition was loaded" in text_of(confirm(client, 2))
    assert Benchmark.objects.count() == 1


def test_every_line_that_is_wrong_is_named_and_nothing_is_lost(client, analyst):
    load(CENSUS_2021, at=NOW)
    lines = SHIPPED.decode("utf-8-sig").splitlines()
    lines[3] = lines[3].rsplit(",", 1)[0] + ",many"
    lines[5] += ",1"
    words = text_of(upload(client, "\n".join(lines).encode()))
    assert "line 4: “many” is no whole number" in words
    assert "line 6: the line has not as many values as there are columns" in words
    assert "The file cannot be loaded: this page lists what is wrong with it" in words
    assert Benchmark.objects.count() == 1
    assert BenchmarkRow.objects.count() == 165
    assert not TableFile.objects.exists()


def test_a_file_that_does_not_add_up_to_what_its_publisher_says_is_refused(client, analyst):
    words = text_of(upload(client, corrected(), total=""))
    assert "33 areas with 8,799,741 residents, not 33 with 8,799,736" in words


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", "The file is empty"),
        (b"\xff\xfeW\x00h\x00", "the file is not text in UTF-8"),
        ("Préfecture,All\n".encode("cp1252"), "the file is not text in UTF-8"),
        (b"ltla21_code\x00,All", "the file is not a CSV file"),
        (b"PK\x03\x04 a spreadsheet", "there is no column"),
        (b"only,this\n1,2\n", "there is no column"),
        (b'"never closed', "is not written as CSV"),
        (b"ltla21_code,All,White,Black,Asian,Mixed,Other\n", "0 areas with 0 residents"),
        (
            b"ltla21_code,All,White,Black,Asian,Mixed,Other\nE1,1,9" + b"9" * 6000 + b",1,1,1,1\n",
            "is too large a number",
        ),
        (
            b"ltla21_code,All,White,Black,Asian,Mixed,Other\n<b>x</b>,1,<script>,1,1,1,1\n",
            "“<script>” is no whole number",
        ),
    ],
)
def test_a_hostile_or_damaged_file_is_told(client, analyst, content, message):
    answer = upload(client, content)
    assert (answer.status_code, message in text_of(answer)) == (200, True), text_of(answer)
    assert b"<script>\xe2" not in answer.content
    assert not TableFile.objects.exists()


def test_the_mark_of_utf_8_at_the_start_is_no_part_of_a_name(client, analyst):
    load(CENSUS_2021, at=NOW)
    content = b"\xef\xbb\xbf" + corrected()
    page = upload(client, content, total=str(CENSUS_2021.total + 5), follow=True)
    assert "Load it as version 2" in text_of(page)


def test_a_file_of_another_table_is_read_no_further_than_makes_sense(client, analyst):
    head = b"ltla21_code,All,White,Black,Asian,Mixed,Other\n"
    words = text_of(upload(client, head + b"E1,x,1,1,1,1,1\n" * 5000))
    assert f"And {MOST_PROBLEMS + 1 - 100} more." in words


def test_a_file_that_is_too_large_is_not_read(client, analyst):
    answer = upload(client, b"x" * (MOST_BYTES + 1))
    assert "The file is larger than 10 megabytes" in text_of(answer)


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ({"table": ""}, "Choose which table it is"),
        ({"table": "votes"}, "That is not one of the tables"),
        ({"total": "many"}, "Write the total in digits"),
        ({"total": "0"}, "The total must be 1 or more"),
        ({"total": "9" * 12}, "too large a number"),
        ({"total": "9" * 5000}, "Write the total in digits"),
    ],
)
def test_a_wrong_choice_is_told(client, analyst, given, message):
    assert message in text_of(upload(client, SHIPPED, **given))


def test_without_a_file_the_page_says_so(client, analyst):
    assert "Choose a CSV file" in text_of(client.post(UPLOAD, {"table": "census-2021"}))


def test_an_edition_loaded_meanwhile_is_told_before_anything_is_loaded(client, analyst):
    load(CENSUS_2021, at=NOW)
    tried(client)
    load(replace(CENSUS_2021, total=CENSUS_2021.total + 7), content=corrected(7), at=NOW)
    words = text_of(confirm(client, 2))
    assert "Nothing was loaded: another edition was loaded after this page was made." in words
    assert "Load it as version 3" in words
    assert Benchmark.objects.count() == 2
    assert "Census 2021, version 3 is loaded." in text_of(confirm(client, 3))


def test_a_file_is_loaded_once_whoever_presses_twice(client, analyst):
    tried(client)
    address = reverse("load_table", args=[TableFile.objects.get().pk])
    for _ in range(2):
        answer = client.post(address, {"version": 1}, follow=True)
    assert uploading.GONE in text_of(answer)
    assert Benchmark.objects.count() == 1


def test_a_file_is_its_uploaders_for_a_day(client, analyst):
    tried(client)
    kept = TableFile.objects.get()
    other = factories.an_administrator()
    client.force_login(other)
    address = reverse("load_table", args=[kept.pk])
    assert uploading.GONE in text_of(client.get(address, follow=True))
    with pytest.raises(NotAllowed):
        uploading.load_kept(file_id=kept.pk, version_seen=1, by=other, at=timezone.now())
    tomorrow = timezone.now() + timedelta(hours=25)
    with pytest.raises(NotAllowed):
        uploading.load_kept(file_id=kept.pk, version_seen=1, by=analyst, at=tomorrow)
    assert not Benchmark.objects.exists()


def test_only_who_sees_the_tables_uploads_one(client):
    for person in (factories.an_officer(), factories.a_supervisor()):
        client.force_login(person)
        assert upload(client, SHIPPED).status_code == 403
        with pytest.raises(NotAllowed):
            uploading.keep(
                table="census-2021", total=1, name="x", content=SHIPPED, by=person, at=NOW
            )


def test_where_the_event_cannot_be_written_nothing_is_loaded(client, analyst, monkeypatch):
    tried(client)
    kept = TableFile.objects.get()

    def broken(**event):
        raise RuntimeError("no log")

    monkeypatch.setattr("reporting.benchmarks.loading.record", broken)
    with pytest.raises(RuntimeError):
        uploading.load_kept(file_id=kept.pk, version_seen=1, by=analyst, at=timezone.now())
    assert not Benchmark.objects.exists()
    assert TableFile.objects.filter(pk=kept.pk).exists()


def test_the_page_of_tables_leads_there(client, analyst):
    assert f'href="{UPLOAD}"' in client.get(TABLES).content.decode()
