"""A small network that turns the features of a candidate into a score; fitted so that answers win over candidates."""
from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from verbale.analysis.ranking.facts import Integers
from verbale.analysis.ranking.history import Floats

Truths = npt.NDArray[np.bool_]
FIRST, SECOND = 64, 32  # widths of the two hidden layers
MEMBERS = 2
EPOCHS, BATCH, RATE = 6, 64, 2e-3
DECAY = 1e-5
FAINT = -25.0  # logarithm of a chance that is as good as none
_MEAN, _SQUARE, _TINY = 0.9, 0.999, 1e-8  # Adam's constants


@dataclass
class Sample:
    """Questions to fit to: features (n, K, F), which candidates are answers (n, K), how many each stands for (n, K)."""

    relation: Integers
    features: npt.NDArray[np.float16]
    answers: Truths
    weight: Floats

    def __len__(self) -> int:
        return len(self.relation)


class Network:
    """Two hidden layers beside a linear path; each relation has its own offsets in the first layer and linear path."""

    def __init__(self, features: int, relations: int, leading: int, seed: int = 0) -> None:
        """Before it is fitted, a network ranks by the feature number `leading` alone."""
        draw = np.random.default_rng(seed)

        def matrix(rows: int, columns: int) -> Floats:
            drawn: Floats = (draw.standard_normal((rows, columns)) * np.sqrt(2.0 / rows)).astype(np.float32)
            return drawn

        self.mean: Floats = np.zeros(features, dtype=np.float32)
        self.scale: Floats = np.ones(features, dtype=np.float32)
        self.weights: dict[str, Floats] = {
            "w1": matrix(features, FIRST), "b1": np.zeros(FIRST, dtype=np.float32),
            "r1": np.zeros((relations, FIRST), dtype=np.float32),
            "w2": matrix(FIRST, SECOND), "b2": np.zeros(SECOND, dtype=np.float32),
            "w3": np.zeros(SECOND, dtype=np.float32),
            "l": np.eye(features, dtype=np.float32)[leading], "rl": np.zeros((relations, features), dtype=np.float32),
        }
        self._draw = draw

    def scores(self, relation: Integers, features: Floats) -> Floats:
        """(n, K) scores of features (n, K, F)."""
        return self._forward(relation, self._standard(features))[0]

    def _standard(self, features: npt.NDArray[np.floating]) -> Floats:
        scaled: Floats = (features.astype(np.float32) - self.mean) / self.scale
        return np.clip(scaled, -6, 6)

    def _forward(self, relation: Integers, x: Floats) -> tuple[Floats, Floats, Floats]:
        w = self.weights
        n, k, f = x.shape
        one = np.maximum((x.reshape(n * k, f) @ w["w1"]).reshape(n, k, -1) + (w["b1"] + w["r1"][relation])[:, None], 0)
        two = np.maximum((one.reshape(n * k, -1) @ w["w2"]).reshape(n, k, -1) + w["b2"], 0)
        linear = (x @ (w["l"] + w["rl"][relation])[:, :, None])[..., 0]
        return two @ w["w3"] + linear, one, two

    def fit(self, sample: Sample, told: Callable[[float], None]) -> None:
        """Fit to a sample; `told` gets the share of the work that is done."""
        flat = sample.features[:: max(1, len(sample) // 2000)].reshape(-1, sample.features.shape[2]).astype(np.float32)
        self.mean, self.scale = flat.mean(0), flat.std(0) + np.float32(1e-2)
        self.weights["l"] *= self.scale
        first = {name: np.zeros_like(value) for name, value in self.weights.items()}
        second = {name: np.zeros_like(value) for name, value in self.weights.items()}
        batch = min(BATCH, len(sample))
        steps = EPOCHS * (len(sample) // batch)
        step = 0
        for _ in range(EPOCHS):
            order = self._draw.permutation(len(sample))
            for at in range(0, len(sample) - batch + 1, batch):
                step += 1
                chosen = order[at:at + batch]
                gradients = self._gradients(sample, chosen)
                warm = min(1.0, step / 200)
                rate = RATE * warm * 0.5 * (1 + np.cos(np.pi * step / steps))
                for name, gradient in gradients.items():
                    value = self.weights[name]
                    first[name] += (1 - _MEAN) * (gradient - first[name])
                    second[name] += (1 - _SQUARE) * (gradient * gradient - second[name])
                    mean = first[name] / (1 - _MEAN ** step)
                    square = second[name] / (1 - _SQUARE ** step)
                    value -= (rate * (mean / (np.sqrt(square) + _TINY))).astype(np.float32)
                if step % 50 == 0:
                    told(step / steps)

    def _gradients(self, sample: Sample, chosen: Integers) -> dict[str, Floats]:
        w, relation = self.weights, sample.relation[chosen]
        x = self._standard(sample.features[chosen])
        scores, one, two = self._forward(relation, x)
        slope = loss_slope(scores, sample.answers[chosen], sample.weight[chosen])
        n, k, f = x.shape
        flat2 = ((slope[..., None] * w["w3"]) * (two > 0)).reshape(n * k, -1)
        flat1 = (flat2 @ np.ascontiguousarray(w["w2"].T)) * (one > 0).reshape(n * k, -1)
        r1, rl = np.zeros_like(w["r1"]), np.zeros_like(w["rl"])
        by_question = (slope[:, None, :] @ x)[:, 0, :]
        np.add.at(r1, relation, flat1.reshape(n, k, -1).sum(1))
        np.add.at(rl, relation, by_question)
        gradients = {
            "w1": x.reshape(n * k, f).T @ flat1, "b1": flat1.sum(0), "r1": r1,
            "w2": one.reshape(n * k, -1).T @ flat2, "b2": flat2.sum(0),
            "w3": two.reshape(n * k, -1).T @ slope.ravel(), "l": by_question.sum(0), "rl": rl,
        }
        return {name: gradient + DECAY * w[name] for name, gradient in gradients.items()}


class Ensemble:
    """Networks that differ in how they began; the score is their mean."""

    def __init__(self, features: int, relations: int, leading: int, seed: int = 0, size: int = MEMBERS) -> None:
        self._members = [Network(features, relations, leading, seed + number) for number in range(size)]

    def fit(self, sample: Sample, told: Callable[[float], None]) -> None:
        """Fit each member; `told` gets the share of the work that is done."""
        for number, member in enumerate(self._members):
            def part(share: float, done: int = number) -> None:
                told((done + share) / len(self._members))

            member.fit(sample, part)

    def scores(self, relation: Integers, features: Floats) -> Floats:
        """(n, K) scores of features (n, K, F)."""
        total = sum((member.scores(relation, features) for member in self._members[1:]),
                    start=self._members[0].scores(relation, features))
        mean: Floats = total / np.float32(len(self._members))
        return mean


def loss_slope(scores: Floats, answers: Truths, weight: Floats) -> Floats:
    """Slope of the mean over answers of -log P(answer | this answer and all candidates that are none), by score.

    A candidate of weight w stands for w candidates like it.
    """
    low = np.float32(-1e9)
    wrong = np.where(answers, low, scores + np.log(weight))
    top = wrong.max(1, keepdims=True)
    wrong = np.exp(np.maximum(wrong - top, FAINT))
    mass = wrong.sum(1, keepdims=True)
    against = top + np.log(mass)
    won = 1 / (1 + np.exp(np.clip(against - scores, -30, 30)))
    lost = np.where(answers, 1 - won, 0)
    slope = wrong / mass * lost.sum(1, keepdims=True) - lost
    slope[np.abs(slope) < np.exp(FAINT)] = 0  # numbers next to zero would slow every product down
    mean: Floats = (slope / max(1, int(answers.sum()))).astype(np.float32)
    return mean
