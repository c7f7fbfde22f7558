"""Explanations in words, with names where the folder of the facts has them."""
from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from verbale.analysis.ranking.explain import Explanation, Guess, RuleUse
from verbale.analysis.ranking.facts import Graph
from verbale.reading.problems import shown

LEAST = 0.05  # of a score; less is not worth a line


@dataclass(frozen=True)
class Names:
    """Names by the numbers of the files; what has none is told by its number."""

    entities: Mapping[int, str]
    relations: Mapping[int, str]

    @classmethod
    def beside(cls, path: Path) -> Names:
        """From `entity2id.txt` and `relation2id.txt` (name, tab, number) in the folder of a file, if they are there."""
        return cls(_names(path.with_name("entity2id.txt")), _names(path.with_name("relation2id.txt")))


def _names(path: Path) -> dict[int, str]:
    try:
        lines = path.read_text("utf-8", errors="replace").splitlines()
    except OSError:
        return {}
    cells = [line.split("\t") for line in lines]
    return {
        int(cell[1]): shown(cell[0].replace("_", " "))
        for cell in cells if len(cell) >= 2 and cell[1].isascii() and cell[1].isdigit()
    }


def told(explanation: Explanation, graph: Graph, names: Names) -> Iterator[str]:
    """Lines for one question. Times are in the files' own unit."""
    question = _event(explanation.subject, explanation.relation, None, graph, names)
    yield f"{question} at time {graph.time_of(explanation.day)}"
    for place, guess in enumerate(explanation.guesses, 1):
        yield f"  {place}. {_entity(guess.entity, graph, names)} ({guess.share:.0%})"
        for rule in guess.rules:
            yield f"     {_rule(rule, explanation, guess, graph, names)}"
        weights = [f"{kind} {value:+.1f}" for kind, value in guess.owed if abs(value) >= LEAST]
        if weights:
            yield f"     score owed to: {', '.join(weights)}"


def _rule(rule: RuleUse, explanation: Explanation, guess: Guess, graph: Graph, names: Names) -> str:
    event = _event(explanation.subject, rule.body, guess.entity, graph, names)
    times = "once" if rule.times == 1 else f"{rule.times} times"
    return (
        f"{event}: {times}, last at time {graph.time_of(rule.last_day)}; such was followed by the event asked for "
        f"in {rule.hits:g} of {rule.cases:g} questions (confidence {rule.confidence:.2f})")


def _entity(number: int, graph: Graph, names: Names) -> str:
    own = int(graph.entity_ids[number])
    return names.entities.get(own, str(own))


def _event(subject: int, relation: int, obj: int | None, graph: Graph, names: Names) -> str:
    """(subject, relation, object) in the direction of the file, "?" for what is asked."""
    half = graph.relations // 2
    own = int(graph.relation_ids[relation % half])
    ends = [_entity(subject, graph, names), "?" if obj is None else _entity(obj, graph, names)]
    first, second = ends if relation < half else reversed(ends)
    return f"({first} | {names.relations.get(own, str(own))} | {second})"
