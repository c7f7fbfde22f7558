"""Tokens of the date grammar: each word of a text becomes one letter, so that the grammar reads a string of letters.

Letters: M month, W weekday, S season, U unit, D number 1-31, O ordinal 1-31, Y year, K decade, F full numeric date,
N other number or number word, Q quarter mark, Z half mark, V holiday, R today/yesterday..., P part of day, L last,
X next, H this, J same, G ago, E earlier/later, B before/after, m early/late/end, h half, C commencing,
t the, a article, f of, i in/on, & and, d to,
p possessive 's, and the marks , . - / ' ( ); x is everything else.
"""

from __future__ import annotations

import functools
import re
from typing import Final

from verbale.naming.date_numerals import join_tens, join_years
from verbale.naming.date_senses import CENTURY, Senses
from verbale.naming.date_words import date_words

TOKEN: Final = re.compile(
    r"\d{4}[-/.]\d{1,2}[-/.]\d{1,2}(?!\d|[./]\d)(?:T\d\d:\d\d(?::\d\d)?Z?)?"
    r"|\d{1,2}([-/.])\d{1,2}\1\d{4}(?!\d|[./]\d)|\d{1,2}/\d{1,2}/\d{2}(?![\d/-]|\.\d)"
    r"|(?:19|20)\d\d(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])(?!\d)"
    r"|\d{1,3}(?:,\d{3}){1,5}(?:\.\d{1,9})?|\d{1,9}(?:\.\d{1,9}){1,4}"
    r"|\d{1,2}(?:st|nd|rd|th)\b|(?:\d{4}['’]?|\d0)s\b|[Qq][1-4]\b|[Hh][12]\b|\d{1,12}"
    r"|\b[Ww]/[ce]\b|['’](?:s|ll)\b|[^\W\d_]{1,40}|[^\s\w]|\n"
)
_MARKS: Final = {
    ",": ",",
    ".": ".",
    "-": "-",
    "–": "-",
    "—": "-",
    "/": "/",
    "'": "'",
    "’": "'",
    "~": "-",
    "'s": "p",
    "’s": "p",
}
_LAST_DAY: Final = 31
_FIRST_YEAR: Final = 1000
_LAST_YEAR: Final = 2199


class Tokens:
    """The tokens of one text: parallel lists of words, offsets and numbers, and the string of class letters."""

    __slots__ = ("classes", "ends", "lower", "numbers", "raw", "starts", "text")

    def __init__(self, text: str) -> None:
        self.text = text
        self.raw: list[str] = []
        self.lower: list[str] = []
        self.starts: list[int] = []
        self.ends: list[int] = []
        self.numbers: list[int] = []
        words = date_words()
        letters: list[str] = []
        lookup = words.classes
        for match in TOKEN.finditer(text):
            raw = match.group()
            low = raw.lower()
            known = lookup.get(low)
            if known is None:
                known = (_MARKS.get(raw) and (_MARKS[raw], 0)) or (_digits(low) if _numeric(low) else ("x", 0))
            letters.append(known[0])
            self.numbers.append(known[1])
            self.raw.append(raw)
            self.lower.append(low)
            self.starts.append(match.start())
            self.ends.append(match.end())
        if "[" in text:
            self._unbracket(letters)
        join_tens(self, letters)
        Senses(self, letters, words).settle()
        join_years(self, letters)
        if "_" in letters:
            self._merge(letters)
        self.classes = "".join(letters)

    def _unbracket(self, letters: list[str]) -> None:
        """'[Ten] years ago': what an editor put into a quotation reads like any other word."""
        for index in range(len(letters) - 2, 0, -1):
            if self.raw[index - 1] == "[" and self.raw[index + 1] == "]" and letters[index] != "x":
                self.starts[index], self.ends[index] = self.starts[index - 1], self.ends[index + 1]
                for column in (self.raw, self.lower, self.starts, self.ends, self.numbers, letters):
                    del column[index + 1], column[index - 1]

    def _merge(self, letters: list[str]) -> None:
        """Join the tokens marked ``_`` with the one after them: 'Christmas' + 'Day', 'twenty' + '-' + 'second'."""
        for index in range(len(letters) - 2, -1, -1):
            if letters[index] == "_":
                self.ends[index] = self.ends[index + 1]
                self.raw[index] = self.text[self.starts[index] : self.ends[index]]
                self.lower[index] = self.raw[index].lower()
                self.numbers[index] = self.numbers[index + 1]
                letters[index] = letters[index + 1]
                for column in (self.raw, self.lower, self.starts, self.ends, self.numbers, letters):
                    del column[index + 1]

    def word(self, index: int) -> str:
        """Lower-case word, or an empty string outside the text."""
        return self.lower[index] if 0 <= index < len(self.lower) else ""


@functools.lru_cache(maxsize=2)
def tokens_of(text: str) -> Tokens:
    """The tokens of a text; a story is read for its dates more than once, one reading after the other."""
    return Tokens(text)


def _numeric(low: str) -> bool:
    return low[0].isascii() and (low[0].isdigit() or (low[0] in "qh" and len(low) == 2 and low[1] in "1234"))


def _digits(low: str) -> tuple[str, int]:
    if low[0] == "q":
        return "Q", int(low[1])
    if low[0] == "h":
        return "Z", int(low[1])
    if low[-1] == "s":
        value = int(low.rstrip("'’s"))
        return "K", value if value >= _FIRST_YEAR else CENTURY + value
    if low[-2:] in ("st", "nd", "rd", "th"):
        value = int(low[:-2])
        return ("O", value) if 0 < value <= _LAST_DAY else ("o", value)
    if not low.isascii() or not low.isdigit():
        return ("F", 0) if _is_full_date(low) else ("x", 0)
    if len(low) == 8 and low[:2] in ("19", "20") and "01" <= low[4:6] <= "12" and "01" <= low[6:] <= "31":
        return "F", 0
    value = int(low)
    if 0 < value <= _LAST_DAY and len(low) <= 2:
        return "D", value
    if len(low) == 4 and _FIRST_YEAR <= value <= _LAST_YEAR:
        return "Y", value
    return "N", value


def _is_full_date(low: str) -> bool:
    parts = re.split(r"[-/.]", low.split("t", maxsplit=1)[0])
    if len(parts) != 3 or not all(part.isdigit() for part in parts):
        return False
    lengths = [len(part) for part in parts]
    return lengths[0] == 4 or lengths[2] == 4 or ("/" in low and lengths[2] == 2)
