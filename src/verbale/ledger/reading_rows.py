"""Rows of a table that may be damaged: what can be read, and a line for what cannot."""
from __future__ import annotations

import collections
import sqlite3
from collections.abc import Iterator
from typing import Any

from sqlalchemy import Connection, Table, select

AT_ONCE = 2_000


def rows_of(connection: Connection, table: Table, lines: list[str]) -> Iterator[Any]:
    """The rows as named tuples, by primary key. Where the table breaks off, `lines` gets one line with the place."""
    asked = select(*table.columns).order_by(*table.primary_key.columns)
    # Named at run time, after the table's columns.
    make: Any = collections.namedtuple("Row", [c.name for c in table.columns])._make  # type: ignore[attr-defined]  # noqa: PYI024
    last: object = None
    # The driver's own cursor: a sound ledger of 100,000 claims has a million rows.
    cursor = connection.connection.cursor()
    try:
        cursor.execute(str(asked.compile(dialect=connection.dialect)))
        while part := cursor.fetchmany(AT_ONCE):
            yield from map(make, part)
            last = part[-1][0]
    except (sqlite3.Error, UnicodeDecodeError, OverflowError) as error:
        after = f"after {last!a}" if last is not None else "from its beginning"
        lines.append(f"table {table.name}: it cannot be read {after} ({error})")
    finally:
        cursor.close()
