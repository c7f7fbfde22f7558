"""Denials without a clause of their own ("denied involvement"): the claim that is denied, negated."""

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
    """Who denies, in which words."""

    parties: tuple[Party, ...]
    trigger: int


def find(tree: Tree, resolver: Resolver) -> list[Denial]:
    """Denials by verb ("denied involvement".

    "dismissed the reports") or by adjective ("the claims are groundless, Minsk said").
    """
    lists = cues("reporting")
    found = []
    for i in range(len(tree.tokens)):
        lemma = tree.lemma(i)
        if tree.is_verbal(i) and lemma in lists["deny"]:
            objects = tree.objects(i)
            clausal = tree.children(i, "ccomp", "xcomp") or any(tree.children(o, "acl", "acl:relcl") for o in objects)
            negated = tree.negated(i)
            about = [
                o
                for o in objects
                if tree.lemma(o) in lists["denied_nouns"]
                or (lemma == "deny" and tree.tokens[o].upos in ("NOUN", "PRON", "DET"))
            ]
            if about and not clausal and not negated:
                parties = tuple(p for t in tree.subject(i) for p in resolver.parties(tree.number, t) if p.code)
                if parties:
                    found.append(Denial(parties, i))
    return found


def negated(denial: Denial, tree: Tree, claims: Sequence[Claim], story_text: str) -> Claim | None:
    """The latest claim that the deniers are party to and do not make themselves, as they deny it.

    None where there is none.
    """
    codes = {p.code for p in denial.parties}
    evidence = Span(tree.sentence.start, tree.sentence.end)
    for claim in reversed(claims[-LOOK_BACK:]):
        if claim.event not in DENIABLE or claim.polarity == Polarity.NEGATIVE or claim.span.start > evidence.start:
            continue
        actors = {a.code for a in claim.actors}
        if not codes & claim.codes or not (codes & actors) or {s.code for s in claim.sources} & codes:
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
            polarity=Polarity.NEGATIVE,
            sources=sources,
            actors=here(claim.actors),
            recipients=here(claim.recipients),
            amounts=(),
            confidence=round(claim.confidence * 0.7, 3),
        )
    return None
