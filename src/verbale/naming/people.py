"""People: which office a named person held on a day, and which person a surname means."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from typing import NamedTuple

from verbale.naming.tables import Tables, Tenure

Date = datetime.date
HEADS = frozenset({"president", "prime minister", "king", "chancellor"})
SURE = 1.0  # a weak surname with a title needs this fit
LONG_GONE = 3650  # days out of office


def tenure_at(tenures: Sequence[Tenure], day: Date | None) -> Tenure | None:
    """The office held on `day`: one in force, the highest first in the table; else the last before.

    Else the first after.
    """
    if not tenures:
        return None
    if day is None:
        return max(tenures, key=lambda t: (t.last is None, t.first))
    held = [t for t in tenures if t.first <= day and (t.last is None or t.last >= day)]
    if held:
        return held[0]
    before = [t for t in tenures if t.first <= day]
    return max(before, key=lambda t: t.last or t.first) if before else min(tenures, key=lambda t: t.first)


def in_office(tenure: Tenure, day: Date | None) -> bool:
    """Whether the office is held on that day, as far as the table knows."""
    if day is None:
        return tenure.last is None
    return tenure.first <= day and (tenure.last is None or tenure.last >= day)


class Before(NamedTuple):
    """What stands with a bare surname: title words, a state, and whether the model takes it for a person."""

    title: str = ""
    country: str | None = None
    person: bool = False


def by_surname(
    tables: Tables, surname: str, day: Date | None, seen: Sequence[str], before: Before
) -> tuple[str, float] | None:
    """The person whom a bare surname means, with how sure that is (0..1), or None.

    `seen` are full names met earlier in the story. A weak surname needs a title, a state or an earlier full name; or
    the model takes it for a person and just one bearer is head of state or government.
    """
    persons = tables.surnames.get(surname)
    if not persons:
        return None
    for name in reversed(seen):
        if name in persons:
            return name, 1.0
    best: tuple[float, str] | None = None
    heads = 0
    for name in persons:
        fitting = [t for t in tables.persons.get(name, ()) if not before.country or t.code == before.country]
        tenure = tenure_at(fitting, day)
        if tenure is None:
            continue
        heads += in_office(tenure, day) and tenure.office in HEADS
        score = _fit(tenure, day, before)
        if best is None or score > best[0]:
            best = score, name
    if best is None:
        return None
    told = (before.title and best[0] >= SURE) or before.country or (before.person and heads == 1)
    if surname in tables.weak and not told:
        return None
    return best[1], min(1.0, best[0])


def _fit(tenure: Tenure, day: Date | None, before: Before) -> float:
    """How well an office fits the day, the title and the state around a surname; weights set by hand."""
    score = 0.5 + 0.3 * in_office(tenure, day) + 0.2 * bool(before.country)
    if before.title:
        title = before.title.lower()
        score += 0.4 if title in tenure.office or tenure.office in title else -0.2
    score += 0.05 * (tenure.sector == "GOV") + 0.1 * (tenure.office in HEADS)
    if day is not None and tenure.last is not None and (day - tenure.last).days > LONG_GONE:
        score -= 0.3
    return score
