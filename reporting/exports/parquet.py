"""A row file as Parquet: the same rows and values as its CSV, in typed columns.

The CSV that the database writes is read in blocks of whole rows, and each block becomes a row
group. That is made in a thread of its own while the next block is read, so that the database need
not wait for it; no more than these two are held, so memory does not grow with the file. Several
answers in one cell are a list, and an empty cell is null.
"""

import io
from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from typing import Any

from reporting.exports.columns import SEPARATOR, RowColumn, Type, Unit
from reporting.exports.row_file import RowFile
from reporting.selection import Selection

MEDIA_TYPE = "application/vnd.apache.parquet"
ROW_GROUP = 1 << 22  # bytes of CSV


def stream(file: RowFile, selection: Selection) -> Iterator[bytes]:
    """The file itself. Broken off it has no footer, so nobody takes half of it for a whole one."""
    # Only who asks for Parquet pays for it: the library is larger than the rest of the service.
    import pyarrow
    from pyarrow import compute, csv, parquet

    columns = file.columns()
    # What is always empty need not be written as text and read again.
    filled = [column for column in columns if not column.is_always_empty]
    # In one thread: the database has use for the other processors meanwhile.
    reading = csv.ReadOptions(column_names=[column.name for column in filled], use_threads=False)
    # Several answers are read as one text and then taken apart.
    types = {column.name: _type(column, pyarrow) for column in columns}
    converting = csv.ConvertOptions(
        column_types=types,
        null_values=[""],
        strings_can_be_null=True,
        include_columns=list(types),
        include_missing_columns=True,
    )
    several = [number for number, one in enumerate(columns) if one.type is Type.CODES]
    schema = pyarrow.schema(types)
    for number in several:
        field = schema.field(number)
        schema = schema.set(number, field.with_type(pyarrow.list_(pyarrow.string())))
    # The smallest and the largest of a row group help to find days and numbers, hardly a code.
    ordered = [field.name for field in schema if pyarrow.types.is_primitive(field.type)]
    sent = _Sent()
    with (
        closing(file.rows_as_csv(selection, filled)) as chunks,
        parquet.ParquetWriter(sent, schema, write_statistics=ordered) as writer,
        ThreadPoolExecutor(max_workers=1) as maker,
    ):

        def row_group(block: bytes) -> bytes:
            table = csv.read_csv(
                pyarrow.BufferReader(block), read_options=reading, convert_options=converting
            )
            for number in several:
                apart = compute.split_pattern(table.column(number), SEPARATOR)
                table = table.set_column(number, schema.field(number), apart)
            writer.write_table(table)
            return sent.taken()

        making = None
        for block in whole_rows(chunks, at_least=ROW_GROUP):
            made = making.result() if making else b""
            making = maker.submit(row_group, block)
            if made:
                yield made
        if making:
            yield making.result()
    yield sent.taken()


def _type(column: RowColumn, pyarrow: Any) -> Any:
    """How a cell is read; a month has no type of its own."""
    if column.type is Type.INTEGER:
        return pyarrow.int32()
    if column.unit == Unit.DAY:
        return pyarrow.date32()
    if column.unit == Unit.TIME:
        return pyarrow.time32("s")
    return pyarrow.string()


class _Sent(io.RawIOBase):
    """What was written and not yet taken."""

    def __init__(self) -> None:
        super().__init__()
        self._parts: list[bytes] = []
        self._written = 0

    def writable(self) -> bool:
        return True

    def write(self, data: Any) -> int:
        self._parts.append(bytes(data))
        self._written += len(data)
        return len(data)

    def tell(self) -> int:
        return self._written

    def taken(self) -> bytes:
        parts, self._parts = self._parts, []
        return b"".join(parts)


def whole_rows(chunks: Iterable[bytes], *, at_least: int) -> Iterator[bytes]:
    """The same CSV in blocks that end where a row ends."""
    pending: list[bytes] = []
    size = 0
    for chunk in chunks:
        pending.append(chunk)
        size += len(chunk)
        if size >= at_least:
            block = b"".join(pending)
            end = _last_end(block)
            if end:
                yield block[:end]
            pending, size = [block[end:]], len(block) - end
    if rest := b"".join(pending):
        yield rest


def _last_end(block: bytes) -> int:
    """Where the last whole row ends; a line end between quotes is part of a cell."""
    end = block.rfind(b"\n")
    while end >= 0 and block.count(b'"', 0, end) % 2:
        end = block.rfind(b"\n", 0, end)
    return end + 1
