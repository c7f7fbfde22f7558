"""Calendar arithmetic for date expressions: inclusive day intervals, no time zones.

Everything works on ``datetime.date``; an interval is a pair (first day, last day), both inclusive. Years outside
1 to 9999 raise ``ValueError`` or ``OverflowError``, as ``datetime`` does; the grammar takes that for "no date".
"""

from __future__ import annotations

import calendar
import datetime as dt
from typing import Final

Date = dt.date
Interval = tuple[dt.date, dt.date]

HOUR: Final = 0
DAY: Final = 1
WEEK: Final = 2
FORTNIGHT: Final = 3
MONTH: Final = 4
QUARTER: Final = 5
YEAR: Final = 6
DECADE: Final = 7
CENTURY: Final = 8
WEEKEND: Final = 9

UNIT_KIND: Final = ("time", "day", "week", "period", "month", "quarter", "year", "period", "period", "period")

EARLY: Final = 1
MID: Final = 2
LATE: Final = 3
START: Final = 4
END: Final = 5

_UNIT_DAYS: Final = {HOUR: 0, DAY: 1, WEEK: 7, FORTNIGHT: 14, WEEKEND: 7}
_UNIT_MONTHS: Final = {MONTH: 1, QUARTER: 3, YEAR: 12, DECADE: 120, CENTURY: 1200}


def month_of(year: int, month: int) -> Interval:
    """First and last day of a month."""
    return Date(year, month, 1), Date(year, month, calendar.monthrange(year, month)[1])


def months_of(year: int, month: int, count: int) -> Interval:
    """``count`` whole months from ``month`` of ``year`` on."""
    first = Date(year, month, 1)
    return first, add_months(first, count) - dt.timedelta(days=1)


def year_of(year: int) -> Interval:
    """1 January to 31 December."""
    return Date(year, 1, 1), Date(year, 12, 31)


def years_of(first: int, last: int) -> Interval:
    """Whole years, both inclusive."""
    return Date(first, 1, 1), Date(last, 12, 31)


def quarter_of(year: int, quarter: int) -> Interval:
    """Calendar quarter 1 to 4."""
    return months_of(year, 3 * quarter - 2, 3)


def season_of(year: int, season: int) -> Interval:
    """Northern meteorological season: 1 spring (March to May) ... 4 winter (December to February of the next year)."""
    return months_of(year, 3 * season, 3)


def week_of(day: Date) -> Interval:
    """Monday to Sunday around a day."""
    first = day - dt.timedelta(days=day.weekday())
    return first, first + dt.timedelta(days=6)


def add_months(day: Date, count: int) -> Date:
    """The same day ``count`` months on, or the last day of that month where it is shorter."""
    index = day.year * 12 + day.month - 1 + count
    year, month = divmod(index, 12)
    return Date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


def shift(day: Date, unit: int, count: int) -> Date:
    """``day`` moved by ``count`` units."""
    if unit in _UNIT_DAYS:
        return day + dt.timedelta(days=_UNIT_DAYS[unit] * count)
    return add_months(day, _UNIT_MONTHS[unit] * count)


def shift_interval(span: Interval, unit: int, count: int) -> Interval:
    """An interval moved by ``count`` units; whole months stay whole months."""
    first, last = shift(span[0], unit, count), shift(span[1], unit, count)
    if unit in _UNIT_MONTHS and span[0].day == 1 and (span[1] + dt.timedelta(days=1)).day == 1:
        last = add_months(span[1] + dt.timedelta(days=1), _UNIT_MONTHS[unit] * count) - dt.timedelta(days=1)
    return first, last


def containing(day: Date, unit: int) -> Interval:
    """The calendar unit around a day."""
    if unit in (HOUR, DAY):
        return day, day
    if unit in (WEEK, FORTNIGHT):
        return week_of(day)
    if unit == MONTH:
        return month_of(day.year, day.month)
    if unit == QUARTER:
        return quarter_of(day.year, (day.month + 2) // 3)
    if unit == YEAR:
        return year_of(day.year)
    if unit == DECADE:
        start = day.year // 10 * 10
        return years_of(start, start + 9)
    if unit == CENTURY:
        return century_of((day.year + 99) // 100)
    last = week_of(day)[1]
    return last - dt.timedelta(days=1), last


def century_of(number: int) -> Interval:
    """The 20th century is 1901 to 2000 in the books, 1900 to 1999 in the news: the news wins."""
    return years_of(max(1, (number - 1) * 100), number * 100 - 1)


def part_of(span: Interval, part: int) -> Interval:
    """Early, mid, late, start or end of an interval. Months: days 1-10, 11-20, 21 to the end."""
    first, last = span
    length = (last - first).days + 1
    if length == 1:
        return span
    if length == 7:
        low, high = {EARLY: (0, 2), START: (0, 2), MID: (1, 3), LATE: (3, 6), END: (4, 6)}[part]
        return first + dt.timedelta(days=low), first + dt.timedelta(days=high)
    if 28 <= length <= 31 and first.day == 1:
        return _part_of_month(first, last, part)
    months = (last.year - first.year) * 12 + last.month - first.month + 1
    if first.day == 1 and months >= 3:
        return _part_of_months(first, months, part)
    third = max(1, length // 3)
    cuts = {EARLY: (0, third - 1), START: (0, third - 1), MID: (third, 2 * third - 1)}
    low, high = cuts.get(part, (2 * third, length - 1))
    return first + dt.timedelta(days=low), first + dt.timedelta(days=high)


def _part_of_month(first: Date, last: Date, part: int) -> Interval:
    if part in (EARLY, START):
        return first, first.replace(day=10)
    if part == MID:
        return first.replace(day=11), first.replace(day=20)
    return first.replace(day=21), last


def _part_of_months(first: Date, months: int, part: int) -> Interval:
    edge = 1 if months < 120 else 12 if months < 1200 else 120
    if part == START:
        return first, add_months(first, edge) - dt.timedelta(days=1)
    if part == END:
        return add_months(first, months - edge), add_months(first, months) - dt.timedelta(days=1)
    if months >= 120:  # decades and centuries are cut at whole years: 1990-93, 1994-96, 1997-99
        low, high = 12 * round(months * 0.4 / 12), 12 * round(months * 0.7 / 12)
    else:
        low, high = months // 3, 2 * months // 3
    cuts = {EARLY: (0, low), MID: (low, high), LATE: (high, months)}[part]
    return add_months(first, cuts[0]), add_months(first, cuts[1]) - dt.timedelta(days=1)


def easter_of(year: int) -> Date:
    """Western Easter Sunday (anonymous Gregorian computus)."""
    a, b, c = year % 19, year // 100, year % 100
    d, e = divmod(b, 4)
    g = (8 * b + 13) // 25
    h = (19 * a + b - d - g + 15) % 30
    i, k = divmod(c, 4)
    m = (32 + 2 * e + 2 * i - h - k) % 7
    n = (a + 11 * h + 22 * m) // 451
    month, day = divmod(h + m - 7 * n + 114, 31)
    return Date(year, month, day + 1)


def nth_weekday(year: int, month: int, weekday: int, nth: int) -> Date:
    """The nth given weekday of a month; ``nth`` -1 is the last one."""
    first, last = month_of(year, month)
    if nth < 0:
        return last - dt.timedelta(days=(last.weekday() - weekday) % 7)
    return first + dt.timedelta(days=(weekday - first.weekday()) % 7 + 7 * (nth - 1))
