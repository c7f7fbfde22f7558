"""Noun phrases -> identities, sentence by sentence: names are noted, then what points back to them."""

from __future__ import annotations

import msgspec

from verbale.naming import mentions as m
from verbale.naming.discourse import anaphora
from verbale.naming.mentions import Mention, Party
from verbale.naming.noun_phrases import BEARERS, NounPhrases
from verbale.naming.story_names import distinct, noun_of
from verbale.naming.tables import RoleNoun


class Resolver(NounPhrases):
    """Resolves the noun phrases of one story.

    Call `enter` for each sentence in order, then `parties` for its tokens.
    """

    def enter(self, number: int) -> None:
        """Find the names of sentence `number` and note them; first settle what points back in the one before."""
        self._open = -1
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
        self._open = number

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
                plural="Number=Plur" in token.feats and (mention is None or mention.kind == m.PEOPLE),
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
        conjuncts = self.conjuncts(number, i)
        either = any(tokens[k].lemma.lower() == "or" for c in conjuncts for k in self.children(number, c))
        group = [*parties, *(p for c in conjuncts for p in self._named(number, c))]
        if not parties and not conjuncts and tokens[i].upos == "NOUN":
            group = list(self._group(number, i))
        if not either and len({p.code for p in group if p.code}) > 1:
            last = max([i, *conjuncts])
            self.discourse.note(number, last, distinct(group), self._relation(number, i), plural=True)
