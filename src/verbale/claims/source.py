"""Attribution: who says what a verb or noun tells, how (asserts, denies, confirms), and the speaker behind "we"."""

from __future__ import annotations

import enum
from collections.abc import Sequence

import msgspec

from verbale.claims.cues import cues
from verbale.claims.tree import Tree
from verbale.naming import mentions as m
from verbale.naming.mentions import Party
from verbale.naming.phrases import Resolver
from verbale.naming.tables import canonical
from verbale.record import Source, SourceKind, Span

OPENING = '“«"'
CARRIED = 4  # sentences over which a quotation keeps its speaker
ISSUING = frozenset({m.METONYM, m.ORGAN, m.COUNTRY, m.ORGANISATION})


class Act(enum.StrEnum):
    """The speech act of an attribution."""

    ASSERT = "assert"
    CONFIRM = "confirm"
    DENY = "deny"


class Attribution(msgspec.Struct, frozen=True):
    """Who says so. `hedged`: the speaker does not vouch for it ("reports suggest")."""

    sources: tuple[Source, ...]
    parties: tuple[Party, ...]
    act: Act
    hedged: bool = False


class Speakers:
    """Finds the speaker of each word, sentence by sentence, and carries the speaker of a long quotation along."""

    def __init__(
        self, resolver: Resolver, trees: Sequence[Tree], issuer: tuple[Party, ...], *, joint: bool = False
    ) -> None:
        self.resolver, self.trees, self.issuer, self.joint = resolver, trees, issuer, joint
        self._quoted: dict[int, set[int]] = {}
        self._last: tuple[int, Attribution] | None = None
        self._open = False

    def enter(self, number: int) -> None:
        """Mark the quoted words of a sentence. Call in order."""
        tree = self.trees[number]
        quoted: set[int] = set()
        if number and self.trees[number - 1].sentence.paragraph != tree.sentence.paragraph and self._open:
            self._open = tree.tokens[0].text in OPENING and self._open
        inside = self._open
        for i, token in enumerate(tree.tokens):
            if token.text in ("“", "«") or (token.text == '"' and not inside):
                inside = True
            elif token.text in ("”", "»") or (token.text == '"' and inside):
                inside = False
            elif inside:
                quoted.add(i)
        self._open = inside
        self._quoted[number] = quoted
        for i in range(len(tree.tokens)):
            if tree.is_verbal(i) and tree.lemma(i) in cues("reporting")["assert"]:
                said = self._by_verb(tree, i)
                if said and said.parties and said.parties[0].code:
                    self._last = number, said

    def of(self, number: int, i: int) -> Attribution | None:
        """The innermost speaker whose content holds token i, or None for the outlet's own voice."""
        tree = self.trees[number]
        path = [i, *tree.ancestors(i)]
        for k, x in enumerate(path):
            found = self._around(tree, x, path[k - 1] if k else None)
            if found:
                return found
        trailing = self._trailing(tree, i)
        if trailing is not None:
            return self._by_verb(tree, trailing)
        if i in self._quoted.get(number, ()) and self._last is not None and number - self._last[0] <= CARRIED:
            return self._last[1]
        return None

    def speaker(self, number: int, i: int) -> tuple[Party, ...]:
        """Who says "we" at token i: the speaker of the content, else who issued the story."""
        found = self.of(number, i)
        if found and found.parties and found.parties[0].code:
            return tuple(p for p in found.parties if p.code)
        if i in self._quoted.get(number, ()):
            return ()
        return (self.resolver.discourse.signatories() if self.joint else ()) or self.issuer

    def _trailing(self, tree: Tree, i: int) -> int | None:
        """The verb of a closing ', the ministry said' that the parser hung on the last noun as a relative clause."""
        for v in range(len(tree.tokens) - 1, i, -1):
            if tree.tokens[v].deprel == "acl:relcl" and self._speaks(tree, v) and not tree.children(v, "ccomp", "obj"):
                subjects = tree.children(v, "nsubj")
                first = min(tree.subtree(subjects[0])) if subjects else 0
                if (
                    first > i
                    and subjects[0] < v
                    and tree.tokens[first - 1].text in (",", "”", '"')
                    and tree.tokens[subjects[0]].upos != "PRON"
                ):
                    return v
        return None

    # -- one step of the way up ----------------------------------------------------------------------------------

    def _around(self, tree: Tree, x: int, below: int | None) -> Attribution | None:
        for c in tree.children(x, "obl", "nmod", "advmod", "parataxis"):
            if c != below and tree.preposition(c) in ("according to", "as per"):
                return self._attribution(tree, [c], Act.ASSERT)
            if c != below and tree.lemma(c) == "accord":
                return self._attribution(tree, tree.children(c, "obl", "obj") or [c], Act.ASSERT)
        for c in tree.children(x, "parataxis", "ccomp", "dep", "conj", "advcl"):
            if (
                c != below
                and (below is None or tree.relation(c) == "parataxis")
                and self._speaks(tree, c)
                and not tree.children(c, "ccomp", "obj")
                and tree.relation(c) in ("parataxis", "ccomp", "advcl", "dep")
            ):
                if tree.relation(c) == "advcl" and not any(
                    tree.lemma(a) == "as" for a in tree.children(c, "mark", "advmod")
                ):
                    continue
                found = self._by_verb(tree, c)
                if found:
                    return found
        if below is None:
            return None
        relation = tree.relation(below)
        if (
            tree.is_verbal(x)
            and self._speaks(tree, x)
            and relation in ("ccomp", "parataxis", "csubj", "xcomp", "advcl")
            and not (relation in ("advcl", "parataxis") and tree.children(x, "ccomp"))
        ):
            if relation == "advcl" and not self._deny(tree, x) and tree.lemma(x) != "accuse":
                return None
            if relation == "xcomp" and tree.lemma(x) not in ("suggest", "indicate", "deny", "admit", "claim", "show"):
                return None
            return self._by_verb(tree, x)
        if (
            relation in ("acl", "nmod")
            and tree.lemma(x) in cues("reporting")["nouns"]
            and tree.tokens[x].upos == "NOUN"
            and (relation == "acl" or tree.preposition(below) in ("of", "about"))
        ):
            return self._by_noun(tree, x)
        return None

    def _speaks(self, tree: Tree, x: int) -> bool:
        lemma = tree.lemma(x)
        return tree.is_verbal(x) and (lemma in cues("reporting")["assert"] or lemma in cues("reporting")["deny"])

    def _deny(self, tree: Tree, x: int) -> bool:
        return tree.lemma(x) in cues("reporting")["deny"]

    def _by_verb(self, tree: Tree, x: int) -> Attribution | None:
        lists = cues("reporting")
        lemma = tree.lemma(x)
        if tree.passive(x) and not tree.subject(x):
            return None
        subjects = tree.subject(x) or self._adjacent(tree, x)
        if not subjects:
            return None
        negated = tree.negated(x)
        if self._deny(tree, x):
            if negated:
                return None
            act = Act.DENY
        else:
            act = Act.CONFIRM if lemma in lists["confirm"] else Act.ASSERT
        said = self._attribution(tree, subjects, act)
        if said and lemma in lists["hedged"] and (not said.parties or all(p.code is None for p in said.parties)):
            return msgspec.structs.replace(said, hedged=True)
        return said

    def _adjacent(self, tree: Tree, x: int) -> list[int]:
        """In '..., Museveni said' the parser may hang the speaker elsewhere: the phrase that ends before the verb."""
        for c in range(x - 1, max(-1, x - 12), -1):
            if (
                tree.relation(c) in ("nsubj", "appos", "conj", "dep")
                and max(k for k in tree.subtree(c) if k < x) == x - 1
            ):
                return [c] if tree.tokens[c].upos in ("NOUN", "PROPN", "PRON") else []
        return []

    def _by_noun(self, tree: Tree, x: int) -> Attribution | None:
        lists = cues("reporting")
        governor = tree.tokens[x].head
        if governor >= 0 and self._deny(tree, governor) and x in tree.objects(governor):
            return self._by_verb(tree, governor)
        owners = (
            tree.children(x, "nmod:poss")
            + [c for c in tree.children(x, "nmod") if tree.preposition(c) in ("from", "by")]
            + tree.children(x, "amod", "compound")
        )
        for owner in owners:
            parties = self.resolver.parties(tree.number, owner)
            if any(p.code for p in parties):
                return self._attribution(tree, [owner], Act.ASSERT)
        if tree.is_verbal(governor) and self._speaks(tree, governor) and tree.relation(x) in ("obj", "obl"):
            return self._by_verb(tree, governor)
        source = Source(tree.sentence_text(self.resolver.text, x), None, SourceKind.UNNAMED, tree.span(x))
        return Attribution((source,), (), Act.ASSERT, tree.lemma(x) in lists["hedged_nouns"])

    # -- sources -------------------------------------------------------------------------------------------------

    def _attribution(self, tree: Tree, heads: list[int], act: Act) -> Attribution | None:
        sources: list[Source] = []
        parties: list[Party] = []
        for h in heads:
            if (
                tree.lemma(h) in ("who", "that", "which", "it")
                and tree.tokens[h].upos == "PRON"
                and not self.resolver.parties(tree.number, h)
            ):
                continue
            found = self.resolver.parties(tree.number, h)
            group = [h, *tree.children(h, "conj")] if not found else [h]
            parties += found
            coded = [p for p in found if p.code]
            text = self.resolver.text
            sources += [Source(text[p.span.start : p.span.end], p.code, self._kind(tree, h, p), p.span) for p in coded]
            if not coded:
                for g in group:
                    span = self.resolver.phrase(tree.number, g)
                    sources.append(
                        Source(self.resolver.text[span.start : span.end], None, self._kind(tree, g, None), span)
                    )
        hedged = (
            bool(sources)
            and all(s.code is None for s in sources)
            and any(tree.lemma(h) in cues("reporting")["hedged_nouns"] for h in heads)
        )
        return Attribution(tuple(sources), tuple(parties), act, hedged) if sources else None

    def _kind(self, tree: Tree, h: int, party: Party | None) -> SourceKind:
        lists, lemma = cues("source"), tree.lemma(h)
        if (party is not None and party.kind == m.AGENCY) or lemma in lists["media_nouns"]:
            return SourceKind.MEDIA
        if party is not None:
            if party.kind == m.ORGANISATION:
                return SourceKind.ORGANISATION
            return (
                SourceKind.PERSON
                if party.sector in ("JRN", "EDU", "CVL", "SOC", "OPP") and party.kind in ("person", m.PERSON)
                else SourceKind.OFFICIAL
            )
        mention = self.resolver.mention_at(tree.number, h)
        if lemma in lists["person_nouns"] or (mention is not None and mention.kind == m.PERSON):
            return SourceKind.PERSON
        if lemma in lists["unnamed"]:
            return SourceKind.UNNAMED
        if lemma in lists["organisation_nouns"] or tree.tokens[h].upos == "PROPN":
            return SourceKind.ORGANISATION
        return SourceKind.UNNAMED


def issuers(resolver: Resolver, outlet: str | None) -> tuple[Party, ...]:
    """The state or organisation that issues a release, read from the outlet's name ("President of Russia").

    Nobody for the press.
    """
    words = canonical(outlet or "").replace("(", " ").replace(",", " ").split()
    if not {w.lower() for w in words} & cues("source")["government_words"]:
        return ()
    for length in range(min(len(words), 6), 0, -1):
        for start in range(len(words) - length + 1):
            for entry in resolver.tables.forms.get(" ".join(words[start : start + length]), ()):
                if entry.kind in ISSUING and entry.code:
                    return (Party(entry.code, "GOV", m.METONYM, entry.code, Span(0, 0), 0.9),)
    return ()
