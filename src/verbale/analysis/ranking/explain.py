"""Why a candidate stands where it stands: the past events and rules behind it, and what the score owes to each kind."""
from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from verbale.analysis.ranking.facts import Integers
from verbale.analysis.ranking.features import NAMES, Describer, Questions
from verbale.analysis.ranking.history import Floats, History
from verbale.analysis.ranking.network import Ensemble

RULES_SHOWN = 3
UNSEEN = {"rules": np.log(1e-4), "walk": np.log(1e-4), "age": np.log1p(1000.0)}  # features of what never happened
# Kind of evidence -> how the names of its features begin.
KINDS = {
    "rules between the two": ("rules_",),
    "the same event before": ("triple_",),
    "any event between the two": ("pair_",),
    "candidate in this role": ("role_",),
    "candidate active at all": ("entity_",),
    "common partners": ("walk_",),
    "likeness to usual partners": ("like_",),
}


@dataclass(frozen=True)
class RuleUse:
    """A rule `body` -> relation asked, and the past events (subject, body, candidate) that it rests on.

    It held in `hits` of `cases` earlier questions with a body as recent and as frequent; `confidence` is that share,
    drawn towards the rule's average where cases are few.
    """

    body: int
    confidence: float
    hits: float
    cases: float
    times: int
    last_day: int


@dataclass(frozen=True)
class Guess:
    """A candidate, its share of the belief (0..1 over the shortlist), and why."""

    entity: int
    share: float
    rules: tuple[RuleUse, ...]
    owed: tuple[tuple[str, float], ...]  # kind of evidence, score lost without it; largest first


@dataclass(frozen=True)
class Explanation:
    """The best guesses for (subject, relation, ?) at the start of `day`; numbers as in the graph."""

    subject: int
    relation: int
    day: int
    guesses: tuple[Guess, ...]


def explain(describer: Describer, network: Ensemble, subject: int, relation: int, top: int = 3) -> Explanation:
    """The best `top` candidates of one question, from what the history of `describer` holds now."""
    asked = Questions(np.array([subject]), np.array([relation]))
    _, lists = next(describer.shortlists(asked))
    real = lists.candidates[0] >= 0
    candidates, features = lists.candidates[0][real], lists.features[0][real]
    scores = network.scores(asked.relation, features[None])[0]
    shares = np.exp(scores - scores.max())
    shares /= shares.sum()
    best = np.argsort(-scores, kind="stable")[:top]
    owed = _owed(network, asked.relation, features[best], scores[best])
    guesses = tuple(
        Guess(
            int(candidates[at]), float(shares[at]), _rules(describer, subject, relation, int(candidates[at])), owed[i])
        for i, at in enumerate(best)
    )
    return Explanation(subject, relation, describer.history.day, guesses)


def _owed(
    network: Ensemble, relation: Integers, features: Floats, scores: Floats,
) -> list[tuple[tuple[str, float], ...]]:
    """For each candidate: how much its score falls if one kind of evidence had never been."""
    lost = {}
    for kind, stems in KINDS.items():
        without = features.copy()
        for column, name in enumerate(NAMES):
            if name.startswith(stems):
                without[:, column] = UNSEEN["age"] if name.endswith("_age") else UNSEEN.get(name.split("_")[0], 0.0)
        lost[kind] = scores - network.scores(relation, without[None])[0]
    return [
        tuple(sorted(((kind, float(lost[kind][i])) for kind in lost), key=lambda pair: -pair[1]))
        for i in range(len(features))
    ]


def _rules(describer: Describer, subject: int, relation: int, candidate: int) -> tuple[RuleUse, ...]:
    """The rules with the highest confidence that have a body between the two."""
    history, rules = describer.history, describer.rules
    bodies = _bodies(history, subject, candidate)
    if len(bodies) == 0:
        return ()
    relations = history.index.triple_relation[bodies]
    classes = rules.body_class(history, bodies)
    confidence = rules.of(np.full(len(bodies), relation), relations, classes)
    best = np.argsort(-confidence, kind="stable")[:RULES_SHOWN]
    return tuple(
        RuleUse(
            int(relations[i]), float(confidence[i]), *rules.support(relation, int(relations[i]), int(classes[i])),
            times=round(float(history.triple[bodies[i], -1])), last_day=int(history.triple_last[bodies[i]]))
        for i in best
    )


def _bodies(history: History, subject: int, obj: int) -> Integers:
    pair = int(history.index.pairs(np.array([subject]), np.array([obj]))[0])
    if pair < 0:
        return np.zeros(0, dtype=np.int64)
    places = np.arange(history.index.triple_start[pair], history.index.triple_start[pair + 1])
    seen: Integers = places[history.triple_last[places] >= 0]
    return seen
