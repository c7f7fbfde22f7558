"""What a person judged of claims and events: the entry, and what it does to claims. Never an overwrite.

A judgement is anchored to words: the story, the evidence sentence and the trigger of each claim it is about. When a
story is coded again, it holds for the claim at those very words (by id, else the only claim there); where there is
none, it is orphaned: listed, and never moved to other words.
"""
from __future__ import annotations

import datetime
import enum
from collections.abc import Iterable, Mapping, Sequence

import msgspec

from verbale.errors import LedgerError
from verbale.ledger import rows
from verbale.record import Actor, Claim, EventType, Interval, Reason, Span, Status


class Kind(enum.StrEnum):
    """What is judged."""

    ACTORS = "actors"
    RECIPIENTS = "recipients"
    TYPE = "type"
    DATE = "date"
    STATUS = "status"
    NOT_AN_EVENT = "not an event"
    SAME_AS = "same as"
    SPLIT = "split"
    RIGHT = "right"  # read by a person and found as it should be; changes nothing
    UNDO = "undo"


FIELDS = (Kind.ACTORS, Kind.RECIPIENTS, Kind.TYPE, Kind.DATE, Kind.STATUS, Kind.NOT_AN_EVENT)
LONGEST_WHY = 2_000  # characters


class Anchor(msgspec.Struct, frozen=True):
    """The words that a judgement is about: `claim` is the id that the claim there had."""

    claim: str
    story: str
    span: Span
    trigger: Span


class Judgement(msgspec.Struct, frozen=True, kw_only=True):
    """One entry. `target` is the id that was judged (of a claim, an event; for an undo, of a judgement).

    `value`: codes of the parties; type and, if told, mode; first and last day; status; for "same as" the other event's
    id. `others`: for "same as" the claims of the other event, for "split" those that are taken out. `at` is UTC.
    """

    id: str
    kind: Kind
    target: str
    anchors: tuple[Anchor, ...] = ()
    others: tuple[Anchor, ...] = ()
    value: tuple[str, ...] = ()
    who: str
    at: str
    why: str
    again: int = 0  # how many entries that say the very same came before, as when a correction is undone and made again

    @property
    def stories(self) -> tuple[str, ...]:
        """Ids of the stories whose claims it is about."""
        return tuple(sorted({a.story for a in (*self.anchors, *self.others)}))


def made(**fields: object) -> Judgement:
    """A judgement with its id, which is the hash of its contents but for the time."""
    given = msgspec.convert({**fields, "id": ""}, Judgement)
    timeless = msgspec.structs.replace(given, at="")
    return msgspec.structs.replace(given, id=rows.digest(rows.canonical(timeless))[:16])


def anchor(claim: Claim) -> Anchor:
    """The words of a claim."""
    return Anchor(claim.id, claim.story, claim.span, claim.trigger)


def active(judgements: Sequence[Judgement]) -> list[Judgement]:
    """Those in force, in the order given: an undo lifts its target, an undone undo does not."""
    undone: set[str] = set()
    for one in reversed(judgements):
        if one.kind is Kind.UNDO and one.id not in undone:
            undone.add(one.target)
    return [one for one in judgements if one.kind is not Kind.UNDO and one.id not in undone]


def found(claims: Iterable[Claim], sought: Anchor) -> Claim | None:
    """The claim at the anchor's words: by its id, else the only one there."""
    at = [c for c in claims if c.story == sought.story and c.span == sought.span and c.trigger == sought.trigger]
    same = [c for c in at if c.id == sought.claim]
    return same[0] if same else at[0] if len(at) == 1 else None


def applied(claims: Sequence[Claim], judgements: Iterable[Judgement]) -> tuple[Claim, ...]:
    """The claims of one story as coded -> as judged. `judgements` are in force and in order; the later wins."""
    now = {c.id: c for c in claims}
    for one in judgements:
        if one.kind not in FIELDS:
            continue
        for sought in one.anchors:
            coded = found(claims, sought)
            if coded is None or coded.id not in now:
                continue
            changed = _changed(now[coded.id], one)
            if changed is None:
                del now[coded.id]
            else:
                now[coded.id] = changed
    return tuple(now.values())


def _changed(claim: Claim, one: Judgement) -> Claim | None:
    why = Reason(one.kind.value, f"judgement {one.id} by {one.who}")
    reasons = (*(r for r in claim.why if r.field != one.kind.value), why)
    replace = msgspec.structs.replace
    match one.kind:
        case Kind.ACTORS:
            return replace(claim, actors=_parties(claim.actors, one.value, claim), cameo=None, why=reasons)
        case Kind.RECIPIENTS:
            return replace(claim, recipients=_parties(claim.recipients, one.value, claim), cameo=None, why=reasons)
        case Kind.TYPE:
            mode = one.value[1] if len(one.value) > 1 else None
            return replace(claim, event=EventType(one.value[0]), mode=mode, cameo=None, why=reasons)
        case Kind.DATE:
            return replace(claim, date=_interval(one.value), why=reasons)
        case Kind.STATUS:
            return replace(claim, status=Status(one.value[0]), why=reasons)
        case _:
            return None


def _parties(old: tuple[Actor, ...], codes: Sequence[str], claim: Claim) -> tuple[Actor, ...]:
    """Actors of the codes, each with the words of the actor in its place; a further one with those of the trigger."""
    known: Mapping[str | None, Actor] = {a.code: a for a in old}
    blank = old[-1] if old else Actor("", None, "", claim.trigger)
    return tuple(
        known.get(code) or msgspec.structs.replace(old[n] if n < len(old) else blank, code=code)
        for n, code in enumerate(codes)
    )


def _interval(value: Sequence[str]) -> Interval | None:
    if not value:
        return None
    return datetime.date.fromisoformat(value[0]), datetime.date.fromisoformat(value[-1])


def checked(kind: Kind, value: Sequence[str], who: str, why: str) -> tuple[str, ...]:
    """The value in its one form. Raises LedgerError V309 for what cannot be judged so."""
    if not who.strip() or not why.strip():
        raise _refused("A judgement needs who makes it and why.", "Give both.")
    if len(why) > LONGEST_WHY or len(who) > LONGEST_WHY:
        raise _refused(f"The reason is longer than {LONGEST_WHY} characters.", "Say it shorter.")
    given = tuple(word.strip() for word in value)
    try:
        match kind:
            case Kind.ACTORS | Kind.RECIPIENTS:
                if (kind is Kind.ACTORS and not given) or any(not 2 <= len(code) <= 40 for code in given):
                    raise _refused("A party is given by its code.", "Give codes such as RUS, separated by blanks.")
            case Kind.TYPE:
                given = (EventType(given[0].upper()).value, *given[1:2])
            case Kind.DATE:
                days = _interval(given)
                given = (days[0].isoformat(), days[1].isoformat()) if days else ()
                if days and days[1] < days[0]:
                    raise _refused("The last day lies before the first.", "Give the first day first.")
            case Kind.STATUS:
                given = (Status(given[0].lower()).value,)
            case _:
                pass
    except (ValueError, IndexError):
        allowed = {
            Kind.TYPE: "a type: " + ", ".join(EventType), Kind.STATUS: "one of " + ", ".join(Status),
            Kind.DATE: "days as YYYY-MM-DD",
        }
        raise _refused(f"{' '.join(given)[:80] or 'Nothing'} is no {kind.value}.", f"Give {allowed[kind]}.") from None
    return given


def _refused(message: str, step: str) -> LedgerError:
    return LedgerError("V309", message, step)
