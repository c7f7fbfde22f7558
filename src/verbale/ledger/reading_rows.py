"""Rows of a table that may be damaged: what can be read, and a line for what cannot."""
from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Sequence
from typing import Any

from sqlalchemy import Connection, Table, exc, select

_FAILED = (exc.DBAPIError, sqlite3.Error, UnicodeDecodeError, OverflowError)


def rows_of(connection: Connection, table: Table, columns: Sequence[str], lines: list[str]) -> Iterator[Any]:
    """The rows, by primary key. Where the table breaks off, `lines` gets one line with the place."""
    asked = select(*(table.c[name] for name in columns)).order_by(*table.primary_key.columns)
    last: object = None
    try:
        for row in connection.execute(asked):
            last = row[0]
            yield row
    except _FAILED as error:
        after = f"after {last}" if last is not None else "from its beginning"
        why = str(getattr(error, "orig", error))
        lines.append(f"table {table.name}: it cannot be read {after} ({why})")
