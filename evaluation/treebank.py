"""Treebanks (CoNLL-U) and name sets (IOB2) as plain rows."""
from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

Span = tuple[int, int]


@dataclass
class Tree:
    """One sentence: a value a syntactic word; heads are 0-based, -1 the root. `spans` are offsets into `text`.

    Empty nodes (8.1) are left out. The words of a multiword token (3-4) have the offsets of their own letters where
    they spell the token out ("do" + "n't"), else each the token's.
    """

    text: str = ""
    document: str = ""
    paragraph: int = 0
    words: list[str] = field(default_factory=list)
    upos: list[str] = field(default_factory=list)
    heads: list[int] = field(default_factory=list)
    deprels: list[str] = field(default_factory=list)
    spans: list[Span] = field(default_factory=list)


def read_trees(path: Path) -> list[Tree]:
    """The sentences of a CoNLL-U file. Raises ValueError if a word is not in its sentence's text."""
    trees = []
    document, paragraph = "", 0
    for block in _blocks(path):
        tree = Tree()
        rows = []
        for line in block:
            if not line.startswith("#"):
                rows.append(line.split("\t"))
                continue
            key, _, value = line[1:].strip().partition(" = ")
            if key == "newdoc id":
                document, paragraph = value, paragraph + 1
            elif key.startswith("newpar"):
                paragraph += 1
            elif key == "text":
                tree.text = value
        tree.document, tree.paragraph = document, paragraph
        _fill(tree, rows)
        trees.append(tree)
    return trees


def _blocks(path: Path) -> Iterator[list[str]]:
    block: list[str] = []
    for line in [*path.read_text("utf-8").split("\n"), ""]:
        if line.strip():
            block.append(line)
        elif any(not kept.startswith("#") for kept in block):
            yield block
            block = []


def _fill(tree: Tree, rows: list[list[str]]) -> None:
    position, token_end, token_span = 0, 0, (0, 0)
    for row in rows:
        first, _, last = row[0].partition("-")
        if "." in first:
            continue
        if last:
            token_end, token_span = int(last), _found(tree.text, row[1], position)
            continue
        try:
            span = _found(tree.text, row[1], position)
        except ValueError:
            span = token_span
        if int(first) <= token_end and span[1] > token_span[1]:
            span = token_span  # the word's letters stand only beyond its token: the token spells it otherwise
        position = span[1] if span != token_span or int(first) == token_end else position
        tree.words.append(row[1])
        tree.upos.append(row[3])
        tree.heads.append(int(row[6]) - 1)
        tree.deprels.append(row[7])
        tree.spans.append(span)


def _found(text: str, word: str, position: int) -> Span:
    start = text.index(word, position)
    return start, start + len(word)


def read_names(path: Path) -> list[tuple[list[str], list[str]]]:
    """Words and IOB2 tags of each sentence of a name set (number, word, tag, separated by tabs)."""
    sentences = []
    for block in _blocks(path):
        rows = [line.split("\t") for line in block if not line.startswith("#")]
        rows = [row for row in rows if "-" not in row[0] and "." not in row[0]]
        sentences.append(([row[1] for row in rows], [row[2] for row in rows]))
    return sentences


def name_spans(tags: list[str], labels: frozenset[str]) -> set[tuple[int, int, str]]:
    """First word, last word (exclusive) and label of each name with one of the labels."""
    names: list[tuple[int, int, str]] = []
    for i, tag in enumerate(tags):
        kind, _, label = tag.partition("-")
        if kind == "B":
            names.append((i, i + 1, label))
        elif kind == "I" and names and names[-1][1] == i:
            names[-1] = (names[-1][0], i + 1, names[-1][2])
    return {name for name in names if name[2] in labels}
