"""The date grammar's engine: at each token the longest rule that fits, with nested expressions read by recursion."""

from __future__ import annotations

import functools
import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from verbale.naming.date_reading import Reading, Scene

_MAX_DEPTH: Final = 3
Handler = Callable[["Parser", "re.Match[str]"], "Reading | None"]


@dataclass(frozen=True)
class Rule:
    """A pattern over class letters and the function that reads its match. ``nested`` rules hold only inside others."""

    pattern: re.Pattern[str]
    handler: Handler
    nested: bool = False


RULES: Final[list[tuple[str, str, Handler, bool]]] = []


def rule(first: str, pattern: str, *, nested: bool = False) -> Callable[[Handler], Handler]:
    """Register a handler for token strings that begin with one of the letters ``first`` and match ``pattern``."""

    def register(handler: Handler) -> Handler:
        RULES.append((first, pattern, handler, nested))
        return handler

    return register


@functools.cache
def rules_by_letter() -> dict[str, tuple[Rule, ...]]:
    """The rules that can begin with each class letter."""
    # the modules register their rules as they are read
    from verbale.naming import date_absolute, date_periods, date_prefix, date_relative, date_spans, date_weekdays  # noqa: F401

    table: dict[str, list[Rule]] = {}
    for first, pattern, handler, nested in RULES:
        made = Rule(re.compile(pattern), handler, nested)
        for letter in first:
            table.setdefault(letter, []).append(made)
    return {letter: tuple(found) for letter, found in table.items()}


def letter_of(p: Parser, m: re.Match[str], group: str) -> str:
    """Class letter of a group's first token, empty where the group is not matched."""
    return p.scene.tokens.classes[m.start(group)] if m.group(group) else ""


class Parser:
    """Reads one scene from left to right."""

    __slots__ = ("depth", "rules", "scene")

    def __init__(self, scene: Scene) -> None:
        self.scene = scene
        self.rules = rules_by_letter()
        self.depth = 0

    def parse_at(self, i: int, *, nested: bool = False) -> Reading | None:
        """The longest expression that begins at token ``i``, or None."""
        classes = self.scene.tokens.classes
        if i >= len(classes) or self.depth > _MAX_DEPTH:
            return None
        bucket = self.rules.get(classes[i])
        if not bucket:
            return None
        matches = []
        for one in bucket:
            if one.nested and not nested:
                continue
            match = one.pattern.match(classes, i)
            if match is not None:
                matches.append((match.end(), match, one.handler))
        matches.sort(key=lambda entry: -entry[0])
        best: Reading | None = None
        for end, match, handler in matches:
            if best is not None and best.j >= end and handler.__name__[:7] != "prefix_":
                continue
            found = self._handle(handler, match)
            if found is not None and (best is None or found.j > best.j):
                best = found
        return best

    def _handle(self, handler: Handler, match: re.Match[str]) -> Reading | None:
        self.depth += 1
        try:
            return handler(self, match)
        except (ValueError, OverflowError):  # 30 February, the year 0, the year 12000: no date
            return None
        finally:
            self.depth -= 1

    def number(self, index: int) -> int:
        """Number of a token."""
        return self.scene.tokens.numbers[index]

    def word(self, index: int) -> str:
        """Lower-case word of a token, empty outside the text."""
        return self.scene.tokens.word(index)

    def read(self, limit: int | None = None) -> list[Reading]:
        """All expressions of the text (of its first ``limit`` tokens), left to right, none overlapping."""
        found: list[Reading] = []
        index, count = 0, len(self.scene.tokens.classes[:limit])
        classes = self.scene.tokens.classes
        while index < count:
            one = self.parse_at(index) if classes[index] != "x" else None
            if one is None or one.j <= index:
                index += 1
                continue
            found.append(one)
            self.scene.remember(one)
            index = one.j
        return found
