"""Claims of one story -> its events. The result does not depend on the order in which the claims come."""
from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import TypeVar

from verbale.events import same, standing
from verbale.events.summary import summary
from verbale.events.wording import item_text, parties
from verbale.record import Claim, Event, Figure, Interval, Polarity, Story, claim_id

# A claim is compared with at most this many claims before it of the same type: a story of thousands stays linear.
REACH = 100

Value = TypeVar("Value")


def merge(story: Story, claims: Sequence[Claim], names: Mapping[str, str] | None = None) -> tuple[Event, ...]:
    """The events that the story's claims speak of, in the order of their first claim.

    `names` gives English names of codes for the summary line; a code without a name stands for itself.
    """
    ordered = sorted({c.id: c for c in claims}.values(), key=_position)
    return tuple(_event(story, group, names or {}) for group in groups([same.told(story, c) for c in ordered], ordered))


def groups(told: Sequence[same.Told], claims: Sequence[Claim]) -> list[list[Claim]]:
    """The claims grouped by happening; `told[i]` is what of `claims[i]` is compared. The best pairs are joined first.

    Two groups join only if no claim of one is ruled out by a claim of the other: a claim without date may
    fit two dates, but never makes one event of them.
    """
    group = {i: [i] for i in range(len(told))}
    home = list(range(len(told)))
    for _, i, j in sorted(_pairs(told), key=lambda pair: (-pair[0], pair[2] - pair[1], pair[1])):
        a, b = home[i], home[j]
        if a == b or any(same.cannot(told[x], told[y]) for x in group[a] for y in group[b]):
            continue
        keep, drop = min(a, b), max(a, b)
        for member in group[drop]:
            home[member] = keep
        group[keep] = sorted(group[keep] + group.pop(drop))
    return [[claims[i] for i in members] for members in sorted(group.values())]


def _pairs(told: Sequence[same.Told]) -> Iterator[tuple[float, int, int]]:
    """(score, i, j) with i < j of all pairs that may be one happening."""
    before: dict[str, list[int]] = {}
    for j, claim in enumerate(told):
        earlier = before.setdefault(same.family(claim.type), [])
        for i in earlier[-REACH:]:
            score = same.score(told[i], claim)
            if score >= same.THRESHOLD:
                yield score, i, j
        earlier.append(j)


def _position(claim: Claim) -> tuple[int, int, str]:
    return claim.span.start, claim.trigger.start, claim.id


def _event(story: Story, claims: list[Claim], names: Mapping[str, str]) -> Event:
    asserted = [c for c in claims if c.polarity is Polarity.POSITIVE] or claims
    lead = _lead(asserted)
    actors, recipients = parties(lead.actors), parties(lead.recipients)
    derived = standing.derive(lead.event, actors, recipients, claims)
    event = Event(
        id=claim_id("event", claims[0].id), type=lead.event,
        mode=next((c.mode for c in asserted if c.mode and c.event is lead.event), None),
        actors=actors, recipients=recipients, date=_date(asserted) or _date(claims),
        place=next((c.place for c in (*asserted, *claims) if c.place), None),
        status=_commonest(c.status for c in asserted),
        standing=derived.standing, claims=tuple(c.id for c in claims), reports=len(claims), origins=derived.origins,
        figures=figures(claims), asserted_by=derived.asserted_by, denied_by=derived.denied_by,
        item=next((text for c in (*asserted, *claims) if (text := item_text(story, c))), None),
        treaty=next((c.treaty for c in (*asserted, *claims) if c.treaty), None),
    )
    return summary(event, names)


def _lead(claims: list[Claim]) -> Claim:
    """The claim that gives type and parties: of the commonest type, with both sides told if any has them, the first."""
    common = _commonest(c.event for c in claims)
    fit = [c for c in claims if c.event is common]
    return next((c for c in fit if c.recipients), fit[0])


def _commonest(values: Iterable[Value]) -> Value:
    """The value that most claims tell; the first told of equals."""
    return Counter(values).most_common(1)[0][0]


def _date(claims: list[Claim]) -> Interval | None:
    """The days on which all dated claims agree; they overlap in pairs, and so all together."""
    dates = [c.date for c in claims if c.date is not None]
    return (max(d[0] for d in dates), min(d[1] for d in dates)) if dates else None


def figures(claims: Sequence[Claim]) -> tuple[Figure, ...]:
    """Each claim's figures, side by side."""
    return tuple(Figure(c.id, a.item, a.low, a.high, a.unit) for c in claims for a in c.amounts)
