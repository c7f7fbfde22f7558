"""What is in force now, made of what was coded and what was judged. Only what a change touches is made again."""
from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any

import msgspec
from sqlalchemy import Connection, select

from verbale.ledger import judgements, merging, printings, rows, schema
from verbale.ledger.journal import Journal, parts
from verbale.ledger.judgements import Judgement, Kind
from verbale.record import Claim, Event, Story

_CLAIMS, _RECORDS = schema.claims.c, schema.records.c


def refresh(journal: Journal, stories: Collection[str]) -> tuple[int, int]:
    """Make the claims of these stories and the events near them anew: (new claims, new events)."""
    connection = journal.connection
    touched, claims_new = _claims(journal, stories_in_force(connection, stories), of_stories(connection, stories))
    return claims_new, _events(journal, touched) if touched else 0


def stories_in_force(connection: Connection, stories: Collection[str]) -> dict[str, Story]:
    """Stories by id, each as told by the copy whose coding is in force."""
    chosen = codings_in_force(connection, stories)
    copies, texts = schema.copies.c, schema.stories.c
    found: dict[str, Story] = {}
    for part in parts(stories):
        asked = (
            select(texts.id, texts.text, texts.raw, copies.digest, copies.record)
            .join(schema.copies, copies.story == texts.id).where(texts.id.in_(part))
        )
        for row in connection.execute(asked):
            if row.id in chosen and chosen[row.id].copy == row.digest:
                found[row.id] = rows.read_story(row.record, rows.story_text(row))
    return found


def codings_in_force(connection: Connection, stories: Collection[str]) -> dict[str, Any]:
    """The row of `codings` in force for each story.

    It is of the newest coder (by first use in this ledger), and for copies of one text of the copy published first; of
    equals the latest. So the order in which copies come does not matter.
    """
    table, copies = schema.codings.c, schema.copies.c
    generations: dict[str, int] = {}
    chosen: dict[str, tuple[Any, Any]] = {}
    for part in parts(stories):
        asked = (
            select(table.coding, table.story, table.copy, table.coder, table.note, copies.published)
            .join(schema.copies, (copies.story == table.story) & (copies.digest == table.copy))
            .where(table.story.in_(part)).order_by(table.coding)
        )
        for row in connection.execute(asked):
            if row.coder not in generations:
                first = select(table.coding).where(table.coder == row.coder).order_by(table.coding).limit(1)
                generations[row.coder] = connection.execute(first).scalar_one()
            rank = (-generations[row.coder], row.published is None, row.published or "", row.copy, -row.coding)
            if row.story not in chosen or rank < chosen[row.story][0]:
                chosen[row.story] = rank, row
    return {story: row for story, (_, row) in chosen.items()}


def coded(connection: Connection, codings: Iterable[int]) -> dict[int, list[Claim]]:
    """The claims of codings as the coder gave them, in order."""
    table = schema.coded_claims.c
    wanted = list(codings)
    found: dict[int, list[Claim]] = {coding: [] for coding in wanted}
    for n in range(0, len(wanted), 400):
        asked = select(table.coding, _RECORDS.record).join(schema.records, _RECORDS.key == table.key).where(
            table.coding.in_(wanted[n : n + 400]),
        ).order_by(table.coding, table.position)
        for coding, record in connection.execute(asked):
            found[coding].append(rows.read_claim(record))
    return found


def of_stories(connection: Connection, stories: Collection[str]) -> list[Judgement]:
    """All judgements about claims of these stories, oldest first, undone ones and undos among them."""
    table = schema.judgements.c
    found: dict[int, str] = {}
    for part in parts(stories):
        numbers = select(schema.judged.c.judgement).where(schema.judged.c.story.in_(part))
        asked = select(table.judgement, _RECORDS.record).join(schema.records, _RECORDS.key == table.key).where(
            table.judgement.in_(numbers),
        )
        found.update({row[0]: row[1] for row in connection.execute(asked)})
    return [msgspec.json.decode(found[number], type=Judgement) for number in sorted(found)]


def verdicts(claims: Iterable[Claim], said: Iterable[Judgement]) -> dict[frozenset[str], bool]:
    """Which claims a person holds for one event or for two; of two words about a pair the later holds."""
    of_story: dict[str, list[Claim]] = {}
    for claim in claims:
        of_story.setdefault(claim.story, []).append(claim)
    pairs: dict[frozenset[str], bool] = {}
    for one in said:
        if one.kind not in {Kind.SAME_AS, Kind.SPLIT}:
            continue
        ones, others = (
            [c.id for a in side if (c := judgements.found(of_story.get(a.story, ()), a)) is not None]
            for side in (one.anchors, one.others)
        )
        across = {frozenset((a, b)) for a in ones for b in others if a != b}
        pairs.update(dict.fromkeys(across, one.kind is Kind.SAME_AS))
    return pairs


def _claims(journal: Journal, known: Mapping[str, Story], said: Sequence[Judgement]) -> tuple[set[str], int]:
    """Put the claims of the stories in force: (the blocks that are touched, number of ids that were not there)."""
    connection = journal.connection
    chosen = codings_in_force(connection, known)
    told = coded(connection, [row.coding for row in chosen.values()])
    old = _rows_of_stories(connection, known)
    new: dict[str, tuple[int, Claim, str]] = {}
    hold = judgements.active(said)
    for story in known.values():
        about = [one for one in hold if story.id in one.stories]
        given = told[chosen[story.id].coding]
        claims = judgements.applied(given, about)
        places = {c.id: n for n, c in enumerate(given)}
        for unit in merging.units(story, claims, verdicts(claims, about)):
            block = merging.block(story, unit)
            new.update({c.id: (places[c.id], c, block) for c in unit})
    kept = journal.keep(rows.canonical(claim) for _, claim, _ in new.values())
    gone = [name for name in old if name not in new]
    changed: list[tuple[rows.Row, Claim, str]] = []
    for name, (position, claim, block) in new.items():
        digest, key = kept[rows.canonical(claim)]
        before = old.get(name)
        if before is None or (before.key, before.block, before.position) != (key, block, position):
            line = {**rows.claim_row(claim), "position": position, "key": key, "block": block, "batch": journal.number}
            changed.append((line, claim, digest))
    _put_claims(journal, gone, changed)
    # All blocks of the stories, though a claim may be as it was: the story may be told by an earlier copy now.
    touched = {row.block for row in old.values()} | {block for _, _, block in new.values()}
    return touched, sum(name not in old for name in new)


def _rows_of_stories(connection: Connection, stories: Collection[str]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for part in parts(stories):
        asked = select(_CLAIMS.id, _CLAIMS.key, _CLAIMS.block, _CLAIMS.position).where(_CLAIMS.story.in_(part))
        found.update({row.id: row for row in connection.execute(asked)})
    return found


def _put_claims(journal: Journal, gone: list[str], changed: list[tuple[rows.Row, Claim, str]]) -> None:
    replaced = [*gone, *(line["id"] for line, _, _ in changed)]
    for part in parts(replaced):
        for table in schema.CLAIM_TABLES:
            journal.connection.execute(table.delete().where(table.c.claim.in_(part)))
        journal.connection.execute(schema.claims.delete().where(_CLAIMS.id.in_(part)))
    journal.insert("claims", [line for line, _, _ in changed])
    below: dict[str, list[rows.Row]] = {}
    for _, claim, _ in changed:
        for table_name, lines in rows.claim_details(claim).items():
            below.setdefault(table_name, []).extend(lines)
    for table_name, lines in below.items():
        journal.insert(table_name, lines)
    versions = [{"id": name, "batch": journal.number, "key": None, "block": None} for name in gone]
    versions += [{name: line[name] for name in ("id", "batch", "key", "block")} for line, _, _ in changed]
    journal.insert("claim_versions", versions)
    journal.batch.now_claims += [(name, None, None) for name in gone]
    journal.batch.now_claims += [(line["id"], digest, line["block"]) for line, _, digest in changed]


def _events(journal: Journal, touched: set[str]) -> int:
    """Merge the claims of the blocks, and of those that a person tied to them; the number of new events."""
    connection = journal.connection
    groups = _tied(connection, touched)
    blocks = {block for group in groups for block in group}
    claims = _claims_of_blocks(connection, blocks)
    in_blocks = {c.id for _, c in claims}
    old = _events_with(connection, [*in_blocks, *(row[0] for row in journal.batch.now_claims)])
    names = {c.story for _, c in claims}
    stories = stories_in_force(connection, names)
    hold = judgements.active(of_stories(connection, names))
    further = printings.printings(connection, names)
    made: dict[str, Event] = {}
    of_block: dict[str, list[Claim]] = {}
    for block, claim in claims:
        of_block.setdefault(block, []).append(claim)
    for group in groups:
        inside = [claim for block in sorted(group) for claim in of_block.get(block, ())]
        if inside:
            found = merging.merge(stories, inside, verdicts(inside, hold), further)
            made.update({event.id: event for event in found})
    kept = journal.keep(map(rows.canonical, made.values()))
    changed = [
        (event, *kept[rows.canonical(event)]) for event in made.values()
        if old.get(event.id) != kept[rows.canonical(event)][1]
    ]
    _put_events(journal, [name for name in old if name not in made], changed)
    return sum(event.id not in old for event, _, _ in changed)


def _put_events(journal: Journal, gone: list[str], changed: list[tuple[Event, str, int]]) -> None:
    replaced = [*gone, *(event.id for event, _, _ in changed)]
    for part in parts(replaced):
        for table in schema.EVENT_TABLES:
            journal.connection.execute(table.delete().where(table.c.event.in_(part)))
        journal.connection.execute(schema.events.delete().where(schema.events.c.id.in_(part)))
    journal.insert("events", [{**rows.event_row(e), "key": key, "batch": journal.number} for e, _, key in changed])
    for name in ("event_parties", "event_claims"):
        journal.insert(name, [line for event, _, _ in changed for line in rows.event_details(event)[name]])
    versions = [{"id": name, "batch": journal.number, "key": None} for name in gone]
    versions += [{"id": event.id, "batch": journal.number, "key": key} for event, _, key in changed]
    journal.insert("event_versions", versions)
    journal.batch.now_events += [(name, None) for name in gone]
    journal.batch.now_events += [(event.id, digest) for event, digest, _ in changed]


def end(journal: Journal, events: Collection[str]) -> None:
    """Say of events of the first tables, which are merged otherwise now, that they ended."""
    _put_events(journal, sorted(events), [])


def _claims_of_blocks(connection: Connection, blocks: Collection[str]) -> list[tuple[str, Claim]]:
    found: list[tuple[str, Claim]] = []
    for part in parts(blocks):
        asked = select(_CLAIMS.block, _RECORDS.record).join(schema.records, _RECORDS.key == _CLAIMS.key).where(
            _CLAIMS.block.in_(part),
        )
        found += [(block, rows.read_claim(record)) for block, record in connection.execute(asked)]
    return found


def _events_with(connection: Connection, claims: Collection[str]) -> dict[str, int]:
    """Id -> key of the events in force that hold any of the claims."""
    links, events = schema.event_claims.c, schema.events.c
    found: dict[str, int] = {}
    for part in parts(claims):
        asked = select(events.id, events.key).where(events.id.in_(select(links.event).where(links.claim.in_(part))))
        found.update({row.id: row.key for row in connection.execute(asked)})
    return found


def _tied(connection: Connection, blocks: set[str]) -> list[set[str]]:
    """The blocks in groups that are merged together: those that "same as" ties, else each by itself."""
    table = schema.judgements.c
    asked = select(_RECORDS.record).join(schema.judgements, table.key == _RECORDS.key).where(
        table.kind.in_([Kind.SAME_AS.value, Kind.UNDO.value]),
    ).order_by(table.judgement)
    said = [msgspec.json.decode(record, type=Judgement) for record in connection.execute(asked).scalars()]
    groups: list[set[str]] = []
    for one in judgements.active(said):
        if one.kind is Kind.SAME_AS:
            tied = _blocks_of(connection, one)
            apart = [group for group in groups if not group & tied]
            groups = [*apart, tied.union(*(group for group in groups if group & tied))]
    tied_in = [group for group in groups if group & blocks]
    single = blocks.difference(*tied_in) if tied_in else blocks
    return [*tied_in, *({block} for block in sorted(single))]


def _blocks_of(connection: Connection, one: Judgement) -> set[str]:
    """The blocks of the claims that are now at the words of a judgement."""
    sought = (*one.anchors, *one.others)
    of_story: dict[str, list[tuple[str, Claim]]] = {}
    asked = select(_CLAIMS.block, _RECORDS.record).join(schema.records, _RECORDS.key == _CLAIMS.key)
    for part in parts({a.story for a in sought}):
        for block, record in connection.execute(asked.where(_CLAIMS.story.in_(part))):
            claim = rows.read_claim(record)
            of_story.setdefault(claim.story, []).append((block, claim))
    found = set()
    for a in sought:
        told = of_story.get(a.story, [])
        claim_there = judgements.found([c for _, c in told], a)
        found |= {block for block, c in told if claim_there is not None and c.id == claim_there.id}
    return found
