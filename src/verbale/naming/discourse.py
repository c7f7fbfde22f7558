"""Coreference: who "it", "he", "they", "both", "the two leaders" and "the ministry" are, from what was named before."""

from __future__ import annotations

import bisect
import functools
import tomllib
from collections import defaultdict
from collections.abc import Callable, Iterable
from importlib import resources

import msgspec

from verbale.naming import mentions as m
from verbale.naming.mentions import Party
from verbale.naming.ranking import DECAY, PERSONS, Asked, Choice, Seen, candidates, key_of, ranked, unknown
from verbale.record import Span

WINDOW = 6  # sentences that a group may lie back
REACH = 40  # sentences that a pointing word may reach back
_ROLE_WEIGHT = {
    "nsubj": 3.0,
    "nsubj:pass": 2.6,
    "obl:agent": 2.2,
    "obj": 2.0,
    "iobj": 2.0,
    "obl": 1.4,
    "conj": 1.6,
    "nmod:poss": 1.3,
    "nmod": 1.0,
    "compound": 0.7,
    "amod": 0.7,
}


class Anaphora(msgspec.Struct, frozen=True):
    """Word lists of naming/data/anaphora.toml."""

    polity_plurals: frozenset[str]
    person_plurals: frozenset[str]
    relational: frozenset[str]
    polity_singulars: frozenset[str]
    male: frozenset[str]
    female: frozenset[str]
    thing: frozenset[str]
    plural: frozenset[str]
    first: frozenset[str]
    pair: frozenset[str]
    others: frozenset[str]
    hosts: frozenset[str]
    guests: frozenset[str]
    quantifiers: frozenset[str]
    belonging: frozenset[str]
    blocs: frozenset[str]
    national: frozenset[str]
    local: frozenset[str]
    districts: frozenset[str]
    bands: frozenset[str]
    posted: frozenset[str]
    formal: frozenset[str]
    armed: frozenset[str]
    where: frozenset[str]
    seats: frozenset[str]


@functools.cache
def anaphora() -> Anaphora:
    """The word lists, read once."""
    raw = tomllib.loads((resources.files("verbale") / "naming" / "data" / "anaphora.toml").read_text(encoding="utf-8"))
    return Anaphora(**{k: frozenset(v) for k, v in raw.items()})


class Discourse:
    """What has been named so far, and how prominent it is."""

    def __init__(self) -> None:
        self._seen: list[Seen] = []  # in the order of the text

    def note(
        self,
        sentence: int,
        token: int,
        parties: Iterable[Party],
        deprel: str,
        *,
        gender: str = "",
        plural: bool = False,
        lemma: str = "",
        unknown: bool = False,
    ) -> None:
        """Record a mention; one whom no code is known for only if `unknown`."""
        known = tuple(p for p in parties if p.code or unknown)
        if known:
            weight = _ROLE_WEIGHT.get(deprel, 1.0)
            seen = Seen(sentence, token, known, weight, gender, plural, deprel, lemma, key_of(known, lemma))
            bisect.insort(self._seen, seen, key=lambda s: (s.sentence, s.token))

    def rank(self, asked: Asked, fits: Callable[[Seen], bool], *, groups: bool = False) -> list[tuple[float, Choice]]:
        """The parties that a pointing word may mean, with probabilities, likeliest first; `fits` filters mentions."""
        before = [s for _, s in self._before(asked.sentence, asked.token, REACH) if fits(s)]
        return ranked(asked, candidates(asked, before, groups=groups))

    def choose(
        self, asked: Asked, fits: Callable[[Seen], bool], span: Span, least: float, *, groups: bool = False
    ) -> tuple[Party, ...]:
        """The likeliest party or group that a pointing word means; nobody below the probability `least`."""
        best = next(iter(self.rank(asked, fits, groups=groups)), None)
        if best is None or best[0] < least or unknown(best[1].key):
            return ()
        return tuple(
            msgspec.structs.replace(p, span=span, certain=round(min(p.certain, best[0]), 3)) for p in best[1].parties
        )

    def _before(self, sentence: int, token: int, window: int = WINDOW) -> Iterable[tuple[float, Seen]]:
        for seen in reversed(self._seen):
            distance = sentence - seen.sentence
            if distance > window:
                break
            if distance < 0 or (distance == 0 and seen.token >= token):
                continue
            closeness = 0.01 * seen.token if distance == 0 else 0.0
            yield seen.weight * DECAY**distance + closeness, seen

    def last_group(self, sentence: int, token: int, span: Span) -> tuple[Party, ...]:
        """The most prominent group named together, one of people before one of states; or nothing."""
        groups = [x for x in self._before(sentence, token) if len(x[1].parties) > 1]
        people = [x for x in groups if all(p.kind in PERSONS for p in x[1].parties)]
        best = max(people or groups, key=lambda x: x[0], default=None)
        return tuple(_again(p, span, 0.75) for p in best[1].parties) if best else ()

    def top(
        self,
        sentence: int,
        token: int,
        count: int,
        span: Span,
        *,
        people: bool = False,
        among: frozenset[str] | None = None,
        without: frozenset[str] = frozenset(),
    ) -> tuple[Party, ...]:
        """The `count` most prominent different states or organisations (or the people who stand for them)."""
        scores: dict[str, float] = defaultdict(float)
        who: dict[str, Party] = {}
        for weight, seen in self._before(sentence, token):
            for party in seen.parties:
                if (
                    party.code is None
                    or party.kind in (m.AGENCY, m.PLACE)
                    or party.code in without
                    or (among is not None and party.code not in among)
                ):
                    continue
                bonus = 1.5 if people and party.kind in PERSONS else 1.0
                scores[party.code] += bonus * weight
                if party.code not in who or (people and party.kind in PERSONS and who[party.code].kind not in PERSONS):
                    who[party.code] = party
        best = sorted(scores, key=lambda c: -scores[c])[:count]
        if len(best) < count:
            return ()
        return tuple(msgspec.structs.replace(_again(who[c], span, 0.65), sector="GOV" if people else "") for c in best)

    def signatories(self) -> tuple[Party, ...]:
        """The group that a joint text opens with: the largest named together in its title or first two sentences."""
        groups = [s for s in self._seen if s.sentence <= 1 and len(s.parties) > 1]
        return max(groups, key=lambda s: len(s.parties)).parties if groups else ()

    def people_before(self, sentence: int, token: int) -> list[Party]:
        """People named so far, latest first."""
        return [
            s.parties[0]
            for _, s in self._before(sentence, token)
            if len(s.parties) == 1 and s.parties[0].kind in PERSONS
        ]


def _again(party: Party, span: Span, certain: float) -> Party:
    return msgspec.structs.replace(party, span=span, certain=round(party.certain * certain, 3))
