"""The words of a claim that tell one happening from another, and the room's word lists (words.toml)."""

from __future__ import annotations

import functools
import re
import tomllib
from importlib.resources import files
from typing import Any

from verbale.record import Actor, Claim, Span, Story

# One word: letters of any script; digits are left out, for figures are compared on their own. Bounded for hostile text.
_WORD = re.compile(r"[^\W\d_]{2,60}")
_OES = frozenset({"shoes", "toes", "canoes", "hoes", "foes"})
_SHORTEST_PLURAL = 4


@functools.cache
def tables() -> dict[str, Any]:
    """The contents of words.toml."""
    loaded: dict[str, Any] = tomllib.loads(files("verbale.events").joinpath("words.toml").read_text("utf-8"))
    return loaded


@functools.cache
def word_set(name: str) -> frozenset[str]:
    """One list of words.toml as a set, each word reduced as `content_words` reduces it."""
    return frozenset(reduced(word) for word in tables()[name]) | frozenset(tables()[name])


@functools.lru_cache(maxsize=65536)
def reduced(word: str) -> str:
    """The word in lower case without a plural ending; crude on purpose, it only has to be the same for both sides."""
    low = word.casefold()
    if len(low) < _SHORTEST_PLURAL or low.endswith(("ss", "us", "is")):
        return low
    if low.endswith("ies"):
        return low[:-3] + "y"
    if low.endswith("oes") and low not in _OES:
        return low[:-2]
    return low.removesuffix("s")


def content_words(text: str) -> frozenset[str]:
    """The reduced words of a text that say which thing is meant."""
    return frozenset(map(reduced, _WORD.findall(text))) - word_set("stop")


@functools.cache
def _alike() -> dict[str, str]:
    """Each word of alike.toml -> the first of its group."""
    loaded = tomllib.loads(files("verbale.events").joinpath("alike.toml").read_text("utf-8"))
    found: dict[str, str] = {}
    for line in loaded["groups"].split("\n"):
        words = [reduced(word) for word in line.split()]
        for word in words:
            found.setdefault(word, words[0])
    return found


def alike(words: frozenset[str]) -> frozenset[str]:
    """The words, those that outlets use for one thing or act put under one of them."""
    same = _alike()
    return frozenset(same.get(word, word) for word in words)


def quoted(story: Story | None, span: Span | None) -> str:
    """The words of a span on one line; empty without story or span."""
    return " ".join(story.quote(span).split()) if story is not None and span is not None else ""


def item_text(story: Story | None, claim: Claim) -> str:
    """What is given, signed or demanded, in the claim's words; empty where it names nothing."""
    return quoted(story, claim.item) or ", ".join(dict.fromkeys(a.item for a in claim.amounts if a.item))


def item_words(story: Story | None, claim: Claim) -> frozenset[str]:
    """The words of the object and of the things counted."""
    return content_words(" ".join([quoted(story, claim.item), *(a.item for a in claim.amounts)]))


def party(actor: Actor) -> str:
    """An actor's code, or its words where Verbale cannot resolve them."""
    return actor.code or " ".join(actor.text.split())


def parties(actors: tuple[Actor, ...]) -> tuple[str, ...]:
    """Codes (or words) of one side, each once, in the order told."""
    return tuple(dict.fromkeys(map(party, actors)))
