"""Words of a sentence as Universal Dependencies splits them.

Clitics, hyphens, currency signs and closing stops apart.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

ABBREVIATIONS = frozenset(
    """
mr mrs ms dr prof gen lt col maj capt sgt cmdr adm brig rev hon gov sen rep pres st jr sr messrs mt ft co corp inc
ltd bros jan feb mar apr jun jul aug sep sept oct nov dec mon tue tues wed thu thurs fri sat sun no nos vs etc al
e.g i.e approx est dept a.m p.m p.s u.s u.n u.k u.s.a d.c e.u d.p.r.k r.o.k p.r.c ph.d vol pp fig min max supt insp
amb
""".split()
)
JOINED_PREFIXES = (
    "e|co|re|non|pre|post|anti|pro|ex|mid|semi|multi|cross|pan|mini|ultra|sub|inter|intra|trans|counter|vice|un"
)
MAX_WORD = 60

_TOKEN = re.compile(
    r"(?:https?://|www\.)[^\s<>\"”’)\]]{1,300}"
    r"|[\w.+-]{1,40}@[\w-]{1,40}(?:\.[\w-]{1,20}){1,4}"
    r"|(?:[^\W\d_]\.){2,8}"  # U.S.  D.P.R.K.
    r"|[A-Z]{1,3}[a-z]?-\d{1,4}[A-Z]{0,3}(?![\w-])"  # F-16  Su-35  Il-76TD
    r"|\d{1,20}(?:[.,:/-]\d{1,10}){0,6}(?:st|nd|rd|th)?(?![^\W\d_])"  # 3,000  10:30  2024-11-20  20th
    r"|(?i:" + JOINED_PREFIXES + r")-[^\W\d_]{2,40}(?:['’][^\W\d_]{1,10})?"
    r"|[^\W_]{1,60}(?:['’][^\W\d_]{1,20})*"
    r"|\.{2,6}|…|-{2,6}|[!?]{2,6}"
    r"|\S"
)
_CLITIC = re.compile(r"(?i)(n['’]t|['’](?:s|re|ve|ll|d|m))$")


def split_words(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Offsets of the words in text[start:end], in order. Linear in the length; a run of letters breaks at MAX_WORD."""
    for match in _TOKEN.finditer(text, start, end):
        first, last = match.span()
        word = match.group()
        low = word.lower()
        if low == "cannot":
            yield first, first + 3
            yield first + 3, last
            continue
        clitic = _CLITIC.search(word)
        if clitic and clitic.start() > 0:
            yield first, first + clitic.start()
            yield first + clitic.start(), last
            continue
        yield first, last


def words(text: str, start: int, end: int) -> list[tuple[int, int]]:
    """As `split_words`, with the full stop of an abbreviation joined to it ('Mr.', 'Nov.', 'U.S.')."""
    result: list[tuple[int, int]] = []
    for first, last in split_words(text, start, end):
        if (
            result
            and text[first:last] == "."
            and result[-1][1] == first
            and last < end
            and _abbreviated(text[result[-1][0] : first])
        ):
            result[-1] = (result[-1][0], last)
        else:
            result.append((first, last))
    return result


def _abbreviated(word: str) -> bool:
    return word.lower() in ABBREVIATIONS or (len(word) == 1 and word.isupper())
