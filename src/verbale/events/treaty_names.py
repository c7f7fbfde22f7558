"""What the words for a treaty tell: "the 2003 gas agreement with Egypt" names gas and a year, "the pact" nothing."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

import msgspec

from verbale.events.party_words import without_parties
from verbale.events.wording import content_words, word_set

_PLACE = re.compile(
    r"\s(?:in|at)\s(?:the\s)?(?:[A-Z][\w'\u2019-]{0,40}\s?){1,4}"
)  # where it was signed is no part of a name
_PLACED = re.compile(r"([\w'\u2019-]{1,40})" + _PLACE.pattern + r"\Z")
_YEAR = re.compile(r"\b(?:1[89]|20)\d\d\b")


class TreatyName(msgspec.Struct, frozen=True):
    """`words` tell this treaty from another of the same parties; `new`: it is told as in the place of an older one."""

    text: str
    words: frozenset[str]
    year: int | None = None
    new: bool = False


def _without_place(match: re.Match[str]) -> str:
    """The place where it was signed is no part of a name, but "Forces in Europe" is."""
    before = match.group(1)
    inside = before[0].isupper() and before.casefold() not in word_set("treaty")
    return match.group() if inside else before


def name_of(text: str, codes: Sequence[str], told: Iterable[str]) -> TreatyName:
    """The name in `text`; `codes` and `told` (words) are the parties', whose names tell nothing."""
    words = content_words(_PLACE.sub(" ", text))
    own = without_parties(words - word_set("treaty"), tuple(sorted(codes)), tuple(sorted(told)))
    years = _YEAR.findall(text)
    return TreatyName(
        _PLACED.sub(_without_place, text).strip(),
        own,
        int(years[0]) if len(years) == 1 else None,
        bool(re.search(r"\bnew\b", text.casefold())),
    )
