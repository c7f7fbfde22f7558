"""Figures of `verbale.classify` on sentences with a marked pair: PLV (15 types) and AW (cooperation or conflict).

Neither set has an open licence: they are read here, to measure and to choose, and train nothing.
"""

from __future__ import annotations

import csv
import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from evaluation.measured import Measured, table
from verbale.claims.classify import NONE, classify

Span = tuple[int, int]
QUAD = {
    "AGREE": "verbal cooperation",
    "CONSULT": "verbal cooperation",
    "SUPPORT": "verbal cooperation",
    "YIELD": "material cooperation",
    "AID": "material cooperation",
    "COOPERATE": "material cooperation",
    "REQUEST": "verbal conflict",
    "ACCUSE": "verbal conflict",
    "REJECT": "verbal conflict",
    "THREATEN": "verbal conflict",
    "PROTEST": "material conflict",
    "SANCTION": "material conflict",
    "MOBILIZE": "material conflict",
    "COERCE": "material conflict",
    "ASSAULT": "material conflict",
}
AW = {"0": "cooperation", "1": "conflict"}
_MARK = re.compile(r"</?[st]>")


def marked(text: str) -> tuple[str, Span, Span]:
    """The bare sentence and the spans of source and target; the first of several, (0, 0) where there is none."""
    plain, at = "", 0
    opened: dict[str, int] = {}
    spans: dict[str, Span] = {}
    for m in _MARK.finditer(text):
        plain += text[at : m.start()]
        at = m.end()
        name = m[0][-2]
        if m[0][1] != "/":
            opened.setdefault(name, len(plain))
        elif name in opened and name not in spans:
            last = opened[name] + len(plain[opened[name] :].rstrip())
            spans[name] = (opened[name], last)
    return plain + text[at:], spans.get("s", (0, 0)), spans.get("t", (0, 0))


def root(probabilities: Mapping[str, float]) -> str:
    """The most probable type, CONCEDE and RETREAT taken as one: YIELD, as in PLV."""
    joined = Counter({name: p for name, p in probabilities.items() if name not in (NONE, "CONCEDE", "RETREAT")})
    joined["YIELD"] = probabilities["CONCEDE"] + probabilities["RETREAT"]
    return joined.most_common(1)[0][0]


def macro(gold: Sequence[str], found: Sequence[str]) -> tuple[float, dict[str, tuple[int, float]]]:
    """Macro-F1 over the classes of the gold, and for each its number and F1."""
    rows: dict[str, tuple[int, float]] = {}
    for name in sorted(set(gold)):
        right = sum(g == f == name for g, f in zip(gold, found, strict=True))
        total = gold.count(name) + found.count(name)
        rows[name] = gold.count(name), 2 * right / total
    return sum(f for _, f in rows.values()) / len(rows), rows


def _rows(path: Path) -> Iterator[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as lines:
        yield from csv.DictReader(lines, delimiter="\t")


def run(shared: Path) -> Measured:
    """Macro-F1 of root, quad class and binary (cooperation or conflict) of the sets under `shared`."""
    folder = shared / "data" / "plover"
    result = Measured()
    path = folder / "PLV_train.tsv"
    gold, found = [], []
    for row in _rows(path):
        sentence, source, target = marked(row["marked_sentence"])
        if source == target == (0, 0):
            continue
        gold.append(row["gold_root"])
        found.append(root(classify(sentence, source, target)))
    score, classes = macro(gold, found)
    result.figures["plv_root"] = score
    result.figures["plv_quad"] = macro([QUAD[g] for g in gold], [QUAD[f] for f in found])[0]
    result.figures["plv_binary"] = macro(*([_binary(x) for x in side] for side in (gold, found)))[0]
    result.lines += table(["PLV_train", "n", "F1"], [[name, n, f] for name, (n, f) in classes.items()])
    result.inputs.append(path)
    path = folder / "AW_train.tsv"
    if path.exists():
        sides = [(row["gold_binary"], *marked(row["marked_sentence"])) for row in _rows(path)]
        named = [side for side in sides if side[2:] != ((0, 0), (0, 0))]
        told = [_binary(root(classify(*side[1:]))) for side in named]
        result.figures["aw_binary"] = macro([AW[side[0]] for side in named], told)[0]
        result.inputs.append(path)
    result.lines += ["", *table(["macro-F1", "value"], result.figures.items())]
    return result


def _binary(name: str) -> str:
    return "cooperation" if QUAD[name].endswith("cooperation") else "conflict"
