"""Fit on the last days of the training part, then rank the answers of a later part day by day.

Single step: on each day everything of earlier days is known, of whatever part, and nothing of the day itself.
"""
from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field

import numpy as np

from verbale.analysis.ranking.explain import Explanation, explain
from verbale.analysis.ranking.facts import Graph, Integers
from verbale.analysis.ranking.features import FIRST_LOOK, NAMES, Describer, Questions, Shortlists
from verbale.analysis.ranking.history import Floats
from verbale.analysis.ranking.index import Index
from verbale.analysis.ranking.measures import Ranks, ranks, summary
from verbale.analysis.ranking.network import Ensemble, Sample, Truths
from verbale.errors import InputError

TRAIN, VALID, TEST = 0, 1, 2
SAMPLE = 40_000  # questions that the network is fitted to, at most
SAMPLE_DAYS = 120  # they are drawn from so many last days of the training part
SURE, DRAWN = 48, 48  # candidates of each: the first of the shortlist, and some of the rest that stand for all of it

Tell = Callable[[str, float], None]  # what is being done, share that is done (0..1)


@dataclass
class Evaluation:
    """Ranks of all answers of a part in the order of the graph, and how long it took."""

    ranks: Ranks
    days: Integers
    sample: int
    seconds: dict[str, float] = field(default_factory=dict)

    def figures(self) -> dict[str, float | int]:
        """MRR and hits."""
        return summary(self.ranks)

    def by_day(self) -> list[tuple[int, float, int]]:
        """(day, MRR, questions) of each day."""
        return [
            (int(day), float((1 / self.ranks[self.days == day]).mean()), int((self.days == day).sum()))
            for day in np.unique(self.days)
        ]


class Run:
    """One pass over the days of a graph."""

    def __init__(
        self, graph: Graph, *, part: int = TEST, seed: int = 0, explained: int = 0, tell: Tell | None = None,
    ) -> None:
        """`explained` questions of the part, evenly spread over it, get an explanation."""
        self.graph, self.part = graph, part
        asked = np.flatnonzero((graph.part == part) & (graph.relation < graph.relations // 2))
        self._explained = set(asked[:: max(1, len(asked) // explained)][:explained].tolist() if explained else [])
        self.explanations: list[Explanation] = []
        self.describer = Describer(Index(graph.subject, graph.relation, graph.object, graph.entities, graph.relations))
        self.network = Ensemble(len(NAMES), graph.relations, NAMES.index(FIRST_LOOK), seed)
        self._draw = np.random.default_rng(seed)
        self._tell = tell or (lambda _what, _share: None)
        days = list(graph.days())
        first = int(graph.day[graph.part != TRAIN].min())
        self._to_fit = [(day, facts) for day, facts in days if day < first]
        self._to_rank = [(day, facts) for day, facts in days if day >= first]
        if not self._to_fit:
            raise InputError(
                "V175", "No day of the training part lies before the first day of the others.",
                "Give the parts in order of time: training, validation, test.")

    def evaluate(self) -> Evaluation:
        """Fit and rank."""
        begun = time.perf_counter()
        sample = self._gather()
        gathered = time.perf_counter()
        if len(sample):
            self.network.fit(sample, lambda share: self._tell("fitting", share))
        fitted = time.perf_counter()
        found = list(self._rank())
        seconds = {"history": gathered - begun, "fit": fitted - gathered, "rank": time.perf_counter() - fitted}
        return Evaluation(
            np.concatenate([r for r, _ in found]) if found else np.zeros(0),
            np.concatenate([d for _, d in found]) if found else np.zeros(0, dtype=np.int64), len(sample), seconds)

    def _gather(self) -> Sample:
        """Walk through the days to fit on; keep questions of the last ones."""
        last = [facts for _, facts in self._to_fit[-SAMPLE_DAYS:]]
        total = sum(len(self._questions(facts)) for facts in last)
        stride = max(1, total // (2 * SAMPLE))
        stride += stride % 7 == 0  # not always the same day of the week
        chosen = last[::-stride]
        share = min(1.0, SAMPLE / sum(len(self._questions(facts)) for facts in chosen))
        pieces: list[Sample] = []
        for number, (day, facts) in enumerate(self._to_fit):
            self._tell("history", number / len(self._to_fit))
            self.describer.history.move_to(day)
            if number > 0 and facts in chosen:
                pieces.extend(self._pieces(facts, share))
            self._learn(facts)
        return _joined(pieces)

    def _questions(self, facts: slice) -> Integers:
        """Keys (subject x 2R + relation) of the distinct questions of a day."""
        keys: Integers = np.unique(self.graph.subject[facts] * self.graph.relations + self.graph.relation[facts])
        return keys

    def _pieces(self, facts: slice, share: float) -> Iterator[Sample]:
        graph = self.graph
        keys = self._questions(facts)
        keys = keys[self._draw.random(len(keys)) < share]
        if len(keys) == 0:
            return
        asked = Questions(*np.divmod(keys, graph.relations))
        self.describer.prepare(asked.relation)
        own = graph.subject[facts] * graph.relations + graph.relation[facts]
        place = np.minimum(np.searchsorted(keys, own), len(keys) - 1)
        hit = keys[place] == own
        truth = np.unique(place[hit] * graph.entities + graph.object[facts][hit])
        for first, lists in self.describer.shortlists(asked):
            row = np.arange(first, first + len(lists.candidates))[:, None]
            answers = np.isin(row * graph.entities + lists.candidates, truth) & (lists.candidates >= 0)
            yield _thinned(asked.relation[first:first + len(row)], lists, answers, self._draw)

    def _rank(self) -> Iterator[tuple[Ranks, Integers]]:
        """Ranks and days, day by day; days without questions are only learned."""
        for number, (day, facts) in enumerate(self._to_rank):
            self._tell("ranking", number / len(self._to_rank))
            self.describer.history.move_to(day)
            wanted = self.graph.part[facts] == self.part
            if wanted.any():
                yield self._ranks(facts)[wanted], np.full(int(wanted.sum()), day)
                self._explain(facts)
            self._learn(facts)

    def _ranks(self, facts: slice) -> Ranks:
        graph = self.graph
        keys = self._questions(facts)
        asked = Questions(*np.divmod(keys, graph.relations))
        own = np.searchsorted(keys, graph.subject[facts] * graph.relations + graph.relation[facts])
        self.describer.prepare(asked.relation)
        out = np.zeros(len(own))
        for first, lists in self.describer.shortlists(asked):
            scores = self.scores(asked.relation[first:first + len(lists.candidates)], lists)
            inside = (own >= first) & (own < first + len(scores))
            out[inside] = ranks(
                scores, lists.candidates, own[inside] - first, graph.object[facts][inside], graph.entities)
        return out

    def scores(self, relation: Integers, lists: Shortlists) -> Floats:
        """Scores of the shortlists of questions about these relations."""
        return self.network.scores(relation, lists.features)

    def _explain(self, facts: slice) -> None:
        for at in sorted(self._explained.intersection(range(facts.start, facts.stop))):
            subject, relation = int(self.graph.subject[at]), int(self.graph.relation[at])
            self.explanations.append(explain(self.describer, self.network, subject, relation))

    def _learn(self, facts: slice) -> None:
        self.describer.learn(self.graph.subject[facts], self.graph.relation[facts], self.graph.object[facts])


def _thinned(relation: Integers, lists: Shortlists, answers: Truths, draw: np.random.Generator) -> Sample:
    """The first SURE candidates, all answers, and a draw of the rest; questions without a listed answer left out."""
    n, k = answers.shape
    size = min(k, SURE + DRAWN)
    luck = draw.random((n, k))
    luck[:, :SURE] = -1
    luck[answers] = -2
    kept = np.argpartition(luck, size - 1, axis=1)[:, :size]
    has = answers.any(1)
    kept = kept[has]
    stands_for = max(1.0, (k - SURE) / DRAWN)
    return Sample(
        relation[has], np.take_along_axis(lists.features[has], kept[:, :, None], axis=1).astype(np.float16),
        np.take_along_axis(answers[has], kept, axis=1), np.where(kept >= SURE, stands_for, 1.0).astype(np.float32))


def _joined(pieces: Sequence[Sample]) -> Sample:
    if not pieces:
        empty = np.zeros((0, 1))
        return Sample(
            np.zeros(0, dtype=np.int64), np.zeros((0, 1, len(NAMES)), dtype=np.float16), empty.astype(bool),
            empty.astype(np.float32))
    return Sample(
        np.concatenate([p.relation for p in pieces]), np.concatenate([p.features for p in pieces]),
        np.concatenate([p.answers for p in pieces]), np.concatenate([p.weight for p in pieces]))
