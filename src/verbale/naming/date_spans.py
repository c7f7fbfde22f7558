"""Rules for spans that news counts and cuts in its own ways: 'year-end', 'the year to March', 'the first half'."""

from __future__ import annotations

import datetime as dt
import re
from typing import Final

from verbale.naming import date_calendar as cal
from verbale.naming.date_grammar import Parser, rule
from verbale.naming.date_reading import Reading, reading, settle_year
from verbale.naming.date_tense import FUTURE, PAST
from verbale.naming.date_words import date_words

_DAY: Final = dt.timedelta(days=1)
_TURN_DAYS: Final = 10
_MAX_WEEK: Final = 53
_MAX_COUNT: Final = 600
_HALVES: Final = {
    cal.YEAR: (cal.MONTH, 6),
    cal.DECADE: (cal.YEAR, 5),
    cal.CENTURY: (cal.YEAR, 50),
    cal.MONTH: (cal.DAY, 15),
}
_BETWEEN_REACH: Final = 10
_TOPIC_REACH: Final = 14
TURN: Final = 1
REST: Final = 2


@rule("tU", r"t?(?P<u>U)(?P<j>[p-]?)(?P<e>m)(?P<y>Y)?")
def unit_end(p: Parser, m: re.Match[str]) -> Reading | None:
    """Year-end, month's end, the week's end, year-end 2023."""
    unit, now, at = p.number(m.start("u")), p.scene.frame, m.start("u")
    if not m.group("j") and p.word(m.start("e")) != "end":
        return None
    if p.number(m.start("e")) != cal.END or unit not in (cal.WEEK, cal.MONTH, cal.QUARTER, cal.YEAR, cal.DECADE):
        return None
    if m.group("y"):
        span = cal.year_of(p.number(m.start("y")))
        return _closing(reading(at, m.end(), cal.part_of(span, cal.END), "period")) if unit == cal.YEAR else None
    if now is None:
        return reading(at, m.end(), None, "period", "none")
    span = cal.containing(now, unit)
    if p.scene.tense(m.start(), m.end()) == PAST and cal.part_of(span, cal.END)[0] > now and p.word(at - 1) != "by":
        span = cal.containing(span[0] - _DAY, unit)
    end = reading(at, m.end(), cal.part_of(span, cal.END), "period", p.scene.anchor, "next_last_word")
    return _closing(end)


def _closing(found: Reading) -> Reading:
    found.closing = True
    return found


@rule("tO", r"t?(?P<o>O)-?h(?:(?P<y>Y)|(?![fU]))")
def bare_half(p: Parser, m: re.Match[str]) -> Reading | None:
    """'In the first half': of the story's year, or of the one before where that half is still to come."""
    number = p.number(m.start("o"))
    if number > 2 or (not m.group("y") and p.word(m.start() - 1) not in date_words().context["half_before"]):
        return None
    if m.group("y"):
        year: int | None = p.number(m.start("y"))
        anchor, basis = "explicit", "calendar"
    else:
        after, words = p.word(m.end()), date_words().context
        around = p.scene.tokens.lower[max(0, m.start() - _TOPIC_REACH) : m.end() + _TOPIC_REACH]
        if (after.isalpha() and after not in words["half_after"]) or words["half_topics"].isdisjoint(around):
            return None  # of a match, a book, a speech
        future = p.scene.tense(m.start(), m.end()) == FUTURE
        year, anchor, basis = settle_year(p.scene, 6 * number if future else 6 * number - 5, 0, m.start(), m.end())
    if year is None:
        return None
    return reading(m.start("o"), m.end(), cal.months_of(year, 6 * number - 5, 6), "period", anchor, basis)


@rule("HLXY", r"(?:(?P<q>[HLX])U|(?P<y>Y))p(?P<o>O)-?(?P<u>[Uh])")
def quarter_of_year(p: Parser, m: re.Match[str]) -> Reading | None:
    """Last year's fourth quarter, 2023's first half."""
    now, number = p.scene.now, p.number(m.start("o"))
    half = p.scene.tokens.classes[m.start("u")] == "h"
    if (not half and p.number(m.start("u")) != cal.QUARTER) or number > (2 if half else 4):
        return None
    anchor, basis = "explicit", "calendar"
    if m.group("y"):
        year = p.number(m.start("y"))
    else:
        if now is None or p.number(m.start("q") + 1) != cal.YEAR:
            return None
        step = {"L": -1, "X": 1, "H": 0}[p.scene.tokens.classes[m.start("q")]]
        year, anchor, basis = now.year + step, p.scene.anchor, "next_last_word"
    span = cal.months_of(year, 6 * number - 5, 6) if half else cal.quarter_of(year, number)
    return reading(m.start(), m.end(), span, "period" if half else "quarter", anchor, basis)


@rule("tT", r"t?(?P<t>T)f")
def prefix_turn_rest(p: Parser, m: re.Match[str]) -> Reading | None:
    """The turn of the year, the rest of the month."""
    now, number = p.scene.frame, p.number(m.start("t"))
    inner = p.parse_at(m.end(), nested=True)
    if inner is None or inner.first is None or inner.last is None:
        return None
    start = m.start("t")
    if number == REST:
        first = inner.first
        last = max(inner.last, cal.containing(first, cal.YEAR)[1]) if inner.kind == "year" else inner.last
        if now is not None and first < now <= last:
            first = now
        return reading(start, inner.j, (first, last), "period", inner.anchor, "next_last_word")
    if inner.kind != "year" or now is None:
        return None
    edge = inner.first  # the turn of 2024 is its beginning, the turn of the year the nearest one
    if p.scene.tokens.classes[inner.j - 1] == "U" and (p.scene.tense(start, inner.j) == FUTURE or now.month > 9):
        edge = inner.last + _DAY
    days = dt.timedelta(days=_TURN_DAYS)
    return reading(start, inner.j, (edge - days - _DAY, edge + days - _DAY), "period", inner.anchor, "nearest")


@rule(
    "NDa",
    r"(?P<n>[NDa])(?:(?P<u>U)&a(?P<h>h)|&a(?P<h2>h)(?P<u2>U)|(?P<u3>U)(?:&|,)(?P<n3>[NDa])(?P<v>U))(?P<g>[GE])",
)
def compound_away(p: Parser, m: re.Match[str]) -> Reading | None:
    """Two and a half years ago, a year and a half earlier, two years and three months ago."""
    unit = p.number(m.start("u") if m.group("u") else m.start("u2") if m.group("u2") else m.start("u3"))
    if m.group("v"):
        small, more = p.number(m.start("v")), abs(p.number(m.start("n3")))
    else:
        small, more = _HALVES.get(unit, (unit, 0))
    count = abs(p.number(m.start("n")))
    if not (0 < count < _MAX_COUNT and 0 < more < _MAX_COUNT and small < unit):
        return None
    ago = p.scene.tokens.classes[m.start("g")] == "G"
    told = p.scene.told
    base = p.scene.now if ago else told.first if told is not None else None
    sign = -1 if ago else p.number(m.start("g"))
    if base is None:
        anchor = "none" if ago else "event"
        return reading(m.start(), m.end(), None, cal.UNIT_KIND[small], anchor, "next_last_word")
    day = cal.shift(cal.shift(base, unit, sign * count), small, sign * more)
    anchor = p.scene.anchor if ago else "previous"
    return reading(m.start(), m.end(), cal.containing(day, small), cal.UNIT_KIND[small], anchor, "next_last_word")


@rule("tU", r"t?(?P<u>U)B(?P<q>[LX])(?![UMWSP])")
def unit_before_last(p: Parser, m: re.Match[str]) -> Reading | None:
    """The week before last, the year after next."""
    unit, now = p.number(m.start("u")), p.scene.now
    forward = p.scene.tokens.classes[m.start("q")] == "X"
    step = p.number(m.start("u") + 1)
    if p.number(m.start("q")) != 1 or forward != (step > 0) or unit == cal.HOUR:
        return None
    if now is None:
        return Reading(m.start("u"), m.end(), None, None, cal.UNIT_KIND[unit], "none", "next_last_word", "at")
    base = now.replace(day=1) if unit in (cal.MONTH, cal.QUARTER, cal.YEAR) else now
    span = cal.containing(cal.shift(base, unit, 2 * step), unit)
    return reading(m.start("u"), m.end(), span, cal.UNIT_KIND[unit], p.scene.anchor, "next_last_word")


@rule("tXL", r"t?(?P<q>[XL])(?P<p>P)")
def next_part_of_day(p: Parser, m: re.Match[str]) -> Reading | None:
    """The next morning, the previous evening: from the day told last."""
    quantifier, told = p.scene.tokens.classes[m.start("q")], p.scene.told
    if quantifier == "L" and p.number(m.start("q")) != 3:
        return None
    if told is None or told.last is None or told.kind not in ("day", "time"):
        return reading(m.start("q"), m.end(), None, "time", "event", "next_last_word")
    day = told.last + (_DAY if quantifier == "X" else -_DAY)
    return reading(m.start("q"), m.end(), (day, day), "time", "previous", "next_last_word")


@rule("U", r"U(?P<d>[DN])(?:,?f?(?P<y>Y))?")
def week_number(p: Parser, m: re.Match[str]) -> Reading | None:
    """Week 31 [of 2024], the week of the ISO calendar."""
    now, number = p.scene.now, p.number(m.start("d"))
    before, after = p.scene.tokens.classes[: m.start()][-1:], p.word(m.end())
    if p.word(m.start()) != "week" or not 0 < number <= _MAX_WEEK or not p.word(m.start("d")).isdigit():
        return None
    if before in ("H", "L", "X", "a", "J", "O") or after == "of" or (after.isalpha() and after[-1:] in "se"):
        return None
    year = p.number(m.start("y")) if m.group("y") else now.year if now else None
    if year is None:
        return reading(m.start(), m.end(), None, "week", "none")
    first = dt.date.fromisocalendar(year, number, 1)
    anchor = "explicit" if m.group("y") else p.scene.anchor
    return reading(m.start(), m.end(), (first, first + 6 * _DAY), "week", anchor)


@rule("c", "c")
def prefix_commencing(p: Parser, m: re.Match[str]) -> Reading | None:
    """W/c 4 November, w/e 10 November."""
    inner = p.parse_at(m.end(), nested=True)
    if inner is None or inner.first is None or inner.kind != "day":
        return None
    week = 6 * _DAY
    span = (inner.first, inner.first + week) if p.number(m.start()) == 0 else (inner.first - week, inner.first)
    return reading(m.start(), inner.j, span, "week", inner.anchor, inner.basis)


@rule("t", r"t(?P<u>U)")
def for_the_unit(p: Parser, m: re.Match[str]) -> Reading | None:
    """'Up 3 percent for the month': the one told last, or the story's, where nothing else says which."""
    unit, now, told, words = p.number(m.start("u")), p.scene.now, p.scene.told, date_words().context
    after = p.word(m.end())
    if now is None or p.word(m.end() - 1).endswith("s") or not cal.WEEK <= unit <= cal.YEAR:
        return None
    if p.word(m.start() - 1) not in words["unit_before"] or (after.isalnum() and after not in words["unit_after"]):
        return None
    kind = cal.UNIT_KIND[unit]
    if told is not None and told.kind == kind and told.span is not None:
        return reading(m.start("u"), m.end(), told.span, kind, "previous", "nearest")
    return reading(m.start("u"), m.end(), cal.containing(now, unit), kind, p.scene.anchor, "nearest")


@rule("tU", r"t?(?P<u>U)-?d-?x")
def unit_to_date(p: Parser, m: re.Match[str]) -> Reading | None:
    """Year to date."""
    unit, now = p.number(m.start("u")), p.scene.now
    if p.word(m.end() - 1) != "date" or now is None or unit not in (cal.WEEK, cal.MONTH, cal.QUARTER, cal.YEAR):
        return None
    span = cal.containing(now, unit)[0], now
    return reading(m.start("u"), m.end(), span, "period", p.scene.anchor, "next_last_word")


@rule("t", r"t(?P<n>[ND])?(?P<u>U)(?P<d>[dCx])i?t?")
def prefix_units_to(p: Parser, m: re.Match[str]) -> Reading | None:
    """The year to March 2024, the three months through June, the year ended 31 March."""
    unit, words = p.number(m.start("u")), date_words().context
    count = p.number(m.start("n")) if m.group("n") else 1
    if unit not in (cal.WEEK, cal.MONTH, cal.QUARTER, cal.YEAR) or not 0 < count < _MAX_COUNT:
        return None
    if p.word(m.start("d")) not in words["units_to"] or p.word(m.start() - 1) not in words["units_to_before"]:
        return None
    inner = p.parse_at(m.end(), nested=True)
    if inner is None or inner.last is None or inner.kind not in ("day", "month", "quarter", "period"):
        return None
    last = inner.last
    first = cal.shift(last + _DAY, unit, -count)
    return reading(m.start() + 1, inner.j, (first, last), "period", inner.anchor, inner.basis)


@rule("w", "w")
def now_in_range(p: Parser, m: re.Match[str]) -> Reading | None:
    """'Between now and March', 'from now until the vote', 'between May and now'; a plain 'now' is no date."""
    now, before, after = p.scene.now, p.word(m.start() - 1), p.word(m.end())
    words = p.scene.tokens.lower[max(0, m.start() - _BETWEEN_REACH) : m.start()]
    opens = (before == "between" and after == "and" and p.word(m.end() + 1) != "then") or (
        before == "from" and after in ("to", "until", "till", "through")
    )
    if now is None or not (opens or (before == "and" and "between" in words and not after.isalnum())):
        return None
    return reading(m.start(), m.end(), (now, now), "day", p.scene.anchor, "next_last_word")


@rule("tDO", r"t?(?P<a>[DO])(?:-|d|&)t?(?P<b>[DO])[if]t?(?P<q>[HLX])(?P<u>U)")
def days_of_month(p: Parser, m: re.Match[str]) -> Reading | None:
    """The 4th to the 23rd of next month."""
    now, first, last = p.scene.now, p.number(m.start("a")), p.number(m.start("b"))
    if now is None or p.number(m.start("u")) != cal.MONTH or last < first:
        return None
    step = {"L": -1, "X": 1, "H": 0}[p.scene.tokens.classes[m.start("q")]]
    month = cal.add_months(now.replace(day=1), step)
    role = "from_to" if p.word(m.start() - 1) in ("from", "between") else ""
    days = month.replace(day=first), month.replace(day=last)
    return Reading(m.start("a"), m.end(), *days, "period", p.scene.anchor, "next_last_word", role)
