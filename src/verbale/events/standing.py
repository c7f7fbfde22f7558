"""Where an event stands across its claims.

A *voice* is who says so: a source's code, or its words where uncoded; "" is the outlet's own voice, used where a
claim names no source. The *parties* are the codes of the event's actors and recipients; a voice is a party if its code
is among them. A claim with `+` asserts, one with `-` denies; a hypothetical claim with `+` asserts nothing. A claim
*confirms* where it asserts as certain.

The standing is the first of these that holds:

1. denied by all: every party denies it and no party asserts it; or only outsiders speak of it, and all of them deny it;
2. contested: a party denies it and someone (the outlet included) asserts it;
3. denied by a party: a party denies it and nobody asserts it;
4. confirmed independently: two named voices that are not parties confirm it, or one such voice and a party that may
   confirm it, in either case apart from one another (unnamed sources and the outlet are not named voices);
5. confirmed by a party: a party that may confirm it does so. In conflict only the doer may: the word of the
   recipient is an accusation. In cooperation either side may;
6. reported: everything else.

Voices that stand together in one claim (a joint statement, "A confirmed what B said") are one *origin*: they do not
confirm one another. The outlet's own voice is an origin.

Before all of these stands "retracted": every named voice that asserted it denies it in a story published later. A
denial never turns an event into one that did not happen: the event stays, and its standing says who denies it.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Mapping, Sequence

import msgspec

from verbale.events.provenance import Provenance, origin, voice
from verbale.events.wording import tables
from verbale.record import Certainty, Claim, EventType, Polarity, SourceKind, Standing, Status, Story

OUTLET = ""


class Derived(msgspec.Struct, frozen=True, kw_only=True):
    """What follows from all claims of an event; `origins` counts the voices that speak apart from one another."""

    standing: Standing
    asserted_by: tuple[str, ...]
    denied_by: tuple[str, ...]
    origins: int
    reasons: tuple[str, ...] = ()


def derive(
    kind: EventType,
    actors: Sequence[str],
    recipients: Sequence[str],
    claims: Iterable[Claim],
    *,
    stories: Mapping[str, Story] | None = None,
    homes: Mapping[str, Provenance] | None = None,
) -> Derived:
    """Standing and voices of an event of this type between these parties.

    `stories` and `homes` (whose words each story holds) are needed only where the claims are of several stories.
    """
    told = tuple(claims)
    stories, homes = stories or {}, homes or {}
    asserting = [c for c in told if c.polarity is Polarity.POSITIVE and c.status is not Status.HYPOTHETICAL]
    asserted = _voices(asserting)
    denied = _voices(c for c in told if c.polarity is Polarity.NEGATIVE)
    confirmed = _origins(filter(None, (_named(c) for c in asserting if c.certainty is Certainty.CERTAIN)))
    conflict = kind.value in tables()["conflict"]
    parties = {*actors, *recipients}
    may_confirm = set(actors) if conflict else parties
    standing = _standing(parties, may_confirm, asserted, denied, confirmed)
    if _taken_back(told, stories):
        standing = Standing.RETRACTED
    ids = dict.fromkeys(claim.story for claim in told)
    return Derived(
        standing=standing,
        asserted_by=tuple(sorted(asserted)),
        denied_by=tuple(sorted(denied)),
        origins=len(_origins(set(origin(stories.get(claim.story), claim, homes)) for claim in told)),
        reasons=tuple(f"story {i}: {why}" for i in ids if i in homes for why in homes[i].reasons),
    )


def _taken_back(claims: Sequence[Claim], stories: Mapping[str, Story]) -> bool:
    """Whether all named voices that asserted it denied it in a later story, and nobody else asserts it.

    Outlets may repeat what a voice said; their own voice does not uphold it.
    """
    last: dict[str, tuple[datetime.date, Polarity]] = {}
    first: dict[str, datetime.date] = {}
    for claim in claims:
        day = stories[claim.story].published if claim.story in stories else None
        if day is None:
            continue
        for said in filter(None, _voices([claim])):
            if said not in last or day >= last[said][0]:
                last[said] = (day, claim.polarity)
            if claim.polarity is Polarity.POSITIVE:
                first[said] = min(day, first.get(said, day))
    return bool(first) and all(
        last[said][1] is Polarity.NEGATIVE and last[said][0] > day for said, day in first.items()
    )


def _voices(claims: Iterable[Claim]) -> set[str]:
    return {v for claim in claims for v in (map(voice, claim.sources) if claim.sources else (OUTLET,))}


def _named(claim: Claim) -> set[str]:
    return {voice(s) for s in claim.sources if s.kind is not SourceKind.UNNAMED}


def _origins(together: Iterable[set[str]]) -> list[set[str]]:
    """Sets of voices, those that ever speak together put into one set."""
    apart: list[set[str]] = []
    for voices in together:
        touched = [known for known in apart if known & voices]
        apart = [known for known in apart if not known & voices] + [voices.union(*touched)]
    return apart


def _standing(
    parties: set[str],
    may_confirm: set[str],
    asserted: set[str],
    denied: set[str],
    confirmed: list[set[str]],
) -> Standing:
    if denied and parties <= denied and not parties & asserted:
        return Standing.DENIED_BY_ALL
    if denied & parties:
        return Standing.CONTESTED if asserted else Standing.DENIED_BY_PARTY
    if denied and not asserted:
        return Standing.DENIED_BY_ALL
    outsiders = sum(not origin & parties for origin in confirmed)
    by_party = any(origin & may_confirm for origin in confirmed)
    if outsiders > 1 or (outsiders and by_party):
        return Standing.CONFIRMED_INDEPENDENTLY
    return Standing.CONFIRMED_BY_PARTY if by_party else Standing.REPORTED
