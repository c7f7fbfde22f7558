"""Who says "we" or "I": the speaker of the quotation, of the turn in a transcript, of the joint text, or the issuer."""

from __future__ import annotations

from collections.abc import Sequence

from verbale.naming.asking import Asking
from verbale.naming.mentions import Party
from verbale.naming.ranking import SUBJECTS

LABEL = 6  # most words before the colon that opens a turn in a transcript
OPENING_SENTENCES = 4  # among these a joint text says who "we" are
QUESTIONS = frozenset({"q", "question", "reporter", "journalist", "moderator", "interviewer"})
NOMINAL = frozenset({"NOUN", "PROPN", "PRON"})


class Speaking(Asking):
    """Resolves the first person."""

    def parties(self, number: int, token: int, *, deep: bool = False) -> tuple[Party, ...]:
        """See `Resolver`."""
        raise NotImplementedError

    def _first(self, number: int, i: int) -> Sequence[Party]:
        """The parties that "we" at token i stands for."""
        if i in self._quoted[number]:
            teller = self._teller(number, i)
            return self.parties(number, teller) if teller is not None else self._speaker(number, i)
        joint = self._announced(number)
        if joint:
            return joint
        turn = self._turn(number)
        if turn is None:
            return self._speaker(number, i)
        sentence, label = turn
        if self.sentences[sentence].tokens[label].text.lower() in QUESTIONS:
            return ()
        named = self.mentions[sentence][:1]
        if named and named[0].code and named[0].first <= label + LABEL and self._labelled(sentence, named[0].first):
            return (self._party(sentence, named[0]),)
        return self.parties(sentence, label) or self.issuer

    def _teller(self, number: int, i: int) -> int | None:
        """The subject of the clause that follows a quotation: '"We will", said the minister', '"..." he said'."""
        tokens, quoted = self.sentences[number].tokens, self._quoted[number]
        k = i
        while k < len(tokens) and k in quoted:
            k += 1
        while k < len(tokens) and tokens[k].upos == "PUNCT":
            k += 1
        end = next((j for j in range(k, len(tokens)) if j in quoted), len(tokens))
        inverted = k < end and tokens[k].upos == "VERB"
        for j in range(k, end):
            token = tokens[j]
            if token.upos not in NOMINAL or token.deprel in ("compound", "nmod:poss", "flat", "nmod"):
                continue
            governor = token.head
            if inverted or token.deprel in SUBJECTS or (governor > j and tokens[governor].upos == "VERB"):
                return j
            if token.deprel in ("obl", "obj"):
                return None
        return None

    def _announced(self, number: int) -> tuple[Party, ...]:
        """Who "we" are in a joint text: 'We, the prime ministers of Fiji and Samoa, ...'."""
        for n in range(min(OPENING_SENTENCES, number + 1)):
            tokens = self.sentences[n].tokens
            for k in range(len(tokens) - 2):
                if tokens[k].text.lower() != "we" or tokens[k + 1].text != ",":
                    continue
                for c in range(k + 2, len(tokens)):
                    if tokens[c].upos in NOMINAL and tokens[c].head == k:
                        return self.parties(n, c, deep=True)
        return ()

    def _labelled(self, number: int, i: int) -> bool:
        """Whether token i stands before the colon of a label."""
        return any(t.text == ":" for t in self.sentences[number].tokens[i : LABEL + 1])

    def _turn(self, number: int) -> tuple[int, int] | None:
        """The sentence and token of the label ("SPOKESPERSON:") of the turn that a sentence belongs to."""
        for n in range(number, -1, -1):
            tokens = self.sentences[n].tokens
            opens = n == 0 or self.sentences[n - 1].paragraph != self.sentences[n].paragraph
            colon = next((k for k, t in enumerate(tokens[: LABEL + 1]) if t.text == ":"), 0)
            if (
                opens
                and colon
                and tokens[0].text[0].isupper()
                and all(t.upos not in ("VERB", "AUX") for t in tokens[:colon])
            ):
                label = [k for k in range(colon) if tokens[k].upos in NOMINAL]
                inside = [k for k in label if not 0 <= tokens[k].head < colon]
                if label:
                    return n, (inside or label)[0]
        return None
