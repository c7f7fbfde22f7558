"""Rules that narrow or widen another expression: 'early', 'later this', 'the first week of', 'the week of'."""

from __future__ import annotations

import datetime as dt
import re
from typing import Final

from verbale.naming import date_calendar as cal
from verbale.naming.date_grammar import Parser, rule
from verbale.naming.date_reading import Reading, reading
from verbale.naming.date_tense import FUTURE
from verbale.naming.date_words import date_words

_VERBS: Final = frozenset({"end", "start", "close"})
_UNITS_IN_TIME: Final = (cal.HOUR, cal.DAY, cal.WEEK, cal.FORTNIGHT, cal.MONTH, cal.YEAR)


@rule("mt", r"t?m(?:-|[if]t?|t)?")
def prefix_part(p: Parser, m: re.Match[str]) -> Reading | None:
    """Early June, mid-2023, late last week, the end of the year."""
    at = m.start() + (p.scene.tokens.classes[m.start()] == "t")
    part = p.number(at)
    if m.end() > at + 1 and p.scene.tokens.classes[at + 1] == "i" and p.word(at) == "beginning" and at == m.start():
        return None  # 'beginning in 2025, the levy rises'
    if part in (cal.START, cal.END) and p.scene.tokens.classes[at + 1 : at + 2] == "i" and p.word(at) in _VERBS:
        return None  # 'deliveries end in late April'
    inner = _inner(p, m.end())
    if inner is None or inner.j <= m.end():
        return None
    inner.i = at
    if inner.span is None or inner.kind in ("day", "time"):
        return inner if part <= cal.LATE else None
    whole = _whole(inner)
    inner.first, inner.last = cal.part_of(whole, part)
    if inner.role == "during":
        inner.role = ""
    inner.kind = "period"
    inner.closing = part == cal.END
    return inner


def _inner(p: Parser, at: int) -> Reading | None:
    found = p.parse_at(at, nested=True)
    if found is None and at > 0 and p.scene.tokens.classes[at - 1] == "t":
        found = p.parse_at(at - 1, nested=True)
    return found


def _whole(inner: Reading) -> cal.Interval:
    """The whole calendar unit: 'this month' alone ends on the story's day, 'late this month' does not."""
    assert inner.first is not None
    assert inner.last is not None
    unit = {"month": cal.MONTH, "year": cal.YEAR, "quarter": cal.QUARTER, "week": cal.WEEK}.get(inner.kind)
    if unit is None or inner.month:
        return inner.first, inner.last
    return cal.containing(inner.first, unit)


@rule("E", r"E(?:[if]t?|t)?")
def prefix_later(p: Parser, m: re.Match[str]) -> Reading | None:
    """Later this month, earlier this week, later in the year."""
    step, now = p.number(m.start()), p.scene.now
    inner = _inner(p, m.end())
    if inner is None or inner.span is None or inner.j <= m.end():
        return None
    if inner.kind == "day" and p.scene.tokens.classes[m.end()] == "U" and now is not None:  # 'earlier in the day'
        told = p.scene.told
        span = told.span if told is not None and told.kind == "day" and told.span is not None else (now, now)
        anchor = "previous" if span != (now, now) else p.scene.anchor
        return reading(m.start(), inner.j, span, "time", anchor, "next_last_word")
    if inner.kind in ("day", "time") or now is None:
        inner.i = m.start()
        return inner if p.word(m.end()) in ("today", "yesterday", "this", "that", "on") else None
    whole = _whole(inner)
    if whole[0] <= now <= whole[1]:
        day = dt.timedelta(days=1)
        whole = (min(now + day, whole[1]), whole[1]) if step > 0 else (whole[0], now)
    elif inner.kind == "week" and p.scene.tokens.classes[m.end()] == "L":
        whole = cal.part_of(whole, cal.LATE if step > 0 else cal.EARLY)
    elif m.end() == m.start() + 1 and p.scene.tokens.classes[m.end()] not in "HJ":
        return None
    inner.i, inner.first, inner.last, inner.kind = m.start(), *whole, "period"
    return inner


@rule("tU", r"t?(?P<u>U)", nested=True)
def the_unit(p: Parser, m: re.Match[str]) -> Reading | None:
    """'The year' inside 'the end of the year': the one of the story's day, or of the time told in a narrative."""
    now, unit = p.scene.frame, p.number(m.start("u"))
    if p.scene.tokens.classes[m.start()] != "t" and (
        m.start() == 0 or p.scene.tokens.classes[m.start() - 1] not in "tif-"
    ):
        return None
    if unit < cal.DAY or p.word(m.start("u")).endswith("s"):
        return None
    if now is None:
        return reading(m.start(), m.end(), None, cal.UNIT_KIND[unit], "none")
    return reading(m.start(), m.end(), cal.containing(now, unit), cal.UNIT_KIND[unit], p.scene.anchor)


@rule("tOLX", r"t?(?P<o>[OLX])(?:(?P<n>[ND]))?(?P<u>[UWhm])(?:[fi])t?")
def prefix_nth(p: Parser, m: re.Match[str]) -> Reading | None:
    """The first week of May, the last day of June, the second half of 2023, the first Monday in March."""
    inner = _inner(p, m.end())
    at, letter = m.start("u"), p.scene.tokens.classes[m.start("u")]
    if inner is None or inner.span is None or inner.kind in ("day", "time"):
        return None
    last = p.scene.tokens.classes[m.start("o")] == "L"
    if p.scene.tokens.classes[m.start("o")] == "X" or (last and p.number(m.start("o")) != 1):
        return None
    number = -1 if last else p.number(m.start("o"))
    count = p.number(m.start("n")) if m.group("n") else 1
    first, end = _whole(inner)
    if letter == "W":
        day = _weekday_in(first, end, p.number(at), number)
        return reading(m.start("o"), inner.j, (day, day), "day", inner.anchor, inner.basis) if day else None
    if letter in "hm":
        if letter == "m" or number not in (1, 2, -1):
            return None
        span = _half(first, end, 1 if number == 1 else 2)
        return reading(m.start("o"), inner.j, span, "period", inner.anchor, inner.basis)
    unit = p.number(at)
    cut = _nth_unit(first, end, unit, number, count)
    if cut is None:
        return None
    return reading(
        m.start("o"), inner.j, cut, cal.UNIT_KIND[unit] if count == 1 else "period", inner.anchor, inner.basis
    )


def _half(first: dt.date, last: dt.date, number: int) -> cal.Interval:
    months = (last.year - first.year) * 12 + last.month - first.month + 1
    if first.day == 1 and months % 2 == 0:
        middle = cal.add_months(first, months // 2)
    else:
        middle = first + dt.timedelta(days=((last - first).days + 1) // 2)
    return (first, middle - dt.timedelta(days=1)) if number == 1 else (middle, last)


def _weekday_in(first: dt.date, last: dt.date, weekday: int, number: int) -> dt.date | None:
    if number < 0:
        return last - dt.timedelta(days=(last.weekday() - weekday) % 7)
    day = first + dt.timedelta(days=(weekday - first.weekday()) % 7 + 7 * (number - 1))
    return day if day <= last else None


def _nth_unit(first: dt.date, last: dt.date, unit: int, number: int, count: int) -> cal.Interval | None:
    """The nth day, week, weekend, month, quarter, year or decade inside an interval; whole weeks begin on Monday."""
    if unit in (cal.WEEK, cal.WEEKEND):
        # the week that holds the first day counts as the first when most of it lies inside
        monday = first - dt.timedelta(days=first.weekday())
        if first.weekday() > 3:
            monday += dt.timedelta(days=7)
        if number < 0:
            monday = (
                last
                - dt.timedelta(days=last.weekday() + (7 if last.weekday() < 3 else 0))
                - dt.timedelta(days=7 * (count - 1))
            )
        else:
            monday += dt.timedelta(days=7 * (number - 1) * count)
        if monday > last:
            return None
        if unit == cal.WEEKEND:
            return monday + dt.timedelta(days=5), monday + dt.timedelta(days=6)
        return monday, monday + dt.timedelta(days=7 * count - 1)
    if unit == cal.HOUR:
        return None
    if number < 0:
        start = cal.shift(last + dt.timedelta(days=1), unit, -count)
    else:
        start = cal.shift(first, unit, (number - 1) * count)
    if start < first or start > last:
        return None
    return start, min(last, cal.shift(start, unit, count) - dt.timedelta(days=1))


@rule("tU", r"t?(?P<u>U)(?:f|C|m|i)(?:i)?t?")
def prefix_week_of(p: Parser, m: re.Match[str]) -> Reading | None:
    """The week of 4 February, the month of May, the week ending 3 March."""
    unit = p.number(m.start("u"))
    if unit not in (cal.WEEK, cal.MONTH, cal.WEEKEND) or p.word(m.start("u")).endswith("s"):
        return None
    inner = _inner(p, m.end())
    if inner is None or inner.first is None:
        return None
    if unit == cal.MONTH:
        return inner if inner.kind == "month" else None
    if inner.kind not in ("day", "holiday"):
        return None
    word = p.word(m.start("u") + 1)
    if word in ("beginning", "commencing", "starting") and unit == cal.WEEK:
        span = inner.first, inner.first + dt.timedelta(days=6)
    elif word == "ending":
        span = inner.first - dt.timedelta(days=6), inner.first
    else:
        span = cal.containing(inner.first, unit)
    return reading(m.start("u"), inner.j, span, cal.UNIT_KIND[unit], inner.anchor, inner.basis)


@rule("tO", r"t?(?P<o>O)(?:fHU|ft(?P<u>U)|fL?X?U)?")
def nth_of_this_month(p: Parser, m: re.Match[str]) -> Reading | None:
    """'On the 18th': of the story's month, or the one before or after, as the tense has it."""
    now, before = p.scene.frame, p.word(m.start() - 1)
    number, after = p.number(m.start("o")), p.word(m.end())
    instant = after in ("instant", "inst", "ultimo")
    long, words = m.end() > m.end("o"), date_words().context
    of_part = (
        before == "of" and p.scene.tokens.classes[m.start() - 2 : m.start() - 1] == "P"
    )  # 'the morning of the 1st'
    if now is None or not (long or of_part or before in words["ordinal_before"]):
        return None
    if p.scene.tokens.classes[m.start()] != "t" and before != "on":
        return None
    if (
        not long
        and not instant
        and ((after.isalpha() and after not in words["ordinal_after"]) or not p.word(m.start("o"))[0].isdigit())
    ):
        return None
    month = now.replace(day=1)
    if long:
        if p.number(m.end() - 1) != cal.MONTH:
            return None
        month = cal.add_months(month, {"L": -1, "X": 1}.get(p.scene.tokens.classes[m.end() - 2], 0))
    else:
        told = p.scene.told
        if told is not None and told.first is not None and told.kind == "month" and p.scene.anchor == "previous":
            now = told.first  # 'That October ... on the 29th'
            month = now.replace(day=1)
        future = p.scene.tense(m.start(), m.end()) == FUTURE or p.scene.anchor == "previous"
        if future and number < now.day:
            month = cal.add_months(month, 1)
        elif not future and number > now.day:
            month = cal.add_months(month, -1)
    day = month.replace(day=number)
    return reading(m.start("o"), m.end(), (day, day), "day", p.scene.anchor, "tense")


@rule("iNDYa", r"(?P<i>i)?(?P<n>[NDa])(?P<u>U)(?P<p>['p])?")
def units_ahead(p: Parser, m: re.Match[str]) -> Reading | None:
    """'In two weeks' time', 'within 30 days', 'three days from now'; a plain duration is no date."""
    now, unit, count = p.scene.now, p.number(m.start("u")), abs(p.number(m.start("n")))
    before, after = p.word(m.start() - 1), p.word(m.end())
    if now is None or unit not in _UNITS_IN_TIME or not 0 < count < 5000:
        return None
    within = before in ("within", "inside")
    timed = after == "time" and bool(m.group("p"))
    from_now = after == "from" and p.word(m.end() + 1) in ("now", "today")
    inside = (
        bool(m.group("i"))
        and p.word(m.start()) == "in"
        and p.scene.tense(m.start(), m.end()) == FUTURE
        and not _of_event(p, m.end())
    )
    if not (within or timed or from_now or inside):
        return None
    if unit == cal.HOUR:
        unit, count = cal.DAY, max(1, round(count / 24))
    day = cal.shift(now, unit, count)
    start = m.start("n")
    if within:
        told = p.scene.told_beside(m.start())
        if told is not None and told.first is not None and told.first < now:  # 'agreed on 3 May to pay within 30 days'
            last = cal.shift(told.first, unit, count)
            return Reading(start, m.end(), told.first, last, "period", "previous", "next_last_word", "by")
        return Reading(start, m.end(), now, day, "period", p.scene.anchor, "next_last_word", "by")
    end = m.end() + (1 if timed else 2 if from_now else 0)
    return reading(start, end, cal.containing(day, unit), cal.UNIT_KIND[unit], p.scene.anchor, "next_last_word")


def _of_event(p: Parser, at: int) -> bool:
    return p.word(at) in ("of", "after", "before", "following")
