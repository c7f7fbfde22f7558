"""The scorer's rules (docs/coding.md, section 5): which claims are paired, and what of a pair is right.

Works on records of the coding guide (one JSON object a claim). Same results as the guide's own scorer, which the tests
compare it with.
"""
from __future__ import annotations

import collections
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

Record = Mapping[str, Any]

_QUADS = {
    "verbal cooperation": ("AGREE", "CONSULT", "SUPPORT", "CONCEDE"),
    "material cooperation": ("COOPERATE", "AID", "RETREAT"),
    "verbal conflict": ("REQUEST", "ACCUSE", "REJECT", "THREATEN"),
    "material conflict": ("PROTEST", "SANCTION", "MOBILIZE", "COERCE", "ASSAULT"),
}
QUAD_OF = {event: quad for quad, events in _QUADS.items() for event in events}
TYPES = tuple(QUAD_OF)
LEVELS = ("type", "quad", "dyad", "claim")
FIELDS = ("date", "status", "polarity", "certainty", "source", "amounts", "mode")
_WHOLE = ("date", "status", "polarity")  # the fields that a right claim has right besides its dyad

# What an agreement weighs: type before dyad before shared actors before fields.
_TYPE_WEIGHT, _DYAD_WEIGHT, _ACTOR_WEIGHT = 100, 30, 4


@dataclass(frozen=True)
class Coded:
    """A record made ready to be compared; `index` is its place among the story's records."""

    index: int
    record: Record
    actor: frozenset[str]
    recipient: frozenset[str]
    source: frozenset[str]
    amounts: frozenset[tuple[Any, ...]]

    @property
    def event(self) -> str:
        """The PLOVER type."""
        return str(self.record["event"])

    @property
    def codes(self) -> frozenset[str]:
        """The codes of both sides."""
        return self.actor | self.recipient


@dataclass
class Tally:
    """Counts over any number of stories; `right` by level, `fields` by field, over pairs whose dyad is right."""

    stories: int = 0
    gold: int = 0
    output: int = 0
    right: collections.Counter[str] = field(default_factory=collections.Counter)
    fields: collections.Counter[str] = field(default_factory=collections.Counter)

    def add(self, other: Tally) -> None:
        """Count the other's stories too."""
        self.stories += other.stories
        self.gold += other.gold
        self.output += other.output
        self.right.update(other.right)
        self.fields.update(other.fields)

    def precision(self, level: str) -> float:
        """Share of the output that is right, 0..1."""
        return self.right[level] / self.output if self.output else 0.0

    def recall(self, level: str) -> float:
        """Share of the annotated claims that were found, 0..1."""
        return self.right[level] / self.gold if self.gold else 0.0

    def f1(self, level: str) -> float:
        """Harmonic mean of precision and recall, 0..1."""
        p, r = self.precision(level), self.recall(level)
        return 2 * p * r / (p + r) if p + r else 0.0

    def field(self, name: str) -> float | None:
        """Share of paired dyads with this field right; None where there is no such pair."""
        return self.fields[name] / self.right["dyad"] if self.right["dyad"] else None


def side_codes(side: Iterable[Record] | None) -> frozenset[str]:
    """The codes of one side; uncoded actors have none."""
    return frozenset(one["code"] for one in side or () if one.get("code"))


def coded(records: Iterable[Record]) -> list[Coded]:
    """The records in scope: those with a type and at least two different codes."""
    result = []
    for index, record in enumerate(records):
        actor, recipient = side_codes(record.get("actor")), side_codes(record.get("recipient"))
        if record.get("event") and len(actor | recipient) >= 2:
            source = frozenset(one.get("code") or one.get("kind") for one in record.get("source") or ())
            amounts = frozenset((a.get("low"), a.get("high"), a.get("unit")) for a in record.get("amounts") or ())
            result.append(Coded(index, record, actor, recipient, source, amounts))
    return result


def same_dyad(one: Coded, other: Coded) -> bool:
    """Whether the sides have the same codes; where one tells a joint event, whether both sides together do."""
    if (one.actor, one.recipient) == (other.actor, other.recipient):
        return True
    joint = not one.recipient or not other.recipient
    return joint and one.codes == other.codes


def same_field(name: str, gold: Coded, output: Coded) -> bool:
    """Whether the output has the field as annotated; an annotation without a date accepts any date."""
    if name == "source":
        return gold.source == output.source
    if name == "amounts":
        return gold.amounts == output.amounts
    wanted, given = gold.record.get(name) or None, output.record.get(name) or None
    return (name == "date" and wanted is None) or wanted == given


def agreement(gold: Coded, output: Coded) -> int:
    """How alike two claims are: 0 where they cannot be paired, more for the same type, dyad, actors, fields."""
    a, b = gold.record, output.record
    if a["start"] >= b["end"] or b["start"] >= a["end"] or QUAD_OF.get(gold.event) != QUAD_OF.get(output.event):
        return 0
    return (1 + _TYPE_WEIGHT * (gold.event == output.event) + _DYAD_WEIGHT * same_dyad(gold, output)
            + _ACTOR_WEIGHT * len(gold.codes & output.codes) + sum(same_field(name, gold, output) for name in FIELDS))


def paired(gold: Sequence[Coded], output: Sequence[Coded]) -> list[tuple[Coded, Coded]]:
    """Pairs, one to one, the most alike first; of equally alike ones the later first, as the scorer does."""
    scored = [(agreement(g, o), i, j) for i, g in enumerate(gold) for j, o in enumerate(output)]
    taken_gold: set[int] = set()
    taken_output: set[int] = set()
    pairs = []
    for score, i, j in sorted(scored, reverse=True):
        if score and i not in taken_gold and j not in taken_output:
            taken_gold.add(i)
            taken_output.add(j)
            pairs.append((gold[i], output[j]))
    return pairs


def right_at(level: str, gold: Coded, output: Coded) -> bool:
    """Whether a pair is right at a level: quad always, then type, dyad, and the whole claim."""
    if level == "quad":
        return True
    if gold.event != output.event:
        return False
    if level == "type":
        return True
    if not same_dyad(gold, output):
        return False
    return level == "dyad" or all(same_field(name, gold, output) for name in _WHOLE)


def tally(gold: Sequence[Coded], output: Sequence[Coded], pairs: Sequence[tuple[Coded, Coded]]) -> Tally:
    """The counts of one story."""
    result = Tally(1, len(gold), len(output))
    for g, o in pairs:
        result.right.update(level for level in LEVELS if right_at(level, g, o))
        if right_at("dyad", g, o):
            result.fields.update(name for name in FIELDS if same_field(name, g, o))
    return result


def by_type(gold: Sequence[Coded], output: Sequence[Coded], pairs: Sequence[tuple[Coded, Coded]]) -> dict[str, Tally]:
    """The counts of one story for each type: claims of that type, and dyads of it that are right."""
    result: dict[str, Tally] = collections.defaultdict(Tally)
    for one in gold:
        result[one.event].gold += 1
    for one in output:
        result[one.event].output += 1
    for g, o in pairs:
        if right_at("dyad", g, o):
            result[g.event].right["dyad"] += 1
    return dict(result)
