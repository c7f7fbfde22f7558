"""Merging across stories for an events room that merges only within one: to go when `events.merge` takes many."""
from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

from verbale.events import same, standing
from verbale.events.merge import figures
from verbale.events.summary import summary
from verbale.events.wording import item_text, parties
from verbale.record import Claim, Event, Polarity, Story, claim_id

REACH = 100  # a claim is compared with at most this many before it: a block of thousands stays linear
Verdicts = Mapping[frozenset[str], bool]


def merged(
    stories: Mapping[str, Story], claims: Iterable[Claim], verdicts: Verdicts, names: Mapping[str, str],
) -> list[Event]:
    """Events of claims of several stories, by their first claims: published first, then by place in the text."""
    ordered = sorted({c.id: c for c in claims}.values(), key=lambda c: _position(stories[c.story], c))
    return [_event(stories, group, names) for group in _groups(stories, ordered, verdicts)]


def _position(story: Story, claim: Claim) -> tuple[str, str, int, int, str]:
    day = story.published.isoformat() if story.published else "9999"
    return day, story.id, claim.span.start, claim.trigger.start, claim.id


def _groups(stories: Mapping[str, Story], claims: Sequence[Claim], verdicts: Verdicts) -> list[list[Claim]]:
    """The claims by event: what a person joined first, then the best pairs, against no person's word."""
    told = [same.told(stories[c.story], c) for c in claims]
    group = {i: [i] for i in range(len(claims))}
    kin: dict[int, tuple[int, ...]] = {}
    home = list(range(len(claims)))

    def word(i: int, j: int) -> bool | None:
        return verdicts.get(frozenset((claims[i].id, claims[j].id)))

    def barred(i: int, j: int) -> bool:
        said = word(i, j)
        return same.cannot(told[i], told[j]) if said is None else not said

    def ruled_out(x: int, y: int) -> bool:
        """Whether a claim is barred from another and from all that a person joined to it."""
        return word(x, y) is False or all(barred(p, q) for p in kin.get(x, (x,)) for q in kin.get(y, (y,)))

    def join(i: int, j: int, *, forced: bool) -> None:
        a, b = home[i], home[j]
        if a == b or any(word(x, y) is False if forced else ruled_out(x, y) for x in group[a] for y in group[b]):
            return
        keep, drop = min(a, b), max(a, b)
        for member in group[drop]:
            home[member] = keep
        group[keep] = sorted(group[keep] + group.pop(drop))

    place = {c.id: n for n, c in enumerate(claims)}
    said_one = [sorted(place[name] for name in pair if name in place) for pair, one in verdicts.items() if one]
    for i, j in sorted(pair for pair in said_one if len(pair) == 2):
        join(i, j, forced=True)
    kin = {i: tuple(members) for members in group.values() if len(members) > 1 for i in members}
    for _, i, j in sorted(_pairs(told), key=lambda pair: (-pair[0], pair[2] - pair[1], pair[1])):
        join(i, j, forced=False)
    return [[claims[i] for i in members] for members in sorted(group.values())]


def _pairs(told: Sequence[same.Told]) -> Iterable[tuple[float, int, int]]:
    before: dict[str, list[int]] = {}
    for j, claim in enumerate(told):
        earlier = before.setdefault(same.family(claim.type), [])
        for i in earlier[-REACH:]:
            score = same.score(told[i], claim)
            if score >= same.THRESHOLD:
                yield score, i, j
        earlier.append(j)


def _event(stories: Mapping[str, Story], claims: list[Claim], names: Mapping[str, str]) -> Event:
    """As events.merge makes the event of one story's claims."""
    asserted = [c for c in claims if c.polarity is Polarity.POSITIVE] or claims
    common = Counter(c.event for c in asserted).most_common(1)[0][0]
    fit = [c for c in asserted if c.event is common]
    lead = next((c for c in fit if c.recipients), fit[0])
    actors, recipients = parties(lead.actors), parties(lead.recipients)
    derived = standing.derive(lead.event, actors, recipients, claims)
    dates = [c.date for c in asserted if c.date] or [c.date for c in claims if c.date]
    first = max((d[0] for d in dates), default=None)
    last = min((d[1] for d in dates), default=None)
    both = (*asserted, *claims)
    event = Event(
        id=claim_id("event", claims[0].id), type=lead.event,
        mode=next((c.mode for c in asserted if c.mode and c.event is lead.event), None),
        actors=actors, recipients=recipients,
        date=(min(first, last), max(first, last)) if first and last else None,
        place=next((c.place for c in both if c.place), None),
        status=Counter(c.status for c in asserted).most_common(1)[0][0],
        standing=derived.standing, claims=tuple(c.id for c in claims), reports=len(claims), origins=derived.origins,
        figures=figures(claims), asserted_by=derived.asserted_by, denied_by=derived.denied_by,
        item=next((told for c in both if (told := item_text(stories[c.story], c))), None),
        treaty=next((c.treaty for c in both if c.treaty), None),
    )
    return summary(event, names)
