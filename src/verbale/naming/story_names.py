"""The names of one story, sentence by sentence: the ground on which phrases are resolved."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterable, Sequence

from verbale.naming.discourse import Discourse
from verbale.naming.gazetteer import Finder
from verbale.naming.issuer import issuer_of
from verbale.naming.mentions import Mention, Party
from verbale.naming.quoting import quoted_words
from verbale.naming.tables import DASHES, RoleNoun, Tables
from verbale.record import Sentence, Span, Token

HYPHENED = 4  # tokens between the heads of two names that a hyphen joins

FirstPerson = Callable[[int, int], tuple[Party, ...]]


def _nobody(_sentence: int, _token: int) -> tuple[Party, ...]:
    return ()


def noun_of(token: Token) -> str:
    """Lower-case lemma of a noun; titles that are written as names ("the Foreign Ministers") lose their plural too."""
    low = token.lemma.lower()
    plural_name = (
        token.upos == "PROPN" and "Number=Plur" in token.feats and low.endswith("s") and not low.endswith("ss")
    )
    return low[:-1] if plural_name else low


class StoryNames:
    """Mentions, trees and discourse of a story."""

    def __init__(
        self,
        tables: Tables,
        text: str,
        day: datetime.date | None,
        sentences: Sequence[Sentence],
        outlet: str | None = None,
    ) -> None:
        self.tables, self.text, self.day, self.sentences = tables, text, day, sentences
        self.discourse = Discourse()
        self.first_person: FirstPerson = _nobody
        self._finder = Finder(tables, text, day)
        self.mentions: list[list[Mention]] = []
        self._covering: list[dict[int, Mention]] = []
        self._children: list[list[list[int]]] = []
        self._cache: dict[tuple[int, int, bool], tuple[Party, ...]] = {}
        self._open = -1  # the sentence that was entered last and is not settled yet
        self._single: dict[tuple[int, int], tuple[Party, ...]] = {}
        self._roles: dict[tuple[int, int], RoleNoun | None] = {}
        self._named_heads: list[set[int]] = []  # tokens of each sentence that names tell of
        self._asking: set[tuple[int, int]] = set()  # pointing words whose speaker is being asked for
        self.issuer = issuer_of(tables, outlet)
        self.discourse.note(-1, 0, self.issuer, "nsubj")
        self._quoted = quoted_words(sentences)

    def prime(self, title: str, sentences: Sequence[Sentence]) -> None:
        """Let the names of the title, a text of its own, be known before the story begins."""
        finder = Finder(self.tables, title, self.day)
        for sentence in sentences:
            parties: list[Party] = []
            for mention in finder.find(-1, sentence):
                party = Party(
                    mention.code, mention.sector, mention.kind, mention.entity, Span(0, 0), 1.0 if mention.code else 0.0
                )
                deprel = sentence.tokens[mention.head].deprel
                self.discourse.note(-1, mention.first, [party], deprel, gender=mention.gender)
                parties.append(party)
            self._finder.seen += finder.seen
            if len({p.code for p in parties if p.code}) > 1:
                self.discourse.note(-1, len(sentence.tokens), distinct(parties), "nsubj", plural=True)

    def children(self, number: int, token: int) -> list[int]:
        """Dependents of a token."""
        return self._children[number][token]

    def mention_at(self, number: int, token: int) -> Mention | None:
        """The name that covers a token."""
        return self._covering[number].get(token)

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
                if self._hyphened(number, c, token):
                    continue
                if tokens[c].deprel == "appos" and c > token and any(t.text == "," for t in tokens[token:c]):
                    continue
                inside.append(c)
                stack.append(c)
        return Span(tokens[min(inside)].start, tokens[max(inside)].end)

    def _hyphened(self, number: int, one: int, other: int) -> bool:
        """'Russian' in 'Russian-Moldovan trade': two names side by side, none of which tells of the other."""
        if abs(one - other) > HYPHENED:
            return False
        first, second = (self.mention_at(number, t) for t in sorted((one, other)))
        if first is None or second is None or first.code is None or first.last >= second.first:
            return False
        return all(t.text in DASHES for t in self.sentences[number].tokens[first.last : second.first])

    def _replace(self, number: int, old: Mention, new: Mention) -> None:
        self.mentions[number][self.mentions[number].index(old)] = new
        for t in range(new.first, new.last):
            self._covering[number][t] = new

    def _party(self, number: int, mention: Mention) -> Party:
        tokens = self.sentences[number].tokens
        return Party(
            mention.code,
            mention.sector,
            mention.kind,
            mention.entity,
            Span(tokens[mention.first].start, tokens[mention.last - 1].end),
            1.0 if mention.code else 0.0,
        )

    def _role(self, number: int, i: int) -> RoleNoun | None:
        key = number, i
        if key not in self._roles:
            self._roles[key] = self._role_of(number, i)
        return self._roles[key]

    def _role_of(self, number: int, i: int) -> RoleNoun | None:
        tokens = self.sentences[number].tokens
        low = noun_of(tokens[i]).rstrip(".")
        before = [t.text.lower() for t in tokens[max(0, i - 2) : i]]
        for words in (before, before[-1:], [tokens[i - 1].lemma.lower()] if i else []):
            longer = self.tables.roles.get(" ".join([*words, low])) if words else None
            if longer:
                return longer
        return self.tables.roles.get(low) or self.tables.roles.get(tokens[i].text.lower())

    def _preposition(self, number: int, i: int) -> str:
        tokens = self.sentences[number].tokens
        return next((tokens[c].lemma.lower() for c in self.children(number, i) if tokens[c].deprel == "case"), "")


def distinct(parties: Iterable[Party]) -> tuple[Party, ...]:
    """Parties without repeated codes of the same entity; unresolved ones stay."""
    result: list[Party] = []
    for party in parties:
        if party.code is None or all(party.code != p.code for p in result):
            result.append(party)
    return tuple(result)
