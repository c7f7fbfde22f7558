"""Readers of the training corpora: treebanks in CoNLL-U, name sets in their IOB dialects."""

from __future__ import annotations

import dataclasses
import pathlib
import zipfile
from collections.abc import Iterable, Iterator

from labels import keep_features

MAX_WORDS = 160


@dataclasses.dataclass
class Tree:
    """One sentence of a treebank; heads are 1-based, 0 is the root."""

    words: list[str]
    upos: list[str]
    feats: list[str]
    heads: list[int]
    deprels: list[str]
    spaced: list[bool]  # whether a blank follows


@dataclasses.dataclass
class Tagged:
    """One sentence of a name set, tags in IOB2 over PER, ORG, LOC."""

    words: list[str]
    tags: list[str]


def read_trees(path: pathlib.Path) -> Iterator[Tree]:
    """Sentences of a CoNLL-U file without empty nodes and multiword lines; words longer than MAX_WORDS are left out."""
    rows: list[list[str]] = []
    with path.open(encoding="utf-8") as lines:
        for raw in lines:
            line = raw.rstrip("\n")
            if line.startswith("#"):
                continue
            if line:
                cells = line.split("\t")
                if cells[0].isdigit():
                    rows.append(cells)
                continue
            if rows and len(rows) <= MAX_WORDS:
                yield Tree(
                    [r[1] for r in rows],
                    [r[3] for r in rows],
                    [keep_features(r[5]) for r in rows],
                    [int(r[6]) for r in rows],
                    [r[7] for r in rows],
                    ["SpaceAfter=No" not in r[9] for r in rows],
                )
            rows = []


def _iob2(tags: Iterable[str]) -> list[str]:
    """IOB1 or IOB2 tags over any types -> IOB2 over PER, ORG, LOC."""
    result: list[str] = []
    previous = "O"
    for tag in tags:
        kind = tag[2:]
        if kind not in ("PER", "ORG", "LOC"):
            result.append("O")
        elif tag[0] == "B" or previous[2:] != kind:
            result.append("B-" + kind)
        else:
            result.append("I-" + kind)
        previous = tag
    return result


def _read_iob(lines: Iterable[str], word_column: int, tag_column: int, separator: str | None) -> Iterator[Tagged]:
    words: list[str] = []
    tags: list[str] = []
    for raw in [*lines, ""]:
        line = raw.strip("\n")
        if line.startswith("# "):
            continue
        cells = line.split(separator) if line.strip() else []
        if len(cells) > max(word_column, tag_column):
            words.append(cells[word_column])
            tags.append(cells[tag_column])
        elif words:
            if len(words) <= MAX_WORDS:
                yield Tagged(words, _iob2(tags))
            words, tags = [], []


def read_uner(path: pathlib.Path) -> list[Tagged]:
    """Universal NER: index, word, tag in tab-separated columns."""
    return list(_read_iob(path.read_text(encoding="utf-8").split("\n"), 1, 2, "\t"))


def read_wikigold(path: pathlib.Path) -> list[Tagged]:
    """wikigold: word and IOB1 tag."""
    return list(_read_iob(path.read_text(encoding="utf-8").split("\n"), 0, 1, " "))


def read_multiner(path: pathlib.Path) -> list[Tagged]:
    """multiNER (zip), English part: word and IOB2 tag; only sentences that hold a name."""
    with zipfile.ZipFile(path) as archive:
        text = archive.read("Final_English.txt").decode("utf-8")
    return [s for s in _read_iob(text.split("\n"), 0, 1, None) if len(s.words) >= 4 and any(t != "O" for t in s.tags)]
