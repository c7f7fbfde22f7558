"""One row of other event data: what its columns mean.

ICEWS (20 columns), POLECAT (40), GDELT 2.0 (61, no head) or 1.0 (58 with, 57 without the address), and the table that
`verbale events --format csv` writes.
"""

from __future__ import annotations

import csv
import datetime
import functools
import re
from collections.abc import Callable, Sequence
from importlib import resources

import msgspec

from verbale.analysis import scales
from verbale.analysis.observations import Date, Observation
from verbale.record import Interval, Status

_GDELT_WIDTHS = (57, 58, 61)
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


class Row(msgspec.Struct, frozen=True, kw_only=True):
    """A row as read. Rows with one key tell one event."""

    id: str
    key: tuple[object, ...]
    day: Date
    date: Interval
    sources: frozenset[str]
    targets: frozenset[str]
    joint: bool
    type: str
    mode: str | None
    quad: str
    cameo: str | None
    reports: int
    origins: int
    text: str
    status: Status = Status.DONE
    standing: str = ""
    disputed: bool = False

    def observation(self) -> Observation:
        """The row as an event."""
        sides = (tuple(sorted(self.sources)), tuple(sorted(self.targets)))
        if self.joint:
            sides = (tuple(sorted(self.sources | self.targets)), ())
        return Observation(
            id=self.id,
            date=self.date,
            actors=sides[0],
            recipients=sides[1],
            type=self.type,
            mode=self.mode,
            quad=self.quad,
            cameo=self.cameo,
            reports=self.reports,
            origins=self.origins,
            summary=self.text,
            standing=self.standing,
            status=self.status,
            disputed=self.disputed,
            claims=(self.id,),
        )


class Shape(msgspec.Struct, frozen=True):
    """How to read a file. `read` gives a row, or the reason why it is left out."""

    name: str
    columns: int
    header: bool
    read: Callable[[Sequence[str]], Row | str]


def merged(rows: Sequence[Row]) -> Observation:
    """Rows of one event as one observation: its reports are theirs, its claims their ids."""
    one = rows[0].observation()
    forth = [row for row in rows if row.sources == rows[0].sources]  # its mirror rows tell nothing more
    return msgspec.structs.replace(
        one,
        reports=sum(r.reports for r in forth),
        origins=max(r.origins for r in rows),
        claims=tuple(dict.fromkeys(r.id for r in rows)),
    )


def shape(head: Sequence[str]) -> Shape | None:
    """The shape of a file by its first line; None where it is none that is known."""
    names = [cell.strip().strip('"').casefold().replace("_", " ") for cell in head]
    where = {name: place for place, name in enumerate(names)}
    if {"event id", "event date", "cameo code", "source country", "target country"} <= where.keys():
        return Shape("icews", len(head), True, functools.partial(_icews, where))
    if {"event type", "event date", "actor country", "recipient country"} <= where.keys():
        return Shape("polecat", len(head), True, functools.partial(_polecat, where))
    if {"event", "actor", "recipient", "date first", "standing"} <= where.keys():
        return Shape("events", len(head), True, functools.partial(_own, where))
    if "globaleventid" in where and "eventcode" in where:
        return Shape("gdelt", len(head), True, functools.partial(_gdelt, where))
    if len(head) in _GDELT_WIDTHS and re.fullmatch("[0-9]{8}", head[1]) and head[29].isdigit():
        return Shape("gdelt", len(head), False, functools.partial(_gdelt, _GDELT))
    return None


_GDELT = {
    "globaleventid": 0,
    "sqldate": 1,
    "actor1code": 5,
    "actor1name": 6,
    "actor1countrycode": 7,
    "actor2code": 15,
    "actor2name": 16,
    "actor2countrycode": 17,
    "eventcode": 26,
    "quadclass": 29,
    "nummentions": 31,
    "numsources": 32,
}


@functools.cache
def _countries() -> tuple[dict[str, str], dict[str, str]]:
    """English names (ICEWS's too) -> code, and CAMEO's country codes -> code."""
    from verbale.naming import tables

    names = {name.casefold(): code for code, name in tables.load().country_names.items()}
    text = (resources.files("verbale") / "data" / "countries.tsv").read_text("utf-8").splitlines()
    for row in csv.DictReader(text, delimiter="\t", quoting=csv.QUOTE_NONE):
        for name in row["names"].split("|"):
            names.setdefault(name.casefold(), row["code"])
    codes: dict[str, str] = {}
    text = (resources.files("verbale") / "data" / "peer_countries.tsv").read_text("utf-8").splitlines()
    for row in csv.DictReader(text, delimiter="\t", quoting=csv.QUOTE_NONE):
        codes[row["cameo"] or row["code"]] = row["code"]
        if row["icews"]:
            names[row["icews"].casefold()] = row["code"]
    return names, codes


def country(name: str) -> str | None:
    """The code of a country by its English name, as ICEWS writes it or else."""
    names = _countries()[0]
    return names.get(name.strip().casefold())


@functools.cache
def _by_text() -> dict[str, str]:
    return {_plain(name): code for code, (name, _) in reversed(scales.cameo().items())}


def _plain(text: str) -> str:
    return " ".join(re.findall("[a-z0-9]+", text.casefold()))


def code_of(written: str, text: str = "") -> str | None:
    """A CAMEO code as written, with the zero that spreadsheets drop put back; by its name where that is ambiguous."""
    named = _by_text().get(_plain(text))
    bare = written.strip().strip('"')
    if named is not None and named.lstrip("0") == bare.lstrip("0"):
        return named
    for code in (bare, bare.zfill(3), bare.zfill(4)):
        if code in scales.cameo():
            return code
    return named


def _day(text: str) -> Date | None:
    text = text.strip()
    try:
        if len(text) == 8:
            return datetime.date(int(text[:4]), int(text[4:6]), int(text[6:]))
        return datetime.date.fromisoformat(text[:10]) if _DAY.match(text) else None
    except ValueError:
        return None


def _row(
    number: str,
    day: Date,
    sides: tuple[str | None, str | None],
    names: tuple[str, str],
    code: str,
    reports: int,
    origins: int,
) -> Row | str:
    source, target = sides
    if not source or not target:
        return "a party without country"
    if source == target:
        return "both parties of one country"
    hosted: dict[str, str] = scales.facts()["mirrors"]["hosted"]
    if code in hosted:
        code, source, target, names = hosted[code], target, source, names[::-1]
    joint = code in scales.facts()["mirrors"]["joint"]
    kind, mode = scales.type_of(code)
    key = (day, *(sorted(names) if joint else names), *(sorted((source, target)) if joint else (source, target)), code)
    text = f"{names[0]} > {names[1]}: {scales.cameo()[code][0]}"
    return Row(
        id=number,
        key=key,
        day=day,
        date=(day, day),
        sources=frozenset({source}),
        targets=frozenset({target}),
        joint=joint,
        type=kind,
        mode=mode,
        quad=scales.quad_of_cameo(code),
        cameo=code,
        reports=reports,
        origins=origins,
        text=text,
    )


def _icews(at: dict[str, int], cells: Sequence[str]) -> Row | str:
    day = _day(cells[at["event date"]])
    code = code_of(cells[at["cameo code"]], cells[at["event text"]] if "event text" in at else "")
    if day is None:
        return "no date"
    if code is None:
        return "no CAMEO code"
    sides = country(cells[at["source country"]]), country(cells[at["target country"]])
    names = cells[at["source name"]], cells[at["target name"]]
    return _row(cells[at["event id"]].strip(), day, sides, names, code, 1, 1)


def _gdelt(at: dict[str, int], cells: Sequence[str]) -> Row | str:
    day, code = _day(cells[at["sqldate"]]), code_of(cells[at["eventcode"]])
    if day is None:
        return "no date"
    if code is None:
        return "no CAMEO code"
    codes = _countries()[1]
    sides = codes.get(cells[at["actor1countrycode"]]), codes.get(cells[at["actor2countrycode"]])
    names = cells[at["actor1code"]], cells[at["actor2code"]]  # its names vary with the words of the article
    reports, origins = (int(c) if c.isdigit() else 1 for c in (cells[at["nummentions"]], cells[at["numsources"]]))
    return _row(cells[at["globaleventid"]], day, sides, names, code, reports, origins)


def _codes(cell: str) -> frozenset[str]:
    return frozenset(part.strip() for part in cell.split(";") if len(part.strip()) == 3 and part.strip().isupper())


def _polecat(at: dict[str, int], cells: Sequence[str]) -> Row | str:
    day, kind = _day(cells[at["event date"]]), cells[at["event type"]].strip().upper()
    if day is None:
        return "no date"
    if kind not in scales.plover():
        return "no PLOVER type"
    sources, targets = _codes(cells[at["actor country"]]), _codes(cells[at["recipient country"]])
    joint = not targets and len(sources) > 1
    if not sources or (not targets and not joint):
        return "a party without country"
    if sources == targets:
        return "both parties of one country"
    mode = (cells[at["event mode"]].strip() or None) if "event mode" in at else None
    names = [cells[at[c]] for c in ("actor name", "recipient name") if c in at]
    number = cells[at["event id"]] if "event id" in at else ""
    return Row(
        id=number,
        key=(day, kind, mode, *names, tuple(sorted(sources)), tuple(sorted(targets))),
        day=day,
        date=(day, day),
        sources=sources,
        targets=targets,
        joint=joint,
        type=kind,
        mode=mode,
        quad=scales.quad_of(kind),
        cameo=None,
        reports=1,
        origins=1,
        text=" > ".join(names) + f": {kind}",
    )


def _own(at: dict[str, int], cells: Sequence[str]) -> Row | str:
    first, last = _day(cells[at["date first"]]), _day(cells[at["date last"]])
    kind, standing = cells[at["event"]], cells[at["standing"]]
    if first is None or last is None:
        return "no date"
    if kind not in scales.plover():
        return "no PLOVER type"
    sources, targets = (frozenset(cells[at[side]].split()) for side in ("actor", "recipient"))
    try:
        status = Status(cells[at["status"]])
    except ValueError:
        return "no status"
    number = cells[at["id"]]
    reports, origins = (int(cells[at[c]]) if cells[at[c]].isdigit() else 1 for c in ("reports", "origins"))
    return Row(
        id=number,
        key=(number,),
        day=first + (last - first) // 2,
        date=(first, last),
        sources=sources,
        targets=targets or sources,
        joint=not targets,
        type=kind,
        mode=cells[at["mode"]] or None,
        quad=scales.quad_of(kind),
        cameo=None,
        reports=reports,
        origins=origins,
        text=cells[at["summary"]],
        status=status,
        standing=standing,
        disputed=standing.startswith(("denied", "contested")),
    )
