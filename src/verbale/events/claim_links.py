"""How claims of one event answer one another: denies, confirms, repeats, updates, corrects.

Each claim but the first is linked to one earlier claim (by day of publication, story, place). A claim that opens an
event may also answer one of another event of its story, where type and parties are the same and no day, place or thing
speaks against it: two tellings that are too unlike to be counted as one happening still answer one another.
- a denial *denies* the first claim that asserts the event, also where it stands before that claim;
- a claim whose figure differs from the last one told of the same thing *updates* it, or *corrects* it where its words
  say so ("corrected", "revised") or where the same voice gives less than before;
- a named voice that asserts it as certain and has not spoken before *confirms* it;
- everything else *repeats* the first.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

import msgspec

from verbale.events.gather import position
from verbale.events.kinds import kind_of
from verbale.events.provenance import voice
from verbale.events.wording import alike, content_words, item_words, parties, quoted, word_set
from verbale.record import Amount, Certainty, Claim, Event, EventType, Polarity, SourceKind, Status, Story

_AHEAD = frozenset({Status.PLANNED, Status.HYPOTHETICAL})


class ClaimLink(msgspec.Struct, frozen=True, order=True):
    """`first` does `kind` to `second`; both are ids of claims, `first` the one that answers."""

    first: str
    kind: str
    second: str


def claim_links(stories: Iterable[Story], claims: Iterable[Claim], events: Iterable[Event]) -> tuple[ClaimLink, ...]:
    """The links between the claims of each event, in the order of events and claims."""
    texts = {story.id: story for story in stories}
    known = {claim.id: claim for claim in claims}
    found: list[ClaimLink] = []
    openers: list[Claim] = []
    for event in events:
        told = sorted((known[c] for c in event.claims if c in known), key=lambda c: position(texts.get(c.story), c))
        found.extend(_links(texts, told))
        openers.extend(told[:1])
    openers.sort(key=lambda c: position(texts.get(c.story), c))
    found.extend(_between(texts, openers))
    return tuple(found)


def _between(stories: Mapping[str, Story], openers: Sequence[Claim]) -> Iterable[ClaimLink]:
    """Links from the first claim of an event to that of an earlier event of its story."""
    by_parties: dict[tuple[str, EventType, frozenset[str], frozenset[str]], list[Claim]] = {}
    for claim in openers:
        key = (claim.story, claim.event, frozenset(parties(claim.actors)), frozenset(parties(claim.recipients)))
        before = by_parties.setdefault(key, [])
        root = next((c for c in before if c.polarity is Polarity.POSITIVE and _retold(stories, c, claim)), None)
        if root is not None and claim.span != root.span:
            kind, other = _answer(stories, claim, root, [root], _voices(root))
            yield ClaimLink(claim.id, kind, other.id)
        before.append(claim)


def _retold(stories: Mapping[str, Story], first: Claim, second: Claim) -> bool:
    """Whether nothing that both tell differs: days in so many words, place, plan or deed, the thing."""
    dated = first.date and second.date and first.date_span and second.date_span
    if dated and first.date and second.date and max(first.date[0], second.date[0]) > min(first.date[1], second.date[1]):
        return False
    if first.place and second.place and first.place != second.place:
        return False
    if (first.status in _AHEAD) != (second.status in _AHEAD):
        return False
    things = [alike(item_words(stories.get(c.story), c)) for c in (first, second)]
    return not all(things) or bool(things[0] & things[1])


def _links(stories: Mapping[str, Story], claims: Sequence[Claim]) -> Iterable[ClaimLink]:
    root = next((c for c in claims if c.polarity is Polarity.POSITIVE), None)
    spoken: set[str] = set()
    for n, claim in enumerate(claims):
        if root is not None and claim is not root:
            kind, other = _answer(stories, claim, root, claims[:n], spoken)
            yield ClaimLink(claim.id, kind, other.id)
        spoken |= _voices(claim)


def _answer(
    stories: Mapping[str, Story], claim: Claim, root: Claim, before: Sequence[Claim], spoken: set[str]
) -> tuple[str, Claim]:
    if claim.polarity is Polarity.NEGATIVE:
        return "denies", root
    changed = _changed(claim, before)
    corrected = bool(content_words(quoted(stories.get(claim.story), claim.span)) & word_set("corrected"))
    if changed is not None:
        less = _voices(claim) == _voices(changed) and _total(claim) < _total(changed)
        return ("corrects" if corrected or less else "updates"), changed
    if corrected and before:
        return "corrects", root
    named = [s for s in claim.sources if s.kind not in {SourceKind.UNNAMED, SourceKind.MEDIA}]
    if named and claim.certainty is Certainty.CERTAIN and not _voices(claim) & spoken:
        return "confirms", root
    return "repeats", root


def _voices(claim: Claim) -> set[str]:
    return {voice(source) for source in claim.sources}


def _changed(claim: Claim, before: Sequence[Claim]) -> Claim | None:
    """The last claim before that gives another figure for the same thing; None where it agrees or gives none."""
    for other in reversed(before):
        pairs = [(a, b) for a in claim.amounts for b in other.amounts if _one_thing(a, b)]
        if pairs:
            return other if all((a.low, a.high) != (b.low, b.high) for a, b in pairs) else None
    return None


def _one_thing(a: Amount, b: Amount) -> bool:
    if a.unit != b.unit:
        return False
    first, second = alike(content_words(a.item)), alike(content_words(b.item))
    kind = kind_of(a.item)
    return bool(first & second) or (kind == "people" and kind == kind_of(b.item)) or "killed" in first | second


def _total(claim: Claim) -> float:
    return sum(a.low or a.high or 0.0 for a in claim.amounts)
