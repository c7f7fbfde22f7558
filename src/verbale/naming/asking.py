"""What stands around a pointing word: the subjects above it, the arguments beside it, who speaks."""

from __future__ import annotations

from verbale.naming.mentions import Party
from verbale.naming.ranking import SUBJECTS, Asked
from verbale.naming.story_names import StoryNames

ARGUMENTS = SUBJECTS | {"obj", "iobj", "obl", "obl:agent", "xcomp"}


class Asking(StoryNames):
    """Describes pointing words for the choice among the parties before them."""

    def _asked(self, number: int, i: int, kind: str, lemma: str = "", holders: frozenset[str] = frozenset()) -> Asked:
        tokens = self.sentences[number].tokens
        above, beside = self._around(number, i)
        return Asked(
            number,
            i,
            kind,
            deprel=self._relation(number, i),
            lemma=lemma,
            above=above,
            beside=beside,
            speakers=frozenset(p.code for p in self._speaker(number, i) if p.code),
            issuers=frozenset(p.code for p in self.issuer if p.code),
            quoted=i in self._quoted[number],
            holders=holders,
            plural="Number=Plur" in tokens[i].feats,
        )

    def _speaker(self, number: int, i: int) -> tuple[Party, ...]:
        """Whose words these are; nobody while that itself is being asked."""
        if (number, i) in self._asking:
            return ()
        self._asking.add((number, i))
        try:
            return self.first_person(number, i)
        finally:
            self._asking.discard((number, i))

    def _relation(self, number: int, i: int) -> str:
        """The relation of a phrase to its clause; that of the first for conjuncts."""
        tokens = self.sentences[number].tokens
        for _ in range(len(tokens)):
            if tokens[i].deprel != "conj" or tokens[i].head < 0:
                break
            i = tokens[i].head
        return tokens[i].deprel

    def _around(self, number: int, i: int) -> tuple[frozenset[int], frozenset[int]]:
        """Subjects of the clauses above token i, and the other arguments of its own verb."""
        tokens = self.sentences[number].tokens
        above: set[int] = set()
        beside: set[int] = set()
        path, own = [i], tokens[i].deprel in ARGUMENTS
        first = True
        while (x := tokens[path[-1]].head) >= 0 and x not in path:
            path.append(x)
            if tokens[x].upos not in ("VERB", "AUX", "ADJ", "NOUN") or not self._subjects(number, x):
                continue
            found = {s for s in self._subjects(number, x) if s not in path and s != i}
            if first and own:
                beside |= found | {
                    c for c in self.children(number, x) if tokens[c].deprel in ARGUMENTS and c not in path
                }
            else:
                above |= found
            first = False
        return frozenset(above), frozenset(beside)

    def _subjects(self, number: int, verb: int) -> list[int]:
        tokens = self.sentences[number].tokens
        found = [c for c in self.children(number, verb) if tokens[c].deprel in SUBJECTS]
        return [*found, *(k for s in found for k in self.children(number, s) if tokens[k].deprel == "conj")]
