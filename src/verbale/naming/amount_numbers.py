"""Numbers in words and digits: tokens of a text, and the number that begins at one of them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from verbale.naming.amount_words import amount_words

TOKEN: Final = re.compile(
    r"[A-Z]{0,3}[$€£¥₩₹₽₴₺₪₿]"
    r"|\d{1,3}(?:,\d{3}){1,6}(?:\.\d{1,9})?(?!\d)|\d{1,2}(?:,\d{2}){1,4},\d{3}(?:\.\d{1,9})?|"
    r"\d{1,3}(?:[ \u00a0\u202f]\d{3}){2,5}(?![\d,])|\d{1,3}[ \u00a0\u202f]000(?![\d,])"
    r"|\d{1,15}\.\d{1,9}|\.\d{1,9}|\d{1,15}"
    r"|[aApP]\.[mM]\b\.?|[Uu]\.[Ss]\.|[^\W\d_]{1,40}(?:['’](?!s\b)[^\W\d_]{1,10})?|['’]s\b|[½¼¾⅓⅔⅕⅛]|[^\s\w]|\n"
)
_GLYPHS: Final = {"½": 1 / 2, "¼": 1 / 4, "¾": 3 / 4, "⅓": 1 / 3, "⅔": 2 / 3, "⅕": 1 / 5, "⅛": 1 / 8}
_HYPHENS: Final = frozenset("-–—‑−~")
_SUFFIXES: Final = frozenset(("k", "m", "b", "mil"))
_GROUP_MIN: Final = 1000
_MAX_TOKENS: Final = 14


@dataclass(slots=True)
class Number:
    """A number read from tokens ``i`` to ``j`` (exclusive). ``sort``: exact, plural (at least so many), share, pair."""

    i: int
    j: int
    value: float
    sort: str = "exact"
    scale: float = 1.0


class Words:
    """Tokens of a text as parallel lists."""

    __slots__ = ("ends", "lower", "raw", "starts", "text")

    def __init__(self, text: str) -> None:
        self.text = text
        self.raw: list[str] = []
        self.starts: list[int] = []
        self.ends: list[int] = []
        for match in TOKEN.finditer(text):
            self.raw.append(match.group())
            self.starts.append(match.start())
            self.ends.append(match.end())
        self.lower = [word.lower() for word in self.raw]

    def word(self, index: int) -> str:
        """Lower-case token, or an empty string outside the text."""
        return self.lower[index] if 0 <= index < len(self.lower) else ""

    def glued(self, index: int) -> bool:
        """No space between this token and the one before."""
        return 0 < index < len(self.starts) and self.starts[index] == self.ends[index - 1]

    def hyphen(self, index: int) -> bool:
        """A hyphen or dash."""
        return self.word(index) in _HYPHENS


def is_digits(word: str) -> bool:
    """Written in digits."""
    return bool(word) and (word[0].isdigit() or (word[0] == "." and len(word) > 1)) and word.isascii()


def plain(word: str) -> float:
    """Value of a token in digits, thousands marks of any kind dropped."""
    return float("".join(char for char in word if char not in ", \u00a0\u202f"))


def number_at(w: Words, i: int) -> Number | None:
    """The longest number that begins at token ``i``."""
    data, word = amount_words(), w.word(i)
    if is_digits(word):
        return _scaled(w, i, i + 1, plain(word))
    if word in _GLYPHS:
        return Number(i, i + 1, _GLYPHS[word], "share")
    if word in data.plurals and (word != "scores" or w.word(i + 1) == "of" or _bare_scores(w, i)):
        return _plural(w, i)
    if word == "quarter" and w.word(i + 1) in ("million", "billion"):
        return Number(i, i + 2, data.multipliers[w.word(i + 1)] / 4)
    if (
        word in data.numbers
        or (word in ("hundred", "thousand") and i == 0)
        or word in ("hundred", "thousand", "million", "billion", "dozen")
    ):
        return _worded(w, i)
    if word in ("a", "an"):
        return _with_article(w, i)
    if word == "half":
        return _half(w, i)
    if word in data.bound_words["vague"]:
        return _vague(w, i)
    return None


def _plural(w: Words, i: int) -> Number:
    """Hundreds; tens of thousands; hundreds of millions."""
    plurals, value, j = amount_words().plurals, float(amount_words().plurals[w.word(i)]), i + 1
    while w.word(j) in ("upon", "and") and w.word(j + 1) == w.word(i):  # 'hundreds upon hundreds'
        j += 2
    while w.word(j) == "of" and w.word(j + 1) in plurals:
        value, j = value * plurals[w.word(j + 1)] / 2, j + 2
    return Number(i, j, value, "plural")


def _bare_scores(w: Words, i: int) -> bool:
    """'Killed 14 and injured scores'."""
    after = w.word(i + 1)
    return w.word(i - 1) in amount_words().words["scores_after"] and not after[:1].isalnum()


def _scaled(w: Words, i: int, j: int, value: float) -> Number:
    """Digits with the words or letters that multiply them: 1.5 million, 10bn."""
    multipliers, scale = amount_words().multipliers, 1.0
    while True:
        step = j + 1 if w.hyphen(j) and w.word(j + 1) in ("million", "billion", "trillion") else j
        word = w.word(step)
        if word not in multipliers or word == "score" or (len(word) == 1 and not (w.glued(step) and word in _SUFFIXES)):
            break
        if len(word) == 1 and step + 1 < len(w.raw) and w.glued(step + 1) and w.word(step + 1).isalnum():
            break
        scale *= multipliers[word]
        j = step + 1
        if w.word(j) == "and" and w.word(j + 1) in ("a", "one") and w.word(j + 2) in ("half", "quarter"):
            value, j = value + 1 / amount_words().fractions[w.word(j + 2)], j + 3
        elif w.word(j) == "and" and scale == 100 and w.word(j + 1) in amount_words().numbers:
            return Number(i, j + 2, value * scale + amount_words().numbers[w.word(j + 1)], "exact", scale)
    if scale == 1 and (share := _fraction(w, Number(i, j, value))) is not None:
        return share
    number = Number(i, j, value * scale, "exact", scale)
    return _mixed(w, number)


def _mixed(w: Words, number: Number) -> Number:
    """2 1/4, 3/4: a written fraction after or instead of a whole number."""
    if (
        w.word(number.j) == "/"
        and is_digits(w.word(number.j + 1))
        and number.scale == 1
        and w.word(number.j + 2) != "/"
    ):
        below = plain(w.word(number.j + 1))
        if 0 < number.value < below <= 100 and number.value == int(number.value):
            return Number(number.i, number.j + 2, number.value / below, "share")
    if w.word(number.j) in _GLYPHS and number.scale == 1:
        return _scaled(w, number.i, number.j + 1, number.value + _GLYPHS[w.word(number.j)])
    return number


def _worded(w: Words, i: int) -> Number | None:
    """One hundred and fifty; twenty-five; two and a half million; three quarters."""
    data = amount_words()
    total, group, j, any_word, scale = 0.0, 0.0, i, False, 1.0
    limit = i + _MAX_TOKENS
    while j < limit:
        at = j
        if (any_word and w.hyphen(at) and w.glued(at) and w.word(at + 1) in data.numbers) or (
            any_word
            and w.word(at) == "and"
            and scale >= 100
            and w.word(at + 1) in data.numbers
            and w.word(at + 2) not in data.fractions
        ):
            at += 1
        elif (
            any_word
            and w.word(at) == "and"
            and w.word(at + 1) in ("a", "one")
            and w.word(at + 2) in ("half", "quarter")
        ):
            share = 1 / data.fractions[w.word(at + 2)]
            total, group = (
                (total + share * scale, group) if group == 0 and scale >= _GROUP_MIN else (total, group + share)
            )
            j = at + 3
            continue
        word = w.word(at)
        if word in data.numbers:
            value = data.numbers[word]
            if any_word and not _continues(group, value, scale):
                break
            group, any_word = group + value, True
        elif (
            word in data.multipliers
            and len(word) > 2
            and (word != "score" or (any_word and group > 1 and w.word(at + 1).isalpha()))
            and (any_word or word in ("hundred", "thousand", "million", "billion", "dozen"))
        ):
            times = data.multipliers[word]
            group = (group or (0.0 if total and not any_word else 1.0)) * times
            scale = times
            if times >= _GROUP_MIN:
                total, group = total + group, 0.0
            any_word = True
        else:
            break
        j = at + 1
    if not any_word:
        return None
    number = Number(i, j, total + group, "exact", scale)
    return _fraction(w, number) or number


def _continues(group: float, value: int, scale: float) -> bool:
    """'Twenty' takes 'five', 'hundred' takes anything below it, 'three' takes nothing."""
    if group == 0:
        return scale > 1
    if group % 100 == 0:
        return value < 100
    return group % 10 == 0 and group % 100 >= 20 and 0 < value < 10


def _fraction(w: Words, number: Number) -> Number | None:
    """Two thirds, three-quarters, one in five."""
    data, j = amount_words(), number.j
    at = j + 1 if w.hyphen(j) and w.glued(j) else j
    word = w.word(at)
    if (
        word in data.fractions
        and not is_digits(w.word(number.i))
        and number.value < 100
        and (word.endswith("s") == (number.value != 1) or word == "half")
    ):
        if (
            word in ("quarter", "third", "fourth", "fifth", "second")
            and w.word(at + 1) not in ("of", "", ".", ",", "million", "the", "and")
            and at == j
        ):
            return None
        return Number(number.i, at + 1, number.value / data.fractions[word], "share")
    share = _of_every(w, number)
    if share is not None:
        return share
    if w.word(j) in ("in", "out") and number.value <= 20:
        k = j + 2 if w.word(j) == "out" and w.word(j + 1) == "of" else j + 1
        other = data.numbers.get(w.word(k)) or (int(w.word(k)) if w.word(k).isdigit() and len(w.word(k)) < 4 else 0)
        after = w.word(k + 1)
        if after in data.words["time_units"]:
            return None
        if (
            other > number.value
            and number.value <= 9
            and (
                after.endswith("s") or after in data.words["irregular_plurals"] or after == "of" or _alone(w, number, k)
            )
            and w.word(j) == "in"
        ):
            return Number(number.i, k + 1, number.value / other, "share")
    return None


def _alone(w: Words, number: Number, k: int) -> bool:
    """'Fewer than one in ten made it': both in words, and no 'in ten minutes'."""
    one = w.word(number.i) == "one" and number.j == number.i + 1
    return one and w.word(k).isalpha() and w.word(number.i - 1) not in ("the", "no", "only", "another")


def _of_every(w: Words, number: Number) -> Number | None:
    """'Eight of every ten', 'one in every five', 'nine out of ten': shares; 'nine out of 15 judges' are two counts."""
    data, j = amount_words(), number.j
    j += w.word(j) == "out"
    if w.word(j) not in ("of", "in"):
        return None
    every = w.word(j + 1) in ("every", "each")
    round_out = w.word(number.j) == "out" and w.word(j + 1) in ("ten", "five", "four", "three")
    if not every and not round_out:
        return None
    at = j + 1 + every
    other = data.numbers.get(w.word(at)) or (int(w.word(at)) if w.word(at).isdigit() and len(w.word(at)) < 5 else 0)
    if other <= number.value or w.word(at + 1) in data.words["time_units"]:
        return None
    return Number(number.i, at + 1, number.value / other, "share")


def _with_article(w: Words, i: int) -> Number | None:
    """A hundred, a dozen, a pair of, a couple of, a third of, a quarter of a million, a few hundred."""
    data, word = amount_words(), w.word(i + 1)
    if word in ("pair", "couple", "brace", "duo") and w.word(i + 2) == "of":
        return Number(i, i + 3, 2.0, "pair")
    if word == "trio" and w.word(i + 2) == "of":
        return Number(i, i + 3, 3.0, "pair")
    if word in data.bound_words["vague"]:
        found = _vague(w, i + 1)
        return Number(i, found.j, found.value, found.sort) if found else None
    if word == "half" and w.word(i + 2) in data.multipliers:
        return Number(i, i + 3, data.multipliers[w.word(i + 2)] / 2)
    if word in data.multipliers and len(word) > 2 and word not in ("score", "mil", "mln", "bln", "trn"):
        found = _worded(w, i + 1)
        return Number(i, found.j, found.value, "exact", found.scale) if found else None
    if word in data.fractions and not word.endswith("s"):
        if w.word(i + 2) == "of" and w.word(i + 3) == "a" and w.word(i + 4) in data.multipliers:
            return Number(i, i + 5, data.multipliers[w.word(i + 4)] / data.fractions[word])
        if w.word(i + 2) == "of" or (word == "half" and not w.word(i + 2).isalpha()):
            return Number(i, i + 2, 1 / data.fractions[word], "share")
    return None


def _half(w: Words, i: int) -> Number | None:
    data = amount_words()
    if w.word(i + 1) in ("a", "the", "of", "its", "their", "his", "all"):
        if w.word(i + 1) == "a" and w.word(i + 2) in data.multipliers:
            return Number(i, i + 3, data.multipliers[w.word(i + 2)] / 2)
        if w.word(i + 1) == "a":
            return None
        return Number(i, i + 1, 0.5, "share")
    if w.word(i + 1) in data.multipliers:
        return Number(i, i + 2, data.multipliers[w.word(i + 1)] / 2)
    return (
        Number(i, i + 1, 0.5, "share")
        if w.word(i + 1) in ("people", "") or w.word(i - 1) in ("than", "over", "nearly", "almost", "about")
        else None
    )


def _vague(w: Words, i: int) -> Number | None:
    """Several hundred, a few thousand: at least two of them."""
    data, word = amount_words(), w.word(i + 1)
    if w.word(i) == "some":
        return None
    if word in ("hundred", "thousand", "million", "billion", "dozen"):
        times, j = data.multipliers[word], i + 2
        if w.word(j) in ("thousand", "million"):
            times, j = times * data.multipliers[w.word(j)], j + 1
        return Number(i, j, 2.0 * times, "plural")
    return None
