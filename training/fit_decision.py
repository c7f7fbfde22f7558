"""Fit the decision over frames and event network: `python training/fit_decision.py`.

`--keep FILE` writes the features and fits nothing; `--add FILE` fits on kept ones too: those of another state of the
network, on stories that it did not see.

Codes annotated stories that the network must not have seen, those of calibration/ or one fold of others, and fits by
logistic regression which candidates are right: those whose sentence has an annotated claim of the same type and the
same parties. Writes data/models/decision.json, and prints which least probability of a claim would give the best F1
of dyads on these stories where each half of the candidates is weighed by a fit to the other.
"""

from __future__ import annotations

import argparse
import json
import pathlib
import sys
import zlib
from collections.abc import Sequence

import msgspec
import numpy as np

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent / "src"))
from annotated import Annotated, Codes, Told, stories

from verbale.claims import _Coder, decide
from verbale.language import analyse

HERE = pathlib.Path(__file__).resolve().parent
TARGET = HERE.parent / "src" / "verbale" / "data" / "models" / "decision.json"
RIDGE = 3.0
# Least probability of a claim. Chosen on the open annotated stories, where 0.25 to 0.35 do as well; the stories of
# calibration/, which are denser in events than news, would give 0.2.
LEAST = 0.3
FOLDS = 8


def same_dyad(event: Told, actors: Codes, recipients: Codes) -> bool:
    """As the guide scores it: both sides alike, or the union of both where one of the two is told as joint."""
    if (event.actors, event.recipients) == (actors, recipients):
        return True
    joint = not event.recipients or not recipients
    return joint and event.actors | event.recipients == actors | recipients


def collect(chosen: Sequence[Annotated]) -> tuple[np.ndarray, np.ndarray, int]:
    """Features (n, k) of all candidates, whether each is right (n), and the number of annotated events in scope."""
    rows: list[tuple[float, ...]] = []
    right: list[bool] = []
    total = 0
    for story in chosen:
        read = msgspec.structs.replace(story.story, outlet=None)
        sentences = analyse(read)
        coder = _Coder(read, sentences)
        coder.code()
        events = [e for e in story.events if len(e.actors | e.recipients) > 1]
        total += len(events)
        for sentence, weighed in zip(sentences, coder.weighed, strict=True):
            here = [e for e in events if e.start < sentence.end and sentence.start < e.end]
            for w in weighed:
                sides = [frozenset(str(p.code) for p in side) for side in (w.candidate.actors, w.candidate.recipients)]
                rows.append(w.features)
                right.append(any(e.type == w.event and same_dyad(e, *sides) for e in here))
    return np.array(rows), np.array(right, float), total


def fit(features: np.ndarray, right: np.ndarray) -> np.ndarray:
    """Weights (k) of a ridge-penalised logistic regression, by Newton's method; the constant is not penalised."""
    weights = np.zeros(features.shape[1])
    penalty = np.r_[1e-6, np.full(len(weights) - 1, RIDGE)]
    for _ in range(50):
        p = 1 / (1 + np.exp(-features @ weights))
        slope = features.T @ (p - right) + penalty * weights
        weights -= np.linalg.solve((features.T * (p * (1 - p))) @ features + np.diag(penalty), slope)
    return weights


def best(p: np.ndarray, right: np.ndarray, total: int) -> tuple[float, float, float, float]:
    """The best F1 over thresholds, its threshold, precision and recall."""
    order = np.argsort(-p, kind="stable")
    hits, n = np.cumsum(right[order]), np.arange(1, len(p) + 1)
    f = 2 * hits / (n + total)
    k = int(f.argmax())
    return float(f[k]), float(p[order][k]), float(hits[k] / n[k]), float(hits[k] / total)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--stories", type=pathlib.Path, default=HERE / "calibration")
    parser.add_argument("--leave-out", type=int, help="the fold (of 8) that the network did not see; all, if not said")
    parser.add_argument("--keep", type=pathlib.Path, help="write the features (.npz) and stop")
    parser.add_argument("--add", type=pathlib.Path, nargs="*", default=[], help="features kept before")
    a = parser.parse_args()
    fold = a.leave_out
    chosen = [s for s in stories(a.stories) if fold is None or zlib.crc32(s.group.encode()) % FOLDS == fold]
    features, right, total = collect(chosen)
    if a.keep:
        np.savez_compressed(a.keep, features=features, right=right, total=total)
        return
    for path in a.add:
        kept = np.load(path)
        features, right = np.vstack([features, kept["features"]]), np.r_[right, kept["right"]]
        total += int(kept["total"])
    print(f"{len(chosen)} stories, {total} claims, {len(right)} candidates, {int(right.sum())} right")
    halves = np.arange(len(right)) * 2 // len(right)
    crossed = np.zeros(len(right))
    for half in (0, 1):
        w = fit(features[halves != half], right[halves != half])
        crossed[halves == half] = 1 / (1 + np.exp(-features[halves == half] @ w))
    apart = best(crossed, right, total)
    print("across halves: F1 {:.3f} at {:.2f}, precision {:.2f}, recall {:.2f}".format(*apart))
    weights = fit(features, right)
    found = best(1 / (1 + np.exp(-features @ weights)), right, total)
    print("all: F1 {:.3f} at {:.2f}, precision {:.2f}, recall {:.2f}".format(*found))
    values = [round(float(x), 4) for x in weights]
    for name, value in zip(decide.NAMES, values, strict=True):
        print(f"  {name:24} {value:7.2f}")
    shipped = {"names": list(decide.NAMES), "values": values, "least": LEAST}
    TARGET.write_text(json.dumps(shipped, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
