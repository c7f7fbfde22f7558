"""Days named by what happens on them, where the text says which: 'Sunday, polling day', 'day two of the talks'."""

from __future__ import annotations

import functools
import re
from bisect import bisect_left
from typing import Final

from verbale.naming.date_reading import Reading
from verbale.naming.date_tokens import Tokens
from verbale.naming.date_words import date_words

_BEFORE: Final = re.compile(r",\s(?:the |its |their |our |his |her )?$", re.IGNORECASE)
_AFTER: Final = re.compile(r",\s(?:on )?$", re.IGNORECASE)
_REACH: Final = 12  # characters between a name and the date that it explains


def with_named_days(tokens: Tokens, found: list[Reading]) -> list[Reading]:
    """The readings and, among them, days that the text names beside a date, or names again once it has said the day.

    "Yesterday, day three of the talks, ... after day three": both are yesterday. A name without a date is none.
    """
    names = list(_name().finditer(tokens.text)) if _may_name(tokens) else []
    if not names:
        return found
    days = {one.j - 1: one for one in found if one.kind in ("day", "time") and one.first == one.last and one.first}
    starts = {tokens.starts[one.i]: one for one in days.values()}
    ends = {tokens.ends[at]: one for at, one in days.items()}
    known: dict[str, Reading] = {}
    placed: list[tuple[re.Match[str], Reading]] = []
    open_names = []
    for match in names:
        beside = _beside(tokens.text, match, starts, ends)
        if beside is None:
            open_names.append(match)
            continue
        placed.append((match, beside))
        known.setdefault(_key(match), beside)
    placed += [(m, known[_key(m)]) for m in open_names if _key(m) in known and _is_definite(tokens.text, m)]
    for match, day in placed:
        found = _with(tokens, found, match, day)
    return found


@functools.cache
def _name() -> re.Pattern[str]:
    """'Polling day', 'the second day of the hearing', 'day five'."""
    words = date_words()
    heads = "|".join(sorted(words.context["day_heads"] | words.context["day_orders"]))
    numbers = "|".join(sorted(words.cardinals))
    return re.compile(
        rf"\b(?:day (?P<number>\d{{1,3}}|{numbers})|(?P<head>{heads}) (?:day|night))\b"
        r"(?P<tail> of [\w ’'-]{2,60}(?=[,.;\n]|$))?",
        re.IGNORECASE,
    )


def _may_name(tokens: Tokens) -> bool:
    return "day" in tokens.lower or "night" in tokens.lower


def _key(match: re.Match[str]) -> str:
    """What a name must repeat to mean the same day: a count of days ('the second day') also what it counts."""
    head = (match["head"] or "").lower()
    counted = head in date_words().context["day_orders"]
    whole = match.group() if counted else match.group()[: match.start("tail") - match.start()] if match["tail"] else ""
    return (whole or match.group()).lower()


def _is_definite(text: str, match: re.Match[str]) -> bool:
    """Neither 'every polling day' nor 'a first day of talks'."""
    before = text[max(0, match.start() - _REACH) : match.start()].lower().split()
    return not before or before[-1] not in date_words().context["day_not_after"]


def _beside(text: str, match: re.Match[str], starts: dict[int, Reading], ends: dict[int, Reading]) -> Reading | None:
    """The day that stands beside the name, with a comma between."""
    before = _BEFORE.search(text, max(0, match.start() - _REACH), match.start())
    if before is not None and before.start() in ends and text[match.end() : match.end() + 1] in (",", ".", ";", ""):
        return ends[before.start()]
    for at in range(match.end() + 2, min(len(text), match.end() + 6)):
        if at in starts and _AFTER.fullmatch(text, match.end(), at):
            return starts[at]
    return None


def _with(tokens: Tokens, found: list[Reading], match: re.Match[str], day: Reading) -> list[Reading]:
    """The readings with one more, in the place of any that lie inside the name ('of the 2018 cup')."""
    i, j = bisect_left(tokens.starts, match.start()), bisect_left(tokens.starts, match.end())
    one = Reading(i, j, day.first, day.last, "day", "previous", "calendar")
    kept = [other for other in found if not (i <= other.i and other.j <= j)]
    if any(other.i < j and i < other.j for other in kept):
        return found
    return sorted([*kept, one], key=lambda r: r.i)
