"""Denials and confirmations without a clause of their own ("denied involvement", "confirmed it").

They make a claim of the claim that is denied or confirmed, negated or not, in the mouth of who answers. So does a
negated clause that repeats the deed and names no other side ("no soldier has been arrested, the minister said").
"""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from verbale.claims import frames, signatures
from verbale.claims.cues import cues
from verbale.claims.source import Speakers
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
SHORTEST = 4  # letters that two forms of a word must share
AHEAD = frozenset({"will", "would", "shall", "'ll", "’ll", "may", "might", "could", "can", "should", "must"})


class Denial(msgspec.Struct, frozen=True):
    """Who denies, or with `polarity` positive confirms, in which words.

    `deed`: the verb or noun that must tell what the claim tells; -1 where any claim is meant. `echo`: it is the denial.
    """

    parties: tuple[Party, ...]
    trigger: int
    polarity: Polarity = Polarity.NEGATIVE
    deed: int = -1
    echo: bool = False


def clause_denied(tree: Tree, i: int) -> bool:
    """Whether a verb denies what a clause tells: "denied that", "denied sending", "rejected claims that"."""
    if tree.lemma(i) not in cues("reporting")["deny"]:
        return False
    if tree.lemma(i) == "deny" and tree.children(i, "ccomp", "xcomp", "advcl"):
        return True
    return bool(tree.children(i, "ccomp", "xcomp")) or any(
        _claim_noun(tree, o) and tree.children(o, "acl", "acl:relcl") for o in tree.objects(i)
    )


def is_denial(tree: Tree, i: int) -> bool:
    """Whether a verb denies a clause or what was claimed; "denied them visas", "rejected the offer" are deeds."""
    return clause_denied(tree, i) or bool(_denied_objects(tree, i))


def _denied_objects(tree: Tree, i: int) -> list[int]:
    """What is denied in a noun: of "deny" any thing that nobody can be refused, of other verbs what is claimed."""
    lists, lemma = cues("reporting"), tree.lemma(i)
    if lemma not in lists["deny"]:
        return []
    objects = tree.objects(i)
    if lemma != "deny":
        return [o for o in objects if _claim_noun(tree, o)]
    given = tree.children(i, "iobj") or len(objects) > 1 or any(p in ("to", "for") for p, _ in tree.obliques(i))
    kinds = ("NOUN", "PRON", "DET")
    return [
        o
        for o in objects
        if _claim_noun(tree, o)
        or tree.lemma(o) in lists["denied_nouns"]
        or (tree.tokens[o].upos in kinds and tree.lemma(o) not in lists["not_denied"] and not given)
    ]


def _claim_noun(tree: Tree, i: int) -> bool:
    return tree.lemma(i) in cues("reporting")["claim_nouns"]


def find(tree: Tree, resolver: Resolver, speakers: Speakers) -> list[Denial]:
    """Denials by verb ("denied involvement", "dismissed the reports") or in other words, and confirmations.

    Those: "called the claim baseless", "such reports are groundless, Minsk said", "we have bombed nothing, Minsk said".
    """
    found = []
    for i in range(len(tree.tokens)):
        one = _by_verb(tree, i) if tree.is_verbal(i) else None
        if one is None and tree.children(i, "cop"):
            one = _untrue(tree, i), Polarity.NEGATIVE, -1
        heads, polarity, deed = one or ([], Polarity.NEGATIVE, -1)
        parties = tuple(p for t in heads for p in resolver.parties(tree.number, t) if p.code)
        if parties:
            found.append(Denial(parties, i, polarity, deed))
            continue
        echoed = _echo(tree, i)
        said = speakers.of(tree.number, i) if echoed >= 0 else None
        coded = tuple(p for p in said.parties if p.code) if said is not None else ()
        if coded:
            found.append(Denial(coded, i, deed=echoed, echo=True))
    return found


def _by_verb(tree: Tree, i: int) -> tuple[list[int], Polarity, int] | None:
    """(who, denies or confirms, the deed in a noun) of a verb."""
    if tree.lemma(i) in cues("reporting")["confirm"]:
        who, deed = _confirming(tree, i)
        return (who, Polarity.POSITIVE, deed) if who else None
    who = _denying(tree, i) or _labelling(tree, i)
    return (who, Polarity.NEGATIVE, -1) if who else None


def _denying(tree: Tree, i: int) -> list[int]:
    """Who "denied involvement", "rejected the claim", "denied it"; a denied clause is read with the clause."""
    if signatures.undone(tree, i) or clause_denied(tree, i):
        return []
    about = _denied_objects(tree, i)
    if any(tree.children(o, "acl", "acl:relcl") for o in about):
        return []
    return tree.subject(i) if about else []


def _confirming(tree: Tree, i: int) -> tuple[list[int], int]:
    """Who "confirmed it", "the report", "what ... had said"; of "the expulsion" also the noun, else -1."""
    if tree.children(i, "ccomp", "xcomp", "conj") or tree.negated(i):
        return [], -1
    for o in tree.objects(i):
        modified = tree.children(o, "acl", "acl:relcl", "nmod")
        if tree.lemma(o) == "what" and any(tree.lemma(c) in cues("reporting")["assert"] for c in modified):
            return tree.subject(i), -1
        if modified:
            continue
        if _claim_like(tree, o):
            return tree.subject(i), -1
        if tree.tokens[o].upos == "NOUN" and any(tree.lemma(c) in ("the", "this", "that") for c in tree.children(o)):
            return tree.subject(i), o
    return [], -1


def _echo(tree: Tree, i: int) -> int:
    """The deed that a negated clause of the past repeats ("there was no attack", "we bombed nothing"); else -1."""
    if not tree.is_verbal(i) or any(
        tree.lemma(c) in AHEAD or tree.tokens[c].text.lower() in AHEAD for c in tree.children(i, "aux")
    ):
        return -1
    if tree.lemma(i) == "be" and tree.children(i, "expl"):
        return next((s for s in tree.children(i, "nsubj") if _none(tree, s)), -1)
    negative = signatures.negated(tree, i) or any(_none(tree, o) for o in tree.objects(i))
    return i if negative else -1


def _none(tree: Tree, i: int) -> bool:
    """Whether a phrase is of nothing: "no attack", "nothing", "none of them"."""
    return tree.lemma(i) in signatures.NOBODY or any(tree.lemma(c) == "no" for c in tree.children(i, "det"))


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
        if denial.deed >= 0 and not _same_deed(tree, denial.deed, claim, story_text):
            continue
        if denial.echo and any(c.span == evidence and c.event == claim.event for c in claims):
            return None  # the clause is a claim already
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


def _same_deed(tree: Tree, i: int, claim: Claim, story_text: str) -> bool:
    """Whether a word tells what the claim tells: the same word, or one that a frame of its type has."""
    lexicon, lemma = frames.load(), tree.lemma(i)
    words = lexicon.verbs if tree.is_verbal(i) else lexicon.nouns
    if any(frame.type == claim.event.value for frame in words.get(lemma, ())):
        return True
    told = story_text[claim.trigger.start : claim.trigger.end].lower()
    return len(lemma) >= SHORTEST and told.startswith(lemma[: max(SHORTEST, len(lemma) - 2)])
