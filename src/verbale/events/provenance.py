"""Whose words a story's own voice is: its outlet's, an agency's that it credits, or those of the text that it copies.

Two stories are copies where most runs of words of the shorter stand in the longer. Candidates come from MinHash
signatures (rensa), so that a hundred thousand stories are not compared all with all; each pair is then checked exactly.
"""

from __future__ import annotations

import csv
import functools
import re
from collections.abc import Iterable, Mapping
from importlib.resources import files

import msgspec
from rensa import RMinHash, RMinHashLSH

from verbale.events.wording import quoted
from verbale.naming import tables as naming_tables
from verbale.naming.issuer import issuer_of
from verbale.record import Claim, Source, SourceKind, Story

RUN_WORDS = 5  # words of a shingle
FEWEST_RUNS = 8  # shorter texts are too alike by chance
SHARED_RUNS = 0.6  # of the shorter text's runs: a copy cut or headed anew stays above, a retelling stays far below
MAX_WORDS = 4000  # of a text that are looked at
_PERMUTATIONS, _BANDS, _SEED = 128, 32, 7  # bands of 4: half of the runs in common are found in 7 of 8 cases
MOST_CANDIDATES = 50  # that share a band and are compared
_HEAD, _TAIL = 300, 160  # characters where an agency is credited
_WORD = re.compile(r"\w{1,60}")
_DATELINE = re.compile(
    r"[(/]([^()/\n]{2,40})[)/]\s{0,3}(?:[-\u2013\u2014]|$)|(?:^|\n)\s{0,5}(?:by|source:)\s([^\n,]{2,40})", re.IGNORECASE
)
_SIGNED = re.compile(
    r"[(/]([^()/\n]{2,40})[)/]\W{0,3}$|[-\u2013\u2014]\s?([^\n.\u2013\u2014-]{2,40})\W{0,3}$|source:\s([^\n.]{2,40})\W{0,3}$",
    re.IGNORECASE,
)
_CAPITALS = r"([A-Z][\w.'-]{1,20}(?:\s[A-Z][\w.'-]{1,20}){0,3})"
_CITED = re.compile(
    rf"\b(?:citing|quoting|quoted by|reported by|according to)\s(?:the\s)?{_CAPITALS}"
    rf"|\b{_CAPITALS}(?:\snews\sagency)?\s(?:reported|reports)\b"
)


class Provenance(msgspec.Struct, frozen=True):
    """Whose own words a story holds. `key` is equal for stories of one origin; `issuer`: the code of who issued it."""

    key: str
    reasons: tuple[str, ...] = ()
    issuer: str | None = None


@functools.cache
def _agencies() -> Mapping[str, str]:
    """Each form of an agency's name -> the first form of the same name, in lower case.

    A row of the table may hold several agencies: forms are one where one is the other's initials or holds its words.
    """
    found: dict[str, str] = {}
    with files("verbale.data").joinpath("agencies.tsv").open(encoding="utf-8") as lines:
        for row in csv.DictReader(lines, delimiter="\t"):
            forms: list[str] = []
            for form in filter(None, map(_bare, row["names"].split("|"))):
                known = next((other for other in forms if _one_name(form, other)), None)
                forms.append(form)
                found[form] = found[known] if known else form
    return found


def _one_name(a: str, b: str) -> bool:
    first, second = (re.findall(r"\w+", name) for name in (a, b))
    initials = {"".join(w[0] for w in first), "".join(w[0] for w in second)}
    return bool(initials & {"".join(first), "".join(second)}) or set(first) <= set(second) or set(second) <= set(first)


def agency(words: str | None) -> str | None:
    """The agency that some words name, under one name for all its forms; None where they name none."""
    bare = _bare(words or "")
    return _agencies().get(bare) or _agencies().get(bare.rstrip(".,'- "))


def _bare(words: str) -> str:
    return " ".join(words.casefold().split()).removeprefix("the ").removesuffix(" news agency")


def provenances(stories: Iterable[Story]) -> dict[str, Provenance]:
    """Story id -> whose words its own voice is. Does not depend on the order of the stories."""
    by_id = {story.id: story for story in stories}
    ordered = dict(sorted(by_id.items(), key=lambda item: _age(*item)))
    first = _copies(ordered)
    credited: dict[str, str] = {}
    for number, story in ordered.items():
        if (named := _credited(story)) is not None:
            credited.setdefault(first[number], named)
    return {i: _provenance(story, i, first[i], by_id[first[i]], credited.get(first[i])) for i, story in ordered.items()}


def _age(number: str, story: Story) -> tuple[bool, str, int, str]:
    day = story.published.isoformat() if story.published else ""
    return story.published is None, day, len(story.text), number


def _provenance(story: Story, own: str, first: str, model: Story, credit: str | None) -> Provenance:
    reasons = (f"copies story {first}",) if first != own else ()
    if credit is not None:
        return Provenance(f"agency {credit}", (*reasons, f"credits {credit}"))
    issuers = issuer_of(naming_tables.load(), story.outlet) if story.outlet else ()
    if len(issuers) == 1 and issuers[0].code:
        return Provenance(issuers[0].code, (*reasons, f"issued by {issuers[0].code}"), issuers[0].code)
    if model.outlet:
        return Provenance(f"outlet {_bare(model.outlet)}", reasons)
    return Provenance(f"story {first}", reasons)


def _credited(story: Story) -> str | None:
    """The agency that the head or the last line credits, or that the outlet is."""
    for pattern, part in ((_DATELINE, story.text[:_HEAD]), (_SIGNED, story.text.rstrip()[-_TAIL:])):
        for match in pattern.finditer(part):
            named = agency(next(filter(None, match.groups()), "").strip())
            if named:
                return named
    return agency(story.outlet)


def _copies(ordered: Mapping[str, Story]) -> dict[str, str]:
    """Story id -> id of the oldest story of which it is a copy (its own where it is none). `ordered`: oldest first."""
    ids = list(ordered)
    first = {number: number for number in ids}
    if len(ids) < 2:
        return first
    runs = [_runs(story.text) for story in ordered.values()]
    index = RMinHashLSH(threshold=0.5, num_perm=_PERMUTATIONS, num_bands=_BANDS)
    for n, own in enumerate(runs):
        if len(own) < FEWEST_RUNS:
            continue
        signature = RMinHash(num_perm=_PERMUTATIONS, seed=_SEED)
        signature.update(sorted(own))
        for other in sorted(index.query(signature))[:MOST_CANDIDATES]:
            if len(own & runs[other]) >= SHARED_RUNS * min(len(own), len(runs[other])):
                first[ids[n]] = first[ids[other]]
                break
        index.insert(n, signature)
    return first


def _runs(text: str) -> frozenset[str]:
    words = [w for _, w in zip(range(MAX_WORDS), (m.group().casefold() for m in _WORD.finditer(text)), strict=False)]
    return frozenset(" ".join(words[i : i + RUN_WORDS]) for i in range(len(words) - RUN_WORDS + 1))


def voice(source: Source) -> str:
    """A source's code, or its words in lower case without the article."""
    return source.code or " ".join(source.text.casefold().removeprefix("the ").split())


def origin(story: Story | None, claim: Claim, known: Mapping[str, Provenance]) -> frozenset[str]:
    """The origins that a claim goes back to: its sources, or whose words the story holds.

    An unnamed source is known only through the story that quotes it; an agency is one origin wherever it is cited.
    """
    told = known.get(claim.story)
    home = told.key if told else ""
    if not claim.sources:
        cited = _cited(quoted(story, claim.span))
        return frozenset({f"agency {cited}" if cited else home})
    own = _bare(story.outlet) if story is not None and story.outlet else None
    return frozenset(home if _bare(s.text) == own else _source_origin(s, home) for s in claim.sources)


def _source_origin(source: Source, home: str) -> str:
    if source.kind is SourceKind.UNNAMED and not source.code:
        return f"{home}: {voice(source)}"
    if source.kind is SourceKind.MEDIA and (named := agency(source.text)):
        return f"agency {named}"
    return voice(source)


def _cited(sentence: str) -> str | None:
    for match in _CITED.finditer(sentence):
        named = agency(next(filter(None, match.groups()), ""))
        if named:
            return named
    return None
