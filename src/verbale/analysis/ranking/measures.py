"""Ranks under the time-aware filter with average ties, and what is made of them."""
from __future__ import annotations

import numpy as np
import numpy.typing as npt

from verbale.analysis.ranking.facts import Integers
from verbale.analysis.ranking.history import Floats

Ranks = npt.NDArray[np.float64]


def ranks(scores: Floats, candidates: Integers, question: Integers, answer: Integers, entities: int) -> Ranks:
    """Rank of each answer (m,), from 1; `scores` and `candidates` are (n, K), `question` (m,) indexes their rows.

    All (question, answer) pairs of the day are given at once: for each, the question's other answers are taken out.
    Entities outside the shortlist tie behind it. An answer among t equal scores gets the average of their places.
    """
    out = np.empty(len(answer), dtype=np.float64)
    distinct = np.unique(np.stack([question, answer]), axis=1)
    start = np.searchsorted(distinct[0], np.arange(len(scores) + 1))
    for i, (row, wanted) in enumerate(zip(question.tolist(), answer.tolist(), strict=True)):
        true = distinct[1, start[row]:start[row + 1]]
        rival = ~np.isin(candidates[row], true) & (candidates[row] >= 0)
        at = np.flatnonzero(candidates[row] == wanted)
        if len(at):
            value = scores[row, at[0]]
            rivals = scores[row, rival]
            out[i] = 1 + np.count_nonzero(rivals > value) + np.count_nonzero(rivals == value) / 2
        else:
            ahead = np.count_nonzero(rival)
            behind = entities - len(true) - ahead  # rivals outside the list
            out[i] = 1 + ahead + behind / 2
    return out


def summary(found: Ranks) -> dict[str, float | int]:
    """Mean reciprocal rank and shares within the first 1, 3, 10; number of questions (each direction is one)."""
    if len(found) == 0:
        return {"mrr": 0.0, "hits@1": 0.0, "hits@3": 0.0, "hits@10": 0.0, "queries": 0}
    return {
        "mrr": float((1 / found).mean()), "hits@1": float((found <= 1).mean()), "hits@3": float((found <= 3).mean()),
        "hits@10": float((found <= 10).mean()), "queries": len(found),
    }
