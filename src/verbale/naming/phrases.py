"""Noun phrases -> identities.

Names, roles with a country word, pronouns, "the two countries", titles and appositions.
"""

from __future__ import annotations

from collections.abc import Iterable

import msgspec

from verbale.naming import mentions as m
from verbale.naming.discourse import anaphora
from verbale.naming.mentions import Mention, Party
from verbale.naming.pointing import MODIFIERS, NUMBERS, Pointing
from verbale.naming.story_names import distinct, noun_of
from verbale.naming.tables import RoleNoun

BEARERS = frozenset({"of", "from", "in", "at", "for"})  # prepositions after a role noun that name whose it is
OWNERS = frozenset({"of", "from"})
ARMED = "IMG"  # code of an armed group without one of its own
DEPTH = 3  # how far the look into a phrase goes


class Resolver(Pointing):
    """Resolves the noun phrases of one story.

    Call `enter` for each sentence in order, then `parties` for its tokens.
    """

    def enter(self, number: int) -> None:
        """Find the names of sentence `number` and note them; first settle what points back in the one before."""
        if number:
            self._settle(number - 1)
        sentence = self.sentences[number]
        children: list[list[int]] = [[] for _ in sentence.tokens]
        for i, token in enumerate(sentence.tokens):
            if token.head >= 0:
                children[token.head].append(i)
        self._children.append(children)
        found = self._finder.find(number, sentence)
        self.mentions.append(found)
        self._covering.append({t: x for x in found for t in range(x.first, x.last)})
        for mention in list(found):
            self._seat(number, mention)
            self._describe(number, mention)
        self._note(number)

    def _seat(self, number: int, mention: Mention) -> None:
        """'Brussels objected': the organisation seated there, unless the story is about the state around it."""
        if mention.kind not in (m.CAPITAL, m.PLACE):
            return
        tokens = self.sentences[number].tokens
        seats = dict(x.split("|") for x in anaphora().seats)
        code = seats.get(tokens[mention.head].text)
        if code is None or any(
            x.code == mention.code and x.kind not in (m.CAPITAL, m.PLACE) for s in self.mentions for x in s
        ):
            return
        head = mention.head
        while tokens[head].deprel == "conj":
            head = tokens[head].head
        placed = self._preposition(number, head) in anaphora().where or tokens[head].deprel in ("root", "appos")
        if not placed:
            new = msgspec.structs.replace(mention, kind=m.ORGANISATION, code=code, entity=code, sector="")
            self._replace(number, mention, new)

    def _describe(self, number: int, mention: Mention) -> None:
        """Give an unknown person the code of a title or apposition: 'Somali foreign minister Ahmed X'."""
        if mention.kind != m.PERSON or mention.code:
            return
        sentence = self.sentences[number]
        head = mention.head
        describing = [
            c
            for c in self.children(number, head)
            if sentence.tokens[c].deprel in ("appos", "nmod:desc", "compound", "nmod", "flat")
        ]
        if sentence.tokens[head].deprel in ("appos", "flat", "nmod:desc"):
            describing.append(sentence.tokens[head].head)
        for c in describing:
            role = self._role(number, c)
            if role is None:
                continue
            parties = self._modifiers(number, c, BEARERS) or self._modifiers(number, head, frozenset())
            if parties and parties[0].code:
                known = msgspec.structs.replace(mention, code=parties[0].code, sector=role.sector)
                self._replace(number, mention, known)
                self._finder.remember(known, sentence)
                return
        parties = self._modifiers(number, head, frozenset())
        if parties and parties[0].code:
            known = msgspec.structs.replace(mention, code=parties[0].code)
            self._replace(number, mention, known)
            self._finder.remember(known, sentence)

    def _note(self, number: int) -> None:
        """Tell the discourse of all names and of role phrases with a country word."""
        sentence = self.sentences[number]
        self._named_heads.append(set())
        for i, token in enumerate(sentence.tokens):
            mention = self.mention_at(number, i)
            if mention is not None and i != mention.head:
                continue
            role = self._role(number, i)
            if mention is None and (token.upos not in ("NOUN", "PROPN") or role is None):
                continue
            parties = self._named(number, i)
            if parties:
                self._named_heads[number].add(i)
            self.discourse.note(
                number,
                i,
                parties,
                self._relation(number, i),
                gender=mention.gender if mention else "",
                plural="Number=Plur" in token.feats and mention is None,
                lemma=self._noun(number, i, role),
                unknown=mention is not None and mention.kind == m.PERSON,
            )
            self._note_group(number, i, parties)

    def _noun(self, number: int, i: int, role: RoleNoun | None) -> str:
        return role.noun if role is not None else noun_of(self.sentences[number].tokens[i])

    def _settle(self, number: int) -> None:
        """Tell the discourse who the pointing words of a sentence mean."""
        tokens = self.sentences[number].tokens
        for i, token in enumerate(tokens):
            if i in self._named_heads[number] or self.mention_at(number, i) is not None:
                continue
            if token.upos == "PRON":
                if token.text.lower() in anaphora().first:
                    continue
            elif token.upos not in ("NOUN", "PROPN"):
                continue
            parties = self.alone(number, i)
            coded = tuple(p for p in parties if p.code)
            role = self._role(number, i) if token.upos != "PRON" else None
            lemma = self._noun(number, i, role) if token.upos != "PRON" else ""
            unknown = not coded and role is not None and (role.kind in ("person", "force") or self._bare(number, i))
            if unknown:
                coded = (Party(None, "", role.kind if role else "", "", self.phrase(number, i), 0.0),)
            if coded:
                plural = "Number=Plur" in token.feats
                self.discourse.note(
                    number, i, coded, self._relation(number, i), plural=plural, lemma=lemma, unknown=unknown
                )

    def _bare(self, number: int, i: int) -> bool:
        """'The Minister', 'the army' with nothing that tells whose."""
        tokens = self.sentences[number].tokens
        below = self.children(number, i)
        return any(tokens[c].text.lower() == "the" for c in below) and not any(
            tokens[c].deprel.split(":")[0] == "nmod" for c in below
        )

    def _note_group(self, number: int, i: int, parties: list[Party]) -> None:
        """Note parties that stand together: 'Russia and China' (not 'Russia or China'), 'the two countries'."""
        tokens = self.sentences[number].tokens
        conjuncts = [c for c in self.children(number, i) if self._listed(number, i, c)]
        either = any(tokens[k].lemma.lower() == "or" for c in conjuncts for k in self.children(number, c))
        group = [*parties, *(p for c in conjuncts for p in self._named(number, c))]
        if not parties and not conjuncts and tokens[i].upos == "NOUN":
            group = list(self._group(number, i))
        if not either and len({p.code for p in group if p.code}) > 1:
            last = max([i, *conjuncts])
            self.discourse.note(number, last, distinct(group), self._relation(number, i), plural=True)

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
            found = list(self._one(number, token, deep, 0))
            tokens = self.sentences[number].tokens
            for c in self.children(number, token):
                if self._listed(number, token, c) and tokens[c].upos in ("NOUN", "PROPN", "PRON", "ADJ", "X", "NUM"):
                    found += self._one(number, c, deep, 0)
            self._cache[key] = distinct(found)
        return self._cache[key]

    def alone(self, number: int, token: int) -> tuple[Party, ...]:
        """Identities of the noun phrase headed by `token`, without its conjuncts."""
        return distinct(self._one(number, token, False, 0))

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
                ] or self._titled(number, i, mention)
            return [self._party(number, mention)]
        if token.text.lower() in anaphora().quantifiers:
            of = [
                c
                for c in self.children(number, i)
                if sentence.tokens[c].deprel == "nmod" and self._preposition(number, c) == "of"
            ]
            if of:
                return [p for c in of for p in self._one(number, c, deep, depth + 1)]
        if token.upos in ("PRON", "DET") or (token.upos == "NUM" and token.lemma.lower() in NUMBERS):
            return self._pronoun(number, i)
        group = self._group(number, i)
        if group:
            return group
        role = self._role(number, i)
        span = self.phrase(number, i)
        modified = self._modifiers(number, i, self._bearers(i, number, role))
        if role is not None:
            if (
                modified
                and token.lemma.lower() in anaphora().other_half
                and all(
                    sentence.tokens[c].deprel != "amod" for c in self.children(number, i) if self.mention_at(number, c)
                )
            ):
                return self._other_half(number, i, modified, span)
            if modified and not (
                token.lemma.lower() in anaphora().relational
                and token.lemma.lower() != "counterpart"
                and role.kind == "polity"
            ):
                return [
                    msgspec.structs.replace(
                        p, sector=role.sector or p.sector, kind=_kind(role), span=span, certain=min(p.certain, 0.95)
                    )
                    for p in modified
                ]
            named = self._apposed(number, i)
            if named:
                return named
        elif modified and token.lemma.lower() in anaphora().other_half:
            return self._other_half(number, i, modified, span)
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

    def _titled(self, number: int, i: int, mention: Mention) -> list[Party]:
        """'President Lonsdale' of a person in no table: of the state that fits the title best, else unknown."""
        tokens = self.sentences[number].tokens
        unknown = self._party(number, mention)
        for c in [*self.children(number, i), mention.first - 1]:
            role = self._role(number, c) if 0 <= c < len(tokens) and c <= mention.last else None
            if role is None or not role.title or tokens[c].deprel == "conj":
                continue
            found = self._holder(number, i, role, unknown.span)
            return [msgspec.structs.replace(p, entity=unknown.entity, kind=m.PERSON) for p in found] or [unknown]
        return [unknown]

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
                *(k for k in self.children(number, c) if tokens[k].deprel == "conj"),
            ]:
                mention = self.mention_at(number, x)
                if mention is not None and mention.code:
                    into.append(self._party(number, mention))
                elif self._formal(number, x):
                    continue
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

    def _formal(self, number: int, x: int) -> bool:
        """'of the Republic' in 'the President of the Republic'."""
        tokens = self.sentences[number].tokens
        alone = all(tokens[c].deprel in ("det", "case") for c in self.children(number, x))
        return tokens[x].lemma.lower() in anaphora().formal and tokens[x].deprel == "nmod" and alone


def _kind(role: RoleNoun) -> str:
    return "person" if role.kind == "person" else role.kind
