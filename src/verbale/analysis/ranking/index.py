"""Which places the facts of a graph have in the tables of the history. Knows that a place exists, never when it fills.

Every fact stands twice: (s, r, o) and, for questions about the subject, (o, r + R, s).
"""
from __future__ import annotations

import numpy as np
import numpy.typing as npt

from verbale.analysis.ranking.facts import Integers


class Index:
    """Places of triples (sorted by subject, object, relation) and of pairs (sorted by subject, object).

    `entities` is E, `relations` counts both directions (2R).
    """

    def __init__(self, subject: Integers, relation: Integers, obj: Integers, entities: int, relations: int) -> None:
        self.entities, self.relations = entities, relations
        keys = (subject * entities + obj) * relations + relation
        self.triple_keys = np.unique(keys)
        self.triple_relation = self.triple_keys % relations
        pairs = self.triple_keys // relations
        self.pair_keys, first = np.unique(pairs, return_index=True)
        self.triple_start = np.append(first, len(pairs))  # triples of pair p: triple_start[p] .. triple_start[p + 1]
        self.triple_pair = np.repeat(np.arange(len(first)), np.diff(self.triple_start))
        self.pair_subject, self.pair_object = np.divmod(self.pair_keys, entities)
        self.pair_start = np.searchsorted(self.pair_subject, np.arange(entities + 1))  # pairs of subject s

    def triples(self, subject: Integers, relation: Integers, obj: Integers) -> Integers:
        """Place of each triple, -1 where it has none."""
        return found(self.triple_keys, (subject * self.entities + obj) * self.relations + relation)

    def pairs(self, subject: Integers, obj: Integers) -> Integers:
        """Place of each pair, -1 where it has none."""
        return found(self.pair_keys, subject * self.entities + obj)


def found(sorted_keys: Integers, keys: Integers) -> Integers:
    """Position of each key in sorted keys, -1 where it is not among them."""
    at = np.minimum(np.searchsorted(sorted_keys, keys), len(sorted_keys) - 1)
    return np.where(sorted_keys[at] == keys, at, -1)


def spread(starts: Integers, ends: Integers) -> tuple[Integers, Integers]:
    """(owner, position) of all positions in the ranges starts[i] .. ends[i], in order."""
    lengths = ends - starts
    owner = np.repeat(np.arange(len(starts)), lengths)
    offset = np.arange(len(owner)) - np.repeat(np.cumsum(lengths) - lengths, lengths)
    return owner, starts[owner] + offset


def group_starts(sorted_keys: npt.NDArray[np.generic]) -> Integers:
    """Where each run of equal keys begins."""
    if len(sorted_keys) == 0:
        return np.zeros(0, dtype=np.int64)
    return np.flatnonzero(np.concatenate(([True], sorted_keys[1:] != sorted_keys[:-1])))
