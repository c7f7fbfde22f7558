"""ICEWS 2018 as a panel: directed pairs with ten events in the first 26 weeks, by CAMEO root and day.

A country is what stands in brackets at the end of an entity's name, or a name that stands so elsewhere. The data have
no stated licence: they are measured on, and never kept.
"""

from __future__ import annotations

import collections
import re
from pathlib import Path

import numpy as np

from verbale.analysis.calibrated import Panel
from verbale.analysis.scales import cameo

DAYS, LEAST, FIRST_WEEKS = 270, 10, 26
_IN_BRACKETS = re.compile(r"\(([^()]*)\)$")
_QUADS = (5, 8, 13, 20)


def panel(folder: Path) -> Panel:
    """The panel of the folder's files (entity2id.txt, relation2id.txt, facts-days-0-269.txt)."""
    entities, relations = _names(folder / "entity2id.txt"), _names(folder / "relation2id.txt")
    country = _countries(entities)
    roots = _roots(relations)
    facts = np.loadtxt(folder / "facts-days-0-269.txt", dtype=np.int64)
    s, o, root, day = country[facts[:, 0]], country[facts[:, 2]], roots[facts[:, 1]], facts[:, 3] // 24
    actors, types = int(country.max()) + 1, 20
    sent, met = (np.zeros((actors, types, DAYS), np.uint16) for _ in range(2))
    np.add.at(sent, (s[s >= 0], root[s >= 0], day[s >= 0]), 1)
    np.add.at(met, (o[o >= 0], root[o >= 0], day[o >= 0]), 1)
    between = (s >= 0) & (o >= 0) & (s != o)
    early = between & (day < FIRST_WEEKS * 7)
    seen = collections.Counter(zip(s[early].tolist(), o[early].tolist(), strict=True))
    pairs = sorted(pair for pair, count in seen.items() if count >= LEAST)
    place = {pair: i for i, pair in enumerate(pairs)}
    index = np.array([place.get(pair, -1) for pair in zip(s.tolist(), o.tolist(), strict=True)])
    ours = between & (index >= 0)
    counts = np.zeros((len(pairs), types, DAYS), np.uint16)
    np.add.at(counts, (index[ours], root[ours], day[ours]), 1)
    ends = np.array(pairs)
    reverse = np.array([place.get((b, a), -1) for a, b in pairs])
    quads = np.array([next(q for q, last in enumerate(_QUADS) if r + 1 <= last) for r in range(types)])
    return Panel(counts, ends[:, 0], ends[:, 1], reverse, sent, met, quads)


def _names(path: Path) -> dict[int, str]:
    rows = (line.rsplit("\t", 1) for line in path.read_text("utf-8").splitlines() if line)
    return {int(number): name for name, number in rows}


def _countries(entities: dict[int, str]) -> np.ndarray:
    """[entity] number of its country, or -1."""
    inside = {i: found.group(1) for i, name in entities.items() if (found := _IN_BRACKETS.search(name))}
    known = {name: i for i, name in enumerate(sorted(set(inside.values())))}
    return np.array([known.get(inside.get(i, entities.get(i, "")), -1) for i in range(max(entities) + 1)])


def _roots(relations: dict[int, str]) -> np.ndarray:
    """[relation] root of its CAMEO code, from 0; texts are matched without punctuation."""

    def plain(text: str) -> str:
        return " ".join(re.findall("[a-z0-9]+", text.casefold()))

    codes = {plain(name): code for code, (name, _) in reversed(cameo().items())}
    return np.array([int(codes[plain(relations[i])][:2]) - 1 for i in range(max(relations) + 1)])
