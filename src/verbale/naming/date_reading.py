"""What the date grammar passes around: a reading of some tokens as a time, and the place it is read in."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from typing import Final

from verbale.naming import date_calendar as cal
from verbale.naming.date_tense import FUTURE, NONE, PAST, PLANNED, SCHEDULED, tense_at
from verbale.naming.date_tokens import Tokens
from verbale.naming.date_words import date_words

_NEAR_FUTURE_DAYS: Final = 45
_JUST_PAST_DAYS: Final = 14
_MOST_OF_A_YEAR: Final = 300
_CLOCK_SLACK_DAYS: Final = 1
_MONTH_DAYS: Final = 31
_SEASON_DAYS: Final = 130
_MAX_YEARS_BACK: Final = 12


@dataclass(slots=True)
class Reading:
    """Tokens ``i`` to ``j`` (exclusive) read as the days ``first`` to ``last``; both None where nothing fixes them.

    ``month`` and ``day`` are set where the text gave no year, so that a later look can set another one. ``closing``:
    the end of a period, which as a deadline is its last day.
    """

    i: int
    j: int
    first: dt.date | None
    last: dt.date | None
    kind: str
    anchor: str = "explicit"
    basis: str = "calendar"
    role: str = ""
    month: int = 0
    day: int = 0
    closing: bool = False

    @property
    def span(self) -> cal.Interval | None:
        """The interval, or None."""
        return None if self.first is None or self.last is None else (self.first, self.last)


def reading(
    i: int, j: int, span: cal.Interval | None, kind: str, anchor: str = "explicit", basis: str = "calendar"
) -> Reading:
    """A reading from an interval."""
    return Reading(i, j, span[0] if span else None, span[1] if span else None, kind, anchor, basis)


@dataclass(slots=True)
class Scene:
    """The text being read: its tokens, its publication day, the last time told so far, and whether it is a narrative.

    In a narrative (history, chronicle) dates without a year follow the last full date instead of the publication day.
    """

    tokens: Tokens
    published: dt.date | None
    year_hint: int | None = None
    narrative: bool = False
    told: Reading | None = None
    day_first: bool = False
    tenses: dict[int, str] = field(default_factory=dict)

    def tense(self, i: int, j: int) -> str:
        """Tense around tokens i to j, looked up once."""
        known = self._cue(i, j)
        return {SCHEDULED: FUTURE, PLANNED: NONE}.get(known, known)

    def _cue(self, i: int, j: int) -> str:
        known = self.tenses.get(i)
        if known is None:
            known = self.tenses[i] = tense_at(self.tokens, i, j)
        return known

    def is_planned(self, i: int, j: int) -> bool:
        """A plan told in the past: a weekday is still to come, a day of a month may be over."""
        return self._cue(i, j) == PLANNED

    def is_attributive(self, i: int, j: int) -> bool:
        """'The Nov. 14 vote': the date names a thing, and the verb is of something else."""
        tokens = self.tokens
        after = tokens.word(j)
        if tokens.word(i) != "the" and tokens.word(i - 1) != "the":
            return False
        return after.isalpha() and after.islower() and tokens.classes[j] == "x" and after not in date_words().not_nouns

    def is_scheduled(self, i: int, j: int) -> bool:
        """The present tense of a timetable: 'begins on Friday' can be said on that Friday."""
        return self._cue(i, j) == SCHEDULED

    @property
    def now(self) -> dt.date | None:
        """The day that 'yesterday' and 'last week' count from: the publication's, in a narrative too."""
        return self.published

    @property
    def frame(self) -> dt.date | None:
        """The day that a bare weekday or 'the end of the year' counts from: in a narrative, the time told last."""
        if self.published is not None and not self.narrative:
            return self.published
        if self.told is not None and self.told.last is not None:
            return self.told.first if self.told.kind == "day" else self.told.last
        return self.published

    @property
    def told_is_short(self) -> bool:
        """The time told last is a month or less: a weekday can be counted from it."""
        span = self.told.span if self.told is not None else None
        return span is not None and (span[1] - span[0]).days <= _MONTH_DAYS

    def told_beside(self, i: int) -> Reading | None:
        """The day told last, where it stands in the sentence of token ``i``."""
        told = self.told
        if told is None or told.kind != "day" or told.j > i:
            return None
        stops = date_words().tense["stops"]
        return None if stops.intersection(self.tokens.lower[told.j : i]) else told

    @property
    def anchor(self) -> str:
        """Name of what ``now`` is."""
        return "publication" if self.published is not None and (not self.narrative or self.told is None) else "previous"

    def remember(self, found: Reading) -> None:
        """Keep the last time told, for 'that day' and 'a year earlier'."""
        if found.first is not None and found.last is not None and found.kind != "holiday":
            self.told = found


def settle_year(scene: Scene, month: int, day: int, i: int, j: int, weekday: int = -1) -> tuple[int | None, str, str]:
    """Year of a month or of a day of a month that stands without one: (year, anchor, basis)."""
    if weekday >= 0 and day:
        year = _weekday_year(scene, month, day, weekday)
        if year is not None:
            return year, "publication" if scene.published else "none", "calendar"
    if scene.published is None or (scene.narrative and scene.told is not None):
        return _told_year(scene, month)
    now = scene.published
    tense = scene.tense(i, j)
    if day and tense == PAST and scene.is_attributive(i, j):
        tense = NONE
    if day:
        return _day_year(now, month, day, tense), "publication", "tense" if tense else "nearest"
    if tense == FUTURE:
        return now.year + (month < now.month), "publication", "tense"
    return now.year - (month > now.month), "publication", "tense" if tense else "nearest"


def _told_year(scene: Scene, month: int) -> tuple[int | None, str, str]:
    told = scene.told
    if told is not None and told.first is not None and told.last is not None:
        year = told.first.year
        short = (told.last - told.first).days <= _SEASON_DAYS
        if short and month < told.first.month - 6:
            year += 1  # a chronicle runs forward: after November comes January of the next year
        return year, "previous", "nearest"
    if scene.year_hint is not None:
        return scene.year_hint, "explicit", "nearest"
    if scene.published is not None:
        return scene.published.year - (month > scene.published.month), "publication", "nearest"
    return None, "none", "calendar"


def _candidates(now: dt.date, month: int, day: int) -> list[dt.date]:
    found = []
    for year in range(now.year - 4, now.year + 5):
        try:
            found.append(dt.date(year, month, day))
        except ValueError:
            continue
    if not found:
        raise ValueError(f"no day {day} in month {month}")
    return found


def _day_year(now: dt.date, month: int, day: int, tense: str) -> int:
    days = _candidates(now, month, day)
    if tense == FUTURE:
        ahead = next(found for found in days if found >= now)
        behind = [found for found in days if found < now][-1:]
        if behind and (now - behind[0]).days <= _JUST_PAST_DAYS and (ahead - now).days > _MOST_OF_A_YEAR:
            return behind[0].year  # nobody dates a plan almost a year ahead without the year
        return ahead.year
    slack = _CLOCK_SLACK_DAYS if tense == PAST else _NEAR_FUTURE_DAYS if tense == NONE else 0
    past = [found for found in days if (found - now).days <= slack]
    return (past or days)[-1].year


def _weekday_year(scene: Scene, month: int, day: int, weekday: int) -> int | None:
    """The year nearest to the publication day (or to the year named in the text) in which the day has that weekday."""
    middle = (
        scene.published.year
        if scene.published and not scene.narrative
        else (scene.told.first.year if scene.told and scene.told.first else scene.year_hint)
    )
    if middle is None:
        return None
    for distance in range(_MAX_YEARS_BACK):
        for year in (middle - distance, middle + distance):
            try:
                if dt.date(year, month, day).weekday() == weekday:
                    return year if distance <= 1 or not scene.published else None
            except ValueError:
                continue
    return None


def settle_weekday(scene: Scene, weekday: int, i: int, j: int) -> tuple[dt.date | None, str]:
    """Day of a bare weekday and what decided it. The publication's own weekday in the past tense is that very day."""
    now = scene.frame
    if now is None:
        return None, "nearest"
    ahead = (weekday - now.weekday()) % 7
    if scene.anchor == "previous":
        if not scene.told_is_short:
            return None, "nearest"
        return now + dt.timedelta(days=ahead), "nearest"
    tense = scene.tense(i, j)
    before = scene.tokens.word(i - 1)
    if ahead == 0 and (scene.tokens.word(i - 2) if before == "on" else before) in ("later", "earlier"):
        return now, "next_last_word"
    if tense == FUTURE or scene.is_planned(i, j):
        return now + dt.timedelta(days=ahead or (0 if scene.is_scheduled(i, j) else 7)), "tense"
    return now - dt.timedelta(days=(now.weekday() - weekday) % 7), "tense" if tense else "nearest"
