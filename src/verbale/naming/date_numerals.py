"""Numbers in words as in speeches: 'May twenty-nine', 'nineteen ninety', 'two thousand and one'."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from verbale.naming.date_tokens import Tokens

_LAST_DAY: Final = 31
_CENTURIES: Final = (18, 19, 20)
_MILLENNIUM: Final = 2000
_YEAR_OPENERS: Final = frozenset(("in", "since", "by", "until", "of", "from", "before", "after"))


def join_tens(tokens: Tokens, letters: list[str]) -> None:
    """Mark 'twenty' + ['-'] + 'nine' as one number: a day after the name of a month, a plain number elsewhere."""
    for index, letter in enumerate(letters[:-1]):
        tens = tokens.numbers[index]
        if letter != "N" or not 20 <= tens <= 90 or tens % 10 or not tokens.raw[index].isalpha():
            continue
        last = index + (2 if tokens.word(index + 1) == "-" else 1)
        if last >= len(letters) or letters[last] != "N" or not tokens.raw[last].isalpha():
            continue
        if not 0 < tokens.numbers[last] < 10:
            continue
        for skipped in range(index, last):
            letters[skipped] = "_"
        tokens.numbers[last] += tens
        after_month = index > 0 and letters[index - 1] == "M" and tokens.raw[index - 1][0].isupper()
        if after_month and tokens.numbers[last] <= _LAST_DAY:
            letters[last] = "D"


def join_years(tokens: Tokens, letters: list[str]) -> None:
    """Mark a year in words after a preposition as one year."""
    for index in range(1, len(letters) - 1):
        if letters[index] != "N" or not tokens.raw[index].isalpha() or tokens.lower[index - 1] not in _YEAR_OPENERS:
            continue
        last = _next(letters, index + 1)
        if tokens.numbers[index] == 2 and tokens.word(index + 1) == "thousand":
            last = _next(letters, index + (3 if tokens.word(index + 2) == "and" else 2))
            base, low = _MILLENNIUM, 1
        elif tokens.numbers[index] in _CENTURIES:
            base, low = 100 * tokens.numbers[index], 10
        else:
            continue
        if last >= len(letters) or letters[last] != "N" or not low <= tokens.numbers[last] <= 99:
            continue
        after = tokens.word(last + 1)
        if not tokens.raw[last].isalpha() or (after.isalpha() and after.endswith("s")):
            continue
        for skipped in range(index, last):
            letters[skipped] = "_"
        tokens.numbers[last] += base
        letters[last] = "Y"


def _next(letters: list[str], index: int) -> int:
    """The next token that is not joined to the one after it."""
    while index < len(letters) and letters[index] == "_":
        index += 1
    return index
