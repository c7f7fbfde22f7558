"""Sentences of a text: lines, then full stops that close a sentence.

Quotes, titles, initials and abbreviations are known.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from verbale.language.words import ABBREVIATIONS

MAX_SENTENCE = 1500  # characters; longer ones are cut at a separator, so that no input is quadratic
_STOP = re.compile(r"[.!?…]{1,6}[\"”’'»)\]]{0,3}(?=\s|$|\[)")
_LAST_WORD = re.compile(r"[^\s(\[“\"‘']{1,40}$")
_OPENING = "\"“‘'«([—–-"
# Words that open a sentence far more often than they follow an abbreviation such as "U.S." as part of a name.
_STARTERS = frozenset(
    """
The A An In On At It He She They We I But And However This That These Those There Meanwhile While When As After
Before Since If For With By To From His Her Its Their Our What Who Both Some Many Most Other Also Earlier Later Last
Yesterday Today
""".split()
)
_TITLES = frozenset(
    """
mr mrs ms dr prof gen lt col maj capt sgt cmdr adm brig rev hon gov sen rep pres st messrs amb no nos vs e.g i.e mt
ft
""".split()
)
_WRAPPED_LOW, _WRAPPED_HIGH = 45, 100  # lengths of the lines of hard-wrapped plain text


def paragraphs(text: str) -> Iterator[tuple[int, int]]:
    """Offsets of paragraphs: lines, or blocks between blank lines where the text is hard-wrapped."""
    breaks = re.compile(r"\n[ \t\r]*\n") if _hard_wrapped(text) else re.compile(r"[\r\n\u2028\u2029]+")
    start = 0
    for match in [*breaks.finditer(text), None]:
        end = match.start() if match else len(text)
        first, last = _trim(text, start, end)
        if first < last:
            yield first, last
        start = match.end() if match else end


def sentences(text: str) -> Iterator[tuple[int, int, int]]:
    """(start, end, paragraph number) of every sentence, in order, trimmed; none over MAX_SENTENCE."""
    for number, (first, last) in enumerate(paragraphs(text)):
        for start, end in _split(text, first, last):
            yield from ((s, e, number) for s, e in _bounded(text, start, end))


def unbroken(text: str) -> Iterator[tuple[int, int]]:
    """Sentences of any length, before long ones are cut."""
    for first, last in paragraphs(text):
        yield from _split(text, first, last)


def _split(text: str, first: int, last: int) -> Iterator[tuple[int, int]]:
    start = first
    for match in _STOP.finditer(text, first, last):
        if match.end() < last and not _closes(text, match.start(), match.end(), last):
            continue
        yield start, match.end()
        start = match.end()
    if start < last:
        yield start, last


def _closes(text: str, stop: int, end: int, last: int) -> bool:
    """Whether the punctuation text[stop:end] closes a sentence, judged by the words on both sides."""
    following = text[end : min(end + 40, last)].lstrip()
    if not following:
        return True
    head = following.lstrip(_OPENING)[:1]
    if head.islower():
        return False
    if text[stop] != ".":
        return True
    before = _LAST_WORD.search(text, max(0, stop - 40), stop)
    word = before.group().lower() if before else ""
    if end - stop > 1 and text[stop:end] != "..":
        return True
    if word in _TITLES or (len(word) == 1 and word.isalpha() and text[stop - 1].isupper() and word != "i"):
        return False
    if word in ABBREVIATIONS or re.fullmatch(r"(?:\w\.){1,6}\w", word):
        if head.isdigit():
            return False
        opener = re.match(r"\w+", following.lstrip(_OPENING))
        return following[0] in _OPENING or bool(opener and opener.group() in _STARTERS)
    return True


def _bounded(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """The sentence itself, or pieces of it where it is longer than MAX_SENTENCE."""
    start, end = _trim(text, start, end)
    while end - start > MAX_SENTENCE:
        cut = max(text.rfind(mark, start + MAX_SENTENCE // 2, start + MAX_SENTENCE) for mark in ("; ", ", ", " "))
        cut = cut + 1 if cut > 0 else start + MAX_SENTENCE
        yield _trim(text, start, cut)
        start, _ = _trim(text, cut, end)
    if start < end:
        yield start, end


def _trim(text: str, start: int, end: int) -> tuple[int, int]:
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    return start, end


def _hard_wrapped(text: str) -> bool:
    """Whether line breaks fall inside sentences: many lines of like length that end without a stop."""
    lines = [line.rstrip() for line in text[:20000].split("\n") if line.strip()]
    if len(lines) < 6 or "\n\n" not in text.replace("\r", ""):
        return False
    inner = sum(_WRAPPED_LOW <= len(line) <= _WRAPPED_HIGH and line[-1] not in '.!?”"’' for line in lines)
    return inner >= len(lines) / 2
