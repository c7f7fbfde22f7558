"""Has this story come before? The same text, a repeat by the same outlet, a new version, or a copy in another outlet.

Two rules decide what is coded:

- The *same text* is a duplicate, whoever prints it. (Where it was met is kept: for the ledger each outlet that prints
  it is a report, and all of them are of one origin.)
- *Nearly* the same text is a duplicate only if the same outlet prints it and nothing that could matter differs: no
  name, number, or word of denial. Otherwise it is coded: a new version may bring a new figure, official notices are
  alike but for the country that they name, and another outlet's copy is a report of its own, of the same origin. Whose
  origin it is, is for the events to say; here it is only marked.

Candidates come from MinHash (rensa); each is checked word by word against the text itself.
"""
from __future__ import annotations

import collections
import enum
import re
from collections.abc import Callable, Iterable
from urllib.parse import urlsplit

import msgspec

from verbale.record import Story

RUN_WORDS = 4  # words of a shingle
FEWEST_WORDS = 30  # shorter texts are alike by chance: only the same text counts
MAX_WORDS = 5_000  # of a text that are looked at
NEAR = 0.7  # of all runs of two texts that they share; see docs/reading.md for what it was set on
LITTLE = 0.03  # of the words that may differ in a repeat
_PERMUTATIONS, _BANDS, _SEED = 128, 32, 11
_WORD = re.compile(r"\w{1,60}")
# Words that turn what is said around, or tell how far it is, in the languages' form of this text: English.
_WEIGHTY = frozenset(
    "no not never none nor neither without denied denies deny denying refused refuses rejected rejects failed fails "
    "false cancelled canceled withdrew withdrawn retracted correction corrected may might could would will".split()
)


class Sort(enum.StrEnum):
    """What a story is, seen from those before it."""

    NEW = "new"
    SAME = "same text"
    REPEAT = "repeat"  # by the same outlet, nothing of weight differs: not coded
    VERSION = "version"  # by the same outlet, something differs: coded
    COPY = "copy"  # by another outlet, or an unknown one: coded, a report of the same origin


class Seen(msgspec.Struct, frozen=True):
    """What a story is, the id of the first story that it is like (its own for SAME), and the share of runs shared."""

    sort: Sort
    first: str | None = None
    shared: float = 0.0

    @property
    def duplicate(self) -> bool:
        """Whether it is counted as duplicate and not coded."""
        return self.sort in {Sort.SAME, Sort.REPEAT}


class NearIndex:
    """The stories that came before, by signatures; texts are asked of `text_of` (id -> text) when one must be compared.

    A ledger feeds it by `add` of its stories, once at the beginning of a run: some milliseconds a story.
    """

    def __init__(self, text_of: Callable[[str], str] | None = None) -> None:
        from rensa import RMinHashLSH

        self._index = RMinHashLSH(threshold=0.5, num_perm=_PERMUTATIONS, num_bands=_BANDS)
        self._ids: list[str] = []
        self._outlets: dict[str, frozenset[str]] = {}
        self._texts: dict[str, str] = {}
        self._text_of = text_of

    def __len__(self) -> int:
        return len(self._outlets)

    def add(self, stories: Iterable[Story]) -> None:
        """Take stories as having come before, without asking what they are."""
        for story in stories:
            self._take(story, runs(words(story.text)))

    def seen(self, story: Story) -> Seen:
        """What a story is; unless it is a duplicate, it counts from now on as having come before."""
        if story.id in self._outlets:
            self._outlets[story.id] |= outlets(story)
            return Seen(Sort.SAME, story.id, 1.0)
        told = words(story.text)
        own = runs(told)
        found = self._nearest(own) if len(told) >= FEWEST_WORDS else None
        if found is None:
            self._take(story, own)
            return Seen(Sort.NEW)
        first, shared = found
        if not outlets(story) & self._outlets[first]:
            sort = Sort.COPY
        else:
            sort = Sort.REPEAT if _nothing_of_weight(words(self._text(first)), told) else Sort.VERSION
        if sort is not Sort.REPEAT:
            self._take(story, own)
        return Seen(sort, first, round(shared, 3))

    def _take(self, story: Story, own: frozenset[str]) -> None:
        if story.id in self._outlets:
            self._outlets[story.id] |= outlets(story)
            return
        self._outlets[story.id] = outlets(story)
        if self._text_of is None:
            self._texts[story.id] = story.text
        if own:
            self._index.insert(len(self._ids), _signature(own))
            self._ids.append(story.id)

    def _nearest(self, own: frozenset[str]) -> tuple[str, float] | None:
        """The most alike of the stories that are near enough; of equals the one that came first."""
        best: tuple[float, int] | None = None
        for number in sorted(self._index.query(_signature(own))):
            other = runs(words(self._text(self._ids[number])))
            shared = len(own & other) / len(own | other)
            if shared >= NEAR and (best is None or shared > best[0]):
                best = shared, number
        return (self._ids[best[1]], best[0]) if best else None

    def _text(self, story_id: str) -> str:
        return self._texts[story_id] if self._text_of is None else self._text_of(story_id)


def outlets(story: Story) -> frozenset[str]:
    """By what names the outlet of a story goes: its own, and the host of its address."""
    return outlet_names(story.outlet, story.url)


def outlet_names(outlet: str | None, url: str | None) -> frozenset[str]:
    """By what names an outlet goes, in lower case: its own, and the host of an address; none where neither is known."""
    named = " ".join((outlet or "").casefold().split())
    try:
        host = (urlsplit(url or "").hostname or "").removeprefix("www.")
    except ValueError:
        host = ""
    return frozenset(filter(None, (named, host)))


def words(text: str) -> list[str]:
    """The first words of a text, as they are written."""
    return [match.group() for _, match in zip(range(MAX_WORDS), _WORD.finditer(text), strict=False)]


def runs(told: list[str]) -> frozenset[str]:
    """All runs of words, in lower case."""
    low = [word.casefold() for word in told]
    return frozenset(" ".join(low[i:i + RUN_WORDS]) for i in range(len(low) - RUN_WORDS + 1))


def _signature(own: frozenset[str]) -> object:
    from rensa import RMinHash

    signature = RMinHash(num_perm=_PERMUTATIONS, seed=_SEED)
    signature.update(sorted(own))
    return signature


def _nothing_of_weight(first: list[str], second: list[str]) -> bool:
    """Whether two texts differ in a few small words only: no name, number or denial."""
    a, b = collections.Counter(first), collections.Counter(second)
    differing = [*(a - b), *(b - a)]
    if len(differing) > LITTLE * max(len(first), len(second)) or max(len(first), len(second)) >= MAX_WORDS:
        return False
    return not any(w[0].isupper() or any(map(str.isdigit, w)) or w.casefold() in _WEIGHTY for w in differing)
