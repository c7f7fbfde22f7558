"""The tables of hard phenomena: reading evaluation/suites/hard/*.txt.

A passage is a line; the lines after it that start with "=" or "?" tell what it holds, in the notation of
tests/claims/tables/types.toml, with more:

    = TYPE[/mode] ACTORS>RECIPIENTS [status] [-] [certainty] [src=...] [date=...] [n=...]
    = ... || ...      any of several records is right
    = none            no claim between two international actors
    ? ...             may be found, need not be

Not said: done, affirmed, certain, and no source (the outlet's own voice). `src=A,B` is both of two sources,
`src=A|media` either of two, `src=any` is not compared. `date=` and `n=` are compared only where given:
`date=FIRST..LAST|...`, `date=null`, `n=LOW..HIGH/UNIT|...`, `n=none`. A line "@ name" begins a group.
"""

from __future__ import annotations

import datetime
import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from verbale.record import Claim

FOLDER = Path(__file__).resolve().parent / "suites" / "hard"
PUBLISHED = datetime.date(2024, 11, 20)
FIELDS = ("status", "polarity", "certainty", "source", "date", "amounts")
_STATUS = frozenset({"done", "ongoing", "planned", "hypothetical"})
_CERTAINTY = frozenset({"certain", "probable", "possible"})
_AMOUNT = re.compile(r"(?P<low>\d*)\.\.(?P<high>\d*)(?:/(?P<unit>\w+))?")

Figure = tuple[float | None, float | None, str | None]


@dataclass(frozen=True)
class Record:
    """One record that would be right; None in `sources`, `dates`, `amounts`: not compared."""

    event: str
    actors: frozenset[str]
    recipients: frozenset[str]
    status: str = "done"
    polarity: str = "+"
    certainty: str = "certain"
    sources: tuple[frozenset[str], ...] | None = (frozenset(),)
    dates: tuple[tuple[str, str] | None, ...] | None = None
    amounts: tuple[Figure | None, ...] | None = None

    def dyad(self, claim: Claim) -> bool:
        """Whether type and parties are the same; of joint events, both sides together."""
        actors = frozenset(a.code for a in claim.actors if a.code)
        recipients = frozenset(r.code for r in claim.recipients if r.code)
        if claim.event.value != self.event:
            return False
        if (actors, recipients) == (self.actors, self.recipients):
            return True
        return not (self.recipients and recipients) and actors | recipients == self.actors | self.recipients

    def fields(self, claim: Claim) -> dict[str, bool]:
        """What is compared of a claim, and whether it is right."""
        result = {
            "status": claim.status.value == self.status,
            "polarity": claim.polarity.value == self.polarity,
            "certainty": claim.certainty.value == self.certainty,
        }
        if self.sources is not None:
            codes = frozenset(s.code or s.kind.value for s in claim.sources)
            kinds = frozenset(s.kind.value for s in claim.sources)
            result["source"] = codes in self.sources or kinds in self.sources
        if self.dates is not None:
            told = (claim.date[0].isoformat(), claim.date[1].isoformat()) if claim.date else None
            result["date"] = told in self.dates
        if self.amounts is not None:
            figures = [(a.low, a.high, a.unit) for a in claim.amounts]
            result["amounts"] = any(f in figures if f else not figures for f in self.amounts)
        return result


@dataclass
class Wanted:
    """A claim that a passage holds, as any of several records; `needed` is False where it need not be found."""

    records: tuple[Record, ...]
    needed: bool


@dataclass
class Passage:
    """One passage of the suite. `half` is "tuning" or "held", by the hash of the text."""

    phenomenon: str
    group: str
    text: str
    wanted: list[Wanted] = field(default_factory=list)

    @property
    def key(self) -> str:
        """The first 8 hex digits of the SHA-256 of the text."""
        return hashlib.sha256(self.text.encode()).hexdigest()[:8]

    @property
    def half(self) -> str:
        """The tuning half may be read when it fails; of the held half only totals are looked at."""
        return "tuning" if int(self.key[0], 16) < 8 else "held"


def passages(folder: Path = FOLDER) -> list[Passage]:
    """All passages, in the order of files. ValueError where a line is not in the notation."""
    return [passage for path in sorted(folder.glob("[0-9]*.txt")) for passage in _read(path)]


def _read(path: Path) -> Iterator[Passage]:
    group, passage = "", None
    for line in path.read_text("utf-8").splitlines():
        mark, body = line[:2].strip(), line[2:]
        if not line.strip() or mark == "#":
            continue
        if mark == "@":
            group = body
        elif mark in ("=", "?") and passage is not None:
            if body != "none":
                passage.wanted.append(Wanted(tuple(record(one) for one in body.split(" || ")), mark == "="))
        else:
            if passage is not None:
                yield passage
            passage = Passage(path.stem, group, line)
    if passage is not None:
        yield passage


def record(notation: str) -> Record:
    """One record from its notation."""
    words = notation.split()
    sides = next(w for w in words[1:] if w.isupper() or ">" in w or "+" in w)
    actors, recipients = _sides(sides)
    rest = [w for w in words[1:] if w != sides]
    flags = {w for w in rest if "=" not in w}
    if flags - _STATUS - _CERTAINTY - {"-"}:
        msg = f"not in the notation: {notation!r}"
        raise ValueError(msg)
    named = dict(w.split("=", 1) for w in rest if "=" in w)
    return Record(
        event=words[0].partition("/")[0],
        actors=actors,
        recipients=recipients,
        status=next(iter(flags & _STATUS), "done"),
        polarity="-" if "-" in flags else "+",
        certainty=next(iter(flags & _CERTAINTY), "certain"),
        sources=_sources(named.get("src", "none")),
        dates=_dates(named.get("date", "any")),
        amounts=_amounts(named.get("n", "any")),
    )


def _sides(words: str) -> tuple[frozenset[str], frozenset[str]]:
    if ">" not in words:
        return frozenset(words.split("+")), frozenset()
    first, _, second = words.partition(">")
    return frozenset(first.split(",")), frozenset(second.split(","))


def _sources(words: str) -> tuple[frozenset[str], ...] | None:
    if words == "any":
        return None
    return tuple(frozenset() if one == "none" else frozenset(one.split(",")) for one in words.split("|"))


def _dates(words: str) -> tuple[tuple[str, str] | None, ...] | None:
    if words == "any":
        return None
    parts = [one.partition("..") for one in words.split("|")]
    return tuple(None if first == "null" else (first, last or first) for first, _, last in parts)


def _amounts(words: str) -> tuple[Figure | None, ...] | None:
    if words == "any":
        return None
    return tuple(None if one == "none" else _figure(one) for one in words.split("|"))


def _figure(words: str) -> Figure:
    match = _AMOUNT.fullmatch(words)
    if match is None:
        msg = f"not an amount: {words!r}"
        raise ValueError(msg)
    low, high = (float(x) if x else None for x in match.group("low", "high"))
    return low, high, match["unit"]
