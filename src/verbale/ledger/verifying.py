"""Every row against what the chain vouches for, and every column against its record; a line for each fault."""
from __future__ import annotations

import functools
import gc
import hashlib
import operator
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

import msgspec
from sqlalchemy import Connection, Table

from verbale.ledger import rows, schema, sqlite
from verbale.ledger.proof import Vouched
from verbale.ledger.reading_rows import rows_of
from verbale.record import Claim, Event

_UNREADABLE = (msgspec.DecodeError, UnicodeError, TypeError, ValueError)


def verify(connection: Connection, damage: Iterable[str]) -> list[str]:
    """What is damaged, a line each, in plain English; empty for a sound ledger.

    `damage` is what was found in the database itself. Not found is the removal of the newest batches together with all
    that they brought: for that, keep the value of `head`.
    """
    collecting = gc.isenabled()
    gc.disable()  # a million rows without cycles: looking for some takes a third of the time
    try:
        return _Check(connection, list(damage)).run()
    finally:
        if collecting:
            gc.enable()


class _Check:
    def __init__(self, connection: Connection, lines: list[str]) -> None:
        self.connection = connection
        self.lines = lines
        self.vouched = Vouched()
        self.records: dict[int, str] = {}  # key -> digest of what stands there
        self.texts: dict[int, str] = {}  # key -> record

    def run(self) -> list[str]:
        self._types()
        self.vouched.read({row.batch: row for row in self._rows(schema.batches)})
        self.lines += self.vouched.lines
        for step in (
            self._records, self._stories, self._copies, self._originals, self._codings, self._judgements,
            self._rejections, self._runs, self._migrations, self._claims, self._events,
        ):
            try:
                step()
            except Exception as error:  # noqa: BLE001 - damage can be of any kind; the faults found so far must be told
                what = step.__name__.strip("_").replace("_", " ")
                self.lines.append(f"{what}: they cannot be checked to the end ({type(error).__name__}: {error})")
        return list(dict.fromkeys(self.lines))

    def _types(self) -> None:
        """Values of another kind than their column's, which SQLite would take."""
        if self.connection.dialect.name == "sqlite":
            self.lines += sqlite.strays(self.connection)

    def _rows(self, table: Table) -> Iterator[Any]:
        return rows_of(self.connection, table, self.lines)

    def _compare(
        self, kind: str, expected: Mapping[Any, Any], found: Mapping[Any, Any],
        name: Callable[[Any], object] = lambda key: key,
    ) -> None:
        """The same keys on both sides, and the same values; an expected `...` stands for anything."""
        for key, value in expected.items():
            if key not in found:
                self.lines.append(f"{kind} {name(key)}: it is missing")
            elif found[key] != value and not _fits(value, found[key]):
                self.lines.append(f"{kind} {name(key)}: it is not as its batch recorded it")
        self.lines += [f"{kind} {name(key)}: no batch recorded it" for key in found if key not in expected]

    def _records(self) -> None:
        first: dict[str, int] = {}
        for row in self._rows(schema.records):
            digest = rows.digest(row.record)
            self.records[row.key], self.texts[row.key] = digest, row.record
            first[digest] = row.batch
            if digest != row.digest:
                self.lines.append(f"record {row.key}: it is not what its hash says{_of(row.record)}")
            elif digest not in self.vouched.records:
                self.lines.append(f"record {row.key}: no batch recorded it{_of(row.record)}")
        self.lines += [
            f"record {digest[:16]} of batch {number}: it is missing"
            for digest, number in self.vouched.records.items() if digest not in first
        ]
        self.lines += [
            f"record {digest[:16]}: it names another batch than its own"
            for digest, number in first.items() if self.vouched.records.get(digest, number) != number
        ]

    def _stories(self) -> None:
        found: dict[str, Any] = {}
        for expected, row in enumerate(self._rows(schema.stories), 1):
            text = rows.story_text(row) if row.raw is None or _decodes(row.raw) else ""
            digest = hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()
            if not digest.startswith(str(row.id)) or (row.raw is not None and text.replace("\0", "␀") != row.text):
                self.lines.append(f"story {row.id}: its text is not what its hash says")
            if row.seq != expected:
                self.lines.append(f"story {row.id}: it is not in its place")
            whole = self.vouched.stories.get(row.id, (0, None))[1]
            found[row.id] = (row.batch, digest if whole is not None else None)
        self._compare("story", self.vouched.stories, found)

    def _copies(self) -> None:
        found = {}
        for row in self._rows(schema.copies):
            found[row.story, rows.digest(row.record)] = (row.batch, row.original)
            try:
                expected = rows.copy_row(rows.read_story(row.record, ""))
            except _UNREADABLE:
                self.lines.append(f"copy of story {row.story}: its record cannot be read")
                continue
            # A record may be of an older Verbale, which knew fewer fields: it stands for itself.
            own = {"story": row.story, "digest": rows.digest(row.record), "record": row.record}
            self._columns("copy of story", row.story, row, {**expected, **own})
        self._compare("copy of story", self.vouched.copies, found, lambda key: key[0])

    def _originals(self) -> None:
        found = {}
        for row in self._rows(schema.originals):
            found[row.digest] = (row.batch, row.media)
            if hashlib.sha256(_bytes(row.content)).hexdigest() != row.digest:
                self.lines.append(f"original {row.digest[:16]}: its bytes are not what its hash says")
        self._compare("original", self.vouched.originals, found)

    def _codings(self) -> None:
        found = {
            row.coding: (row.batch, row.story, row.copy, row.coder, row.note) for row in self._rows(schema.codings)
        }
        self._compare("coding", self.vouched.codings, found, lambda key: f"{key} of story {self._story(key, found)}")
        told = {
            (row.coding, row.position): (row.id, self.records.get(row.key)) for row in self._rows(schema.coded_claims)
        }
        self._compare("claim", self.vouched.coded, told, lambda key: f"{self._claim(key, told)} as coded")

    def _story(self, key: int, found: Mapping[int, Any]) -> object:
        return (self.vouched.codings.get(key) or found[key])[1]

    def _claim(self, key: tuple[int, int], found: Mapping[Any, Any]) -> object:
        return (self.vouched.coded.get(key) or found[key])[0]

    def _judgements(self) -> None:
        found = {}
        anchored: dict[int, list[tuple[str, str]]] = {}
        for row in self._rows(schema.judged):
            anchored.setdefault(row.judgement, []).append((row.story, row.claim))
            if row.position != len(anchored[row.judgement]) - 1:
                self.lines.append(f"judgement {row.judgement}: its rows in judged are not in order")
        for row in self._rows(schema.judgements):
            found[row.judgement] = (row.batch, self.records.get(row.key))
            self._judgement(row, anchored.pop(row.judgement, []))
        self._compare("judgement", self.vouched.judgements, found)
        self.lines += [f"judgement {number}: rows in judged without it" for number in anchored]

    def _judgement(self, row: Any, anchored: list[tuple[str, str]]) -> None:
        from verbale.ledger.judgements import Judgement

        try:
            one = msgspec.json.decode(self.texts[row.key], type=Judgement)
        except (*_UNREADABLE, KeyError):
            self.lines.append(f"judgement {row.id}: its record cannot be read")
            return
        expected = {"id": one.id, "kind": one.kind.value, "target": one.target, "who": one.who, "at": one.at,
                    "why": one.why}
        clean = {name: value.replace("\0", "␀") for name, value in expected.items()}
        self._columns("judgement", str(row.id), row, clean)
        if anchored != [(a.story, a.claim) for a in (*one.anchors, *one.others)]:
            self.lines.append(f"judgement {row.id}: its rows in judged do not agree with its record")

    def _rejections(self) -> None:
        found = {
            row.rejection: (row.batch, row.run, row.name, row.code, row.message)
            for row in self._rows(schema.rejections)
        }
        self._compare("rejection", self.vouched.rejections, found)

    def _runs(self) -> None:
        zero = dict.fromkeys(("coded", "no_event", "duplicate", "rejected"), 0)
        expected = {run: {**zero, **told} for run, told in self.vouched.runs.items()}
        found = {}
        for row in self._rows(schema.runs):
            found[row.run] = {name: value for name, value in row._asdict().items() if name != "run"}
            lost = (row.received or 0) - row.coded - row.no_event - row.duplicate - row.rejected
            if row.finished is not None and lost:
                self.lines.append(f"run {row.run}: {lost} inputs have no outcome")
        self._compare("run", expected, found)

    def _migrations(self) -> None:
        found = {row.number: (row.number, row.name, row.applied) for row in self._rows(schema.migrations)}
        expected = {number: self.vouched.migrations.get(number, found.get(number)) for number in found}
        self._compare("migration", {**expected, **self.vouched.migrations}, found)

    def _claims(self) -> None:
        told = {
            (row.id, row.batch): (self.records.get(row.key) if row.key is not None else None, row.block)
            for row in self._rows(schema.claim_versions)
        }
        self._compare("claim", self.vouched.claims, told, lambda key: f"{key[0]}, version {key[1]}")
        newest = _newest(self.vouched.claims)
        positions: dict[str, set[int]] = {}
        for (_, position), (name, _) in self.vouched.coded.items():
            positions.setdefault(name, set()).add(position)
        below = _Below(self, schema.CLAIM_TABLES)
        found: dict[str, Any] = {}
        for row in self._rows(schema.claims):
            found[row.id] = (row.batch, self.records.get(row.key), row.block)
            if row.position not in positions.get(row.id, ()):
                self.lines.append(f"claim {row.id}: it is not in its place")
            claim = self._decoded("claim", row, Claim)
            if claim is not None:
                nul = self._nul(row)
                self._columns("claim", row.id, row, rows.claim_row(claim, nul=nul))
                below.differ("claim", row.id, rows.claim_details(claim, nul=nul))
        self._compare("claim", newest, found, lambda key: f"{key} in force")
        below.left("claim")

    def _events(self) -> None:
        told = {
            (row.id, row.batch): (self.records.get(row.key) if row.key is not None else None,)
            for row in self._rows(schema.event_versions)
        }
        self._compare("event", self.vouched.events, told, lambda key: f"{key[0]}, version {key[1]}")
        below = _Below(self, schema.EVENT_TABLES)
        found: dict[str, Any] = {}
        for row in self._rows(schema.events):
            found[row.id] = (row.batch, self.records.get(row.key))
            event = self._decoded("event", row, Event)
            if event is not None:
                nul = self._nul(row)
                self._columns("event", row.id, row, rows.event_row(event, nul=nul))
                below.differ("event", row.id, rows.event_details(event, nul=nul))
        self._compare("event", _newest(self.vouched.events), found, lambda key: f"{key} in force")
        below.left("event")

    def _decoded(self, kind: str, row: Any, form: Any) -> Any:
        try:
            return msgspec.json.decode(self.texts[row.key], type=form)
        except (*_UNREADABLE, KeyError):
            self.lines.append(f"{kind} {row.id}: its record cannot be read")
            return None

    def _nul(self, row: Any) -> bool:
        return "\\u0000" in self.texts[row.key]

    def _columns(self, kind: str, key: object, row: Any, expected: rows.Row) -> None:
        if _picker(tuple(expected))(row) != tuple(expected.values()):
            wrong = [name for name, value in expected.items() if getattr(row, name) != value]
            self.lines.append(f"{kind} {key}: the columns {', '.join(sorted(wrong))} do not agree with its record")


class _Below:
    """The rows of the tables below one table, read once, by the id above them."""

    def __init__(self, check: _Check, tables: Iterable[Table]) -> None:
        self._lines = check.lines
        self._rows: dict[str, dict[str, list[tuple[Any, ...]]]] = {}
        self._pick: dict[str, Callable[[rows.Row], tuple[Any, ...]]] = {}
        for table in tables:
            columns = [c.name for c in table.columns]
            kept: dict[str, list[tuple[Any, ...]]] = {}
            for row in rows_of(check.connection, table, check.lines):
                kept.setdefault(row[0], []).append(row)
            self._rows[table.name], self._pick[table.name] = kept, operator.itemgetter(*columns)

    def differ(self, kind: str, key: str, expected: dict[str, list[rows.Row]]) -> None:
        wrong = []
        for table, lines in expected.items():
            there = self._rows[table].pop(key, [])
            if not there and not lines:
                continue
            pick = self._pick[table]
            if there != [pick(line) for line in lines]:
                wrong.append(table)
        if wrong:
            self._lines.append(f"{kind} {key}: its rows in {', '.join(wrong)} do not agree with its record")

    def left(self, kind: str) -> None:
        for table, kept in self._rows.items():
            self._lines += [f"{kind} {key}: rows in {table} without it" for key in kept]


@functools.cache
def _picker(names: tuple[str, ...]) -> Callable[[Any], tuple[Any, ...]]:
    return operator.attrgetter(*names)


def _newest(versions: Mapping[tuple[str, int], Any]) -> dict[str, Any]:
    """Id -> (batch, what its newest version says), for those in force."""
    last: dict[str, int] = {}
    for name, batch in versions:
        last[name] = max(batch, last.get(name, 0))
    return {name: (batch, *versions[name, batch]) for name, batch in last.items() if versions[name, batch][0]}


def _fits(value: Any, found: Any) -> bool:
    return isinstance(value, tuple) and len(value) == len(found) and all(
        a is ... or a == b for a, b in zip(value, found, strict=True)
    )


def _of(record: str) -> str:
    """The id in a record, if it still holds one."""
    try:
        known = msgspec.json.decode(record, type=dict)
    except _UNREADABLE:
        return ""
    return f" (of {known['id']})" if isinstance(known.get("id"), str) else ""


def _bytes(content: Any) -> bytes:
    return content.encode("utf-8", "surrogatepass") if isinstance(content, str) else bytes(content)


def _decodes(raw: Any) -> bool:
    try:
        bytes(raw).decode()
    except UnicodeDecodeError:
        return False
    return True
