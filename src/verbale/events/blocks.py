"""Which happenings of different stories are worth comparing: those of the same parties at about the same time."""

from __future__ import annotations

import bisect
import datetime
import functools
import itertools
from collections import defaultdict
from collections.abc import Iterator, Sequence

import msgspec

from verbale.events.same import Told
from verbale.events.wording import tables
from verbale.record import EventType, Interval, Status

BEFORE_DAYS = 45  # an undated claim may tell of what happened so long before its story
AHEAD_DAYS = 400  # or, where planned, of what is to happen so long after it
SLACK_DAYS = 1
REACH = 60  # a happening is compared with at most so many before it in a block: a war of years stays linear
MOST_CODES = 8  # parties of one claim that make pairs
EVER = (datetime.date.min, datetime.date.max)
_AHEAD = frozenset({Status.PLANNED, Status.HYPOTHETICAL})
Key = tuple[str, ...]


class Near(msgspec.Struct, frozen=True, order=True):
    """Where what may be the same happening lies: claims with these parties (two, or one) about these days."""

    parties: tuple[str, ...]
    first: datetime.date
    last: datetime.date


class _Entry(msgspec.Struct, frozen=True, order=True):
    anchor: datetime.date
    number: int
    first: datetime.date
    last: datetime.date


def window(told: Told) -> Interval:
    """The days on which what is told may have happened; all days where nothing says when."""
    if told.date is not None:
        return told.date
    if told.published is None:
        return EVER
    if told.status in _AHEAD:
        return told.published, _later(told.published, AHEAD_DAYS)
    return _later(told.published, -BEFORE_DAYS), _later(told.published, SLACK_DAYS)


def near(told: Told) -> Iterator[Near]:
    """Where to look for what may be the same happening as this."""
    first, last = window(told)
    for parties in _pairs(told):
        yield Near(parties, _later(first, -SLACK_DAYS), _later(last, SLACK_DAYS))


def kept(told: Told) -> Iterator[Near]:
    """Where a claim itself is to be found by `near` of others: under its pairs of parties and each single one."""
    first, last = window(told)
    for parties in dict.fromkeys((*_pairs(told), *((party,) for party in _named(told)))):
        yield Near(parties, first, last)


def candidates(told: Sequence[Sequence[Told]]) -> set[tuple[int, int]]:
    """Pairs (i, j), i < j, of happenings that may be one; `told[i]` are the claims of happening i.

    Happenings meet in a pair of parties. One that names a single party (a denial may) meets whatever has that party.
    """
    by_pair: dict[Key, dict[int, _Entry]] = defaultdict(dict)
    by_party: dict[Key, dict[int, _Entry]] = defaultdict(dict)
    seekers: dict[Key, set[int]] = defaultdict(set)
    for i, claims in enumerate(told):
        for claim in claims:
            group = _families()[claim.type.value]
            for parties in _pairs(claim):
                _note(by_pair if len(parties) > 1 else by_party, (group, *parties), i, claim)
                if len(parties) < 2:
                    seekers[group, *parties].add(i)
            for party in _named(claim):
                _note(by_party, (group, party), i, claim)
    found = {pair for block in by_pair.values() for pair in _overlaps(block)}
    for key, seeking in seekers.items():
        found |= set(_sought(by_party[key], seeking))
    return found


def _note(blocks: dict[Key, dict[int, _Entry]], key: Key, number: int, told: Told) -> None:
    first, last = window(told)
    last = _later(last, SLACK_DAYS)
    anchor = told.date[1] if told.date else told.published or datetime.date.max
    known = blocks[key].get(number, _Entry(anchor, number, first, last))
    blocks[key][number] = _Entry(min(anchor, known.anchor), number, min(first, known.first), max(last, known.last))


def _named(told: Told) -> list[str]:
    return sorted(told.actors | told.recipients)[:MOST_CODES]


def _pairs(told: Told) -> Iterator[Key]:
    named = _named(told)
    if len(named) > 1:
        yield from itertools.combinations(named, 2)
    else:
        yield tuple(named)


def _overlaps(block: dict[int, _Entry]) -> Iterator[tuple[int, int]]:
    ordered = sorted(block.values())
    for n, entry in enumerate(ordered):
        for other in ordered[max(0, n - REACH) : n]:
            if _meet(entry, other):
                yield _pair(entry.number, other.number)


def _sought(block: dict[int, _Entry], seeking: set[int]) -> Iterator[tuple[int, int]]:
    ordered = sorted(block.values())
    for number in sorted(seeking):
        entry = block[number]
        at = bisect.bisect(ordered, entry)
        for other in ordered[max(0, at - REACH) : at + REACH]:
            if other.number != number and _meet(entry, other):
                yield _pair(number, other.number)


def _meet(a: _Entry, b: _Entry) -> bool:
    return a.last >= b.first and b.last >= a.first


def _pair(i: int, j: int) -> tuple[int, int]:
    return (i, j) if i < j else (j, i)


@functools.cache
def _families() -> dict[str, str]:
    """Each type -> the first of the types that may directly or indirectly be confused with it."""
    found = {kind.value: kind.value for kind in EventType}
    for a, b in tables()["confused"]:
        keep, drop = found[a], found[b]
        found = {kind: keep if family == drop else family for kind, family in found.items()}
    return found


def _later(day: datetime.date, days: int) -> datetime.date:
    try:
        return day + datetime.timedelta(days=days)
    except OverflowError:
        return datetime.date.max if days > 0 else datetime.date.min
