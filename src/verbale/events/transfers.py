"""Events of giving, lending, selling and exchange -> transfers: what went, or is to go, from whom to whom."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from verbale.events.kinds import HOLDERS, kind_of
from verbale.events.sides import giving_sides, promised_words
from verbale.events.wording import content_words, item_text, parties, quoted, tables
from verbale.record import Claim, Event, EventType, Figure, Status, Story, Transfer

_MOVING = frozenset({EventType.AID, EventType.COOPERATE})
# Of these only what is of a known kind: "agreed on talks" and "withdrew from two posts" move nothing.
_MAYBE = frozenset({EventType.AGREE, EventType.RETREAT})
_MUTUAL = frozenset({EventType.COOPERATE, EventType.RETREAT})
_Way = tuple[tuple[str, ...], tuple[str, ...]]  # giver, receiver
_SIZES = frozenset({"m", "km", "cm", "mm", "ft", "mi", "in", "yd"})  # "a 24-metre obelisk": no amount of obelisks
_COUNTABLE = frozenset({"animals", "arms", "people"})


def find_transfers(stories: Iterable[Story], claims: Iterable[Claim], events: Sequence[Event]) -> tuple[Transfer, ...]:
    """The transfers among the events, in the events' order. Events that name no thing give none.

    AID and COOPERATE with a recipient go from actor to recipient, and so do a promise (AGREE, always `planned`) and
    what is given back or set free (RETREAT). COOPERATE of two actors without recipient is an exchange whose direction
    is not told: it gives one transfer each way, marked `mutual`. `basis` says on what terms: a loan is no gift.
    """
    texts = {story.id: story for story in stories}
    known = {claim.id: claim for claim in claims}
    found: list[Transfer] = []
    for event in events:
        told = [known[c] for c in event.claims if c in known]
        items = tuple(f for claim in told for f in _items(texts.get(claim.story), claim))
        kinds = tuple(sorted({kind for f in items if (kind := kind_of(f.item, f.unit)) is not None}))
        if (event.type in _MOVING and items) or (event.type in _MAYBE and kinds):
            basis = _basis(event, texts, told)
            found.extend(
                _transfer(event, way, items, kinds, basis) for way in _ways(event, _turned(event, texts, told))
            )
    return tuple(found)


def both_ways(transfers: Iterable[Transfer], a: str, b: str) -> tuple[tuple[Transfer, ...], tuple[Transfer, ...]]:
    """The transfers from a to b, and those from b to a."""
    told = tuple(transfers)
    return (
        tuple(t for t in told if a in t.giver and b in t.receiver),
        tuple(t for t in told if b in t.giver and a in t.receiver),
    )


def _turned(event: Event, stories: Mapping[str, Story], claims: Iterable[Claim]) -> _Way | None:
    """(giver, receiver) where the event's own claim tells them from the receiver's side; else None."""
    for claim in claims:
        if (parties(claim.actors), parties(claim.recipients)) == (event.actors, event.recipients):
            giver, receiver = giving_sides(stories.get(claim.story), claim)
            return parties(giver), parties(receiver)
    return None


def _ways(event: Event, turned: _Way | None) -> list[_Way]:
    if event.recipients:
        return [turned or (event.actors, event.recipients)]
    if event.type in _MUTUAL and len(event.actors) == 2:  # of three, who gave to whom is not told
        a, b = event.actors
        return [((a,), (b,)), ((b,), (a,))]
    return []


def _basis(event: Event, stories: Mapping[str, Story], claims: Iterable[Claim]) -> str:
    """On what terms it goes: the first of words.toml's terms for which any claim has a word; else by type."""
    words: set[str] = set()
    for claim in claims:
        story = stories.get(claim.story)
        words |= content_words(
            f"{quoted(story, claim.trigger)} {item_text(story, claim)} {promised_words(story, claim)}"
        )
    if not event.recipients:
        return "exchange"
    for basis, marks in tables()["basis"].items():
        if words.intersection(marks):
            return str(basis)
    if event.type is EventType.RETREAT and event.mode == "release" and event.recipients:
        return "return"
    if event.type in _MUTUAL:
        return "unspecified" if event.recipients else "exchange"
    return "gift"


def _transfer(
    event: Event,
    way: _Way,
    items: tuple[Figure, ...],
    kinds: tuple[str, ...],
    basis: str,
) -> Transfer:
    promised = event.type is EventType.AGREE and event.status is not Status.HYPOTHETICAL
    return Transfer(
        event=event.id,
        giver=way[0],
        receiver=way[1],
        items=items,
        date=None if promised and event.status is not Status.PLANNED else event.date,
        status=Status.PLANNED if promised else event.status,
        standing=event.standing,
        mutual=not event.recipients,
        claims=event.claims,
        kinds=kinds,
        basis=basis,
    )


def _items(story: Story | None, claim: Claim) -> list[Figure]:
    """The claim's figures; the words of its object, without figure, where it counts nothing."""
    counted = [a for a in claim.amounts if a.unit not in _SIZES]
    if counted:
        return [Figure(claim.id, a.item or item_text(story, claim), a.low, a.high, a.unit) for a in counted]
    words = item_text(story, claim)
    one = (
        1.0
        if words.casefold().startswith(("a ", "an ", "the first ")) and kind_of(words) in _COUNTABLE and _single(words)
        else None
    )
    return [Figure(claim.id, words, one, one, None)] if words else []


def _single(words: str) -> bool:
    """Whether "a ..." counts one: "a young elephant" does, "a group of elephants" does not."""
    return " of " not in words and not content_words(words) & HOLDERS
