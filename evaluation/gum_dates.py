"""Dates of real news: GUM's open news texts, whose editors normalised each date (`when`, `from`, `to`, `notBefore`)."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from verbale.naming import date_calendar as cal
from verbale.naming.date_calendar import Interval
from verbale.naming.dates import find_dates

FILES = ("en_gum-open-train.conllu", "en_gum-open-dev.conllu")
UNREAD = ("GUM_news_asylum",)  # the text of a story that nobody reads
_TAG = re.compile(r"<date ([^>]{1,200})>|</date>")
_VALUE = re.compile(r'(\w+):::"(\d{4}(?:-\d\d(?:-\d\d)?)?)[^"]{0,20}"')


class Marked(NamedTuple):
    """A date of a text: its characters and the days that its editors give."""

    start: int
    end: int
    interval: Interval


class Document(NamedTuple):
    """One text with its day and dates."""

    name: str
    published: dt.date | None
    text: str
    dates: tuple[Marked, ...]


def documents(path: Path, genre: str = "news") -> Iterator[Document]:
    """The texts of one genre in a CoNLL-U file of GUM."""
    for block in path.read_text("utf-8").split("# newdoc id = ")[1:]:
        name = block.split("\n", 1)[0].strip()
        if name.split("_")[1] == genre and name not in UNREAD:
            yield _document(name, block)


def _document(name: str, block: str) -> Document:
    day = re.search(r"# meta::dateCreated = (\d{4}-\d\d-\d\d)", block)
    text, dates = "", []
    start: int | None = None
    value: Interval | None = None
    joined_until = 0  # tokens inside a multi-word token have no text of their own
    for line in block.splitlines():
        if line.startswith("# newpar"):
            text = text.rstrip() + "\n\n"
        if line.startswith("# sent_id"):
            joined_until = 0
        columns = line.split("\t")
        if len(columns) != 10 or "." in columns[0]:
            continue
        if "-" in columns[0]:
            joined_until = int(columns[0].split("-")[1])
        elif int(columns[0]) <= joined_until:
            continue
        at = len(text)
        text += columns[1]
        for tag in _TAG.finditer(columns[9]):
            if tag[1]:
                start, value = at, _interval(tag[1])
            elif start is not None:
                if value is not None:
                    dates.append(Marked(start, len(text), value))
                start = None
        text += "" if "SpaceAfter=No" in columns[9] else " "
    return Document(name, dt.date.fromisoformat(day[1]) if day else None, text, tuple(dates))


def _interval(attributes: str) -> Interval | None:
    found = dict(_VALUE.findall(attributes))
    first = found.get("when") or found.get("from") or found.get("notBefore")
    last = found.get("when") or found.get("to") or found.get("notAfter")
    return (_whole(first)[0], _whole(last)[1]) if first and last else None


def _whole(text: str) -> Interval:
    parts = [int(part) for part in text.split("-")]
    if len(parts) == 1:
        return cal.year_of(parts[0])
    return cal.month_of(*parts) if len(parts) == 2 else (dt.date(*parts), dt.date(*parts))


def misses(path: Path) -> Iterator[tuple[Document, Marked, list[Interval | None]]]:
    """Dates that are not read as their editors do, with what is read there.

    One expression over several of their dates ("from 2004 to 2009") is right for all where it has their first and last
    day; a period that is not over ("this year") may end with the day of the text, as the coding guide has it.
    """
    for document in documents(path):
        found = find_dates(document.text, document.published)
        for marked in document.dates:
            here: list[Interval | None] = []
            right = False
            for f in found:
                if f.start < marked.end and marked.start < f.end:
                    inside = [d.interval for d in document.dates if f.start < d.end and d.start < f.end]
                    own = (f.first, f.last) if f.first and f.last else None
                    here.append(own)
                    right |= own in (
                        marked.interval,
                        (inside[0][0], inside[-1][1]),
                        _so_far(marked, document.published),
                    )
            if not right:
                yield document, marked, here


def _so_far(marked: Marked, published: dt.date | None) -> Interval:
    first, last = marked.interval
    return (first, published) if published and first <= published <= last else marked.interval


def figures(folder: Path) -> dict[str, float]:
    """Share of dates read exactly (both days), and their number; empty without the files."""
    paths = [folder / name for name in FILES if (folder / name).is_file()]
    total = sum(len(d.dates) for path in paths for d in documents(path))
    if not total:
        return {}
    wrong = sum(1 for path in paths for _ in misses(path))
    return {"gum_news_exact": 1 - wrong / total, "gum_news_expressions": float(total)}
