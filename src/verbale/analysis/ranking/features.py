"""What speaks for each candidate of a question: one number a feature, from the history alone."""
from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from verbale.analysis.ranking.factors import Likeness
from verbale.analysis.ranking.facts import Integers
from verbale.analysis.ranking.history import HALF_LIVES, Floats, History
from verbale.analysis.ranking.index import Index, group_starts, spread
from verbale.analysis.ranking.rules import Rules

SHORTLIST = 200
NOBODY = -1
CHUNK = 256  # questions worked on at a time, at most
CELLS = 6_000_000  # of a table of questions by entities, at most: 24 MB
NEIGHBOURS = 40  # steps of a walk go to so many partners of each
_SPAN_NAMES = tuple("ever" if np.isinf(half) else f"{half:g}d" for half in HALF_LIVES)


FIRST_LOOK = "first_look"


def _names() -> tuple[str, ...]:
    def spans(stem: str) -> list[str]:
        return [f"{stem}_{span}" for span in _SPAN_NAMES]

    return (
        FIRST_LOOK, "rules_any", "rules_best", "walk_short", "walk_long", "like_role", "like_meeting",
        *spans("triple"), "triple_age",
        *spans("pair_same_way"), *spans("pair_other_way"), "pair_age",
        *spans("role"), "role_age", *spans("entity"), "entity_age",
        *spans("asked_role"), *spans("asked"), *spans("relation"), "asked_role_age", "is_self",
    )


NAMES = _names()


@dataclass(frozen=True)
class Questions:
    """Distinct (subject, relation, ?) of one day, (n,) each."""

    subject: Integers
    relation: Integers

    def __len__(self) -> int:
        return len(self.subject)

    def part(self, first: int, last: int) -> Questions:
        """Some of them."""
        return Questions(self.subject[first:last], self.relation[first:last])


@dataclass(frozen=True)
class Shortlists:
    """Candidates (n, SHORTLIST) of n questions, best first by the first look, and their features (n, SHORTLIST, F).

    Entities that tie at the end of a list, some within and some without, are all left out: NOBODY takes their places.
    """

    candidates: Integers
    features: Floats


class Describer:
    """Makes shortlists and features of questions from a history, its rules and its likenesses."""

    def __init__(self, index: Index) -> None:
        self.history = History(index)
        self.rules = Rules(index.relations)
        self.likeness = Likeness(index.entities)
        self._walks = (_Walk(index, span=1), _Walk(index, span=2))

    def prepare(self, asked: Integers) -> None:
        """Bring what is derived from counts up to the day, for questions about the relations `asked`.

        Needed before `shortlists`, not before `learn`.
        """
        self.rules.settle(asked)
        self.likeness.refresh(self.history)
        for walk in self._walks:
            walk.refresh(self.history)

    def learn(self, subject: Integers, relation: Integers, obj: Integers) -> None:
        """Take in the facts of the day, both directions, after its questions are answered."""
        self.rules.learn(self.history, subject, relation, obj)
        self.history.learn(subject, relation, obj)

    def shortlists(self, questions: Questions) -> Iterator[tuple[int, Shortlists]]:
        """(number of the first question, shortlists) chunk by chunk."""
        chunk = max(1, min(CHUNK, CELLS // self.history.index.entities))
        for first in range(0, len(questions), chunk):
            part = questions.part(first, first + chunk)
            looks = self._first_look(part)
            prior = looks["prior"]
            size = min(SHORTLIST, prior.shape[1])
            best = np.argpartition(prior, -size, axis=1)[:, -size:]
            best.sort(axis=1)
            value = np.take_along_axis(prior, best, axis=1)
            order = np.argsort(-value, axis=1, kind="stable")
            best, value = np.take_along_axis(best, order, axis=1), np.take_along_axis(value, order, axis=1)
            features = self._features(part, best, looks)
            last = value[:, -1:]
            split = (prior == last).sum(1, keepdims=True) > (value == last).sum(1, keepdims=True)
            yield first, Shortlists(np.where(split & (value == last), NOBODY, best), features)

    def _first_look(self, questions: Questions) -> dict[str, Floats]:
        """Dense tables (n, E), and under `prior` the blend that chooses the shortlist."""
        history = self.history
        evidence, best = self._rule_tables(questions)
        walks = [walk.of(questions.subject) for walk in self._walks]
        key = questions.subject * history.index.relations + questions.relation
        roles, meetings = self.likeness.roles, self.likeness.meetings
        like_role = roles.of(key) @ roles.basis.T
        like_meeting = meetings.of(questions.subject) @ meetings.basis.T
        role = history.role[-2][questions.relation]
        role = role / (role.sum(1, keepdims=True) + 1.0)
        entity = history.entity[-3] / (history.entity[-3].sum() + 1.0)
        prior = (1 - np.exp(-evidence)) + 0.3 * walks[0] + 0.3 * walks[1] + 0.2 * role + 0.05 * entity
        prior += 0.2 * np.maximum(like_role, 0) ** 2 + 0.1 * np.maximum(like_meeting, 0) ** 2
        return {
            "prior": prior, "rules_any": evidence, "rules_best": best, "walk_short": walks[0], "walk_long": walks[1],
            "like_role": like_role, "like_meeting": like_meeting,
        }

    def _rule_tables(self, questions: Questions) -> tuple[Floats, Floats]:
        """Evidence of all rules for each entity (sum of -log(1 - confidence)) and the best rule's, (n, E) each."""
        history, index = self.history, self.history.index
        total = np.zeros((len(questions), index.entities), dtype=np.float32)
        best = np.zeros_like(total)
        owner, triples = spread(
            index.triple_start[index.pair_start[questions.subject]],
            index.triple_start[index.pair_start[questions.subject + 1]])
        seen = history.triple_last[triples] >= 0
        owner, triples = owner[seen], triples[seen]
        if len(triples) == 0:
            return total, best
        classes = self.rules.body_class(history, triples)
        weight = -np.log1p(-self.rules.of(questions.relation[owner], index.triple_relation[triples], classes))
        pair = index.triple_pair[triples]
        starts = group_starts(owner * len(index.pair_keys) + pair)
        at = owner[starts], index.pair_object[pair[starts]]
        total[at] = np.add.reduceat(weight, starts)
        best[at] = np.maximum.reduceat(weight, starts)
        return total, best

    def _features(self, questions: Questions, candidates: Integers, looks: dict[str, Floats]) -> Floats:
        history, index = self.history, self.history.index
        shape = candidates.shape
        subject = np.repeat(questions.subject, shape[1])
        relation = np.repeat(questions.relation, shape[1])
        obj = candidates.ravel()
        out = np.empty((len(obj), len(NAMES)), dtype=np.float32)
        column = 0

        def put(values: Floats, ages: npt.NDArray[np.integer] | None = None) -> None:
            nonlocal column
            table = values if values.ndim == 2 else values[:, None]
            if ages is not None:
                table = np.log1p(np.where(ages < 0, 1000.0, history.day - ages))[:, None]
            out[:, column:column + table.shape[1]] = table
            column += table.shape[1]

        def look(name: str) -> Floats:
            return np.take_along_axis(looks[name], candidates, axis=1).ravel()

        put(np.log(look("prior") + 1e-6))
        put(np.log(look("rules_any") + 1e-4))
        put(np.log(look("rules_best") + 1e-4))
        put(np.log(look("walk_short") + 1e-4))
        put(np.log(look("walk_long") + 1e-4))
        put(4 * look("like_role"))
        put(4 * look("like_meeting"))
        triple = index.triples(subject, relation, obj)
        put(np.log1p(4 * history.triple[triple] * (triple >= 0)[:, None]))
        put(out[:, 0], np.where(triple >= 0, history.triple_last[triple], -1))
        pair = index.pairs(subject, obj)
        known = (pair >= 0)[:, None]
        same = (relation >= index.relations // 2).astype(np.int64)
        put(np.log1p(4 * history.pair[pair, same] * known))
        put(np.log1p(4 * history.pair[pair, 1 - same] * known))
        put(out[:, 0], np.where(pair >= 0, history.pair_last[pair], -1))
        put(np.log1p(4 * history.role[:, relation, obj].T))
        put(out[:, 0], history.role_last[relation, obj])
        put(np.log1p(4 * history.entity[:, obj].T))
        put(out[:, 0], history.entity_last[obj])
        half = index.relations // 2
        back = (relation + half) % index.relations
        put(np.log1p(4 * history.role[:, back, subject].T))
        put(np.log1p(4 * history.entity[:, subject].T))
        put(np.log1p(4 * history.relation[:, relation].T))
        put(out[:, 0], history.role_last[back, subject])
        put((subject == obj).astype(np.float32))
        if column != len(NAMES):
            raise AssertionError("features and their names differ")
        return out.reshape(*shape, len(NAMES))


class _Walk:
    """Chances to come from a subject to each entity in two steps over the most frequent recent partners."""

    def __init__(self, index: Index, span: int) -> None:
        self._index, self._span = index, span
        self._start: Integers = np.zeros(index.entities + 1, dtype=np.int64)
        self._to: Integers = np.zeros(0, dtype=np.int64)
        self._chance: Floats = np.zeros(0, dtype=np.float32)

    def refresh(self, history: History) -> None:
        index = self._index
        weight = history.pair[:, :, self._span].sum(1)
        seen = np.flatnonzero(weight > 1e-4)
        subject = index.pair_subject[seen]
        order = np.lexsort((index.pair_object[seen], -weight[seen], subject))
        seen, subject = seen[order], subject[order]
        start = np.searchsorted(subject, np.arange(index.entities + 1))
        rank = np.arange(len(seen)) - start[subject]
        seen, subject = seen[rank < NEIGHBOURS], subject[rank < NEIGHBOURS]
        total = np.bincount(subject, weights=weight[seen], minlength=index.entities)
        self._start = np.searchsorted(subject, np.arange(index.entities + 1))
        self._to = index.pair_object[seen]
        self._chance = (weight[seen] / total[subject]).astype(np.float32)

    def of(self, subject: Integers) -> Floats:
        subjects, local = np.unique(subject, return_inverse=True)
        owner, first = spread(self._start[subjects], self._start[subjects + 1])
        middle = self._to[first]
        step, second = spread(self._start[middle], self._start[middle + 1])
        flat = owner[step] * self._index.entities + self._to[second]
        chance = self._chance[first][step] * self._chance[second]
        table = np.bincount(flat, weights=chance, minlength=len(subjects) * self._index.entities)
        dense: Floats = table.astype(np.float32).reshape(len(subjects), -1)
        return dense[local]

