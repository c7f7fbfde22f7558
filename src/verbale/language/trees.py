"""From arc scores to one tree: the best head of each word where that is a tree, else Chu-Liu and Edmonds."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

SHORT, ROOTS = 12, 5  # every root is tried in short sentences, the likeliest in others
Scores = NDArray[np.float32]


def heads(scores: Scores) -> list[int]:
    """Heads of n words from scores (n, n + 1), column 0 the root; result is 0-based with -1 for the single root."""
    n = scores.shape[0]
    scores = scores.astype(np.float64)
    scores[np.arange(n), np.arange(n) + 1] = -np.inf
    best = scores.argmax(1)
    roots = np.flatnonzero(best == 0)
    if len(roots) == 1 and not _cycle([-1, *(int(h) for h in best)]):
        return [int(h) - 1 for h in best]
    top = np.argsort(-scores[:, 0])[: n if n <= SHORT else ROOTS]
    trees = []
    for root in top:
        limited = scores.copy()
        limited[:, 0] = -np.inf
        limited[root, :] = -np.inf
        limited[root, 0] = scores[root, 0]
        square = np.full((n + 1, n + 1), -np.inf)
        square[1:, :] = limited
        chosen = _edmonds(square)
        total = sum(square[d, chosen[d]] for d in range(1, n + 1))
        trees.append((total, chosen))
    return [h - 1 for h in max(trees, key=lambda t: t[0])[1][1:]]


def _cycle(head: list[int]) -> list[int]:
    """A cycle in a head list whose node 0 is the root, or an empty list."""
    state = [0] * len(head)
    state[0] = 2
    for first in range(1, len(head)):
        node = first
        path = []
        while state[node] == 0:
            state[node] = 1
            path.append(node)
            node = head[node]
        if state[node] == 1:
            return path[path.index(node) :]
        for seen in path:
            state[seen] = 2
    return []


def _edmonds(scores: NDArray[np.float64]) -> list[int]:
    """Maximum spanning arborescence rooted in node 0; scores[dependent, head]."""
    n = scores.shape[0]
    best = [-1, *(int(h) for h in scores[1:].argmax(1))]
    cycle = _cycle(best)
    if not cycle:
        return best
    inside = set(cycle)
    outside = [i for i in range(n) if i not in inside]
    gain = np.array([scores[d, best[d]] for d in cycle])
    small = np.full((len(outside) + 1, len(outside) + 1), -np.inf)
    small[:-1, :-1] = scores[np.ix_(outside, outside)]
    small[0, :] = -np.inf
    out_scores = scores[np.ix_(outside, cycle)]
    leaving = out_scores.argmax(1)
    small[:-1, -1] = out_scores.max(1)
    small[0, -1] = -np.inf
    into = scores[np.ix_(cycle, outside)] - gain[:, None]
    entering = into.argmax(0)
    small[-1, :-1] = into.max(0)
    solved = _edmonds(small)
    result = list(best)
    for i, node in enumerate(outside):
        if node:
            head = solved[i]
            result[node] = cycle[int(leaving[i])] if head == len(outside) else outside[head]
    result[0] = -1
    broken = solved[-1]
    result[cycle[int(entering[broken])]] = outside[broken]
    return result
