"""Kinds of what is given: animals, arms, goods, money or people, by the words that name it (kinds.toml)."""

from __future__ import annotations

import functools
import re
import tomllib
from collections.abc import Iterable
from importlib.resources import files

from verbale.events.wording import reduced

_WORD = re.compile(r"[^\W\d_][\w-]{1,60}")
_BREAK = re.compile(r"\b(?:of|for|in|to|from|with|worth|on|at|by|after|under|as|that|which|and)\b|,")
HOLDERS = frozenset(
    {
        "tonne",
        "ton",
        "dose",
        "box",
        "batch",
        "load",
        "shipment",
        "consignment",
        "cargo",
        "pair",
        "group",
        "team",
        "number",
    }
)


@functools.cache
def _kinds() -> dict[str, str]:
    loaded = tomllib.loads(files("verbale.events").joinpath("kinds.toml").read_text("utf-8"))
    found: dict[str, str] = {}
    for kind, words in loaded.items():
        for word in words.split():
            found.setdefault(word, kind)
            found.setdefault(reduced(word), kind)
    return found


def kinds_of(words: Iterable[str]) -> frozenset[str]:
    """The kinds that any of these words tell; empty where none is known."""
    known = _kinds()
    return frozenset(known[word] for word in words if word in known)


def kind_of(phrase: str, unit: str | None = None) -> str | None:
    """The kind of what a phrase names: that of its head, else of what follows "of"; None where no word is known.

    `unit` is a currency's code (ISO 4217) where the figure is a sum of money.
    """
    if unit is not None and len(unit) == 3 and unit.isupper():
        return "money"
    known = _kinds()
    for part in _BREAK.split(phrase.casefold()):
        words = [reduced(word) for word in _WORD.findall(part)]
        if words and words[-1] in HOLDERS and words[-1] not in known:
            continue
        for word in reversed(words):
            if word in known:
                return known[word]
    return None
