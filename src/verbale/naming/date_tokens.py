"""Tokens of the date grammar: each word of a text becomes one letter, so that the grammar reads a string of letters.

Letters: M month, W weekday, S season, U unit, D number 1-31, O ordinal 1-31, Y year, K decade, F full numeric date,
N other number or number word, Q quarter mark, Z half mark, V holiday, R today/yesterday..., P part of day, L last,
X next, H this, J same, G ago, E earlier/later, B before/after, m early/late/end, h half, C commencing,
t the, a article, f of, i in/on, & and, d to,
p possessive 's, and the marks , . - / ' ( ); x is everything else.
"""

from __future__ import annotations

import re
from typing import Final

from verbale.naming.date_numerals import join_tens, join_years
from verbale.naming.date_words import DateWords, date_words

TOKEN: Final = re.compile(
    r"\d{4}[-/.]\d{1,2}[-/.]\d{1,2}(?!\d|[./]\d)(?:T\d\d:\d\d(?::\d\d)?Z?)?"
    r"|\d{1,2}([-/.])\d{1,2}\1\d{4}(?!\d|[./]\d)|\d{1,2}/\d{1,2}/\d{2}(?![\d/-]|\.\d)"
    r"|(?:19|20)\d\d(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])(?!\d)"
    r"|\d{1,3}(?:,\d{3}){1,5}(?:\.\d{1,9})?|\d{1,9}(?:\.\d{1,9}){1,4}"
    r"|\d{1,2}(?:st|nd|rd|th)\b|\d{4}['’]?s\b|[Qq][1-4]\b|[Hh][12]\b|\d{1,12}"
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
_OPEN: Final = frozenset('(:;["“')
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
        join_tens(self, letters)
        _Context(self, letters, words).settle()
        join_years(self, letters)
        if "_" in letters:
            self._merge(letters)
        self.classes = "".join(letters)

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


def _numeric(low: str) -> bool:
    return low[0].isascii() and (low[0].isdigit() or (low[0] in "qh" and len(low) == 2 and low[1] in "1234"))


def _digits(low: str) -> tuple[str, int]:
    if low[0] == "q":
        return "Q", int(low[1])
    if low[0] == "h":
        return "Z", int(low[1])
    if low[-1] == "s":
        return "K", int(low[:4])
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


class _Context:
    """Second look at words whose class depends on their neighbours: 'May', 'Sun', years, 'fall', compound ordinals."""

    def __init__(self, tokens: Tokens, letters: list[str], words: DateWords) -> None:
        self.t = tokens
        self.letters = letters
        self.words = words
        self.ctx = words.context

    def settle(self) -> None:
        rules = {
            "M": self._month,
            "W": self._weekday,
            "Y": self._year,
            "S": self._season,
            "D": self._day,
            "N": self._cardinal,
            "U": self._unit,
        }
        for index, letter in enumerate(self.letters):
            rule = rules.get(letter)
            if rule is not None:
                rule(index)
            elif self.t.lower[index] in self.words.holiday_heads:
                self._holiday(index)

    def _letter(self, index: int) -> str:
        return self.letters[index] if 0 <= index < len(self.letters) else ""

    def _touches(self, index: int) -> bool:
        """Glued to the token before it, as 16 is in F-16."""
        return index > 0 and self.t.starts[index] == self.t.ends[index - 1]

    def _near_number(self, index: int) -> bool:
        after = index + 1
        while self._letter(after) in (".", ",", "-", "/", "_") and after < index + 3:
            after += 1
        if self._letter(after) in ("D", "O", "Y", "F") and self._letter(after):
            return True
        before = index - 1
        while self._letter(before) in ("f", "-", ",", "/", ".") and before > index - 3 and self._letter(before):
            before -= 1
        return self._letter(before) in ("D", "O", "Y") and bool(self._letter(before))

    def _month(self, index: int) -> None:
        word, raw = self.t.lower[index], self.t.raw[index]
        self._holiday(index)
        before = self.t.word(index - 1)
        asks = word == "may" and before == "." and self.t.word(index + 1) in self.ctx["may_not_after"]
        if self.letters[index] != "M" or (self._near_number(index) and not asks):
            return
        if self._is_name(index, "month_names_after"):
            self.letters[index] = "x"
            return
        if before == ".":
            before = self.t.word(index - 2) if self._touches(index) else before
        if not raw[0].isupper() and (len(word) < 5 or word in ("march", "august")):
            if not (word in ("june", "july") or (before in self.ctx["lower_month_before"] and word != "march")):
                self.letters[index] = "x"
            return
        if word in ("april", "june", "may") and before in ("", ".", "\n") and self._capital(index + 1):
            self.letters[index] = "x"
            return
        if before in self.ctx["person_titles"] or (
            len(word) <= 4
            and word not in ("june", "july", "may")
            and len(self.letters) > 1
            and before not in self.ctx["month_before"]
            and self.t.word(index + 1) not in ("-", ".")
        ):
            self.letters[index] = "x"
        elif word in ("may", "march") and len(self.letters) > 1:
            self._may(index, before)

    def _is_name(self, index: int, after: str) -> bool:
        """'The Sunday Times', 'the October Revolution': a proper name, not a time."""
        if index + 1 >= len(self.letters) or not self.t.raw[index + 1][0].isupper():
            return False
        return self.t.word(index + 1) in self.ctx[after]

    def _capital(self, index: int) -> bool:
        """A capitalised word that is no date word: 'April Smith'."""
        return index < len(self.letters) and self.letters[index] == "x" and self.t.raw[index][0].isupper()

    def _may(self, index: int, before: str) -> None:
        after = self.t.word(index + 1)
        ok = before in self.ctx["month_before"] or (
            index == 0
            and after not in self.ctx["may_not_after"]
            and self.t.lower[0] == "may"
            and after in self.ctx["may_first_after"]
        )
        if (
            ok
            and self.t.lower[index] == "may"
            and after in self.ctx["speech_verbs"]
            and before in self.ctx["may_open_before"]
        ):
            ok = False
        if (
            ok
            and self.t.lower[index] == "march"
            and before in self.ctx["the_march"]
            and after in self.ctx["march_after"]
        ):
            ok = False
        if not ok:
            self.letters[index] = "x"

    def _weekday(self, index: int) -> None:
        self._holiday(index)
        word, raw = self.t.lower[index], self.t.raw[index]
        if self.letters[index] == "W" and self._is_name(index, "day_names_after"):
            self.letters[index] = "x"
        if self.letters[index] != "W" or word not in self.ctx["ambiguous_days"]:
            return
        after = index + 1
        while self._letter(after) in (".", ",") and self._letter(after):
            after += 1
        before = self.t.word(index - 1)
        near = self._letter(after) in ("M", "D", "O", "F") and bool(self._letter(after))
        alone = (
            raw[0].isupper()
            and word not in ("sun", "sat")
            and (before in self.ctx["day_before_opener"] or len(self.letters) <= 2)
        )
        if not near and not alone:
            self.letters[index] = "x"

    def _unit(self, index: int) -> None:
        """The words 'calendar year' are one unit."""
        if index and self.t.word(index - 1) == "calendar":
            self.letters[index - 1] = "_"

    def _season(self, index: int) -> None:
        word = self.t.lower[index]
        before, after = self.t.word(index - 1), self._letter(index + 1)
        if after == "Y" or (after == "f" and self._letter(index + 2) in ("Y", "L", "X", "H")):
            return
        if before in self.ctx["season_before"] and not (word == "fall" and before in self.ctx["fall_not_before"]):
            if before == "the" and self.t.word(index - 2) not in self.ctx["season_the_before"]:
                self.letters[index] = "x"
            return
        self.letters[index] = "x"

    def _day(self, index: int) -> None:
        if self.t.word(index - 1) in ("$", "€", "£", "¥"):
            self.letters[index] = "N"
            return
        if (
            self._touches(index)
            and self._letter(index - 1) in ("-", "x", "'", "/")
            and self.t.word(index - 1) not in _OPEN
        ):
            glued = (
                self.t.raw[index - 2]
                if self._letter(index - 1) == "-" and index > 1 and self._touches(index - 1)
                else ""
            )
            if self._letter(index - 1) == "x" or (glued and self._letter(index - 2) in ("x", "o")):
                self.letters[index] = "x"

    def _cardinal(self, index: int) -> None:
        tens = self.t.numbers[index]
        if tens not in (20, 30) or not self.t.raw[index].isalpha():
            return
        step = 2 if self.t.word(index + 1) == "-" else 1
        units = self.words.ordinals.get(self.t.word(index + step), 0)
        if 0 < units < 10 and tens + units <= _LAST_DAY:
            for skipped in range(index, index + step):
                self.letters[skipped] = "_"
            self.t.numbers[index + step] = tens + units
            self.letters[index + step] = "O"

    def _year(self, index: int) -> None:
        value = self.t.numbers[index]
        before, after = self.t.word(index - 1), self.t.word(index + 1)
        if self._touches(index) and self._letter(index - 1) == "-" and self._letter(index - 2) == "x":
            self.letters[index] = "x" if self._touches(index - 1) and len(self.t.word(index - 2)) <= 2 else "Y"
            return
        opens = self.t.word(index - 1) == "in" and self.t.raw[index - 1] == "In" and 1900 < value < 2050
        if before in self.ctx["year_never_before"] or (
            after in self.ctx["counted_nouns"] and not opens and self._letter(index - 1) not in ("M", "m", "S")
        ):
            self.letters[index] = "N"
            return
        if self._letter(index - 1) in ("M", "S", "O", "D", "Q", "W", "m", "Z", "'") and self._letter(index - 1):
            return
        if (before in (".", ",") and self._letter(index - 2) in ("M", "D", "O")) or len(self.letters) <= 2:
            return
        plural = (
            after.isalpha()
            and len(after) > 3
            and after.endswith("s")
            and after not in self.ctx["plural_exceptions"]
            and self.t.raw[index + 1][0].islower()
        )
        if (
            plural
            and (value % 100 == 0 or before not in self.ctx["year_determiner"])
            and not self._yearlike(index, value)
        ):
            self.letters[index] = "N"
        elif (
            before in self.ctx["year_before"]
            or (before == "as" and self.t.word(index - 2) in ("late", "early", "recently", "far"))
            or (before == "than" and self.t.word(index - 2) in ("later", "earlier"))
            or before in self.ctx["year_determiner"]
            or self._letter(index + 1) in ("Q", "Z")
            or self._in_year_range(index, value)
        ):
            return
        elif (
            not 1900 <= value <= 2099
            or (value % 100 == 0 and value != 2000)
            or (index and not self._before_year(index))
        ):
            self.letters[index] = "N"

    def _in_year_range(self, index: int, value: int) -> bool:
        """2014-2018, 2018/19, but not 1000-5000 or 2000-3000."""
        if self._letter(index + 1) not in ("-", "/") or not self._letter(index + 1) or not 1500 <= value < 2100:
            return False
        behind = self.t.word(index + 2)
        return len(behind) == 2 or (
            self._letter(index + 2) in ("Y", "M", "Q") and not (value % 500 == 0 and behind.endswith("00"))
        )

    def _yearlike(self, index: int, value: int) -> bool:
        return 1950 <= value <= 2049 and value % 100 != 0 and self.t.word(index - 1) in self.ctx["years_since"]

    def _before_year(self, index: int) -> bool:
        """A capitalised name or punctuation before a bare year: 'the World Cup 2026'."""
        raw = self.t.raw[index - 1]
        return raw[0].isupper() or not raw[0].isalnum() or raw in self.ctx["year_after_word"]

    def _holiday(self, index: int) -> None:
        if self.t.lower[index] not in self.words.holiday_heads:
            return
        for length in (6, 5, 4, 3, 2, 1):
            key = tuple(word.replace("’", "'") for word in self.t.lower[index : index + length])
            if (
                len(key) == length
                and key in self.words.holidays
                and (self.t.raw[index][0].isupper() or key[0] in self.ctx["lower_holidays"])
            ):
                for inner in range(index, index + length - 1):
                    self.letters[inner] = "_"
                self.letters[index + length - 1] = "V"
                if self._is_name(index + length - 1, "holiday_names_after"):  # 'the Good Friday Agreement'
                    self.letters[index + length - 1] = "x"
                    return
                self.t.numbers[index + length - 1] = length
                return
