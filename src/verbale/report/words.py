"""Words for the record's values: dates, parties, amounts, kinds of event. No value is judged here, only spelled out."""

from __future__ import annotations

import functools
import math
import tomllib
from collections.abc import Iterable, Mapping, Sequence
from importlib import resources
from typing import Any

from verbale.record import Amount, Claim, Event, EventType, Figure, Interval, Source, SourceKind, Status

ARROW = "\u2192"
NO_DATE = "no date told"
OWN_VOICE = "the story itself"
MILLION, BILLION, TRILLION = 1e6, 1e9, 1e12
_MONTHS = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)
_LAST_OF_YEAR = (12, 31)


@functools.cache
def vocabulary() -> dict[str, Any]:
    """`words.toml` as a dict: lanes, quads, status, certainty, basis, treaty, ladder, type."""
    text = resources.files("verbale.report").joinpath("words.toml").read_text(encoding="utf-8")
    return tomllib.loads(text)


def day_text(date: Any) -> str:
    """A day as '20 November 2024'."""
    return f"{date.day} {_MONTHS[date.month - 1]} {date.year}"


def _is_last_of_month(date: Any) -> bool:
    return bool(
        date.day >= 28
        and (date.month == 12 or date.day == (date.replace(day=1, month=date.month + 1) - date.replace(day=1)).days)
    )


def when_text(date: Interval | None, short: bool = False) -> str:
    """An interval in words, as precise as it is: a day, a month, a year or two days. `short` cuts months."""
    if date is None:
        return NO_DATE
    first, last = date
    months = [m[:3] for m in _MONTHS] if short else list(_MONTHS)
    month = months[first.month - 1]
    if first == last:
        return f"{first.day} {month} {first.year}"
    same_year = first.year == last.year
    if first.day == 1 and same_year and first.month == last.month and _is_last_of_month(last):
        return f"{month} {first.year}"
    if (first.month, first.day) == (1, 1) and (last.month, last.day) == _LAST_OF_YEAR:
        return str(first.year) if same_year else f"{first.year}\u2013{last.year}"
    end = f"{last.day} {months[last.month - 1]} {last.year}"
    if same_year and first.month == last.month:
        return f"{first.day}\u2013{end}"
    return f"{first.day} {month} \u2013 {end}" if same_year else f"{first.day} {month} {first.year} \u2013 {end}"


def join_words(parts: Iterable[str], last: str = "and") -> str:
    """'A', 'A and B', 'A, B and C'."""
    words = list(parts)
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} {last} {words[-1]}" if words else ""


def party_names(codes: Iterable[str], names: Mapping[str, str]) -> str:
    """Codes as names; a code or words without a name stay as they are."""
    return join_words(dict.fromkeys(names.get(code, code) for code in codes))


def party_words(codes: Iterable[str], names: Mapping[str, str]) -> str:
    """As `party_names`, for the middle of a sentence: 'the United States and Russia'."""
    articles = vocabulary()["articles"]
    named = ((code, names.get(code, code)) for code in codes)
    return join_words(
        dict.fromkeys(
            f"the {name}" if code in articles and name[:4].lower() != "the " else name for code, name in named
        )
    )


def number_text(value: float) -> str:
    """A number as an editor writes it: '3,000', '16.9 million', '10 billion'."""
    if not math.isfinite(value):
        return "?"
    for size, word in ((TRILLION, "trillion"), (BILLION, "billion"), (MILLION, "million")):
        if abs(value) >= size:
            return f"{value / size:,.2f}".rstrip("0").rstrip(".") + f" {word}"
    return f"{value:,.2f}".rstrip("0").rstrip(".") if value % 1 else f"{value:,.0f}"


def bounds_text(low: float | None, high: float | None) -> str:
    """'70', 'at least 3,000', 'up to 280', '10–20'; empty where no number is told."""
    if low is not None and high is not None:
        return number_text(low) if low == high else f"{number_text(low)}\u2013{number_text(high)}"
    return (
        f"at least {number_text(low)}" if low is not None else f"up to {number_text(high)}" if high is not None else ""
    )


def _thing_text(amount: Amount | Figure) -> str:
    return " ".join(part for part in (amount.unit or "", amount.item if amount.item != amount.unit else "") if part)


def amount_text(amount: Amount | Figure) -> str:
    """'at least 3,000 soldiers', 'up to 280 citizens', '15 billion USD'."""
    return " ".join(part for part in (bounds_text(amount.low, amount.high), _thing_text(amount)) if part)


def figures_text(figures: Sequence[Figure]) -> str:
    """Figures that stand side by side, in one phrase: 'at least 3,000 or 11,000 soldiers'."""
    things = dict.fromkeys(_thing_text(figure) for figure in figures)
    if len(things) == 1 and all(figure.low is not None or figure.high is not None for figure in figures):
        numbers = join_words(dict.fromkeys(bounds_text(f.low, f.high) for f in figures), "or")
        return f"{numbers} {next(iter(things))}".strip()
    return join_words(dict.fromkeys(amount_text(figure) for figure in figures), "or")


def kind_label(event: Event | Claim) -> str:
    """The kind of an event as a noun: 'Help or gift', 'Visit', 'Treaty ratified'."""
    if event.treaty:
        return f"Treaty {event.treaty}"
    entry = vocabulary()["type"][event.event.value if isinstance(event, Claim) else event.type.value]
    label: str = entry.get("modes", {}).get(event.mode or "", entry["label"])
    return label


def quad_of(kind: EventType) -> str:
    """Quad class: 'vcoop', 'mcoop', 'vconf' or 'mconf'."""
    quad: str = vocabulary()["type"][kind.value]["quad"]
    return quad


def lane_of(event: Event) -> str:
    """Lane of the timeline; a treaty step has its own lane whatever its type."""
    lane: str = "treaties" if event.treaty else vocabulary()["type"][event.type.value]["lane"]
    return lane


def source_name(source: Source, names: Mapping[str, str]) -> str:
    """A source as named by its code, or in the story's own words where it has none or speaks for itself."""
    if source.code is None:
        return source.text
    name = names.get(source.code, source.code)
    if source.kind is SourceKind.OFFICIAL or source.text == name:
        return name
    return f"{source.text} ({name})"


def says_text(claim: Claim, names: Mapping[str, str]) -> str:
    """Who says so; the outlet's own voice is 'the story itself'."""
    return join_words(dict.fromkeys(source_name(s, names) for s in claim.sources)) or OWN_VOICE


def says_words(claim: Claim, names: Mapping[str, str]) -> str:
    """As `says_text`, for the middle of a sentence: 'the United States and Russia'."""
    articles = vocabulary()["articles"]
    named = ((s.code, source_name(s, names)) for s in claim.sources)
    told = (f"the {name}" if code in articles and name == names.get(code or "") else name for code, name in named)
    return join_words(dict.fromkeys(told)) or OWN_VOICE


def asserted_names(parties: Iterable[str], names: Mapping[str, str]) -> str:
    """Those who assert an event, for a sentence; the empty string is the outlet's own voice."""
    return party_words((p or OWN_VOICE for p in parties), names)


def _verb_forms(event: Event) -> tuple[list[str], str, str, bool]:
    """Verb forms (base, past, -ing), object, preposition, and whether the record's item may be the object."""
    words = vocabulary()
    if event.treaty in words["treaty"]:
        ahead = event.treaty == "announced" and event.status in (Status.PLANNED, Status.HYPOTHETICAL)
        return words["treaty"]["to come" if ahead else event.treaty], "", "with", False
    entry = words["type"][event.type.value]
    special = entry.get(event.mode or "", entry)
    phrase = special if isinstance(special, dict) and "verb" in special else entry
    return phrase["verb"], phrase["object"], phrase["prep"], bool(entry.get("item"))


def told_item(event: Event, claims: Iterable[Claim] = ()) -> str:
    """The words of the object, unless they say nothing: a pronoun, or no more than a party that is named anyway."""
    said = (event.item or "").strip()
    parties = {a.text.casefold() for claim in claims for a in (*claim.actors, *claim.recipients)}
    return "" if said.casefold() in parties.union(vocabulary()["pronouns"]) else said


def _given_words(event: Event) -> str:
    """What was given: the record's own words and the figures that they lack; figures alone where these disagree."""
    item = told_item(event)
    told = list(dict.fromkeys(text for text in (figures_text([f]) for f in event.figures) if text))
    same_thing = len({f.item for f in event.figures}) == 1
    if not item or (len(told) > 1 and same_thing):
        return figures_text(event.figures) if told else ""
    others = [f for f in event.figures if f.item.casefold() not in item.casefold()]
    return join_words([f"\u201c{item}\u201d", *dict.fromkeys(amount_text(f) for f in others)])


def event_phrase(event: Event, names: Mapping[str, str]) -> str:
    """An event as one clause made of its fields: 'Russia gave “more than 70 animals” to North Korea'."""
    (base, past, ing), thing, prep, takes_item = _verb_forms(event)
    plural = len(event.actors) > 1
    verb = {
        Status.DONE: past,
        Status.ONGOING: f"{'are' if plural else 'is'} {ing}",
        Status.PLANNED: f"{'are' if plural else 'is'} to {base}",
        Status.HYPOTHETICAL: f"could {base}",
    }[event.status]
    if takes_item:
        thing = _given_words(event) or thing
    whom = party_words(event.recipients, names)
    tail = [prep, whom] if whom else [] if thing or not prep else ["together"] if plural else []
    who = party_words(event.actors, names) or "someone unnamed"
    return " ".join(part for part in (who, verb, thing, *tail) if part)
