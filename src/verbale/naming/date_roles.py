"""Roles of date expressions (since, until, by ...) and ranges made of two of them."""

from __future__ import annotations

import datetime as dt
from typing import Final

from verbale.naming import date_calendar as cal
from verbale.naming.date_grammar import Parser
from verbale.naming.date_reading import Reading

_ROLE_WORDS: Final = {
    "since": "since",
    "until": "until",
    "till": "until",
    "by": "by",
    "before": "before",
    "after": "after",
    "following": "after",
    "during": "during",
    "over": "during",
    "throughout": "during",
    "through": "until",
    "pending": "until",
    "from": "since",
    "within": "by",
}
_ROLE_PAIRS: Final = {
    ("up", "to"): "until",
    ("ahead", "of"): "before",
    ("prior", "to"): "before",
    ("advance", "of"): "before",
    ("later", "than"): "by",
    ("late", "as"): "by",
    ("as", "of"): "since",
    ("as", "from"): "since",
    ("starting", "in"): "since",
    ("starting", "on"): "since",
    ("beginning", "in"): "since",
    ("beginning", "on"): "since",
    ("starting", "from"): "since",
    ("effective", "on"): "since",
    ("earlier", "than"): "after",
    ("subsequent", "to"): "after",
    ("due", "by"): "by",
    ("ending", "in"): "until",
    ("ending", "on"): "until",
    ("run-up", "to"): "before",
}
_STARTERS: Final = frozenset(("starting", "beginning", "effective", "commencing"))
_SKIPPED: Final = frozenset(("the", "at", "least", "about", "around", "only", "as", "late", "early"))
_ONWARD: Final = frozenset(("onwards", "onward", "forward"))
_RANGE_WORDS: Final = frozenset(("to", "through", "until", "till", "-", "–", "—", "and", "thru", "~"))
_OPENERS: Final = frozenset(("from", "between"))
_SKIP_LIMIT: Final = 3


def role_of(p: Parser, found: Reading) -> str:
    """What the words before (and just after) an expression make of it."""
    after = p.word(found.j)
    if (
        after in _ONWARD
        or (after == "on" and p.word(found.i - 1) == "from")
        or (after == "and" and p.word(found.j + 1) in ("later", "after", "beyond"))
    ):
        return "since"
    at = found.i - 1
    for _ in range(_SKIP_LIMIT):
        pair = _ROLE_PAIRS.get((p.word(at - 1), p.word(at)))
        if pair is not None:
            return "after" if pair == "by" and p.word(at) == "than" and p.word(at - 2) not in ("no", "not") else pair
        role = _ROLE_WORDS.get(p.word(at))
        if role is not None and not (role == "until" and p.word(at) == "through" and found.role == "during"):
            return role if not (role == "by" and found.role == "during") else "during"
        if p.word(at) in _STARTERS:
            return "since"
        if p.word(at) not in _SKIPPED:
            break
        at -= 1
    return found.role or "at"


def with_ranges(p: Parser, found: list[Reading]) -> list[Reading]:
    """Join 'from X to Y', 'between X and Y', 'X to Y', 'X - Y' into one reading each."""
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


def _opener(p: Parser, first: Reading) -> str:
    word = p.word(first.i - 1)
    return p.word(first.i - 2) if word in ("the", "in", "early", "late") else word


def _joins(p: Parser, first: Reading, second: Reading) -> bool:
    gap = second.i - first.j
    if gap not in (1, 2) or (gap == 2 and p.word(second.i - 1) not in ("the", "in")):
        return False
    word = p.word(first.j)
    if word not in _RANGE_WORDS or first.role == "from_to" or second.role == "from_to":
        return False
    if word == "and":
        return _opener(p, first) == "between"
    if _opener(p, first) in _OPENERS:
        return True
    return (first.kind == second.kind and word not in ("until", "till", "to")) or (
        word == "to"
        and first.kind == second.kind
        and first.kind in ("year", "month", "day")
        and p.word(first.i - 1) in ("in", "on", "", ",", "(")
    )


def _borrow_year(first: Reading, second: Reading) -> None:
    """'From May to October 2020': the first end takes the year of the second."""
    if not first.month or second.month or second.first is None:
        return
    year = second.first.year
    try:
        for candidate in (year, year - 1):
            span = (
                (dt.date(candidate, first.month, first.day),) * 2 if first.day else cal.month_of(candidate, first.month)
            )
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
            span = (
                (dt.date(candidate, second.month, second.day),) * 2
                if second.day
                else cal.month_of(candidate, second.month)
            )
            if span[1] >= first.first:
                second.first, second.last = span
                return
    except ValueError:
        return
