"""Dates of real news: GUM's open news texts, whose editors normalised each date (`when`, `from`, `to`, `notBefore`).

`python -m evaluation.gum_dates` prints what is missed,
with the reason where it is known why the two must differ. All of them count.
"""

from __future__ import annotations

import datetime as dt
import re
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

from verbale.naming import date_calendar as cal
from verbale.naming.date_calendar import Interval
from verbale.naming.dates import find_dates

FILES = ("en_gum-open-train.conllu", "en_gum-open-dev.conllu")
UNREAD = ("GUM_news_asylum",)  # the text of a story that nobody reads
_TAG = re.compile(r"<date ([^>]{1,200})>|</date>")
_VALUE = re.compile(r'(\w+):::"(\d{4}(?:-\d\d(?:-\d\d)?)?)[^"]{0,20}"')


# Misses that stay as long as the coding guide is kept, by text and marked words. They count as misses like any other.
_CALENDAR = "the editors' days are not those of the calendar, or of the text"
_DURATION = "a length of time, which the guide does not date"
_EVENT = "a day of an event that the text does not date"
_MARKING = "marked in other words than ours, which say more"
REASONS = {
    ("GUM_news_clock", "Wednesday"): _CALENDAR,
    ("GUM_news_election", "22:30"): _CALENDAR,
    ("GUM_news_election", "2:30 the next day"): _CALENDAR,
    ("GUM_news_ie9", "the past 30 days"): _CALENDAR,
    ("GUM_news_iodine", "this week"): _CALENDAR,
    ("GUM_news_hackers", "15 years"): _DURATION,
    ("GUM_news_imprisoned", "twelve years"): _DURATION,
    ("GUM_news_korea", "11-year"): _DURATION,
    ("GUM_news_afghan", "four months in advance of the competition"): _EVENT,
    ("GUM_news_lanterns", "fourth or fifth day of the festival"): _EVENT,
    ("GUM_news_warhol", "the opening night"): _EVENT,
    ("GUM_news_flag", "2016"): _MARKING,
    ("GUM_news_lanterns", "this year"): _MARKING,
}


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


def main(arguments: Sequence[str] | None = None) -> int:
    """Print the misses and the figure; the argument is the folder of treebanks. The exit status."""
    given = sys.argv[1:] if arguments is None else arguments
    folder = Path(given[0]) if given else Path(__file__).resolve().parents[2] / "shared" / "data" / "treebanks"
    reasons: Counter[str] = Counter()
    for path in (folder / name for name in FILES if (folder / name).is_file()):
        for document, marked, here in misses(path):
            words = document.text[marked.start : marked.end]
            reason = REASONS.get((document.name, words), "misread")
            reasons[reason] += 1
            told = [f"{one[0]}..{one[1]}" if one else "open" for one in here] or ["nothing"]
            print(f"{document.name}  {words!r}: {marked.interval[0]}..{marked.interval[1]}, read as {', '.join(told)}")
    print("\n".join(f"{count:4} {reason}" for reason, count in reasons.most_common()))
    found = figures(folder)
    for name, value in found.items():
        print(f"{name} {value:.3f}")
    return 0 if found else 1


if __name__ == "__main__":
    sys.exit(main())
