"""Dates in English news text: where they stand, which days they mean, and in what role.

``find_dates`` reads a text (or a bare expression) against its publication day. All intervals are inclusive days.
"""

from __future__ import annotations

import datetime as dt
import re
from typing import Final

import msgspec

from verbale.naming.date_grammar import Parser
from verbale.naming.date_named import with_named_days
from verbale.naming.date_publication import dated_head, infer_published, page_day, year_hint
from verbale.naming.date_reading import Reading, Scene
from verbale.naming.date_roles import role_of, with_ranges
from verbale.naming.date_tokens import Tokens, tokens_of

__all__ = ["DateMention", "find_dates", "infer_published"]

_OLD_YEARS: Final = 2
_NARRATIVE_MIN: Final = 3
_DEADLINES: Final = frozenset({"by", "until", "before"})
_DAY_FIRST: Final = re.compile(r"(?<![\d/])(\d{1,2})/(\d{1,2})/(?:\d{4}|\d{2})(?![\d/])")


class DateMention(msgspec.Struct, frozen=True):
    """One date expression.

    ``start`` and ``end`` are character offsets (end exclusive) of the expression without its preposition. ``first``
    and ``last`` are the days of the expression itself, inclusive: 'since June' gives June and the role ``since``.
    Both are None where the text does not fix them ('two months after the treaty took effect').

    kind: day, week, month, quarter, season, year, period, time (part of a day). role: at, since, until, by, from_to,
    during, before, after. anchor: publication, explicit, previous (a time told before), event (an event that the
    text does not date), none. basis: tense, nearest, next_last_word, calendar.
    """

    start: int
    end: int
    first: dt.date | None
    last: dt.date | None
    kind: str
    role: str
    anchor: str
    basis: str


def find_dates(text: str, published: dt.date | None = None) -> list[DateMention]:
    """All date expressions of ``text`` in reading order, none overlapping.

    ``published`` is the day of publication; without it, expressions count from the dates that the text itself gives.
    """
    tokens = tokens_of(text)
    published = dated_head(tokens) if published is None else page_day(tokens, published)
    scene = Scene(tokens, published, year_hint(tokens), _is_narrative(tokens, published))
    if "F" in tokens.classes:
        scene.day_first = _day_first(text)
    parser = Parser(scene)
    found = with_named_days(tokens, with_ranges(parser, parser.read()))
    return [_mention(parser, one) for one in found]


def _mention(parser: Parser, one: Reading) -> DateMention:
    tokens = parser.scene.tokens
    role = one.role if one.role == "from_to" else role_of(parser, one)
    start, end = tokens.starts[one.i], tokens.ends[one.j - 1]
    if one.closing and role in _DEADLINES:  # 'by the end of May' is the last of May, 'at the end of May' some days
        return DateMention(start, end, one.last, one.last, "day", role, one.anchor, one.basis)
    return DateMention(start, end, one.first, one.last, one.kind, role, one.anchor, one.basis)


def _day_first(text: str) -> bool:
    """Some slashed date of the text can only be day/month/year, and none only month/day/year."""
    found = False
    for match in _DAY_FIRST.finditer(text):
        first, second = int(match.group(1)), int(match.group(2))
        if second > 12:
            return False
        found = found or first > 12
    return found


def _is_narrative(tokens: Tokens, published: dt.date | None) -> bool:
    """History rather than news: most years named lie well before publication and nothing counts from the day itself."""
    if published is None:
        return False
    years = [tokens.numbers[at] for at, letter in enumerate(tokens.classes) if letter == "Y"]
    old = sum(year < published.year - _OLD_YEARS for year in years)
    deictic = sum(letter in {"R", "G"} for letter in tokens.classes) + tokens.classes.count("W")
    return old >= _NARRATIVE_MIN and old > 0.8 * len(years) and deictic * 2 < old
