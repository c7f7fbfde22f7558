"""A past state of a SQLite file, laid over the file: views that leave out what came later, under the tables' own names.

Only claims and events that were changed or ended later are made anew, in temporary tables, from the versions that are
kept of them. So a past state is there at once, however large the ledger is; copying it would take as long as it is
large. While it is looked at others may go on writing: each transaction begins by looking whether they did.
"""
from __future__ import annotations

import functools
from collections.abc import Iterable
from typing import Any

import msgspec
from sqlalchemy import Connection, Engine, StaticPool, Table, create_engine, event

from verbale.ledger import rows, schema, sqlite
from verbale.ledger.migrations import OUTCOMES

# Tables with the batch of each row, and those that are numbered in the order of the batches of another.
_DATED = (
    schema.batches, schema.records, schema.stories, schema.copies, schema.originals, schema.codings, schema.judgements,
    schema.rejections, schema.claim_versions, schema.event_versions,
)
_NUMBERED = ((schema.coded_claims, "coding", "codings"), (schema.judged, "judgement", "judgements"))
_IN_FORCE = (
    (schema.claims, schema.CLAIM_TABLES, "claim", "claim_versions"),
    (schema.events, schema.EVENT_TABLES, "event", "event_versions"),
)
_AT_ONCE = 2_000


class _Runs(msgspec.Struct):
    """What batches say of runs, as `journal.Batch` does."""

    begun: list[tuple[int, str, str]] = []
    counts: list[tuple[int, str, int]] = []
    finished: list[tuple[int, str, int]] = []


def engine(path: str, busy_seconds: float, version: int) -> Engine:
    """An engine on the file as it was at a version, to be read only."""
    made = create_engine(
        "sqlite://", poolclass=StaticPool, creator=functools.partial(_connect, path, busy_seconds, version),
    )
    event.listen(made, "begin", functools.partial(_begin, version))
    return made


def _connect(path: str, busy_seconds: float, version: int) -> Any:
    raw = sqlite.connect(path, busy_seconds, read_only=True)
    raw.execute("PRAGMA temp_store = MEMORY")
    raw.execute("CREATE TEMP TABLE past_mark (newest INTEGER)")
    for table in _DATED:
        raw.execute(f"CREATE TEMP VIEW {table.name} AS {_selected(table)} WHERE batch <= {version}")
    for table, column, dated in _NUMBERED:
        last = f"(SELECT max({column}) FROM main.{dated} WHERE batch <= {version})"  # noqa: S608 - our own names
        raw.execute(f"CREATE TEMP VIEW {table.name} AS {_selected(table)} WHERE {column} <= {last}")
    _put_runs(raw, version)
    for top, below, _, _ in _IN_FORCE:
        for table in (top, *below):
            keys = ", ".join(c.name for c in table.primary_key.columns)
            columns = ", ".join(f"{c.name} {c.type}" for c in table.columns)
            raw.execute(f"CREATE TEMP TABLE past_{table.name} ({columns}, PRIMARY KEY ({keys}))")
    return raw


def _selected(table: Table) -> str:
    return f"SELECT {', '.join(c.name for c in table.columns)} FROM main.{table.name}"  # noqa: S608 - our own names


def _put_runs(raw: Any, version: int) -> None:
    """The counts that the runs had."""
    raw.execute(f"CREATE TEMP TABLE runs AS {_selected(schema.runs)} LIMIT 0")
    runs: dict[int, dict[str, Any]] = {}
    decode = msgspec.json.Decoder(_Runs).decode
    for (content,) in raw.execute("SELECT content FROM main.batches WHERE batch <= ? ORDER BY batch", (version,)):
        told = decode(content)
        for run, started, coder in told.begun:
            zero = dict.fromkeys(OUTCOMES, 0)
            runs[run] = {"run": run, "started": started, "finished": None, "version": coder, "received": None, **zero}
        for run, outcome, count in told.counts:
            runs[run][outcome] += count
        for run, finished, received in told.finished:
            runs[run].update(finished=finished, received=received)
    _insert(raw, schema.runs, "runs", runs.values())


def _insert(raw: Any, table: Table, name: str, lines: Iterable[rows.Row]) -> None:
    columns = [c.name for c in table.columns]
    marks = ", ".join(f":{c}" for c in columns)
    raw.executemany(f"INSERT INTO temp.{name} ({', '.join(columns)}) VALUES ({marks})", lines)  # noqa: S608 - our names


def _begin(version: int, connection: Connection) -> None:
    connection.exec_driver_sql("BEGIN")
    raw = connection.connection.driver_connection
    assert raw is not None
    newest = raw.execute("SELECT max(batch) FROM main.batches").fetchone()[0]
    if raw.execute("SELECT newest FROM temp.past_mark").fetchone() == (newest,):
        return
    for top, below, link, versions in _IN_FORCE:
        some = _remake(raw, top, below, versions, version)
        for table in (top, *below):
            own = f"SELECT b.batch FROM main.{top.name} b WHERE b.id = {table.name}.{link}"  # noqa: S608 - our own names
            fits = f"batch <= {version}" if table is top else f"({own}) <= {version}"
            also = " UNION ALL " + _selected(table).replace(" FROM main.", " FROM temp.past_")
            raw.execute(f"DROP VIEW IF EXISTS temp.{table.name}")
            raw.execute(f"CREATE TEMP VIEW {table.name} AS {_selected(table)} WHERE {fits}{also if some else ''}")
    raw.execute("DELETE FROM temp.past_mark")
    raw.execute("INSERT INTO temp.past_mark VALUES (?)", (newest,))


def _remake(raw: Any, top: Table, below: tuple[Table, ...], versions: str, version: int) -> bool:
    """Make those anew that were in force then and were changed or ended later; whether there are any."""
    for table in (top, *below):
        raw.execute(f"DELETE FROM temp.past_{table.name}")  # noqa: S608 - our own names
    block = ", v.block" if top is schema.claims else ""
    found = raw.execute(
        f"SELECT r.record, v.key, v.batch{block} FROM main.{versions} v "  # noqa: S608 - our own names
        f"JOIN (SELECT DISTINCT id FROM main.{versions} WHERE batch > ?) later ON later.id = v.id "
        "JOIN main.records r ON r.key = v.key "
        f"WHERE v.batch = (SELECT max(w.batch) FROM main.{versions} w WHERE w.id = v.id AND w.batch <= ?)",
        (version, version),
    )
    some = False
    while part := found.fetchmany(_AT_ONCE):
        some = True
        made = [_claim(*row) if top is schema.claims else _event(*row) for row in part]
        _insert(raw, top, f"past_{top.name}", [line for line, _ in made])
        for table in below:
            _insert(raw, table, f"past_{table.name}", [line for _, details in made for line in details[table.name]])
    if some and top is schema.claims:
        raw.execute(
            "UPDATE temp.past_claims SET position = p.position FROM (SELECT id, position, max(coding) "
            "FROM temp.coded_claims WHERE id IN (SELECT id FROM temp.past_claims) GROUP BY id) p "
            "WHERE p.id = past_claims.id",
        )
    return some


def _claim(record: str, key: int, batch: int, block: str) -> tuple[rows.Row, dict[str, list[rows.Row]]]:
    claim = rows.read_claim(record)
    line = {**rows.claim_row(claim), "position": 0, "key": key, "block": block, "batch": batch}
    return line, rows.claim_details(claim)


def _event(record: str, key: int, batch: int) -> tuple[rows.Row, dict[str, list[rows.Row]]]:
    one = rows.read_event(record)
    return {**rows.event_row(one), "key": key, "batch": batch}, rows.event_details(one)
