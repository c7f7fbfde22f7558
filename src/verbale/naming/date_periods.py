"""Rules for decades, centuries, quarters, seasons and holidays."""

from __future__ import annotations

import datetime as dt
import re

from verbale.naming import date_calendar as cal
from verbale.naming.date_absolute import four_digits
from verbale.naming.date_grammar import Parser, rule
from verbale.naming.date_reading import Reading, reading, settle_year
from verbale.naming.date_tense import FUTURE, PAST
from verbale.naming.date_words import Holiday, date_words, holiday_key

_SEASON_SLACK = 14


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
        year, anchor, basis = settle_year(p.scene, _edge_month(p, m, number, end), 0, m.start(), end)
    if year is None:
        return None
    span = cal.months_of(year, 6 * number - 5, 6) if half else cal.quarter_of(year, number)
    return reading(
        m.start("q") if m.group("q") else m.start(), end, span, "period" if half else "quarter", anchor, basis
    )


def _edge_month(p: Parser, m: re.Match[str], quarter: int, end: int) -> int:
    """The month that decides the year: a quarter to come may have begun, a quarter past need not be over."""
    return 3 * quarter if p.scene.tense(m.start(), end) == FUTURE else 3 * quarter - 2


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
    now = p.scene.frame
    if year is None and m.end() > m.end("u") and p.number(m.end() - 1) == cal.YEAR and now is not None:
        step = {"L": -1, "X": 1}.get(p.scene.tokens.classes[m.start("q")] if m.group("q") else "", 0)
        year, anchor = now.year + step, p.scene.anchor
    elif year is None:
        end = m.end("u")
        year, anchor, basis = settle_year(p.scene, _edge_month(p, m, number, end), 0, m.start(), end)
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


@rule("tSHLX", r"t?(?P<q>[HLX])?(?P<s>S)(?:f?t?(?P<y>Y)|f(?P<z>[HLX])U|f?'(?P<c>[DN])(?![DN]))?")
def season(p: Parser, m: re.Match[str]) -> Reading | None:
    """Last summer, spring of 2023, in the autumn."""
    number, now = p.number(m.start("s")), p.scene.frame
    start = m.start("q") if m.group("q") else m.start("s")
    if m.group("y"):
        return reading(start, m.end(), cal.season_of(p.number(m.start("y")), number), "season")
    if m.group("c") and len(p.word(m.start("c"))) == 2:
        return reading(start, m.end(), cal.season_of(four_digits(p, p.number(m.start("c"))), number), "season")
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
        # 'in the spring', told in the past on the first days of March, was the last one
        slack = dt.timedelta(days=_SEASON_SLACK if not quantifier and p.scene.tense(m.start(), end) == PAST else 0)
        found = [span for span in spans if span[0] + slack <= now][-1]
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
    entry = date_words().holidays.get(holiday_key(p.word(m.start("v"))))
    if entry is None:  # "Orthodox Christmas Eve": known words, no known day
        return None
    start, now = m.start("q") if m.group("q") else m.start("v"), p.scene.frame
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
