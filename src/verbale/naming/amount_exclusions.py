"""Numbers that are no amounts: names, ages, scores, telephone numbers, pronouns."""

from __future__ import annotations

import re
from typing import Final

from verbale.naming.amount_items import is_plural, unit_at
from verbale.naming.amount_numbers import Number, Words, is_digits, number_at, plain
from verbale.naming.amount_words import amount_words

_CLOCK: Final = re.compile(r"(?:[01]?\d|2[0-3])\.[0-5]\d")
_OLDEST: Final = 110
_YEAR: Final = 4  # digits


def excluded(w: Words, number: Number, *, joins: bool) -> bool:
    """Whether a number is no amount. ``joins``: it may stand alone after 'and' because amounts came before it."""
    lists = amount_words().words
    i, j = number.i, number.j
    raw, before, after = w.raw[i], w.word(i - 1), w.word(j)
    if not is_digits(raw):
        return _excluded_word(w, number, joins)
    if (
        w.glued(i)
        and i
        and (
            w.raw[i - 1][-1].isalnum()
            or (w.hyphen(i - 1) and w.glued(i - 1) and i > 1 and w.raw[i - 2][-1].isalpha())
            or before in (":", "/", "+", "#", "_", "@")
        )
    ):
        return not (w.raw[i - 1] == "to" or (before == "-" and w.word(i - 2) == "mid"))
    if w.glued(i) and w.hyphen(i - 1) and i > 1 and w.glued(i - 1) and is_digits(w.word(i - 2)):
        return True
    if j < len(w.raw) and w.glued(j) and (w.raw[j][0].isalpha() or after in (":", "/")) and not unit_at(w, j)[0]:
        return True
    if before in lists["never_after"] and w.word(i - 2) != "least" and before != "mile":
        return not (before == "no" and number.value > 99) and before != "top"
    if _chain(w, i, j) or _named(w, i, j) or _clock_or_age(w, i, j) or _citation(w, i, j):
        return True
    return len(raw) == 4 and after in lists["local_hours"]


def _citation(w: Words, i: int, j: int) -> bool:
    """'Resolutions 1929 (2010) and 2231 (2015)': the number of a document and its year."""
    year = i if w.word(i - 1) == "(" else j + 1
    number = i - 2 if year == i else i
    opened = w.word(year - 1) == "(" and w.word(year + 1) == ")"
    return opened and len(w.word(year)) == _YEAR and is_digits(w.word(year)) and is_digits(w.word(number))


def _clock_or_age(w: Words, i: int, j: int) -> bool:
    """'Left at 16.40', 'she is 19 and studies', 'the first lady, 54, flew', 'No. 10', 'the Group of 77', 'Day 30'."""
    lists, before, after = amount_words().words, w.word(i - 1), w.word(j)
    ends = not after or after in (",", ".", ";", "and", "\n", ")") or (after == "when" and j - i == 1)
    value = plain(w.word(i))
    if before == "at" and _CLOCK.fullmatch(w.raw[i]) and not unit_at(w, j)[0] and after not in ("percent", "million"):
        return True
    if before in lists["be"] and w.word(i - 2) in lists["persons"] and ends and value <= _OLDEST:
        return True
    if before == "," and after == "," and _is_person(w, i - 2) and value <= _OLDEST and w.word(j + 1).isalpha():
        return True
    if before == "." and w.word(i - 2) in ("no", "nos") and w.raw[i - 2][0].isupper():
        return True
    if before == "day" and w.raw[i - 1][0].isupper() and i > 1:
        return True
    return before == "of" and w.word(i - 2) == "group" and w.raw[i - 2][0].isupper()


def _is_person(w: Words, at: int) -> bool:
    """The word before ', 54,': a name, or a singular noun after an article."""
    word, lists = w.word(at), amount_words().words
    if not word.isalpha() or word in lists["stop"] or is_plural(word) or at < 1 or is_digits(w.word(at - 1)):
        return False
    return w.raw[at][0].isupper() or any(
        w.word(place) in ("the", "a", "an", "his", "her") for place in (at - 1, at - 2)
    )


def _chain(w: Words, i: int, j: int) -> bool:
    """Scores (3-1) and telephone numbers (1-222-222)."""
    lists = amount_words().words
    if not (w.hyphen(j) and is_digits(w.word(j + 1)) and w.glued(j) and w.glued(j + 1)):
        return False
    if w.hyphen(j + 2) and w.glued(j + 2):
        return True
    first, second = plain(w.word(i)), plain(w.word(j + 1))
    if any(w.word(at) in lists["score_words"] for at in range(max(0, i - 4), i)) and second < 400:
        return True
    return second <= first and number_at(w, j + 1) is not None and (number_at(w, j + 1) or Number(0, 0, 0)).scale == 1


def _named(w: Words, i: int, j: int) -> bool:
    """A number that ends a name: 'Apollo 11 landed', 'Building 12'."""
    lists = amount_words().words
    if i < 1 or not w.raw[i - 1][0].isupper() or w.raw[i] == "." or "," in w.raw[i]:
        return False
    if j < len(w.raw) and w.raw[j][0].isupper() and w.lower[i - 1] not in lists["stop"] and number_is_plain(w.raw[i]):
        return True
    opens = i == 1 or w.word(i - 2) in (".", "\n", '"', "“")
    noun = (
        j < len(w.raw)
        and w.raw[j][0].isalpha()
        and ((w.word(j) not in lists["stop"] and w.word(j) not in lists["verbs"]) or w.word(j) == "of")
    )
    noun = noun or bool(unit_at(w, j)[0]) or w.hyphen(j) or j - i > 1 or w.word(j) == "to"
    return not noun and not (opens and len(w.raw[i - 1]) < 8)


def number_is_plain(raw: str) -> bool:
    """Three or four digits without a thousands mark, as in '1718 Committee'."""
    return raw.isdigit() and 3 <= len(raw) <= 4


def _excluded_word(w: Words, number: Number, joins: bool) -> bool:
    lists = amount_words().words
    i, j = number.i, number.j
    raw, before, after = w.raw[i], w.word(i - 1), w.word(j)
    word = w.word(i)
    if word == "one" and j == i + 1 and number.sort == "exact":
        if before in lists["one_not_after"] or after in lists["one_not_before"] or (before == "not" and after == "of"):
            return True
        if not after or not (after[0].isalpha() or after == "-") or (after in lists["stop"] and after != "of"):
            return not (joins and before in ("and", ","))
        if after == "of" and w.word(j + 1) not in lists["one_of_before"]:
            return True
    if (word in ("half", "quarter") and before == "-") or (w.glued(i) and w.hyphen(i - 1)):
        return True
    if raw[0].isupper() and i > 0 and w.raw[i - 1][0].isalpha() and w.raw[i - 1] != "The" and not w.raw[i].isupper():
        return True
    if raw[0].isupper() and i > 0 and j < len(w.raw) and w.raw[j][0].isupper() and w.raw[i - 1][0].isalpha():
        return True
    return before in lists["never_after"] and before not in lists["word_never_exempt"]
