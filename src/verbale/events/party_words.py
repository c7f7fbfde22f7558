"""Words that only name the parties ("Russian diplomats", "the Uzbek-Kyrgyz treaty") and tell nothing of the thing."""

from __future__ import annotations

import functools

from verbale.events.wording import content_words
from verbale.naming import tables as naming_tables

_STEM = 4  # letters that a country's name and its adjective share: Uzbek, Uzbekistan


def without_parties(words: frozenset[str], codes: tuple[str, ...], told: tuple[str, ...] = ()) -> frozenset[str]:
    """The words but for those that begin as the parties' names do; `told`: the parties in the claim's own words."""
    stems = _stems(codes, told)
    return frozenset(word for word in words if word[:_STEM] not in stems)


@functools.lru_cache(maxsize=8192)
def _stems(codes: tuple[str, ...], told: tuple[str, ...]) -> frozenset[str]:
    names = naming_tables.load().country_names
    words = content_words(" ".join([*(names.get(code, code) for code in codes), *told]))
    return frozenset(word[:_STEM] for word in words if len(word) >= _STEM)
