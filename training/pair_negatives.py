"""NONE pairs from the written pair sentences: `python training/pair_negatives.py PAIRS OUT.tsv`.

A sentence with an event from <a> to <r> tells, with few exceptions, no event of that type from <r> to <a> (types with a
direction), and none between either of them and a third party that only stands in the sentence. Third parties are found
by the package itself; phrases joined to a marked party by "and" are left out.
"""

from __future__ import annotations

import csv
import pathlib
import random
import re
import sys

from pair_candidates import phrases

from verbale.claims.tree import Tree
from verbale.language import analyse
from verbale.naming import tables
from verbale.naming.phrases import Resolver
from verbale.record import Story

DIRECTED = frozenset(
    {
        "AID",
        "SUPPORT",
        "REQUEST",
        "ACCUSE",
        "REJECT",
        "THREATEN",
        "PROTEST",
        "SANCTION",
        "MOBILIZE",
        "COERCE",
        "ASSAULT",
        "CONCEDE",
    }
)
REVERSED_SHARE, THIRD_A_SENTENCE = 0.3, 1
_MARK = re.compile(r"</?[ar]>")


def span_of(sentence: str, name: str) -> tuple[int, int]:
    """Characters of a marked party in the sentence without marks."""
    first, last = sentence.index(f"<{name}>"), sentence.index(f"</{name}>")
    return len(_MARK.sub("", sentence[:first])), len(_MARK.sub("", sentence[:last]))


def marked(text: str, a: tuple[int, int], r: tuple[int, int]) -> str:
    """The text with two spans marked."""
    cuts = sorted([(a[0], "<a>"), (a[1], "</a>"), (r[0], "<r>"), (r[1], "</r>")], key=lambda c: (c[0], c[1][1] != "/"))
    result, start = "", 0
    for at, mark in cuts:
        result += text[start:at] + mark
        start = at
    return result + text[start:]


def third_parties(text: str, a: tuple[int, int], r: tuple[int, int]) -> list[tuple[int, int]]:
    """Spans of other parties of the sentence."""
    sentences = analyse(Story(text=text))
    resolver = Resolver(tables.load(), text, None, sentences)
    found: list[tuple[tuple[int, int], frozenset[str | None]]] = []
    own: set[str | None] = set()
    for number, sentence in enumerate(sentences):
        resolver.enter(number)
        tree = Tree(number, sentence)
        for phrase in phrases(tree, resolver):
            s = phrase.span.start, phrase.span.end
            joined = tree.tokens[phrase.head].deprel == "conj" or any(
                tree.tokens[c].deprel == "conj" for c in tree.children(phrase.head)
            )
            codes = frozenset(p.code for p in phrase.parties)
            if any(s[0] < x[1] and x[0] < s[1] for x in (a, r)):
                own |= codes
            elif not joined and tree.tokens[phrase.head].upos != "PRON":
                found.append((s, codes))
    return [s for s, codes in found if not codes & own]


def main() -> None:
    folder, out = map(pathlib.Path, sys.argv[1:3])
    rng = random.Random(1)
    rows = []
    for path in sorted(folder.glob("*.tsv")):
        with path.open(encoding="utf-8", newline="") as lines:
            for row in csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE):
                sentence = row["sentence"]
                text, a, r = _MARK.sub("", sentence), span_of(sentence, "a"), span_of(sentence, "r")
                if row["type"] in DIRECTED and rng.random() < REVERSED_SHARE:
                    rows.append(marked(text, r, a))
                others = third_parties(text, a, r)
                pairs = [p for t in others for p in ((t, a), (a, t), (t, r), (r, t))]
                rows += [marked(text, *p) for p in rng.sample(pairs, min(THIRD_A_SENTENCE, len(pairs)))]
    out.parent.mkdir(parents=True, exist_ok=True)
    out.write_text("type\tsentence\n" + "".join(f"NONE\t{s}\n" for s in rows), encoding="utf-8")
    print(len(rows), "pairs")


if __name__ == "__main__":
    main()
