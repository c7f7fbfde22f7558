"""The compact notation of the tables of claims: reading it, and comparing it with what is found."""

from __future__ import annotations

import datetime
import functools
import re
import tomllib
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from verbale.claims import find_claims
from verbale.language import analyse
from verbale.record import Claim, Story

FOLDER = Path(__file__).parent / "tables"
STATUS = {"done", "ongoing", "planned", "hypothetical"}
CERTAINTY = {"certain", "probable", "possible"}
KINDS = {"official", "media", "unnamed", "organisation", "person"}


def read(name: str) -> dict[str, Any]:
    return tomllib.loads((FOLDER / name).read_text(encoding="utf-8"))


def cases(name: str) -> list[Any]:
    """(day, text, claims) of every row of a table, those of `wrong` marked."""
    table = read(name)
    found: list[Any] = []
    for group in table["group"]:
        found += [pytest.param(table["published"], row[0], tuple(row[1:]), id=row[0][:70]) for row in group["right"]]
        found += [
            pytest.param(
                table["published"],
                row[1],
                tuple(row[2:]),
                id=row[1][:70],
                marks=pytest.mark.xfail(reason=row[0], strict=False),
            )
            for row in group.get("wrong", ())
        ]
    return found


@functools.lru_cache(maxsize=8)
def international(text: str, day: datetime.date | None) -> tuple[Claim, ...]:
    story = Story(text=text, published=day)
    return tuple(c for c in find_claims(story, analyse(story)) if c.international)


def agrees(claim: Claim, notation: str) -> bool:
    """Whether a claim is what the notation says."""
    head, dyad, *rest = notation.split()
    event, _, mode = head.partition("/")
    if claim.event != event or (mode and claim.mode != mode) or not _dyad(claim, dyad):
        return False
    flags = {w for w in rest if "=" not in w}
    unknown = flags - STATUS - CERTAINTY - {"-"}
    assert not unknown, f"{unknown} in {notation!r}"
    status, certainty = next(iter(flags & STATUS), "done"), next(iter(flags & CERTAINTY), "certain")
    if (claim.status, claim.polarity, claim.certainty) != (status, "-" if "-" in flags else "+", certainty):
        return False
    return all(_field(claim, *w.split("=", 1)) for w in rest if "=" in w)


def _dyad(claim: Claim, dyad: str) -> bool:
    if ">" not in dyad:
        return claim.codes == set(dyad.split("+")) and not claim.recipients
    actors, recipients = (set(side.split(",")) for side in dyad.split(">"))
    return {a.code for a in claim.actors} == actors and {r.code for r in claim.recipients} == recipients


def _field(claim: Claim, name: str, value: str) -> bool:
    if name == "src":
        if value == "none":
            return not claim.sources
        if value in KINDS:
            return {s.kind for s in claim.sources} == {value}
        return {s.code for s in claim.sources} == set(value.split(","))
    if name == "date":
        if value == "null":
            return claim.date is None
        first, _, last = value.partition("..")
        return claim.date is not None and (claim.date[0].isoformat(), claim.date[1].isoformat()) == (
            first,
            last or first,
        )
    assert name == "n", name
    match = re.fullmatch(r"(\d*)\.\.(\d*)(?:/(\w+))?", value)
    assert match, value
    low, high = (float(x) if x else None for x in match.group(1, 2))
    return any(
        (a.low, a.high) == (low, high) and (not match.group(3) or a.unit == match.group(3)) for a in claim.amounts
    )


def written(claim: Claim) -> str:
    """A claim in the notation, with all that is compared."""
    actors, recipients = (",".join(sorted(str(a.code) for a in side)) for side in (claim.actors, claim.recipients))
    parts = [
        f"{claim.event}/{claim.mode}" if claim.mode else str(claim.event),
        f"{actors}>{recipients}" if recipients else actors.replace(",", "+"),
        claim.status,
    ]
    parts += ["-"] * (claim.polarity == "-") + [claim.certainty] * (claim.certainty != "certain")
    parts.append("src=" + (",".join(str(s.code or s.kind) for s in claim.sources) or "none"))
    parts.append("date=" + ("..".join(d.isoformat() for d in claim.date) if claim.date else "null"))
    parts += [f"n={_plain(a.low)}..{_plain(a.high)}" + (f"/{a.unit}" if a.unit else "") for a in claim.amounts]
    return " ".join(parts)


def _plain(figure: float | None) -> str:
    return "" if figure is None else f"{figure:g}"


def check(text: str, day: datetime.date | None, expected: Sequence[str]) -> None:
    """Every expected claim is found once, and no other."""
    left = list(international(text, day))
    missed = []
    for notation in expected:
        hit = next((c for c in left if agrees(c, notation)), None)
        if hit is None:
            missed.append(notation)
        else:
            left.remove(hit)
    besides = [written(c) for c in left]
    assert (missed, besides) == ([], [])
