"""Recording what a person judged, and what became of judgements."""
from __future__ import annotations

import itertools
from collections.abc import Collection, Sequence
from typing import Any

import msgspec
from sqlalchemy import Connection, select

from verbale.errors import LedgerError
from verbale.ledger import deriving, judgements, queries, rows, schema
from verbale.ledger.answers import Judged
from verbale.ledger.backend import missing
from verbale.ledger.journal import Journal, following, now
from verbale.ledger.judgements import Judgement, Kind
from verbale.record import Claim


def kind_of(word: Kind | str) -> Kind:
    """The kind of this name. Raises LedgerError V309."""
    try:
        return Kind(word)
    except ValueError:
        raise LedgerError(
            "V309", f"{str(word)[:80]} is no kind of judgement.", f"Give one of: {', '.join(Kind)}.",
        ) from None


def correct(
    connection: Connection, target: str, kind: Kind, value: Sequence[str], *, who: str, why: str,
) -> Judgement:
    """Judge a claim or event. Raises LedgerError V303 (no such id) or V309 (it cannot be judged so)."""
    given = judgements.checked(kind, value, who, why)
    if kind is Kind.UNDO:
        return undo(connection, target, who=who, why=why)
    about = _claims_of(connection, target)
    others: list[Claim] = []
    if kind is Kind.SAME_AS:
        others = [c for name in given for c in _claims_of(connection, name)]
        if not others or {c.id for c in others} & {c.id for c in about}:
            raise LedgerError("V309", f"{target} is one event with that already.", "Name the id of another event.")
    if kind is Kind.SPLIT:
        others = [c for c in about if c.id in given]
        about = [c for c in about if c.id not in given]
        if not others or not about or len(others) != len(set(given)):
            raise LedgerError(
                "V309", f"A split of {target} takes some of its claims out, and leaves some.",
                f"Name claims of the event: {', '.join(c.id for c in (*about, *others))[:200]}.",
            )
    return record(connection, _new(
        connection, kind=kind, target=target, anchors=tuple(map(judgements.anchor, about)),
        others=tuple(map(judgements.anchor, others)), value=given, who=who.strip(), why=why.strip(),
    ))


def undo(connection: Connection, target: str, *, who: str, why: str) -> Judgement:
    """Lift a judgement by a new one; an undo can be undone too."""
    judgements.checked(Kind.UNDO, (), who, why)
    all_known = every(connection)
    lifted = next((one for one in all_known if one.id == target), None)
    if lifted is None:
        raise missing("judgement", target)
    holding = standing(all_known)
    if target not in holding:
        raise LedgerError("V309", f"Judgement {target} is undone already.", "Nothing is to be done.")
    made = _lift(connection, lifted, who, why)
    for one in _led(lifted, all_known, holding):
        _lift(connection, one, who, why)
    return made


def _lift(connection: Connection, lifted: Judgement, who: str, why: str) -> Judgement:
    return record(connection, _new(
        connection, kind=Kind.UNDO, target=lifted.id, anchors=lifted.anchors, others=lifted.others, who=who.strip(),
        why=why.strip(),
    ))


def _led(lifted: Judgement, all_known: Sequence[Judgement], holding: Collection[str]) -> list[Judgement]:
    """What is lifted along: the followers of a correction; of an undo, those undos that were made with it."""
    by_id = {one.id: one for one in all_known}
    if lifted.kind is not Kind.UNDO:
        return [one for one in all_known if one.target == lifted.id and one.kind is lifted.kind and one.id in holding]
    followers = {one.id for one in all_known if one.target == lifted.target and one.kind is not Kind.UNDO}
    if lifted.target not in by_id or by_id[lifted.target].kind is Kind.UNDO:
        return []
    return [
        one for one in all_known
        if one.kind is Kind.UNDO and one.target in followers and one.id in holding
        and (one.who, one.why) == (lifted.who, lifted.why)
    ]


def follow(connection: Connection, one: Judgement, claims: Sequence[Claim]) -> Judgement:
    """Enter that a correction of an event is about these claims too, which joined it later."""
    return record(connection, _new(
        connection, kind=one.kind, target=one.id, anchors=tuple(map(judgements.anchor, claims)),
        others=(*one.anchors, *one.others) if one.kind is Kind.SAME_AS else (), value=one.value, who=one.who,
        why=one.why,
    ))


def _new(connection: Connection, **fields: object) -> Judgement:
    """A judgement of now, told apart from those before it that say the very same."""
    for again in itertools.count():
        one = judgements.made(**fields, at=now(), again=again)
        if not _known(connection, one):
            return one
    raise AssertionError  # the count has no end


def _known(connection: Connection, one: Judgement) -> bool:
    asked = select(schema.judgements.c.judgement).where(schema.judgements.c.id == one.id)
    return connection.execute(asked).first() is not None


def record(connection: Connection, one: Judgement) -> Judgement:
    """Enter a judgement, and make anew what it touches; one that is there already is not entered again."""
    if _known(connection, one):
        return one
    journal = Journal(connection)
    number = following(connection, "judgements", "judgement")
    try:
        text = rows.canonical(one)
    except UnicodeEncodeError:
        raise LedgerError("V304", "The judgement holds half characters (surrogates).", "Write it anew.") from None
    digest, key = journal.keep([text])[text]
    line = {"judgement": number, "id": one.id, "kind": one.kind.value, "target": one.target, "who": one.who,
            "at": one.at, "why": one.why, "key": key, "batch": journal.number}
    journal.insert("judgements", [{k: v.replace("\0", "␀") if type(v) is str else v for k, v in line.items()}])
    journal.insert("judged", [
        {"judgement": number, "position": n, "story": a.story, "claim": a.claim}
        for n, a in enumerate((*one.anchors, *one.others))
    ])
    journal.batch.judgements.append((number, digest))
    deriving.refresh(journal, one.stories)
    journal.close()
    return one


def every(connection: Connection) -> list[Judgement]:
    """All judgements, oldest first."""
    table, records = schema.judgements.c, schema.records.c
    asked = select(records.record).join(schema.judgements, table.key == records.key).order_by(table.judgement)
    return [msgspec.json.decode(record, type=Judgement) for record in connection.execute(asked).scalars()]


def standing(all_known: Sequence[Judgement]) -> set[str]:
    """Ids of the judgements that are not undone, undos among them."""
    undone: set[str] = set()
    for one in reversed(all_known):
        if one.kind is Kind.UNDO and one.id not in undone:
            undone.add(one.target)
    return {one.id for one in all_known} - undone


def judged(connection: Connection, of: str | None = None) -> list[Judged]:
    """All judgements with their state, oldest first; or those about a claim or event (its id), or of a story."""
    all_known = every(connection)
    holding = standing(all_known)
    if not all_known:
        return []
    if of is not None:
        claims = {of, *(c.id for c in _claims_of(connection, of, strict=False))}
        all_known = [
            one for one in all_known
            if of in {one.target, one.id, *one.stories, *one.value}
            or claims & {a.claim for a in (*one.anchors, *one.others)}
        ]
    stories = {story for one in all_known for story in one.stories}
    chosen: dict[str, Any] = deriving.codings_in_force(connection, stories)
    told = deriving.coded(connection, [row.coding for row in chosen.values()])
    of_story = {story: told[row.coding] for story, row in chosen.items()}
    return [_state(one, holding, of_story) for one in all_known]


def _state(one: Judgement, holding: Collection[str], told: dict[str, list[Claim]]) -> Judged:
    sought = (*one.anchors, *one.others)
    orphans = tuple(a.claim for a in sought if judgements.found(told.get(a.story, ()), a) is None)
    if one.id not in holding:
        return Judged(judgement=one, state="undone", orphans=orphans)
    side_gone = any(
        side and all(a.claim in orphans for a in side) for side in (one.anchors, one.others)
    )
    lost = side_gone and one.kind is not Kind.UNDO
    return Judged(judgement=one, state="orphaned" if lost else "in force", orphans=orphans)


def _claims_of(connection: Connection, target: str, *, strict: bool = True) -> list[Claim]:
    """The claim of this id, as judged or else as coded, or the claims of the event of this id."""
    claim = queries.claim_or_none(connection, target)
    event = queries.event_or_none(connection, target) if claim is None else None
    if event is not None:
        return [queries.claim(connection, name) for name in event.claims]
    claim = claim or queries.coded_or_none(connection, target)  # last: nothing leads from an id to its codings
    if claim is not None:
        return [claim]
    if strict:
        raise missing("claim or event", target)
    return []
