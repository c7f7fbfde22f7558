"""One plain line of English for an event, made of its fields only."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import msgspec

from verbale.events.wording import content_words, tables
from verbale.record import Event, Figure, Interval, Standing, Status

_DENIED = frozenset({Standing.DENIED_BY_ALL, Standing.DENIED_BY_PARTY})
_LONGEST_ITEM = 80  # characters
_CURRENCY_SIGNS = frozenset("$€£¥₩₽")


def summary(event: Event, names: Mapping[str, str]) -> Event:
    """The event with its summary: who did what to whom, when, how far it is, and its standing if any."""
    parts = [_sentence(event, names), _when(event.date), event.status.value]
    if event.standing is not Standing.REPORTED:
        parts.append(event.standing.value)
    return msgspec.structs.replace(event, summary=" · ".join(part for part in parts if part))


def figure_text(figure: Figure) -> str:
    """'more than 70', '3,000', 'up to 12', '24 to 30', with the unit; empty where no figure is told."""
    low, high = figure.low, figure.high
    if low is not None and low == high:
        text = _number(low)
    elif low is not None and high is not None:
        text = f"{_number(low)} to {_number(high)}"
    elif low is not None:
        text = f"at least {_number(low)}"
    elif high is not None:
        text = f"up to {_number(high)}"
    else:
        return ""
    return f"{text} {figure.unit}" if figure.unit else text


def listed(words: Sequence[str]) -> str:
    """'A', 'A and B', 'A, B and C'."""
    return " and ".join(filter(None, [", ".join(words[:-1]), *words[-1:]]))


def _sentence(event: Event, names: Mapping[str, str]) -> str:
    actors = listed([names.get(code, code) for code in event.actors]) or "someone"
    recipients = listed([names.get(code, code) for code in event.recipients])
    phrase = _phrase(event)
    several = len(event.actors) > 1
    item = _item(event) or phrase.get("default", "")
    recipients = recipients or (phrase.get("each_other", "") if several and not item else "")
    told = {"recipient": recipients, "item": item}
    parts = [phrase[slot].replace("{}", words) if words else "" for slot, words in told.items()]
    if phrase.get("first") == "item":
        parts.reverse()
    line = " ".join(filter(None, [actors, _verb(event.status, phrase, several), *parts]))
    return line if event.asserted_by or event.standing not in _DENIED else f"Denied: {line}"


def _phrase(event: Event) -> dict[str, str]:
    phrases = tables()["summary"]
    for key in (f"treaty {event.treaty}", f"{event.type.value} {event.mode}", event.type.value):
        if key in phrases:
            found: dict[str, str] = phrases[key]
            return found
    raise AssertionError(event.type)  # words.toml has all 16 types; a test holds that


def _verb(status: Status, phrase: Mapping[str, str], several: bool) -> str:
    be = "are" if several else "is"
    match status:
        case Status.DONE:
            return phrase["past"]
        case Status.ONGOING:
            return f"{be} {phrase['gerund']}"
        case Status.PLANNED:
            return f"{be} to {phrase['base']}"
        case Status.HYPOTHETICAL:
            return f"might {phrase['base']}"


def _item(event: Event) -> str:
    """The things with their figures side by side: 'troops (3,000; at least 10,000)'; else the words of the object."""
    told: dict[str, list[str]] = {}
    for figure in event.figures:
        text = figure_text(figure)
        item = next((known for known in told if _one_thing(known, figure.item)), _name(figure.item))
        if text and text not in told.setdefault(item, []):
            told[item].append(text)
    counted = [f"{item} ({'; '.join(texts)})" if item else "; ".join(texts) for item, texts in told.items() if texts]
    text = listed(counted) or event.item or ""
    return text if len(text) <= _LONGEST_ITEM else text[: _LONGEST_ITEM - 1].rstrip() + "…"


def _one_thing(a: str, b: str) -> bool:
    """'troops' and 'North Korean troops': all words of one are in the other."""
    first, second = content_words(a), content_words(_name(b))
    return first == second or bool(first and second and (first <= second or second <= first))


def _name(item: str) -> str:
    """The item, or nothing where it is the sum itself ('$4.3 billion'), which the figure tells."""
    return "" if item[:1].isdigit() or item[:1] in _CURRENCY_SIGNS else item


def _when(date: Interval | None) -> str:
    if date is None:
        return ""
    first, last = (f"{day.day} {day:%b} {day.year}" for day in date)
    return first if first == last else f"{first} to {last}"


def _number(value: float) -> str:
    return f"{value:,.0f}" if value == int(value) else f"{value:,}"
