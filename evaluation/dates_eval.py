"""Figures for the date grammar: own sentence suites, and the Recognizers-Text specs where they are at hand."""

from __future__ import annotations

import datetime as dt
import json
from pathlib import Path
from typing import Any

from evaluation import gum_dates
from verbale.naming import date_calendar as cal
from verbale.naming.dates import DateMention, find_dates

TABLES = Path(__file__).resolve().parent.parent / "tests" / "naming" / "tables"
_ROLL_SLACK_DAYS = 1


def expected_interval(text: str) -> cal.Interval | None:
    """'2024-06', '2024', '2024-06-03' or 'a..b' as inclusive days; '-' is None."""
    if text == "-":
        return None
    first, _, last = text.partition("..")
    low, high = _whole(first), _whole(last or first)
    return low[0], high[1]


def _whole(text: str) -> cal.Interval:
    parts = [int(part) for part in text.split("-")]
    if len(parts) == 1:
        return cal.year_of(parts[0])
    if len(parts) == 2:
        return cal.month_of(parts[0], parts[1])
    return dt.date(*parts), dt.date(*parts)


def suite(path: Path) -> list[tuple[dt.date | None, str, list[tuple[str, cal.Interval | None, str]]]]:
    """Rows of a suite: publication day, sentence, expected (words, interval, role)."""
    rows = []
    for line in path.read_text("utf-8").splitlines():
        if not line or line.startswith("#"):
            continue
        published, sentence, *rest = line.split("\t")
        sentence = sentence.replace("\\n", "\n")
        wanted = []
        for part in (rest[0] if rest else "").split(" ; "):
            if part.strip():
                words, _, value = part.strip().rpartition("=")
                interval, _, role = value.partition("@")
                wanted.append((words, expected_interval(interval), role))
        rows.append((dt.date.fromisoformat(published) if published else None, sentence, wanted))
    return rows


def row_faults(
    published: dt.date | None, sentence: str, wanted: list[tuple[str, cal.Interval | None, str]]
) -> list[str]:
    """What is wrong with one sentence's reading; an empty list when every mention, interval and role is right."""
    found = find_dates(sentence, published)
    faults = []
    if len(found) != len(wanted):
        faults.append(f"{len(found)} mentions for {len(wanted)}: {[sentence[one.start : one.end] for one in found]}")
    for one, (words, interval, role) in zip(found, wanted, strict=False):
        span = None if one.first is None or one.last is None else (one.first, one.last)
        if span != interval:
            faults.append(f"{words}: {span} for {interval}")
        if one.role != role:
            faults.append(f"{words}: role {one.role} for {role}")
        if words not in sentence[max(0, one.start - 6) : one.end + 6]:
            faults.append(f"{words}: span {sentence[one.start : one.end]!r}")
    return faults


def suite_figures() -> dict[str, float]:
    """Exact share of sentences (mentions, intervals, roles) per suite and over all."""
    figures: dict[str, float] = {}
    right = total = 0
    for path in sorted(TABLES.glob("dates_*.tsv")):
        rows = suite(path)
        good = sum(not row_faults(*row) for row in rows)
        figures[f"suite_{path.stem}_exact"] = good / len(rows)
        right, total = right + good, total + len(rows)
    figures["suite_exact"] = right / total if total else 0.0
    figures["suite_sentences"] = float(total)
    return figures


def spec_cases(path: Path) -> list[dict[str, Any]]:
    """Cases of a Recognizers-Text spec that its own authors do not mark as unsupported on Python."""
    cases: list[dict[str, Any]] = json.loads(path.read_text("utf-8-sig"))
    return [case for case in cases if "python" not in case.get("NotSupported", "") and "Context" in case]


def gold_values(result: dict[str, Any]) -> list[tuple[dt.date | None, dt.date | None]]:
    """Intervals that a spec result allows, both ends inclusive; None is an open end."""
    allowed: list[tuple[dt.date | None, dt.date | None]] = []
    for value in (result.get("Resolution") or {}).get("values", []):
        try:
            if value.get("type") == "date":
                day = dt.date.fromisoformat(value["value"])
                allowed.append((day, day))
            elif value.get("type") == "daterange":
                first = dt.date.fromisoformat(value["start"]) if "start" in value else None
                last = dt.date.fromisoformat(value["end"]) - dt.timedelta(days=1) if "end" in value else None
                allowed.append((first, last))
        except (ValueError, KeyError):
            continue
    return [value for value in allowed if value != (None, None)]


def _applied(one: DateMention, published: dt.date) -> list[tuple[dt.date | None, dt.date | None]]:
    """The interval with its role applied, in the specs' way: 'since June' is open at the end."""
    if one.first is None or one.last is None:
        return []
    day = dt.timedelta(days=1)
    plain: list[tuple[dt.date | None, dt.date | None]] = [(one.first, one.last)]
    if one.role == "since":
        return [(one.first, None), *plain]
    if one.role == "after":
        return [(one.last + day, None), (one.first, None), (one.last, None)]
    if one.role in ("until", "before"):
        return [*plain, (None, one.first - day), (None, one.last), (None, one.last - day)]
    if one.role == "by":
        return [*plain, (None, one.last), (None, one.last - day), (None, one.first - day), (published, one.last)]
    if one.kind == "period":  # the specs leave the last day of a from-to range out, and begin rolling spans a day later
        return [
            *plain,
            (one.first, one.last - day),
            (one.first + day, one.last),
            (one.first, cal.part_of((one.first, one.last), 1)[0] - day),
            (one.first, one.last.replace(day=1) - day),
        ]
    return plain


def spec_right(case: dict[str, Any], *, coarse: bool) -> list[bool]:
    """For each date or date range of a case, whether some overlapping mention has an allowed value.

    ``coarse`` also takes a week, month or year that holds the day ('two months ago' keeps its own granularity).
    """
    published = dt.date.fromisoformat(case["Context"]["ReferenceDateTime"][:10])
    found = find_dates(case["Input"], published)
    verdicts = []
    for result in case["Results"]:
        if result["TypeName"] not in ("datetimeV2.date", "datetimeV2.daterange"):
            continue
        allowed = gold_values(result)
        if not allowed:
            continue
        start, end = result["Start"], result["End"] + 1
        near = [one for one in found if one.start < end and start < one.end]
        verdicts.append(any(_fits(one, allowed, published, coarse) for one in near))
    return verdicts


def _fits(
    one: DateMention, allowed: list[tuple[dt.date | None, dt.date | None]], published: dt.date, coarse: bool
) -> bool:
    if any(value in allowed for value in _applied(one, published)):
        return True
    if not coarse or one.first is None or one.last is None:
        return False
    return any(first is not None and first == last and one.first <= first <= one.last for first, last in allowed)


def false_alarms(cases: list[dict[str, Any]]) -> float:
    """Share of cases without any result in which a date is found all the same."""
    empty = [case for case in cases if not case["Results"]]
    hit = sum(
        bool(find_dates(case["Input"], dt.date.fromisoformat(case["Context"]["ReferenceDateTime"][:10])))
        for case in empty
    )
    return hit / len(empty) if empty else 0.0


def run(shared: Path) -> dict[str, float]:
    """All figures; ``shared`` is the folder that holds ``data/dates``. Figures of missing files are left out."""
    figures = suite_figures()
    path = shared / "data" / "dates" / "recognizers-DateTimeModel.json"
    if path.exists():
        cases = spec_cases(path)
        for name, coarse in (("spec_value", False), ("spec_value_or_coarser", True)):
            verdicts = [verdict for case in cases for verdict in spec_right(case, coarse=coarse)]
            figures[name] = sum(verdicts) / len(verdicts)
        figures["spec_expressions"] = float(len(verdicts))
        figures["spec_false_alarm"] = false_alarms(cases)
    return figures | gum_dates.figures(shared / "data" / "treebanks")
