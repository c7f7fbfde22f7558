"""The words of the date grammar, read once from ``data/dates.toml``."""

from __future__ import annotations

import functools
import tomllib
from dataclasses import dataclass
from importlib import resources
from typing import Any


@dataclass(frozen=True)
class Holiday:
    """A holiday: a fixed (month, day), an offset from Easter Sunday, or (month, weekday, nth)."""

    fixed: tuple[int, ...] = ()
    easter: int | None = None
    nth: tuple[int, ...] = ()


@dataclass(frozen=True)
class DateWords:
    """Lookup tables: ``classes`` maps a lower-case word to (class letter, number)."""

    classes: dict[str, tuple[str, int]]
    ordinals: dict[str, int]
    cardinals: dict[str, int]
    holidays: dict[tuple[str, ...], Holiday]
    holiday_heads: frozenset[str]
    context: dict[str, frozenset[str]]
    tense: dict[str, frozenset[str]]
    not_nouns: frozenset[str]
    roles: dict[tuple[str, ...], str]
    role_context: dict[str, frozenset[str]]


def _classes(data: dict[str, Any]) -> dict[str, tuple[str, int]]:
    table: dict[str, tuple[str, int]] = {}
    for section, letter in (
        ("months", "M"),
        ("weekdays", "W"),
        ("seasons", "S"),
        ("units", "U"),
        ("cardinals", "N"),
        ("ordinals", "O"),
        ("decades", "K"),
    ):
        table.update({word: (letter, number) for word, number in data[section].items()})
    table.update({word: (letter, number) for word, (letter, number) in data["function"].items()})
    return table


@functools.cache
def date_words() -> DateWords:
    """The tables, loaded on first use."""
    data = tomllib.loads(resources.files(__package__).joinpath("data/dates.toml").read_text("utf-8"))
    holidays: dict[tuple[str, ...], Holiday] = {}
    for entry in data["holidays"]:
        day = Holiday(tuple(entry.get("fixed", ())), entry.get("easter"), tuple(entry.get("nth", ())))
        for name in entry["names"]:
            holidays[holiday_key(name)] = day
    return DateWords(
        classes=_classes(data),
        ordinals=data["ordinals"],
        cardinals=data["cardinals"],
        holidays=holidays,
        holiday_heads=frozenset(key[0] for key in holidays),
        context={name: frozenset(words) for name, words in data["context"].items()},
        tense={name: frozenset(words) for name, words in data["tense"].items()},
        not_nouns=frozenset(data["context"]["not_nouns"]),
        roles={tuple(phrase.split()): role for role, phrases in data["roles"].items() for phrase in phrases},
        role_context={name: frozenset(words) for name, words in data["role_context"].items()},
    )


def holiday_key(name: str) -> tuple[str, ...]:
    """A holiday's name as the tokens that the tokeniser makes of it."""
    return tuple(name.replace("’", "'").replace("'s", " 's").replace("s'", "s '").replace(".", " .").split())
