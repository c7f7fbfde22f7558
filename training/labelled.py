"""Labelled text as the event network learns from it: sentences, the parties in them, and what happens between each two.

Two formats: `pairs/*.tsv`, one marked pair a row, and `scenes/*.txt`, `stories/*.txt`, all parties of a sentence in
brackets with the events between them in lines below (see the README of each folder).
"""

from __future__ import annotations

import csv
import pathlib
import re
from collections.abc import Iterator
from typing import NamedTuple

TYPES = (
    "AGREE",
    "CONSULT",
    "SUPPORT",
    "CONCEDE",
    "COOPERATE",
    "AID",
    "RETREAT",
    "REQUEST",
    "ACCUSE",
    "REJECT",
    "THREATEN",
    "PROTEST",
    "SANCTION",
    "MOBILIZE",
    "COERCE",
    "ASSAULT",
)
STATUS = ("done", "ongoing", "planned", "hypothetical")
FIRST, SECOND, JOINT = 0, 1, 2  # who acts: the party that stands first in the sentence, the second, both
ALONE = 6  # one in so many parties stands in the training data as a pair with nobody
_PARTS = re.compile(r"</?[ar]>")
_BRACKET = re.compile(r"\[(?:([A-Z+.]+)\|)?([^\[\]]*)\]")
_EVENT = re.compile(
    r"> ?(\d+(?:,\d+)*|@[A-Z+]+) ([A-Z]+)(?:\.([a-z-]+))? (-|@[A-Z+]+|\d+(?:,\d+)*)"
    r"((?: (?:done|ongoing|planned|hypothetical|neg|certain|probable|possible))*)(?: src (\S+))?"
)
# A promise to yield in older rows, which have no tag for it.
_PROMISE = re.compile(
    r"\b(agree\w*|will|would|promis\w+|offer\w*|pledg\w+|ready|willing|vow\w*|commit\w*) ", re.IGNORECASE
)
_SANCTIONS = re.compile(
    r"\b(sanction|embargo|tariff|dut(y|ies)\b|blacklist|froze|freez|asset|levy|levies|ban)", re.IGNORECASE
)


class Label(NamedTuple):
    """One event of a pair. `tag` is its mode or finer kind, '' where none is known; `way` is FIRST, SECOND or JOINT."""

    type: str
    tag: str
    way: int
    status: str
    negative: bool


class Pair(NamedTuple):
    """Two parties by their number, first before second in the sentence (-1: not named there).

    `known` tells which ways are labelled: a pair of the older tables says nothing about the way back.
    """

    first: int
    second: int
    labels: tuple[Label, ...]
    known: tuple[int, ...] = (FIRST, SECOND, JOINT)


class Sentence(NamedTuple):
    """A sentence, the spans of its parties in order, their codes ('' where the text is not coded), its pairs."""

    text: str
    parties: tuple[tuple[int, int], ...]
    codes: tuple[str, ...]
    pairs: tuple[Pair, ...]
    group: str  # file and story: what must not be split between training and test


def read_all(folder: pathlib.Path) -> list[Sentence]:
    """Every labelled sentence under `training/`."""
    result = [s for path in sorted(folder.glob("pairs/*.tsv")) for s in _read_table(path)]
    for name in ("scenes", "stories"):
        for path in sorted((folder / name).glob("*.txt")):
            result += _read_text(path)
    return result


def _read_table(path: pathlib.Path) -> Iterator[Sentence]:
    with path.open(encoding="utf-8", newline="") as lines:
        for row in csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE):
            marked = row["sentence"]
            if (row["type"] not in TYPES and row["type"] != "NONE") or len(_PARTS.findall(marked)) != 4:
                continue
            yield _from_row(row, marked, path.stem)


def _from_row(row: dict[str, str], marked: str, group: str) -> Sentence:
    text, spans, at = "", {"a": [0, 0], "r": [0, 0]}, 0
    for m in _PARTS.finditer(marked):
        text += marked[at : m.start()]
        spans[m[0][-2]][m[0].startswith("</")] = len(text)
        at = m.end()
    text += marked[at:]
    actor, recipient = tuple(spans["a"]), tuple(spans["r"])
    way = FIRST if actor < recipient else SECOND
    labels: tuple[Label, ...] = ()
    if row["type"] != "NONE":
        tag = "" if row["mode"] == "-" else row["mode"]
        if row["type"] == "CONCEDE":
            tag = "promise" if row["status"] in ("planned", "hypothetical") or _PROMISE.search(text) else "words"
        if row["type"] == "SANCTION" and not tag and _SANCTIONS.search(text):
            tag = "sanctions"
        labels = (Label(row["type"], tag, way, row["status"] or "done", row["polarity"] == "-"),)
    pair = Pair(0, 1, labels, (way, JOINT))
    return Sentence(text, tuple(sorted((actor, recipient))), ("", ""), (pair,), f"{group}:{text[:60]}")


def _read_text(path: pathlib.Path) -> Iterator[Sentence]:
    group, number, line = path.stem, 0, ""
    events: list[str] = []
    for raw in [*path.read_text(encoding="utf-8").splitlines(), ""]:
        current = raw.strip()
        if current.startswith(">"):
            events.append(current)
            continue
        if line:
            yield from_brackets(line, events, f"{group}:{number}")
        line, events = "", []
        if current.startswith("#"):
            number += 1
        elif current:
            line = current
            number += path.parent.name == "scenes"


def strip(line: str) -> tuple[str, list[tuple[int, int]], list[str]]:
    """Text without brackets, spans and codes of the parties."""
    text, at = "", 0
    spans: list[tuple[int, int]] = []
    codes: list[str] = []
    for m in _BRACKET.finditer(line):
        text += line[at : m.start()]
        spans.append((len(text), len(text) + len(m[2])))
        codes.append((m[1] or "").strip("."))
        text += m[2]
        at = m.end()
    return text + line[at:], spans, codes


def from_brackets(line: str, events: list[str], group: str) -> Sentence:
    """A sentence with its parties in brackets, and the lines of its events."""
    text, spans, codes = strip(line)
    labelled: dict[tuple[int, int], list[Label]] = {}
    for event in events:
        m = _EVENT.fullmatch(event)
        if m is None or m[2] not in TYPES:
            continue
        words = m[5].split()
        status = next((w for w in words if w in STATUS), "done")
        sides = [_numbers(m[1], len(spans)), _numbers(m[4], len(spans))]
        joint = m[4] == "-"
        if joint:
            chosen = [(a, b, JOINT) for k, a in enumerate(sides[0]) for b in sides[0][k + 1 :]]
            if len(sides[0]) == 1:  # "the two countries"
                chosen = [(sides[0][0], -1, JOINT)]
        else:
            chosen = [(a, b, FIRST) for a in sides[0] for b in sides[1]]
        for a, b, direction in chosen:
            turned = (a > b >= 0 or a < 0 <= b) and direction != JOINT
            way = SECOND if turned else direction
            if a != b:
                pair = (min(a, b), max(a, b)) if min(a, b) >= 0 else (max(a, b), -1)
                labelled.setdefault(pair, []).append(Label(m[2], m[3] or "", way, status, "neg" in words))
    alike = {tuple(sorted((codes[a], codes[b]))) for a, b in labelled if a >= 0 and b >= 0 and codes[a] and codes[b]}
    pairs = [Pair(a, b, tuple(dict.fromkeys(labels))) for (a, b), labels in labelled.items()]
    for a in range(len(spans)):
        # Alone: what "the two countries" do, and that most parties do nothing to somebody whom the sentence leaves out.
        if (a, -1) not in labelled and ("+" in codes[a] or (len(text) + a) % ALONE == 0):
            pairs.append(Pair(a, -1, ()))
        for b in range(a + 1, len(spans)):
            same = bool(codes[a]) and codes[a] == codes[b]
            # The same two, told by other words of the sentence: neither an event nor none.
            told = tuple(sorted((codes[a], codes[b]))) in alike
            if (a, b) not in labelled and not same and not told:
                pairs.append(Pair(a, b, ()))
    return Sentence(text, tuple(spans), tuple(codes), tuple(pairs), group)


def _numbers(side: str, parties: int) -> list[int]:
    if side == "-":
        return []
    if side.startswith("@"):
        return [-1]
    return [int(n) - 1 for n in side.split(",") if 0 < int(n) <= parties]
