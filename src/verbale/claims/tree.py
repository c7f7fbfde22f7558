"""A sentence's tree as claims read it: who is subject and object of a verb, also where the words stand elsewhere."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property

from verbale.record import Sentence, Span

OBJECT_CONTROL = frozenset(
    """
urge ask order force allow tell help persuade invite let make get enable permit compel require press push want
request cause convince encourage instruct pressure oblige lead see prompt authorise authorize train recruit hire
send
""".split()
)
BLAME = frozenset(
    """
accuse blame condemn criticise criticize suspect charge fault thank praise congratulate commend credit denounce slam
chide chastise rebuke sanction impose fine punish penalise penalize slap levy blacklist
indict jail sentence arrest detain expel ban
""".split()
)
NEGATORS = frozenset({"not", "n't", "n’t", "neither", "nor"})
RELATIVE = frozenset({"who", "which", "that", "whom", "whose"})


class Tree:
    """Navigation over one sentence."""

    def __init__(self, number: int, sentence: Sentence) -> None:
        self.number = number
        self.sentence = sentence
        self.tokens = sentence.tokens

    @cached_property
    def _children(self) -> list[list[int]]:
        children: list[list[int]] = [[] for _ in self.tokens]
        for i, token in enumerate(self.tokens):
            if token.head >= 0:
                children[token.head].append(i)
        return children

    @cached_property
    def _relations(self) -> list[str]:
        return [token.deprel.split(":")[0] for token in self.tokens]

    def children(self, i: int, *relations: str) -> list[int]:
        """Dependents, of the given relations (without subtypes unless named with them)."""
        below = self._children[i]
        if not relations or not below:
            return below
        names = self._relations
        return [c for c in below if names[c] in relations or self.tokens[c].deprel in relations]

    def relation(self, i: int) -> str:
        """The relation of a token without its subtype."""
        return self._relations[i]

    def subtree(self, i: int) -> set[int]:
        """A token and all below it."""
        inside, stack = {i}, [i]
        while stack:
            for c in self._children[stack.pop()]:
                if c not in inside:
                    inside.add(c)
                    stack.append(c)
        return inside

    @cached_property
    def outermost_first(self) -> list[int]:
        """Tokens by their depth in the tree, then in the order of the text."""
        return sorted(range(len(self.tokens)), key=lambda i: (sum(1 for _ in self.ancestors(i)), i))

    def ancestors(self, i: int) -> Iterator[int]:
        """Governors from the nearest to the root."""
        seen = {i}
        while (i := self.tokens[i].head) >= 0 and i not in seen:
            seen.add(i)
            yield i

    def span(self, i: int) -> Span:
        """Characters of one token."""
        return Span(self.tokens[i].start, self.tokens[i].end)

    def sentence_text(self, text: str, i: int) -> str:
        """The word itself, as written."""
        return text[self.tokens[i].start : self.tokens[i].end]

    def lemma(self, i: int) -> str:
        """Lower-case lemma."""
        return self.tokens[i].lemma.lower()

    def preposition(self, i: int) -> str:
        """The preposition of a phrase, several words joined ('according to', 'because of'), or ''."""
        marks = self.children(i, "case")
        if not marks:
            return ""
        following = [k for k in marks[1:] if k == marks[0] + 1]  # "out of", where the two stand side by side
        return " ".join(self._joined(k) for k in (marks[0], *following))

    def _joined(self, i: int) -> str:
        return " ".join(self.tokens[t].text.lower() for t in sorted([i, *self.children(i, "fixed")]))

    def negated(self, i: int) -> bool:
        """Whether a verb of saying is itself negated: 'did not deny', 'neither confirmed nor denied'."""
        return any(self.tokens[c].text.lower() in NEGATORS for c in self.children(i, "advmod", "cc"))

    def particle(self, i: int) -> str:
        """The particle of a phrasal verb, or ''."""
        parts = self.children(i, "compound:prt")
        return self.lemma(parts[0]) if parts else ""

    def is_verbal(self, i: int) -> bool:
        """Verbs and participles."""
        return self.tokens[i].upos == "VERB"

    def passive(self, i: int) -> bool:
        """Whether a verb stands in the passive."""
        token = self.tokens[i]
        if self.children(i, "aux:pass"):
            return True
        if self.children(i, "nsubj:pass"):
            return not self.children(i, "obj") and "VerbForm=Part" in token.feats
        participle = ("VerbForm=Part" in token.feats and "Tense=Past" in token.feats) or "Voice=Pass" in token.feats
        if participle and token.deprel in ("acl", "amod", "advcl") and not self.children(i, "aux", "nsubj"):
            return not self.children(i, "obj") or token.deprel == "amod"
        if participle and token.deprel in ("conj", "xcomp", "ccomp") and not self.children(i, "nsubj", "obj", "aux"):
            head = token.head
            return token.deprel != "conj" or self.passive(head)
        return False

    def antecedent(self, i: int) -> int | None:
        """The noun that the clause of verb i modifies, or None."""
        token = self.tokens[i]
        if self.relation(i) == "acl":
            return token.head
        if self.relation(i) == "conj" and self.tokens[token.head].upos in ("VERB", "AUX"):
            return self.antecedent(token.head) if self.relation(token.head) == "acl" else None
        return None

    def _relativised(self, i: int, found: list[int]) -> list[int]:
        """Relative pronouns replaced by what they stand for."""
        noun = self.antecedent(i)
        return [
            noun
            if noun is not None and self.lemma(t) in RELATIVE and self.tokens[t].upos in ("PRON", "DET", "SCONJ")
            else t
            for t in found
        ]

    def subject(self, i: int, depth: int = 0) -> list[int]:
        """Heads of the phrases that do what verb i says: the subject, the agent of a passive, or who is understood."""
        if self.passive(i):
            agents = self.children(i, "obl:agent") or [
                c for c in self.children(i, "obl") if self.preposition(c) == "by"
            ]
            if not agents:  # "was accused of spying by Bolivia": the by-phrase may hang on the nearest verb
                below = self.children(i, "advcl", "xcomp")
                by = [c for x in below if not self.passive(x) for c in self.children(x, "obl:agent", "obl")]
                agents = [c for c in by if self.preposition(c) == "by" and self.tokens[c].upos == "PROPN"]
            return self._relativised(i, agents)
        return self._nominal_subject(i, depth)

    def _nominal_subject(self, i: int, depth: int = 0) -> list[int]:
        own = self.children(i, "nsubj", "nsubj:pass", "nsubj:outer")
        own = [c for c in own if self.tokens[c].deprel != "expl"]
        if own:
            # "Kim ... , the Kremlin said": a second subject next to the verb is the speaker's own
            chosen = own if len(own) == 1 else [min(own, key=lambda c: abs(c - i))]
            return self._relativised(i, chosen)
        if depth > 4:
            return []
        token = self.tokens[i]
        head, relation = token.head, self.relation(i)
        if head < 0:
            return []
        if relation == "conj":
            return self._understood(head, depth)
        if relation == "xcomp" or (relation == "ccomp" and "VerbForm=Inf" in token.feats):
            objects = self.children(head, "obj", "iobj")
            if objects and self.lemma(head) in OBJECT_CONTROL:
                return objects
            if self.passive(head):
                return self._nominal_subject(head, depth + 1)
            return self._understood(head, depth)
        if (
            relation in ("advcl", "acl", "obl")
            and self.lemma(head) in BLAME
            and self._marked(i) & {"of", "for", "with"}
        ):
            # "accused Mali of ...", "imposed sanctions on Mali for ..."
            return [t for p, t in self.obliques(head) if p in ("on", "against", "upon")] or self.objects(head)
        if relation == "advcl" or (relation == "parataxis" and "VerbForm=Ger" in token.feats):
            return self._understood(head, depth)
        if relation == "acl":
            if "VerbForm=Inf" in token.feats:
                owners = self.children(head, "nmod:poss")
                if owners:
                    return owners
                governor = self.tokens[head].head
                if governor < 0:
                    return [head]  # the headline "Delhi to train ..."
                if governor >= 0 and self.is_verbal(governor) and self.relation(head) in ("obj", "obl", "xcomp"):
                    return self._understood(governor, depth)
                return []
            return [head]
        return []

    def _understood(self, head: int, depth: int) -> list[int]:
        """The subject that a dependent verb shares with its governor (the surface subject of a passive)."""
        if self.tokens[head].upos in ("VERB", "AUX", "ADJ", "NOUN", "PROPN"):
            if self.passive(head):
                return self._nominal_subject(head, depth + 1)
            return self.subject(head, depth + 1)
        return []

    def _marked(self, i: int) -> set[str]:
        return {self.lemma(c) for c in self.children(i, "mark", "case")}

    def objects(self, i: int) -> list[int]:
        """Heads of direct objects: of a passive its subject, in a relative clause what it modifies."""
        if self.passive(i):
            own = self.children(i, "nsubj:pass") or self.children(i, "nsubj")
            if own:
                return self._relativised(i, own) + self.children(i, "obj")
            if self.relation(i) in ("acl", "amod"):
                return [self.tokens[i].head, *self.children(i, "obj")]
            return self._nominal_subject(i)
        own = self.children(i, "obj")
        if own:
            return self._relativised(i, own)
        noun = self.antecedent(i)
        subjects = self.children(i, "nsubj")
        if (
            noun is not None
            and self.tokens[i].deprel == "acl:relcl"
            and subjects
            and not any(self.lemma(s) in RELATIVE for s in subjects)
        ):
            return [noun]
        if self.relation(i) == "conj":  # "signed and ratified the treaty": the object may stand with the other verb
            head = self.tokens[i].head
            shared = [o for o in self.children(head, "obj") if o > i]
            if shared:
                return shared
        for other in self.children(i, "conj"):
            if self.is_verbal(other):
                shared = self.children(other, "obj")
                if shared and shared[0] > other and not self.children(i, "obl", "ccomp", "xcomp"):
                    return shared
        return []

    def obliques(self, i: int) -> list[tuple[str, int]]:
        """(preposition, head) of the phrases that hang on a word, those of its objects after its own."""
        found = [
            (self.preposition(c), c)
            for c in self.children(i, "obl", "nmod", "advmod")
            if self.tokens[c].deprel != "obl:agent" and self.children(c, "case")
        ]
        for c in self.children(i, "advmod"):  # "sent home to ...", "went back to ..."
            if self.lemma(c) in ("home", "back", "away"):
                found += [(self.preposition(k), k) for k in self.children(c, "obl", "nmod") if self.children(k, "case")]
        for o in self.children(i, "obj", "nsubj:pass", "xcomp"):
            if self.tokens[o].upos in ("NOUN", "PROPN", "PRON"):
                for x in (o, *self.children(o, "conj")):
                    found += [(self.preposition(c), c) for c in self.children(x, "nmod") if self.children(c, "case")]
                for name in self.children(o, "nmod"):  # "a pair of dogs to ..."
                    found += [
                        (self.preposition(c), c)
                        for c in self.children(name, "nmod")
                        if self.children(c, "case") and self.preposition(name) == "of"
                    ]
        for _, t in list(found):  # "as gifts from ...", "in a message to ..."
            found += [
                (self.preposition(c), c)
                for c in self.children(t, "nmod")
                if self.children(c, "case") and self.preposition(c) in ("from", "to", "with", "by")
            ]
        return found

    def words_between(self, i: int) -> frozenset[str]:
        """Lemma of a noun with its compounds: 'fighter jet' gives {'jet', 'fighter jet'}.

        'pair of dogs' also gives 'dog'.
        """
        low = self.lemma(i)
        forms = {low, self.tokens[i].text.lower()}
        before = sorted(c for c in self.children(i, "compound", "amod") if c < i)
        if before:
            forms.add(" ".join([self.lemma(before[-1]), low]))
            forms.add(" ".join([self.tokens[before[-1]].text.lower(), low]))
            if len(before) > 1:
                forms.add(" ".join([*(self.lemma(b) for b in before[-2:]), low]))
        if low in MEASURES:
            for c in self.children(i, "nmod"):
                if self.preposition(c) == "of":
                    forms |= self.words_between(c)
        return frozenset(forms)


MEASURES = frozenset(
    """
pair number total group batch series dozen hundred thousand million billion ton tonne shipment package supply lot
array range set piece unit consignment amount volume kind type load herd flock score wave barrage host handful round
third half part member tranche
""".split()
)
