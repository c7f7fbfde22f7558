"""Numbered changes of the ledger's tables, each applied once and recorded in the table `migrations`.

A migration is frozen once released: a later change is a new module with the next number.
"""
from __future__ import annotations

import datetime
import importlib

from sqlalchemy import Connection, inspect, select

from verbale.errors import LedgerError
from verbale.ledger import schema

MIGRATIONS = ("m001_first", "m002_history")
OUTCOMES = ("coded", "no_event", "duplicate", "rejected")  # of an input of a run


def pending(connection: Connection) -> tuple[str, ...]:
    """Names of the migrations that this ledger still needs. Raises LedgerError: V301 no ledger, V306 a newer one."""
    tables = set(inspect(connection).get_table_names())
    if not tables:
        return MIGRATIONS
    if "migrations" not in tables or "batches" not in tables:
        raise LedgerError("V301", "The database holds tables that are not a Verbale ledger's.", "Name another file.")
    done = set(connection.execute(select(schema.migrations.c.name)).scalars())
    if unknown := done - set(MIGRATIONS):
        raise LedgerError(
            "V306", f"The ledger was written by a newer Verbale (it has {', '.join(sorted(unknown))}).",
            "Install a newer Verbale to open it.",
        )
    return tuple(name for name in MIGRATIONS if name not in done)


def apply(connection: Connection) -> list[tuple[int, str, str]]:
    """Apply what is pending, inside the caller's transaction: (number, name, when) of each."""
    applied = []
    for name in pending(connection):
        importlib.import_module(f"verbale.ledger.migrations.{name}").up(connection)
        now = datetime.datetime.now(datetime.UTC).isoformat(timespec="seconds")
        applied.append((int(name[1:4]), name, now))
        connection.execute(schema.migrations.insert().values(number=int(name[1:4]), name=name, applied=now))
    return applied
