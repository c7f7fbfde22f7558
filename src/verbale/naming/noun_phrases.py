"""Noun phrases -> identities.

Names, roles with a country word, pronouns, "the two countries", titles and appositions.
"""

from __future__ import annotations

from collections.abc import Iterable

import msgspec

from verbale.naming import mentions as m
from verbale.naming.discourse import anaphora
from verbale.naming.mentions import Mention, Party
from verbale.naming.pointing import DEFINITE, MODIFIERS, NUMBERS, Pointing
from verbale.naming.story_names import distinct, noun_of
from verbale.naming.tables import RoleNoun
from verbale.record import Span

BEARERS = frozenset({"of", "from", "in", "at", "for"})  # prepositions after a role noun that name whose it is
OWNERS = frozenset({"of", "from"})
ARMED = "IMG"  # code of an armed group without one of its own
DEPTH = 3  # how far the look into a phrase goes


class NounPhrases(Pointing):
    """Resolves single phrases once the names of their sentence are known."""

    def _named(self, number: int, i: int) -> list[Party]:
        """A name or a role with its country, no pronouns."""
        mention = self.mention_at(number, i)
        if mention is not None and mention.head == i:
            return [self._party(number, mention)]
        role = self._role(number, i)
        if role is None:
            return []
        return [
            msgspec.structs.replace(p, sector=role.sector or p.sector, kind=_kind(role))
            for p in self._modifiers(number, i, self._bearers(i, number, role))
        ]

    def _bearers(self, i: int, number: int, role: RoleNoun | None) -> frozenset[str]:
        """Prepositions before the name of the state or body whose this is: an ambassador *in* Lima is not Peru's."""
        if role is None:
            return frozenset()
        posted = {role.noun, noun_of(self.sentences[number].tokens[i])} & anaphora().posted
        return OWNERS if posted else BEARERS

    def parties(self, number: int, token: int, *, deep: bool = False) -> tuple[Party, ...]:
        """Identities of the noun phrase headed by `token`, conjuncts included.

        `deep` also looks into its complements.
        """
        key = number, token, deep
        if key not in self._cache:
            found = list(self._told(number, token, deep=deep))
            tokens = self.sentences[number].tokens
            for c in self.conjuncts(number, token):
                if tokens[c].upos in ("NOUN", "PROPN", "PRON", "ADJ", "X", "NUM"):
                    found += self._told(number, c, deep=deep)
            self._cache[key] = distinct(found)
        return self._cache[key]

    def conjuncts(self, number: int, token: int) -> list[int]:
        """What stands in one list with a word, also where the tree hangs a later item on an earlier one."""
        found: list[int] = []
        stack = [token]
        while stack:
            i = stack.pop()
            listed = [c for c in self.children(number, i) if self._listed(number, i, c)]
            found += listed
            stack += listed
        return sorted(found)

    def alone(self, number: int, token: int) -> tuple[Party, ...]:
        """Identities of the noun phrase headed by `token`, without its conjuncts."""
        return distinct(self._told(number, token))

    def _told(self, number: int, i: int, *, deep: bool = False) -> Iterable[Party]:
        """Identities of one noun, kept while nothing new is noted of its sentence and no speaker is being asked for."""
        if deep or number != self._open or self._asking:
            return self._one(number, i, deep, 0)
        key = number, i
        if key not in self._single:
            self._single[key] = tuple(self._one(number, i, False, 0))
        return self._single[key]

    def _listed(self, number: int, token: int, c: int) -> bool:
        """A conjunct; also a state that follows a state and a comma: 'Iraq, Iran swap ...', in long lists."""
        tokens = self.sentences[number].tokens
        if tokens[c].deprel == "conj":
            return True
        one, two = self.mention_at(number, token), self.mention_at(number, c)
        both = one is not None and two is not None and one.kind == two.kind == m.COUNTRY and one.code != two.code
        return both and tokens[c].deprel in ("appos", "flat", "list") and any(t.text == "," for t in tokens[token:c])

    def _one(self, number: int, i: int, deep: bool, depth: int) -> Iterable[Party]:
        sentence = self.sentences[number]
        token = sentence.tokens[i]
        mention = self.mention_at(number, i)
        if mention is not None and (mention.head == i or mention.kind == m.PERSON or self._outer(number, i, mention)):
            if mention.code is None:
                return [
                    msgspec.structs.replace(p, certain=0.7)
                    for c in self.children(number, i)
                    if token.deprel != "appos" and sentence.tokens[c].deprel == "appos"
                    for p in self._one(number, c, False, depth + 1)
                ] or [self._party(number, mention)]
            return [self._party(number, mention)]
        if token.text.lower() in anaphora().quantifiers:
            of = [
                c
                for c in self.children(number, i)
                if sentence.tokens[c].deprel == "nmod" and self._preposition(number, c) == "of"
            ]
            if of:
                return [p for c in of for p in self._one(number, c, deep, depth + 1)]
        if token.upos in ("PRON", "DET") or self._two(number, i):
            return self._pronoun(number, i)
        group = self._group(number, i)
        if group:
            return group
        role = self._role(number, i)
        span = self.phrase(number, i)
        modified = self._modifiers(number, i, self._bearers(i, number, role))
        beside = self._beside(number, i, modified, span)
        if beside is not None:
            return beside
        if role is not None:
            if modified and not (token.lemma.lower() in anaphora().relational and role.kind == "polity"):
                return [
                    msgspec.structs.replace(
                        p, sector=role.sector or p.sector, kind=_kind(role), span=span, certain=min(p.certain, 0.95)
                    )
                    for p in modified
                ]
            named = self._apposed(number, i)
            if named:
                return named
        elif modified and token.lemma.lower() not in anaphora().relational:
            return [
                msgspec.structs.replace(p, kind="thing", span=span, certain=round(min(p.certain, 0.6), 3))
                for p in modified
            ]
        back = self._back(number, i, role, span) if not modified and token.upos in ("NOUN", "PROPN") else ()
        if back:
            return back
        if not modified and self._armed(number, i):
            return [Party(ARMED, "UAF", m.GROUP, "group:" + token.text.lower(), span, 0.6)]
        if deep and depth < DEPTH:
            return self._inside(number, i, depth)
        return self._apposed(number, i)

    def _two(self, number: int, i: int) -> bool:
        """'The two' are two parties; "two were hurt", "the last two decades" and "figure 2" name nobody."""
        tokens = self.sentences[number].tokens
        if tokens[i].upos != "NUM" or tokens[i].lemma.lower() not in NUMBERS or tokens[i].deprel == "nummod":
            return False
        return any(tokens[c].text.lower() in DEFINITE for c in self.children(number, i))

    def _beside(self, number: int, i: int, modified: list[Party], span: Span) -> Iterable[Party] | None:
        """'its neighbour', 'his counterpart', 'the host': the other of two; None if the word is no such noun."""
        tokens, words = self.sentences[number].tokens, anaphora()
        lemma = noun_of(tokens[i])
        kind = "host" if lemma in words.hosts else "guest" if lemma in words.guests else ""
        if not kind and lemma in words.others and "Number=Plur" not in tokens[i].feats:
            kind = "other"
        if not kind:
            return None
        named = self._apposed(number, i)
        if named:
            return named
        owners = [c for c in self.children(number, i) if tokens[c].deprel == "nmod:poss"]
        own = frozenset(p.code for c in owners for p in self._one(number, c, False, DEPTH) if p.code)
        told = [p for p in modified if p.code not in own]
        if told:
            return [msgspec.structs.replace(p, span=span, certain=min(p.certain, 0.9)) for p in told]
        pointed = owners or any(tokens[c].text.lower() in DEFINITE for c in self.children(number, i))
        return self._other(number, i, kind, own, span) if pointed else ()

    def _outer(self, number: int, i: int, mention: Mention) -> bool:
        """Whether the parser hung a word of a name ("Burkina Faso") outside of it."""
        return not mention.first <= self.sentences[number].tokens[i].head < mention.last

    def _armed(self, number: int, i: int) -> bool:
        """'Rebels', 'the gunmen' of whom no more is told."""
        tokens = self.sentences[number].tokens
        plural = "Number=Plur" in tokens[i].feats
        told = any(self.mention_at(number, c) is not None for c in self.children(number, i))
        return plural and not told and tokens[i].lemma.lower() in anaphora().armed

    def _leading(self, number: int, c: int) -> list[int]:
        """'Saudi' in 'Saudi-led forces', 'Panamanian' in 'Panamanian-flagged tanker'."""
        tokens = self.sentences[number].tokens
        if tokens[c].lemma.lower() not in anaphora().belonging:
            return []
        return [k for k in self.children(number, c) if self.mention_at(number, k) is not None]

    def _inside(self, number: int, i: int, depth: int) -> list[Party]:
        """Actors named inside a phrase, nearest relation first: possessive, adjective, then complements."""
        tokens = self.sentences[number].tokens
        order = {"nmod:poss": 0, "amod": 1, "compound": 2, "appos": 4}
        ranked = sorted(
            (
                c
                for c in self.children(number, i)
                if tokens[c].deprel.split(":")[0] in ("nmod", "amod", "compound", "appos", "obl")
            ),
            key=lambda c: (order.get(tokens[c].deprel, 3), c),
        )
        for c in ranked:
            found = list(self._one(number, c, True, depth + 1))
            for other in self.children(number, c):
                if tokens[other].deprel == "conj":
                    found += self._one(number, other, True, depth + 1)
            found = [p for p in found if p.code]
            if found:
                return [msgspec.structs.replace(p, certain=round(p.certain * 0.8, 3)) for p in found]
        return []

    def _modifiers(self, number: int, i: int, prepositions: frozenset[str]) -> list[Party]:
        """Countries, organisations and people that modify a noun, with conjuncts ('Russian and Chinese ships')."""
        tokens = self.sentences[number].tokens
        found: list[Party] = []
        later: list[Party] = []
        told = any(
            tokens[c].deprel == "amod" and (seen := self.mention_at(number, c)) is not None and seen.code
            for c in self.children(number, i)
        )
        for c in self.children(number, i):
            deprel = tokens[c].deprel
            if told and deprel == "nmod:poss" and tokens[c].upos == "PRON":
                continue  # "his Iranian colleague" is Iran's
            if deprel in MODIFIERS or (deprel == "nmod" and c < i):
                into = found
            elif deprel == "nmod" and self._preposition(number, c) in prepositions:
                into = later
            else:
                continue
            for x in [
                *self._leading(number, c),
                c,
                *(k for k in self.conjuncts(number, c) if tokens[k].deprel == "conj"),
            ]:
                mention = self.mention_at(number, x)
                if mention is not None and mention.code:
                    into.append(self._party(number, mention))
                elif self._formal(number, x):
                    continue
                elif deprel == "nmod:poss" and tokens[x].text.lower() == "whose":
                    into.extend(self._before_relative(number, i))
                elif deprel == "nmod:poss" and tokens[x].upos == "PRON":
                    into.extend(self._pronoun(number, x))
                elif (
                    deprel in ("nmod:poss", "compound", "nmod", "amod")
                    and tokens[x].upos in ("NOUN", "PROPN")
                    and (role := self._role(number, x))
                    and role.kind in ("polity", "person", "institution", "collective")
                ):
                    into.extend(self._one(number, x, False, DEPTH))
        return list(distinct(found or later))

    def _before_relative(self, number: int, i: int) -> Iterable[Party]:
        """'Cuba, whose president ...': who stands before the relative clause that a noun is part of."""
        tokens = self.sentences[number].tokens
        seen = {i}
        while tokens[i].deprel != "acl:relcl":
            i = tokens[i].head
            if i < 0 or i in seen:
                return ()
            seen.add(i)
        return self._one(number, tokens[i].head, False, DEPTH) if tokens[i].head >= 0 else ()

    def _formal(self, number: int, x: int) -> bool:
        """'of the Republic' in 'the President of the Republic'."""
        tokens = self.sentences[number].tokens
        alone = all(tokens[c].deprel in ("det", "case") for c in self.children(number, x))
        return tokens[x].lemma.lower() in anaphora().formal and tokens[x].deprel == "nmod" and alone


def _kind(role: RoleNoun) -> str:
    return "person" if role.kind == "person" else role.kind
