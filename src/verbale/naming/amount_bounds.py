"""What bounds an amount: 'at least', 'up to', 'about', 'or more', '70-odd', and ranges of two numbers."""

from __future__ import annotations

from typing import Final

from verbale.naming.amount_numbers import Number, Words, number_at
from verbale.naming.amount_words import AmountWords, amount_words

_LONGEST_PHRASE: Final = 5
_SCALE_BORROW: Final = 1000.0
_DOZEN: Final = 12.0
_SIGNS: Final = {(">",): "low", ("<",): "high", (">", "="): "low", ("<", "="): "high"}


def bound_before(w: Words, i: int) -> tuple[str, int]:
    """Bound phrase that ends right before token ``i``: (low, high, about or '', first token of the phrase)."""
    data, at, soft = amount_words(), i, ""
    for _ in range(3):
        name, start = _phrase_ending(w, at, data.before)
        if name == "about":
            soft, at = soft or name, start
            continue
        if name:
            return name, start
        skipped = _bridge(w, at, data)
        if skipped == at:
            break
        at = skipped
    return soft, at if soft else i


def _phrase_ending(w: Words, end: int, table: dict[tuple[str, ...], str]) -> tuple[str, int]:
    for length in range(min(_LONGEST_PHRASE, end), 0, -1):
        key = tuple(w.lower[end - length : end])
        name = table.get(key) or (
            _SIGNS.get(key) if length <= 2 and w.word(end - length - 1) not in ("=", "<") else None
        )
        if name and not (
            key in (("over",), ("under",), ("above",), ("below",), ("beyond",), ("around",), ("near",))
            and _spatial(w, end)
        ):
            return name, end - length
    return "", end


def _spatial(w: Words, number: int) -> bool:
    """'Over' as a place: 'jets flew over two villages'. Only small number words read so, after a verb of motion."""
    return w.word(number - 2) in amount_words().words["spatial"] and w.word(number).isalpha()


def _bridge(w: Words, end: int, data: AmountWords) -> int:
    for length in (3, 2, 1):
        if end >= length and tuple(w.lower[end - length : end]) in data.bridge:
            return end - length
    return end


def bound_after(w: Words, j: int) -> tuple[str, int]:
    """Bound phrase right after token ``j``: 'or more', '-odd', '-strong', '+'."""
    data = amount_words()
    if (w.hyphen(j) and w.glued(j) and w.word(j + 1) == "odd") or w.word(j) == "odd":
        return "low", j + 2 if w.hyphen(j) else j + 1
    if w.word(j) == "+" and w.glued(j):
        return "low", j + 1
    if w.hyphen(j) and w.glued(j) and w.glued(j + 1) and w.word(j + 1) == "plus":
        return "low", j + 2
    for length in (4, 3, 2, 1):
        name = data.after.get(tuple(w.lower[j : j + length]))
        if name and j + length <= len(w.lower) and not _goes_on(w, j + length):
            return name, j + length
    return "", j


def _goes_on(w: Words, j: int) -> bool:
    """'1,000 and below 1,500', '40 or less than 50': the phrase belongs to the next number."""
    if w.word(j) == "than":
        j += 1
        if w.word(j) == "or":
            j += 3
    elif w.word(j) == "or" and w.word(j + 1) == "equal":
        j += 3
    return number_at(w, j) is not None and w.word(j) not in ("a", "an")


def range_after(w: Words, first: Number, symbol_between: bool) -> tuple[Number, bool] | None:
    """The second number of a range that begins with ``first``, and whether the range is opened by 'between' or 'from'.

    Multipliers are shared: '2-3 million', 'between $2 and $3 million'.
    """
    opener = opener_before(w, first.i - 1 if symbol_between else first.i)
    word = w.word(first.j)
    if not (word in ("to", "and", "or", "through") or w.hyphen(first.j)) or first.sort != "exact":
        return None
    at = first.j + 1
    if w.word(at) in ("about", "around", "as") and word in ("to", "and"):
        at += 1
    if _is_symbol(w, at):
        at += 1
    second = number_at(w, at)
    if second is None or second.sort != "exact":
        return None
    if _borrows(first, second):
        first = Number(first.i, first.j, first.value * second.scale, "exact", second.scale)
    if second.value <= first.value:
        return None
    return (second, bool(opener)) if _is_range(w, word, first, second, opener) else None


def _is_range(w: Words, word: str, first: Number, second: Number, opener: str) -> bool:
    if word == "and":
        return opener == "between"
    if word in ("to", "through"):
        return not (opener == "from" and _changes(w, first.i)) and not (not opener and w.word(first.i - 1) == "by")
    if word == "or":
        return second.value <= 2 * first.value and first.value <= 30
    return w.glued(first.j) == w.glued(first.j + 1)


def opener_before(w: Words, i: int) -> str:
    """'between' or 'from' right before token ``i``, articles and 'about' apart."""
    at = i - 1
    while w.word(at) in ("about", "around", "roughly", "some", "anywhere") and at > i - 3:
        at -= 1
    return w.word(at) if w.word(at) in ("between", "from") else ""


def _changes(w: Words, i: int) -> bool:
    """'Rose from 25 to 40' tells two amounts, not a range."""
    return any(w.word(at) in amount_words().bound_words["change"] for at in range(max(0, i - 5), i))


def _is_symbol(w: Words, i: int) -> bool:
    return i < len(w.raw) and w.raw[i] in amount_words().symbols


def _borrows(first: Number, second: Number) -> bool:
    """'2-3 million', 'two to three dozen'."""
    big = second.scale >= _SCALE_BORROW or second.scale == _DOZEN
    return first.scale == 1 and big and first.value <= second.value / second.scale


def shared_scale(first: Number, second: Number) -> float:
    """Value of the first number with the multiplier of the second where it lacks its own."""
    if _borrows(first, second):
        return first.value * second.scale
    return first.value
