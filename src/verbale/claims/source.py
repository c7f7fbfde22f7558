"""Attribution: who says what a verb or noun tells, how (asserts, denies, confirms), and the speaker behind "we"."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from verbale.claims.cues import cues
from verbale.claims.sayings import Act, Saying, Way, Word, find_sayings, quotations
from verbale.claims.tree import Tree
from verbale.naming import mentions as m
from verbale.naming.mentions import Party
from verbale.naming.phrases import Resolver
from verbale.naming.tables import canonical
from verbale.record import Source, SourceKind, Span

DEEPEST = 9  # speakers inside one another
ISSUING = frozenset({m.METONYM, m.ORGAN, m.COUNTRY, m.ORGANISATION})


class Attribution(msgspec.Struct, frozen=True):
    """Who says so. `hedged`: the speaker does not vouch for it ("reports suggest")."""

    sources: tuple[Source, ...]
    parties: tuple[Party, ...]
    act: Act
    hedged: bool = False


class Speakers:
    """Finds the speaker of each word of a story. `enter` each sentence in order before asking for its words."""

    def __init__(
        self, resolver: Resolver, trees: Sequence[Tree], issuer: tuple[Party, ...], *, joint: bool = False
    ) -> None:
        self.resolver, self.trees, self.issuer, self.joint = resolver, trees, issuer, joint
        self.sayings = find_sayings(trees)
        self._holding: dict[Word, list[Saying]] = {}
        for saying in sorted(self.sayings, key=lambda s: (len(s.content), -_depth(s))):
            for word in saying.content:
                self._holding.setdefault(word, []).append(saying)
        self._quoted = {word for run in quotations(trees) for word in run}
        self._entered = -1

    def enter(self, number: int) -> None:
        """Sentence `number` is named: its speakers can be told."""
        self._entered = max(self._entered, number)

    def of(self, number: int, i: int) -> Attribution | None:
        """The innermost speaker whose content holds token i, or None for the outlet's own voice."""
        for saying in self._holding.get((number, i), ()):
            if saying.sentence > self._entered or not _reports(saying):
                continue
            found = self.attribution(saying)
            if found is not None:
                return found
        return None

    def speaker(self, number: int, i: int) -> tuple[Party, ...]:
        """Who says "we" at token i: the speaker of the content, else who issued the story."""
        found = self.of(number, i)
        if found and found.parties and found.parties[0].code:
            return tuple(p for p in found.parties if p.code)
        if (number, i) in self._quoted:
            return ()
        return (self.resolver.discourse.signatories() if self.joint else ()) or self.issuer

    def attribution(self, saying: Saying) -> Attribution | None:
        """The speakers of a saying, with their codes and kinds; None where the words name nobody."""
        lists, tree = cues("reporting"), self.trees[saying.sentence]
        said = self._attribution(tree, list(saying.speakers), saying.act)
        if said is None:
            return None
        uncoded = all(p.code is None for p in said.parties)
        vouched = {tree.lemma(c) for c in saying.cue} & (
            lists["hedged_nouns"] if saying.way == Way.NOUN else lists["hedged"]
        )
        if uncoded and vouched:
            return msgspec.structs.replace(said, hedged=True)
        return said

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
        lists, words, lemma = cues("source"), cues("reporting"), tree.lemma(h)
        below = {tree.lemma(c) for c in tree.children(h, "compound", "amod", "flat", "nmod")} | {lemma}
        mention = self.resolver.mention_at(tree.number, h)
        named = tree.tokens[h].upos == "PROPN" or any(
            tree.tokens[c].upos == "PROPN" for c in tree.children(h, "flat", "appos")
        )
        if (party is not None and party.kind == m.AGENCY) or self._medium(tree, h, party):
            return SourceKind.MEDIA
        if lemma in words["anonymous"] and not named:
            return SourceKind.UNNAMED
        if party is not None:
            if party.kind == m.ORGANISATION:
                return SourceKind.ORGANISATION
            return (
                SourceKind.PERSON
                if party.sector in ("JRN", "EDU", "CVL", "SOC", "OPP") and party.kind in ("person", m.PERSON)
                else SourceKind.OFFICIAL
            )
        titled = bool(below & words["official_nouns"])
        if mention is not None and mention.kind == m.PERSON:
            before = tree.tokens[mention.first - 1].lemma.lower() if mention.first else ""
            titled = titled or before in words["official_nouns"]
            return SourceKind.OFFICIAL if titled else SourceKind.PERSON
        if lemma in words["official_nouns"]:
            return SourceKind.OFFICIAL
        if lemma in lists["person_nouns"] and named:
            return SourceKind.PERSON
        if lemma in lists["unnamed"] | lists["person_nouns"]:
            return SourceKind.UNNAMED
        bodies = lists["organisation_nouns"] | words["firms"]
        if lemma in bodies or any(f"{word} {lemma}" in bodies for word in below) or tree.tokens[h].upos == "PROPN":
            return SourceKind.ORGANISATION
        return SourceKind.UNNAMED

    def _medium(self, tree: Tree, h: int, party: Party | None) -> bool:
        """'state television', 'the New Delhi Post', 'press reports'; not 'the spy agency'."""
        lists, lemma = cues("source"), tree.lemma(h)
        before = {tree.lemma(c) for c in tree.children(h, "compound", "amod", "flat")}
        if lemma == "agency":
            return "news" in before or (party is None and not before)
        if tree.tokens[h].upos == "PROPN":
            words = before | {lemma}
            return bool(words & (cues("reporting")["media_names"] | lists["media_nouns"]))
        return lemma in lists["media_nouns"] or (lemma == "report" and bool(before & lists["media_nouns"]))


def _depth(saying: Saying) -> int:
    """How many speakers a saying is told by before its own."""
    depth, outer = 0, saying.outer
    while outer is not None and depth < DEEPEST:
        depth, outer = depth + 1, outer.outer
    return depth


def _reports(saying: Saying) -> bool:
    """Whether events told in the content are the speaker's report: what is demanded, promised or named is not."""
    if saying.way != Way.PHRASE:
        return saying.act != Act.DEMAND
    return saying.act in (Act.DENY, Act.ACCUSE)


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
