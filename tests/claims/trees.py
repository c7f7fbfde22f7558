"""Sentences as trees, and their words by name, for tests of what climbs trees."""

from __future__ import annotations

from verbale.claims.tree import Tree
from verbale.language import analyse
from verbale.record import Story


def parsed(text: str) -> Tree:
    """The tree of a text of one sentence."""
    (sentence,) = analyse(Story(text=text))
    return Tree(0, sentence)


def at(tree: Tree, word: str) -> int:
    """The number of the first token with this text."""
    return next(i for i, token in enumerate(tree.tokens) if token.text == word)
