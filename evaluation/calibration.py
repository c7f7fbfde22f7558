"""How far the confidence of a claim can be believed."""
from __future__ import annotations

from collections.abc import Sequence

BINS = 10

Judged = tuple[float, bool]  # the confidence of a claim, 0..1, and whether its dyad is right


def reliability(claims: Sequence[Judged]) -> list[tuple[float, float, int, float, float]]:
    """For each bin that holds claims: its bounds, how many, their mean confidence, the share that is right."""
    bins: list[list[Judged]] = [[] for _ in range(BINS)]
    for confidence, right in claims:
        bins[min(BINS - 1, max(0, int(confidence * BINS)))].append((confidence, right))
    return [
        (i / BINS, (i + 1) / BINS, len(held), sum(c for c, _ in held) / len(held), sum(r for _, r in held) / len(held))
        for i, held in enumerate(bins) if held
    ]


def calibration_error(claims: Sequence[Judged]) -> float:
    """Expected calibration error, 0..1, lower is better: |mean confidence - share right|, weighted by claims."""
    rows = reliability(claims)
    total = sum(row[2] for row in rows)
    return sum(n * abs(mean - share) for _, _, n, mean, share in rows) / total if total else 0.0
