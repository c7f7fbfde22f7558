"""Rules for dates that name their day, month or year."""

from __future__ import annotations

import datetime as dt
import re
from typing import Final

from verbale.naming import date_calendar as cal
from verbale.naming.date_grammar import Parser, rule
from verbale.naming.date_reading import Reading, reading, settle_year
from verbale.naming.date_words import date_words

_CENTURY_TURN: Final = 69
_YEARS_AHEAD: Final = 20
_YEAR_TAIL: Final = re.compile(r",?(?:ft?)?[HLXJ]U")
_SLASHES_AFTER: Final = re.compile(r"[-,](?:D/D|F)|,D[fM]")
_SLASHES_BEFORE: Final = re.compile(r"D/D(?:[-,x]|,x)$")
_YEAR: Final = r"(?:(?:,?f?|[-/i]|f?t?(?=Y))(?P<y>Y)|,?f?'(?P<s>[DN])|f(?P<b>[DN])(?![-,]?[MU]))?"


def _glued(p: Parser, start: int, end: int) -> bool:
    """No spaces between the tokens."""
    tokens = p.scene.tokens
    return all(tokens.ends[at] == tokens.starts[at + 1] for at in range(start, end - 1))


def four_digits(p: Parser, value: int) -> int:
    """Century of a year of two digits: news looks two decades ahead and no further."""
    now = p.scene.now
    turn = now.year - 2000 + _YEARS_AHEAD if now is not None and now.year >= 2000 else _CENTURY_TURN
    return value + (1900 if value > turn else 2000)


def _year(p: Parser, m: re.Match[str]) -> int | None:
    if m.group("y"):
        return p.number(m.start("y"))
    short = m.start("s") if m.group("s") else m.start("b") if m.group("b") else -1
    if short < 0 or len(p.word(short)) != 2:
        return None
    value = p.number(short)
    return four_digits(p, value)


def _named_year(p: Parser, end: int) -> tuple[int | None, int]:
    """'Of this year', 'last year' after a day or month: (year, end token), or (None, ``end``)."""
    now, told = p.scene.now, p.scene.told
    tail = _YEAR_TAIL.match(p.scene.tokens.classes, end)
    if tail is None or p.number(tail.end() - 1) != cal.YEAR or p.word(tail.end() - 1) != "year":
        return None, end
    quantifier = tail.end() - 2
    if p.scene.tokens.classes[quantifier] == "J":  # 'of that year', 'of the same year'
        return (told.first.year, tail.end()) if told is not None and told.first is not None else (None, end)
    if p.number(quantifier) == 3 and told is not None and told.first is not None:  # 'of the following year'
        return told.first.year + (-1 if p.scene.tokens.classes[quantifier] == "L" else 1), tail.end()
    if now is None:
        return None, end
    if p.number(quantifier) != 1 and p.word(quantifier) != "current":
        return None, end
    return now.year + {"L": -1, "X": 1}.get(p.scene.tokens.classes[quantifier], 0), tail.end()


def _end(m: re.Match[str], year: int | None, core: int) -> int:
    """The match without a two-digit 'year' that is none."""
    return m.end() if year is not None else core


@rule("F", "F")
def full_numeric(p: Parser, m: re.Match[str]) -> Reading | None:
    """2024-11-20, 20.11.2024, 11/20/2024."""
    word = p.word(m.start()).split("t")[0]
    parts = [int(part) for part in re.split(r"[-/.]", word)]
    if len(parts) == 1:
        parts = [int(word[:4]), int(word[4:6]), int(word[6:])]
    if parts[0] > 31:
        year, month, day = parts
        if month > 12:
            month, day = day, month
    else:
        first, second, year = parts
        if year < 100:
            year = four_digits(p, year)
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
    settled, after = _named_year(p, end)
    anchor, basis = "publication", "next_last_word"
    if settled is None:
        settled, anchor, basis = settle_year(p.scene, month, day, start, end, weekday)
    else:
        found = dt.date(settled, month, day)
        return reading(start, after, (found, found), "day", anchor, basis)
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
    return _day(p, m, p.number(m.start("m")), p.number(m.start("d")), year, _end(m, year, m.end("core")))


@rule(
    "WtM",
    r"(?:t?(?P<w>W)\.?,?)?t?(?P<m>M)\.?[-,/]?(?P<core>t?(?P<d>[DO]))(?:-?,?f?(?P<y>Y)|,?f?'(?P<s>[DN])|f(?P<b>[DN]))?",
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
    found = _day(p, m, p.number(m.start("m")), p.number(m.start("d")), year, _end(m, year, m.end("core")))
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
        year = four_digits(p, year)
    found = dt.date(year, month, day)
    return reading(m.start(), m.end(), (found, found), "day")


@rule("WD", r"(?:(?P<w>W),?)?(?P<a>D)/(?P<b>D)(?!/)(?:,?(?P<y>Y))?")
def slashed_day(p: Parser, m: re.Match[str]) -> Reading | None:
    """11/20 or 20/11, only where a preposition, a weekday or the end of the text shows that it is no fraction."""
    first, second, at = p.number(m.start("a")), p.number(m.start("b")), m.start("a")
    before, tokens = p.word(m.start() - 1), p.scene.tokens
    if tokens.starts[at + 1] != tokens.ends[at] or tokens.starts[at + 2] != tokens.ends[at + 1]:
        return None
    if not (
        m.group("w")
        or _beside_slashes(p, m)
        or before in date_words().context["slash_before"]
        or (len(tokens.classes) == m.end() and m.start() == 0)
    ):
        return None
    month, day = (second, first) if first > 12 or (p.scene.day_first and second <= 12) else (first, second)
    year = p.number(m.start("y")) if m.group("y") else None
    return _day(p, m, month, day, year, m.end()) if month <= 12 else None


def _beside_slashes(p: Parser, m: re.Match[str]) -> bool:
    """'11/20, 11/22', '10/1-11/7': one of several written alike."""
    classes = p.scene.tokens.classes
    return bool(
        _SLASHES_AFTER.match(classes, m.end()) or _SLASHES_BEFORE.search(classes, max(0, m.start() - 5), m.start())
    )


@rule("Y", r"(?P<y>Y)[,/-]?(?P<m>M)(?![-,/]?t?[DO])")
def year_month(p: Parser, m: re.Match[str]) -> Reading | None:
    """2017 April."""
    return reading(m.start(), m.end(), cal.month_of(p.number(m.start("y")), p.number(m.start("m"))), "month")


@rule("D", r"(?P<m>D)[-/](?P<y>Y)(?![-/])")
def numeric_month(p: Parser, m: re.Match[str]) -> Reading | None:
    """12/2015."""
    if p.number(m.start()) > 12 or p.scene.tokens.ends[m.start()] != p.scene.tokens.starts[m.start() + 1]:
        return None
    return reading(m.start(), m.end(), cal.month_of(p.number(m.start("y")), p.number(m.start())), "month")


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
    year = p.number(m.start("y5")) if m.group("y5") else _year(p, m)
    a, b, month = (
        p.number(m.start("a" + tail)),
        p.number(m.start(("b" if tail else "b2") + tail)),
        p.number(m.start("m" + tail)),
    )
    end = _end(m, year, m.end("core" + tail))
    anchor, basis = "explicit", "calendar"
    if year is None:
        year, anchor, basis = settle_year(p.scene, month, a, m.start(), end)
    if year is None or b < a or (connector == "and" and not between and b != a + 1):
        return None
    role = "from_to" if between or p.word(m.start() - 1) == "from" else ""
    return Reading(m.start(), end, dt.date(year, month, a), dt.date(year, month, b), "period", anchor, basis, role)


@rule("tMHLXJ", r"t?(?P<q>[HLXJ])?(?P<core>(?P<m>M)\.?(?![-,/]?t?[DO](?![-,]?[MUN])))" + _YEAR)
def month_year(p: Parser, m: re.Match[str]) -> Reading | None:
    """June 2024, June, last June, that April."""
    month, year = p.number(m.start("m")), _year(p, m)
    end = _end(m, year, m.end("core"))
    if year is not None:
        return reading(m.start(), end, cal.month_of(year, month), "month")
    if p.word(end - 1) == "." and p.scene.tokens.classes[end - 1] == ".":
        end -= 1
    quantifier = p.scene.tokens.classes[m.start("q")] if m.group("q") else ""
    now = p.scene.frame
    year, after = _named_year(p, end)
    if year is not None:
        return reading(m.start(), after, cal.month_of(year, month), "month", "publication", "next_last_word")
    if (
        quantifier == "J"
        and p.scene.told is not None
        and p.scene.told.first is not None
        and (p.word(m.start("q")) == "same" or p.scene.told.first.month == month)
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


@rule("tY'", r"(?:t?Uf?)?t?(?P<y>Y)(?:[-/](?P<r>[DNY]))?|'(?P<s>[DN])(?=$|[^DN])")
def bare_year(p: Parser, m: re.Match[str]) -> Reading | None:
    """2024, the year 2024, 2018-19, 2018/19, 2014-2018."""
    if m.group("s"):
        if len(p.word(m.start("s"))) != 2 or p.word(m.start() - 1) not in ("in", "of", "since", "by"):
            return None
        value = p.number(m.start("s"))
        return reading(m.start(), m.end(), cal.year_of(four_digits(p, value)), "year")
    year = p.number(m.start("y"))
    end, last = m.end("y"), year
    if m.start("y") > m.start() + 1 and p.word(m.start("y") - 1) not in ("year", "of", "the"):
        return None
    start = m.start() if m.start("y") - m.start() != 1 else m.start("y")
    if m.group("r"):
        other = p.number(m.start("r"))
        if other < 100 and (year % 100 + 1) % 100 == other:
            last, end = year + 1, m.end()
        elif other > year and p.scene.tokens.classes[m.start("r")] == "Y":
            last, end = other, m.end()
        elif other > max(year % 100, 12) and len(p.word(m.start("r"))) == 2 and _glued(p, m.start("y"), m.end()):
            last, end = year - year % 100 + other, m.end()  # 1914-18
        elif other <= 12 and len(p.word(m.start("r"))) == 2:
            return reading(start, m.end(), cal.month_of(year, other), "month")
    return reading(start, end, cal.years_of(year, last), "year" if last == year else "period")
