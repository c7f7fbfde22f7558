"""Rules for days of the week: 'Friday', 'last Monday', 'Tuesday of the following week', 'Friday the 14th'."""

from __future__ import annotations

import datetime as dt
import re
from typing import Final

from verbale.naming import date_calendar as cal
from verbale.naming.date_grammar import Parser, letter_of, rule
from verbale.naming.date_reading import Reading, reading, settle_weekday
from verbale.naming.date_tense import FUTURE, PAST

_PLAIN_DAYS: Final = 1  # the day before goes by its bare name: "last Wednesday" said on Thursday is older


@rule("WHLXtm", r"(?:m)?t?(?:H(?=L))?(?P<q>[HLX])?(?P<w>W)(?:-?(?P<p>P))?")
def weekday(p: Parser, m: re.Match[str]) -> Reading | None:
    """Friday, last Friday, this coming Monday, Tuesday evening."""
    number, now = p.number(m.start("w")), p.scene.frame
    start = m.start("q") if m.group("q") else m.start("w")
    if m.group("q") and start > m.start() and p.scene.tokens.classes[start - 1] == "H":
        start -= 1
    kind = "time" if m.group("p") else "day"
    quantifier = letter_of(p, m, "q")
    if now is None:
        return reading(start, m.end(), None, kind, "none", "nearest")
    if not quantifier:
        found, basis = settle_weekday(p.scene, number, m.start(), m.end())
        anchor = p.scene.anchor if found else "none"
        return reading(start, m.end(), (found, found) if found else None, kind, anchor, basis)
    if p.scene.anchor == "previous" and not p.scene.told_is_short:
        return reading(start, m.end(), None, kind, "none", "nearest")
    told = p.scene.told
    strength = 3 if quantifier == "X" and _is_told_over(p, m, now) else p.number(m.start("q"))
    counted = strength == 3 and p.word(m.start("q") - 1) == "the" and p.scene.told_is_short
    if counted and told is not None and told.last is not None:
        day = _beside(told, quantifier, number)
        return reading(start, m.end(), (day, day), kind, "previous", "next_last_word")
    day = _quantified_weekday(p, quantifier, m.start("q"), number, now)
    return reading(start, m.end(), (day, day), kind, p.scene.anchor, "next_last_word")


def _is_told_over(p: Parser, m: re.Match[str], now: dt.date) -> bool:
    """'I went on Saturday; the next Tuesday I went back': counted from a day that is over, in the past tense."""
    told = p.scene.told
    return told is not None and told.last is not None and told.last < now and p.scene.tense(m.start(), m.end()) == PAST


def _beside(told: Reading, quantifier: str, number: int) -> dt.date:
    """'The following Monday', 'the previous Friday': the nearest one outside the time told last."""
    assert told.first is not None
    assert told.last is not None
    if quantifier == "L":
        return told.first - dt.timedelta(days=(told.first.weekday() - number) % 7 or 7)
    return told.last + dt.timedelta(days=(number - told.last.weekday()) % 7 or 7)


def _quantified_weekday(p: Parser, quantifier: str, at: int, number: int, now: dt.date) -> dt.date:
    monday = now - dt.timedelta(days=now.weekday())
    if p.number(at) == 3:  # 'the previous Monday' with nothing told before: of the week before
        return monday + dt.timedelta(days=number + (-7 if quantifier == "L" else 7))
    if quantifier == "L":
        back = (now.weekday() - number) % 7 or 7
        plain = back <= _PLAIN_DAYS and p.number(at) == 1
        return now - dt.timedelta(days=back + 7 if plain else back)
    if quantifier == "X" and p.number(at) == 1 and p.word(at - 1) != "this":
        return monday + dt.timedelta(days=7 + number)
    if quantifier == "X":
        return now + dt.timedelta(days=(number - now.weekday()) % 7 or 7)
    return monday + dt.timedelta(days=number)


@rule("W", r"(?P<w>W)(?:-|,)?f?t?(?P<q>[HLX])(?P<u>U)|(?P<w2>W)ti?(?P<o>[O])|(?P<w3>W)t?(?P<d>[DO])")
def weekday_of(p: Parser, m: re.Match[str]) -> Reading | None:
    """Monday last week, Friday the 14th."""
    now = p.scene.frame
    if now is None:
        return None
    if m.group("u"):
        if p.number(m.start("u")) != cal.WEEK:
            return None
        step = {"L": -7, "X": 7, "H": 0}[letter_of(p, m, "q")]
        told, base, anchor = p.scene.told, now, p.scene.anchor
        if p.number(m.start("q")) == 3 and told is not None and told.first is not None:
            base, anchor = told.first, "previous"
        day = base - dt.timedelta(days=base.weekday() - p.number(m.start("w")) - step)
        return reading(m.start(), m.end(), (day, day), "day", anchor, "next_last_word")
    at = m.start("o") if m.group("o") else m.start("d")
    after = p.scene.tokens.classes[m.end() : m.end() + 1]
    if after in ("U", "M", "N", "-") and after:
        return None
    if m.group("d") and p.word(at).isdigit() and p.word(m.end()).isalpha() and p.word(m.end()).endswith("s"):
        return None
    number, weekday_number = p.number(at), p.number(m.start())
    tense = p.scene.tense(m.start(), m.end())
    for distance in range(24):
        for sign in (1,) if tense == FUTURE else (-1,) if tense else (1, -1):
            month = cal.add_months(now.replace(day=1), sign * distance)
            if number > cal.month_of(month.year, month.month)[1].day:
                continue
            day = month.replace(day=number)
            if day.weekday() == weekday_number and (day >= now if tense == FUTURE else day <= now or not tense):
                return reading(m.start(), m.end(), (day, day), "day", p.scene.anchor, "tense" if tense else "nearest")
    return None


@rule("W", r"(?P<w>W)(?P<u>U)")
def weekday_week(p: Parser, m: re.Match[str]) -> Reading | None:
    """'Wednesday week': a week after the coming Wednesday."""
    now = p.scene.now
    if now is None or p.word(m.start("u")) != "week" or p.scene.tense(m.start(), m.end()) != FUTURE:
        return None
    if p.word(m.end())[:1].isdigit():
        return None
    day = now + dt.timedelta(days=((p.number(m.start("w")) - now.weekday()) % 7 or 7) + 7)
    return reading(m.start(), m.end(), (day, day), "day", p.scene.anchor, "next_last_word")


@rule("HLX", r"(?P<q>[HLX])(?P<u>U),?(?:-|i)?(?P<w>W)")
def week_weekday(p: Parser, m: re.Match[str]) -> Reading | None:
    """Next week Wednesday."""
    now = p.scene.now
    if now is None or p.number(m.start("u")) != cal.WEEK:
        return None
    step = {"L": -7, "X": 7, "H": 0}[letter_of(p, m, "q")]
    day = now - dt.timedelta(days=now.weekday() - p.number(m.start("w")) - step)
    return reading(m.start(), m.end(), (day, day), "day", p.scene.anchor, "next_last_word")
