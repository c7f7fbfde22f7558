"""Weeks and months: which events fall in which, and how much of each the record covers."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterable, Mapping, Sequence

from verbale.analysis.findings import Bin
from verbale.analysis.observations import Date, Observation

PER = ("week", "month")
WEEKLY_FROM, CURVE_FROM = 50, 20  # events: below the second a list tells more than a curve
BINS_FROM = 4
# Volume is controlled where the record holds enough of other events to measure it: at least these a bin, by the median.
VOLUME_FROM = 20
LONGEST_BINS = 2_600  # fifty years of weeks


def chosen(per: str | None, events: int) -> str:
    """The length of a bin: as asked, else by how many events there are."""
    return per or ("week" if events >= WEEKLY_FROM else "month")


def spans(first: Date, last: Date, per: str) -> list[tuple[Date, Date]]:
    """Whole weeks (Monday to Sunday) or months that touch [first, last]."""
    found = []
    day = first - datetime.timedelta(days=first.weekday()) if per == "week" else first.replace(day=1)
    while day <= last:
        after = (
            day + datetime.timedelta(days=7) if per == "week" else (day + datetime.timedelta(days=31)).replace(day=1)
        )
        found.append((day, after - datetime.timedelta(days=1)))
        day = after
    return found


def exposures(
    whole: Sequence[tuple[Date, Date]],
    first: Date,
    last: Date,
    volume: Mapping[Date, int] | None,
) -> list[float]:
    """For each span the share that [first, last] covers, times the span's volume against the mean where it is given."""
    typical = 7.0 if (whole[0][1] - whole[0][0]).days == 6 else 365.25 / 12
    covered = [((min(b, last) - max(a, first)).days + 1) / typical for a, b in whole]
    if volume is None:
        return covered
    sums = volumes(whole, volume)
    per_day = sum(sums) / max(1e-9, sum(covered))
    return [one / per_day if per_day else 0.0 for one in sums]


def volumes(whole: Sequence[tuple[Date, Date]], volume: Mapping[Date, int]) -> list[int]:
    """Events of all pairs in each span."""
    sums = [0] * len(whole)
    place = _place(whole)
    for day, count in volume.items():
        if (at := place(day)) is not None:
            sums[at] += count
    return sums


def filled(
    observations: Iterable[Observation],
    whole: Sequence[tuple[Date, Date]],
    exposure: Sequence[float],
    score: Callable[[Observation], float],
) -> tuple[Bin, ...]:
    """A bin for each span, with the observations whose day falls in it."""
    inside: list[list[Observation]] = [[] for _ in whole]
    place = _place(whole)
    for one in observations:
        at = place(one.day) if one.day else None
        if at is not None:
            inside[at].append(one)
    return tuple(
        Bin(
            first=a,
            last=b,
            count=len(held),
            disputed=sum(one.disputed for one in held),
            exposure=weight,
            score=round(sum(map(score, held)), 6),
            events=tuple(one.id for one in held),
        )
        for (a, b), weight, held in zip(whole, exposure, inside, strict=True)
    )


def _place(whole: Sequence[tuple[Date, Date]]) -> Callable[[Date], int | None]:
    import bisect

    starts = [a for a, _ in whole]

    def place(day: Date) -> int | None:
        at = bisect.bisect_right(starts, day) - 1
        return at if at >= 0 and day <= whole[at][1] else None

    return place
