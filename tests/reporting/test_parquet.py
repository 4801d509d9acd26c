"""The Parquet of a row file says what its CSV says, is sent piece by piece, and is logged."""

import csv
import io

import pytest
from django.db import connection
from django.urls import reverse
from pyarrow import parquet as reading

from audit.models import Event, Operation
from reporting.exports import copying, parquet, row_file
from reporting.exports.columns import SEPARATOR, Type
from reporting.exports.encounters import ENCOUNTERS
from reporting.exports.files import ROW_FILES
from reporting.exports.met_use_of_force import MET_USE_OF_FORCE
from reporting.selection import Selection
from tests import factories
from tests.reporting.registering import an_account, an_area, an_encounter, encounters
from tests.reporting.test_row_files import a_full_register


@pytest.fixture(params=ROW_FILES, ids=lambda file: file.name)
def file(request):
    return request.param


def table_of(file, selection=None):
    content = b"".join(parquet.stream(file, selection or Selection()))
    return reading.ParquetFile(io.BytesIO(content))


def as_in_csv(value) -> str:
    if isinstance(value, list):
        return SEPARATOR.join(value)
    return "" if value is None else str(value)


def test_it_has_the_values_of_the_csv(db, file):
    a_full_register()
    an_account(an_encounter(area=an_area("Q", '"Aldham",\nthe =new\r\none; ″')))
    lines = csv.reader(io.StringIO(b"".join(file.stream(Selection())).decode(), newline=""))
    header, *rows = lines

    table = table_of(file).read()

    assert table.column_names == header
    found = [[as_in_csv(value) for value in row.values()] for row in table.to_pylist()]
    assert sorted(found) == sorted(rows)
    assert len(rows) == file.count(Selection()) >= 6


def test_cells_have_types(db, file):
    a_full_register()

    schema = table_of(file).schema_arrow

    for column in file.columns():
        kind = str(schema.field(column.name).type)
        if column.type is Type.CODES:
            assert kind.startswith("list<")
        elif column.type is Type.INTEGER:
            assert kind == "int32"
        elif column.type in (Type.DATE, Type.TIME):
            assert kind in ("date32[day]", "time32[ms]", "string")
        else:
            assert kind == "string"


def test_what_is_always_empty_is_not_asked_of_the_database_and_yet_there(db, monkeypatch):
    a_full_register()
    asked = []

    def noted(query):
        asked.append(query)
        return copying.copy_csv(query)

    monkeypatch.setattr(row_file, "copy_csv", noted)
    empty = [one.name for one in MET_USE_OF_FORCE.columns() if one.is_always_empty]

    table = table_of(MET_USE_OF_FORCE).read()

    (query,) = asked
    assert b"NULL," not in query
    assert b"NULL," in MET_USE_OF_FORCE.query(Selection())
    assert len(empty) > 50
    assert all(table.column(name).null_count == table.num_rows >= 6 for name in empty)


def test_days_and_numbers_have_their_smallest_and_largest_in_each_row_group(db, file):
    a_full_register()

    table = table_of(file)

    group = table.metadata.row_group(0)
    for number in range(group.num_columns):
        column = group.column(number)
        kind = table.schema.column(number).physical_type
        assert column.is_stats_set is (kind != "BYTE_ARRAY"), column.path_in_schema


def test_an_empty_register_gives_a_file_without_rows(db, file):
    table = table_of(file).read()

    assert table.num_rows == 0
    assert table.column_names == [column.name for column in file.columns()]


def test_it_is_sent_in_row_groups(db, monkeypatch):
    encounters(50)
    monkeypatch.setattr(parquet, "ROW_GROUP", 5000)
    monkeypatch.setattr(copying, "CHUNK", 1000)

    pieces = list(parquet.stream(ENCOUNTERS, Selection()))

    whole = reading.ParquetFile(io.BytesIO(b"".join(pieces)))
    assert whole.metadata.num_rows == 50
    assert whole.metadata.num_row_groups == len(pieces) - 1 > 2


def test_blocks_end_where_rows_end():
    rows = [b'1,"a\nb"\n', b"2,c\n", b'3,"""\n"""\n', b"4,\n", b'5,"\n\n\n"\n']
    content = b"".join(rows)
    ends = {0, *(len(b"".join(rows[: number + 1])) for number in range(len(rows)))}

    for size in range(1, len(content) + 1):
        chunks = [content[at : at + size] for at in range(0, len(content), size)]
        for at_least in (1, 5, 12, 1000):
            blocks = list(parquet.whole_rows(chunks, at_least=at_least))
            assert b"".join(blocks) == content
            at = 0
            for block in blocks:
                at += len(block)
                assert at in ends


def test_a_file_that_the_database_cannot_finish_has_no_footer(db):
    encounters(3)
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE records_handcuffuse RENAME COLUMN conduct TO gone")
    sent = []

    with pytest.raises(copying.Broken):
        sent.extend(parquet.stream(ENCOUNTERS, Selection()))
    assert not b"".join(sent).endswith(b"PAR1")


def test_a_download_is_logged_before_its_first_byte(client, db, file):
    a_full_register()
    analyst = factories.an_analyst()
    client.force_login(analyst)

    response = client.get(reverse(f"{file.name}_parquet"), {"start": "2026-03"})

    event = Event.objects.get(operation=Operation.DISCLOSURE)
    assert (event.actor, event.action) == (str(analyst.pk), f"download_{file.name}")
    assert event.detail["format"] == "parquet"
    assert f'filename="{file.slug}-2026-03.parquet"' in response["Content-Disposition"]
    found = reading.ParquetFile(io.BytesIO(response.getvalue()))
    assert found.metadata.num_rows == event.detail["rows"] > 0
