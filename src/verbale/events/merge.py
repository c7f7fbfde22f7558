"""Claims of one story or many -> events. The result does not depend on the order of stories or claims.

First the claims of each story are grouped (`same.py`), then the groups of different stories (`across.py`), both times
best pairs first; two groups join only if no claim of one is ruled out by a claim of the other. A person's judgements
come before any score.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

import msgspec

from verbale.events import across, blocks, same
from verbale.events.gather import event_of, figures, position
from verbale.events.judgements import Bonds, Judgement
from verbale.events.provenance import provenances
from verbale.events.same import Told
from verbale.record import Claim, Event, Join, Story, claim_id

__all__ = ["figures", "groups", "merge", "near", "places"]

# A claim is compared with at most this many claims before it of the same type: a story of thousands stays linear.
REACH = 100
# Of a happening told many times, so many different claims are compared with another's.
SAMPLE = 8


def merge(
    stories: Story | Iterable[Story],
    claims: Iterable[Claim],
    names: Mapping[str, str] | None = None,
    *,
    judgements: Iterable[Judgement] = (),
) -> tuple[Event, ...]:
    """The events that the claims speak of, in the order of their first claim (by day of publication, story, place).

    `names` gives English names of codes for the summary line; a code without a name stands for itself. `judgements` are
    a person's decisions, oldest first. An event's id is that of its first claim's event within its own story; `joins`
    tells which events of single stories were joined, why, and how sure the coder is.
    """
    texts = {story.id: story for story in ([stories] if isinstance(stories, Story) else stories)}
    ordered = sorted({c.id: c for c in claims}.values(), key=lambda c: position(texts.get(c.story), c))
    bonds = Bonds(judgements, ordered)
    told = {c.id: same.told(texts.get(c.story), c) for c in ordered}
    parts = [part for own in _by_story(ordered) for part in groups([told[c.id] for c in own], own, bonds)]
    homes = provenances(texts.values())
    events = []
    for members, joins in _across(parts, told, bonds):
        group = sorted((c for n in members for c in parts[n]), key=lambda c: position(texts.get(c.story), c))
        events.append((group, joins))
    events.sort(key=lambda pair: position(texts.get(pair[0][0].story), pair[0][0]))
    return tuple(event_of(texts, homes, group, names or {}, joins) for group, joins in events)


def near(stories: Iterable[Story], claims: Iterable[Claim]) -> tuple[blocks.Near, ...]:
    """Where to look for claims that may be of one event with these, sorted.

    A ledger keeps each claim under its `places`. To add a story it takes every event that has a claim in a place with
    the same parties and overlapping days, and gives `merge` all claims of those events with the new ones: the events
    that come back take the place of those taken. All other events stay as they are.
    """
    return _places(stories, claims, blocks.near)


def places(stories: Iterable[Story], claims: Iterable[Claim]) -> tuple[blocks.Near, ...]:
    """Where these claims are kept, to be found by `near` of others; sorted."""
    return _places(stories, claims, blocks.kept)


def _places(
    stories: Iterable[Story], claims: Iterable[Claim], of: Callable[[Told], Iterable[blocks.Near]]
) -> tuple[blocks.Near, ...]:
    texts = {story.id: story for story in stories}
    return tuple(sorted({place for c in claims for place in of(same.told(texts.get(c.story), c))}))


def groups(told: Sequence[Told], claims: Sequence[Claim], bonds: Bonds | None = None) -> list[list[Claim]]:
    """The claims of one story grouped by happening; `told[i]` is what of `claims[i]` is compared.

    A claim without date may fit two dates, but never makes one event of them.
    """
    bonds = bonds or Bonds((), claims)
    number = {claim.id: i for i, claim in enumerate(claims)}
    must = [(number[a], number[b]) for a, b in bonds.same if a in number and b in number]

    def apart(i: int, j: int) -> bool:
        return bonds.apart((claims[i].id,), (claims[j].id,))

    scored = sorted(_pairs(told), key=lambda pair: (-pair[0], pair[2] - pair[1], pair[1]))
    found, _ = _joined(
        len(told), must, [(i, j) for _, i, j in scored], lambda i, j: same.cannot(told[i], told[j]), apart
    )
    return [[claims[i] for i in members] for members in found]


def _pairs(told: Sequence[Told]) -> Iterator[tuple[float, int, int]]:
    """(score, i, j) with i < j of all pairs of one story that may be one happening."""
    before: dict[str, list[int]] = {}
    for j, claim in enumerate(told):
        earlier = before.setdefault(same.family(claim.type), [])
        for i in earlier[-REACH:]:
            score = same.score(told[i], claim)
            if score >= same.THRESHOLD:
                yield score, i, j
        earlier.append(j)


def _by_story(claims: Iterable[Claim]) -> list[list[Claim]]:
    found: dict[str, list[Claim]] = {}
    for claim in claims:
        found.setdefault(claim.story, []).append(claim)
    return list(found.values())


class _Match(msgspec.Struct, frozen=True):
    """Two happenings of different stories that may be one."""

    score: float
    reasons: tuple[str, ...]
    pair: tuple[int, int]


def _across(
    parts: Sequence[Sequence[Claim]], told: Mapping[str, Told], bonds: Bonds
) -> Iterator[tuple[list[int], tuple[Join, ...]]]:
    """Numbers of the parts that are one event, with the joins that made it."""
    sides = [_sample([told[c.id] for c in part]) for part in parts]
    single = len({part[0].story for part in parts}) < 2
    pairs = () if single else blocks.candidates(sides)
    matches = {m.pair: m for pair in pairs if (m := _match(sides, pair)) is not None}
    home = {claim.id: n for n, part in enumerate(parts) for claim in part}
    must = [(home[a], home[b]) for a, b in bonds.same if home[a] != home[b]]
    ids = [[claim.id for claim in part] for part in parts]
    best = sorted(matches.values(), key=lambda m: (-m.score, m.pair[1] - m.pair[0], m.pair))
    found, made = _joined(
        len(parts),
        must,
        [m.pair for m in best],
        lambda i, j: any(across.cannot(a, b) for a in sides[i] for b in sides[j]),
        lambda i, j: bonds.apart(ids[i], ids[j]),
    )
    by_group: dict[int, list[Join]] = {}
    group_of = {n: g for g, members in enumerate(found) for n in members}
    for i, j, judged in made:
        match = matches.get((i, j))
        score, reasons = (match.score, match.reasons) if match and not judged else (1.0, ("judged",))
        first, second = (claim_id("event", parts[n][0].id) for n in (i, j))
        by_group.setdefault(group_of[i], []).append(Join(first, second, score, reasons))
    for g, members in enumerate(found):
        yield members, tuple(by_group.get(g, ()))


def _sample(told: list[Told]) -> list[Told]:
    """Some claims of a happening that stand for all, those that differ first."""
    if len(told) <= SAMPLE:
        return told
    kept = {(t.type, t.date, t.place, t.mode, t.denied, t.items): t for t in reversed(told)}
    return [t for t in told if any(t is k for k in kept.values())][:SAMPLE]


def _match(sides: Sequence[Sequence[Told]], pair: tuple[int, int]) -> _Match | None:
    """The best-matching claims of two happenings; None where too little matches or a claim rules it out."""
    best = _Match(0.0, (), pair)
    if sides[pair[0]][0].sentence[0] == sides[pair[1]][0].sentence[0]:
        return None  # the story's own words have kept them apart; only another story may bring them together
    for a in sides[pair[0]]:
        for b in sides[pair[1]]:
            score, reasons = across.score(a, b)
            if not score:
                return None
            if score > best.score:
                best = _Match(score, reasons, pair)
    return best if best.score >= across.THRESHOLD else None


def _joined(
    count: int,
    must: Iterable[tuple[int, int]],
    wanted: Iterable[tuple[int, int]],
    cannot: Callable[[int, int], bool],
    apart: Callable[[int, int], bool],
) -> tuple[list[list[int]], list[tuple[int, int, bool]]]:
    """Groups of 0..count-1, and the joins made, as (i, j, by judgement).

    `must` joins come first and heed only `apart`; of `wanted` those that no `cannot` of any two members forbids.
    """
    group = {i: [i] for i in range(count)}
    home = list(range(count))
    made: list[tuple[int, int, bool]] = []
    for pairs, judged in ((must, True), (wanted, False)):
        for i, j in pairs:
            a, b = home[i], home[j]
            if a == b or any(apart(x, y) or (not judged and cannot(x, y)) for x in group[a] for y in group[b]):
                continue
            keep, drop = min(a, b), max(a, b)
            for member in group[drop]:
                home[member] = keep
            group[keep] = sorted(group[keep] + group.pop(drop))
            made.append((min(i, j), max(i, j), judged))
    return sorted(group.values()), made
