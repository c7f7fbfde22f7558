"""Rules for dates that name their month, year, quarter, season, decade or holiday."""

from __future__ import annotations

import datetime as dt
import re
from typing import Final

from verbale.naming import date_calendar as cal
from verbale.naming.date_grammar import Parser, rule
from verbale.naming.date_reading import Reading, reading, settle_year
from verbale.naming.date_tense import FUTURE
from verbale.naming.date_words import Holiday, date_words, holiday_key

_CENTURY_TURN: Final = 69
_YEAR: Final = r"(?:(?:,?f?|[-/i]|f?t?(?=Y))(?P<y>Y)|,?'(?P<s>[DN])|f(?P<b>[DN])(?![-,]?[MU]))?"


def _year(p: Parser, m: re.Match[str]) -> int | None:
    if m.group("y"):
        return p.number(m.start("y"))
    short = m.start("s") if m.group("s") else m.start("b") if m.group("b") else -1
    if short < 0 or len(p.word(short)) != 2:
        return None
    value = p.number(short)
    return value + (1900 if value > _CENTURY_TURN else 2000)


def _end(p: Parser, m: re.Match[str], year: int | None, core: int) -> int:
    """The match without a two-digit 'year' that is none."""
    return m.end() if year is not None else core


@rule("F", "F")
def full_numeric(p: Parser, m: re.Match[str]) -> Reading | None:
    """2024-11-20, 20.11.2024, 11/20/2024."""
    parts = [int(part) for part in re.split(r"[-/.]", p.word(m.start()).split("t")[0])]
    if parts[0] > 31:
        year, month, day = parts
        if month > 12:
            month, day = day, month
    else:
        first, second, year = parts
        if year < 100:
            year += 1900 if year > _CENTURY_TURN else 2000
        european = "." in p.word(m.start()) or p.scene.day_first
        month, day = (second, first) if (european or first > 12) and second <= 12 else (first, second)
    found = dt.date(year, month, day)
    return reading(m.start(), m.end(), (found, found), "day")


def _day(p: Parser, m: re.Match[str], month: int, day: int, year: int | None, end: int) -> Reading | None:
    if not 0 < day <= 31:
        return None
    start = m.start()
    weekday = p.number(m.start("w")) if m.groupdict().get("w") else -1
    if year is not None:
        found = dt.date(year, month, day)
        return reading(start, end, (found, found), "day")
    settled, anchor, basis = settle_year(p.scene, month, day, start, end, weekday)
    if settled is None:
        return Reading(start, end, None, None, "day", "none", basis, month=month, day=day)
    if month == 2 and day == 29:
        settled -= next((n for n in range(8) if _leap(settled - n)), 0)
    found = dt.date(settled, month, day)
    return Reading(start, end, found, found, "day", anchor, basis, month=month, day=day)


def _leap(year: int) -> bool:
    return year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)


@rule("WtDO", r"(?:t?(?P<w>W),?)?t?(?P<d>[DO])(?:t?U)?(?P<core>[-,/]?f?,?(?P<m>M)\.?)" + _YEAR)
def day_month(p: Parser, m: re.Match[str]) -> Reading | None:
    """[Wednesday,] [the] 20[th] [of] November [,] [2024]."""
    year = _year(p, m)
    if p.word(m.start("d") + 1) in ("week", "month", "quarter", "year"):
        return None
    return _day(p, m, p.number(m.start("m")), p.number(m.start("d")), year, _end(p, m, year, m.end("core")))


@rule(
    "WtM",
    r"(?:t?(?P<w>W)\.?,?)?t?(?P<m>M)\.?[-,/]?(?P<core>t?(?P<d>[DO]))(?:-?,?f?(?P<y>Y)|,?'(?P<s>[DN])|f(?P<b>[DN]))?",
)
def month_day(p: Parser, m: re.Match[str]) -> Reading | None:
    """[Wednesday,] November 20[,] [2024]."""
    year = _year(p, m)
    before, after = p.word(m.start() - 1), p.word(m.end())
    if (
        year is None
        and before == "in"
        and not m.group("w")
        and after.isalpha()
        and (after.endswith("s") or after in ("people", "men"))
    ):
        return None  # 'in May 20 ships left': the number counts the ships
    found = _day(p, m, p.number(m.start("m")), p.number(m.start("d")), year, _end(p, m, year, m.end("core")))
    if found is not None and p.word(found.j) == ":" and p.word(found.j + 1).isdigit():
        return None
    return found


@rule(
    "YD",
    r"(?P<y>Y)[-/,]?(?:(?P<d>[DO])[-/](?P<m>M)|(?P<m2>M)\.?[-/,]?t?(?P<d2>[DO]))|(?P<d3>D)[-/](?P<y3>Y)[-/](?P<m3>M)|(?P<d4>D)[-/](?P<m4>M)[-/](?P<s4>[DN])",
)
def year_first(p: Parser, m: re.Match[str]) -> Reading | None:
    """2019-Aug-1, 2020/23/Sep, 5-Aug-16."""
    place = {name: m.start(name) for name, text in m.groupdict().items() if text}
    day = next(p.number(at) for name, at in place.items() if name[0] == "d")
    month = next(p.number(at) for name, at in place.items() if name[0] == "m")
    year = next(p.number(at) for name, at in place.items() if name[0] in "ys")
    if year < 100:
        year += 1900 if year > _CENTURY_TURN else 2000
    found = dt.date(year, month, day)
    return reading(m.start(), m.end(), (found, found), "day")


@rule("WD", r"(?:(?P<w>W),?)?(?P<a>D)/(?P<b>D)(?!/)")
def slashed_day(p: Parser, m: re.Match[str]) -> Reading | None:
    """11/20 or 20/11, only where a preposition, a weekday or the end of the text shows that it is no fraction."""
    first, second, at = p.number(m.start("a")), p.number(m.start("b")), m.start("a")
    before, tokens = p.word(m.start() - 1), p.scene.tokens
    if tokens.starts[at + 1] != tokens.ends[at] or tokens.starts[at + 2] != tokens.ends[at + 1]:
        return None
    if not (
        m.group("w")
        or before in date_words().context["slash_before"]
        or (len(tokens.classes) == m.end() and m.start() == 0)
    ):
        return None
    month, day = (second, first) if first > 12 or (p.scene.day_first and second <= 12) else (first, second)
    return _day(p, m, month, day, None, m.end()) if month <= 12 else None


@rule("Y", r"(?P<y>Y)[,/-]?(?P<m>M)(?![-,/]?t?[DO])")
def year_month(p: Parser, m: re.Match[str]) -> Reading | None:
    """2017 April."""
    return reading(m.start(), m.end(), cal.month_of(p.number(m.start("y")), p.number(m.start("m"))), "month")


@rule("M", r"(?P<m>M)[-/](?P<y>Y)[-/](?P<d>D)")
def month_year_day(p: Parser, m: re.Match[str]) -> Reading | None:
    """September-2020-23."""
    found = dt.date(p.number(m.start("y")), p.number(m.start("m")), p.number(m.start("d")))
    return reading(m.start(), m.end(), (found, found), "day")


@rule(
    "tDOM",
    r"t?(?P<a>[DO])(?P<c>-|d|&)t?(?P<b2>[DO])(?P<core>f?,?(?P<m>M)\.?)"
    + _YEAR
    + r"|t?(?P<m5>M)\.?t?(?P<a5>[DO])(?P<c5>-|d|&)t?(?P<core5>(?P<b5>[DO]))(?:,?f?(?P<y5>Y))?",
)
def day_range(p: Parser, m: re.Match[str]) -> Reading | None:
    """3-5 March 2023, from 3 to 5 March, March 3-5."""
    tail = "5" if m.group("m5") else ""
    connector = p.word(m.start("c" + tail))
    between = p.word(m.start() - 1) == "between"
    if connector == "and" and not between:
        return None
    year = p.number(m.start("y5")) if m.group("y5") else _year(p, m)
    a, b, month = (
        p.number(m.start("a" + tail)),
        p.number(m.start(("b" if tail else "b2") + tail)),
        p.number(m.start("m" + tail)),
    )
    end = _end(p, m, year, m.end("core" + tail))
    anchor, basis = "explicit", "calendar"
    if year is None:
        year, anchor, basis = settle_year(p.scene, month, a, m.start(), end)
    if year is None or b < a:
        return None
    role = "from_to" if between or p.word(m.start() - 1) == "from" else ""
    return Reading(m.start(), end, dt.date(year, month, a), dt.date(year, month, b), "period", anchor, basis, role)


@rule("tMHLXJ", r"t?(?P<q>[HLXJ])?(?P<core>(?P<m>M)\.?(?![-,/]?t?[DO](?![-,]?[MUN])))" + _YEAR)
def month_year(p: Parser, m: re.Match[str]) -> Reading | None:
    """June 2024, June, last June, that April."""
    month, year = p.number(m.start("m")), _year(p, m)
    end = _end(p, m, year, m.end("core"))
    if year is not None:
        return reading(m.start(), end, cal.month_of(year, month), "month")
    if p.word(end - 1) == "." and p.scene.tokens.classes[end - 1] == ".":
        end -= 1
    quantifier = p.scene.tokens.classes[m.start("q")] if m.group("q") else ""
    now = p.scene.now
    if (
        quantifier == "J"
        and p.scene.told is not None
        and p.scene.told.first is not None
        and p.word(m.start("q")) == "same"
    ):
        return reading(m.start(), end, cal.month_of(p.scene.told.first.year, month), "month", "previous")
    if quantifier and quantifier != "J" and now is not None:
        year = _quantified(quantifier, month, now.month, now.year)
        return Reading(m.start(), end, *cal.month_of(year, month), "month", p.scene.anchor, "next_last_word")
    settled, anchor, basis = settle_year(p.scene, month, 0, m.start(), end)
    found = reading(
        m.start(), end, cal.month_of(settled, month) if settled is not None else None, "month", anchor, basis
    )
    found.month = month
    return found


def _quantified(quantifier: str, month: int, current: int, year: int) -> int:
    """Year of 'this', 'last' or 'next' month, season or holiday."""
    if quantifier == "L":
        return year - (month >= current)
    if quantifier == "X":
        return year + (month <= current)
    return year


@rule("tY'", r"(?:t?Uf?)?t?(?P<y>Y)(?:[-/](?P<r>D|Y))?|'(?P<s>[DN])(?=$|[^DN])")
def bare_year(p: Parser, m: re.Match[str]) -> Reading | None:
    """2024, the year 2024, 2018-19, 2018/19, 2014-2018."""
    if m.group("s"):
        if len(p.word(m.start("s"))) != 2 or p.word(m.start() - 1) not in ("in", "of", "since", "by"):
            return None
        value = p.number(m.start("s"))
        return reading(m.start(), m.end(), cal.year_of(value + (1900 if value > _CENTURY_TURN else 2000)), "year")
    year = p.number(m.start("y"))
    end, last = m.end("y"), year
    if m.start("y") > m.start() + 1 and p.word(m.start("y") - 1) not in ("year", "of", "the"):
        return None
    start = m.start() if m.start("y") - m.start() != 1 else m.start("y")
    if m.group("r"):
        other = p.number(m.start("r"))
        if other < 100 and (year % 100 + 1) % 100 == other:
            last, end = year + 1, m.end()
        elif other > year:
            last, end = other, m.end()
        elif other <= 12 and len(p.word(m.start("r"))) == 2:
            return reading(start, m.end(), cal.month_of(year, other), "month")
    return reading(start, end, cal.years_of(year, last), "year" if last == year else "period")


@rule("tK", r"t?K")
def decade(p: Parser, m: re.Match[str]) -> Reading | None:
    """The 1990s; the 1900s are a century."""
    year = p.number(m.end() - 1)
    if year % 10:
        return None
    return reading(
        m.end() - 1, m.end(), cal.years_of(year, year + (99 if year % 100 == 0 and year < 2000 else 9)), "period"
    )


@rule("tQYZ", r"t?(?P<q>[QZ])[-,]?f?t?(?P<y>Y)?|(?P<y2>Y)[-,]?(?P<q2>[QZ])")
def quarter_mark(p: Parser, m: re.Match[str]) -> Reading | None:
    """Q2 2025, 2025-Q2, H1 2024."""
    at = m.start("q") if m.group("q") else m.start("q2")
    place = m.start("y") if m.group("y") else m.start("y2")
    year = p.number(place) if place >= 0 else None
    end = m.end() if year is not None else m.end("q")
    anchor, basis = "explicit", "calendar"
    half = p.scene.tokens.classes[at] == "Z"
    number = p.number(at)
    if year is None:
        if half:
            return None
        year, anchor, basis = settle_year(p.scene, 3 * number - 2, 0, m.start(), end)
    if year is None:
        return None
    span = cal.months_of(year, 6 * number - 5, 6) if half else cal.quarter_of(year, number)
    return reading(
        m.start("q") if m.group("q") else m.start(), end, span, "period" if half else "quarter", anchor, basis
    )


@rule("tO", r"t?(?P<o>O)-?(?P<u>U)(?:[fi]t?(?P<y>Y)|[fi]?t?(?P<q>[HLX])U|[fi]tU|(?P<y3>Y))?(?:-(?P<y2>D))?")
def nth_quarter(p: Parser, m: re.Match[str]) -> Reading | None:
    """The first quarter [of 2023 | of last year]; the 20th century."""
    number, unit = p.number(m.start("o")), p.number(m.start("u"))
    if unit == cal.CENTURY:
        return reading(m.start("o"), m.end("u"), cal.century_of(number), "period")
    if unit != cal.QUARTER or number > 4:
        return None
    year = p.number(m.start("y")) if m.group("y") else p.number(m.start("y3")) if m.group("y3") else None
    anchor, basis, end = "explicit", "calendar", m.end()
    now = p.scene.now
    if year is None and m.end() > m.end("u") and p.number(m.end() - 1) == cal.YEAR and now is not None:
        step = {"L": -1, "X": 1}.get(p.scene.tokens.classes[m.start("q")] if m.group("q") else "", 0)
        year, anchor = now.year + step, p.scene.anchor
    elif year is None:
        end = m.end("u")
        year, anchor, basis = settle_year(p.scene, 3 * number - 2, 0, m.start(), end)
        if (
            anchor == "publication"
            and basis != "tense"
            and now
            and number == (now.month + 2) // 3
            and p.scene.tense(m.start(), end) != FUTURE
        ):
            basis = "nearest"
    return (
        reading(m.start("o"), end, cal.quarter_of(year, number), "quarter", anchor, basis) if year is not None else None
    )


@rule("tSHLX", r"t?(?P<q>[HLX])?(?P<s>S)(?:f?t?(?P<y>Y)|f(?P<z>[HLX])U)?")
def season(p: Parser, m: re.Match[str]) -> Reading | None:
    """This summer, spring of 2023, in the autumn."""
    number, now = p.number(m.start("s")), p.scene.now
    start = m.start("q") if m.group("q") else m.start("s")
    if m.group("y"):
        return reading(start, m.end(), cal.season_of(p.number(m.start("y")), number), "season")
    if now is None:
        return reading(start, m.end("s"), None, "season", "none")
    year, end = now.year, m.end("s")
    if m.group("z"):
        year, end = now.year + {"L": -1, "X": 1}.get(p.scene.tokens.classes[m.start("z")], 0), m.end()
        return reading(start, end, cal.season_of(year, number), "season", p.scene.anchor, "next_last_word")
    quantifier = p.scene.tokens.classes[start] if m.group("q") else ""
    told = p.scene.told
    if (
        quantifier in ("L", "X")
        and quantifier
        and p.number(start) == 3
        and told is not None
        and told.first is not None
        and told.last is not None
    ):
        around = [cal.season_of(told.first.year + step, number) for step in (-2, -1, 0, 1, 2)]
        found = (
            [s for s in around if s[1] < told.first][-1]
            if quantifier == "L"
            else next(s for s in around if s[0] > told.last)
        )
        return reading(start, end, found, "season", "previous", "next_last_word")
    future = p.scene.tense(m.start(), end) == FUTURE
    spans = [cal.season_of(year + step, number) for step in (-2, -1, 0, 1)]
    if quantifier == "H" and not (number == 4 and now.month <= 2):
        found = spans[2]
    elif quantifier == "X" or (not quantifier and future):
        found = next(span for span in spans if (span[0] > now if quantifier else span[1] >= now))
    elif quantifier == "L":
        found = [span for span in spans if span[1] < now][-1]
    else:
        found = [span for span in spans if span[0] <= now][-1]
    return reading(
        start,
        end,
        found,
        "season",
        p.scene.anchor,
        "next_last_word" if quantifier else "tense" if future else "nearest",
    )


@rule("tVHLX", r"t?(?P<q>[HLX])?(?P<v>V)(?:[,f]?t?(?P<y>Y)|f(?P<z>[HLX])U)?")
def holiday(p: Parser, m: re.Match[str]) -> Reading | None:
    """Christmas, last Christmas, New Year's Eve 2023."""
    entry = date_words().holidays[holiday_key(p.word(m.start("v")))]
    start, now = m.start("q") if m.group("q") else m.start("v"), p.scene.now
    if m.group("y"):
        found = holiday_in(entry, p.number(m.start("y")))
        return reading(start, m.end(), (found, found), "day")
    if now is None:
        return reading(start, m.end("v"), None, "day", "none")
    if m.group("z"):
        found = holiday_in(entry, now.year + {"L": -1, "X": 1}.get(p.scene.tokens.classes[m.start("z")], 0))
        return reading(start, m.end(), (found, found), "day", p.scene.anchor, "next_last_word")
    quantifier = p.scene.tokens.classes[start] if m.group("q") else ""
    tense = p.scene.tense(m.start(), m.end("v"))
    days = [holiday_in(entry, now.year + step) for step in (-2, -1, 0, 1, 2)]
    if quantifier == "H":
        found = days[2]
    elif quantifier == "X" or (not quantifier and tense == FUTURE):
        found = next(day for day in days if day > now or (day == now and not quantifier))
    else:
        slack = 0 if quantifier or tense else 10
        found = [day for day in days if (day - now).days <= slack and (day != now or not quantifier)][-1]
    return reading(
        start,
        m.end("v"),
        (found, found),
        "day",
        p.scene.anchor,
        "next_last_word" if quantifier else "tense" if tense else "nearest",
    )


def holiday_in(entry: Holiday, year: int) -> dt.date:
    """The holiday's day in a year."""
    if entry.fixed:
        return dt.date(year, entry.fixed[0], entry.fixed[1])
    if entry.nth:
        return cal.nth_weekday(year, *entry.nth)
    return cal.easter_of(year) + dt.timedelta(days=entry.easter or 0)
