"""One decision for each candidate, from what the frames found and what the event network reads between its parties."""

from __future__ import annotations

import functools
import itertools
import json
import math
from collections import defaultdict
from collections.abc import Iterable, Sequence
from importlib import resources
from typing import NamedTuple

import msgspec

from verbale.claims.find import Candidate
from verbale.claims.frames import SPEECH_TYPES, Frame, modes
from verbale.claims.network import JOINT, Query, Reading
from verbale.claims.pairs import Edge, Phrase, edges
from verbale.claims.slots import union
from verbale.claims.tree import Tree
from verbale.naming import mentions as m
from verbale.naming.mentions import Party
from verbale.naming.tables import DASHES
from verbale.record import EventType

COMPANION = 0.4  # share of the strongest edge that a coordinated party's edge needs to stand beside it
SURE_MODE = 0.6  # least share of a mode within its type
ALTERNATIVE = 0.55  # least probability of a second event of a pair; set on the annotated stories of training/
FLOOR = 1e-3


class Proposal(NamedTuple):
    """Edges of one type that make one event."""

    type: str
    actors: tuple[Party, ...]
    recipients: tuple[Party, ...]
    probability: float
    edges: tuple[Edge, ...]


class Weights(msgspec.Struct, frozen=True):
    """The logistic decision: weights of the features, in the order of their names, and the least probability."""

    names: tuple[str, ...]
    values: tuple[float, ...]
    least: float


class View(NamedTuple):
    """What the network reads in one sentence."""

    tree: Tree
    named: Sequence[Phrase]
    asked: Query
    readings: Sequence[Reading]
    types: Sequence[str]


TYPES = tuple(map(str, EventType))
NAMES = (
    "constant",
    "frame",
    "frame score",
    "read",
    "network",
    "network without way",
    "none",
    "other type",
    "only choice",
    "frame and network",
    "unread",
    "parties",
    "certain",
    "thing or place",
    "other way",
    "beaten",
    "gap",
    "contained",
    *(f"type {name}" for name in TYPES),
)


@functools.cache
def weights() -> Weights:
    """The weights that ship with the package."""
    folder = resources.files("verbale") / "data" / "models"
    raw = json.loads((folder / "decision.json").read_text(encoding="utf-8"))
    return Weights(tuple(raw["names"]), tuple(raw["values"]), raw["least"])


def proposals(view: View) -> list[Proposal]:
    """The events that the network sees, coordinated parties together."""
    found: list[Proposal] = []
    grouped: dict[tuple[str, int, int], list[Edge]] = defaultdict(list)
    joint: dict[str, list[Edge]] = defaultdict(list)
    for edge in edges(view.named, view.asked, view.readings, view.types):
        if edge.joint:
            joint[edge.type].append(edge)
        elif edge.recipient is not None:
            grouped[edge.type, _first(view.tree, edge.actor.head), _first(view.tree, edge.recipient.head)].append(edge)
    for (name, _, _), group in grouped.items():
        kept = _strong(group)
        actors = union((p for e in kept for p in e.actor.parties), ())
        own = {p.code for p in actors}
        told = (p for e in kept if e.recipient is not None for p in e.recipient.parties if p.code not in own)
        recipients = union(told, ())
        if recipients:
            found.append(Proposal(name, actors, recipients, _mean(kept), tuple(kept)))
    for name, group in joint.items():
        for kept in _components(_strong(group)):
            parties = union((p for e in kept for x in (e.actor, e.recipient) if x is not None for p in x.parties), ())
            found.append(Proposal(name, parties, (), _mean(kept), tuple(kept)))
    return _best(found)


def _first(tree: Tree, head: int) -> int:
    """The first of the phrases that a phrase is coordinated with: "Kenya, Chad and Mali", "Kenya-Chad ties"."""
    while tree.tokens[head].head >= 0 and (tree.relation(head) == "conj" or _hyphened(tree, head)):
        head = tree.tokens[head].head
    return head


def _hyphened(tree: Tree, i: int) -> bool:
    first, last = sorted((i, tree.tokens[i].head))
    return last == first + 2 and tree.tokens[first + 1].text in DASHES and tree.tokens[last].text[:1].isupper()


def _strong(group: Sequence[Edge]) -> list[Edge]:
    least = COMPANION * max(e.probability for e in group)
    return [e for e in group if e.probability >= least]


def _mean(group: Sequence[Edge]) -> float:
    return sum(e.probability for e in group) / len(group)


def _components(group: Sequence[Edge]) -> list[list[Edge]]:
    """Edges that share a party."""
    parts: list[list[Edge]] = []
    for edge in group:
        ends = {x.head for x in (edge.actor, edge.recipient) if x is not None}
        touching = [p for p in parts if any(ends & {x.head for x in (e.actor, e.recipient) if x} for e in p)]
        parts = [p for p in parts if p not in touching] + [[edge, *(e for p in touching for e in p)]]
    return parts


def _best(found: Iterable[Proposal]) -> list[Proposal]:
    """Of proposals with the same type and codes the most probable."""
    best: dict[tuple[str, frozenset[str | None], frozenset[str | None]], Proposal] = {}
    for p in found:
        if len({x.code for x in (*p.actors, *p.recipients)}) < 2:
            continue
        key = p.type, frozenset(x.code for x in p.actors), frozenset(x.code for x in p.recipients)
        if key not in best or best[key].probability < p.probability:
            best[key] = p
    return list(best.values())


class _Seen(NamedTuple):
    """Probability of the event with its way, of its type in any way, of none, of another type; whether unread.

    `choice` is of its type in any way where the network may choose only one event for the pair.
    """

    way: float
    any_way: float
    none: float
    other: float
    choice: float
    unread: bool


def features(candidate: Candidate, event: str, seen: _Seen, beside: Sequence[float]) -> tuple[float, ...]:
    """What the decision weighs, in the order of NAMES; `event` is the candidate's type in its tense."""
    way, any_way, none, other, choice, unread = seen
    framed = candidate.reading is None
    codes = {p.code for p in (*candidate.actors, *candidate.recipients)}
    parties = (*candidate.actors, *candidate.recipients)
    certain = min(p.certain for p in parties)
    score = candidate.score if framed else 0.0
    return (
        1.0,
        float(framed),
        score,
        float(not unread),
        0.0 if unread else _logit(way),
        0.0 if unread else _logit(any_way),
        0.0 if unread else _logit(none),
        0.0 if unread else _logit(other),
        0.0 if unread else _logit(choice),
        float(framed) * (0.0 if unread else _logit(any_way)),
        float(framed and unread),
        float(len(codes) > 2),
        certain,
        float(any(p.kind in ("thing", m.PLACE) for p in parties)),
        0.0 if unread else any_way - way,
        *beside,
        *(float(event == name) for name in TYPES),
    )


def _logit(p: float) -> float:
    p = min(max(p, FLOOR), 1 - FLOOR)
    return math.log(p / (1 - p))


def _network(view: View, candidate: Candidate, event: str) -> _Seen:
    """What the network reads for a candidate: the mean over its pairs of codes, the best of the phrases for each."""
    t = view.types.index(event)
    actors, recipients = ({p.code for p in side} for side in (candidate.actors, candidate.recipients))
    sides = [(a, r) for a in actors for r in recipients] or list(itertools.combinations(sorted(map(str, actors)), 2))
    rows: list[tuple[float, ...]] = []
    for a, r in sides:
        seen = [_row(view, k, t, str(a), str(r), directed=bool(recipients)) for k in range(len(view.asked.pairs))]
        told = [s for s in seen if s is not None]
        if told:
            rows.append(max(told))
    if not rows:
        return _Seen(0.0, 0.0, 0.0, 0.0, 0.0, unread=True)
    way, any_way, none, other, choice = (sum(column) / len(rows) for column in zip(*rows, strict=True))
    return _Seen(way, any_way, none, other, choice, unread=False)


def _row(view: View, k: int, t: int, actor: str, recipient: str, *, directed: bool) -> tuple[float, ...] | None:
    a, b = view.asked.pairs[k]
    reading = view.readings[k]
    one, two = view.named[a].codes, view.named[b].codes if b >= 0 else view.named[a].codes
    if b < 0 and not {actor, recipient} <= one:
        return None
    if actor in one and recipient in two:
        direction = 0
    elif actor in two and recipient in one:
        direction = 1
    else:
        return None
    also = reading.also
    way = max(float(also[t, JOINT]), float(also[t, direction]) if directed else 0.0)
    strongest = also.max(1).tolist()
    any_way = strongest.pop(t)
    return way, any_way, reading.none, max(strongest), float(reading.kind[t].sum())


class Weighed(NamedTuple):
    """A candidate, its type in its tense, the probability that it is an event, and the features behind that."""

    candidate: Candidate
    event: str
    probability: float
    features: tuple[float, ...]

    @property
    def decided(self) -> str:
        """What decided, in words: the frame or the network, and the weight of both."""
        seen = self._network()
        read = "the network reads nothing" if seen is None else f"the network reads {self.event} at {seen:.2f}"
        if self.candidate.reading is not None:
            return f"{self.candidate.frame.id}: {read}, no frame"
        return f"frame {self.candidate.frame.id}: score {self.candidate.score:.2f}, {read}"

    def _network(self) -> float | None:
        values = dict(zip(NAMES, self.features, strict=True))
        return 1 / (1 + math.exp(-values["network without way"])) if values["read"] else None


def weigh(view: View, framed: Sequence[tuple[Candidate, str]], w: Weights) -> list[Weighed]:
    """Every candidate of a sentence, those of the frames (with their types) and those that only the network sees."""
    taken = {_key(c, event) for c, event in framed}
    found = list(framed)
    for p in proposals(view):
        candidate = _candidate(view, p)
        if _key(candidate, p.type) not in taken:
            found.append((candidate, p.type))
    seen = [_network(view, candidate, event) for candidate, event in found]
    rivals = [_rival(candidate, event, read) for (candidate, event), read in zip(found, seen, strict=True)]
    result = []
    for (candidate, event), own, read in zip(found, rivals, seen, strict=True):
        beside = _beside(own, rivals)
        if candidate.reading is not None and _second_thought(own, rivals, beaten=bool(beside[0])):
            continue
        row = features(candidate, event, read, beside)
        total = sum(v * x for v, x in zip(w.values, row, strict=True))
        result.append(Weighed(candidate, event, 1 / (1 + math.exp(-total)), row))
    return result


class _Rival(NamedTuple):
    """What a candidate is measured by beside the others of its sentence."""

    event: str
    actors: frozenset[str | None]
    codes: frozenset[str | None]
    strength: float
    way: float
    framed: bool


def _second_thought(own: _Rival, rivals: Sequence[_Rival], *, beaten: bool) -> bool:
    """Whether what only the network sees is its second thought on parties that another candidate speaks for.

    Another type of the same parties, weakly read; or an event of a frame in part or turned round, unless the network
    reads that better than the frame's own.
    """
    if beaten and own.strength < 2 * ALTERNATIVE:
        return True
    frames = [r for r in rivals if r.framed and r.event == own.event and r.way >= own.way]
    return any(r.codes > own.codes or (r.codes == own.codes and r.actors != own.actors) for r in frames)


def _rival(candidate: Candidate, event: str, seen: _Seen) -> _Rival:
    read = seen.any_way
    score = candidate.score if candidate.reading is None else 0.0
    actors, recipients = (frozenset(p.code for p in side) for side in (candidate.actors, candidate.recipients))
    return _Rival(event, actors, actors | recipients, score + 2 * read, seen.way, candidate.reading is None)


def _beside(own: _Rival, rivals: Sequence[_Rival]) -> tuple[float, float, float]:
    """How a candidate stands beside the others of its sentence; they are often two readings of one event.

    Whether a stronger one speaks of the same parties, by how much, and whether one of its type holds more parties.
    """
    better = [r.strength - own.strength for r in rivals if r.codes == own.codes and r.strength > own.strength]
    contained = any(r.event == own.event and r.codes > own.codes for r in rivals)
    return float(bool(better)), max(better, default=0.0), float(contained)


def _key(c: Candidate, event: str) -> tuple[str, frozenset[str | None], frozenset[str | None]]:
    return event, frozenset(p.code for p in c.actors), frozenset(p.code for p in c.recipients)


def _candidate(view: View, p: Proposal) -> Candidate:
    """The verb where the paths of the two parties meet carries tense and source."""
    tree, strongest = view.tree, max(p.edges, key=lambda e: e.probability)
    ends = [x.head for x in (strongest.actor, strongest.recipient) if x is not None]
    a, r = ends[0], ends[-1]
    up = [a, *tree.ancestors(a)]
    meeting = next((x for x in (r, *tree.ancestors(r)) if x in up), a)
    verb = next((x for x in (meeting, *tree.ancestors(meeting)) if tree.is_verbal(x)), meeting)
    tags = {n: v for n, v in strongest.reading.tag.items() if n.startswith(p.type + ".")}
    tag = max(tags, key=lambda n: tags[n], default="")
    tag = tag if tags.get(tag, 0.0) >= SURE_MODE else ""
    frame = Frame(
        id=f"network.{p.type.lower()}",
        type=p.type,
        mode=tag.split(".")[1] if tag in modes() else None,
        joint=not p.recipients,
        speech=p.type in SPEECH_TYPES,
        prior=p.probability,
    )
    objects = tree.objects(verb) if tree.is_verbal(verb) else []
    return Candidate(
        trigger=verb,
        verb=verb,
        frame=frame,
        actors=p.actors,
        recipients=p.recipients,
        object=objects[0] if objects else None,
        score=round(p.probability, 3),
        reading=strongest.reading,
    )
