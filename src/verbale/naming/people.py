"""People: which office a named person held on a day, and which person a surname means."""

from __future__ import annotations

import datetime
from collections.abc import Sequence

from verbale.naming.tables import Tables, Tenure

Date = datetime.date


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


def by_surname(
    tables: Tables, surname: str, day: Date | None, seen: Sequence[str], title: str, country: str | None
) -> tuple[str, float] | None:
    """The person whom a bare surname means, with how sure that is (0..1), or None.

    `seen` are full names met before in the story, `title` the words before the name ("President"), `country` a state
    that the phrase names. A weak surname needs a title, a country or an earlier full name.
    """
    persons = tables.surnames.get(surname)
    if not persons:
        return None
    for name in reversed(seen):
        if name in persons:
            return name, 1.0
    best: tuple[float, str] | None = None
    for name in persons:
        tenures = tables.persons.get(name, ())
        fitting = [t for t in tenures if (not country or t.code == country)]
        if not fitting:
            continue
        tenure = tenure_at(fitting, day)
        if tenure is None:
            continue
        score = 0.5 + 0.3 * in_office(tenure, day)
        score += 0.2 * bool(country)
        if title:
            score += 0.4 if title.lower() in tenure.office or tenure.office in title.lower() else -0.2
        score += {"GOV": 0.05}.get(tenure.sector, 0.0) + (
            0.1 if tenure.office in ("president", "prime minister", "king", "chancellor") else 0.0
        )
        if day is not None and tenure.last is not None and (day - tenure.last).days > 3650:
            score -= 0.3
        if best is None or score > best[0]:
            best = score, name
    if best is None or (surname in tables.weak and not (title and best[0] >= 1.0) and not country):
        return None
    return best[1], min(1.0, best[0])
