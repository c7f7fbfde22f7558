"""The ledger as the analysis sees it; the one module of this room that knows it."""

from __future__ import annotations

import collections
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from verbale.analysis import observations, scales
from verbale.analysis.observations import Date, Material
from verbale.record import Claim, Coding, Event, Story, Treaty

if TYPE_CHECKING:
    from verbale.ledger import Ledger


class Around(msgspec.Struct, frozen=True, kw_only=True):
    """What a ledger holds of all pairs together, by day; see `Material`. `steps`: events in the life of a treaty."""

    volume: dict[Date, int]
    types: dict[Date, dict[str, int]]
    pairs: dict[Date, int]
    steps: tuple[Event, ...] = ()


def around(everything: Iterable[Event]) -> Around:
    """The volume of all events."""
    volume: collections.Counter[Date] = collections.Counter()
    types: collections.defaultdict[Date, collections.Counter[str]] = collections.defaultdict(collections.Counter)
    earliest: dict[tuple[str, str], Date] = {}
    steps: list[Event] = []
    for event in everything:
        if event.treaty:
            steps.append(event)
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
        steps=tuple(steps),
    )


def read_ledger(where: str | Path, a: str, b: str) -> Material:
    """All that the ledger holds on the pair. Raises LedgerError where there is no ledger."""
    from verbale.ledger import Ledger

    with Ledger(where, create=False) as book:
        return read(book, str(where), a, b, around(book.events()))


def read(book: Ledger, where: str, a: str, b: str, whole: Around) -> Material:
    """The same of a ledger that is open; `where` is how it is called, `whole` what it holds of all pairs."""
    found = book.events(between=(a, b))
    claims = tuple(book.claims_of(list(dict.fromkeys(claim for event in found for claim in event.claims))))
    # Only the stories that tell of the pair: a ledger may hold more text than fits into memory.
    told = list(dict.fromkeys(claim.story for claim in claims))
    kept = book.stories_of(told)
    stories = tuple(kept[name] for name in told)
    treaties = treaties_in(book, whole, stories, a, b)
    return material(where, a, b, found, whole, claims, stories, treaties)


def of_coding(coding: Coding, a: str, b: str) -> Material:
    """The same from one coded story, without a ledger."""
    ours = [event for event in coding.events if observations.of_event(event, "").direction(a, b)]
    claims = tuple(c for c in coding.claims if {a, b} <= c.codes or any(c.id in e.claims for e in ours))
    treaties = _treaties(coding.claims, (coding.story,), lambda _: coding.story, a, b)
    return material(coding.story.name, a, b, ours, around(coding.events), claims, (coding.story,), treaties)


def treaties_in(book: Ledger, whole: Around, stories: Sequence[Story], a: str, b: str) -> tuple[Treaty, ...]:
    """The treaties of a pair in a ledger.

    A treaty's later steps often name one party only, and then its other treaties must be weighed too.
    """
    steps = dict.fromkeys(c for e in whole.steps if {a, b} & {*e.actors, *e.recipients} for c in e.claims)
    return _treaties(tuple(book.claim(step) for step in steps), stories, lambda s: book.coding(s).story, a, b)


def _treaties(
    claims: Sequence[Claim], known: Sequence[Story], story: Callable[[str], Story], a: str, b: str
) -> tuple[Treaty, ...]:
    """The treaties that both are parties to, from the claims that either has a part in."""
    from verbale.events import find_treaties

    stories = {one.id: one for one in known}
    for claim in claims:
        if claim.story not in stories:
            stories[claim.story] = story(claim.story)
    return tuple(t for t in find_treaties(stories.values(), claims) if {a, b} <= set(t.parties))


def material(
    where: str,
    a: str,
    b: str,
    found: Sequence[Event],
    whole: Around,
    claims: tuple[Claim, ...],
    stories: tuple[Story, ...],
    treaties: tuple[Treaty, ...],
) -> Material:
    """What is known of a pair: its events, the claims and stories that tell of them, and the volume of all pairs."""
    from verbale.events import find_transfers

    seen = [observations.of_event(event, scales.quad_of(event.type.value)) for event in found]
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
