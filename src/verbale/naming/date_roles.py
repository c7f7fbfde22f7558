"""Roles of date expressions (since, until, by ...) and ranges made of two of them."""

from __future__ import annotations

import datetime as dt
from typing import Final

from verbale.naming import date_calendar as cal
from verbale.naming.date_grammar import Parser
from verbale.naming.date_reading import Reading
from verbale.naming.date_tense import FUTURE, clock_before, is_clock
from verbale.naming.date_words import date_words

_RANGE_WORDS: Final = frozenset(("to", "through", "until", "till", "-", "–", "—", "and", "thru", "~"))
_DASHES: Final = frozenset("-–—")
_OPENERS: Final = frozenset(("from", "between"))
_SKIP_LIMIT: Final = 4
_LONGEST_PHRASE: Final = 6
_EXTEND_REACH: Final = 8
_LIST_WORDS: Final = frozenset((",", "and", "or", "on", "in", "the", "&"))
_LIST_GAP: Final = 3
_CLOCK_LENGTH: Final = 8  # tokens


def role_of(p: Parser, found: Reading) -> str:
    """What the words before (and just after) an expression make of it."""
    words = date_words()
    after = p.word(found.j)
    if (
        after in words.role_context["onward"]
        or (after == "on" and p.word(found.i - 1) == "from")
        or (after == "and" and p.word(found.j + 1) in ("later", "after", "beyond"))
    ):
        return "since"
    at = clock_before(p.scene.tokens, found.i)
    for _ in range(_SKIP_LIMIT):
        role = _phrase_role(p, at)
        if role == "since" and p.word(at) == "from" and p.word(found.j - 1) in ("earlier", "ago", "before"):
            return "at"  # 'fell 12 percent from a year earlier'
        if role == "at" and p.word(at - 1) == "late" and p.scene.tense(found.i, found.j) == FUTURE:
            return "by"  # 'could be held as late as June'
        if role and not (p.word(at) == "through" and found.role == "during"):
            within_past = role == "by" and found.role == "during" and not _ahead(p, found)
            return "during" if within_past else role
        if p.word(at) == "to" and _extends(p, at):
            return "until"
        if p.word(at) not in words.role_context["skipped"]:
            break
        at -= 1
    return found.role or "at"


def _phrase_role(p: Parser, at: int) -> str:
    """Role of the longest phrase that ends at token ``at``."""
    roles = date_words().roles
    for length in range(_LONGEST_PHRASE, 0, -1):
        if at + 1 >= length:
            role = roles.get(tuple(p.word(place) for place in range(at - length + 1, at + 1)))
            if role is not None:
                return role
    return ""


def _ahead(p: Parser, found: Reading) -> bool:
    return p.scene.now is not None and found.last is not None and found.last > p.scene.now


def _extends(p: Parser, at: int) -> bool:
    """'Extended the embargo to May'."""
    verbs = date_words().role_context["extend"]
    return any(p.word(place) in verbs for place in range(max(0, at - _EXTEND_REACH), at))


def with_ranges(p: Parser, found: list[Reading]) -> list[Reading]:
    """Join 'from X to Y', 'between X and Y', 'X to Y', 'X - Y' into one reading each."""
    _share_years(p, found)
    joined: list[Reading] = []
    for one in found:
        if joined and _joins(p, joined[-1], one):
            first = joined[-1]
            _borrow_year(first, one)
            _lend_year(first, one)
            if first.first is not None and one.last is not None and first.first <= one.last:
                opener = _opener(p, first)
                role = "from_to" if opener in _OPENERS or p.word(first.j) not in ("-", "–", "—") else "at"
                joined[-1] = Reading(first.i, one.j, first.first, one.last, "period", one.anchor, one.basis, role)
                continue
        joined.append(one)
    return joined


def _share_years(p: Parser, found: list[Reading]) -> None:
    """'In June, July and August 2023': the members of a list take the year that the last one gives."""
    for place in range(len(found) - 2, -1, -1):
        first, second = found[place], found[place + 1]
        between = p.scene.tokens.lower[first.j : second.i]
        if not 0 < len(between) <= _LIST_GAP or not _LIST_WORDS.issuperset(between) or first.kind != second.kind:
            continue
        if first.month and second.anchor == "explicit" and not second.month and second.kind in ("day", "month"):
            _borrow_year(first, second)
            first.anchor, first.basis, first.month = "explicit", "calendar", 0


def _opener(p: Parser, first: Reading) -> str:
    at = first.i - 1
    while at > 0 and first.i - at < _CLOCK_LENGTH and is_clock(p.scene.tokens, at, at + 1):
        at -= 1
    word = p.word(at)
    return p.word(at - 1) if word in ("the", "in", "early", "late") else word


def _joins(p: Parser, first: Reading, second: Reading) -> bool:
    gap = second.i - first.j
    if gap > 2 and is_clock(p.scene.tokens, first.j + 1, second.i):
        gap = 1  # 'from 7 a.m. Friday until 7 a.m. Tuesday'
    if gap not in (1, 2) or (gap == 2 and p.word(second.i - 1) not in ("the", "in")):
        return False
    word = p.word(first.j)
    if word not in _RANGE_WORDS or first.role == "from_to" or second.role == "from_to":
        return False
    if word == "and":
        return _opener(p, first) == "between"
    if _opener(p, first) in _OPENERS:
        return True
    if word in _DASHES and first.month and {first.kind, second.kind} == {"day", "month"}:
        return True
    return (first.kind == second.kind and word not in ("until", "till", "to")) or (
        word == "to"
        and first.kind == second.kind
        and first.kind in ("year", "month", "day")
        and p.word(first.i - 1) in ("in", "on", "", ",", "(", "years")
    )


def _borrow_year(first: Reading, second: Reading) -> None:
    """'From May to October 2020': the first end takes the year of the second."""
    if not first.month or second.month or second.first is None:
        return
    year = second.first.year
    try:
        for candidate in (year, year - 1):
            span = _in_year(first, candidate)
            if span[0] <= second.first:
                first.first, first.last = span
                return
    except ValueError:
        return


def _lend_year(first: Reading, second: Reading) -> None:
    """'From December 2023 to March': the second end is the next one after the first."""
    if not second.month or first.first is None:
        return
    year = first.first.year
    try:
        for candidate in (year, year + 1):
            span = _in_year(second, candidate)
            if span[1] >= first.first:
                second.first, second.last = span
                return
    except ValueError:
        return


def _in_year(one: Reading, year: int) -> cal.Interval:
    """A day, month or part of a month in another year."""
    if one.day:
        return (dt.date(year, one.month, one.day),) * 2
    if one.kind == "period" and one.span is not None:
        return cal.shift_interval(one.span, cal.YEAR, year - one.span[0].year)
    return cal.month_of(year, one.month)
