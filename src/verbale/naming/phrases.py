"""Noun phrases -> identities: names, roles with a country word, pronouns, "the two countries", titles and appositions."""
from __future__ import annotations

import datetime
from collections.abc import Callable, Iterable, Sequence

import msgspec

from verbale.naming import mentions as m
from verbale.naming.discourse import Discourse, anaphora
from verbale.naming.gazetteer import Finder
from verbale.naming.mentions import Mention, Party
from verbale.naming.people import in_office
from verbale.naming.tables import RoleNoun, Tables
from verbale.record import Sentence, Span

MODIFIERS = frozenset({"amod", "compound", "nmod:poss", "obl:unmarked", "nmod:unmarked", "nmod:desc", "det"})
BEARERS = frozenset({"of", "from", "in", "at", "for"})  # prepositions after a role noun that name whose it is
NUMBERS = {"two": 2, "both": 2, "either": 2, "three": 3, "four": 4, "2": 2, "3": 3}
DEPTH = 3
OTHER_HALF = frozenset({"neighbour", "neighbor", "rival", "foe", "enemy"})  # with an owner, the other one of two
# Codes that are no states.
BODIES = frozenset("UNO EUE NAT AFU ARL ASN IAE IMF WBK ICC ICJ WTO OSC BRI SCO GCC OPC GSV GTW IGO WST".split())
QUANTIFIERS = frozenset("all most some many several one each any none half both part majority number rest dozens hundreds thousands two three four five".split())
FirstPerson = Callable[[int, int], tuple[Party, ...]]


class Resolver:
    """Resolves the noun phrases of one story. Call `enter` for each sentence in order, then `parties` for its tokens."""

    def __init__(self, tables: Tables, text: str, day: datetime.date | None, sentences: Sequence[Sentence]) -> None:
        self.tables, self.text, self.day, self.sentences = tables, text, day, sentences
        self.discourse = Discourse()
        self.first_person: FirstPerson = lambda sentence, token: ()
        self._finder = Finder(tables, text, day)
        self.mentions: list[list[Mention]] = []
        self._covering: list[dict[int, Mention]] = []
        self._children: list[list[list[int]]] = []
        self._cache: dict[tuple[int, int, bool], tuple[Party, ...]] = {}

    def enter(self, number: int) -> None:
        """Find the names of sentence `number` and note them."""
        sentence = self.sentences[number]
        children: list[list[int]] = [[] for _ in sentence.tokens]
        for i, token in enumerate(sentence.tokens):
            if token.head >= 0:
                children[token.head].append(i)
        self._children.append(children)
        found = self._finder.find(number, sentence)
        self.mentions.append(found)
        self._covering.append({t: x for x in found for t in range(x.first, x.last)})
        for mention in found:
            self._describe(number, mention)
        self._note(number)

    def prime(self, title: str, sentences: Sequence[Sentence]) -> None:
        """Let the names of the title, a text of its own, be known before the story begins."""
        finder = Finder(self.tables, title, self.day)
        for sentence in sentences:
            parties: list[Party] = []
            for mention in finder.find(-1, sentence):
                party = Party(mention.code, mention.sector, mention.kind, mention.entity, Span(0, 0), 1.0 if mention.code else 0.0)
                deprel = sentence.tokens[mention.head].deprel
                self.discourse.note(-1, mention.first, [party], deprel, gender=mention.gender)
                parties.append(party)
            self._finder.seen += finder.seen
            if len({p.code for p in parties if p.code}) > 1:
                self.discourse.note(-1, len(sentence.tokens), _distinct(parties), "nsubj", plural=True)

    def children(self, number: int, token: int) -> list[int]:
        """Dependents of a token."""
        return self._children[number][token]

    def mention_at(self, number: int, token: int) -> Mention | None:
        """The name that covers a token."""
        return self._covering[number].get(token)

    # -- names ---------------------------------------------------------------------------------------------------

    def _describe(self, number: int, mention: Mention) -> None:
        """Give an unknown person the code of a title or apposition: 'Somali foreign minister Ahmed X'."""
        if mention.kind != m.PERSON or mention.code:
            return
        sentence = self.sentences[number]
        head = mention.head
        describing = [c for c in self.children(number, head) if sentence.tokens[c].deprel in ("appos", "nmod:desc", "compound", "nmod", "flat")]
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

    def _replace(self, number: int, old: Mention, new: Mention) -> None:
        self.mentions[number][self.mentions[number].index(old)] = new
        for t in range(new.first, new.last):
            self._covering[number][t] = new

    def _note(self, number: int) -> None:
        """Tell the discourse of all names and of role phrases with a country word."""
        sentence = self.sentences[number]
        for i, token in enumerate(sentence.tokens):
            mention = self.mention_at(number, i)
            if mention is not None and i != mention.head:
                continue
            if mention is None and (token.upos not in ("NOUN", "PROPN") or self._role(number, i) is None):
                continue
            parties = self._named(number, i)
            plural = "Number=Plur" in token.feats
            gender = mention.gender if mention else ""
            self.discourse.note(number, i, parties, token.deprel, gender=gender, plural=plural and mention is None)
            conjuncts = [c for c in self.children(number, i) if sentence.tokens[c].deprel == "conj"]
            group = [*parties, *(p for c in conjuncts for p in self._named(number, c))]
            if conjuncts and len({p.code for p in group if p.code}) > 1:
                self.discourse.note(number, max(conjuncts), _distinct(group), token.deprel, plural=True)

    def _named(self, number: int, i: int) -> list[Party]:
        """A name or a role with its country, no pronouns."""
        mention = self.mention_at(number, i)
        if mention is not None and mention.head == i:
            return [self._party(number, mention)]
        role = self._role(number, i)
        if role is None:
            return []
        return [msgspec.structs.replace(p, sector=role.sector or p.sector, kind=_kind(role)) for p in self._modifiers(number, i, BEARERS)]

    def _party(self, number: int, mention: Mention) -> Party:
        tokens = self.sentences[number].tokens
        return Party(mention.code, mention.sector, mention.kind, mention.entity, Span(tokens[mention.first].start, tokens[mention.last - 1].end),
                     1.0 if mention.code else 0.0)

    # -- phrases -------------------------------------------------------------------------------------------------

    def parties(self, number: int, token: int, *, deep: bool = False) -> tuple[Party, ...]:
        """Identities of the noun phrase headed by `token`, conjuncts included. `deep` also looks into its complements."""
        key = number, token, deep
        if key not in self._cache:
            found = list(self._one(number, token, deep, 0))
            tokens = self.sentences[number].tokens
            for c in self.children(number, token):
                if tokens[c].deprel == "conj" and tokens[c].upos in ("NOUN", "PROPN", "PRON", "ADJ", "X", "NUM"):
                    found += self._one(number, c, deep, 0)
            self._cache[key] = _distinct(found)
        return self._cache[key]

    def phrase(self, number: int, token: int) -> Span:
        """The words of the noun phrase, without relative clauses and conjuncts."""
        tokens = self.sentences[number].tokens
        inside = [token]
        stack = [token]
        while stack:
            for c in self.children(number, stack.pop()):
                if tokens[c].deprel.split(":")[0] in ("acl", "conj", "cc", "punct", "parataxis", "advcl", "cop"):
                    continue
                if tokens[c].deprel == "case" and tokens[c].head == token:
                    continue
                inside.append(c)
                stack.append(c)
        return Span(tokens[min(inside)].start, tokens[max(inside)].end)

    def _one(self, number: int, i: int, deep: bool, depth: int) -> Iterable[Party]:
        sentence = self.sentences[number]
        token = sentence.tokens[i]
        mention = self.mention_at(number, i)
        if mention is not None and (mention.head == i or mention.kind == m.PERSON):
            if mention.code is None:
                return [msgspec.structs.replace(p, certain=0.7) for c in self.children(number, i) if token.deprel != "appos"
                        and sentence.tokens[c].deprel == "appos" for p in self._one(number, c, False, depth + 1)] or [self._party(number, mention)]
            return [self._party(number, mention)]
        if token.text.lower() in QUANTIFIERS:
            of = [c for c in self.children(number, i) if sentence.tokens[c].deprel == "nmod" and self._preposition(number, c) == "of"]
            if of:
                return [p for c in of for p in self._one(number, c, deep, depth + 1)]
        if token.upos in ("PRON", "DET") or (token.upos == "NUM" and token.lemma.lower() in NUMBERS):
            return self._pronoun(number, i)
        group = self._group(number, i)
        if group:
            return group
        role = self._role(number, i)
        span = self.phrase(number, i)
        modified = self._modifiers(number, i, BEARERS if role else frozenset())
        if role is not None:
            if modified and token.lemma.lower() in OTHER_HALF and all(sentence.tokens[c].deprel != "amod" for c in self.children(number, i) if self.mention_at(number, c)):
                return self._other_half(number, i, modified, span)
            if modified and not (token.lemma.lower() in anaphora().relational and token.lemma.lower() != "counterpart" and role.kind == "polity"):
                return [msgspec.structs.replace(p, sector=role.sector or p.sector, kind=_kind(role), span=span, certain=min(p.certain, 0.95)) for p in modified]
            named = self._apposed(number, i)
            if named:
                return named
            back = self._back(number, i, role, span)
            if back:
                return back
        elif modified and token.lemma.lower() in OTHER_HALF:
            return self._other_half(number, i, modified, span)
        elif modified and token.lemma.lower() not in anaphora().relational:
            return [msgspec.structs.replace(p, kind="thing", span=span, certain=round(min(p.certain, 0.6), 3)) for p in modified]
        if deep and depth < DEPTH:
            return self._inside(number, i, depth)
        return self._apposed(number, i)

    def _other_half(self, number: int, i: int, owners: Sequence[Party], span: Span) -> tuple[Party, ...]:
        """'its neighbour': the state most spoken of beside the owner."""
        own = frozenset(p.code for p in owners if p.code)
        named = self._apposed(number, i)
        if named:
            return tuple(named)
        states = frozenset(self.tables.country_names) - BODIES
        return self.discourse.top(number, i, 1, span, among=states, without=own)

    def _apposed(self, number: int, i: int) -> list[Party]:
        tokens = self.sentences[number].tokens
        return [p for c in self.children(number, i) if tokens[c].deprel in ("appos", "flat", "nmod:desc")
                and (x := self.mention_at(number, c)) is not None and x.code for p in [self._party(number, x)]]

    def _inside(self, number: int, i: int, depth: int) -> list[Party]:
        """Actors named inside a phrase, nearest relation first: possessive, adjective, then complements."""
        tokens = self.sentences[number].tokens
        order = {"nmod:poss": 0, "amod": 1, "compound": 2, "appos": 4}
        ranked = sorted((c for c in self.children(number, i) if tokens[c].deprel.split(":")[0] in ("nmod", "amod", "compound", "appos", "obl")),
                        key=lambda c: (order.get(tokens[c].deprel, 3), c))
        for c in ranked:
            found = list(self._one(number, c, True, depth + 1))
            for other in self.children(number, c):
                if tokens[other].deprel == "conj":
                    found += self._one(number, other, True, depth + 1)
            found = [p for p in found if p.code]
            if found:
                return [msgspec.structs.replace(p, certain=round(p.certain * 0.8, 3)) for p in found]
        return []

    def _role(self, number: int, i: int) -> RoleNoun | None:
        tokens = self.sentences[number].tokens
        low = tokens[i].lemma.lower().rstrip(".")
        if i and tokens[i - 1].end < tokens[i].start:
            two = self.tables.roles.get(tokens[i - 1].text.lower() + " " + low) or self.tables.roles.get(tokens[i - 1].lemma.lower() + " " + low)
            if two:
                return two
        return self.tables.roles.get(low) or self.tables.roles.get(tokens[i].text.lower())

    def _modifiers(self, number: int, i: int, prepositions: frozenset[str]) -> list[Party]:
        """Countries, organisations and people that modify a noun, with conjuncts ('Russian and Chinese ships')."""
        tokens = self.sentences[number].tokens
        found: list[Party] = []
        later: list[Party] = []
        for c in self.children(number, i):
            deprel = tokens[c].deprel
            if deprel in MODIFIERS or (deprel == "nmod" and c < i):
                into = found
            elif deprel == "nmod" and self._preposition(number, c) in prepositions:
                into = later
            else:
                continue
            for x in [c, *(k for k in self.children(number, c) if tokens[k].deprel == "conj")]:
                mention = self.mention_at(number, x)
                if mention is not None and mention.code:
                    into.append(self._party(number, mention))
                elif deprel == "nmod:poss" and tokens[x].upos == "PRON":
                    into.extend(self._pronoun(number, x))
                elif deprel in ("nmod:poss", "compound", "nmod", "amod") and (role := self._role(number, x)) and role.kind in ("polity", "person", "institution", "collective"):
                    into.extend(self._one(number, x, False, DEPTH))
        return list(_distinct(found or later))

    def _preposition(self, number: int, i: int) -> str:
        tokens = self.sentences[number].tokens
        return next((tokens[c].lemma.lower() for c in self.children(number, i) if tokens[c].deprel == "case"), "")

    # -- pointing back -------------------------------------------------------------------------------------------

    def _pronoun(self, number: int, i: int) -> tuple[Party, ...]:
        token = self.sentences[number].tokens[i]
        low, words, span = token.text.lower(), anaphora(), Span(token.start, token.end)
        if low in words.first:
            return tuple(msgspec.structs.replace(p, span=span, certain=min(p.certain, 0.75)) for p in self.first_person(number, i))
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
                return (msgspec.structs.replace(self._party(number, mention), span=Span(tokens[i].start, tokens[i].end), certain=0.6),)
        return ()

    def _group(self, number: int, i: int) -> tuple[Party, ...]:
        """'the two countries', 'both leaders', 'the sides'."""
        tokens, words = self.sentences[number].tokens, anaphora()
        lemma = tokens[i].lemma.lower()
        role = self._role(number, i)
        people = lemma in words.person_plurals or (role is not None and role.kind == "person" and role.title)
        if not people and lemma not in words.polity_plurals or "Number=Plur" not in tokens[i].feats:
            return ()
        children = self.children(number, i)
        if any((x := self.mention_at(number, c)) is not None and x.code and tokens[c].deprel in MODIFIERS for c in children):
            return ()
        of = [c for c in children if tokens[c].deprel in ("nmod", "nmod:poss", "acl:relcl", "acl") and tokens[c].upos != "PRON"]
        if of:
            return ()
        count = next((NUMBERS[tokens[c].text.lower()] for c in children if tokens[c].text.lower() in NUMBERS), 0)
        definite = any(tokens[c].text.lower() in ("the", "these", "those") for c in children)
        bare = lemma in ("side", "party", "leader", "country") and definite and not any(tokens[c].deprel in ("amod", "nummod", "compound") for c in children)
        if people and definite and not count:
            last = self.discourse.last_group(number, i, self.phrase(number, i))
            if last:
                return last
        if not count and not bare:
            return ()
        doing = frozenset(x.code for x in self.mentions[number] if x.code and tokens[x.head].deprel == "nsubj" and x.head < i) if tokens[i].deprel.split(":")[0] in (
            "obj", "obl", "iobj", "nmod") else frozenset()
        states = frozenset(self.tables.country_names) - BODIES if lemma not in ("side", "party") else None
        return self.discourse.top(number, i, count or 2, self.phrase(number, i), people=people, among=states, without=doing)

    def _back(self, number: int, i: int, role: RoleNoun, span: Span) -> tuple[Party, ...]:
        """'the president', 'the ministry', 'the kingdom' without a country: the holder or state last spoken of."""
        tokens = self.sentences[number].tokens
        lemma = tokens[i].lemma.lower()
        definite = any(tokens[c].text.lower() in ("the", "this", "that") for c in self.children(number, i))
        if "Number=Plur" in tokens[i].feats:
            return ()
        if role.kind == "person":
            held = frozenset(p.entity for p in self.discourse.people_before(number, i) if self._holds(p.entity, role.noun))
            found = self.discourse.role(number, i, held, span) if held else ()
            if found or not definite:
                return found
            return self.discourse.bearer(number, i, span, role.sector, "person") if role.title else ()
        if definite and (lemma in anaphora().polity_singulars or role.noun in anaphora().polity_singulars):
            return self.discourse.thing(number, i, span) if role.kind == "polity" else self.discourse.bearer(number, i, span, role.sector, "institution")
        return ()

    def _holds(self, entity: str, noun: str) -> bool:
        tenures = self.tables.persons.get(entity.removeprefix("person:"), ())
        return any(noun in t.office or (noun == "leader" and t.office in ("president", "supreme leader", "prime minister")) for t in tenures if in_office(t, self.day) or self.day is None)


def _kind(role: RoleNoun) -> str:
    return "person" if role.kind == "person" else role.kind


def _distinct(parties: Iterable[Party]) -> tuple[Party, ...]:
    """Without repeated codes of the same entity; unresolved ones stay."""
    result: list[Party] = []
    for party in parties:
        if party.code is None or all(party.code != p.code for p in result):
            result.append(party)
    return tuple(result)
