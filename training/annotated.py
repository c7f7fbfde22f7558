"""Annotated stories as the fits read them: the text, what happens in it, and whom each bracket means."""

from __future__ import annotations

import datetime
import pathlib
import re
import sys
from collections.abc import Iterator, Sequence
from typing import NamedTuple

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent / "src"))
from labelled import _EVENT, TYPES, _numbers, strip

from verbale.record import Story

_HEAD = re.compile(r"# id: *(\S+).*?date: *(\d{4}-\d\d-\d\d)(?:.*?outlet: *(.*))?")
Codes = frozenset[str]


class Told(NamedTuple):
    """One annotated event: its sentence, type and the codes of both sides."""

    start: int
    end: int
    type: str
    actors: Codes
    recipients: Codes


class Marked(NamedTuple):
    """A bracket: first and last character of its words, and its codes in order."""

    start: int
    end: int
    codes: tuple[str, ...]


class Annotated(NamedTuple):
    """A story as text, its events and brackets, and the group that folds go by."""

    story: Story
    events: tuple[Told, ...]
    marked: tuple[Marked, ...]
    group: str


def stories(folder: pathlib.Path) -> Iterator[Annotated]:
    """The annotated stories of a folder."""
    for head, lines, group in lines_of(folder):
        yield story_of(head, lines, group)


def lines_of(folder: pathlib.Path) -> Iterator[tuple[re.Match[str], list[str], str]]:
    """The head, the lines and the group of each story of a folder."""
    for path in sorted(folder.glob("*.txt")):
        number, head, lines = 0, None, []
        for raw in [*path.read_text(encoding="utf-8").splitlines(), "#"]:
            line = raw.strip()
            if line.startswith("#"):
                if head is not None and lines:
                    yield head, lines, f"{path.stem}:{number}"
                number, head, lines = number + 1, _HEAD.match(line), []
            elif line:
                lines.append(line)


def story_of(head: re.Match[str], lines: Sequence[str], group: str) -> Annotated:
    """A story of its lines."""
    text = ""
    events: list[Told] = []
    marked: list[Marked] = []
    codes: list[str] = []
    start = 0
    for line in lines:
        m = _EVENT.fullmatch(line)
        if m is not None and m[2] in TYPES:
            events.append(Told(start, len(text), m[2], _side(m[1], codes), _side(m[4], codes)))
        elif not line.startswith(">"):
            bare, spans, codes = strip(line)
            start = len(text) + bool(text)
            text += ("\n" if text else "") + bare
            coded = ((a, b, c) for (a, b), c in zip(spans, codes, strict=True) if c)
            marked += [Marked(start + a, start + b, tuple(sorted(c.split("+")))) for a, b, c in coded]
    date = datetime.date.fromisoformat(head[2])
    story = Story(text=text, name=head[1], published=date, outlet=head[3], language="en")
    return Annotated(story, tuple(events), tuple(marked), group)


def _side(side: str, codes: Sequence[str]) -> Codes:
    if side.startswith("@"):
        return frozenset(side[1:].split("+"))
    return frozenset(c for n in _numbers(side, len(codes)) for c in codes[n].split("+") if c)
