"""Events of giving and exchange -> transfers: what went from whom to whom, with each claim's figures."""
from __future__ import annotations

from collections.abc import Iterable, Sequence

from verbale.events.wording import item_text
from verbale.record import Claim, Event, EventType, Figure, Story, Transfer

_KINDS = frozenset({EventType.AID, EventType.COOPERATE})


def find_transfers(stories: Iterable[Story], claims: Iterable[Claim], events: Sequence[Event]) -> tuple[Transfer, ...]:
    """The transfers among the events, in the events' order. Events that name no thing give none.

    AID and COOPERATE with a recipient go from actor to recipient. COOPERATE of two actors without
    recipient is an exchange whose direction is not told: it gives one transfer each way, marked `mutual`.
    """
    texts = {story.id: story for story in stories}
    known = {claim.id: claim for claim in claims}
    found: list[Transfer] = []
    for event in events:
        items = tuple(f for c in event.claims if c in known for f in _items(texts.get(known[c].story), known[c]))
        if event.type in _KINDS and items:
            found.extend(_transfer(event, giver, receiver, items) for giver, receiver in _ways(event))
    return tuple(found)


def both_ways(transfers: Iterable[Transfer], a: str, b: str) -> tuple[tuple[Transfer, ...], tuple[Transfer, ...]]:
    """The transfers from a to b, and those from b to a."""
    told = tuple(transfers)
    return (
        tuple(t for t in told if a in t.giver and b in t.receiver),
        tuple(t for t in told if b in t.giver and a in t.receiver),
    )


def _ways(event: Event) -> list[tuple[tuple[str, ...], tuple[str, ...]]]:
    if event.recipients:
        return [(event.actors, event.recipients)]
    if event.type is EventType.COOPERATE and len(event.actors) == 2:  # of three, who gave to whom is not told
        a, b = event.actors
        return [((a,), (b,)), ((b,), (a,))]
    return []


def _transfer(event: Event, giver: tuple[str, ...], receiver: tuple[str, ...], items: tuple[Figure, ...]) -> Transfer:
    return Transfer(
        event=event.id, giver=giver, receiver=receiver, items=items, date=event.date, status=event.status,
        standing=event.standing, mutual=not event.recipients, claims=event.claims,
    )


def _items(story: Story | None, claim: Claim) -> list[Figure]:
    """The claim's figures; the words of its object, without figure, where it counts nothing."""
    if claim.amounts:
        return [Figure(claim.id, a.item or item_text(story, claim), a.low, a.high, a.unit) for a in claim.amounts]
    words = item_text(story, claim)
    return [Figure(claim.id, words, None, None, None)] if words else []
