"""Speech in one sentence: who speaks, and the clause that is told. Reads the tree alone, no identities."""

from __future__ import annotations

import dataclasses
import enum
from collections.abc import Sequence

from verbale.claims.cues import cues
from verbale.claims.tree import Tree

COMMAS = frozenset({",", "”", "»", '"', "’", "'", "—", "–", "-", ";"})
QUOTES = frozenset({"“", "”", "«", "»", '"', "„", "'", "‘", "’"})
NEVER = frozenset({"never", "neither", "nor", "hardly", "no"})
CLAUSES = ("ccomp", "xcomp", "advcl", "parataxis", "dep")
RELATIVE = frozenset({"who", "which", "that", "whom", "whose"})
NOMINAL = frozenset({"NOUN", "PROPN", "PRON", "NUM"})
REACH = 12  # words before a verb among which a speaker may stand whom the parser hung elsewhere


class Act(enum.StrEnum):
    """The speech act of an attribution."""

    ASSERT = "assert"
    CONFIRM = "confirm"
    DENY = "deny"
    REFUSE = "refuse"  # to comment
    PROMISE = "promise"
    THREATEN = "threaten"
    WARN = "warn"
    DEMAND = "demand"
    ACCUSE = "accuse"


class Way(enum.StrEnum):
    """How a content is joined to its speaker."""

    CLAUSE = "clause"  # "said that ..."
    BEFORE = "before"  # "..., he said"
    PHRASE = "phrase"  # "promised to ...", "confirmed the arrest"
    NOUN = "noun"  # "reports that ..."
    BY = "by"  # "according to"
    LABEL = "label"  # "Kyiv: ..."
    NONE = "none"  # no content


Word = tuple[int, int]  # sentence, token


@dataclasses.dataclass(eq=False)
class Saying:
    """Words that somebody says. `speakers` are heads of phrases, `cue` the tokens that tell it, both in `sentence`."""

    sentence: int
    speakers: tuple[int, ...]
    cue: tuple[int, ...]
    content: set[Word]
    act: Act
    way: Way
    segment: frozenset[int] = frozenset()  # speaker and cue with what belongs to them
    outer: Saying | None = None


class Speech:
    """The sayings of one sentence. `quoted`: its tokens inside quotation marks."""

    def __init__(self, tree: Tree, quoted: frozenset[int]) -> None:
        self.tree, self.quoted = tree, quoted
        self.count = len(tree.tokens)
        self.found: list[Saying] = []
        self.words = cues("reporting")

    def _speaks(self, v: int) -> bool:
        lemma = self.tree.lemma(v)
        return (lemma in self.words["assert"] and lemma not in self.words["receiving"]) or lemma in self.words["deny"]

    def _speakers(self, v: int) -> list[int]:
        tree = self.tree
        gerund = tree.tokens[v].feats.find("VerbForm=Ger") >= 0 or tree.tokens[v].text.lower().endswith("ing")
        if gerund and not tree.children(v, "nsubj", "aux") and tree.relation(v) in ("advcl", "acl", "parataxis"):
            before = [s for s in self.found if s.cue and s.cue[0] < v and s.way in (Way.CLAUSE, Way.BEFORE)]
            if before and v and tree.tokens[v - 1].text in COMMAS:
                for saying in before:  # ", adding that ...": no part of what was said before
                    saying.content = {w for w in saying.content if w[1] < v}
                return list(before[-1].speakers)
        active = [] if tree.children(v, "aux:pass") else [c for c in tree.children(v, "nsubj:pass") if v - c == 1]
        found = self._inverted(v) or active or tree.subject(v) or ([] if tree.passive(v) else self._adjacent(v))
        return [s for s in found if tree.lemma(s) not in self.words["nobody"] and not self._relative(s)]

    def _inverted(self, v: int) -> list[int]:
        """The speaker behind the verb: '"Will they pay?" asked a lawmaker', 'the road is open, said Chisinau'."""
        tree = self.tree
        if not v or tree.tokens[v - 1].text not in COMMAS or v + 1 >= self.count:
            return []
        if any(c < v for c in tree.children(v, "nsubj")) or tree.tokens[v].text.lower().endswith("ing"):
            return []
        for j in range(v + 1, min(v + REACH, self.count)):
            token = tree.tokens[j]
            if token.upos in ("PUNCT", "ADP", "SCONJ", "VERB", "AUX", "ADV"):
                return []
            inner = token.head > j and tree.relation(token.head) != "root" and tree.tokens[token.head].upos in NOMINAL
            if token.upos in NOMINAL and not inner and token.deprel not in ("compound", "nmod:poss"):
                return [token.head] if token.deprel == "flat" and token.head > v else [j]
        return []

    def _relative(self, s: int) -> bool:
        return self.tree.lemma(s) in RELATIVE and self.tree.tokens[s].upos in ("PRON", "SCONJ", "DET")

    def _adjacent(self, v: int) -> list[int]:
        """In '..., Museveni said' the parser may hang the speaker elsewhere: the phrase that ends before the verb."""
        tree = self.tree
        for c in range(v - 1, max(-1, v - REACH), -1):
            if (
                tree.relation(c) in ("nsubj", "appos", "conj", "dep")
                and max(k for k in tree.subtree(c) if k < v) == v - 1
            ):
                return [c] if tree.tokens[c].upos in NOMINAL else []
        return []

    def _denied(self, v: int) -> bool:
        return self.tree.negated(v) or any(self.tree.lemma(c) in NEVER for c in self.tree.children(v, "advmod", "cc"))

    def _reported_as(self, v: int) -> bool:
        """The "saying" of "quoted the envoy as saying"."""
        tree = self.tree
        head = tree.tokens[v].head
        return (
            head >= 0
            and tree.lemma(head) in ("quote", "cite")
            and any(tree.lemma(c) == "as" for c in tree.children(v, "mark", "case"))
        )

    # -- content ---------------------------------------------------------------------------------------------------

    def _range(self, heads: Sequence[int], v: int) -> list[int]:
        """All tokens from the first to the last below these heads, behind the verb."""
        inside = [i for h in heads for i in self.tree.subtree(h) if i > v]
        return list(range(min(inside), max(inside) + 1)) if inside else []

    def _clause(self, v: int) -> tuple[list[int], Way]:
        """'said that ...', 'replied: "..."'."""
        tree = self.tree
        direct = self._quote_after(v)
        if direct and (self._speaks(v) or tree.lemma(v) in self.words["direct"]):
            return direct, Way.CLAUSE
        clauses = [c for c in tree.children(v, "ccomp") if c > v]
        clauses += [c for c in tree.children(v, "parataxis") if c > v and tree.tokens[v + 1].text == ":"]
        clauses = clauses or self._questions(v)
        clear = [c for c in tree.children(v, "xcomp") if tree.lemma(v) == "make" and tree.lemma(c) == "clear"]
        clauses = clauses or [c for k in clear for c in tree.children(k, "ccomp")]
        if not clauses or not (self._speaks(v) or clear or self._replies(v, clauses)):
            return [], Way.CLAUSE
        content = self._range(clauses, v)
        if tree.tokens[content[0]].text in (",", "-", "–") and self._before(v)[0]:
            return [], Way.CLAUSE  # what follows is no more than a circumstance
        content = self._condition(v) + self._own(content)
        marks = [m for c in clauses for m in tree.children(c, "mark") if m in content and tree.lemma(m) == "that"]
        for that in marks[:1]:  # "said on Monday that ..."
            before = [k for k in content if k < that]
            if not any(tree.tokens[k].upos in ("VERB", "AUX") or tree.children(k, "nsubj") for k in before):
                content = content[len(before) :]
        while content and tree.tokens[content[0]].upos == "PUNCT" and tree.tokens[content[0]].text not in QUOTES:
            content = content[1:]
        while content and tree.lemma(content[0]) == "that" and tree.tokens[content[0]].upos == "SCONJ":
            content = content[1:]
        return content, Way.CLAUSE

    def _replies(self, v: int, clauses: list[int]) -> bool:
        """'Replied that ...': verbs of direct speech with a clause."""
        marked = any(self.tree.lemma(m) == "that" for c in clauses for m in self.tree.children(c, "mark"))
        return marked and self.tree.lemma(v) in self.words["direct"]

    def _own(self, content: list[int]) -> list[int]:
        """Without what another says: ', while Kyiv said ...'."""
        tree = self.tree
        for i in content:
            other = tree.relation(i) in ("advcl", "conj") and self._speaks(i) and tree.children(i, "nsubj")
            opening = min(tree.subtree(i))
            if other and content[0] < opening and tree.children(i, "ccomp") and tree.tokens[opening].text == ",":
                return [k for k in content if k < opening]
        return content

    def _condition(self, v: int) -> list[int]:
        """The "If the truce breaks down" before ', analysts say, Moscow might ...'."""
        tree = self.tree
        start = min(self._segment(v, self._speakers(v)))
        fronted = start > 1 and tree.tokens[start - 1].text == "," and tree.lemma(0) in ("if", "unless", "should")
        return list(range(start)) if fronted and v + 1 < self.count and tree.tokens[v + 1].text == "," else []

    def _questions(self, v: int) -> list[int]:
        """'explained why ...', where the parser made the question word an object."""
        tree = self.tree
        asked = [c for c in tree.children(v, "obj", "advmod") if c > v and tree.lemma(c) in ("why", "how", "what")]
        return [c for c in asked if tree.children(c, "advcl", "acl") and tree.lemma(v) in self.words["asked"]]

    def _quote_after(self, v: int) -> list[int]:
        """Direct speech behind a colon or comma that follows the verb or what belongs to it."""
        tokens = self.tree.tokens
        for k in range(v + 1, self.count - 1):
            opens = tokens[k + 1].text in QUOTES and k + 2 < self.count and k + 2 in self.quoted
            if tokens[k].text in (":", ",") and opens and k not in self.quoted:
                if tokens[k].text == "," and (k + 1 - v > REACH or self._first_quote(v)):
                    return []
                end = k + 2
                while end < self.count and (end in self.quoted or tokens[end].text in QUOTES):
                    end += 1
                return list(range(k + 2, end))
            if k in self.quoted or (tokens[k].upos == "VERB" and tokens[k].deprel == "ccomp"):
                return []
        return []

    def _first_quote(self, v: int) -> bool:
        return any(i < v for i in self.quoted)

    def _before(self, v: int) -> tuple[list[int], Way]:
        """'..., the ministry said', also inside ('The bridge, Kabul said, was destroyed')."""
        tree = self.tree
        lemma = tree.lemma(v)
        if not self._speaks(v) and lemma not in self.words["direct"]:
            return [], Way.BEFORE
        speakers = self._speakers(v)
        behind = [min(k for k in tree.subtree(c) if k > v) for c in tree.children(v, "xcomp", "ccomp") if c > v]
        if any(tree.tokens[k].upos != "PUNCT" and tree.tokens[k - 1].text not in COMMAS for k in behind):
            return [], Way.BEFORE
        segment = self._segment(v, speakers)
        start, end = min(segment), max(segment)
        if start and tree.lemma(start - 1) == "as":
            start -= 1
        if not start or tree.tokens[start - 1].text not in COMMAS:
            return [], Way.BEFORE
        continues = self._continues(start, end)
        if not continues and not self._whole_before(v, start):
            return [], Way.BEFORE
        quote_before = any(i in self.quoted for i in range(start))
        if not self._speaks(v) and not quote_before:
            return [], Way.BEFORE
        if set(tree.children(v, "obj")) - set(speakers) and lemma not in self.words["addressed"]:
            return [], Way.BEFORE
        if lemma == "suggest" and tree.passive(v):
            return [], Way.BEFORE  # "as suggested by Lima": a proposal
        content = list(range(start))
        for k in range(start - 1, -1, -1):
            if tree.tokens[k].text == ";" and k not in self.quoted:
                content = list(range(k + 1, start))
                break
        if continues:
            content += range(end + 1, self.count)
        return content, Way.BEFORE

    def _whole_before(self, v: int, start: int) -> bool:
        """Whether the words before are a clause that this verb does not merely set in time or place."""
        tree = self.tree
        if any(i in self.quoted for i in range(start)):
            return True
        heads = [i for i in range(start) if tree.children(i, "nsubj", "expl") or tree.tokens[i].upos in ("VERB", "AUX")]
        if any(tree.relation(c) in ("ccomp", "nsubj") for c in tree.children(v) if c < start):
            return True
        if tree.relation(v) == "conj":
            return False
        setting = {i for c in tree.children(v, "advcl", "obl") if c < start for i in tree.subtree(c)}
        return any(i not in setting for i in heads)

    def _continues(self, start: int, end: int) -> bool:
        """Whether the content goes on behind the inserted speaker."""
        tree = self.tree
        k = end + 1
        if k >= self.count or tree.tokens[k].text not in COMMAS | {".", "!", "?"}:
            return False
        while k < self.count and tree.tokens[k].upos == "PUNCT":
            k += 1
        if k >= self.count:
            return False
        if k in self.quoted and any(i in self.quoted for i in range(start)):
            return True
        if tree.tokens[k].upos == "SCONJ" and tree.lemma(k) not in RELATIVE:
            return True
        if tree.lemma(k) == "and" and k not in self.quoted:
            return any(tree.children(t, "nsubj") for t in range(k, self.count))
        return any(c < start and t > end for t in range(k, self.count) for c in tree.children(t, "nsubj", "expl"))

    def _segment(self, v: int, speakers: Sequence[int], *, wide: bool = True) -> frozenset[int]:
        """The verb, its speaker and (`wide`) the phrases that belong to it."""
        tree = self.tree
        inside = {v, *tree.children(v, "aux", "mark")}
        for s in speakers:
            phrase = {k for k in tree.subtree(s) if v not in tree.subtree(k)} - tree.subtree(v)
            if s in tree.subtree(v):
                phrase = tree.subtree(s)
            if v not in phrase and abs(s - v) <= REACH * 2:
                inside |= phrase
        if wide and tree.passive(v):
            inside |= {k for c in tree.children(v, "nsubj:pass", "nsubj") for k in tree.subtree(c)}
        if any(c < v - 1 for c in tree.children(v, "nsubj")):  # "as a newspaper first reported"
            inside |= {c for c in tree.children(v, "advmod") if c == v - 1}
        for c in tree.children(v, "obl", "advmod", "iobj", "obj"):
            if wide and c > v and tree.tokens[c].upos != "VERB" and c not in self._questions(v):
                inside |= {k for k in tree.subtree(c) if k > v}
        for c in sorted((c for c in tree.children(v, "nsubj") if c < v), reverse=True):
            phrase = tree.subtree(c)
            joint = tree.tokens[max(phrase)].upos != "PUNCT" and tree.tokens[max(phrase) + 1].upos != "PUNCT"
            if joint and max(phrase) + 1 in inside:  # "state news agency KUNA" read as two subjects
                inside |= phrase
        low = high = v
        while low - 1 in inside or (low > 1 and tree.tokens[low - 1].upos == "PUNCT" and low - 2 in inside):
            low -= 1
        while high + 1 in inside:
            high += 1
        while low < v and tree.tokens[low].upos == "PUNCT":
            low += 1
        return frozenset(range(low, high + 1))
