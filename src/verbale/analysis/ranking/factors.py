"""Two tables of counts in few dimensions: who is usually met in which role, and who meets whom.

Singular vectors by subspace iteration, carried on from one refresh to the next; each refresh sees earlier days only.
"""
from __future__ import annotations

import numpy as np

from verbale.analysis.ranking.facts import Integers
from verbale.analysis.ranking.history import Floats, History
from verbale.analysis.ranking.index import group_starts

WIDTH = 64
FIRST_ROUNDS, LATER_ROUNDS = 4, 1
COLUMNS = 16  # columns multiplied at a time: bounds the memory


class Factors:
    """`basis` (E, WIDTH): directions of objects; a row (its counts, scaled) times the basis places a question there."""

    def __init__(self, entities: int, seed: int) -> None:
        start = np.random.default_rng(seed).standard_normal((entities, WIDTH)).astype(np.float32)
        self.basis: Floats = np.linalg.qr(start)[0]
        self.rows: Integers = np.zeros(0, dtype=np.int64)
        self.places: Floats = np.zeros((0, WIDTH), dtype=np.float32)
        self._rounds = FIRST_ROUNDS

    def refresh(self, row: Integers, column: Integers, weight: Floats) -> None:
        """Fit again to the non-zero cells; `row` are any keys, sorted by (row, column)."""
        if len(row) == 0:
            return
        starts = group_starts(row)
        self.rows = row[starts]
        of_row = np.repeat(np.arange(len(starts)), np.diff(np.append(starts, len(row))))
        row_sum = np.add.reduceat(weight, starts)
        column_sum = np.bincount(column, weights=weight, minlength=len(self.basis))
        scaled = (weight / np.sqrt(row_sum[of_row] * np.maximum(column_sum[column], 1.0))).astype(np.float32)
        order = np.argsort(column, kind="stable")
        column_starts = group_starts(column[order])
        columns = column[order][column_starts]
        for _ in range(self._rounds):
            places = _times(scaled, column, self.basis, starts)
            fresh = np.zeros_like(self.basis)
            fresh[columns] = _times(scaled[order], of_row[order], places, column_starts)
            self.basis = np.linalg.qr(fresh)[0]
        self.places = _times(scaled, column, self.basis, starts)
        self._rounds = LATER_ROUNDS

    def of(self, keys: Integers) -> Floats:
        """Place of each row key (n, WIDTH); zeros for a key without counts."""
        if len(self.rows) == 0:
            return np.zeros((len(keys), WIDTH), dtype=np.float32)
        at = np.minimum(np.searchsorted(self.rows, keys), len(self.rows) - 1)
        return np.where((self.rows[at] == keys)[:, None], self.places[at], np.float32(0.0))


def _times(weight: Floats, at: Integers, table: Floats, starts: Integers) -> Floats:
    """A sparse matrix, given by cells in row order, times a dense table."""
    out = np.empty((len(starts), table.shape[1]), dtype=np.float32)
    for first in range(0, table.shape[1], COLUMNS):
        part = np.ascontiguousarray(table[:, first:first + COLUMNS])
        out[:, first:first + COLUMNS] = np.add.reduceat(part[at] * weight[:, None], starts, axis=0)
    return out


class Likeness:
    """Both tables of a history: (subject, relation) x object, and subject x object under any relation."""

    def __init__(self, entities: int) -> None:
        self.roles = Factors(entities, seed=1)
        self.meetings = Factors(entities, seed=2)

    def refresh(self, history: History) -> None:
        """Fit both to what is known."""
        index = history.index
        seen = np.flatnonzero(history.triple_last >= 0)
        pair = index.triple_pair[seen]
        key = index.pair_subject[pair] * index.relations + index.triple_relation[seen]
        order = np.argsort(key, kind="stable")  # triples are sorted by subject, object, relation
        weight = np.log1p(history.triple[seen, -1] + 2 * history.triple[seen, -2])
        self.roles.refresh(key[order], index.pair_object[pair][order], weight[order])
        seen = np.flatnonzero(history.pair_last >= 0)
        total = history.pair[seen].sum(1)
        weight = np.log1p(total[:, -1] + 2 * total[:, -2])
        self.meetings.refresh(index.pair_subject[seen], index.pair_object[seen], weight)
