"""Verbs of speech in one sentence and their acts: to say, deny, promise, threaten, warn, demand, accuse."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from verbale.claims import signatures
from verbale.claims.speech import NOMINAL, Act, Saying, Speech, Way


class VerbSpeech(Speech):
    """Finds what verbs tell."""

    # -- verbs ---------------------------------------------------------------------------------------------------

    def verb(self, v: int) -> None:
        """Add what verb v tells, if it tells anything."""
        tree, words = self.tree, self.words
        lemma = tree.lemma(v)
        speakers = self._speakers(v)
        if not speakers or self._denied(v) or self._reported_as(v):
            return
        act = self._act(lemma)
        if act == Act.DENY and signatures.undone(tree, v):
            return
        for rule in (self._accusing, self._demanding, self._labelling, self._infinitive, self._clause, self._before):
            content, way = rule(v)
            if content:
                if rule == self._labelling and act == Act.DENY and not self._called_false(content):
                    act = Act.ASSERT  # "dismissed the sanctions as a show": they are not denied
                demands = rule == self._demanding and act == Act.ASSERT
                self._add(v, speakers, content, Act.DEMAND if demands else act, way)
                return
        if act == Act.DENY:
            self._denying(v, speakers)
        elif lemma in words["nominal"] or (lemma in words["promise"] and tree.tokens[v].deprel != "acl:relcl"):
            objects = [] if tree.passive(v) else [o for o in tree.children(v, "obj") if o > v]
            objects = [o for o in objects if tree.lemma(o) not in words["nobody"]]
            if objects and act == Act.PROMISE:
                objects += [c for c in tree.children(v, "obl") if c > v and tree.preposition(c) in ("for", "to")]
            if objects and lemma not in words["addressed"]:
                self._add(v, speakers, self._range(objects, v), act, Way.PHRASE)
        else:
            self._speaking_of(v, speakers, act)

    def _add(self, v: int, speakers: Sequence[int], content: Iterable[int], act: Act, way: Way) -> None:
        segment = self._segment(v, speakers, wide=way != Way.PHRASE)
        if way == Way.BEFORE and all(s < min(segment) for s in speakers):
            # "... fighting beside Russians, a spokesman said": the parser joined the last noun and the speaker
            tail = range(min(segment), v)
            ends = [i for i in tail if self.tree.tokens[i].upos in NOMINAL and self.tree.tokens[i].head not in tail]
            speakers = ends[:1] or speakers
        told = {(self.tree.number, i) for i in content if i not in segment}
        self.found.append(Saying(self.tree.number, tuple(speakers), (v,), told, act, way, segment))

    def _act(self, lemma: str) -> Act:
        for act in (Act.CONFIRM, Act.DENY, Act.PROMISE, Act.THREATEN, Act.WARN, Act.ACCUSE, Act.DEMAND):
            if lemma in self.words[act.value]:
                return act if lemma not in ("tell", "ask", "call") else Act.ASSERT
        return Act.ASSERT

    # -- acts with a phrase ------------------------------------------------------------------------------------------

    def _accusing(self, v: int) -> tuple[list[int], Way]:
        tree = self.tree
        lemma = tree.lemma(v)
        force = [c for c in tree.children(v, "obl") if c > v and tree.preposition(c) == "with"]
        if lemma in self.words["threaten"] and force and not tree.passive(v):
            return self._range([*tree.children(v, "obj"), *force], v), Way.PHRASE
        if lemma not in self.words["accuse"]:
            return [], Way.PHRASE
        blamed = [o for o in tree.objects(v) if tree.lemma(o) not in self.words["nobody"]]
        if not blamed:
            return [], Way.PHRASE
        if not tree.passive(v):
            return self._range([*blamed, *tree.children(v, "advcl", "obl")], v), Way.PHRASE
        deeds = [c for c in tree.children(v, "advcl", "obl") if tree.preposition(c) != "by" and c > v]
        return [i for b in blamed for i in tree.subtree(b) if i < v] + self._range(deeds, v), Way.PHRASE

    def _demanding(self, v: int) -> tuple[list[int], Way]:
        tree = self.tree
        lemma = tree.lemma(v)
        if lemma not in self.words["demand"]:
            return [], Way.PHRASE
        deeds = [c for c in tree.children(v, "xcomp", "advcl", "ccomp", "acl") if c > v and self._to(c)]
        if lemma not in ("tell", "ask", "call"):
            deeds += [c for c in tree.children(v, "ccomp") if c > v]
        whom = [c for c in tree.children(v, "obj", "iobj") if c > v]
        asked = [c for c in tree.children(v, "obl") if c > v and tree.preposition(c) in ("on", "upon", "to")]
        for_what = [c for c in tree.children(v, "obl") if c > v and tree.preposition(c) == "for"]
        if deeds and not tree.passive(v):
            return self._bare(self._range([*whom, *asked, *for_what, *deeds], v)), Way.PHRASE
        for_what = [c for c in for_what if tree.tokens[c].upos != "PRON"]
        if for_what and lemma in ("call", "appeal", "ask", "press"):
            return self._bare(self._range(for_what, v)), Way.PHRASE
        if whom and lemma in self.words["demand_nouns"] and not tree.passive(v):
            return self._range(whom, v), Way.PHRASE
        return [], Way.PHRASE

    def _to(self, c: int) -> bool:
        return any(self.tree.lemma(m) == "to" for m in self.tree.children(c, "mark"))

    def _bare(self, content: list[int]) -> list[int]:
        """Without the opening preposition or conjunction."""
        skipped = ("on", "upon", "for", "that")
        return content[1:] if content and self.tree.lemma(content[0]) in skipped else content

    def _labelling(self, v: int) -> tuple[list[int], Way]:
        tree = self.tree
        if tree.lemma(v) not in self.words["label"] or tree.passive(v):
            return [], Way.PHRASE
        objects = [o for o in tree.children(v, "obj") if o > v] or self._small_clause(v)
        named = [c for c in tree.children(v, "xcomp", "ccomp") if c > v and not self._to(c)]
        if tree.lemma(v) in self.words["label_as"]:
            below = [c for o in (v, *objects) for c in tree.children(o, "obl", "nmod", "advcl", "xcomp") if c > v]
            named += [c for c in below if any(tree.lemma(m) == "as" for m in tree.children(c, "case", "mark"))]
        below_verb = tree.subtree(v)
        if objects and not named and tree.lemma(v) not in ("condemn", "praise", "hail", "criticise", "criticize"):
            inside = [i for i in below_verb if i > v and i in self.quoted]
            named = inside if objects[0] < self.count - 1 and inside else []
        return (self._range([*objects, *named], v), Way.PHRASE) if objects and named else ([], Way.PHRASE)

    def _called_false(self, content: Iterable[int]) -> bool:
        """Whether what is labelled is a claim or is called untrue."""
        return any(self.tree.lemma(i) in self.words["claim_nouns"] | self.words["false"] for i in content)

    def _small_clause(self, v: int) -> list[int]:
        """The object that the parser made subject of what it is called."""
        tree = self.tree
        below = [c for c in tree.children(v, "xcomp", "ccomp") if c > v and not tree.children(c, "cop", "aux", "mark")]
        return [k for c in below for k in tree.children(c, "nsubj") if k > v]

    def _infinitive(self, v: int) -> tuple[list[int], Way]:
        tree = self.tree
        lemma = tree.lemma(v)
        if tree.passive(v):
            return [], Way.PHRASE
        for c in tree.children(v, "xcomp", "ccomp", "advcl"):
            if c < v or (not tree.is_verbal(c) and tree.tokens[c].upos != "ADJ"):
                continue
            opening = min(k for k in tree.subtree(c) if k > v)
            gerund = tree.tokens[c].text.lower().endswith("ing") or any(
                tree.tokens[k].text.lower() in ("having", "being") for k in tree.children(c, "aux", "aux:pass", "cop")
            )
            near = opening - v <= 2 and not tree.children(c, "nsubj")
            if lemma in self.words["infinitive"] and self._to(c):
                return self._range([c], v), Way.PHRASE
            if lemma in self.words["gerund"] and gerund and near and tree.tokens[opening].text != ",":
                return self._range([c], v), Way.PHRASE
        return [], Way.PHRASE

    def _denying(self, v: int, speakers: list[int]) -> None:
        """'denied any role', 'denied it', 'rejected the accusations', 'disputed claims that ...'."""
        tree, words = self.tree, self.words
        lemma = tree.lemma(v)
        objects = tree.objects(v)
        # "dismissed as groundless a claim that ..."
        below = [c for c in tree.children(v, "obl") if c > v]
        below += [k for c in below for k in tree.children(c, "nmod", "appos", "obj", "dep") if k > c]
        objects = objects or [c for c in below if self._told_clauses(c)]
        claims = [o for o in objects if tree.lemma(o) in words["claim_nouns"] - {"involvement"}]
        if not objects or (lemma != "deny" and not claims) or tree.children(v, "iobj"):
            return
        if any(tree.lemma(o) in words["not_denied"] for o in objects):
            return
        clauses = [c for o in claims for c in self._told_clauses(o)]
        content: list[int] = []
        if clauses:
            content = self._bare(self._range(clauses, min(claims)))
        elif not claims and all(tree.tokens[o].upos in ("NOUN", "PROPN") for o in objects) and not tree.passive(v):
            content = self._range([o for o in objects if o > v], v)
        self._add(v, speakers, content, Act.DENY, Way.PHRASE if content else Way.NONE)

    def _told_clauses(self, x: int) -> list[int]:
        """The clauses with "that" which tell what a noun says."""
        tree = self.tree
        below = [c for c in tree.children(x, "acl", "ccomp") if c > x]
        gap = self.words["label"]  # "a claim that Lima called absurd"
        told = [c for c in below if tree.lemma(c) not in gap or tree.children(c, "obj")]
        return [c for c in told if any(tree.lemma(m) == "that" for m in tree.children(c, "mark"))]

    def _speaking_of(self, v: int, speakers: list[int], act: Act) -> None:
        """'spoke of "a friendship"', 'warned of famine'."""
        tree = self.tree
        warns = act == Act.WARN
        if v in self.quoted or (not warns and tree.lemma(v) not in self.words["speak_of"]):
            return
        for c in tree.children(v, "obl"):
            told = [i for i in tree.subtree(c) if i > v]
            about = c > v and tree.preposition(c) in ("of", "about", "against")
            if about and told and (warns or any(i in self.quoted for i in told)):
                bare = [i for i in told if i not in tree.children(c, "case")]
                self._add(v, speakers, bare, act, Way.PHRASE)
                return
