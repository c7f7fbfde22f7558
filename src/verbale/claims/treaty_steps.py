"""Steps in the lives of treaties, read from the words around a treaty: who signed, ratified, suspended, left it.

The frames ask for two parties in one sentence; a treaty's later steps are mostly told of one ("Chile ratified it") or
of none ("the pact expired on Friday"). Here a story's treaties are kept in mind with their parties, and each step that
the words of ontology/treaty.toml tell becomes a candidate, whatever number of parties it names.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from verbale.claims import treaty_words
from verbale.claims.cues import cues
from verbale.claims.find import Candidate
from verbale.claims.frames import Frame
from verbale.claims.slots import Slots, union
from verbale.claims.source import Speakers
from verbale.claims.treaty_words import NEW, StepWords
from verbale.claims.tree import Tree
from verbale.naming import mentions as m
from verbale.naming.mentions import Party
from verbale.naming.phrases import Resolver
from verbale.record import Span

AHEAD = "to-come"
PRIOR = 0.7  # probability of a step that no frame tells; set by hand
UNNAMED = 0.3  # how certain a party is that only the treaty's own words stand for
# What hangs on these is not yet a step, nor a plan of one.
BLOCKING = frozenset("refuse decline threaten reject oppose debate warn discuss hint argue fear doubt hesitate".split())
_YEAR = re.compile(r"(?:1[89]|20)\d\d")
_SIDES = ("between", "with")  # before the parties in a treaty's own words
_NAMING = ("of", "by", "among")
_BEFORE = frozenset(
    {m.ADJECTIVE, m.COUNTRY, m.ORGANISATION, m.PEOPLE}
)  # "the Franco-German treaty", not "the Paris accord"


class Known:
    """A treaty that the story has spoken of: its parties so far, and the words and years that name it."""

    def __init__(self, words: frozenset[str], years: frozenset[str], parties: Iterable[Party]) -> None:
        self.words, self.years = words, years
        self.parties = union(parties, ())

    def fits(self, words: frozenset[str], years: frozenset[str], codes: set[str | None]) -> bool:
        """Whether other words, years and parties may be this treaty's."""
        own = {p.code for p in self.parties}
        if words and self.words and not words & self.words:
            return False
        if years and self.years and not years & self.years:
            return False
        return codes <= own or len(own) < 2

    def learn(self, words: frozenset[str], years: frozenset[str], parties: Iterable[Party]) -> None:
        """Add what another place tells of it."""
        self.words, self.years = self.words | words, self.years | years
        self.parties = union(self.parties, parties)


class _Match:
    """A verb with one reading, the treaty's word (None where it is not named), and the treaty."""

    def __init__(self, verb: int, entry: StepWords, word: int | None, trigger: int) -> None:
        self.verb, self.entry, self.word, self.trigger = verb, entry, word, trigger
        self.known: Known | None = None
        self.doers: tuple[Party, ...] = ()


class TreatySteps:
    """Reads the sentences of one story in order; each must have been entered in the resolver."""

    def __init__(self, resolver: Resolver, speakers: Speakers) -> None:
        self.resolver, self.speakers = resolver, speakers
        self.words = treaty_words.load()
        self.known: list[Known] = []

    def read(self, tree: Tree) -> list[Candidate]:
        """The steps that a sentence tells, in the order of its words."""
        slots = Slots(tree, self.resolver)
        spoken = self._spoken(tree)
        matches = [match for i in range(len(tree.tokens)) for match in self._matches(tree, i)]
        for match in matches:
            match.doers = self._doers(tree, match)
            match.known = self._treaty(match, spoken)
            if match.known is not None:
                match.known.learn(frozenset(), frozenset(), self._sides(slots, match))
        found = (self._candidate(tree, slots, match) for match in matches)
        return [candidate for candidate in found if candidate is not None]

    # -- treaties ------------------------------------------------------------------------------------------------

    def _spoken(self, tree: Tree) -> dict[int, Known]:
        """The treaty of each word for one in the sentence; what is new is kept in mind."""
        found: dict[int, Known] = {}
        for i in range(len(tree.tokens)):
            if not self.words.names(tree, i):
                continue
            words, years, parties = self._name(tree, i)
            low = {tree.tokens[c].text.lower() for c in tree.children(i, "det", "amod", "nmod:poss")}
            codes = {p.code for p in parties}
            known = None if low & NEW else self._recall(words, years, codes)
            if known is None:
                known = Known(words, years, parties)
            else:
                known.learn(words, years, parties)
                self.known.remove(known)
            self.known.append(known)
            found[i] = known
        return found

    def _recall(self, words: frozenset[str], years: frozenset[str], codes: set[str | None]) -> Known | None:
        fitting = [k for k in self.known if k.fits(words, years, codes)]
        return max(fitting, key=lambda k: (len(k.words & words), self.known.index(k)), default=None)

    def _name(self, tree: Tree, i: int) -> tuple[frozenset[str], frozenset[str], tuple[Party, ...]]:
        """Words, years and parties in the treaty's own words."""
        inside = self._phrase(tree, i)
        years = frozenset(t.text for k in inside if _YEAR.fullmatch((t := tree.tokens[k]).text))
        parties: list[Party] = []
        words: set[str] = set()
        for k in sorted(inside):
            mention = self.resolver.mention_at(tree.number, k)
            if mention is not None:
                before = k < i and mention.kind in _BEFORE
                after = k > i and self._named_by(tree, k, mention.kind)
                if mention.head == k and mention.code and (before or after):
                    parties += self.resolver.alone(tree.number, k)
            elif tree.tokens[k].upos in ("NOUN", "PROPN", "ADJ") and k != i and not self.words.names(tree, k):
                words.add(tree.lemma(k))
            if k > i and tree.lemma(k) in ("country", "side", "state", "nation", "neighbour", "neighbor"):
                parties += self.resolver.parties(tree.number, k)
        return frozenset(words), years, union(parties, ())

    def _named_by(self, tree: Tree, k: int, kind: str) -> bool:
        """Whether a name behind the treaty's word stands as its party: "between A and B", "with A"."""
        at = k
        while tree.relation(at) in ("conj", "flat", "compound", "appos") and tree.tokens[at].head >= 0:
            at = tree.tokens[at].head
        preposition = tree.preposition(at)
        placed = preposition in _NAMING and kind not in (m.CAPITAL, m.PLACE)  # "the Treaty of Rome"
        return placed or preposition in _SIDES

    def _phrase(self, tree: Tree, i: int) -> set[int]:
        """The treaty's word and what hangs on it, without clauses and other things in a list."""
        inside, stack = {i}, [i]
        while stack:
            at = stack.pop()
            for c in tree.children(at):
                relation = tree.relation(c)
                if relation in ("acl", "advcl", "parataxis") or (relation == "conj" and at == i):
                    continue
                inside.add(c)
                stack.append(c)
        return inside

    def _treaty(self, match: _Match, spoken: dict[int, Known]) -> Known | None:
        """The treaty that a step is of: the one named, else the last one spoken of that has the doer as party."""
        if match.word is not None and match.word in spoken:
            return spoken[match.word]
        codes: set[str | None] = {p.code for p in match.doers}
        later = {id(k) for t, k in spoken.items() if t > match.verb}
        for known in reversed(self.known):
            if id(known) not in later and known.fits(frozenset(), frozenset(), codes):
                return known
        return None

    # -- verbs ---------------------------------------------------------------------------------------------------

    def _matches(self, tree: Tree, i: int) -> list[_Match]:
        """The first reading of the verb at i that fits, once for each treaty in its list of objects."""
        token = tree.tokens[i]
        if token.upos != "VERB" and not ("VerbForm" in token.feats and token.upos in ("NOUN", "ADJ")):
            return []
        if self._blocked(tree, i):
            return []
        for entry in self._readings(tree, i):
            word = self._word(tree, i, entry)
            if word is None:
                continue
            first = None if word < 0 else word
            matches = [_Match(i, entry, first, i)]
            if first is not None and entry.treaty == "object":
                listed = [c for c in tree.children(first, "conj") if self.words.names(tree, c)]
                matches += [_Match(i, entry, c, c) for c in listed]
            matches += self._in_place(tree, i)
            return matches
        return []

    def _in_place(self, tree: Tree, i: int) -> list[_Match]:
        """What is replaced in "signed ... in place of the 2011 agreement"."""
        found = []
        entry = next(e for e in self.words.step if e.step == "replaced")
        for c in tree.children(i, "obl"):
            if tree.lemma(c) == "place" and tree.preposition(c) == "in":
                found += [_Match(i, entry, t, c) for t in tree.children(c, "nmod") if self.words.names(tree, t)]
            elif tree.preposition(c) in ("in place of", "instead of") and self.words.names(tree, c):
                found.append(_Match(i, entry, c, c))
        return found

    def _readings(self, tree: Tree, i: int) -> list[StepWords]:
        table, lemma, particle = treaty_words.by_verb(), tree.lemma(i), tree.particle(i)
        keys = [f"{lemma}:{tree.lemma(o)}" for o in tree.objects(i)]
        keys += [f"{lemma} {particle}"] if particle else []
        following = [tree.tokens[k].text.lower() for k in range(i + 1, min(i + 2, len(tree.tokens)))]
        keys += [f"{lemma} {word}" for word in following]
        keys += [lemma]
        return [entry for key in dict.fromkeys(keys) for entry in table.get(key, ())]

    def _blocked(self, tree: Tree, i: int) -> bool:
        """'refused to sign', 'threatened to leave', 'were to have signed'."""
        words = {tree.tokens[c].text.lower() for c in tree.children(i, "mark", "advmod", "aux")}
        if words & {"once", "until", "till"} and words & {"has", "have"}:
            return True  # "once both have ratified it"
        at = i
        while tree.relation(at) in ("xcomp", "ccomp", "conj", "advcl", "obl") and tree.tokens[at].head >= 0:
            head = tree.tokens[at].head
            bare = tree.relation(at) != "conj" and "VerbForm=Fin" not in tree.tokens[at].feats
            if bare and tree.lemma(head) in BLOCKING | cues("status")["ordered_verbs"]:
                return True
            at = head
        before = " ".join(t.text.lower() for t in tree.tokens[max(0, i - 4) : i])
        return bool(re.search(r"\b(?:was|were) (?:due |supposed |meant |expected )?to have\b", before))

    def _word(self, tree: Tree, i: int, entry: StepWords) -> int | None:
        """The treaty's word for a reading; -1 for a pronoun or where none is named; None where it does not fit."""
        objects = tree.objects(i) + [c for c in tree.children(i, "xcomp") if tree.tokens[c].upos == "NOUN"]
        if entry.phrase and not self._beside(tree, i, entry.phrase):
            return None
        if entry.object and not any(tree.lemma(o) in entry.object for o in objects):
            return None
        around = {
            k
            for o in (*objects, *(c for _, c in tree.obliques(i)), *tree.children(i, "xcomp", "advcl"))
            for k in tree.subtree(o)
        }
        if entry.of and not {tree.lemma(k) for k in around} & set(entry.of):
            return None
        if entry.body and not self._by_body(tree, i):
            return None
        if entry.treaty == "inside":
            inside = [k for k in sorted(around) if self.words.names(tree, k)]
            return inside[0] if inside else -1 if entry.bare else None
        places = self._places(tree, i, entry)
        named = [t for t in places if self.words.names(tree, t)]
        if entry.party and named and not self._own(tree, named[0]):
            return None
        if named:
            return named[0]
        it = any(tree.tokens[t].text.lower() in ("it", "this", "that", "which", "them") for t in places)
        return -1 if it and self.known and tree.lemma(i) in entry.pronoun else None

    def _places(self, tree: Tree, i: int, entry: StepWords) -> list[int]:
        if entry.treaty == "object":
            return tree.objects(i)
        if entry.treaty == "subject":
            if tree.passive(i):
                return tree.objects(i) if not tree.subject(i) else []
            return [] if tree.children(i, "obj") and entry.step == "ended" else tree.subject(i)
        return [t for p, t in tree.obliques(i) if p.split(" ")[-1] == entry.treaty]

    def _beside(self, tree: Tree, i: int, phrases: Sequence[str]) -> bool:
        below = [
            c for c in tree.children(i) if tree.relation(c) in ("obl", "xcomp", "advcl", "advmod", "obj", "compound")
        ]
        below += [k for c in below for k in tree.children(c, "xcomp", "obl")]
        told = {f"{tree.preposition(c)} {tree.lemma(c)}".strip() for c in below} | {tree.lemma(c) for c in below}
        return bool(told & set(phrases))

    def _by_body(self, tree: Tree, i: int) -> bool:
        subjects = tree.subject(i)
        return any(
            tree.lemma(k) in self.words.bodies
            for s in subjects
            for k in (s, *tree.children(s, "compound", "flat", "nmod", "conj"))
        )

    def _own(self, tree: Tree, word: int) -> bool:
        """Whether the words tell that the doer is a party: "its treaty", "the treaty with ...", or one told before."""
        _, _, parties = self._name(tree, word)
        return bool(tree.children(word, "nmod:poss")) or bool(parties) or bool(self.known)

    # -- parties -------------------------------------------------------------------------------------------------

    def _doers(self, tree: Tree, match: _Match) -> tuple[Party, ...]:
        """The coded parties that do it; nobody where the treaty itself is the subject."""
        if match.entry.treaty == "subject" or match.entry.old:
            return ()
        found: list[Party] = []
        subjects = tree.subject(match.verb)
        if match.entry.treaty in ("from", "of"):  # "an order withdrawing Norway from ..."
            subjects = [t for t in tree.objects(match.verb) if self.resolver.parties(tree.number, t)] or subjects
        for t in subjects:
            if t == match.word:
                continue
            plain = [p for p in self.resolver.parties(tree.number, t) if p.code]
            found += plain or [p for p in self.resolver.parties(tree.number, t, deep=True) if p.code]
        return union(found, ())

    def _sides(self, slots: Slots, match: _Match) -> tuple[Party, ...]:
        """Doers and those that the verb names beside them."""
        beside = (*slots.slot("with", match.verb), *slots.slot("between", match.verb)) if match.entry.joint else ()
        return union(match.doers, beside)

    def _candidate(self, tree: Tree, slots: Slots, match: _Match) -> Candidate | None:
        entry, known = match.entry, match.known
        shared = known.parties if known is not None else ()
        own = {p.code for p in match.doers}
        recipients: tuple[Party, ...] = ()
        if entry.joint:
            actors = self._sides(slots, match)
            named = self._name(tree, match.word)[2] if match.word is not None else ()
            actors = union(actors, named)
            if not match.doers or (entry.step == "exchanged" and len(actors) < 2):
                actors = union(actors, shared)
            if len(actors) == 1 and not match.doers:
                actors = union(actors, self._speaking(tree, match))
            actors = actors or self._unnamed(tree, match)
        else:
            actors = match.doers
            recipients = tuple(p for p in shared if p.code not in own)
        if not actors:
            return None
        frame = Frame(
            id=f"treaty.{AHEAD if entry.ahead else entry.step.replace(' ', '-')}",
            type=entry.type,
            mode=entry.mode,
            joint=entry.joint,
            treaty=entry.step,
            prior=PRIOR,
        )
        return Candidate(
            trigger=match.trigger,
            verb=match.verb,
            frame=frame,
            actors=actors,
            recipients=recipients,
            object=match.word,
            score=PRIOR,
        )

    def _speaking(self, tree: Tree, match: _Match) -> tuple[Party, ...]:
        """Whose government tells of a treaty that names only its other side: "no accord with Oman was signed"."""
        said = self.speakers.of(tree.number, match.verb)
        return tuple(p for p in said.parties if p.code in self.resolver.tables.states) if said is not None else ()

    def _unnamed(self, tree: Tree, match: _Match) -> tuple[Party, ...]:
        """The words that stand for parties that the story does not name: "the two countries", the treaty itself."""
        heads = tree.subject(match.verb) or tree.objects(match.verb)
        if not heads:
            return ()
        span = self.resolver.phrase(tree.number, heads[0])
        return (Party(None, "", "thing", "", Span(span.start, span.end), UNNAMED),)
