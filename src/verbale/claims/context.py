"""What only the whole story tells: against whom a war is fought, whether troops are sent as friends."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

import msgspec

from verbale.claims.tree import Tree
from verbale.naming import mentions as m
from verbale.naming.phrases import Resolver
from verbale.record import Actor, Claim, EventType, Polarity, Reason, Span, Status

WAR_WORDS = frozenset(
    """
war invasion conflict front frontline battlefield combat fighting fight battle offensive aggression hostilities
""".split()
)
HOSTILE = frozenset(
    {EventType.ASSAULT, EventType.MOBILIZE, EventType.COERCE, EventType.SANCTION, EventType.THREATEN, EventType.ACCUSE}
)
FRIENDLY = frozenset({EventType.AID, EventType.COOPERATE, EventType.SUPPORT, EventType.AGREE, EventType.CONSULT})
FACING = frozenset("against near opposite facing along off border borders frontier around towards toward line".split())
DERIVED = 0.7  # share of the confidence that a derived claim keeps


class War(msgspec.Struct, frozen=True):
    """An opponent as the story names it."""

    code: str
    text: str
    span: Span


def opponents(claims: Sequence[Claim]) -> dict[str, War]:
    """For each state at war in the story, the other side most often named as attacked by it or attacking it."""
    tally: dict[str, Counter[str]] = {}
    named: dict[str, War] = {}
    for claim in claims:
        if claim.event != EventType.ASSAULT or claim.polarity == Polarity.NEGATIVE:
            continue
        for a in claim.actors:
            for r in claim.recipients:
                if a.code and r.code:
                    tally.setdefault(a.code, Counter())[r.code] += 1
                    named.setdefault(r.code, War(r.code, r.text, r.span))
                    named.setdefault(a.code, War(a.code, a.text, a.span))
    for attacker, counts in list(tally.items()):
        for victim in counts:
            tally.setdefault(victim, Counter())[attacker] += counts[victim]
    return {code: named[counts.most_common(1)[0][0]] for code, counts in tally.items()}


def theatre(tree: Tree, resolver: Resolver, exclude: frozenset[str]) -> War | None:
    """The state of 'the Ukraine war', 'its war against Ukraine' in a sentence, other than those excluded."""
    for i in range(len(tree.tokens)):
        if tree.lemma(i) not in WAR_WORDS:
            continue
        for c in tree.children(i, "compound", "amod", "nmod", "nmod:poss"):
            mention = resolver.mention_at(tree.number, c)
            if (
                mention is not None
                and mention.code
                and mention.code not in exclude
                and mention.kind in (m.COUNTRY, m.ADJECTIVE, m.CAPITAL)
            ):
                span = Span(tree.tokens[mention.first].start, tree.tokens[mention.last - 1].end)
                return War(mention.code, resolver.text[span.start : span.end], span)
    return None


def warlike(tree: Tree, war: War, resolver: Resolver) -> bool:
    """Whether a sentence speaks of the war: a word of war, or the opponent by name."""
    return any(tree.lemma(i) in WAR_WORDS for i in range(len(tree.tokens))) or any(
        x.code == war.code for x in resolver.mentions[tree.number]
    )


def fill_victims(claims: Sequence[Claim], wars: dict[str, War]) -> list[Claim]:
    """Give 'Russia's brutal war' its other side, where the story names it.

    Attacks whose victim nobody names are dropped.
    """
    result = []
    for told in claims:
        claim = told
        if claim.event == EventType.ASSAULT and not claim.recipients and len(claim.codes) == 1:
            war = wars.get(next(iter(claim.codes)))
            if war is None:
                continue
            claim = msgspec.structs.replace(
                claim,
                recipients=(Actor(war.text, war.code, "", war.span),),
                confidence=round(claim.confidence * DERIVED, 3),
            )
        result.append(claim)
    return result


def helpers_at_war(claim: Claim, tree: Tree, resolver: Resolver, wars: dict[str, War], troops: bool) -> Claim | None:
    """Troops that help a side at war move against its opponent (guide, rules 3, 17 and 34).

    The second claim, or None.
    """
    if (
        claim.event != EventType.AID
        or not troops
        or len(claim.recipients) != 1
        or claim.status in (Status.PLANNED, Status.HYPOTHETICAL)
    ):
        return None
    helped = claim.recipients[0].code or ""
    war = theatre(tree, resolver, claim.codes) or wars.get(helped)
    if war is None or war.code in claim.codes or not warlike(tree, war, resolver):
        return None
    fighting = any(
        tree.lemma(i) in ("fight", "combat", "battle")
        for i, t in enumerate(tree.tokens)
        if Span(t.start, t.end) == claim.trigger
    )
    return msgspec.structs.replace(
        claim,
        event=EventType.ASSAULT if fighting else EventType.MOBILIZE,
        mode=None if fighting else "troops",
        recipients=(Actor(war.text, war.code, "", war.span),),
        cameo=None,
        item=None,
        confidence=round(claim.confidence * DERIVED, 3),
        why=(*claim.why, Reason("recipient", "context: the opponent of the side that is helped", war.span)),
    )


def friends(claims: Sequence[Claim], text: str) -> list[Claim]:
    """Troops sent to a state of which the story tells no enmity are help, not a threat (guide, rule 17)."""
    balance: Counter[frozenset[str]] = Counter()
    for claim in claims:
        if len(claim.codes) == 2 and claim.polarity == Polarity.POSITIVE:
            balance[claim.codes] += (claim.event in FRIENDLY) - (claim.event in HOSTILE and not _moved(claim, text))
    result = []
    for told in claims:
        claim = told
        if _moved(claim, text) and balance[claim.codes] >= 0:
            planned = claim.status in (Status.PLANNED, Status.HYPOTHETICAL)
            claim = msgspec.structs.replace(
                claim,
                event=EventType.AGREE if planned else EventType.AID,
                mode=None,
                cameo=None,
                why=(
                    *claim.why,
                    Reason("event", "context: the story tells of no enmity between the two", claim.trigger),
                ),
            )
        result.append(claim)
    return result


def _moved(claim: Claim, text: str) -> bool:
    """A deployment whose recipient is only where the troops go: 'sent soldiers to ...'."""
    if claim.event != EventType.MOBILIZE or claim.mode not in ("troops", None) or not claim.recipients:
        return False
    between = text[claim.trigger.end : claim.recipients[0].span.start].lower().split()
    plain = any(r.rule.startswith("frame mobilize.deploy") for r in claim.why)
    return plain and bool({"to", "in", "into"} & set(between)) and not FACING & set(between)


CALL = ("phone", "telephone", "phone call", "call with", "call between", "calls with")
LEAD = 200  # characters of a story that tell whether it is about a call


def consulted(claims: Sequence[Claim], title: str, text: str) -> list[Claim]:
    """How parties met where the sentence leaves it open: several together, or in the call that the story is about."""
    opening = f"{title} {text[:LEAD]}".lower()
    called = {c.codes for c in claims if c.event == EventType.CONSULT and c.mode == "phone"}
    result = []
    for told in claims:
        claim = told
        if claim.event == EventType.CONSULT and claim.mode is None and not claim.recipients:
            if len(claim.codes) > 2:
                claim = msgspec.structs.replace(claim, mode="multilateral")
            elif claim.codes in called or any(f" {word} " in opening for word in CALL):
                claim = msgspec.structs.replace(
                    claim, mode="phone", why=(*claim.why, Reason("mode", "context: a call is what the story is about"))
                )
        result.append(claim)
    return result
