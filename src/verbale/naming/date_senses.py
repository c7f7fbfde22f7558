"""Second look at words of the date grammar with several senses: 'May', 'Sun', 'fall', 'the sixties', bare years."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from verbale.naming.date_words import DateWords

if TYPE_CHECKING:
    from verbale.naming.date_tokens import Tokens

_OPEN: Final = frozenset('(:;["“')
_LAST_DAY: Final = 31
CENTURY: Final = 1900  # of decades without one: "the eighties", "the mid-80s"
NEW_YEAR: Final = 4  # number of "new" in "the new year": next year, or this one while it is young


class Senses:
    """Second look at words whose class depends on their neighbours: 'May', 'Sun', years, 'fall', compound ordinals."""

    def __init__(self, tokens: Tokens, letters: list[str], words: DateWords) -> None:
        self.t = tokens
        self.letters = letters
        self.words = words
        self.ctx = words.context

    def settle(self) -> None:
        """Give each such word the class that its neighbours call for."""
        rules = {
            "M": self._month,
            "W": self._weekday,
            "Y": self._year,
            "S": self._season,
            "D": self._day,
            "N": self._cardinal,
            "U": self._unit,
            "K": self._decade,
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
        if self._is_title(before) or (
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
        ok = (
            before in self.ctx["month_before"]
            or self._of_year(index + 1)
            or (
                index == 0
                and after not in self.ctx["may_not_after"]
                and self.t.lower[0] == "may"
                and after in self.ctx["may_first_after"]
            )
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
        if not ok and before in ("'s", "’s") and self.t.raw[index][0].isupper():  # "Russia's March offensive"
            ok = after.isalpha() and self.t.raw[index + 1].islower() and not self._is_verb_like(after)
        if not ok:
            self.letters[index] = "x"

    def _of_year(self, index: int) -> bool:
        """'May last year', 'March of this year'."""
        index += self._letter(index) == "f"
        return bool(self._letter(index)) and self._letter(index) in "LXH" and self.t.word(index + 1) == "year"

    def _is_verb_like(self, word: str) -> bool:
        return word in self.ctx["speech_verbs"] or word in self.ctx["march_after"]

    def _is_title(self, before: str) -> bool:
        return before in self.ctx["person_titles"]

    def _weekday(self, index: int) -> None:
        self._holiday(index)
        word, raw = self.t.lower[index], self.t.raw[index]
        if self.letters[index] == "W" and (self._is_name(index, "day_names_after") or self._is_person(index)):
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

    def _is_person(self, index: int) -> bool:
        """'Sgt. Friday Okoro'."""
        at = index - (2 if self.t.word(index - 1) == "." else 1)
        return at >= 0 and self.t.raw[at][0].isupper() and self._is_title(self.t.word(at)) and self._capital(index + 1)

    def _unit(self, index: int) -> None:
        """The words 'calendar year' are one unit; 'the new year' is the next one."""
        new = self.t.word(index) == "year" and self.t.word(index - 1) == "new" and self.t.word(index - 2) == "the"
        if new and self._letter(index + 1) != "p":
            self.letters[index - 1], self.t.numbers[index - 1] = "X", NEW_YEAR
        if index and self.t.word(index - 1) == "calendar":
            self.letters[index - 1] = "_"

    def _decade(self, index: int) -> None:
        """'The sixties', 'the mid-80s', 'the 70s and 80s'; neither 'in his sixties' nor 'in the low 20s'."""
        if self.t.raw[index][:4].isdigit():
            return
        at = index - 1
        if self._letter(at) == "'":
            return
        while self._letter(at) and self._letter(at) in "m-":
            at -= 1
        listed = self._letter(at) == "&" and self._letter(at - 1) == "K"
        opener = self._letter(at) == "t" or (self._letter(at) == "f" and self._letter(at + 1) == "t")
        if not (listed or opener) or self.t.word(index + 1) in self.ctx["counted_nouns"]:
            self.letters[index] = "x"

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
        over = before == "over" and self._in_year_range(index, value)
        if self._is_plain_year(index, value):
            return
        if self._is_citation(index):
            self.letters[index] = "x"
            return
        if before == "least" and self.t.word(index - 3) in self.ctx["years_since"]:
            return
        if (before in self.ctx["year_never_before"] and not over) or (
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
            or over
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

    def _is_citation(self, index: int) -> bool:
        """'Resolutions 1929 (2010) and 2231 (2015)': numbers of documents with their years."""
        if self.t.word(index + 1) == "(" and self._letter(index + 2) == "Y" and self.t.word(index + 3) == ")":
            return self.t.word(index - 1) not in self.ctx["years_since"]
        number = self._letter(index - 2)
        closed = self.t.word(index - 1) == "(" and self.t.word(index + 1) == ")"
        return closed and number in ("Y", "N", "x") and self.t.word(index - 2).isdigit()

    def _is_plain_year(self, index: int, value: int) -> bool:
        """'The year 2019 closes', '2000 levels', 'pre-2014 borders'."""
        return self.t.word(index - 1) == "year" or (
            CENTURY <= value < CENTURY + 200 and self.t.word(index + 1) in self.ctx["year_heads"]
        )

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
