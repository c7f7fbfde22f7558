"""What the words for a treaty tell: "the 2003 gas agreement with Egypt" names gas and a year, "the pact" nothing."""

from __future__ import annotations

import functools
import re
from collections.abc import Iterable, Sequence

import msgspec

from verbale.events.wording import content_words, word_set
from verbale.naming import tables as naming_tables

_YEAR = re.compile(r"\b(?:1[89]|20)\d\d\b")
_STEM = 4  # letters that a country's name and its adjective share: Uzbek, Uzbekistan


class TreatyName(msgspec.Struct, frozen=True):
    """`words` tell this treaty from another of the same parties; `new`: it is told as in the place of an older one."""

    text: str
    words: frozenset[str]
    year: int | None = None
    new: bool = False


def name_of(text: str, codes: Sequence[str], told: Iterable[str]) -> TreatyName:
    """The name in `text`; `codes` and `told` (words) are the parties', whose names tell nothing."""
    words = content_words(text)
    stems = _stems(tuple(sorted(codes)), tuple(sorted(told)))
    own = frozenset(w for w in words - word_set("treaty") if w[:_STEM] not in stems)
    years = _YEAR.findall(text)
    return TreatyName(
        text, own, int(years[0]) if len(years) == 1 else None, bool(re.search(r"\bnew\b", text.casefold()))
    )


@functools.lru_cache(maxsize=4096)
def _stems(codes: tuple[str, ...], told: tuple[str, ...]) -> frozenset[str]:
    names = naming_tables.load().country_names
    words = content_words(" ".join([*(names.get(code, code) for code in codes), *told]))
    return frozenset(word[:_STEM] for word in words if len(word) >= _STEM)
