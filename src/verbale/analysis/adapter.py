"""The ledger as the analysis sees it; the one module of this room that knows it."""

from __future__ import annotations

import collections
from pathlib import Path

from verbale.analysis import observations, scales
from verbale.analysis.observations import Date, Material
from verbale.record import Claim, Coding, Event, Story


def read_ledger(where: str | Path, a: str, b: str) -> Material:
    """All that the ledger holds on the pair. Raises LedgerError where there is no ledger."""
    from verbale.ledger import Ledger

    with Ledger(where, create=False) as book:
        found, everything = book.events(between=(a, b)), book.events()
        told, texts = book.claims(), book.stories()
    wanted = {claim for event in found for claim in event.claims}
    # A treaty or a transfer may be told in claims whose event names one party only by office; take all of the pair's.
    claims = tuple(c for c in told if c.id in wanted or {a, b} <= c.codes)
    homes = {claim.story for claim in claims}
    stories = tuple(story for story in texts if story.id in homes)
    return _material(str(where), a, b, found, everything, claims, stories)


def of_coding(coding: Coding, a: str, b: str) -> Material:
    """The same from one coded story, without a ledger."""
    ours = [event for event in coding.events if observations.of_event(event, "").direction(a, b)]
    claims = tuple(c for c in coding.claims if {a, b} <= c.codes or any(c.id in e.claims for e in ours))
    return _material(coding.story.name, a, b, ours, list(coding.events), claims, (coding.story,))


def _material(
    where: str,
    a: str,
    b: str,
    found: list[Event],
    everything: list[Event],
    claims: tuple[Claim, ...],
    stories: tuple[Story, ...],
) -> Material:
    from verbale.events import find_transfers, find_treaties

    seen = [observations.of_event(event, scales.quad_of(event.type.value)) for event in found]
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
    treaties = find_treaties(stories, (c for c in claims if {a, b} <= c.codes))
    return Material(
        where=where,
        kind="ledger",
        observations=observations.between(seen, a, b),
        volume=dict(volume),
        types={day: dict(counts) for day, counts in types.items()},
        pairs=dict(collections.Counter(earliest.values())),
        events=tuple(found),
        claims=claims,
        stories=stories,
        treaties=treaties,
        transfers=find_transfers(stories, claims, found),
    )
