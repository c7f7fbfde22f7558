"""Fit the choice among earlier parties that pointing words mean: `python training/fit_reference.py`.

Resolves the annotated stories; for each pronoun, unnamed office or "the two countries" in brackets it keeps the parties
that could be meant, with their features, and which one the bracket says. A multinomial logistic regression for each
kind of pointing word gives naming/data/reference.toml. What is resolved feeds what comes later, so it takes two rounds.
"""

from __future__ import annotations

import argparse
import pathlib
import sys
from collections import defaultdict
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent / "src"))
from annotated import Marked, stories

from verbale.claims import _Coder
from verbale.claims.paths import Words, head_of
from verbale.language import analyse
from verbale.naming import discourse, ranking
from verbale.naming.ranking import Asked, Choice
from verbale.record import Sentence, Story

HERE = pathlib.Path(__file__).resolve().parent
TARGET = HERE.parent / "src" / "verbale" / "naming" / "data" / "reference.toml"
RIDGE, STEPS, LEAST_WEIGHT, SPARE = 1.0, 30, 0.05, 9
HEAD = """# Weights of the choice among earlier parties, by kind of pointing word (see naming/ranking.py).
# Fitted on Verbale's own annotated stories (training/stories).
"""


class Example(NamedTuple):
    """The features of each candidate of a pointing word, and the number of the right one."""

    choices: list[dict[str, float]]
    right: int


def collect(read: Sequence[tuple[Story, Sequence[Marked], Sequence[Sentence]]]) -> dict[str, list[Example]]:
    """Examples by kind of pointing word. The resolver is watched while it ranks."""
    seen: dict[tuple[int, int], tuple[str, list[Choice]]] = {}
    plain = discourse.Discourse.rank

    def rank(self: discourse.Discourse, asked: Asked, fits: object, *, groups: bool = False) -> object:
        found = plain(self, asked, fits, groups=groups)  # type: ignore[arg-type]
        seen[asked.sentence, asked.token] = asked.kind, [c for _, c in found]
        return found

    discourse.Discourse.rank = rank  # type: ignore[assignment,method-assign]
    examples: dict[str, list[Example]] = defaultdict(list)
    try:
        for story, marked, sentences in read:
            seen.clear()
            coder = _Coder(story, sentences)
            for tree in coder.trees:
                coder.resolver.enter(tree.number)
                coder.speakers.enter(tree.number)
            for first, last, codes in marked:
                for n, sentence in enumerate(sentences):
                    inside = [i for i, t in enumerate(sentence.tokens) if t.start < last and t.end > first]
                    if inside:
                        head = _head(sentence, inside)
                        coder.resolver.alone(n, head)
                        kind, choices = seen.get((n, head), ("", []))
                        example = _example(kind, choices, codes)
                        if example is not None:
                            examples[kind].append(example)
    finally:
        discourse.Discourse.rank = plain  # type: ignore[method-assign]
    return examples


def _head(sentence: Sentence, inside: Sequence[int]) -> int:
    columns = ([getattr(t, c) for t in sentence.tokens] for c in ("text", "upos", "head", "deprel"))
    return head_of(Words(*columns), inside)


def _example(kind: str, choices: Sequence[Choice], codes: tuple[str, ...]) -> Example | None:
    """The right candidate; where there is none, somebody unknown who was named lately stands for all others."""
    if kind == "pair":
        choices = [c for c in choices if len(c.key) > 1]
    right = [k for k, c in enumerate(choices) if c.key == codes]
    if not right:
        unknown = [k for k, c in enumerate(choices) if c.key[0].startswith(ranking.UNKNOWN)][:SPARE]
        near = {k: max(choices[k].features.get("latest", 0), choices[k].features.get("second", 0) / 2) for k in unknown}
        right = sorted(unknown, key=lambda k: -near[k])
    return Example([c.features for c in choices], right[0]) if right else None


def fit(examples: Sequence[Example]) -> dict[str, float]:
    """Ridge-penalised weights by Newton's method with halved steps."""
    names = sorted({name for e in examples for c in e.choices for name in c})
    column = {name: k for k, name in enumerate(names)}
    matrix = np.zeros((sum(len(e.choices) for e in examples), len(names)))
    for row, choice in enumerate(c for e in examples for c in e.choices):
        for name, value in choice.items():
            matrix[row, column[name]] = value
    sizes = np.array([len(e.choices) for e in examples])
    starts = np.concatenate([[0], np.cumsum(sizes)[:-1]])
    right = starts + np.array([e.right for e in examples])
    which = np.repeat(np.arange(len(examples)), sizes)

    def shares(w: np.ndarray) -> np.ndarray:
        score = matrix @ w
        part = np.exp(score - np.maximum.reduceat(score, starts)[which])
        return part / np.add.reduceat(part, starts)[which]

    def loss(w: np.ndarray) -> float:
        return float(-np.log(shares(w)[right] + 1e-300).sum() + RIDGE * (w @ w) / 2)

    w = np.zeros(len(names))
    for _ in range(STEPS):
        p = shares(w)
        slope = matrix.T @ p - matrix[right].sum(0) + RIDGE * w
        weighted = matrix * p[:, None]
        means = np.add.reduceat(weighted, starts, axis=0)
        step = np.linalg.solve(matrix.T @ weighted - means.T @ means + RIDGE * np.eye(len(w)), slope)
        length, now = 1.0, loss(w)
        while loss(w - length * step) > now and length > 1e-4:
            length /= 2
        w = w - length * step
    return {name: float(v) for name, v in zip(names, w, strict=True) if abs(v) >= LEAST_WEIGHT}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--stories", type=pathlib.Path, default=HERE / "stories")
    parser.add_argument("--out", type=pathlib.Path, default=TARGET)
    parser.add_argument("--rounds", type=int, default=2)
    parser.add_argument("--first", type=int, help="only the first so many stories, to try it")
    a = parser.parse_args()
    chosen = list(stories(a.stories))[: a.first]
    read = [(s.story, s.marked, analyse(s.story)) for s in chosen]
    for _ in range(a.rounds):
        parts = [HEAD]
        for kind, examples in sorted(collect(read).items()):
            print(f"{kind}: {len(examples)}")
            found = sorted(fit(examples).items(), key=lambda x: -abs(x[1]))
            parts.append("\n".join([f"[{kind}]", *(f'"{name}" = {value:.2f}' for name, value in found), ""]))
        a.out.write_text("\n".join(parts), encoding="utf-8")
        ranking.weights.cache_clear()


if __name__ == "__main__":
    main()
