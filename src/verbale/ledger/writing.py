"""Putting things into a ledger, each inside the caller's transaction and its batch."""
from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Any

import msgspec
from sqlalchemy import Connection, func, select

from verbale.errors import LedgerError
from verbale.ledger import deriving, reaching, rows, schema
from verbale.ledger.answers import BatchCounts, Rejected
from verbale.ledger.journal import Journal, following, now
from verbale.ledger.migrations import OUTCOMES
from verbale.reading.problems import REPEAT
from verbale.record import Coding, Story

Original = tuple[bytes, str]  # the bytes that a story was read from, and their media type


def check(coding: Coding) -> None:
    """Raise LedgerError for a coding that cannot be kept: V303 loose ends, V304 characters that are none."""
    ids = {claim.id for claim in coding.claims}
    loose = [c.id for c in coding.claims if c.story != coding.story.id]
    loose += [e.id for e in coding.events if not ids.issuperset(e.claims)]
    if loose:
        raise LedgerError(
            "V303", f"The coding of {coding.story.name or coding.story.id} names a story or claim that is not in it "
            f"({loose[0]}).", "Add claims and events together with their own story.",
        )
    try:
        rows.canonical(coding)
    except UnicodeEncodeError as error:
        raise LedgerError(
            "V304", f"The coding of {coding.story.name or coding.story.id} holds half characters (surrogates).",
            "Read the file again with its right encoding.",
        ) from error


def add_all(
    connection: Connection, items: Sequence[Coding | Rejected], *, run: int | None, coder: str,
    original: Original | None = None,
) -> BatchCounts:
    """Add what is new of the codings, and note the rejected, in one batch."""
    journal = Journal(connection)
    outcomes: Counter[str] = Counter()
    reasons: Counter[str] = Counter()
    fresh: set[str] = set()
    for item in items:
        if isinstance(item, Rejected):
            _reject(journal, item, run)
            if item.code == REPEAT:
                outcomes["duplicate"] += 1
            else:
                reasons[item.code] += 1
                outcomes["rejected"] += 1
        else:
            known = _known(connection, item.story)
            if _coding(journal, item, coder, original):
                fresh.add(item.story.id)
            # A text that is here already is a duplicate as an input, though its copy or a newer coding of it is kept.
            outcomes["duplicate" if known else "coded" if item.claims else "no_event"] += 1
    claims_new, events_new = deriving.refresh(journal, fresh) if fresh else (0, 0)
    if run is not None:
        _count(journal, run, outcomes)
    batch = journal.close()
    if fresh:
        reaching.reach(connection, fresh)
    return BatchCounts(
        batch=batch, coded=outcomes["coded"], no_event=outcomes["no_event"], duplicate=outcomes["duplicate"],
        rejected=dict(sorted(reasons.items())), claims_new=claims_new, events_new=events_new,
    )


def begin_run(connection: Connection, version: str) -> int:
    """The number of a new run."""
    journal = Journal(connection)
    run = following(connection, "runs", "run")
    started = now()
    journal.insert("runs", [{"run": run, "started": started, "version": version, **dict.fromkeys(OUTCOMES, 0)}])
    journal.batch.begun.append((run, started, version))
    journal.close()
    return run


def finish_run(connection: Connection, run: int, received: int | None) -> None:
    """Close a run; `received` is how many inputs the caller read. A finished run stays as it is."""
    table = schema.runs.c
    found = connection.execute(select(schema.runs).where(table.run == run)).mappings().first()
    if found is None or found["finished"] is not None:
        return
    journal = Journal(connection)
    total = sum(int(found[outcome]) for outcome in OUTCOMES)
    values = {"finished": now(), "received": total if received is None else received}
    connection.execute(schema.runs.update().where(table.run == run).values(values))
    journal.batch.finished.append((run, str(values["finished"]), int(str(values["received"]))))
    journal.close()


def _coding(journal: Journal, coding: Coding, coder: str, original: Original | None) -> bool:
    """Keep a coding; whether the events are to be made anew.

    They are where another coding than before is in force for its story, or the text was met in another place.
    """
    connection, story = journal.connection, coding.story
    known = _known(connection, story)
    if not known:
        seq = following(connection, "stories", "seq")
        journal.insert("stories", [{"seq": seq, **rows.story_row(story), "batch": journal.number}])
        journal.batch.stories.append((story.id, hashlib.sha256(story.text.encode()).hexdigest()))
    copy, met = _copy(journal, story, original)
    kept = journal.keep(rows.canonical(claim) for claim in coding.claims)
    told = [(claim.id, *kept[rows.canonical(claim)]) for claim in {c.id: c for c in coding.claims}.values()]
    if known and _last(connection, story.id, copy, coder) == (coding.note, [(name, key) for name, _, key in told]):
        return False
    before = deriving.codings_in_force(connection, [story.id]).get(story.id) if known else None
    number = following(connection, "codings", "coding")
    row = {"coding": number, "story": story.id, "copy": copy, "coder": coder, "note": coding.note}
    journal.insert("codings", [{**row, "batch": journal.number}])
    journal.insert("coded_claims", [
        {"coding": number, "position": n, "id": name, "key": key} for n, (name, _, key) in enumerate(told)
    ])
    journal.batch.codings.append(
        (number, story.id, copy, coder, coding.note, [(name, digest) for name, digest, _ in told]),
    )
    return met or before is None or _differs(connection, story.id, before)


def _known(connection: Connection, story: Story) -> bool:
    """Whether the ledger holds this text."""
    return connection.execute(select(schema.stories.c.seq).where(schema.stories.c.id == story.id)).first() is not None


def _differs(connection: Connection, story: str, before: Any) -> bool:
    """Whether another coding is in force than before: of other claims, or of a copy published on another day."""
    after = deriving.codings_in_force(connection, [story])[story]
    if after.coding == before.coding:
        return False
    said = deriving.coded(connection, [before.coding, after.coding])
    return after.copy != before.copy or after.note != before.note or said[before.coding] != said[after.coding]


def _copy(journal: Journal, story: Story, original: Original | None) -> tuple[str, bool]:
    """Keep where the text was met: the digest of that, and whether it is new."""
    row = rows.copy_row(story)
    copies = schema.copies.c
    same = select(copies.digest).where(copies.story == story.id, copies.digest == row["digest"])
    new = journal.connection.execute(same).first() is None
    if new:
        source = _original(journal, original) if original is not None else None
        journal.insert("copies", [{**row, "original": source, "batch": journal.number}])
        journal.batch.copies.append((story.id, row["digest"], source))
    return str(row["digest"]), new


def _original(journal: Journal, original: Original) -> str:
    content, media = original
    digest = hashlib.sha256(content).hexdigest()
    table = schema.originals.c
    if journal.connection.execute(select(table.media).where(table.digest == digest)).first() is None:
        line = {"digest": digest, "media": media, "content": content, "batch": journal.number}
        journal.insert("originals", [line])
        journal.batch.originals.append((digest, media))
    return digest


def _last(connection: Connection, story: str, copy: str, coder: str) -> tuple[str | None, list[tuple[str, int]]] | None:
    """(note, [(claim id, key)]) of the latest coding of this copy by this coder."""
    table, claims = schema.codings.c, schema.coded_claims.c
    row = connection.execute(
        select(table.coding, table.note).where(table.story == story, table.copy == copy, table.coder == coder)
        .order_by(table.coding.desc()).limit(1),
    ).first()
    if row is None:
        return None
    told = connection.execute(
        select(claims.id, claims.key).where(claims.coding == row.coding).order_by(claims.position),
    )
    return row.note, [(name, key) for name, key in told]


def _reject(journal: Journal, item: Rejected, run: int | None) -> None:
    last = int(journal.connection.execute(select(func.max(schema.rejections.c.rejection))).scalar() or 0)
    clean = [text.replace("\0", "␀").encode("utf-8", "replace").decode() for text in msgspec.structs.astuple(item)]
    row = {"rejection": last + 1, "run": run, "name": clean[0], "code": clean[1], "message": clean[2],
           "batch": journal.number}
    journal.insert("rejections", [row])
    journal.batch.refused.append((run, clean[0], clean[1], clean[2]))


def _count(journal: Journal, run: int, outcomes: Counter[str]) -> None:
    table = schema.runs
    told = [(outcome, n) for outcome, n in sorted(outcomes.items()) if n]
    values: dict[str, Any] = {outcome: table.c[outcome] + n for outcome, n in told}
    if values:
        journal.connection.execute(table.update().where(table.c.run == run).values(values))
        journal.batch.counts += [(run, outcome, n) for outcome, n in told]


def checked(items: Iterable[Coding | Rejected]) -> list[Coding | Rejected]:
    """The items, each coding checked."""
    given = list(items)
    for item in given:
        if isinstance(item, Coding):
            check(item)
    return given
