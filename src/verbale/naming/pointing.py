"""Words that point back: pronouns, "the two countries", "the ministry", "its neighbour"."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from verbale.naming.discourse import anaphora
from verbale.naming.mentions import Party
from verbale.naming.people import in_office
from verbale.naming.story_names import StoryNames, noun_of
from verbale.naming.tables import RoleNoun
from verbale.record import Span

MODIFIERS = frozenset({"amod", "compound", "nmod:poss", "obl:unmarked", "nmod:unmarked", "nmod:desc", "det"})
NUMBERS = {"two": 2, "both": 2, "either": 2, "three": 3, "four": 4, "2": 2, "3": 3}


class Pointing(StoryNames):
    """Resolves what points back to somebody named before."""

    def _pronoun(self, number: int, i: int) -> tuple[Party, ...]:
        token = self.sentences[number].tokens[i]
        low, words, span = token.text.lower(), anaphora(), Span(token.start, token.end)
        if low in words.first:
            return tuple(
                msgspec.structs.replace(p, span=span, certain=min(p.certain, 0.75))
                for p in self.first_person(number, i)
            )
        if low in words.male or low in words.female:
            return self.discourse.person(number, i, "m" if low in words.male else "f", span)
        if low in words.thing:
            return self.discourse.thing(number, i, span) or self._cataphor(number, i)
        if low in words.plural:
            return self.discourse.several(number, i, span)
        if low in words.pair or token.lemma.lower() in NUMBERS:
            return self.discourse.top(number, i, NUMBERS.get(low, 2), span)
        return ()

    def _cataphor(self, number: int, i: int) -> tuple[Party, ...]:
        """'Despite its losses, Russia ...': the subject that follows."""
        tokens = self.sentences[number].tokens
        for k in range(i + 1, len(tokens)):
            mention = self.mention_at(number, k)
            if tokens[k].deprel == "nsubj" and mention is not None and mention.code:
                return (
                    msgspec.structs.replace(
                        self._party(number, mention), span=Span(tokens[i].start, tokens[i].end), certain=0.6
                    ),
                )
        return ()

    def _group(self, number: int, i: int) -> tuple[Party, ...]:
        """'the two countries', 'both leaders', 'the sides'."""
        tokens, words = self.sentences[number].tokens, anaphora()
        lemma = noun_of(tokens[i])
        role = self._role(number, i)
        people = lemma in words.person_plurals or (role is not None and role.kind == "person" and role.title)
        if (not people and lemma not in words.polity_plurals) or "Number=Plur" not in tokens[i].feats:
            return ()
        children = self.children(number, i)
        if any(
            (x := self.mention_at(number, c)) is not None and x.code and tokens[c].deprel in MODIFIERS for c in children
        ):
            return ()
        of = [
            c
            for c in children
            if tokens[c].deprel in ("nmod", "nmod:poss", "acl:relcl", "acl") and tokens[c].upos != "PRON"
        ]
        if of:
            return ()
        definite = any(tokens[c].text.lower() in ("the", "these", "those") for c in children)
        numeral = next((tokens[c].text.lower() for c in children if tokens[c].text.lower() in NUMBERS), "")
        if people and not definite and numeral not in ("both", "either"):
            return ()
        count = next((NUMBERS[tokens[c].text.lower()] for c in children if tokens[c].text.lower() in NUMBERS), 0)
        bare = (
            lemma in ("side", "party", "leader", "country")
            and definite
            and not any(tokens[c].deprel in ("amod", "nummod", "compound") for c in children)
        )
        if people and definite and not count:
            last = self.discourse.last_group(number, i, self.phrase(number, i))
            if last:
                return last
        if not count and not bare:
            return ()
        doing = (
            frozenset(
                x.code for x in self.mentions[number] if x.code and tokens[x.head].deprel == "nsubj" and x.head < i
            )
            if tokens[i].deprel.split(":")[0] in ("obj", "obl", "iobj", "nmod")
            else frozenset()
        )
        states = self.tables.states if lemma not in ("side", "party") else None
        return self.discourse.top(
            number, i, count or 2, self.phrase(number, i), people=people, among=states, without=doing
        )

    def _back(self, number: int, i: int, role: RoleNoun, span: Span) -> tuple[Party, ...]:
        """'the president', 'the ministry', 'the kingdom' without a country: the holder or state last spoken of."""
        tokens = self.sentences[number].tokens
        lemma = tokens[i].lemma.lower()
        definite = any(tokens[c].text.lower() in ("the", "this", "that") for c in self.children(number, i))
        if "Number=Plur" in tokens[i].feats:
            return ()
        if role.kind == "person":
            held = frozenset(
                p.entity for p in self.discourse.people_before(number, i) if self._holds(p.entity, role.noun)
            )
            found = self.discourse.role(number, i, held, span) if held else ()
            if found or not definite:
                return found
            return self.discourse.bearer(number, i, span, role.sector, "person") if role.title else ()
        if definite and (lemma in anaphora().polity_singulars or role.noun in anaphora().polity_singulars):
            return (
                self.discourse.thing(number, i, span)
                if role.kind == "polity"
                else self.discourse.bearer(number, i, span, role.sector, "institution")
            )
        return ()

    def _holds(self, entity: str, noun: str) -> bool:
        tenures = self.tables.persons.get(entity.removeprefix("person:"), ())
        return any(
            noun in t.office or (noun == "leader" and t.office in ("president", "supreme leader", "prime minister"))
            for t in tenures
            if in_office(t, self.day) or self.day is None
        )

    def _other_half(self, number: int, i: int, owners: Sequence[Party], span: Span) -> tuple[Party, ...]:
        """'its neighbour': the state most spoken of beside the owner."""
        own = frozenset(p.code for p in owners if p.code)
        named = self._apposed(number, i)
        if named:
            return tuple(named)
        states = self.tables.states
        return self.discourse.top(number, i, 1, span, among=states, without=own)

    def _apposed(self, number: int, i: int) -> list[Party]:
        tokens = self.sentences[number].tokens
        return [
            p
            for c in self.children(number, i)
            if tokens[c].deprel in ("appos", "flat", "nmod:desc")
            and (x := self.mention_at(number, c)) is not None
            and x.code
            for p in [self._party(number, x)]
        ]
