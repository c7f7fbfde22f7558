"""Words that point back: pronouns, "the two countries", "the ministry", "its neighbour"."""

from __future__ import annotations

from collections.abc import Callable

import msgspec

from verbale.naming import mentions as m
from verbale.naming.discourse import anaphora
from verbale.naming.mentions import Party
from verbale.naming.people import in_office
from verbale.naming.ranking import PERSONS, Seen
from verbale.naming.speaking import Speaking
from verbale.naming.story_names import noun_of
from verbale.naming.tables import RoleNoun, combining
from verbale.record import Span

MODIFIERS = frozenset({"amod", "compound", "nmod:poss", "obl:unmarked", "nmod:unmarked", "nmod:desc", "det"})
ORGANISATIONS = frozenset("UNO EUE NAT AFU ARL ASN IAE IMF WBK ICC ICJ WTO OSC BRI SCO GCC OPC GSV GTW IGO".split())
BANDS = frozenset("ISI TAL HMS HEZ HOU ALQ PKK WAG IMG AFG".split())
DEFINITE = frozenset({"the", "this", "that", "these", "those", "same"})
LATERAL = {"bilateral": 2, "two-way": 2, "trilateral": 3, "tripartite": 3, "three-way": 3}
LEAST = 0.45  # probability below which a noun points at nobody
LEAST_PRONOUN = 0.4  # the same for a pronoun
NUMBERS = {"two": 2, "both": 2, "either": 2, "each": 2, "neither": 2, "three": 3, "four": 4, "2": 2, "3": 3}
APIECE = frozenset({"each", "either", "neither"})  # with a noun in the singular: "each army", "neither side"


def _anybody(seen: Seen) -> bool:
    return all(p.kind != m.AGENCY for p in seen.parties)


def _single(seen: Seen) -> bool:
    return len(seen.parties) == 1 and _anybody(seen)


def _single_thing(seen: Seen) -> bool:
    return _single(seen) and seen.parties[0].kind not in PERSONS and seen.parties[0].code is not None


def _organised(seen: Seen) -> bool:
    return _single(seen) and seen.parties[0].code in ORGANISATIONS


def _banded(seen: Seen) -> bool:
    return _single(seen) and seen.parties[0].code in BANDS


def _elsewhere(away: frozenset[str]) -> Callable[[Seen], bool]:
    def fits(seen: Seen) -> bool:
        return _single(seen) and seen.parties[0].code not in away

    return fits


def _person_of(gender: str) -> Callable[[Seen], bool]:
    def fits(seen: Seen) -> bool:
        person = len(seen.parties) == 1 and seen.parties[0].kind in PERSONS
        return person and (not seen.gender or seen.gender == gender)

    return fits


class Pointing(Speaking):
    """Resolves what points back to somebody named before."""

    def _pronoun(self, number: int, i: int) -> tuple[Party, ...]:
        token = self.sentences[number].tokens[i]
        low, words, span = token.text.lower(), anaphora(), Span(token.start, token.end)
        if token.deprel == "expl":  # "it is likely that"
            return ()
        if low in words.first:
            return tuple(
                msgspec.structs.replace(p, span=span, certain=min(p.certain, 0.75)) for p in self._first(number, i)
            )
        if low in words.male or low in words.female:
            gender = "m" if low in words.male else "f"
            return self.discourse.choose(self._asked(number, i, "person"), _person_of(gender), span, LEAST_PRONOUN)
        if low in words.thing:
            found = self.discourse.choose(self._asked(number, i, "thing"), _single_thing, span, LEAST_PRONOUN)
            return found or self._cataphor(number, i)
        if low in words.plural:
            return self.discourse.choose(self._asked(number, i, "several"), _anybody, span, LEAST_PRONOUN, groups=True)
        if low in words.pair or token.lemma.lower() in NUMBERS:
            count = NUMBERS.get(low, 2)
            if count == 2:
                return self._pair(number, i, span)
            return self.discourse.top(number, i, count, span)
        return ()

    def _pair(self, number: int, i: int, span: Span, *, states: bool = False) -> tuple[Party, ...]:
        """Which two are "both", "the two countries", "the sides"."""
        fits = self._state_seen if states else _anybody
        found = self.discourse.rank(self._asked(number, i, "pair"), fits, groups=True)
        best = next(((p, c) for p, c in found if len(c.key) > 1), None)
        if best is None or best[0] < LEAST_PRONOUN:
            return ()
        return tuple(
            msgspec.structs.replace(p, span=span, certain=round(min(p.certain, best[0]), 3)) for p in best[1].parties
        )

    def _state_seen(self, seen: Seen) -> bool:
        return all(p.code in self.tables.states for p in seen.parties)

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
        shared = self._lateral(number, i)
        if shared:
            return shared
        role = self._role(number, i)
        people = lemma in words.person_plurals or (role is not None and role.kind == "person" and role.title)
        children = self.children(number, i)
        several = "Number=Plur" in tokens[i].feats or any(tokens[c].text.lower() in APIECE for c in children)
        if (not people and lemma not in words.polity_plurals) or not several:
            return ()
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
        if people and not definite and numeral not in ("both", *APIECE):
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
        if (count or 2) == 2:
            found = self._pair(number, i, self.phrase(number, i), states=states is not None)
            return tuple(msgspec.structs.replace(p, sector="GOV" if people else "") for p in found)
        return self.discourse.top(number, i, count, self.phrase(number, i), people=people, among=states, without=doing)

    def _lateral(self, number: int, i: int) -> tuple[Party, ...]:
        """'bilateral talks', 'a trilateral exercise', 'inter-Korean trade': the two or three states spoken of."""
        tokens, below = self.sentences[number].tokens, self.children(number, i)
        between = next((codes for c in below if (codes := combining().between.get(tokens[c].text.lower()))), ())
        if between:
            span = self.phrase(number, i)
            return tuple(Party(code, "", m.ADJECTIVE, code, span, 1.0) for code in between)
        count = next((LATERAL[low] for c in below if (low := tokens[c].text.lower()) in LATERAL), 0)
        named = (self.mention_at(number, c) for c in below if tokens[c].deprel in MODIFIERS)
        if not count or any(x is not None for x in named):
            return ()
        if count == 2:
            return self._pair(number, i, self.phrase(number, i), states=True)
        return self.discourse.top(number, i, count, self.phrase(number, i), among=self.tables.states)

    def _back(self, number: int, i: int, role: RoleNoun | None, span: Span) -> tuple[Party, ...]:
        """'the president', 'the ministry', 'the kingdom' without a country: the holder or state last spoken of."""
        tokens, words = self.sentences[number].tokens, anaphora()
        lemma = noun_of(tokens[i])
        definite = any(tokens[c].text.lower() in DEFINITE for c in self.children(number, i))
        if not definite or self._of_a_place(number, i, noun_of(tokens[i]) if role is None else role.noun):
            return ()
        plural = "Number=Plur" in tokens[i].feats
        noun = role.noun if role is not None else lemma
        away = self._seats(number, i) if {lemma, noun} & words.posted else frozenset()
        single = _elsewhere(away)
        if noun in words.blocs or lemma in words.blocs:
            if self._another_body(number, i):
                return ()
            return self.discourse.choose(self._asked(number, i, "bloc", noun), _organised, span, LEAST)
        if noun in words.bands or lemma in words.bands:
            return self.discourse.choose(self._asked(number, i, "band", noun), _banded, span, LEAST)
        if role is not None and role.kind == "person" and not plural:
            return self._holder(number, i, role, span, away)
        if role is not None and not plural and {lemma, noun} & words.polity_singulars:
            kind = "polity" if role.kind == "polity" else "body"
            found = self.discourse.choose(self._asked(number, i, kind, noun), single, span, LEAST)
            sector = role.sector if kind == "body" else ""
            return tuple(msgspec.structs.replace(p, sector=sector or p.sector, kind=role.kind) for p in found)
        return self._again(number, i, lemma, role, span)

    def _of_a_place(self, number: int, i: int, noun: str) -> bool:
        """'The mayor of X', 'the police chief of X Province', where X is no state's name that is known."""
        tokens, words = self.sentences[number].tokens, anaphora()
        of = [c for c in self.children(number, i) if self._preposition(number, c) == "of"]
        unknown = [c for c in of if tokens[c].upos == "PROPN" and not self._coded(number, c)]
        return any(noun in words.local or tokens[c].lemma.lower() in words.districts for c in unknown)

    def _another_body(self, number: int, i: int) -> bool:
        """'The Electoral Commission', 'the joint council': a body that its own modifiers tell apart."""
        tokens, words = self.sentences[number].tokens, anaphora()
        for c in self.children(number, i):
            name = tokens[c].text[:1].isupper() and not self._coded(number, c)
            if tokens[c].deprel in ("amod", "compound", "nmod:desc", "flat"):
                if tokens[c].text.lower() in words.national or (name and tokens[c].upos == "PROPN"):
                    return True
            elif name and tokens[c].deprel == "nmod" and self._preposition(number, c) in ("of", "for"):
                return True
        return False

    def _coded(self, number: int, i: int) -> bool:
        mention = self.mention_at(number, i)
        return mention is not None and bool(mention.code)

    def _holder(
        self, number: int, i: int, role: RoleNoun, span: Span, away: frozenset[str] = frozenset()
    ) -> tuple[Party, ...]:
        """Whose "the president", "the spokesman" is; of no state or body in `away`."""
        people = self.discourse.people_before(number, i)
        held = frozenset(p.entity for p in people if self._holds(p.entity, role.noun))
        asked = self._asked(number, i, "title" if role.title else "role", role.noun, held)
        found = self.discourse.choose(asked, _elsewhere(away), span, LEAST)
        return tuple(msgspec.structs.replace(p, sector=role.sector, kind="person") for p in found)

    def _seats(self, number: int, i: int) -> frozenset[str]:
        """The states and bodies named inside a phrase."""
        inside = (self.mention_at(number, c) for c in self.children(number, i))
        return frozenset(x.code for x in inside if x is not None and x.code)

    def _again(self, number: int, i: int, lemma: str, role: RoleNoun | None, span: Span) -> tuple[Party, ...]:
        """'the rebels', 'the cutters': who the same noun meant before."""
        asked = self._asked(number, i, "noun", lemma if role is None else role.noun)
        found = self.discourse.choose(asked, lambda s: _anybody(s) and s.lemma == asked.lemma, span, LEAST)
        return tuple(msgspec.structs.replace(p, kind=role.kind if role else "thing") for p in found)

    def _holds(self, entity: str, noun: str) -> bool:
        tenures = self.tables.persons.get(entity.removeprefix("person:"), ())
        return any(
            noun in t.office or (noun == "leader" and t.office in ("president", "supreme leader", "prime minister"))
            for t in tenures
            if in_office(t, self.day) or self.day is None
        )

    def _other(self, number: int, i: int, kind: str, owners: frozenset[str], span: Span) -> tuple[Party, ...]:
        """'its neighbour': somebody spoken of beside the owners."""
        asked = self._asked(number, i, kind, noun_of(self.sentences[number].tokens[i]))
        return self.discourse.choose(asked, _elsewhere(owners), span, LEAST)

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
