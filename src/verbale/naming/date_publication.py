"""The day of publication, guessed from the text where nothing else gives it."""

from __future__ import annotations

import datetime as dt
import re
from collections import Counter
from typing import Final

from verbale.naming.date_grammar import Parser
from verbale.naming.date_reading import Scene
from verbale.naming.date_tokens import Tokens, tokens_of

_DATELINE_CHARS: Final = 400
_HEAD_TOKENS: Final = 90
_DATELINE: Final = re.compile(
    r"^[ \t]{0,8}(?!(?:On|In|By|Since|From|The|Until|After|Before|Between|At|As|For|During|To|A|This|Following)\b)"
    r"(?:(?:[Pp]ublished|[Uu]pdated|[Pp]osted|[Dd]ate)(?: on)?:? ?"
    r"|[A-Z][\w.'’-]{1,20}(?:[ ,]{1,2}[A-Z][\w.'’-]{0,20}){0,4},?)?"
    r" ?(?:\([A-Za-z /-]{2,30}\))?[,.:]? ?(?:[-–—|] ?)?$"
)
_OWN_LINE: Final = re.compile(
    r"\s{0,4}(?:[A-Za-z]{3,9},? )?(?:[A-Za-z]{3,9}\.? \d{1,2}|\d{1,2} [A-Za-z]{3,9}),? \d{4}\s{0,4}"
)
_PAGE_DAYS: Final = 2
_YEARS_AROUND: Final = 2
_DAYS_AFTER: Final = 3  # a bare weekday further off is taken for one of the week before


def year_hint(tokens: Tokens) -> int | None:
    """The year that the text names most often, later ones first on a tie; None where it names none."""
    years: Counter[int] = Counter()
    for at, letter in enumerate(tokens.classes):
        if letter == "Y":
            years[tokens.numbers[at]] += 1
        elif letter == "F":
            digits = re.findall(r"\d{1,4}", tokens.lower[at].split("t", 1)[0])
            years[max(int(part) for part in digits)] += 1
    return max(years, key=lambda year: (years[year], year)) if years else None


def infer_published(text: str) -> dt.date | None:
    """Publication day from a dateline, a weekday that fits its date in one year only, or the latest full date.

    None where the text gives no good sign.
    """
    tokens = tokens_of(text)
    if not any(letter in "MF" for letter in tokens.classes):
        return None
    return dated_head(tokens) or _latest_news(tokens, _full_days(tokens))


def dated_head(tokens: Tokens) -> dt.date | None:
    """The good signs alone: a dateline, or a weekday that fits its date in one year only."""
    if not any(letter in "WF" for letter in tokens.classes[:_HEAD_TOKENS]) and "M" not in tokens.classes[:_HEAD_TOKENS]:
        return _fitted(tokens) if "W" in tokens.classes else None
    text = tokens.text
    for start, day in _full_days(tokens, _HEAD_TOKENS):
        if start >= _DATELINE_CHARS:
            break
        line = text[text.rfind("\n", 0, start) + 1 : start]
        if len(line) < 90 and _DATELINE.match(line):
            return day
    return _fitted(tokens)


def page_day(tokens: Tokens, published: dt.date) -> dt.date:
    """The day that a line of the page's head gives by itself, where it is at most two days from ``published``.

    Feeds and archives date a page by when they saw it; its own "yesterday" counts from its own day.
    """
    if "M" not in tokens.classes[:_HEAD_TOKENS] or "\n" not in tokens.text[: 2 * _DATELINE_CHARS]:
        return published
    for start, day in _full_days(tokens, _HEAD_TOKENS):
        if start >= _DATELINE_CHARS:
            break
        begin = tokens.text.rfind("\n", 0, start) + 1
        line = tokens.text[begin : tokens.text.find("\n", start)]
        if _OWN_LINE.fullmatch(line) and abs((day - published).days) <= _PAGE_DAYS:
            return day
    return published


def _full_days(tokens: Tokens, limit: int | None = None) -> list[tuple[int, dt.date]]:
    found = Parser(Scene(tokens, None)).read(limit)
    return [
        (tokens.starts[one.i], one.first)
        for one in found
        if one.kind == "day" and one.first is not None and one.anchor == "explicit" and not one.month
    ]


def _fitted(tokens: Tokens) -> dt.date | None:
    """'Wednesday, November 20' with 2024 elsewhere: the only year near those named in which it is a Wednesday."""
    named = {
        tokens.numbers[at] for at, letter in enumerate(tokens.classes) if letter == "Y" and tokens.numbers[at] >= 1950
    }
    near = sorted({year + step for year in named for step in range(-_YEARS_AROUND, _YEARS_AROUND + 1)})
    best: dt.date | None = None
    for match in re.finditer(
        r"(?P<w>W)\.?,?t?(?:(?P<m>M)\.?t?(?P<d>[DO])|(?P<d2>[DO])f?(?P<m2>M))(?!,?Y)", tokens.classes
    ):
        weekday = tokens.numbers[match.start("w")]
        month = tokens.numbers[match.start("m") if match.group("m") else match.start("m2")]
        day = tokens.numbers[match.start("d") if match.group("d") else match.start("d2")]
        fits = []
        for year in near:
            try:
                if dt.date(year, month, day).weekday() == weekday:
                    fits.append(dt.date(year, month, day))
            except ValueError:
                continue
        exact = [found for found in fits if found.year in named]
        chosen = exact if len(exact) == 1 else fits
        if len(chosen) == 1 and (best is None or chosen[0] > best):
            best = chosen[0]
    return best and _days_after(tokens, best)


def _days_after(tokens: Tokens, day: dt.date) -> dt.date:
    """'Wednesday, November 20 ... On Thursday it said': a story that tells of the next days is as late as they are."""
    scene = Scene(tokens, day)
    steps = [0]
    for at, letter in enumerate(tokens.classes):
        step = (tokens.numbers[at] - day.weekday()) % 7 if letter == "W" else 0
        if 1 <= step <= _DAYS_AFTER and at and tokens.lower[at - 1] == "on" and scene.tense(at, at + 1) != "future":
            steps.append(step)
    return day + dt.timedelta(days=max(steps))


def _latest_news(tokens: Tokens, full: list[tuple[int, dt.date]]) -> dt.date | None:
    """The latest full date told in the past tense, unless the text names a later year in the past tense too."""
    scene = Scene(tokens, None)
    past = []
    for start, day in full:
        at = next(index for index, offset in enumerate(tokens.starts) if offset >= start)
        if scene.tense(at, at + 1) != "future":
            past.append(day)
    return max(past) if past else None
