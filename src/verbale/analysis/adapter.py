"""The ledger as the analysis sees it; the one module of this room that knows it."""

from __future__ import annotations

import collections
from collections.abc import Iterable, Sequence
from pathlib import Path

import msgspec

from verbale.analysis import observations, scales
from verbale.analysis.observations import Date, Material
from verbale.record import Claim, Coding, Event, Story


class Around(msgspec.Struct, frozen=True, kw_only=True):
    """What a ledger holds of all pairs together, by day; see `Material`."""

    volume: dict[Date, int]
    types: dict[Date, dict[str, int]]
    pairs: dict[Date, int]


def around(everything: Iterable[Event]) -> Around:
    """The volume of all events."""
    volume: collections.Counter[Date] = collections.Counter()
    types: collections.defaultdict[Date, collections.Counter[str]] = collections.defaultdict(collections.Counter)
    earliest: dict[tuple[str, str], Date] = {}
    for event in everything:
        one = observations.of_event(event, "")
        if one.day and one.happened:
            volume[one.day] += 1
            types[one.day][one.type] += 1
            for pair in ((x, y) for x in one.actors for y in (one.recipients or one.actors) if x != y):
                earliest[pair] = min(one.day, earliest.get(pair, one.day))
    return Around(
        volume=dict(volume),
        types={day: dict(counts) for day, counts in types.items()},
        pairs=dict(collections.Counter(earliest.values())),
    )


def read_ledger(where: str | Path, a: str, b: str) -> Material:
    """All that the ledger holds on the pair. Raises LedgerError where there is no ledger."""
    from verbale.ledger import Ledger

    with Ledger(where, create=False) as book:
        found, everything = book.events(between=(a, b)), book.events()
        told = dict.fromkeys(claim for event in found for claim in event.claims)
        claims = tuple(book.claim(claim) for claim in told)
        # Only the stories that tell of the pair: a ledger may hold more text than fits into memory.
        stories = tuple(book.coding(story).story for story in dict.fromkeys(claim.story for claim in claims))
    return material(str(where), a, b, found, around(everything), claims, stories)


def of_coding(coding: Coding, a: str, b: str) -> Material:
    """The same from one coded story, without a ledger."""
    ours = [event for event in coding.events if observations.of_event(event, "").direction(a, b)]
    claims = tuple(c for c in coding.claims if {a, b} <= c.codes or any(c.id in e.claims for e in ours))
    return material(coding.story.name, a, b, ours, around(coding.events), claims, (coding.story,))


def material(
    where: str,
    a: str,
    b: str,
    found: Sequence[Event],
    whole: Around,
    claims: tuple[Claim, ...],
    stories: tuple[Story, ...],
) -> Material:
    """What is known of a pair: its events, the claims and stories that tell of them, and the volume of all pairs."""
    from verbale.events import find_transfers, find_treaties

    seen = [observations.of_event(event, scales.quad_of(event.type.value)) for event in found]
    treaties = find_treaties(stories, (c for c in claims if {a, b} <= c.codes))
    return Material(
        where=where,
        kind="ledger",
        observations=observations.between(seen, a, b),
        volume=whole.volume,
        types=whole.types,
        pairs=whole.pairs,
        events=tuple(found),
        claims=claims,
        stories=stories,
        treaties=treaties,
        transfers=find_transfers(stories, claims, found),
    )
