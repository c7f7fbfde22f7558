"""A correction of an event reaches the claims that join it later, each time by an entry of its own in the record.

What a person said of an event ("it was Belarus", "not an event", "same as that one") was said of its claims as they
stood then. A claim that comes later and would have been one event with those is meant too: it gets an entry of the same
kind and value, by the same person, whose target is the first entry. It can be undone alone, and is undone with the
first. A "split" needs none: its sides stay apart, and what comes later joins one of them.
"""
from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import NamedTuple

import msgspec
from sqlalchemy import Connection, select

from verbale.ledger import correcting, deriving, judgements, merging, rows, schema
from verbale.ledger.journal import parts
from verbale.ledger.judgements import FIELDS, Judgement, Kind
from verbale.record import Claim

_REACHING = (*FIELDS, Kind.SAME_AS)
_RECORDS, _CLAIMS = schema.records.c, schema.claims.c


class _Said(NamedTuple):
    """A judgement of an event, the version that it made, and the claims that it and its followers are about."""

    one: Judgement
    batch: int
    about: set[str]


Stood = dict[str, tuple[int, str]]  # claim -> key of its record and its block


def reach(connection: Connection, stories: Collection[str]) -> None:
    """Let the corrections of events in force reach the claims of these stories, which are new or coded anew."""
    said = _of_events(connection)
    if not said:
        return
    stood = _stood(connection, said)
    blocks = _blocks(connection, stories)
    for one, before in zip(said, stood, strict=True):
        joined = _joined(connection, one, before, stories) if blocks & {b for _, b in before.values()} else []
        if joined:
            correcting.follow(connection, one.one, joined)
            blocks = _blocks(connection, stories)


def _of_events(connection: Connection) -> list[_Said]:
    """The judgements of events that are in force and change claims, oldest first."""
    table = schema.judgements.c
    asked = select(table.batch, _RECORDS.record).join(schema.judgements, table.key == _RECORDS.key).where(
        table.kind.in_([kind.value for kind in (*_REACHING, Kind.UNDO)]),
    ).order_by(table.judgement)
    known = [(msgspec.json.decode(row.record, type=Judgement), row.batch) for row in connection.execute(asked)]
    ids = {one.id for one, _ in known}
    standing = {one.id for one in judgements.active([one for one, _ in known])}
    followed: dict[str, set[str]] = {}
    for one, _ in known:
        if one.kind is not Kind.UNDO and one.target in ids:
            followed.setdefault(one.target, set()).update(a.claim for a in one.anchors)
    found = []
    for one, batch in known:
        own = {a.claim for a in (*one.anchors, *one.others)}
        if one.id in standing and one.target not in own | ids:
            found.append(_Said(one, batch, own | followed.get(one.id, set())))
    return found


def _stood(connection: Connection, said: Sequence[_Said]) -> list[Stood]:
    """For each judgement the claims that were judged, as they stood before it."""
    table = schema.claim_versions.c
    names = {a.claim for one in said for a in (*one.one.anchors, *one.one.others)}
    versions: dict[str, list[tuple[int, int, str]]] = {}
    for part in parts(sorted(names)):
        asked = select(table.id, table.batch, table.key, table.block).where(
            table.id.in_(part), table.key.is_not(None),
        ).order_by(table.batch)
        for row in connection.execute(asked):
            versions.setdefault(row.id, []).append((row.batch, row.key, row.block))
    return [
        {
            a.claim: (key, block) for a in (*one.one.anchors, *one.one.others)
            for batch, key, block in versions.get(a.claim, ()) if batch < one.batch
        }
        for one in said
    ]


def _blocks(connection: Connection, stories: Collection[str]) -> set[str]:
    found: set[str] = set()
    for part in parts(stories):
        found.update(connection.execute(select(_CLAIMS.block).where(_CLAIMS.story.in_(part))).scalars())
    return found


def _joined(connection: Connection, said: _Said, stood: Stood, stories: Collection[str]) -> list[Claim]:
    """The claims of the stories that would have been one event with those that were judged, as they stood then."""
    blocks = {block for _, block in stood.values()}
    new: list[Claim] = []
    for part in parts(stories):
        asked = select(_CLAIMS.id, _CLAIMS.block, _RECORDS.record).join(
            schema.records, _RECORDS.key == _CLAIMS.key,
        ).where(_CLAIMS.story.in_(part))
        new += [
            rows.read_claim(row.record) for row in connection.execute(asked)
            if row.block in blocks and row.id not in said.about
        ]
    if not new:
        return []
    keys = select(_RECORDS.record).where(_RECORDS.key.in_([key for key, _ in stood.values()]))
    old = [rows.read_claim(record) for record in connection.execute(keys).scalars()]
    names = {c.story for c in (*old, *new)}
    hold = [one for one in judgements.active(deriving.of_stories(connection, names))
            if said.one.id not in {one.id, one.target}]
    together = merging.merge(
        deriving.stories_in_force(connection, names), [*old, *new], deriving.verdicts([*old, *new], hold),
    )
    known = {c.id for c in old}
    with_them = {name for event in together if known & set(event.claims) for name in event.claims}
    return [claim for claim in new if claim.id in with_them]
