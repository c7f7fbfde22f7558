"""The rows themselves: one claim in, its rows in the shape of ICEWS, POLECAT or GDELT out."""

from __future__ import annotations

import datetime
import hashlib
import re
from collections.abc import Callable, Iterable, Iterator, Mapping

import msgspec

from verbale.record import Claim, Coding
from verbale.report.peer_parties import Party, cameo, facts, fips, place_name, plover

NOT_KNOWN = "NA"  # ICEWS's word for it; the others leave the cell empty
ID_DIGITS = 13  # hexadecimal: 52 bits, exact in a double, as statistics programs hold numbers
COUNTRY_GEO, NO_GEO = "1", "0"  # GDELT's resolution of a place
DAYS_A_MONTH, DAYS_A_YEAR = 30, 365  # GDELT's FractionDate counts so
_UNSAFE = re.compile("[\x00-\x20\x7f-\xa0\u2028\u2029\u202a-\u202e\u2066-\u2069]+")
_SURROGATES = re.compile("[\ud800-\udfff]")
_FORMULA_STARTS = ("=", "+", "-", "@")


class Held(msgspec.Struct, frozen=True):
    """A claim that a row can hold: two coded parties at least, and one day."""

    claim: Claim
    coding: Coding
    actors: tuple[Party, ...]
    recipients: tuple[Party, ...]  # empty where the actors are equals
    day: datetime.date
    names: Mapping[str, str]


def clean(text: str | None) -> str:
    """Words for a cell of tab-separated values: one line, no double quote, nothing that a spreadsheet would run."""
    line = _SURROGATES.sub("\ufffd", _UNSAFE.sub(" ", text or "")).strip().replace('"', "'")
    return f"'{line}" if line.startswith(_FORMULA_STARTS) else line


def number(*parts: object) -> str:
    """A stable whole number from what identifies a row."""
    text = "\x1f".join(map(str, parts))
    return str(int(hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:ID_DIGITS], 16))


def pairs(held: Held) -> Iterator[tuple[Party, Party, str]]:
    """Who, whom and CAMEO code of each row. Equals give a row each way; so do meetings, and a visit is one hosted."""
    rules, code = facts()["rows"], str(held.claim.cameo)
    if not held.recipients:
        yield from ((a, b, code) for a in held.actors for b in held.actors if a.key != b.key)
        return
    back = rules["mirror"].get(code, code if code in rules["both_ways"] else None)
    for actor in held.actors:
        for recipient in (r for r in held.recipients if r.key != actor.key):
            yield actor, recipient, code
            if back is not None:
                yield recipient, actor, back


def icews(held: Held) -> Iterator[list[str]]:
    """20 columns; a row for each pair of parties."""
    story, claim = held.coding.story, held.claim
    for source, target, told in pairs(held):
        code = facts()["icews"]["instead"].get(told, told)
        text, intensity = cameo()[code]
        sides = [[p.full_name, p.icews_sectors, p.icews_country] for p in (source, target)]
        place = place_name(claim.place, held.names, icews=True) if claim.place else ""
        row = [
            number(claim.id, told, source.code, source.sector, source.name, target.code, target.sector, target.name),
            held.day.isoformat(),
            *sides[0],
            *(text, code, intensity),
            *sides[1],
            number(story.id),
            "",  # the number of the sentence is not in the record; its place in the text is
            story.outlet or "",
            *("", "", ""),
            place,
            *("", ""),
        ]
        yield [clean(cell) or NOT_KNOWN for cell in row[:7]] + row[7:8] + [clean(c) or NOT_KNOWN for c in row[8:]]


def _list(values: Iterable[str]) -> str:
    """Values of several parties, each in its party's place; empty where none has one."""
    cells = [value.replace(";", ",") for value in values]
    return "; ".join(cells) if any(cells) else ""


def _polecat_side(side: tuple[Party, ...]) -> list[str]:
    columns = ([p.full_name for p in side], [p.country for p in side], [p.cow for p in side], [p.sector for p in side])
    name, country, cow, sectors = map(_list, columns)
    first = next((p.sector for p in side if p.sector), "")
    return [name, country, cow, first, sectors, "", _list(clean(p.raw) for p in side), ""]


def polecat(held: Held) -> Iterator[list[str]]:
    """40 columns; one row a claim."""
    from verbale import __version__

    story, claim = held.coding.story, held.claim
    kind = plover()[claim.event.value]
    quad = str(kind["quad"]).replace("-", " ").upper()
    score = kind["modes"].get(claim.mode, kind["score"])
    words = story.quote(claim.place_span) if claim.place_span else ""
    row = [
        claim.id,
        held.day.isoformat(),
        claim.event.value,
        claim.mode or "",
        f"{score:g}",
        quad,
        "",
        *_polecat_side(held.actors),
        *_polecat_side(held.recipients),
        clean(words),
        *("", "", ""),
        claim.place or "",
        *("", "", ""),
        clean(words),
        "",
        clean(story.outlet),
        story.published.isoformat() if story.published else "",
        *("", "", ""),
        facts()["polecat"]["languages"].get(story.language or "", clean(story.language)),
        f"Verbale {__version__}",
    ]
    yield [cell if i == 4 else clean(cell) for i, cell in enumerate(row)]


def _gdelt_actor(party: Party) -> list[str]:
    country, kind, group = party.cameo_country, party.cameo_type, party.group
    return [f"{country}{kind}{group}", clean(party.full_name.upper()), country, group, "", "", "", kind, "", ""]


def _gdelt_geo(place: str | None, names: Mapping[str, str]) -> list[str]:
    if not place:
        return [NO_GEO, "", "", "", "", "", "", ""]
    code = fips(place)
    return [COUNTRY_GEO, clean(place_name(place, names)), code, code, "", "", "", code]


def _leads(held: Held) -> bool:
    """Whether the sentence stands in the first paragraph below the title."""
    story = held.coding.story
    above = [line.strip() for line in story.text[: held.claim.span.start].split("\n")[:-1]]
    title = story.title.strip()
    return not [line for line in above if line and line != title]


def _digits(day: datetime.date) -> str:
    return day.isoformat().replace("-", "")


def gdelt(held: Held) -> Iterator[list[str]]:
    """61 columns; a row for each pair of parties."""
    story, claim, day = held.coding.story, held.claim, held.day
    digits, added = _digits(day), _digits(story.published or day)
    fraction = ((day.month - 1) * DAYS_A_MONTH + day.day) / DAYS_A_YEAR
    nowhere = _gdelt_geo(None, held.names)
    for first, second, code in pairs(held):
        root = int(code[:2])
        quad = next(i for i, end in enumerate(facts()["gdelt"]["quad_ends"], 1) if root <= end)
        yield [
            number(claim.id, code, first.code, first.sector, first.name, second.code, second.sector, second.name),
            *(digits, digits[:6], digits[:4], f"{day.year + fraction:.4f}"),
            *_gdelt_actor(first),
            *_gdelt_actor(second),
            *("1" if _leads(held) else "0", code, code[:3], code[:2], str(quad), cameo()[code][1]),
            *("1", "1", "1", ""),  # a claim is one mention in one article; tone is not measured
            *nowhere,
            *nowhere,
            *_gdelt_geo(claim.place, held.names),
            f"{added}000000",
            clean(story.url or story.name or story.id),
        ]


ROWS: Mapping[str, Callable[[Held], Iterator[list[str]]]] = {"icews": icews, "polecat": polecat, "gdelt": gdelt}
