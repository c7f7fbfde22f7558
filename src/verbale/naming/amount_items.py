"""The counted noun phrase after a number: up to its head noun, by word lists and endings alone."""

from __future__ import annotations

from typing import Final

from verbale.naming.amount_numbers import Words, number_at
from verbale.naming.amount_words import amount_words

_MAX_WORDS: Final = 7
_PLURAL_MIN: Final = 4
_GLOSS_WORDS: Final = 3


def unit_at(w: Words, j: int) -> tuple[str, int]:
    """Unit or currency that begins at token ``j``: (code, end), or ('', j)."""
    data = amount_words()
    if w.word(j) not in data.unit_heads:
        return "", j
    for length in (4, 3, 2, 1):
        key = tuple(w.lower[j : j + length])
        if len(key) == length and key in data.units:
            return data.units[key], j + length
    return "", j


def counted_item(w: Words, j: int, *, single: bool = False) -> tuple[str, int]:
    """Noun phrase that begins at token ``j``: (text, end token), or ('', j) where no noun follows."""
    at = _skip_partitive(w, j)
    words, lists = _phrase(w, at), amount_words().words
    if (
        not words
        or w.lower[words[0]] in lists["verbs"]
        or (len(words) == 1 and _verbish(w.lower[words[0]]) and not is_plural(w.lower[words[0]]))
    ):
        return "", j
    end = _head(w, words, single)
    if end <= at:
        return "", j
    return w.text[w.starts[at] : w.ends[end - 1]], end


def _skip_partitive(w: Words, j: int) -> int:
    """'of the', 'of its 27', 'more', 'other' before the noun."""
    at = j
    if w.word(at) == "of":
        at += 1
        if w.word(at) == "all":
            at += 1
        if w.word(at) in ("the", "these", "those", "its", "their", "his", "her", "our"):
            at += 1
        number = number_at(w, at)
        if number is not None and number.sort == "exact":
            at = number.j
    elif w.word(at) == "-" and w.glued(at):
        return at
    while w.word(at) in ("more", "other", "further", "additional", "such", "new", "extra") and at < j + 6:
        if w.word(at) in ("new", "additional"):
            break
        at += 1
    return at


def _phrase(w: Words, at: int) -> list[int]:
    """Token places of the words from ``at`` to the first stop, hyphens included."""
    lists = amount_words().words
    places: list[int] = []
    place, count = at, 0
    while place < len(w.raw) and count < _MAX_WORDS:
        word = w.lower[place]
        if w.hyphen(place) and places and w.glued(place) and w.glued(place + 1) and w.word(place + 1).isalnum():
            places += [place, place + 1]
            place += 2
            continue
        if word in ("'s", "’s"):
            break
        if word == "." and places and len(w.raw[place - 1]) == 1:
            place += 1
            continue
        closed = _gloss_end(w, place) if word == "(" and places else 0
        if closed:
            place = closed
            continue
        if not word[0].isalpha() or (
            word in lists["stop"] and not (word in lists["compass"] and w.raw[place][0].isupper())
        ):
            break
        if word in lists["verbs"] and places:
            break
        places.append(place)
        count += 1
        place += 1
    return places


def _gloss_end(w: Words, place: int) -> int:
    """Token after a short bracket inside a noun phrase, as in '10,000 DPRK (North Korean) soldiers'; 0 where none."""
    for end in range(place + 2, place + _GLOSS_WORDS + 2):
        if w.word(end) == ")":
            return (
                end + 1 if w.word(end + 1)[:1].isalpha() and w.word(end + 1) not in amount_words().words["stop"] else 0
            )
    return 0


def is_plural(word: str) -> bool:
    """Looks like a plural noun."""
    lists = amount_words().words
    low = word.lower()
    if low in lists["irregular_plurals"]:
        return True
    return (
        len(low) >= _PLURAL_MIN
        and low.endswith("s")
        and not low.endswith(("ss", "ous"))
        and low not in lists["plural_not"]
    )


def _head(w: Words, places: list[int], single: bool) -> int:
    """End of the noun phrase: after the first plural (or a second behind it), else before the first verb form."""
    lists = amount_words().words
    last = places[-1] + 1
    if not single:
        for index, place in enumerate(places):
            if w.hyphen(place) or (place + 1 in places and w.hyphen(place + 1)):
                continue
            word = w.raw[place]
            if is_plural(word) and (
                word[0].islower()
                or index == len(places) - 1
                or w.lower[place] in lists["irregular_plurals"]
                or place + 1 not in places
            ):
                behind = w.word(place + 1)
                if (
                    place + 1 in places
                    and (is_plural(behind) or w.lower[place] in lists["compound_first"])
                    and behind not in lists["verbs"]
                ) and (
                    w.lower[place] in lists["compound_first"]
                    or (w.lower[place] not in lists["irregular_plurals"] and not _verbish(behind))
                ):
                    continue
                return place + 1
    for index, place in enumerate(places):
        if index and _verbish(w.lower[place]) and w.raw[place].islower() and (single or not is_plural(w.lower[place])):
            return place
    return last


def _verbish(low: str) -> bool:
    return (len(low) > 4 and low.endswith("ed")) or (low.endswith("ing") and len(low) > 5)
