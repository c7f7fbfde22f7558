"""The claims of one happening -> its event: what most of them tell, figures side by side, where it stands."""

from __future__ import annotations

import datetime
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import TypeVar

from verbale.events import standing
from verbale.events.provenance import Provenance
from verbale.events.summary import summary
from verbale.events.wording import item_text, parties
from verbale.record import Claim, Event, Figure, Interval, Join, Polarity, Story, claim_id

Value = TypeVar("Value")


def position(story: Story | None, claim: Claim) -> tuple[datetime.date, int, str, int, int, str]:
    """Where a claim stands among all: by day of publication (unknown last), story and place in it.

    Of one day the shorter story comes first: a copy carries at least the words that it copies.
    """
    day = story.published if story is not None and story.published else datetime.date.max
    return (
        day,
        len(story.text) if story is not None else 0,
        claim.story,
        claim.span.start,
        claim.trigger.start,
        claim.id,
    )


def event_of(
    stories: Mapping[str, Story],
    homes: Mapping[str, Provenance],
    claims: Sequence[Claim],
    names: Mapping[str, str],
    joins: tuple[Join, ...] = (),
) -> Event:
    """The event of these claims, which stand in the order of `position`."""
    asserted = [c for c in claims if c.polarity is Polarity.POSITIVE] or list(claims)
    lead = _lead(asserted)
    actors, recipients = parties(lead.actors), parties(lead.recipients)
    derived = standing.derive(lead.event, actors, recipients, claims, stories=stories, homes=homes)
    item = next((text for c in (*asserted, *claims) if (text := item_text(stories.get(c.story), c))), None)
    event = Event(
        id=claim_id("event", claims[0].id),
        type=lead.event,
        mode=next((c.mode for c in asserted if c.mode and c.event is lead.event), None),
        actors=actors,
        recipients=recipients,
        date=_date(asserted) or _date(claims),
        place=_told((c.place for c in asserted), (c.place for c in claims)),
        status=_commonest(c.status for c in asserted),
        standing=derived.standing,
        claims=tuple(c.id for c in claims),
        reports=len(claims),
        origins=derived.origins,
        figures=figures(claims),
        asserted_by=derived.asserted_by,
        denied_by=derived.denied_by,
        item=item,
        treaty=next((c.treaty for c in (*asserted, *claims) if c.treaty), None),
        joins=joins,
        stories=len({c.story for c in claims}),
        origin_reasons=derived.reasons,
    )
    return summary(event, names)


def _told(*values: Iterable[str | None]) -> str | None:
    """The commonest value of the first series that has any."""
    for series in values:
        known = [value for value in series if value]
        if known:
            return _commonest(known)
    return None


def _lead(claims: Sequence[Claim]) -> Claim:
    """The claim that gives type and parties: of the commonest type, with both sides told if any has them, the first."""
    common = _commonest(c.event for c in claims)
    fit = [c for c in claims if c.event is common]
    return next((c for c in fit if c.recipients), fit[0])


def _commonest(values: Iterable[Value]) -> Value:
    """The value that most claims tell; the first told of equals."""
    return Counter(values).most_common(1)[0][0]


def _date(claims: Sequence[Claim]) -> Interval | None:
    """The days on which all dated claims agree; where outlets differ by a day, what most of them tell."""
    dates = [c.date for c in claims if c.date is not None]
    if not dates:
        return None
    first, last = max(d[0] for d in dates), min(d[1] for d in dates)
    return (first, last) if first <= last else _commonest(dates)


def figures(claims: Sequence[Claim]) -> tuple[Figure, ...]:
    """Each claim's figures, side by side."""
    return tuple(Figure(c.id, a.item, a.low, a.high, a.unit) for c in claims for a in c.amounts)
