"""Rows of a table that may be damaged: what can be read, and a line for what cannot."""
from __future__ import annotations

import collections
import sqlite3
from collections.abc import Iterator, Sequence
from typing import Any

from sqlalchemy import Connection, Table, select

AT_ONCE = 2_000
MOST_STRAYS = 100  # lines of a table about values of another kind
# What SQLite gives for a value of a column's kind; it would take any other.
_KINDS: dict[str, set[type]] = {
    "TEXT": {str, type(None)}, "INTEGER": {int, type(None)}, "FLOAT": {float, int, type(None)},
    "BLOB": {bytes, type(None)},
}
Rows = Sequence[Any]  # of plain tuples


def rows_of(connection: Connection, table: Table, lines: list[str]) -> Iterator[Any]:
    """The rows as named tuples, by primary key. Where the table breaks off, `lines` gets one line with the place."""
    # Named at run time, after the table's columns.
    make: Any = collections.namedtuple("Row", [c.name for c in table.columns])._make  # type: ignore[attr-defined]  # noqa: PYI024
    for part in parts_of(connection, table, lines, ordered=True):
        yield from map(make, part)


def parts_of(connection: Connection, table: Table, lines: list[str], *, ordered: bool = False) -> Iterator[Rows]:
    """The rows as plain tuples, many at once, in the order of the file: from end to end, which is quick.

    `lines` gets a line where the table breaks off, and for each row of SQLite that holds a value of another kind than
    its column's.
    """
    asked = select(*table.columns)
    if ordered:
        asked = asked.order_by(*table.primary_key.columns)
    loose = connection.dialect.name == "sqlite"
    strays = 0
    last: object = None
    # The driver's own cursor: a sound ledger of 100,000 claims has a million rows.
    cursor = connection.connection.cursor()
    try:
        cursor.execute(str(asked.compile(dialect=connection.dialect)))
        while part := cursor.fetchmany(AT_ONCE):
            if loose and strays < MOST_STRAYS:
                found = _strays(table, part)
                lines += found[: MOST_STRAYS - strays]
                strays += len(found)
            yield part
            last = part[-1][0]
    except (sqlite3.Error, UnicodeDecodeError, OverflowError) as error:
        after = f"after {last!a}" if last is not None else "from its beginning"
        lines.append(f"table {table.name}: it cannot be read {after} ({error})")
    finally:
        cursor.close()


def _strays(table: Table, part: Rows) -> list[str]:
    """A line for each row that holds a value of another kind."""
    kinds = [_KINDS[str(c.type)] for c in table.columns]
    if all(kind.issuperset(map(type, column)) for kind, column in zip(kinds, zip(*part, strict=True), strict=True)):
        return []
    keys = [n for n, c in enumerate(table.columns) if c.primary_key]
    wrong = [row for row in part if any(type(value) not in kind for kind, value in zip(kinds, row, strict=True))]
    return [
        f"table {table.name}: row {ascii(' '.join(str(row[n]) for n in keys))[:80]} holds a value of another kind"
        for row in wrong
    ]
