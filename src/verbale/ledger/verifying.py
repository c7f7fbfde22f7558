"""Every row against what the chain vouches for, and every column against its record; a line for each fault."""
from __future__ import annotations

import collections
import gc
import hashlib
import operator
from collections.abc import Callable, Iterator, Mapping
from typing import Any, NamedTuple

import msgspec
from sqlalchemy import Connection, Table

from verbale.ledger import rows, schema, shortest
from verbale.ledger.proof import Vouched
from verbale.ledger.reading_rows import parts_of, rows_of
from verbale.record import Claim, Event

_UNREADABLE = (msgspec.DecodeError, UnicodeError, TypeError, ValueError)


def verify(connection: Connection) -> list[str]:
    """What is damaged, a line each, in plain English; empty for a sound ledger.

    The database itself is checked elsewhere (`damage` of its dialect). Not found is the removal of the newest batches
    together with all that they brought: for that, keep the value of `head`.
    """
    collecting = gc.isenabled()
    gc.disable()  # a million rows without cycles: looking for some takes a third of the time
    try:
        return _Check(connection, []).run()
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
        return self.lines

    def _rows(self, table: Table) -> Iterator[Any]:
        return rows_of(self.connection, table, self.lines)

    def _compare(
        self, kind: str, expected: Mapping[Any, Any], found: Mapping[Any, Any],
        name: Callable[[Any], object] = lambda key: key,
    ) -> None:
        """The same keys on both sides, and the same values; an expected `...` stands for anything."""
        if expected == found:
            return
        for key, value in expected.items():
            if key not in found:
                self.lines.append(f"{kind} {name(key)}: it is missing")
            elif found[key] != value and not _fits(value, found[key]):
                self.lines.append(f"{kind} {name(key)}: it is not as its batch recorded it")
        self.lines += [f"{kind} {name(key)}: no batch recorded it" for key in found if key not in expected]

    def _records(self) -> None:
        first: dict[str, int] = {}
        records, texts, vouched, sha = self.records, self.texts, self.vouched.records, hashlib.sha256
        for part in parts_of(self.connection, schema.records, self.lines):
            for key, told, record, batch in part:
                digest = sha(record.encode("utf-8", "surrogatepass")).hexdigest()
                records[key], texts[key], first[digest] = digest, record, batch
                if digest != told:
                    self.lines.append(f"record {key}: it is not what its hash says{_of(record)}")
                elif digest not in vouched:
                    self.lines.append(f"record {key}: no batch recorded it{_of(record)}")
        if first == vouched:
            return
        self.lines += [
            f"record {digest[:16]} of batch {number}: it is missing"
            for digest, number in vouched.items() if digest not in first
        ]
        self.lines += [
            f"record {digest[:16]}: it names another batch than its own"
            for digest, number in first.items() if vouched.get(digest, number) != number
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
        told = self._versions(schema.claim_versions)
        self._compare("claim", self.vouched.claims, told, lambda key: f"{key[0]}, version {key[1]}")
        places = {(name, position) for (_, position), (name, _) in self.vouched.coded.items()}
        found: dict[str, Any] = {}
        for row in self._in_force(_CLAIMS):
            found[row[0]] = (row[18], self.records.get(row[16]), row[17])
            if (row[0], row[2]) not in places:
                self.lines.append(f"claim {row[0]}: it is not in its place")
        self._compare("claim", _newest(self.vouched.claims), found, lambda key: f"{key} in force")

    def _events(self) -> None:
        told = self._versions(schema.event_versions)
        self._compare("event", self.vouched.events, told, lambda key: f"{key[0]}, version {key[1]}")
        found = {row[0]: (row[14], self.records.get(row[13])) for row in self._in_force(_EVENTS)}
        self._compare("event", _newest(self.vouched.events), found, lambda key: f"{key} in force")

    def _versions(self, table: Table) -> dict[tuple[str, int], Any]:
        """(Id, batch) -> (digest, and the block of a claim)."""
        digest = self.records.get
        return {
            (row[0], row[1]): (digest(row[2]) if row[2] is not None else None, *row[3:])
            for part in parts_of(self.connection, table, self.lines) for row in part
        }

    def _in_force(self, kind: _Kind) -> Iterator[tuple[Any, ...]]:
        """The rows of `claims` or `events`, each held against its record, with the rows of the tables below it."""
        below = [_grouped(self.connection, table, self.lines) for table in kind.below]
        key, texts, shortest = kind.key, self.texts, kind.shortest
        for part in parts_of(self.connection, kind.table, self.lines):
            for row in part:
                there = tuple([group.pop(row[0], []) for group in below])
                try:
                    agrees = shortest(texts[row[key]], row) == (row, there)
                except (*_UNREADABLE, KeyError):
                    agrees = False
                if not agrees:
                    self._look_again(kind, row, there)
                yield row
        for table, group in zip(kind.below, below, strict=True):
            self.lines += [f"{kind.name} {name}: rows in {table.name} without it" for name in group]

    def _look_again(self, kind: _Kind, row: tuple[Any, ...], there: tuple[list[tuple[Any, ...]], ...]) -> None:
        name, text = row[0], self.texts.get(row[kind.key], "")
        try:
            whole: Any = msgspec.json.decode(text, type=kind.form)
        except _UNREADABLE:
            self.lines.append(f"{kind.name} {name}: its record cannot be read")
            return
        nul = "\\u0000" in text
        named = dict(zip((c.name for c in kind.table.columns), row, strict=True))
        self._agree(f"{kind.name} {name}", named, kind.row(whole, nul=nul))
        wrong = []
        for table, lines in zip(kind.below, there, strict=True):
            columns = [c.name for c in table.columns]
            expected = [tuple(line[c] for c in columns) for line in kind.details(whole, nul=nul)[table.name]]
            if _in_order(table, lines) != expected:
                wrong.append(table.name)
        if wrong:
            self.lines.append(f"{kind.name} {name}: its rows in {', '.join(wrong)} do not agree with its record")

    def _columns(self, kind: str, key: object, row: Any, expected: rows.Row) -> None:
        self._agree(f"{kind} {key}", row._asdict(), expected)

    def _agree(self, what: str, row: Mapping[str, Any], expected: rows.Row) -> None:
        wrong = [name for name, value in expected.items() if row[name] != value]
        if wrong:
            self.lines.append(f"{what}: the columns {', '.join(sorted(wrong))} do not agree with its record")


class _Kind(NamedTuple):
    """What is in force, of one kind: its table, where the key of the record stands in it, and the tables below."""

    name: str
    table: Table
    key: int
    below: tuple[Table, ...]
    form: type
    shortest: Callable[[str, tuple[Any, ...]], Any]
    row: Callable[..., rows.Row]
    details: Callable[..., dict[str, list[rows.Row]]]


_CLAIMS = _Kind(
    "claim", schema.claims, 16, schema.CLAIM_TABLES, Claim, shortest.claim, rows.claim_row, rows.claim_details,
)
_EVENTS = _Kind(
    "event", schema.events, 13, schema.EVENT_TABLES, Event, shortest.event, rows.event_row, rows.event_details,
)


def _grouped(connection: Connection, table: Table, lines: list[str]) -> dict[str, list[tuple[Any, ...]]]:
    """The rows of a table by the id above them."""
    kept: collections.defaultdict[str, list[tuple[Any, ...]]] = collections.defaultdict(list)
    for part in parts_of(connection, table, lines):
        for row in part:
            kept[row[0]].append(row)
    return kept


def _in_order(table: Table, lines: list[tuple[Any, ...]]) -> list[tuple[Any, ...]]:
    """By primary key; damaged rows, which may have none that can be ordered, as they come."""
    places = operator.itemgetter(*(n for n, c in enumerate(table.columns) if c.primary_key))
    try:
        return sorted(lines, key=places)
    except TypeError:
        return lines


def _newest(versions: Mapping[tuple[str, int], Any]) -> dict[str, Any]:
    """Id -> (batch, what its newest version says), for those in force."""
    last: dict[str, tuple[int, Any]] = {}
    for (name, batch), told in versions.items():
        if name not in last or batch > last[name][0]:
            last[name] = batch, told
    return {name: (batch, *told) for name, (batch, told) in last.items() if told[0]}


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
