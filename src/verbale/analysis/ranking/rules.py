"""Rules "what followed what between two parties": how often (s, r', o) was followed by (s, r, o), by age and number.

A rule r' -> r has a body (s, r', o) last seen `age` days ago and seen `n` times. Its confidence is the share of
questions (s, r, ?) of a day, with such a body for the candidate o, to which o was an answer. Only earlier days count.
"""
from __future__ import annotations

import numpy as np

from verbale.analysis.ranking.facts import Integers
from verbale.analysis.ranking.history import Floats, History
from verbale.analysis.ranking.index import spread

AGES = np.array([2, 3, 5, 8, 15, 31, 61, 121])  # the first age of each class but the first (1 day), in days
NUMBERS = np.array([1.5, 3.5, 9.5])  # classes of how often: once, 2-3, 4-9, more
CLASSES = (len(AGES) + 1) * (len(NUMBERS) + 1)
PSEUDO = (20.0, 8.0, 4.0)  # cases that the broader estimate counts for: relation -> rule -> age -> age and number


class Rules:
    """Counts of cases and hits, (2R, 2R, classes): relation asked, relation of the body, class of age and number."""

    def __init__(self, relations: int) -> None:
        self._shape = (relations, relations, CLASSES)
        self._cases = np.zeros(relations * relations * CLASSES, dtype=np.float32)
        self._hits = np.zeros(relations * relations * CLASSES, dtype=np.float32)
        self.confidence: Floats = np.zeros_like(self._cases)

    def body_class(self, history: History, triples: Integers) -> Integers:
        """Class of age and number of each triple, which must have been seen."""
        age = history.day - history.triple_last[triples]
        ages: Integers = np.searchsorted(AGES, age, side="right")
        numbers: Integers = np.searchsorted(NUMBERS, history.triple[triples, -1])
        return ages * (len(NUMBERS) + 1) + numbers

    def learn(self, history: History, subject: Integers, relation: Integers, obj: Integers) -> None:
        """Count the day's facts (both directions) as outcomes of what was known before them."""
        index = history.index
        asked = np.unique(subject * index.relations + relation)
        asked_subject, asked_relation = np.divmod(asked, index.relations)
        subjects, local = np.unique(asked_subject, return_inverse=True)
        owner, triples = spread(
            index.triple_start[index.pair_start[subjects]], index.triple_start[index.pair_start[subjects + 1]])
        seen = history.triple_last[triples] >= 0
        owner, triples = owner[seen], triples[seen]
        body = index.triple_relation[triples] * CLASSES + self.body_class(history, triples)
        width = index.relations * CLASSES
        keys, number = np.unique(owner * width + body, return_counts=True)
        start = np.searchsorted(keys, np.arange(len(subjects) + 1) * width)
        question, at = spread(start[local], start[local + 1])
        flat = asked_relation[question] * width + keys[at] % width
        self._cases += np.bincount(flat, weights=number[at], minlength=len(self._cases)).astype(np.float32)
        pairs = index.pairs(subject, obj)
        fact, triples = spread(index.triple_start[pairs], index.triple_start[pairs + 1])
        seen = history.triple_last[triples] >= 0
        fact, triples = fact[seen], triples[seen]
        body = index.triple_relation[triples] * CLASSES + self.body_class(history, triples)
        np.add.at(self._hits, relation[fact] * width + body, 1.0)

    def settle(self, asked: Integers) -> None:
        """Bring the confidences of rules for the relations `asked` up to date; each estimate leans on a broader one."""
        chosen = np.unique(asked)
        shape = (len(chosen), self._shape[1], len(AGES) + 1, len(NUMBERS) + 1)
        cases = self._cases.reshape(self._shape)[chosen].reshape(shape)
        hits = self._hits.reshape(self._shape)[chosen].reshape(shape)
        aged_cases, aged_hits = cases.sum(3), hits.sum(3)
        rule_cases, rule_hits = aged_cases.sum(2), aged_hits.sum(2)
        broad = (rule_hits.sum(1) + 0.01) / (rule_cases.sum(1) + 1.0)
        rule = (rule_hits + PSEUDO[0] * broad[:, None]) / (rule_cases + PSEUDO[0])
        aged = (aged_hits + PSEUDO[1] * rule[:, :, None]) / (aged_cases + PSEUDO[1])
        full = (hits + PSEUDO[2] * aged[..., None]) / (cases + PSEUDO[2])
        self.confidence.reshape(self._shape)[chosen] = np.minimum(full, 0.99).reshape(len(chosen), *self._shape[1:])

    def of(self, relation: Integers, body: Integers, body_class: Integers) -> Floats:
        """Confidence of each rule body -> relation in a class."""
        found: Floats = self.confidence[(relation * self._shape[1] + body) * CLASSES + body_class]
        return found

    def support(self, relation: int, body: int, body_class: int) -> tuple[float, float]:
        """(hits, cases) of one rule in one class."""
        at = (relation * self._shape[1] + body) * CLASSES + body_class
        return float(self._hits[at]), float(self._cases[at])
