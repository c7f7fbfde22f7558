"""Which of the parties named so far a pointing word means: a log-linear choice among them.

The weights (data/reference.toml) were fitted on Verbale's own annotated stories.
"""

from __future__ import annotations

import functools
import math
import tomllib
from collections.abc import Iterable, Mapping, Sequence
from importlib import resources
from itertools import combinations
from typing import NamedTuple

import msgspec

from verbale.naming import mentions as m
from verbale.naming.mentions import Party

DECAY = 0.62  # salience lost a sentence; set by hand on the visible stories that were open for reading
PERSONS = frozenset({m.PERSON, "person"})
SUBJECTS = frozenset({"nsubj", "nsubj:pass", "csubj"})
MODIFYING = frozenset({"amod", "compound"})
PAIRED = 5  # most salient parties among which pairs are formed
UNKNOWN = "?"  # stands for a party without a code

Key = tuple[str, ...]


class Seen(msgspec.Struct, frozen=True):
    """One earlier mention: where, who (one party or a group), how prominent."""

    sentence: int
    token: int
    parties: tuple[Party, ...]
    weight: float
    gender: str = ""
    plural: bool = False
    deprel: str = ""
    lemma: str = ""
    key: Key = ()  # the codes of its parties


def key_of(parties: Iterable[Party], lemma: str) -> Key:
    """The codes of parties, in order; those without one are told apart by the noun that names them."""
    return tuple(sorted({p.code or UNKNOWN + lemma for p in parties}))


class Asked(NamedTuple):
    """A pointing word. `above` are subjects of the clauses around it, `beside` the other arguments of its verb.

    Both are tokens of its sentence. `holders` are entities of people who hold the office spoken of.
    """

    sentence: int
    token: int
    kind: str
    deprel: str = ""
    lemma: str = ""
    above: frozenset[int] = frozenset()
    beside: frozenset[int] = frozenset()
    speakers: frozenset[str] = frozenset()
    issuers: frozenset[str] = frozenset()
    quoted: bool = False
    holders: frozenset[str] = frozenset()
    plural: bool = False


class Choice(NamedTuple):
    """A candidate with its features."""

    key: Key
    parties: tuple[Party, ...]
    features: dict[str, float]


@functools.cache
def weights() -> Mapping[str, Mapping[str, float]]:
    """Weights of the features by kind of pointing word, read once."""
    path = resources.files("verbale") / "naming" / "data" / "reference.toml"
    result: dict[str, dict[str, float]] = tomllib.loads(path.read_text(encoding="utf-8"))
    return result


def ranked(asked: Asked, choices: Sequence[Choice]) -> list[tuple[float, Choice]]:
    """The candidates with their probabilities, likeliest first."""
    if not choices:
        return []
    known = weights()[asked.kind]
    scores = [sum(known.get(name, 0.0) * value for name, value in c.features.items()) for c in choices]
    top = max(scores)
    parts = [math.exp(s - top) for s in scores]
    total = sum(parts)
    order = sorted(range(len(choices)), key=lambda k: -parts[k])
    return [(parts[k] / total, choices[k]) for k in order]


def candidates(asked: Asked, before: Iterable[Seen], *, groups: bool) -> list[Choice]:
    """All parties seen before (latest first in `before`), with features; `groups` adds groups and pairs."""
    by_key: dict[Key, list[Seen]] = {}
    for seen in before:
        by_key.setdefault(seen.key, []).append(seen)
    singles = {k: v for k, v in by_key.items() if len(k) == 1}
    for key, entries in [x for x in by_key.items() if len(x[0]) > 1]:
        for code in key:
            if (code,) not in singles:
                party = next(p for p in entries[0].parties if (p.code or UNKNOWN + entries[0].lemma) == code)
                singles[(code,)] = [msgspec.structs.replace(e, parties=(party,)) for e in entries]
    salience: dict[Key, float] = {k: sum(_weight(asked, s) for s in v) for k, v in singles.items()}
    whole = sum(salience.values()) or 1.0
    latest = sorted(singles, key=lambda k: (singles[k][0].sentence, singles[k][0].token), reverse=True)
    same = next((k for k in latest for s in singles[k] if asked.lemma and s.lemma == asked.lemma), None)
    word = _last(asked.lemma)
    tail = next((k for k in latest for s in singles[k] if word and _last(s.lemma) == word), None)
    result = []
    for rank, key in enumerate(latest):
        features = _single(asked, singles[key], rank, salience[key] / whole)
        features["lemma last"] = float(key == same)
        features["tail last"] = float(key == tail)
        result.append(Choice(key, singles[key][0].parties[:1], features))
    if groups:
        own = {c.key: c for c in result}
        result += _several(asked, by_key, own, salience, whole)
        _mark_plurals(asked, by_key, result)
    return result


def _mark_plurals(asked: Asked, by_key: Mapping[Key, Sequence[Seen]], choices: Sequence[Choice]) -> None:
    """Say which candidate was last spoken of in the plural, and how near."""
    last: tuple[tuple[int, int], Choice] | None = None
    for choice in choices:
        entry = next((e for e in by_key.get(choice.key, ()) if e.plural), None)
        if entry is None:
            continue
        choice.features["plural near"] = 1.0 / (1 + asked.sentence - entry.sentence)
        choice.features["plural subject"] = float(entry.deprel in SUBJECTS)
        if last is None or last[0] < (entry.sentence, entry.token):
            last = (entry.sentence, entry.token), choice
    if last is not None:
        last[1].features["plural last"] = 1.0


def _last(lemma: str) -> str:
    return lemma.rsplit(" ", 1)[-1]


def unknown(key: Key) -> bool:
    """Whether a candidate is, or holds, a party without a code."""
    return any(code.startswith(UNKNOWN) for code in key)


def _weight(asked: Asked, seen: Seen) -> float:
    return seen.weight * DECAY ** (asked.sentence - seen.sentence)


def _single(asked: Asked, entries: Sequence[Seen], rank: int, share: float) -> dict[str, float]:
    last = entries[0]
    distance = min(asked.sentence - last.sentence, 3)
    here = [e for e in entries if e.sentence == asked.sentence]
    subject = [e for e in entries if e.deprel in SUBJECTS]
    party = last.parties[0]
    code = party.code or UNKNOWN
    spoken, above = code in asked.speakers, any(e.token in asked.above for e in here)
    like = [e for e in entries if asked.lemma and e.lemma == asked.lemma]
    held = [e for e in entries if e.parties[0].entity in asked.holders]
    features = {
        f"distance {distance}": 1.0,
        f"subject {distance}": float(last.deprel in SUBJECTS),
        "object": float(last.deprel in ("obj", "iobj")),
        "possessive": float(last.deprel == "nmod:poss"),
        "modifier": float(last.deprel in MODIFYING),
        "place": float(last.parties[0].kind in (m.PLACE, m.CAPITAL) and last.deprel in ("obl", "nmod")),
        "latest": float(rank == 0),
        "second": float(rank == 1),
        "count": math.log1p(len(entries)),
        "share": share,
        "lead": float(any(e.sentence <= 0 for e in entries)),
        "lead subject": float(any(e.sentence <= 0 for e in subject)),
        "before subject": float(any(e.sentence == asked.sentence - 1 for e in subject)),
        "parallel": float(asked.deprel in SUBJECTS and any(e.sentence >= asked.sentence - 1 for e in subject)),
        "beside": float(any(e.token in asked.beside for e in here)),
        "above": float(above and not asked.quoted),
        "above quoted": float(above and asked.quoted),
        "speaker": float(spoken and not asked.quoted),
        "speaker quoted": float(spoken and asked.quoted),
        "issuer": float(code in asked.issuers),
        "lemma": float(bool(like)),
        "lemma near": 1.0 / (1 + asked.sentence - like[0].sentence) if like else 0.0,
        "holder": float(bool(held)),
        "holder near": 1.0 / (1 + asked.sentence - held[0].sentence) if held else 0.0,
        "person": float(party.kind in PERSONS),
        "ever person": float(any(e.parties[0].kind in PERSONS for e in entries)),
        "plural": float(last.plural),
        "state": float(party.kind in (m.COUNTRY, m.ADJECTIVE, m.METONYM, m.CAPITAL, "polity")),
        "organisation": float(party.kind == m.ORGANISATION),
        "band": float(party.kind == m.GROUP or code == "IMG"),
        "unknown": float(code == UNKNOWN),
    }
    return {name: value for name, value in features.items() if value}


def _several(
    asked: Asked,
    by_key: Mapping[Key, Sequence[Seen]],
    singles: Mapping[Key, Choice],
    salience: Mapping[Key, float],
    whole: float,
) -> list[Choice]:
    """Groups named together, and pairs of the most salient."""
    keys = dict.fromkeys(k for k in by_key if len(k) > 1 and not unknown(k))
    best = sorted((k for k in salience if not unknown(k)), key=lambda k: -salience[k])[:PAIRED]
    for one, two in combinations(best, 2):
        keys[tuple(sorted((*one, *two)))] = None
    result = []
    for key in keys:
        entries, members = by_key.get(key, ()), [singles[(code,)] for code in key]
        shares = sorted(salience[(code,)] / whole for code in key)
        far = max(k for c in members for k in range(4) if f"distance {k}" in c.features)
        features = {
            "group": 1.0,
            "pair": float(len(key) == 2),
            "named": float(bool(entries)),
            "named near": DECAY ** (asked.sentence - entries[0].sentence) if entries else 0.0,
            "named subject": float(any(e.deprel in SUBJECTS for e in entries)),
            "named here": float(any(e.sentence == asked.sentence for e in entries)),
            "least share": shares[0],
            "all share": sum(shares),
            f"furthest {far}": 1.0,
            "all lead": float(all("lead" in c.features for c in members)),
            "any above": float(any("above" in c.features or "beside" in c.features for c in members)),
            "all states": float(all("state" in c.features for c in members)),
            "any band": float(any("band" in c.features or "organisation" in c.features for c in members)),
            "any speaker": float(any("speaker" in c.features for c in members)),
        }
        parties = entries[0].parties if entries else tuple(p for c in members for p in c.parties)
        result.append(Choice(key, parties, {name: value for name, value in features.items() if value}))
    return result
