"""Speech in one sentence that no plain verb of speech tells: nouns, "according to", labels, quotations, refusals."""

from __future__ import annotations

from verbale.claims.cues import cues
from verbale.claims.speech import COMMAS, NOMINAL, QUOTES, REACH, Act, Saying, Way
from verbale.claims.speech_acts import VerbSpeech

LABEL_WORDS = 5  # most words of the speaker in a headline
DASHES = frozenset({"-", "–", "—"})


class SpeechFinder(VerbSpeech):
    """Finds the sayings of one sentence. `quoted`: its tokens inside quotation marks."""

    def find(self) -> list[Saying]:
        """All sayings of the sentence."""
        for i in range(self.count):
            if not self.tree.is_verbal(i) or self._cites(i):
                continue
            if self._refusal(i):
                continue
            if self._under_refusal(i):
                continue
            if self.tree.lemma(i) == "quote":
                self._quoting(i)
            else:
                self.verb(i)
        self._closing()
        self._not_reached()
        for i in range(self.count):
            if self.tree.tokens[i].upos == "NOUN":
                self._noun(i)
        for i in range(self.count):
            self._by(i)
        for i in range(self.count):
            if self._cites(i):
                self._citing(i)
        self._falsified()
        self._labels()
        return self.found

    # -- quoting and citing -------------------------------------------------------------------------------------------

    def _quoting(self, v: int) -> None:
        """'Radio quoted the envoy as saying ...', 'was quoted by TASS as saying ...'."""
        tree = self.tree
        said = next((c for c in range(v + 1, self.count) if tree.tokens[c].head == v and self._reported_as(c)), None)
        quoted = [o for o in tree.objects(v) if said is None or o < said]
        if said is None or not quoted:
            return
        content, _ = self._clause(said)
        start = min(min(tree.subtree(q)) for q in quoted)
        inserted = start and tree.tokens[start - 1].text in COMMAS and said + 1 < self.count
        if inserted and tree.tokens[said + 1].upos == "PUNCT" and tree.tokens[said + 1].text != ":":
            content = [*range(start), *range(said + 1, self.count)]
        content = content or self._range(tree.children(said, "obj", "xcomp", "ccomp"), said)
        if not content:
            content = list(range(said + 1, self.count))
        told = {(tree.number, i) for i in content}
        outlets = [s for s in tree.subject(v) if not self._relative(s)]
        outer = None
        if outlets:
            outer = Saying(tree.number, tuple(outlets), (v,), set(told), Act.ASSERT, Way.CLAUSE)
            self.found.append(outer)
        inner = Saying(tree.number, tuple(quoted), (said,), told, Act.ASSERT, Way.CLAUSE, outer=outer)
        self.found.append(inner)

    def _cites(self, v: int) -> bool:
        """The "citing" of 'Yonhap, citing two officials, said ...'."""
        return self.tree.tokens[v].text.lower() in ("citing", "quoting") and v > 0

    def _closing(self) -> None:
        """'..., an ambassador in Bern revealed.': the last words, where the parser did not see a clause."""
        tree = self.tree
        end = self.count
        while end and tree.tokens[end - 1].upos == "PUNCT":
            end -= 1
        commas = [i for i in range(end) if tree.tokens[i].text in COMMAS and i not in self.quoted]
        start = commas[-1] + 1 if commas else 0
        if not start or end - start > REACH or any(s.cue and s.cue[0] >= start for s in self.found):
            return
        verb = next((i for i in range(end - 1, start, -1) if self._said_like(i)), -1)
        if verb < 0 or any(tree.tokens[i].upos in ("VERB", "AUX", "SCONJ") for i in range(start, end) if i != verb):
            return
        first = next((i for i in range(start, verb) if tree.tokens[i].upos == "ADP"), verb)
        heads = [i for i in range(start, first) if tree.tokens[i].upos in NOMINAL]
        whole = any(tree.children(i, "nsubj", "expl") or tree.tokens[i].upos == "AUX" for i in range(start))
        opening = tree.tokens[start]
        if not heads or not whole or opening.upos in ("ADP", "CCONJ") or tree.children(verb, "obj"):
            return
        told = {(tree.number, i) for i in range(start)}
        segment = frozenset(range(start, end))
        self.found.append(Saying(tree.number, (heads[-1],), (verb,), told, Act.ASSERT, Way.BEFORE, segment))

    def _said_like(self, i: int) -> bool:
        """A verb of speech, also where the parser took it for a noun."""
        token = self.tree.tokens[i]
        low = token.text.lower()
        verbal = token.upos == "VERB" or (token.upos == "NOUN" and low.endswith("s"))
        speaks = self._speaks(i) or low in ("says", "reports", "claims")
        return verbal and speaks and not self.tree.children(i, "aux:pass")

    def _citing(self, v: int) -> None:
        """'Yonhap, citing two officials, said ...': the cited one owns what is said."""
        tree = self.tree
        cited = [o for o in tree.children(v, "obj", "obl") if o > v and not tree.children(o, "case")]
        if tree.relation(v) == "case":
            cited = [tree.tokens[v].head]
        sayings = [s for s in self.found if s.way in (Way.CLAUSE, Way.BEFORE, Way.PHRASE) and s.content]
        sayings += [s for s in self.found if s.way == Way.BY and max(s.segment) in (v - 1, v - 2)]
        if not cited or not sayings:
            return
        near = [s for s in sayings if set(s.speakers) & set(tree.ancestors(v))]
        outer = (near or sayings)[-1]
        stop = next((i for i in range(cited[0], self.count) if tree.tokens[i].text == ","), self.count)
        end = min(max(tree.subtree(cited[0])), stop - 1)
        phrase = {(tree.number, i) for i in range(v, end + 1)}
        for saying in sayings:
            saying.content -= phrase
        told = set(outer.content)
        self.found.append(
            Saying(tree.number, tuple(cited), (v,), told, outer.act, Way.BY, frozenset(range(v, end + 1)), outer)
        )

    # -- refusals -----------------------------------------------------------------------------------------------------

    def _refusal(self, v: int) -> bool:
        """'declined to comment', 'neither confirmed nor denied', 'did not respond', 'had no comment'."""
        tree, words = self.tree, self.words
        lemma = tree.lemma(v)
        refused = False
        if lemma in words["decline"]:
            inner = [c for c in tree.children(v, "xcomp", "ccomp", "advcl") if tree.lemma(c) in words["unspoken"]]
            noun = [o for o in tree.children(v, "obj") if tree.lemma(o) in ("comment", "answer")]
            refused = bool(inner or noun)
        elif lemma in ("confirm", "comment"):
            denies = any(
                tree.lemma(c) == "deny" and not any(tree.lemma(k) == "but" for k in tree.children(c, "cc"))
                for c in tree.children(v, "conj")
            )
            refused = denies and self._denied(v)
        if not refused and lemma in words["silent"] and not tree.passive(v):
            nobody = any(tree.lemma(c) == "neither" for s in tree.subject(v) for c in tree.children(s))
            refused = (self._denied(v) or nobody) and not tree.children(v, "ccomp")
        if not refused and lemma in ("have", "offer", "give", "make"):
            replies = [o for o in tree.children(v, "obj") if tree.lemma(o) in ("comment", "reply", "response")]
            refused = any(tree.lemma(d) == "no" for o in replies for d in tree.children(o))
        head = tree.tokens[v].head
        if not refused or (head >= 0 and tree.lemma(head) in words["decline"]):
            return refused
        speakers = [s for s in tree.subject(v) if not self._relative(s)]
        if not speakers and tree.relation(v) == "conj" and tree.tokens[head].upos in NOMINAL:
            speakers = [head]  # "Bern neither confirmed nor ..." read as a list
        if speakers:
            self.found.append(
                Saying(tree.number, tuple(speakers), (v,), set(), Act.REFUSE, Way.NONE, self._segment(v, speakers))
            )
        return True

    def _under_refusal(self, v: int) -> bool:
        """The "say" of "refused to say whether ...", the "deny" of "neither confirmed nor denied"."""
        head, relation = self.tree.tokens[v].head, self.tree.relation(v)
        return relation in ("xcomp", "ccomp", "advcl", "conj") and any(
            s.act == Act.REFUSE and head in s.cue for s in self.found
        )

    def _not_reached(self) -> None:
        """'could not be reached for comment', 'was not available for comment'."""
        tree = self.tree
        for i in range(self.count):
            if tree.lemma(i) not in ("reach", "available", "unavailable", "contact"):
                continue
            wanted = any(tree.lemma(c) == "comment" for c in tree.subtree(i))
            negative = self._denied(i) or tree.lemma(i) == "unavailable"
            subjects = tree.children(i, "nsubj", "nsubj:pass")
            if wanted and negative and subjects:
                self.found.append(Saying(tree.number, (subjects[0],), (i,), set(), Act.REFUSE, Way.NONE))

    # -- nouns --------------------------------------------------------------------------------------------------------

    def _noun(self, x: int) -> None:
        """'reports that ...', "Seoul's claim that ...", 'rumours of ...'."""
        tree, words = self.tree, self.words
        lemma = tree.lemma(x)
        if lemma not in words["nouns"] or any((tree.number, x) in s.content and s.act == Act.DENY for s in self.found):
            return
        clauses = self._told_clauses(x)
        loose = [c for c in tree.children(x, "nmod") if c > x and tree.preposition(c) in ("of", "about")]
        governor = tree.tokens[x].head
        deniers = [s for s in self.found if s.cue and governor in s.cue and s.act == Act.DENY]
        if deniers or not (clauses or (loose and lemma in words["hedged_nouns"] - {"sign", "assessment", "estimate"})):
            return
        content = self._bare(self._range(clauses or loose, x))
        speakers = self._owners(x) or self._voices(x, governor)
        cue: tuple[int, ...] = (x,)
        if not speakers:
            if lemma not in words["hedged_nouns"] | {"evidence"}:
                return
            speakers, cue = [x], ()
        told = {(tree.number, i) for i in content}
        act = Act.CONFIRM if lemma in words["confirm_nouns"] else Act.ASSERT
        if lemma in words["deny_nouns"]:
            if governor >= 0 and tree.lemma(governor) in words["retract"]:
                return
            act = Act.DENY
        self.found.append(Saying(tree.number, tuple(speakers), cue, told, act, Way.NOUN))

    def _owners(self, x: int) -> list[int]:
        tree = self.tree
        owners = tree.children(x, "nmod:poss")
        owners += [c for c in tree.children(x, "nmod") if tree.preposition(c) in ("from", "by")]
        owners += [c for c in tree.children(x, "amod", "compound") if tree.tokens[c].text[0].isupper() and c > 0]
        return owners[:1]

    def _voices(self, x: int, governor: int) -> list[int]:
        """'Minsk repeated the claim that ...'."""
        tree = self.tree
        if governor < 0 or not tree.is_verbal(governor) or x not in tree.objects(governor) or tree.passive(governor):
            return []
        if not self._speaks(governor) and tree.lemma(governor) not in self.words["voicing"]:
            return []
        return [s for s in tree.subject(governor) if not self._relative(s)]

    def _falsified(self) -> None:
        """'The claim that ... is false, the ministry said': a denial of the claim by the ministry."""
        tree, words = self.tree, self.words
        for saying in list(self.found):
            for _, i in sorted(saying.content):
                if not self._untrue(i):
                    continue
                claims = [c for c in tree.children(i, "nsubj", "nsubj:pass") if tree.lemma(c) in words["claim_nouns"]]
                head = tree.tokens[i].head
                if not claims and head >= 0 and tree.children(i, "cop") and tree.lemma(head) in words["claim_nouns"]:
                    claims = [head]  # "reports that ... were false", read as an apposition
                clauses = [k for c in claims for k in self._told_clauses(c) or self._told_of(c)]
                if not claims and any(tree.lemma(c) == "it" for c in tree.children(i, "nsubj", "expl")):
                    claims = clauses = [c for c in tree.children(i, "ccomp", "csubj", "acl", "advcl") if c > i]
                if not claims:
                    continue
                content = self._bare(self._range(clauses, min(i, *claims)))
                saying.act, saying.content = Act.DENY, {(tree.number, k) for k in content}
                if not content:
                    saying.way = Way.NONE
                self.found = [s for s in self.found if not (s.way == Way.NOUN and s.speakers[0] in claims)]
                break

    def _untrue(self, i: int) -> bool:
        """'False', 'a lie', 'not true'."""
        lemma = self.tree.lemma(i)
        return self._denied(i) if lemma in self.words["true"] else lemma in self.words["false"] and not self._denied(i)

    def _told_of(self, x: int) -> list[int]:
        """'Reports of Serbia selling shells'."""
        return [c for c in self.tree.children(x, "nmod", "acl") if c > x and self.tree.preposition(c) == "of"]

    # -- according to -------------------------------------------------------------------------------------------------

    def _by(self, i: int) -> None:
        """'according to ...', 'in the words of ...'."""
        tree, words = self.tree, self.words
        head, first = -1, i
        opens = tree.relation(i) in ("case", "mark") and tree.tokens[i].head >= 0
        if opens and tree.lemma(i) in ("accord", "as", "per"):
            c = tree.tokens[i].head
            if c > i and tree.preposition(c) in words["by_phrases"] and min(tree.children(c, "case")) == i:
                head = c
        elif tree.tokens[i].text.lower() == "according" and tree.relation(i) != "fixed":
            below = [c for c in tree.children(i, "obl", "obj", "nmod") if c > i]
            head = below[0] if below else -1
        elif tree.lemma(i) in words["views"] and tree.preposition(i) in ("in", "by"):
            of = [c for c in tree.children(i, "nmod") if tree.preposition(c) == "of"]
            of += tree.children(i, "nmod:poss")
            marks = tree.children(i, "case")
            if of and (marks[0] == 0 or tree.tokens[marks[0] - 1].text in COMMAS):
                head, first = of[0], marks[0]
        if head < 0 or tree.tokens[head].upos not in NOMINAL | {"ADJ"} or tree.lemma(head) in words["not_voices"]:
            return
        self._attributed(first, head)

    def _attributed(self, first: int, head: int) -> None:
        tree = self.tree
        end = head
        while end + 1 < self.count and tree.tokens[end + 1].text not in COMMAS | {"."}:
            end += 1
        reach = max(tree.subtree(head))
        if any(k > reach for t in range(reach + 1, end + 1) for k in tree.children(t, "nsubj", "expl")):
            end = reach  # "said that according to Minsk the tunnel is open", with no comma
        after = range(end + 1, self.count)
        joined = [t for t in after if tree.tokens[t].upos != "PUNCT"][:1]
        joins = bool(joined) and tree.lemma(joined[0]) == "and" and any(tree.children(t, "nsubj") for t in after)
        resumed = (
            first == 0
            or joins
            or any(c < first and t > end for t in after for c in tree.children(t, "nsubj", "expl"))
            or any(tree.children(t, "nsubj", "expl") for t in after if self._main(t, first, end))
        )
        if not resumed:
            end = self.count - 1
        phrase = {(tree.number, k) for k in range(first, end + 1)}
        narrow = [
            s
            for s in self.found
            if s.way == Way.CLAUSE and resumed and first > max(s.cue) and {(tree.number, head)} & s.content
        ]
        outer = narrow[-1] if narrow else None
        whole = set(outer.content) if outer else {(tree.number, k) for k in range(self.count)}
        for saying in self.found:
            if saying is outer or not set(saying.speakers) & set(range(first, end + 1)):
                saying.content -= phrase
        told = whole - phrase
        if not any(tree.tokens[k].upos in ("VERB", "AUX", "NOUN") for _, k in told):
            return
        self.found.append(
            Saying(tree.number, (head,), (first,), told, Act.ASSERT, Way.BY, frozenset(range(first, end + 1)), outer)
        )

    def _main(self, t: int, first: int, end: int) -> bool:
        """Whether the phrase hangs on word t behind it: the clause that it opens."""
        return any(first <= c <= end for c in self.tree.children(t)) and self.tree.relation(t) not in ("acl", "appos")

    # -- headlines ----------------------------------------------------------------------------------------------------

    def _labels(self) -> None:
        """'Tanks are moving: Kyiv', 'Manila: Chinese ship rammed boat', 'The envoy was blunt: "..."'."""
        tree = self.tree
        stops = [i for i, t in enumerate(tree.tokens) if t.text in DASHES | {":"} and i not in self.quoted]
        if not stops:
            return
        first, last = stops[0], stops[-1]
        if any(s.way != Way.NOUN and any(i > first for _, i in s.content) for s in self.found):
            return
        opens = first + 2 < self.count and tree.tokens[first + 1].text in QUOTES and first + 2 in self.quoted
        if tree.tokens[first].text == ":" and opens:
            subjects = [i for i in range(first) if tree.relation(i) == "nsubj"]
            speaker = subjects[:1] or [i for i in self._head(range(first)) if first <= LABEL_WORDS]
            self._label(speaker, range(first + 2, self.count))
        elif first <= LABEL_WORDS and tree.tokens[first].text == ":" and self._told(range(first + 1, self.count)):
            self._label(self._head(range(first)), range(first + 1, self.count))
        else:
            end = self.count - (tree.tokens[-1].text == ".")
            listing = end < self.count and any(tree.tokens[i].upos in ("NUM", "PRON") for i in range(last))
            short = tree.tokens[end - 1].upos != "PUNCT" and end - last - 1 <= LABEL_WORDS
            if short and not listing and self._told(range(last)):  # not "they have one ally: Iran."
                self._label(self._head(range(last + 1, end)), range(last))

    def _label(self, speakers: list[int], content: range) -> None:
        if speakers:
            told = {(self.tree.number, i) for i in content}
            self.found.append(Saying(self.tree.number, tuple(speakers), (), told, Act.ASSERT, Way.LABEL))

    def _told(self, span: range) -> bool:
        """A verb, or a quotation as in 'UN chief: Gaza "a graveyard"'."""
        told = any(self.tree.tokens[i].upos in ("VERB", "AUX") for i in span)
        return told or sum(self.tree.tokens[i].text in QUOTES | {"'", "‘", "’"} for i in span) > 1

    def _head(self, span: range) -> list[int]:
        """The head of a name or of a noun for one who speaks, or nothing where the words are more than that."""
        tree = self.tree
        if any(tree.tokens[i].upos in ("VERB", "AUX", "ADP", "SCONJ", "NUM") for i in span):
            return []
        heads = [i for i in span if tree.tokens[i].upos in NOMINAL and tree.tokens[i].head not in span]
        lists = cues("source")
        speaks = lists["unnamed"] | lists["person_nouns"] | lists["organisation_nouns"] | self.words["speaker_nouns"]
        named = [h for h in heads[:1] if tree.tokens[h].upos == "PROPN" or tree.tokens[h].text in ("WHO", "US")]
        return named or [h for h in heads[:1] if tree.lemma(h) in speaks]
