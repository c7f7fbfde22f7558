"""Amounts in English news text: how many or how much of what, with bounds.

Years, dates, times, ages, ordinals, room and article numbers, model names, scores and telephone numbers are no amounts.
"""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass
from typing import Final

import msgspec

from verbale.naming.amount_bounds import bound_after, bound_before, opener_before, range_after, shared_scale
from verbale.naming.amount_exclusions import excluded
from verbale.naming.amount_items import counted_item, unit_at
from verbale.naming.amount_numbers import Number, Words, is_digits, number_at
from verbale.naming.amount_words import amount_words
from verbale.naming.dates import find_dates

__all__ = ["Amount", "find_amounts"]

SHARE: Final = "share"
_DATE_HINT: Final = re.compile(
    r"\d{4}|\d[-/.]\d|(?i:\b(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec|day|week|month|year|ago|last|past|next)|days|night)"
)
_ANY_DAY: Final = dt.date(2000, 6, 15)


LONE_LEAST: Final = 1000  # a letter glued to a smaller number is a name


class Amount(msgspec.Struct, frozen=True):
    """One amount.

    ``start`` and ``end``: character offsets (end exclusive) of number, unit and item. ``low`` == ``high`` is exact
    or 'about'; one of them None is a bound. ``item``: the counted noun phrase, '' where none. ``unit``: ISO 4217
    code, unit symbol, '%', 'share' for fractions (0 to 1), else None. ``bound``: exact, about, low, high, between.
    ``subset_of``: index in the same list of the amount that this one is a part of. ``target``: the number is still
    to be reached.
    """

    start: int
    end: int
    low: float | None
    high: float | None
    item: str
    unit: str | None
    bound: str
    subset_of: int | None = None
    target: bool = False


@dataclass(slots=True)
class _Draft:
    """An amount being read: tokens ``i`` to ``j``."""

    i: int
    j: int
    low: float | None
    high: float | None
    bound: str
    unit: str | None = None
    item: str = ""
    subset_of: int | None = None
    target: bool = False
    bound_start: int = 0


def find_amounts(text: str) -> list[Amount]:
    """All amounts of ``text`` in reading order, none overlapping."""
    w = Words(text)
    reader = _Reader(w, _date_spans(text))
    drafts = reader.read()
    return [
        Amount(
            w.starts[one.i],
            w.ends[one.j - 1],
            one.low,
            one.high,
            one.item,
            one.unit,
            one.bound,
            one.subset_of,
            one.target,
        )
        for one in drafts
    ]


def _date_spans(text: str) -> list[tuple[int, int, str]]:
    if not _DATE_HINT.search(text):
        return []
    return [(one.start, one.end, one.role) for one in find_dates(text, _ANY_DAY)]


class _Reader:
    """One pass over the tokens of a text."""

    def __init__(self, w: Words, dates: list[tuple[int, int, str]]) -> None:
        self.w = w
        self.dates = dates
        self.drafts: list[_Draft] = []
        self.lists = amount_words().words
        self.list_open: int | None = None

    def read(self) -> list[_Draft]:
        w, i, cursor = self.w, 0, 0
        while i < len(w.raw):
            while cursor < len(self.dates) and self.dates[cursor][1] <= w.starts[i]:
                cursor += 1
            if cursor < len(self.dates) and self.dates[cursor][0] <= w.starts[i]:
                i += 1
                continue
            self._watch_list(i)
            draft = self._draft_at(i)
            if draft is None:
                i += 1
                continue
            self._merge_or_add(draft)
            i = max(i + 1, draft.j)
        return self.drafts

    def _watch_list(self, i: int) -> None:
        """'Including', 'such as' open a list of parts of the amount before; a full stop or bracket ends it."""
        word = self.w.lower[i]
        if word in (".", ";", "\n", ")") and not (word == "." and self.w.glued(i + 1)):
            self.list_open = None
        elif self.drafts and (
            tuple(self.w.lower[i : i + 1]) in amount_words().introducers
            or tuple(self.w.lower[i : i + 2]) in amount_words().introducers
        ):
            sentence = self.w.text[self.w.ends[self.drafts[-1].j - 1] : self.w.starts[i]]
            if self.list_open is None and "." not in sentence and len(sentence) < 80:
                self.list_open = len(self.drafts) - 1

    def _draft_at(self, i: int) -> _Draft | None:
        w, data = self.w, amount_words()
        symbol = w.raw[i] in data.symbols or (
            w.raw[i].isupper() and len(w.raw[i]) == 3 and w.lower[i] in data.unit_heads and is_digits(w.word(i + 1))
        )
        negative = not symbol and self._minus(i)
        at = i + 1 if symbol or negative else i
        number = number_at(w, at) if not symbol or is_digits(w.word(at)) else None
        lone = symbol and len(w.raw[i]) == 1 and w.raw[i].isalpha()  # "N500 million"; "N95" is a name
        if number is None or (lone and not (w.glued(at) and number.value >= LONE_LEAST)):
            return self._single(i)
        if negative:
            number.value = -number.value
        elif not symbol and excluded(w, number, joins=bool(self.drafts)):
            return None
        if symbol and w.raw[i] == "$" and w.glued(i) and w.raw[i - 1] + "$" in data.symbols:
            return self._complete(i, number, data.symbols[w.raw[i - 1] + "$"])
        code = (data.symbols.get(w.raw[i]) or data.units.get((w.lower[i],))) if symbol else None
        return self._complete(i, number, code)

    def _minus(self, i: int) -> bool:
        """'Minus 20', '-5' where the sign joins nothing before it."""
        w = self.w
        if w.word(i) in ("minus", "negative"):
            return number_at(w, i + 1) is not None
        free = i == 0 or not w.glued(i) or w.raw[i - 1] in "(<>="
        return w.hyphen(i) and free and w.glued(i + 1) and is_digits(w.word(i + 1)) and not is_digits(w.word(i - 1))

    def _complete(self, i: int, number: Number, code: str | None) -> _Draft | None:
        w = self.w
        second = range_after(w, number, number.i != i)
        if second is not None and _units_differ(w, i, number, second[0]):
            second = None
        name, start = bound_before(w, i)
        low: float | None = number.value
        high: float | None = number.value
        j, bound = number.j, "exact"
        if second is not None:
            low, high, j, bound = shared_scale(number, second[0]), second[0].value, second[0].j, "between"
        elif number.sort == "plural":
            high, bound = None, "low"
        if number.sort == "plural" and w.word(j) == "of" and unit_at(w, j + 1)[0]:
            j += 1
        unit, j = self._unit(j, code)
        if (
            second is None
            and unit is not None
            and w.word(j) in ("to", "and", "-")
            and (opener_before(w, i) or w.word(j) != "and")
        ):
            low, high, j, bound = self._unit_range(number, unit, i, j, low, high, bound)
        if number.sort == SHARE and unit is None:
            unit = SHARE
        if (
            w.hyphen(j)
            and w.glued(j)
            and w.glued(j + 1)
            and unit is None
            and w.word(j + 1).isalpha()
            and w.word(j + 1) not in ("odd", "strong", "plus")
        ):
            return None
        after, j_after = bound_after(w, j)
        if bound == "exact":
            low, high, bound = _bounded(number.value, after if after and name in ("", "about") else name)
            j = j_after if after else j
        elif bound == "low" and name == "high":
            low, high, bound = None, number.value, "high"
        draft = _Draft(i, j, low, high, bound, unit, bound_start=start if name else i)
        self._item(draft, number)
        if self._is_time(draft, number) or self._is_calibre(draft, number):
            return None
        draft.subset_of = self._subset(draft)
        draft.target = self._target(draft)
        return draft

    def _unit(self, j: int, code: str | None) -> tuple[str | None, int]:
        w = self.w
        at = j + 1 if w.hyphen(j) and w.glued(j) and unit_at(w, j + 1)[0] else j
        unit, end = unit_at(w, at)
        if not unit:
            return code, j
        if code is not None:
            return code, end if unit.isupper() and len(unit) == 3 else j
        if unit == "KRW" and end == at + 1 and w.word(at) == "won" and w.word(end) in self.lists["won_verb_after"]:
            return None, j
        if unit == "GBP" and w.word(at).startswith("pound") and w.word(end) == "of":
            return "lb", end
        return unit, end

    def _unit_range(
        self, number: Number, unit: str, i: int, j: int, low: float | None, high: float | None, bound: str
    ) -> tuple[float | None, float | None, int, str]:
        """'Between $2 million and $3 million', '5 percent to 10 percent': both ends carry their unit."""
        w = self.w
        at = j + 1 + (w.raw[j + 1] in amount_words().symbols if j + 1 < len(w.raw) else 0)
        second = number_at(w, at)
        if (
            second is None
            or second.sort != "exact"
            or second.value <= number.value
            or (opener_before(w, i) == "from" and self._change(i))
        ):
            return low, high, j, bound
        other, end = self._unit(second.j, amount_words().symbols[w.raw[at - 1]] if at == j + 2 else None)
        if other != unit:
            return low, high, j, bound
        return number.value, second.value, end, "between"

    def _change(self, i: int) -> bool:
        return any(self.w.word(at) in amount_words().bound_words["change"] for at in range(max(0, i - 5), i))

    def _item(self, draft: _Draft, number: Number) -> None:
        w, at = self.w, draft.j
        word = w.word(at)
        if draft.unit is not None:
            if word == "worth" and w.word(at + 1) == "of":
                at += 1
            elif word == "in" and len(draft.unit) == 3 and draft.unit.isupper():
                at += 1
                if w.word(at) in self.lists["money_in_never"] or any(
                    s <= w.starts[min(at, len(w.raw) - 1)] < e for s, e, _ in self.dates
                ):
                    return
            elif word in ("the", "its", "their", "all") and draft.unit == SHARE:
                at += 1
            elif word.endswith("ed") or (word != "of" and draft.unit in ("%", "pp", "km", "m")):
                return
            if (
                w.word(at) == "of"
                and w.word(at + 1) in ("its", "their", "his", "a", "an")
                and draft.unit not in (SHARE, "%")
            ):
                return
        elif word == "of" and number.sort != "plural" and w.word(at + 1) in self.lists["pronouns_after_of"]:
            return
        strong = w.hyphen(at) and w.word(at + 1) == "strong"
        if number.sort == "plural" and draft.unit is None and w.word(number.j) in self.lists["plain_verbs"]:
            return  # 'Hundreds march'
        item, end = counted_item(
            w, at + 2 if strong else at, single=strong or (draft.low == draft.high == 1 and w.word(at) != "of")
        )
        if item:
            draft.item = item
            if not (w.word(at) == "of" and self._has_number(at, end)):
                draft.j = end

    def _has_number(self, at: int, end: int) -> bool:
        return any(
            number_at(self.w, place) is not None and self.w.word(place) not in ("a", "an") for place in range(at, end)
        )

    def _is_time(self, draft: _Draft, number: Number) -> bool:
        """Durations, clock times and ages: '45-year-old', '10 a.m.', 'three days'."""
        w, at = self.w, number.j
        at = at + 1 if w.hyphen(at) else at
        if draft.unit is not None:
            return False
        word = w.word(at)
        first = draft.item.lower().split(" ")[0].split("-")[0] if draft.item else ""
        return (
            word in self.lists["time_units"]
            or first in self.lists["time_units"]
            or (word == ":" and is_digits(w.word(at + 1)))
        )

    def _is_calibre(self, draft: _Draft, number: Number) -> bool:
        """'The 105mm guns'."""
        return draft.unit == "mm" and self.w.glued(number.j) and bool(draft.item) and self.w.word(number.j + 1) != "of"

    def _single(self, i: int) -> _Draft | None:
        """'An African lion' counts as one where it stands in a list with counted things."""
        w = self.w
        if w.word(i) not in ("a", "an") or not self.drafts or i + 1 >= len(w.raw):
            return None
        before = w.word(i - 1)
        last = self.drafts[-1]
        opened = self.list_open is not None and before in self.lists["list_links"]
        joined = before in (",", "and") and last.j in (i - 1, i - 2) and last.item != "" and last.unit is None
        if not opened and not joined:
            return None
        item, end = counted_item(w, i + 1, single=True)
        if (
            not item
            or item.lower() in self.lists["single_never"]
            or item.split()[0].lower() in self.lists["time_units"]
        ):
            return None
        if joined and not opened and w.word(end) not in (",", "and", ".", "", ";", ")", "were", "are"):
            return None
        draft = _Draft(i, end, 1.0, 1.0, "exact", None, item, bound_start=i)
        draft.subset_of = self._subset(draft)
        return draft

    def _subset(self, draft: _Draft) -> int | None:
        if self.list_open is not None:
            return self.list_open
        w = self.w
        if (
            self.drafts
            and draft.unit == SHARE
            and w.word(draft.j) == "of"
            and w.word(draft.j + 1) in self.lists["parts_after_of"]
        ):
            return len(self.drafts) - 1
        if self.drafts and w.word(draft.j) == "of" and w.word(draft.j + 1) in self.lists["parts_after_of"]:
            return len(self.drafts) - 1
        return None

    def _target(self, draft: _Draft) -> bool:
        """A total to be reached: followed by 'by' + a date, with a word of purpose before it."""
        w = self.w
        end = w.ends[draft.j - 1]
        by = any(role == "by" and end <= start <= end + 30 for start, _, role in self.dates)
        if not by:
            return False
        first = max(0, draft.bound_start - 14)
        return any(
            w.word(at) in amount_words().bound_words["target_words"] or w.word(at) == "total"
            for at in range(first, draft.i)
        )

    def _merge_or_add(self, draft: _Draft) -> None:
        """'At most 100 and at least 20 apples': two bounds on one number."""
        if self.drafts and draft.bound in ("low", "high"):
            last = self.drafts[-1]
            gap = self.w.lower[last.j : draft.bound_start]
            if (
                gap in (["and"], [","], ["but"], [",", "and"])
                and {last.bound, draft.bound} == {"low", "high"}
                and not last.item
                and last.unit == draft.unit
            ):
                low, high = (last.low, draft.high) if last.bound == "low" else (draft.low, last.high)
                if low is not None and high is not None and low < high:
                    draft.low, draft.high, draft.bound, draft.i = low, high, "between", last.i
                    self.drafts[-1] = draft
                    return
        self.drafts.append(draft)


def _units_differ(w: Words, i: int, first: Number, second: Number) -> bool:
    """'Fell 3% to $71' is no range."""
    symbols = amount_words().symbols
    money = symbols.get(w.raw[i])
    other = symbols.get(w.raw[second.i - 1]) if second.i else None
    return other is not None and other != money and bool(unit_at(w, first.j)[0] or money)


def _bounded(value: float, name: str) -> tuple[float | None, float | None, str]:
    if name == "low":
        return value, None, "low"
    if name == "high":
        return None, value, "high"
    return value, value, name or "exact"
