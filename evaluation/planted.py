"""Made-up material with a known truth: series with planted breaks, and boards with changes that must not matter."""

from __future__ import annotations

import itertools
import random
from collections.abc import Iterator

import msgspec
import numpy as np

from verbale.analysis.boards import FORMAT, Board, Hypothesis, Row

WEEKS, MARGIN, APART = 104, 10, 12
SPREAD = 8.0  # size of the negative binomial in every second series
SEED = 77
_WORDS = ("very unlikely", "unlikely", "even", "likely", "very likely")


def planted(number: int, seed: int = SEED) -> Iterator[tuple[list[int], list[float], list[int]]]:
    """(counts, exposures, first weeks after a break): two years of weeks with no to three changes of rate.

    Rates begin between 2 and 15 a week and change by a factor of 2 to 4; every second series spreads beyond Poisson; in
    every third the volume of news, which is told, moves between half and twice the usual.
    """
    chance = np.random.default_rng(seed)
    for i in range(number):
        places = _places(chance, int(chance.integers(0, 4)))
        rate = np.empty(WEEKS)
        level, start = float(np.exp(chance.uniform(np.log(2), np.log(15)))), 0
        for place in [*places, WEEKS]:
            rate[start:place] = level
            start, factor = place, chance.uniform(2, 4)
            up = (chance.random() < 0.5 and level * factor < 60) or level / factor < 1
            level = level * factor if up else level / factor
        exposures = np.exp(chance.uniform(np.log(0.5), np.log(2), WEEKS)) if i % 3 == 0 else np.ones(WEEKS)
        mean = rate * exposures
        if i % 2:
            mean = mean * chance.gamma(SPREAD, 1 / SPREAD, WEEKS)
        yield [int(n) for n in chance.poisson(mean)], [float(e) for e in exposures], places


def _places(chance: np.random.Generator, number: int) -> list[int]:
    while True:
        places = sorted(int(p) for p in chance.choice(np.arange(MARGIN, WEEKS - MARGIN), number, replace=False))
        if all(b - a >= APART for a, b in itertools.pairwise(places)):
            return places


def altered_boards(number: int, seed: int = SEED) -> Iterator[tuple[Board, dict[str, Board]]]:
    """Random boards, each with changes that must leave the result as it is."""
    for i in range(number):
        chance = random.Random(seed + i)  # noqa: S311 - made-up boards
        ids = ["a", "b", "c", "d"][: chance.randint(2, 4)]
        rows = [_row(chance, n, ids) for n in range(chance.randint(1, 12))]
        hypotheses = tuple(Hypothesis(id=h, text=h) for h in ids)
        board = Board(
            verbale=FORMAT,
            question="?",
            hypothesis=hypotheses,
            row=tuple(rows),
            seed=i,
            exclusive=bool(chance.random() < 0.7),
        )

        def changed(new: list[Row], board: Board = board) -> Board:
            return msgspec.structs.replace(board, row=tuple(new))

        one = chance.choice(rows)
        unknown = {h: chance.choice(_WORDS) for h in ids}
        yield (
            board,
            {
                "copied report": changed([*rows, msgspec.structs.replace(one, id="copy", outlet="another paper")]),
                "all copied thrice": changed(
                    [msgspec.structs.replace(r, id=f"{r.id}-{n}") for r in rows for n in range(3)]
                ),
                "reordered rows": changed(chance.sample(rows, len(rows))),
                "row in two halves": changed(
                    [r for r in rows if r is not one]
                    + [msgspec.structs.replace(one, id=f"{one.id}-{n}", claims=(f"c{n}",)) for n in (1, 2)]
                ),
                "F6 report": changed([*rows, Row(id="f6", text="rumour", likelihood=dict(unknown))]),
                "F6 report of the same": changed(
                    [*rows, Row(id="f6", text="rumour", likelihood=dict(unknown), group=one.group)]
                ),
            },
        )


def _row(chance: random.Random, number: int, ids: list[str]) -> Row:
    return Row(
        id=f"r{number}",
        text=f"row {number}",
        likelihood={h: chance.choice(_WORDS) for h in ids},
        group=chance.choice(["", "", "x", "y"]),
        reliability=chance.choice("ABCDEF"),
        credibility=chance.choice("123456"),
        looked=chance.choice(["seen", "seen", "seen", "not seen", "not looked for"]),
        denial=chance.random() < 0.2,
        interested=chance.random() < 0.5,
    )
