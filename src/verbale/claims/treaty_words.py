"""The words for the steps of treaties (ontology/treaty.toml), and which words of a sentence name a treaty."""

from __future__ import annotations

import functools
import tomllib
from importlib import resources

import msgspec

from verbale.claims.tree import Tree

NEW = frozenset({"a", "an", "another", "new"})


class StepWords(msgspec.Struct, frozen=True):
    """One reading of some verbs; the keys are explained in treaty.toml."""

    step: str
    type: str
    verbs: tuple[str, ...]
    treaty: str
    mode: str | None = None
    phrase: tuple[str, ...] = ()
    object: tuple[str, ...] = ()
    of: tuple[str, ...] = ()
    pronoun: tuple[str, ...] = ()
    joint: bool = False
    body: bool = False
    party: bool = False
    bare: bool = False
    old: bool = False
    ahead: bool = False


class TreatyWords(msgspec.Struct, frozen=True):
    """The whole table."""

    nouns: frozenset[str]
    dealings: frozenset[str]
    dealt: frozenset[str]
    bodies: frozenset[str]
    step: tuple[StepWords, ...]

    def names(self, tree: Tree, i: int) -> bool:
        """Whether token i is the head of words for a treaty."""
        token, lemma = tree.tokens[i], tree.lemma(i)
        if token.upos not in ("NOUN", "PROPN"):
            return False
        if lemma in self.nouns or token.text.lower() in self.nouns:
            return True
        before = {tree.lemma(c) for c in tree.children(i, "compound", "amod")}
        return lemma in self.dealings and bool(before & self.dealt)


@functools.cache
def load() -> TreatyWords:
    """The table, read once."""
    text = (resources.files("verbale") / "ontology" / "treaty.toml").read_text(encoding="utf-8")
    return msgspec.convert(tomllib.loads(text), TreatyWords)


@functools.cache
def by_verb() -> dict[str, tuple[StepWords, ...]]:
    """Verb as in the table -> its readings, in the order of the table."""
    found: dict[str, tuple[StepWords, ...]] = {}
    for entry in load().step:
        for verb in entry.verbs:
            found[verb] = (*found.get(verb, ()), entry)
    return found
