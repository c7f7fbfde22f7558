"""Times that are counted from another event: "two months after the treaty took effect", "on the eve of the vote"."""

from __future__ import annotations

import calendar
import datetime
from collections.abc import Iterator
from typing import NamedTuple

from verbale.claims.tree import Tree
from verbale.naming.dates import DateMention
from verbale.record import Date, Interval

UNITS = {"day": 1, "week": 7, "month": 30, "year": 365, "decade": 3650}
NUMBERS = {word: n for n, word in enumerate("a one two three four five six seven eight nine ten eleven twelve".split())}
NUMBERS["an"] = 0


class Offset(NamedTuple):
    """`words`: tokens of the event that is counted from. `sign` 1 after, -1 before; `number` None where it is vague."""

    words: frozenset[int]
    unit: str
    number: int | None
    sign: int


def find(tree: Tree, i: int) -> Offset | None:
    """The phrase below token i that counts its time from something else."""
    return next((o for o, anchor, u in _phrases(tree) if _belongs(tree, anchor, u, i)), None)


def counted_to(tree: Tree, i: int) -> Offset | None:
    """The phrase that counts another event's time from that of token i: "signed it, a day after they *met*".

    Its `words` are those around token i, and its sign leads from the other event to this one.
    """
    for offset, anchor, _ in _phrases(tree):
        outer = [i]
        for x in tree.ancestors(i):
            if outer[-1] == anchor or tree.relation(outer[-1]) not in ("xcomp", "conj"):
                break
            outer.append(x)
        if anchor in outer:
            return offset._replace(sign=-offset.sign)
    return None


def _phrases(tree: Tree) -> Iterator[tuple[Offset, int, int]]:
    """Each phrase "two days after ...", the word that it counts from, and its unit."""
    for u, token in enumerate(tree.tokens[:-1]):
        unit, following = tree.lemma(u), tree.tokens[u + 1].text.lower()
        if unit == "eve" and following == "of":
            unit, sign = "day", -1
        elif unit in UNITS and following in ("after", "before"):
            sign = 1 if following == "after" else -1
        else:
            continue
        anchor = tree.tokens[u + 1].head
        if anchor < 0 or anchor == u or token.upos not in ("NOUN", "PROPN"):
            continue
        counting = {u, *tree.children(u)}
        words = frozenset(k for k in tree.subtree(anchor) if k > u and k not in counting)
        yield Offset(words, unit, _count(tree, u), sign), anchor, u


def _belongs(tree: Tree, anchor: int, u: int, i: int) -> bool:
    """Whether the phrase hangs on token i itself, or on a verb that it is an infinitive or a coordinate of."""
    hung = {tree.tokens[anchor].head, tree.tokens[u].head} - {anchor, u}
    outer = [i]
    for x in tree.ancestors(i):
        if tree.relation(outer[-1]) not in ("xcomp", "conj"):
            break
        outer.append(x)
    return anchor != i and bool(hung & set(outer))


def _count(tree: Tree, u: int) -> int | None:
    """How many units; None for "days after"."""
    for c in tree.children(u, "nummod", "det"):
        low = tree.tokens[c].text.lower()
        if low.isdigit() and len(low) < 4:
            return int(low)
        if low in NUMBERS:
            return max(NUMBERS[low], 1)
        if low == "the":
            return 1  # "the day after"
    return 1 if tree.lemma(u) == "eve" else None


def shifted(offset: Offset, mention: DateMention) -> Interval | None:
    """The date of the other event moved by the offset; None where either is vague."""
    if mention.first is None or mention.last is None:
        return None
    return moved(offset, (mention.first, mention.last))


def moved(offset: Offset, told: Interval) -> Interval | None:
    """An interval moved by the offset; None where that is vague ("days after") or beyond the calendar."""
    if offset.number is None:
        return None
    try:
        return _moved(offset, offset.sign * offset.number, *told)
    except (ValueError, OverflowError):  # before the year 1, after 9999
        return None


def _moved(offset: Offset, n: int, first: Date, last: Date) -> Interval:
    if offset.unit in ("day", "week"):
        step = datetime.timedelta(days=n * UNITS[offset.unit])
        return first + step, last + step
    months = n * {"month": 1, "year": 12, "decade": 120}[offset.unit]
    whole = last.day == calendar.monthrange(last.year, last.month)[1]
    return _later(first, months), _later(last, months, end=whole and first.day == 1)


def _later(day: Date, months: int, *, end: bool = False) -> Date:
    total = day.year * 12 + day.month - 1 + months
    year, month = divmod(total, 12)
    length = calendar.monthrange(year, month + 1)[1]
    return Date(year, month + 1, length if end else min(day.day, length))
