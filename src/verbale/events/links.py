"""Which event follows from which: a promise and its deed are two events, linked."""

from __future__ import annotations

from collections.abc import Sequence

from verbale.events.wording import content_words, tables
from verbale.record import Event, Status

_AHEAD = frozenset({Status.PLANNED, Status.HYPOTHETICAL})


def links(events: Sequence[Event]) -> tuple[tuple[str, str], ...]:
    """Pairs (id of the promise, plan or threat; id of the deed), sorted.

    A pair needs the same parties and, where both name things, a thing in common; no deed is dated before its promise.
    """
    return tuple(sorted((a.id, b.id) for a in events for b in events if a.id != b.id and _leads(a, b)))


def _leads(word: Event, deed: Event) -> bool:
    if deed.status in _AHEAD:
        return False
    follows = deed.type.value in tables()["leads_to"].get(word.type.value, ())
    planned = word.status in _AHEAD and word.type is deed.type
    if not (follows or planned) or {*word.actors, *word.recipients} != {*deed.actors, *deed.recipients}:
        return False
    if word.date and deed.date and deed.date[1] < word.date[0]:
        return False
    first, second = _things(word), _things(deed)
    return not (first and second) or bool(first & second)


def _things(event: Event) -> frozenset[str]:
    return content_words(" ".join([event.item or "", *(figure.item for figure in event.figures)]))
