"""What is known at the start of a day: decayed counts and last days of triples, pairs, objects. Grows day by day."""
from __future__ import annotations

import numpy as np
import numpy.typing as npt

from verbale.analysis.ranking.facts import Integers
from verbale.analysis.ranking.index import Index

Floats = npt.NDArray[np.float32]
HALF_LIVES = (2.0, 10.0, 45.0, np.inf)  # days
SPANS = len(HALF_LIVES)
NEVER = -1


class History:
    """Counts with four half-lives. All values stand as of the start of `day`; `learn` adds the facts of that day."""

    def __init__(self, index: Index) -> None:
        triples, pairs, e, r = len(index.triple_keys), len(index.pair_keys), index.entities, index.relations
        self.index = index
        self.day = 0
        self.triple = np.zeros((triples, SPANS), dtype=np.float32)
        self.triple_last = np.full(triples, NEVER, dtype=np.int32)
        self.pair = np.zeros((pairs, 2, SPANS), dtype=np.float32)  # 2: said of the subject, said of the object
        self.pair_last = np.full(pairs, NEVER, dtype=np.int32)
        self.role = np.zeros((SPANS, r, e), dtype=np.float32)  # how often an entity was object of a relation
        self.role_last = np.full((r, e), NEVER, dtype=np.int32)
        self.entity = np.zeros((SPANS, e), dtype=np.float32)
        self.entity_last = np.full(e, NEVER, dtype=np.int32)
        self.relation = np.zeros((SPANS, r), dtype=np.float32)

    def move_to(self, day: int) -> None:
        """Let time pass until the start of `day`."""
        gap = day - self.day
        if gap < 0:
            raise ValueError("history only moves forward")
        if gap:
            for i, half in enumerate(HALF_LIVES):
                if np.isfinite(half):
                    fade = np.float32(0.5 ** (gap / half))
                    self.triple[:, i] *= fade
                    self.pair[:, :, i] *= fade
                    self.role[i] *= fade
                    self.entity[i] *= fade
                    self.relation[i] *= fade
        self.day = day

    def learn(self, subject: Integers, relation: Integers, obj: Integers) -> None:
        """Add the facts of the day, both directions."""
        index = self.index
        triples = index.triples(subject, relation, obj)
        pairs = index.pairs(subject, obj)
        half = index.relations // 2
        side = (relation >= half).astype(np.int64)
        np.add.at(self.triple, triples, 1.0)
        self.triple_last[triples] = self.day
        np.add.at(self.pair, (pairs, side), 1.0)
        self.pair_last[pairs] = self.day
        self.role_last[relation, obj] = self.day
        self.entity_last[obj] = self.day
        for span in range(SPANS):
            np.add.at(self.role[span], (relation, obj), 1.0)
            np.add.at(self.entity[span], obj, 1.0)
            np.add.at(self.relation[span], relation, 1.0)
