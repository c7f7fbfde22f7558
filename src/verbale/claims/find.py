"""Candidates: words of the frames lexicon whose parties are two different international actors."""

from __future__ import annotations

from collections.abc import Iterator

import msgspec

from verbale.claims import denials
from verbale.claims.frames import LIGHT, Frame, Lexicon
from verbale.claims.network import Reading
from verbale.claims.slots import ABSORBING, Slots, union
from verbale.claims.tree import Tree
from verbale.naming import mentions as m
from verbale.naming.mentions import Party
from verbale.naming.phrases import Resolver

DEEP_PENALTY, COMPLEMENT_PENALTY, ORIGIN_PENALTY, CONTEXT_PENALTY = 0.9, 0.75, 0.8, 0.8
NAMED_AS = {
    m.PEOPLE: frozenset({"people", "national", "citizen", "force"}),
    m.PERSON: frozenset({"official", "leader", "person"}),
    m.COUNTRY: frozenset({"country", "government"}),
    m.CAPITAL: frozenset({"government"}),
    m.ORGANISATION: frozenset({"organisation", "organization"}),
    m.GROUP: frozenset({"group", "organisation"}),
}
MAX_PARTIES = 40
HARMING = frozenset({"ASSAULT", "COERCE", "MOBILIZE"})  # types whose victim may be who complains of it
PRIVATE = frozenset({"CVL", "SOC"})  # sectors of people who meet on nobody's behalf


class Candidate(msgspec.Struct, kw_only=True):
    """A frame whose parties are filled.

    `trigger` is its word, `verb` the verb that carries tense (the same, or a light verb).
    """

    trigger: int
    verb: int
    frame: Frame
    actors: tuple[Party, ...]
    recipients: tuple[Party, ...]
    object: int | None
    score: float
    noun: bool = False
    reading: Reading | None = None  # what the network read, where no frame found the candidate


class CandidateFinder:
    """Finds the candidates of one sentence."""

    def __init__(self, lexicon: Lexicon, tree: Tree, resolver: Resolver) -> None:
        self.lexicon, self.tree, self.resolver = lexicon, tree, resolver
        self.slots = Slots(tree, resolver)
        self._absorbed: set[int] = set()
        self._consumed: dict[int, str] = {}  # noun -> type of the verb frame that took it

    def candidates(self) -> list[Candidate]:
        """All candidates in order of their words."""
        found: list[Candidate] = []
        tree = self.tree
        for i in tree.outermost_first:
            token = tree.tokens[i]
            if i in self._absorbed:
                continue
            if token.upos == "VERB" or (
                token.upos in ("NOUN", "ADJ")
                and token.deprel in ("root", "ccomp", "advcl")
                and "VerbForm" in token.feats
            ):
                found += self._verb(i)
            elif token.upos in ("NOUN", "PROPN"):
                found += self._noun(i)
            elif token.upos == "ADJ" and token.deprel != "amod":
                found += self._adjective(i)
        return sorted(found, key=lambda c: c.trigger)

    # -- words ---------------------------------------------------------------------------------------------------

    def _verb_frames(self, i: int) -> Iterator[Frame]:
        tree, verbs = self.tree, self.lexicon.verbs
        lemma, particle = tree.lemma(i), tree.particle(i)
        keys = [f"{lemma}:{w}" for o in tree.objects(i) for w in tree.words_between(o)]
        keys += [f"{lemma} {particle}"] if particle else []
        following = [tree.tokens[k].text.lower() for k in range(i + 1, min(i + 4, len(tree.tokens)))]
        keys += [" ".join([lemma, *following[:n]]) for n in (3, 2, 1) if len(following) >= n]
        keys += [] if particle and f"{lemma} {particle}" in verbs else [lemma]
        seen = set()
        for key in keys:
            if key not in seen:
                seen.add(key)
                yield from verbs.get(key, ())

    def _verb(self, i: int) -> list[Candidate]:
        if denials.is_denial(self.tree, i):  # attribution, not an event of its own
            return []
        for frame in self._verb_frames(i):
            if not self._fits(frame, i):
                continue
            if frame.type == "NONE":
                return []
            filled = self._fill(frame, i)
            if filled is None:
                continue
            if frame.type in ABSORBING:
                self._absorb(i)
            objects = self.tree.objects(i)
            for o in objects:
                self._consumed[o] = frame.type
            return [filled]
        return []

    def _fits(self, frame: Frame, i: int) -> bool:
        tree, is_a = self.tree, self.lexicon.is_a
        objects = [self._words(o) for o in tree.objects(i)]
        if frame.object and not any(is_a(words, frame.object) for words in objects):
            return False
        if frame.type == "MOBILIZE" and any(
            tree.lemma(c) == "joint" for o in tree.objects(i) for c in tree.children(o)
        ):
            return False  # drills with each other are not against anybody
        if frame.not_object and any(is_a(words, frame.not_object) for words in objects):
            return False
        if not (frame.prep or frame.not_prep or frame.complement or frame.not_complement):
            return True
        obliques = tree.obliques(i)
        prepositions = {p for p, _ in obliques} | {tree.lemma(c) for c in tree.children(i, "compound:prt", "advmod")}
        prepositions |= {
            tree.lemma(m) for c in tree.children(i, "xcomp", "advcl", "ccomp") for m in tree.children(c, "mark")
        }
        if frame.prep and not prepositions & set(frame.prep):
            return False
        if frame.not_prep and prepositions & set(frame.not_prep):
            return False
        clauses = [
            c
            for c in tree.children(i, "xcomp", "ccomp", "advcl")
            if frame.type != "REQUEST" or any(tree.lemma(k) == "to" for k in tree.children(c, "mark"))
        ]
        heads = [self._words(t) for _, t in obliques] + [tree.words_between(c) for c in clauses]
        if frame.complement and not any(is_a(words, frame.complement) for words in heads):
            return False
        return not (frame.not_complement and any(is_a(words, frame.not_complement) for words in heads))

    def _words(self, i: int) -> frozenset[str]:
        """Lemmas of a phrase for the classes; a name counts as what it names ("Nigeriens": people)."""
        words = self.tree.words_between(i)
        mention = self.resolver.mention_at(self.tree.number, i)
        return words | NAMED_AS.get(mention.kind, frozenset()) if mention is not None else words

    def _absorb(self, i: int) -> None:
        for c in self.tree.children(i, "xcomp", "ccomp", "advcl"):
            if self.tree.relation(c) == "advcl" and "VerbForm=Inf" not in self.tree.tokens[c].feats:
                continue
            for t in self.tree.subtree(c):
                if self.tree.tokens[t].upos == "VERB":
                    self._absorbed.add(t)
        for o in self.tree.objects(i):
            for c in self.tree.children(o, "acl"):
                if "VerbForm=Inf" in self.tree.tokens[c].feats:
                    self._absorbed |= {t for t in self.tree.subtree(c) if self.tree.tokens[t].upos == "VERB"}

    # -- parties of verbs ----------------------------------------------------------------------------------------

    def _fill(self, frame: Frame, i: int) -> Candidate | None:
        actors, penalty = self._actors(frame, i)
        if not actors and frame.treaty and self.tree.passive(i):
            parties = self.slots.treaty_parties(i)
            return (
                self._candidate(frame, i, i, parties, (), COMPLEMENT_PENALTY, self._object(i))
                if len(parties) > 1
                else None
            )
        if not any(p.code for p in actors):
            return None
        own = {p.code for p in actors}
        recipients: tuple[Party, ...] = ()
        slots = ("iobj", *frame.recipient) if {"to", "iobj"} & set(frame.recipient) else frame.recipient
        for slot in slots:
            recipients = self.slots.others(slot, i, own)
            if recipients:
                if slot == "obj.any":
                    penalty *= DEEP_PENALTY
                break
        if not recipients and not (frame.joint and len(own) > 1):
            recipients = self.slots.from_complement(frame, i, own)
            penalty *= COMPLEMENT_PENALTY
        if not recipients and frame.type == "MOBILIZE":
            recipients = self.slots.around(i, own)
        if not recipients and frame.type in HARMING:
            recipients = self.slots.accusers(i, own)
        if not recipients and not frame.joint:
            recipients = self.slots.shared(i, own)
        if not recipients and ((frame.treaty and len(own) == 1) or self._of_ties(frame, i)):
            recipients = self.slots.partners(i, own)
            penalty *= CONTEXT_PENALTY
        return self._candidate(frame, i, i, actors, recipients, penalty, self._object(i))

    def _of_ties(self, frame: Frame, i: int) -> bool:
        """'welcomed the declaration', 'praised the relations': the object belongs to the states spoken of."""
        return (
            not frame.joint
            and frame.type in ("SUPPORT", "REJECT", "CONCEDE", "ACCUSE", "SANCTION")
            and any(self.lexicon.is_a(self._words(o), ("treaty", "ties", "ceasefire")) for o in self.tree.objects(i))
        )

    def _actors(self, frame: Frame, i: int) -> tuple[tuple[Party, ...], float]:
        for slot in frame.actor:
            found = tuple(p for p in self.slots.slot(slot, i) if p.code)
            if found:
                return found, 1.0
        if self.tree.passive(i):
            origin = tuple(
                p
                for t in self.slots.with_preposition(i, "from")
                for p in self.resolver.parties(self.tree.number, t, deep=True)
                if p.code
            )
            if origin:
                return origin, ORIGIN_PENALTY
        return (), 1.0

    def _object(self, i: int) -> int | None:
        objects = self.tree.objects(i)
        return objects[0] if objects else None

    # -- nouns and adjectives ------------------------------------------------------------------------------------

    def _noun(self, i: int) -> list[Candidate]:
        if self.resolver.mention_at(self.tree.number, i) is not None:
            return []
        forms = self.tree.words_between(i)
        for form in sorted(forms, key=len, reverse=True):
            frames = self.lexicon.nouns.get(form, ())
            if any(f.type == "NONE" for f in frames):
                return []
            for frame in frames:
                if self._consumed.get(i) == frame.type or (frame.object or frame.complement):
                    continue
                filled = self._fill_noun(frame, i)
                if filled:
                    return [filled]
        return []

    def _fill_noun(self, frame: Frame, i: int) -> Candidate | None:
        verb = self._light_verb(frame, i)
        actors: tuple[Party, ...] = ()
        for slot in frame.noun_actor:
            actors = tuple(p for p in self.slots.noun_slot(slot, i) if p.code)
            if actors:
                break
        if not actors and self.tree.children(i, "cop"):
            actors = tuple(
                p for t in self.tree.children(i, "nsubj") for p in self.resolver.parties(self.tree.number, t) if p.code
            )
        if not actors and "of" not in frame.noun_recipient:  # "the visit of the king to ..."
            actors = tuple(p for p in self.slots.noun_slot("of", i) if p.code and p.kind != "thing")
        if not actors and self.tree.relation(i) == "nsubj":  # "talks took place between ..."
            head = self.tree.tokens[i].head
            actors = tuple(p for p in self.slots.slot("between", head) if p.code) if self.tree.is_verbal(head) else ()
        if not actors and verb is not None:
            actors = tuple(p for p in self.slots.slot("subj", verb) if p.code)
        elif verb is not None and frame.joint:
            actors = union(self.slots.slot("subj", verb), actors)
        if not actors:
            actors = tuple(p for p in self.slots.accused(i) if p.code)
        if not actors:
            actors = self.slots.occasion(i)
        if not actors:
            return None
        own = {p.code for p in actors}
        recipients: tuple[Party, ...] = ()
        for slot in frame.noun_recipient:
            recipients = tuple(p for p in self.slots.noun_slot(slot, i) if p.code and p.code not in own)
            if not recipients and verb is not None:
                recipients = tuple(
                    p
                    for p in self.slots.slot(slot if slot != "of" else "obj.any", verb)
                    if p.code and p.code not in own
                )
            if recipients:
                break
        if not recipients and not frame.joint:
            recipients = self.slots.beside(frame, i, own)
        if not recipients and frame.type in HARMING:
            recipients = self.slots.accusers(i, own)
        if not recipients and frame.type in ABSORBING:
            recipients = self.slots.from_clauses(self.tree.children(i, "acl", "ccomp"), own)
        return self._candidate(frame, i, verb if verb is not None else i, actors, recipients, 0.9, None, noun=True)

    def _light_verb(self, frame: Frame, i: int) -> int | None:
        head = self.tree.tokens[i].head
        if head < 0 or not self.tree.is_verbal(head):
            head = -1
        if (
            head >= 0
            and (self.tree.lemma(head) in LIGHT or self.tree.lemma(head) in frame.light)
            and i in self.tree.objects(head)
        ):
            return head
        if (
            self.tree.relation(i) == "conj"
            and (up := self.tree.tokens[i].head) >= 0
            and self.tree.tokens[up].upos == "NOUN"
        ):
            return self._light_verb(frame, up)
        return None

    def _adjective(self, i: int) -> list[Candidate]:
        for frame in self.lexicon.adjectives.get(self.tree.lemma(i), ()):
            actors = tuple(p for p in self.slots.slot("subj", i) if p.code)
            own = {p.code for p in actors}
            for slot in frame.recipient:
                recipients = self.slots.others(slot, i, own)
                if actors and recipients:
                    filled = self._candidate(frame, i, i, actors, recipients, 0.9, None)
                    return [filled] if filled else []
        return []

    # -- result --------------------------------------------------------------------------------------------------

    def _candidate(
        self,
        frame: Frame,
        trigger: int,
        verb: int,
        actors: tuple[Party, ...],
        recipients: tuple[Party, ...],
        penalty: float,
        thing: int | None,
        *,
        noun: bool = False,
    ) -> Candidate | None:
        actors = union(actors, ())
        if frame.joint:
            actors, recipients = union(actors, recipients), ()
        pending = (
            noun and frame.type == "ASSAULT" and bool(actors) and not recipients
        )  # the victim may stand elsewhere in the story
        if len({p.code for p in (*actors, *recipients)}) < 2 and not pending:
            return None
        together = frame.recipient_required and len({p.code for p in actors}) > 1
        if not pending and not frame.joint and not recipients and not together:
            return None
        if len({p.code for p in actors}) > MAX_PARTIES:
            return None
        if frame.type == "CONSULT" and any(p.sector in PRIVATE and p.kind == "person" for p in (*actors, *recipients)):
            return None  # a singer's tour is no consultation
        sure = min([p.certain for p in (*actors, *recipients)])
        return Candidate(
            trigger=trigger,
            verb=verb,
            frame=frame,
            actors=actors,
            recipients=recipients,
            object=thing,
            score=round(frame.prior * penalty * (0.5 + 0.5 * sure), 3),
            noun=noun,
        )
