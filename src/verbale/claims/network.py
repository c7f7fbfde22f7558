"""The event network: which event, if any, a sentence tells between two of its parties, and who acts in it."""

from __future__ import annotations

import functools
import json
from collections.abc import Sequence
from importlib import resources
from typing import Any, NamedTuple

import numpy as np

from verbale.claims.paths import Words, path
from verbale.language.model import opened, shape_code
from verbale.record import Status

WAYS, MARKS = 3, 5
FIRST, SECOND, JOINT = range(WAYS)  # who acts: the party that stands first in the sentence, the second, both
MAX_SUBTOKENS = 160
BUDGET = 1600  # tokens a batch, marks included
LEAST = 0.1  # probability below which an event of a pair is not even weighed
FAINT = 0.01  # probability of a type below which its finer kinds are not told apart
PADDING = 1.15  # of them to those that are not padding
STATUS = tuple(map(str, Status))
Offsets = tuple[int, int]
Numbers = np.ndarray[Any, np.dtype[np.float64]]


class Query(NamedTuple):
    """A sentence's words and tree, the head words of its parties, and the pairs asked for.

    A pair holds numbers of parties, the first before the second in the sentence; -1 is a party that it does not name.
    """

    words: Sequence[str]
    tree: Words
    heads: Sequence[int]
    pairs: Sequence[tuple[int, int]]


class Reading(NamedTuple):
    """Probabilities for one pair, whose first party stands first in the sentence.

    `kind` has a row for each type and a column for who acts (FIRST, SECOND, JOINT), `none` is the rest to 1: which one
    event it is. `also`, of the same shape, is of each event by itself: a pair may have several. `tag` is the finer kind
    within each type (empty where hardly anything happens); `status` and `negative` hold if there is an event.
    """

    kind: Numbers
    also: Numbers
    none: float
    tag: dict[str, float]
    status: Numbers
    negative: float


class EventModel:
    """One loaded network; deterministic."""

    def __init__(self, folder: Any) -> None:
        self._session, self._tokenizer = opened(folder, "events")
        names = json.loads((folder / "events.json").read_text(encoding="utf-8"))
        self.types: tuple[str, ...] = tuple(names["types"])
        self._tags: dict[str, list[int]] = {t: [] for t in self.types}
        self._names: list[str] = names["tags"]
        for k, name in enumerate(self._names):
            self._tags[name.split(".")[0]].append(k)

    def read(self, queries: Sequence[Query]) -> list[list[Reading]]:
        """A reading for each pair of each query, in their order."""
        codes = [self.encode(q) for q in queries]
        result: list[list[Reading]] = [[] for _ in queries]
        batch: list[int] = []
        for i in sorted(
            (i for i, q in enumerate(queries) if q.pairs), key=lambda i: (len(codes[i][2]), len(codes[i][0]))
        ):
            if batch and not _alike([*batch, i], codes):
                self._run(batch, codes, result)
                batch = []
            batch.append(i)
        if batch:
            self._run(batch, codes, result)
        return result

    def encode(self, query: Query) -> tuple[list[int], list[int], list[tuple[int, ...]], list[tuple[int, ...]]]:
        """Subtokens, shapes, and for each pair the positions of its marks and the relations of its parties."""
        coded = self._tokenizer.encode(list(query.words), is_pretokenized=True, add_special_tokens=False)
        of = [w for w in coded.word_ids[: MAX_SUBTOKENS - 2] if w is not None]
        ids = [101, *coded.ids[: len(of)], 102]
        shapes = [0, *(shape_code(query.words[w]) for w in of), 0]
        first = {-1: 0}
        for k, w in enumerate(of):
            first.setdefault(w, k + 1)
        marks: list[tuple[int, ...]] = []
        relations: list[tuple[int, ...]] = []
        for a, b in query.pairs:
            way = path(query.tree, query.heads[a], query.heads[b] if b >= 0 else -1)
            chosen = (way.one.head, way.two.head, way.one.governor, way.two.governor, way.meeting)
            marks.append(tuple(first.get(w, 0) for w in chosen))
            relations.append((*way.one[2:], *way.two[2:]))
        return ids, shapes, marks, relations

    def _run(self, batch: list[int], codes: Sequence[Any], result: list[list[Reading]]) -> None:
        width, most = max(len(codes[i][0]) for i in batch), max(len(codes[i][2]) for i in batch)
        ids, shapes, mask = (np.zeros((len(batch), width), np.int64) for _ in range(3))
        marks, relations = np.zeros((len(batch), most, MARKS), np.int64), np.zeros((len(batch), most, 8), np.int64)
        for row, i in enumerate(batch):
            n, pairs = len(codes[i][0]), len(codes[i][2])
            ids[row, :n], shapes[row, :n], mask[row, :n] = codes[i][0], codes[i][1], 1
            marks[row, :pairs], relations[row, :pairs] = codes[i][2], codes[i][3]
        names = {"ids": ids, "shapes": shapes, "mask": mask, "marks": marks, "relations": relations}
        outputs = self._session.run(None, names)
        kind, tag, status, negative, also = (np.asarray(o, np.float64) for o in outputs)
        also = 1 / (1 + np.exp(-also))
        kind, status, negative = _softmax(kind), _softmax(status), _softmax(negative)
        for row, i in enumerate(batch):
            for k in range(len(codes[i][2])):
                result[i].append(
                    Reading(
                        kind[row, k, :-1].reshape(len(self.types), WAYS),
                        also[row, k].reshape(len(self.types), WAYS),
                        float(kind[row, k, -1]),
                        self._within(tag[row, k], also[row, k]) if kind[row, k, -1] < 1 - LEAST else {},
                        status[row, k],
                        float(negative[row, k, 1]),
                    )
                )

    def _within(self, logits: Numbers, also: Numbers) -> dict[str, float]:
        """The share of each finer kind within its type, for types that are likely enough to be asked for them."""
        result: dict[str, float] = {}
        for numbers, probability in zip(self._tags.values(), also.reshape(-1, WAYS).max(-1).tolist(), strict=True):
            if numbers and probability >= FAINT:
                result |= {self._names[k]: float(p) for k, p in zip(numbers, _softmax(logits[numbers]), strict=True)}
        return result


def _alike(batch: Sequence[int], codes: Sequence[Any]) -> bool:
    """Whether sentences are near enough in length and pairs to be run together: padding costs time."""
    width, most = max(len(codes[i][0]) for i in batch), max(len(codes[i][2]) for i in batch)
    padded = (width + MARKS * most) * len(batch)
    return padded <= min(BUDGET, PADDING * sum(len(codes[i][0]) + MARKS * len(codes[i][2]) for i in batch))


def _softmax(logits: Numbers) -> Numbers:
    scaled = np.exp(logits - logits.max(-1, keepdims=True))
    return np.asarray(scaled / scaled.sum(-1, keepdims=True))


@functools.cache
def load() -> EventModel:
    """The network that ships with the package."""
    return EventModel(resources.files("verbale") / "data" / "models")
