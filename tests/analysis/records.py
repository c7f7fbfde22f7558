"""Small records to analyse: events by hand, and files in the shapes of other event data."""

from __future__ import annotations

import collections
import datetime
from collections.abc import Sequence

from verbale.analysis import scales
from verbale.analysis.observations import Material, Observation, between
from verbale.record import Status

D = datetime.date
MONDAY = D(2023, 1, 2)
NAMES = {"RUS": "Russia", "PRK": "North Korea", "USA": "United States", "KOR": "South Korea"}
ICEWS_HEAD = (
    "Event ID\tEvent Date\tSource Name\tSource Sectors\tSource Country\tEvent Text\tCAMEO Code\tIntensity\t"
    "Target Name\tTarget Sectors\tTarget Country\tStory ID\tSentence Number\tPublisher\tCity\tDistrict\t"
    "Province\tCountry\tLatitude\tLongitude"
)


def observation(number: int, day: datetime.date | None, kind: str = "AID", who: str = "RUS", whom: str = "PRK", **more):
    return Observation(
        id=f"e{number}",
        date=(day, day) if day else None,
        actors=(who,),
        recipients=(whom,) if whom else (),
        type=kind,
        quad=scales.quad_of(kind),
        summary=f"{kind} {number}",
        claims=(f"c{number}",),
        **more,
    )


def material(observations: Sequence[Observation], others: dict | None = None, **more) -> Material:
    """The observations as a source; `others`: day -> (type, how many) of other pairs."""
    volume, types = collections.Counter(), collections.defaultdict(collections.Counter)
    for one in observations:
        if one.day and one.happened:
            volume[one.day] += 1
            types[one.day][one.type] += 1
    for day, (kind, count) in (others or {}).items():
        volume[day] += count
        types[day][kind] += count
    first = min(volume, default=D(2024, 1, 1))
    return Material(
        where="test",
        kind="events",
        observations=between(observations, "RUS", "PRK"),
        volume=dict(volume),
        types={day: dict(counts) for day, counts in types.items()},
        pairs={first: 2},
        **more,
    )


def weekly(counts: Sequence[int], kind: str = "AID", start: datetime.date = MONDAY, **more) -> list[Observation]:
    """So many events in each week from a Monday on."""
    days = [start + datetime.timedelta(days=7 * week + i % 7) for week, n in enumerate(counts) for i in range(n)]
    return [observation(i, day, kind, **more) for i, day in enumerate(days)]


def planned(number: int, kind: str, summary: str, reported: datetime.date) -> Observation:
    return Observation(
        id=f"p{number}",
        date=(reported, reported),
        actors=("RUS",),
        recipients=("PRK",),
        type=kind,
        quad=scales.quad_of(kind),
        status=Status.PLANNED,
        summary=summary,
        claims=(f"cp{number}",),
    )


def icews_row(
    number: int, day: str, source: str, target: str, code: str, text: str, *, who: str = "", whom: str = ""
) -> str:
    cells = [str(number), day, who or source, "NA", source, text, code, "1", whom or target, "NA", target, "9", "1"]
    return "\t".join([*cells, *["NA"] * (20 - len(cells))])
