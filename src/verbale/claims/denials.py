"""Denials and confirmations without a clause of their own ("denied involvement", "confirmed it").

They make a claim of the claim that is denied or confirmed, negated or not, in the mouth of who answers.
"""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from verbale.claims.cues import cues
from verbale.claims.tree import Tree
from verbale.naming.mentions import Party
from verbale.naming.phrases import Resolver
from verbale.record import Actor, Claim, EventType, Polarity, Source, SourceKind, Span

DENIABLE = frozenset(
    {
        EventType.AID,
        EventType.MOBILIZE,
        EventType.ASSAULT,
        EventType.COERCE,
        EventType.SANCTION,
        EventType.COOPERATE,
        EventType.RETREAT,
        EventType.CONSULT,
        EventType.AGREE,
        EventType.PROTEST,
    }
)
LOOK_BACK = 12  # claims


class Denial(msgspec.Struct, frozen=True):
    """Who denies, or with `polarity` positive confirms, in which words."""

    parties: tuple[Party, ...]
    trigger: int
    polarity: Polarity = Polarity.NEGATIVE


def find(tree: Tree, resolver: Resolver) -> list[Denial]:
    """Denials by verb ("denied involvement", "dismissed the reports") or in other words.

    Those: "called the claim baseless", "such reports are groundless, Minsk said", "it is not true, Minsk said".
    """
    found = []
    for i in range(len(tree.tokens)):
        deniers: list[int] = []
        polarity = Polarity.NEGATIVE
        if tree.is_verbal(i) and tree.lemma(i) in cues("reporting")["confirm"]:
            deniers, polarity = _confirming(tree, i), Polarity.POSITIVE
        elif tree.is_verbal(i):
            deniers = _denying(tree, i) or _labelling(tree, i)
        elif tree.children(i, "cop"):
            deniers = _untrue(tree, i)
        parties = tuple(p for t in deniers for p in resolver.parties(tree.number, t) if p.code)
        if parties:
            found.append(Denial(parties, i, polarity))
    return found


def _denying(tree: Tree, i: int) -> list[int]:
    """Who "denied involvement", "rejected the claim", "denied it"; a denied clause is read with the clause."""
    lists, lemma = cues("reporting"), tree.lemma(i)
    if lemma not in lists["deny"] or tree.negated(i):
        return []
    objects = tree.objects(i)
    if tree.children(i, "ccomp", "xcomp") or any(tree.children(o, "acl", "acl:relcl") for o in objects):
        return []
    about = [
        o
        for o in objects
        if tree.lemma(o) in lists["denied_nouns"]
        or (lemma == "deny" and tree.tokens[o].upos in ("NOUN", "PRON", "DET"))
    ]
    return tree.subject(i) if about else []


def _confirming(tree: Tree, i: int) -> list[int]:
    """Who "confirmed it", "confirmed the report"."""
    clause = tree.children(i, "ccomp", "xcomp") or tree.negated(i) or tree.children(i, "conj")
    objects = tree.objects(i)
    plain = [o for o in objects if _claim_like(tree, o) and not tree.children(o, "acl", "acl:relcl", "nmod")]
    return tree.subject(i) if plain and not clause and not tree.passive(i) else []


def _labelling(tree: Tree, i: int) -> list[int]:
    """Who "called the reports a lie", "dismissed this as a fabrication"."""
    lists = cues("reporting")
    if tree.lemma(i) not in lists["label"] or tree.passive(i) or tree.negated(i):
        return []
    below = {k for c in tree.children(i, "xcomp", "ccomp", "obl", "advcl", "obj") for k in tree.subtree(c) if k > i}
    false = [k for k in below if tree.lemma(k) in lists["false"] and not tree.negated(k)]
    objects = [*tree.children(i, "obj"), *(k for f in false for k in tree.children(f, "nsubj"))]
    told = [o for o in objects if o > i and o not in false and _claim_like(tree, o)]
    return tree.subject(i) if false and told else []


def _untrue(tree: Tree, i: int) -> list[int]:
    """Who says "such reports are groundless", "it is not true"."""
    lists, lemma = cues("reporting"), tree.lemma(i)
    if not (lemma in lists["false"] and not tree.negated(i)) and not (lemma == "true" and tree.negated(i)):
        return []
    subjects = tree.children(i, "nsubj")
    if not any(_claim_like(tree, s) for s in subjects) or any(tree.children(s, "acl") for s in subjects):
        return []
    speech = [x for x in (*tree.ancestors(i), *tree.children(i, "parataxis")) if tree.lemma(x) in lists["assert"]]
    return tree.subject(speech[0]) if speech else []


def _claim_like(tree: Tree, i: int) -> bool:
    """A noun for a claim, or a pronoun that stands for one."""
    return tree.lemma(i) in cues("reporting")["claim_nouns"] or tree.lemma(i) in ("it", "this", "that", "these")


def negated(denial: Denial, tree: Tree, claims: Sequence[Claim], story_text: str) -> Claim | None:
    """The latest claim that the deniers are party to and do not make themselves, as they deny or confirm it.

    None where there is none.
    """
    codes = {p.code for p in denial.parties}
    evidence = Span(tree.sentence.start, tree.sentence.end)
    for claim in reversed(claims[-LOOK_BACK:]):
        if claim.event not in DENIABLE or claim.polarity == Polarity.NEGATIVE or claim.span.start > evidence.start:
            continue
        actors = {a.code for a in claim.actors}
        if claim.span == evidence and claim.trigger.start > tree.tokens[denial.trigger].start:
            below = tree.children(denial.trigger, "advcl", "obl")
            inside = {tree.tokens[k].start for o in below for k in tree.subtree(o)}
            if claim.trigger.start in inside:
                continue  # "refuted the charge by sending ...": the deed is no part of the charge
        involved = claim.codes if denial.polarity == Polarity.POSITIVE else actors
        if not codes & involved or {s.code for s in claim.sources} & codes:
            continue
        sources = tuple(
            Source(story_text[p.span.start : p.span.end], p.code, SourceKind.OFFICIAL, p.span) for p in denial.parties
        )

        def here(side: tuple[Actor, ...]) -> tuple[Actor, ...]:
            own = {p.code: p for p in denial.parties}
            return tuple(
                Actor(story_text[(s := own[a.code].span).start : s.end], a.code, a.sector, s) if a.code in own else a
                for a in side
            )

        return msgspec.structs.replace(
            claim,
            span=evidence,
            trigger=tree.span(denial.trigger),
            polarity=denial.polarity,
            sources=sources,
            actors=here(claim.actors),
            recipients=here(claim.recipients),
            amounts=(),
            confidence=round(claim.confidence * 0.7, 3),
        )
    return None
