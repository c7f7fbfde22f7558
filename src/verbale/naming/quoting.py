"""Quotation marks: which words of each sentence stand inside direct speech."""

from __future__ import annotations

from collections.abc import Sequence

from verbale.record import Sentence

OPENING = frozenset({"“", "«", "„"})
CLOSING = frozenset({"”", "»"})


def quoted_words(sentences: Sequence[Sentence]) -> list[frozenset[int]]:
    """For each sentence the tokens inside quotation marks; a quotation may run on within its paragraph."""
    result: list[frozenset[int]] = []
    inside, paragraph = False, -1
    for sentence in sentences:
        if sentence.paragraph != paragraph:
            inside, paragraph = False, sentence.paragraph
        words = set()
        for i, token in enumerate(sentence.tokens):
            if token.text in OPENING:
                inside = True
            elif token.text in CLOSING:
                inside = False
            elif token.text in ('"', "``", "''"):
                inside = not inside
            elif inside:
                words.add(i)
        result.append(frozenset(words))
    return result
