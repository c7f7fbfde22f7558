"""Where the parties of an event stand.

The slots of verbs and of nouns, and the places where a party is only understood.
"""

from __future__ import annotations

from collections.abc import Iterable

from verbale.claims.frames import Frame
from verbale.claims.tree import Tree
from verbale.naming.mentions import Party
from verbale.naming.phrases import Resolver

# The complement of these types is their content, not a claim of its own.
ABSORBING = frozenset({"AGREE", "REQUEST", "REJECT", "THREATEN"})
OCCASIONS = frozenset({"on", "during", "after", "in", "for", "at", "following", "before", "amid", "ahead of"})
ADNOMINAL = ("amod", "compound", "nmod:poss", "obl:unmarked", "nmod:unmarked", "nmod:desc")


PLACES = frozenset(
    """
near opposite facing along off around towards toward at on to against into over by in with outside between past beside
up from across
""".split()
)
ACCUSING = frozenset({"accuse", "blame"})


class Slots:
    """The parties around the words of one sentence."""

    def __init__(self, tree: Tree, resolver: Resolver) -> None:
        self.tree, self.resolver = tree, resolver

    def slot(self, slot: str, i: int) -> tuple[Party, ...]:
        """Parties of a verb's slot: subj, obj, obj.any, iobj, clause.subj or a preposition."""
        tree, parties, number = self.tree, self.resolver.parties, self.tree.number
        if slot == "subj":
            return tuple(p for t in tree.subject(i) if t != i for p in parties(number, t))
        if slot == "obj":
            return tuple(p for t in tree.objects(i) for p in parties(number, t))
        if slot == "obj.any":
            return tuple(p for t in tree.objects(i) for p in parties(number, t, deep=True))
        if slot == "iobj":
            return tuple(p for t in tree.children(i, "iobj") for p in parties(number, t))
        if slot == "clause.subj":
            return tuple(
                p
                for c in tree.children(i, "ccomp", "xcomp", "advcl")
                for t in tree.children(c, "nsubj", "nsubj:pass")
                for p in parties(number, t, deep=True)
            )
        return tuple(p for t in self.with_preposition(i, slot) for p in parties(number, t, deep=True))

    def others(self, slot: str, i: int, own: set[str | None]) -> tuple[Party, ...]:
        """Coded parties of a verb's slot that are not on the actor's side."""
        return tuple(p for p in self.slot(slot, i) if p.code and p.code not in own)

    def with_preposition(self, i: int, preposition: str) -> list[int]:
        """Heads of the phrases that hang on a word with a preposition."""
        return [
            t
            for p, t in self.tree.obliques(i)
            if p == preposition
            or (preposition == "toward" and p == "towards")
            or (p.split(" ")[-1] == preposition and " " in p)
        ]

    def from_complement(self, frame: Frame, i: int, own: set[str | None]) -> tuple[Party, ...]:
        """The other party may stand in the content: 'agreed to supply Iran', 'threatened to strike the North'."""
        tree = self.tree
        if frame.type not in ABSORBING and not frame.speech:
            return ()
        clauses = tree.children(i, "xcomp", "ccomp") + [c for o in tree.objects(i) for c in tree.children(o, "acl")]
        clauses += [c for c in tree.children(i, "advcl") if "VerbForm=Inf" in tree.tokens[c].feats]
        return self.from_clauses(clauses, own)

    def from_clauses(self, clauses: Iterable[int], own: set[str | None]) -> tuple[Party, ...]:
        """The other party inside dependent clauses."""
        for c in clauses:
            for slot in ("iobj", "obj", "to", "with", "against", "on", "for", "obj.any", "from", "in", "clause.subj"):
                found = self.others(slot, c, own)
                if found:
                    return found
        return ()

    def treaty_parties(self, i: int) -> tuple[Party, ...]:
        """Who signed in 'the treaty was signed': the parties that its name tells, else the two states spoken of."""
        number = self.tree.number
        inside = tuple(
            p
            for o in self.tree.objects(i)
            for c in self.tree.children(o, "nmod", "amod", "compound", "nmod:poss")
            for p in self.resolver.parties(number, c, deep=True)
            if p.code
        )
        named = union(inside, ())
        if len(named) > 1:
            return named
        objects = self.tree.objects(i)
        return self.resolver.discourse.top(number, i, 2, self.resolver.phrase(number, objects[0])) if objects else ()

    def around(self, i: int, own: set[str | None]) -> tuple[Party, ...]:
        """Against whom troops move: a state in a phrase of place ('opposite ...', 'along the border with ...')."""
        for preposition, t in self.tree.obliques(i):
            if preposition.split(" ")[-1] in PLACES:
                parties = self.resolver.parties(self.tree.number, t, deep=True)
                found = tuple(p for p in parties if p.code and p.code not in own)
                if found:
                    return found
        return ()

    def shared(self, i: int, own: set[str | None]) -> tuple[Party, ...]:
        """'urged them ... and offered help': the other party stands with the verb before."""
        head = self.tree.tokens[i].head
        if head < 0 or self.tree.relation(i) != "conj" or not self.tree.is_verbal(head):
            return ()
        for slot in ("iobj", "obj", "to", "with"):
            found = tuple(p for p in self.others(slot, head, own) if p.kind != "thing")
            if found:
                return found
        return ()

    def accusers(self, i: int, own: set[str | None]) -> tuple[Party, ...]:
        """'accused India of shelling three villages': who complains is hit, where no other victim is named."""
        tree = self.tree
        head = tree.tokens[i].head
        if head < 0 or tree.lemma(head) not in ACCUSING or tree.relation(i) not in ("advcl", "xcomp", "acl", "obl"):
            return ()
        doers = {p.code for p in self.slot("obj", head)}
        named = {p.code for t in tree.subtree(i) for p in self.resolver.parties(tree.number, t) if p.code} - own
        return () if named or not doers & own else self.others("subj", head, own)

    def accused(self, i: int) -> tuple[Party, ...]:
        """'accused India of an attack', 'blamed Moscow for the strike': whose deed a noun is said to be."""
        tree = self.tree
        head = tree.tokens[i].head
        if head < 0 or tree.lemma(head) not in ACCUSING or tree.relation(i) != "obl":
            return ()
        return self.slot("obj", head) if tree.preposition(i) in ("of", "for", "over") else ()

    def partners(self, i: int, own: set[str | None]) -> tuple[Party, ...]:
        """The other side of a treaty or relation that names only one: the states most spoken of beside it."""
        span = self.tree.span((self.tree.objects(i) or [i])[0])
        states = self.resolver.tables.states
        two = self.resolver.discourse.top(self.tree.number, i, 2, span, among=states)
        if {p.code for p in two} & own:
            return tuple(p for p in two if p.code not in own)
        return two

    def beside(self, frame: Frame, i: int, own: set[str | None]) -> tuple[Party, ...]:
        """'sanctions weigh on Iran': the other side hangs on the verb that the noun is subject of."""
        head = self.tree.tokens[i].head
        if head < 0 or not self.tree.is_verbal(head) or self.tree.relation(i) != "nsubj":
            return ()
        for slot in frame.noun_recipient:
            found = self.others(slot, head, own) if slot not in ("of", "in") else ()
            if found:
                return found
        return ()

    def occasion(self, i: int) -> tuple[Party, ...]:
        """Who is 'on a visit to ...', 'in talks with ...'.

        The subject of the clause, or the noun that the phrase follows.
        """
        tree = self.tree
        head = tree.tokens[i].head
        if head < 0 or tree.preposition(i) not in OCCASIONS or tree.relation(i) not in ("obl", "nmod", "advmod"):
            return ()
        if tree.is_verbal(head):
            return tuple(p for p in self.slot("subj", head) if p.code)
        return (
            tuple(p for p in self.resolver.parties(tree.number, head) if p.code)
            if tree.preposition(i) in ("on", "in", "during")
            else ()
        )

    def noun_slot(self, slot: str, i: int) -> tuple[Party, ...]:
        """Parties of a noun's slot: poss, adj, compound or a preposition."""
        tree, number, resolver = self.tree, self.tree.number, self.resolver
        if slot in ("poss", "adj", "compound"):
            found: list[Party] = []
            for c in tree.children(i):
                if (
                    tree.tokens[c].deprel not in ADNOMINAL
                    or c > i
                    or (slot == "poss") != (tree.tokens[c].deprel == "nmod:poss")
                ):
                    continue
                for t in sorted(tree.subtree(c)):
                    if t == c or (
                        resolver.mention_at(number, t) is not None and tree.tokens[t].deprel in ("conj", *ADNOMINAL)
                    ):
                        found += resolver.parties(number, t)
            return union(tuple(found), ())
        hanging = tree.children(i, "nmod", "obl")
        hanging += [
            n
            for c in hanging
            if tree.preposition(c) in ("of", "by") and slot not in ("of", "between")
            for n in tree.children(c, "nmod")
        ]
        return tuple(p for c in hanging if tree.preposition(c) == slot for p in resolver.parties(number, c, deep=True))


def union(first: Iterable[Party], second: Iterable[Party]) -> tuple[Party, ...]:
    """Coded parties of both, each code once."""
    result: list[Party] = []
    for party in (*first, *second):
        if party.code and all(party.code != p.code for p in result):
            result.append(party)
    return tuple(result)
