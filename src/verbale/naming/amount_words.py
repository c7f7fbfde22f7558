"""The words of the amount grammar, read once from ``data/amounts.toml``."""

from __future__ import annotations

import functools
import tomllib
from dataclasses import dataclass
from importlib import resources


@dataclass(frozen=True)
class AmountWords:
    """Lookup tables; phrases are tuples of lower-case tokens."""

    numbers: dict[str, int]
    multipliers: dict[str, int]
    plurals: dict[str, int]
    fractions: dict[str, int]
    before: dict[tuple[str, ...], str]
    after: dict[tuple[str, ...], str]
    bridge: frozenset[tuple[str, ...]]
    introducers: frozenset[tuple[str, ...]]
    symbols: dict[str, str]
    units: dict[tuple[str, ...], str]
    unit_heads: frozenset[str]
    bound_words: dict[str, frozenset[str]]
    words: dict[str, frozenset[str]]


def _phrases(texts: list[str]) -> frozenset[tuple[str, ...]]:
    return frozenset(tuple(text.split()) for text in texts)


@functools.cache
def amount_words() -> AmountWords:
    """The tables, loaded on first use."""
    data = tomllib.loads(resources.files(__package__).joinpath("data/amounts.toml").read_text("utf-8"))
    bounds = data["bounds"]
    before = {phrase: name for name in ("low", "high", "about") for phrase in _phrases(bounds[name])}
    after = {phrase: name for name in ("low", "high", "about") for phrase in _phrases(bounds[f"after_{name}"])}
    units = {tuple(text.split()): unit for section in ("currencies", "units") for text, unit in data[section].items()}
    return AmountWords(
        numbers=data["numbers"],
        multipliers=data["multipliers"],
        plurals=data["plurals"],
        fractions=data["fractions"],
        before=before,
        after=after,
        bridge=_phrases(bounds["bridge"]),
        introducers=_phrases(bounds["introducers"]),
        symbols=data["symbols"],
        units=units,
        unit_heads=frozenset(phrase[0] for phrase in units),
        bound_words={name: frozenset(bounds[name]) for name in ("vague", "change", "target_words")},
        words={name: frozenset(words) for name, words in data["words"].items()},
    )
