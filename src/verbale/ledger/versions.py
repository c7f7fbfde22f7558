"""Which version of each claim or event was in force when."""
from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from sqlalchemy import Connection, func, select

from verbale.ledger.journal import parts


def keys_at(connection: Connection, table: Any, version: int, among: Iterable[str] | None = None) -> dict[str, int]:
    """Id -> key of the record of all claims or events in force at a version."""
    newest = select(table.c.id, func.max(table.c.batch).label("batch")).where(table.c.batch <= version)
    newest = newest.group_by(table.c.id)
    found: dict[str, int] = {}
    for part in [None] if among is None else parts(among):
        inner = (newest if part is None else newest.where(table.c.id.in_(part))).subquery()
        asked = select(table.c.id, table.c.key).join(
            inner, (inner.c.id == table.c.id) & (inner.c.batch == table.c.batch),
        ).where(table.c.key.is_not(None))
        found.update({row.id: row.key for row in connection.execute(asked)})
    return found
