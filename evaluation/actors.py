"""Whether actors get the right code, apart from whether the right claim is found."""
from __future__ import annotations

import collections
import re
from collections.abc import Iterable

from evaluation.pairing import Coded, Record

_ARTICLE = re.compile(r"^(?:the|a|an|its|his|her|their|our)\s+")
_EDGE = re.compile(r"^[\s\"“”'‘’(\[,.]+|(?:['’]s?|[\s\"“”'‘’)\],.])+$")


def actor_codes(pairs: Iterable[tuple[Coded, Coded]]) -> tuple[int, int, int]:
    """(mentions annotated, found, coded right) over pairs of the same type.

    A mention is one wording of an actor or recipient in an annotated claim, with the set of codes that the claim gives
    to this wording ("the two countries": two codes). It is *found* if the paired claim of ours holds, on either side,
    an actor of the same wording: equal without case, article, quotation marks and possessive, or one the end or the
    beginning of the other in whole words ("Putin", "President Putin"). It is *coded right* if the codes of all such
    actors of ours are the annotated set, an uncoded one counting as no code. So the share right / found judges the
    naming alone.
    """
    annotated = found = right = 0
    for gold, output in pairs:
        if gold.event != output.event:
            continue
        ours = _mentions(output.record)
        for words, codes in _mentions(gold.record).items():
            if not words or not codes:
                continue
            annotated += 1
            alike = [given for other, given in ours.items() if _alike(words, other)]
            found += bool(alike)
            right += bool(alike) and frozenset().union(*alike) == codes
    return annotated, found, right


def _mentions(record: Record) -> dict[str, frozenset[str]]:
    codes: dict[str, set[str]] = collections.defaultdict(set)
    for one in (*(record.get("actor") or ()), *(record.get("recipient") or ())):
        words = _plain(one.get("text") or "")
        codes[words].update([one["code"]] if one.get("code") else [])
    return {words: frozenset(held) for words, held in codes.items()}


def _plain(words: str) -> str:
    return _ARTICLE.sub("", _EDGE.sub("", " ".join(words.casefold().split())))


def _alike(one: str, other: str) -> bool:
    if one == other:
        return True
    short, long = sorted((one, other), key=len)
    return bool(short) and (long.startswith(short + " ") or long.endswith(" " + short))
