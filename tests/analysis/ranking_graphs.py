"""Small graphs with planted regularities, written as the files that the command takes."""
from __future__ import annotations

from pathlib import Path

import numpy as np

from verbale.analysis.ranking import Facts

MEET, VISIT, ACCUSE, THANK = range(4)
ENTITIES = 30


def planted(days: int = 60, seed: int = 5) -> list[tuple[int, int, int, int]]:
    """Facts by day: each entity meets its own partner; a visit is thanked for on the next day; the rest is noise."""
    draw = np.random.default_rng(seed)
    facts: set[tuple[int, int, int, int]] = set()
    visits: list[tuple[int, int]] = []
    for day in range(days):
        facts.update((host, THANK, guest, day) for guest, host in visits)
        visits = [tuple(draw.choice(ENTITIES, 2, replace=False).tolist()) for _ in range(3)]
        facts.update((guest, VISIT, host, day) for guest, host in visits)
        for one in draw.choice(ENTITIES, 4, replace=False).tolist():
            facts.add((one, MEET, (one + 7) % ENTITIES, day))
        accuser, accused = draw.choice(ENTITIES, 2, replace=False).tolist()
        facts.add((accuser, ACCUSE, accused, day))
    return sorted(facts, key=lambda fact: (fact[3], fact))


def part(facts: list[tuple[int, int, int, int]], first: int, last: int) -> Facts:
    """The facts of days first .. last - 1."""
    rows = np.array([fact for fact in facts if first <= fact[3] < last], dtype=np.int64).reshape(-1, 4)
    return Facts(*(rows[:, i].copy() for i in range(4)))


def parts(facts: list[tuple[int, int, int, int]]) -> list[Facts]:
    """Training, validation and test part."""
    return [part(facts, 0, 40), part(facts, 40, 50), part(facts, 50, 60)]


def write(path: Path, facts: Facts, *, gap: str = "\t", hours: int = 1, fifth: bool = False) -> Path:
    """A file of facts."""
    rows = zip(facts.subject, facts.relation, facts.object, facts.time * hours, strict=True)
    more = [gap + "0"] if fifth else [""]
    path.write_text("".join(gap.join(map(str, row)) + more[0] + "\n" for row in rows), encoding="utf-8")
    return path
