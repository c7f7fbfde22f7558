"""The language room: tags, trees and names on gold words; words and sentences from raw text."""
from __future__ import annotations

import collections
import itertools
import time
from collections.abc import Iterable, Sequence
from pathlib import Path

from evaluation.measured import Measured, table
from evaluation.treebank import Tree, name_spans, read_names, read_trees
from verbale.language.model import Parse, load
from verbale.language.sentences import sentences
from verbale.language.words import words

TREEBANKS = {"ewt": "en_ewt-ud-dev.conllu", "gum": "en_gum-open-dev.conllu"}
NAMES = "uner-ewt-test.iob2"
NAME_LABELS = ("PER", "ORG", "LOC")
CORE = frozenset({"nsubj", "nsubj:pass", "obj", "obl:agent"})  # what finding events lives on
NEWS = "GUM_news_"  # documents of the news genre
_CHUNK = 256  # sentences given to the model at a time, as many as some dozen stories hold


class Counts(collections.Counter[str]):
    """Counts of what is right, wanted and given, and their F1."""

    def f1(self, key: str = "") -> float:
        """2 * right / (wanted + given), 0..1."""
        whole = self[key + "wanted"] + self[key + "given"]
        return 2 * self[key + "right"] / whole if whole else 0.0

    def sets(self, wanted: set[object], given: set[object], key: str = "") -> None:
        """Count two sets."""
        self[key + "wanted"] += len(wanted)
        self[key + "given"] += len(given)
        self[key + "right"] += len(wanted & given)


def run(shared: Path) -> Measured:
    """All figures; `shared` is the folder that holds `data`. What is missing there is left out and said so."""
    result = Measured()
    trees: dict[str, list[Tree]] = {}
    for name, file in TREEBANKS.items():
        path = shared / "data" / "treebanks" / file
        if path.exists():
            result.inputs.append(path)
            trees[name] = read_trees(path)
        else:
            result.lines.append(f"{path} is missing")
    if trees:
        _parsing(trees, result)
        _splitting(trees, result)
    path = shared / "data" / "names" / NAMES
    if path.exists():
        result.inputs.append(path)
        _names(path, result)
    else:
        result.lines.append(f"{path} is missing")
    return result


def parsed(rows: Sequence[list[str]]) -> tuple[list[Parse], float]:
    """The model's parses, and the seconds of CPU time that they took (the model runs on one thread)."""
    model = load()
    begun = time.process_time()
    parses = [parse for first in range(0, len(rows), _CHUNK) for parse in model.parse(rows[first:first + _CHUNK])]
    return parses, time.process_time() - begun


def tree_counts(trees: Iterable[Tree], parses: Iterable[Parse]) -> Counts:
    """Words, and how many have the right tag, head, and head with label; core arguments as labelled arcs."""
    counts = Counts()
    for tree, parse in zip(trees, parses, strict=True):
        for upos, head, deprel, tag, arc, label in zip(
                tree.upos, tree.heads, tree.deprels, parse.upos, parse.heads, parse.deprels, strict=True):
            counts["words"] += 1
            counts["upos"] += upos == tag
            counts["uas"] += head == arc
            counts["las"] += (head, deprel) == (arc, label)
        counts.sets(_core(tree.heads, tree.deprels), _core(parse.heads, parse.deprels), "core ")
    return counts


def _core(heads: Sequence[int], deprels: Sequence[str]) -> set[object]:
    return {(i, head, label) for i, (head, label) in enumerate(zip(heads, deprels, strict=True)) if label in CORE}


def _parsing(trees: dict[str, list[Tree]], result: Measured) -> None:
    counts: dict[str, Counts] = {}
    seconds, total = 0.0, 0
    for name, bank in trees.items():
        parses, spent = parsed([tree.words for tree in bank])
        counts[name] = tree_counts(bank, parses)
        seconds, total = seconds + spent, total + len(bank)
    if len(counts) > 1:
        counts["both"] = Counts()
        for name in trees:
            counts["both"].update(counts[name])
    rows = []
    for name, held in counts.items():
        values = {key: held[key] / held["words"] for key in ("upos", "uas", "las")} | {"core_f1": held.f1("core ")}
        result.figures |= {f"{name}/{key}": value for key, value in values.items()}
        rows.append((name, held["words"], *values.values()))
    result.lines += table(["gold words", "words", "UPOS", "UAS", "LAS", "core F1"], rows)
    words_read = sum(held["words"] for name, held in counts.items() if name != "both")
    result.figures["sentences_per_second"] = total / seconds
    speed = f"{total / seconds:.0f} sentences, {words_read / seconds:.0f} words"
    result.lines.append(f"{speed} a second of CPU time on one thread")


def _names(path: Path, result: Measured) -> None:
    rows = read_names(path)
    parses, _ = parsed([row for row, _ in rows])
    counts = Counts()
    for (_, tags), parse in zip(rows, parses, strict=True):
        for label in NAME_LABELS:
            one = frozenset({label})
            counts.sets(set(name_spans(tags, one)), set(name_spans(parse.ner, one)), f"{label} ")
    for key in ("right", "wanted", "given"):
        counts[key] = sum(counts[f"{label} {key}"] for label in NAME_LABELS)
    result.figures["names/f1"] = counts.f1()
    result.figures |= {f"names/{label.lower()}_f1": counts.f1(f"{label} ") for label in NAME_LABELS}
    result.lines += ["", *table(["names", "wanted", "given", "F1"], [
        (name, counts[f"{key}wanted"], counts[f"{key}given"], counts.f1(key))
        for name, key in (("all", ""), *((label, f"{label} ") for label in NAME_LABELS))])]


def word_counts(trees: Iterable[Tree]) -> Counts:
    """Words by their offsets in the sentence's text."""
    counts = Counts()
    for tree in trees:
        counts.sets(set(tree.spans), set(words(tree.text, 0, len(tree.text))))
    return counts


def sentence_counts(trees: Iterable[Tree]) -> Counts:
    """Sentences by their offsets in their document, set as one line a paragraph."""
    counts = Counts()
    for _, document in itertools.groupby(trees, lambda tree: tree.document):
        text, wanted, paragraph = "", set[object](), -1
        for tree in document:
            if text:
                text += " " if tree.paragraph == paragraph else "\n\n"
            paragraph = tree.paragraph
            wanted.add((len(text), len(text) + len(tree.text)))
            text += tree.text
        counts.sets(wanted, {(start, end) for start, end, _ in sentences(text)})
    return counts


def _splitting(trees: dict[str, list[Tree]], result: Measured) -> None:
    rows = []
    for name, bank in trees.items():
        counts = word_counts(bank)
        result.figures[f"words/{name}_f1"] = counts.f1()
        rows.append((f"words of {name}", counts["wanted"], counts["given"], counts.f1()))
    news = [tree for tree in trees.get("gum", []) if tree.document.startswith(NEWS)]
    if news:
        counts = sentence_counts(news)
        result.figures["sentences/news_f1"] = counts.f1()
        rows.append(("sentences of gum news", counts["wanted"], counts["given"], counts.f1()))
    result.lines += ["", *table(["raw text", "wanted", "given", "F1"], rows)]
