"""Rules for times that count from the story's day or from a time told before: 'last week', 'a year earlier'."""

from __future__ import annotations

import datetime as dt
import re
from typing import Final

from verbale.naming import date_calendar as cal
from verbale.naming.date_grammar import Parser, letter_of, rule
from verbale.naming.date_reading import Reading, reading
from verbale.naming.date_senses import NEW_YEAR
from verbale.naming.date_tense import FUTURE, PAST
from verbale.naming.date_words import date_words

_MAX_COUNT: Final = 5000
_YOUNG_MONTHS: Final = 4
_YOUNG_WEEK: Final = 3  # until Wednesday "this past week" is the one before


@rule("R", r"(?P<r>R)(?P<p>P)?")
def relative_day(p: Parser, m: re.Match[str]) -> Reading | None:
    """Yesterday, tonight, tomorrow morning, overnight."""
    now, step = p.scene.now, p.number(m.start())
    if p.word(m.start()) == "today" and p.word(m.start() + 1) in ("'s", "’s") and now is None:
        return None
    if now is None:
        return reading(m.start(), m.end(), None, "day", "none")
    if step == 11:
        future = p.scene.tense(m.start(), m.end()) == FUTURE
        first = now if future else now - dt.timedelta(days=1)
        return reading(
            m.start(), m.end(), (first, first + dt.timedelta(days=1)), "time", p.scene.anchor, "next_last_word"
        )
    day = now if step == 10 else now + dt.timedelta(days=step)
    return reading(
        m.start(),
        m.end(),
        (day, day),
        "time" if step == 10 or m.group("p") else "day",
        p.scene.anchor,
        "next_last_word",
    )


@rule("HLt", r"t?(?P<q>[HLJ])(?P<p>P)")
def part_of_day(p: Parser, m: re.Match[str]) -> Reading | None:
    """Last night, this morning, that evening."""
    now, told = p.scene.now, p.scene.told
    if p.scene.tokens.classes[m.start("q")] == "J":
        span = told.span if told is not None and told.kind in ("day", "time") else None
        return reading(m.start("q"), m.end(), span, "time", "previous" if span else "none")
    if now is None:
        return reading(m.start("q"), m.end(), None, "time", "none")
    step = 1 if letter_of(p, m, "q") == "L" else 0
    if step and p.number(m.start("q")) == 3:
        return None
    day = now - dt.timedelta(days=step)
    return reading(m.start("q"), m.end(), (day, day), "time", p.scene.anchor, "next_last_word")


@rule("HLXt", r"(?P<t>t)?(?P<q>[HLX])(?P<u>U)")
def quantified_unit(p: Parser, m: re.Match[str]) -> Reading | None:
    """Last week, next year, this month, the past week, the following day."""
    unit, now = p.number(m.start("u")), p.scene.now
    quantifier, strength = letter_of(p, m, "q"), p.number(m.start("q"))
    start, end = m.start("q"), m.end()
    if unit == cal.HOUR or (p.word(end - 1).endswith("s") and p.word(end - 1) != "s"):
        return _vague_plural(p, m, unit)
    if (
        (strength == 3 or (unit == cal.DAY and quantifier != "H" and strength != 2))
        and quantifier != "H"
        and (p.scene.told is not None or unit == cal.DAY)
    ):
        return _from_told(p, m, unit, -1 if quantifier == "L" else 1)
    if now is None:
        return reading(start, end, None, cal.UNIT_KIND[unit], "none", "next_last_word")
    if strength == NEW_YEAR:
        year = now.year + (now.month > _YOUNG_MONTHS)
        return reading(start, end, cal.year_of(year), "year", p.scene.anchor, "next_last_word")
    if quantifier == "X" and m.group("t") and _told_before(p, m):
        return _from_told(p, m, unit, 1)
    if unit == cal.WEEK and p.word(start) == "past" and p.word(start - 1) == "this" and now.weekday() < _YOUNG_WEEK:
        span = cal.containing(cal.shift(now, unit, -1), unit)
        return Reading(start - 1, end, *span, "week", p.scene.anchor, "next_last_word", "during")
    if (
        quantifier != "H"
        and strength != 3
        and unit != cal.QUARTER
        and (strength == 2 or m.group("t"))
        and not (quantifier == "X" and strength == 1 and p.scene.anchor == "previous")
    ):
        edges = (cal.shift(now, unit, -1), now) if quantifier == "L" else (now, cal.shift(now, unit, 1))
        return Reading(start, end, *edges, "period", p.scene.anchor, "next_last_word", "during")
    step = {"L": -1, "X": 1, "H": 0}[quantifier]
    span = cal.containing(
        cal.shift(now if unit in (cal.WEEK, cal.WEEKEND, cal.DAY) else now.replace(day=1), unit, step), unit
    )
    tense = p.scene.tense(start, end) if unit == cal.WEEKEND and step == 0 else FUTURE
    if span[0] > now and (tense == PAST or (now.weekday() < 2 and tense != FUTURE)):
        span = (span[0] - dt.timedelta(days=7), span[1] - dt.timedelta(days=7))
    if quantifier == "H" and cal.MONTH <= unit <= cal.CENTURY and not p.word(end - 1).startswith("calendar"):
        tense = p.scene.tense(start, end)
        if unit != cal.QUARTER or tense:
            span = (now, span[1]) if tense == FUTURE else (span[0], now)
    return reading(start, end, span, cal.UNIT_KIND[unit], p.scene.anchor, "next_last_word")


def _told_before(p: Parser, m: re.Match[str]) -> bool:
    """'It fell in 1916, and the next year ...': told in the past after a time that is over."""
    told, now = p.scene.told, p.scene.now
    if told is None or told.last is None or now is None or p.number(m.start("q")) != 1 or told.role == "during":
        return False
    return told.last < now and p.scene.tense(m.start(), m.end()) == PAST


def _vague_plural(p: Parser, m: re.Match[str], unit: int) -> Reading | None:
    """'In recent weeks', 'the coming days': a handful of them."""
    now, quantifier, strength = p.scene.now, letter_of(p, m, "q"), p.number(m.start("q"))
    if (
        now is None
        or quantifier == "H"
        or strength == 1
        or (unit == cal.HOUR and not p.word(m.end() - 1).endswith("s"))
    ):
        return None
    count = 1 if unit == cal.HOUR else 3
    edges = (
        (cal.shift(now, max(unit, cal.DAY), -count), now)
        if quantifier == "L"
        else (now, cal.shift(now, max(unit, cal.DAY), count))
    )
    return Reading(m.start("q"), m.end(), *edges, "period", p.scene.anchor, "next_last_word", "during")


def _from_told(p: Parser, m: re.Match[str], unit: int, step: int) -> Reading:
    """'The following day', 'the previous year': counted from the last time told."""
    start, end, told = m.start("q"), m.end(), p.scene.told
    if told is None or told.first is None or told.last is None:
        return reading(start, end, None, cal.UNIT_KIND[unit], "none", "next_last_word")
    if unit == cal.DAY and told.kind not in ("day", "time"):
        return reading(start, end, None, "day", "event", "next_last_word")
    base = told.last if step > 0 else told.first
    span = cal.containing(
        cal.shift(base if unit < cal.MONTH or unit == cal.WEEKEND else base.replace(day=1), unit, step), unit
    )
    return reading(start, end, span, cal.UNIT_KIND[unit], "previous", "next_last_word")


def _count(p: Parser, at: int) -> int | None:
    value = abs(p.number(at))
    if p.scene.tokens.classes[at] == "O" or value == 0 or value > _MAX_COUNT:
        return None
    return value


@rule("tLXH", r"t?(?:H(?=[LX]))?(?P<q>[LXH])a?(?P<n>[NDY])(?:f)?-?(?P<u>U)(?P<more>(?:&[ND]U){1,2}(?![GEB&]))?")
def last_n_units(p: Parser, m: re.Match[str]) -> Reading | None:
    """The past three years, the next five days: from the story's day."""
    now, unit, count = p.scene.now, p.number(m.start("u")), _count(p, m.start("n"))
    quantifier = letter_of(p, m, "q")
    if count is None or (quantifier == "H" and unit != cal.DAY):
        return None
    if p.word(m.start("q")) == "last" and p.word(m.start("q") - 1) in date_words().tense["verb_before"]:
        return None
    start = m.start("q") - (p.word(m.start("q") - 1) == "this")
    if now is None:
        return reading(start, m.end(), None, "period", "none", "next_last_word")
    if unit == cal.HOUR:
        unit, count = cal.DAY, max(1, round(count / 24))
    sign = 1 if quantifier == "X" else -1
    other = cal.shift(now, unit, sign * count)
    for at in range(m.end("u"), m.end(), 3):  # 'the past two years and three months'
        other = cal.shift(other, p.number(at + 2), sign * min(abs(p.number(at + 1)), _MAX_COUNT))
    edges = (now, other) if quantifier == "X" else (other, now)
    return Reading(start, m.end(), *edges, "period", p.scene.anchor, "next_last_word", "during")


@rule("NDYah", r"(?:a(?=N))?(?P<n>h(?=a)|[NDYah])(?:(?<=h)a(?=U))?(?:(?<=N)f(?=U))?(?P<u>U)(?P<g>[GEB])")
def n_units_away(p: Parser, m: re.Match[str]) -> Reading | None:
    """Two days ago, three days later, a year earlier; 'two days before/after' something."""
    unit, direction = p.number(m.start("u")), letter_of(p, m, "g")
    half = letter_of(p, m, "n") == "h"
    count = 1 if half else _count(p, m.start("n"))
    if count is None:
        return None
    if half:
        unit, count = {cal.YEAR: (cal.MONTH, 6), cal.DECADE: (cal.YEAR, 5), cal.CENTURY: (cal.YEAR, 50)}.get(
            unit, (unit, 0)
        )
    if direction == "G":
        return _ago(p, m, unit, count)
    step = count * p.number(m.start("g"))
    if direction == "B":
        nested = p.parse_at(m.end(), nested=True)
        if nested is not None:
            vague = p.word(m.start() - 1) == "than" and p.word(m.start() - 2) == "less"
            return None if vague else _away_from(m.start(), nested, unit, step)
        after = p.word(m.end())
        if after and (after.isalpha() or after in "'\""):
            return Reading(
                m.start(),
                m.end("u"),
                None,
                None,
                cal.UNIT_KIND[unit],
                "event",
                "next_last_word",
                "after" if step > 0 else "before",
            )
    return _from_last(p, m, unit, step)


def _ago(p: Parser, m: re.Match[str], unit: int, count: int) -> Reading:
    now = p.scene.now
    if now is None:
        return reading(m.start(), m.end(), None, cal.UNIT_KIND[unit], "none", "next_last_word")
    if p.number(m.start("n")) == -3:  # 'several years ago', 'a few days ago'
        span = cal.shift(now, unit, -5), cal.shift(now, unit, -2)
        return reading(m.start(), m.end(), span, "period", p.scene.anchor, "next_last_word")
    if unit == cal.HOUR:
        unit, count = cal.DAY, round(count / 24)
    day = cal.shift(now, unit, -count)
    span = cal.containing(day, {cal.FORTNIGHT: cal.WEEK, cal.DECADE: cal.YEAR, cal.CENTURY: cal.YEAR}.get(unit, unit))
    return reading(m.start(), m.end(), span, cal.UNIT_KIND[unit], p.scene.anchor, "next_last_word")


def _moved(span: cal.Interval, kind: str, unit: int, step: int) -> cal.Interval:
    """A day moved by years or months becomes a year or month; longer spans keep their own length."""
    whole = {"week": cal.WEEK, "month": cal.MONTH, "quarter": cal.QUARTER, "year": cal.YEAR}.get(kind)
    if whole is not None:  # 'this year' ends on the story's day; 'the year before' does not
        span = cal.containing(span[0], whole)
    if kind in ("day", "time") and unit in (cal.MONTH, cal.QUARTER, cal.YEAR, cal.DECADE, cal.CENTURY):
        return cal.containing(cal.shift(span[0], unit, step), min(unit, cal.YEAR))
    return cal.shift_interval(span, unit, step)


def _away_from(start: int, base: Reading, unit: int, step: int) -> Reading:
    if base.span is None:
        return Reading(start, base.j, None, None, cal.UNIT_KIND[unit], "event", "next_last_word")
    span = _moved(base.span, "" if base.kind in ("day", "time") else base.kind, unit, step)
    return reading(start, base.j, span, base.kind, base.anchor, base.basis)


def _from_last(p: Parser, m: re.Match[str], unit: int, step: int) -> Reading:
    told = p.scene.told
    if told is None or told.span is None:
        if abs(step) == 1 and unit == cal.YEAR and p.scene.now is not None and step < 0:
            return reading(
                m.start(), m.end(), cal.year_of(p.scene.now.year - 1), "year", p.scene.anchor, "next_last_word"
            )
        return reading(m.start(), m.end(), None, cal.UNIT_KIND[unit], "event", "next_last_word")
    if unit == cal.HOUR:
        return reading(
            m.start(),
            m.end(),
            told.span if abs(step) < 24 else cal.shift_interval(told.span, cal.DAY, step // 24),
            told.kind,
            "previous",
        )
    span = _moved(told.span, told.kind, unit, step)
    same = told.kind not in ("day", "time") or unit in (cal.DAY, cal.WEEK, cal.FORTNIGHT)
    return reading(m.start(), m.end(), span, told.kind if same else cal.UNIT_KIND[unit], "previous", "next_last_word")


@rule("tU", r"t?(?P<u>U)")
def the_weekend(p: Parser, m: re.Match[str]) -> Reading | None:
    """'Over the weekend': the one before, or the next one in the future tense."""
    now = p.scene.now
    if now is None or p.number(m.start("u")) != cal.WEEKEND or p.word(m.start("u")) != "weekend":
        return None
    if p.scene.tokens.classes[m.start()] != "t" or p.word(m.start() - 1) not in date_words().context["weekend_before"]:
        return None
    span = cal.containing(now, cal.WEEKEND)
    if span[0] > now and p.scene.tense(m.start(), m.end()) != FUTURE:
        span = cal.shift_interval(span, cal.WEEK, -1)
    return reading(m.start("u"), m.end(), span, "period", p.scene.anchor, "tense")


@rule("tJH", r"t?(?P<j>J)(?P<u>U)")
def same_unit(p: Parser, m: re.Match[str]) -> Reading | None:
    """That day, the same month, that year."""
    told, unit = p.scene.told, p.number(m.start("u"))
    if p.word(m.end() - 1).endswith("s"):
        return None
    if told is None or told.first is None:
        return reading(m.start("j"), m.end(), None, cal.UNIT_KIND[unit], "none", "next_last_word")
    if unit == cal.DAY and told.kind not in ("day", "time"):
        return reading(m.start("j"), m.end(), None, "day", "event", "next_last_word")
    return reading(
        m.start("j"), m.end(), cal.containing(told.first, unit), cal.UNIT_KIND[unit], "previous", "next_last_word"
    )


@rule("tJ", r"t?(?P<j>J)(?P<u>U)[fi]t?")
def prefix_same_unit(p: Parser, m: re.Match[str]) -> Reading | None:
    """The same quarter of 2025, the same month of last year: the one told before, moved to that year."""
    told, inner = p.scene.told, p.parse_at(m.end(), nested=True)
    if inner is None or inner.kind != "year" or inner.first is None or told is None or told.first is None:
        return None
    unit = p.number(m.start("u"))
    if unit not in (cal.DAY, cal.MONTH, cal.QUARTER):
        return None
    span = cal.shift_interval(cal.containing(told.first, unit), cal.YEAR, inner.first.year - told.first.year)
    return reading(m.start("j"), inner.j, span, cal.UNIT_KIND[unit], inner.anchor, inner.basis)


@rule("tU", r"t?(?P<u>U)(?P<g>[B])")
def day_before(p: Parser, m: re.Match[str]) -> Reading | None:
    """The day before, the year after: from the last time told, or from the date that follows."""
    if p.word(m.start()) != "the" or p.word(m.start("u")).endswith("s"):
        return None  # 'in the days after 7 October' is no day of its own
    unit, step = p.number(m.start("u")), p.number(m.start("g"))
    nested = p.parse_at(m.end(), nested=True)
    if nested is not None:
        if unit == cal.DAY:
            day = p.word(m.end())
            if day in {"yesterday", "tomorrow"} or nested.kind == "day":
                return _away_from(m.start("u"), nested, unit, step)
        return _away_from(m.start("u"), nested, unit, step)
    after = p.word(m.end())
    if (after.isalpha() and after not in ("and", "but", "said")) or (
        p.word(m.end() - 1) == "after" and after.isalpha()
    ):
        return Reading(
            m.start("u"),
            m.end("u"),
            None,
            None,
            cal.UNIT_KIND[unit],
            "event",
            "next_last_word",
            "before" if step < 0 else "after",
        )
    found = _from_last(p, m, unit, step)
    found.i = m.start("u")
    return found
