"""Steps of treaties beside the other claims: in what tense they are told, and which claims tell the same."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from verbale.claims.find import Candidate
from verbale.claims.treaty_steps import AHEAD
from verbale.claims.tree import Tree
from verbale.record import Claim, Date, EventType, Status

_LEADING_OUT = frozenset({"suspended", "denounced", "ended", "replaced"})


def as_told(step: str | None, status: Status) -> str | None:
    """The step in its tense: what leads into a treaty and is still to come is only announced."""
    return step if step is None or status is Status.DONE or step in _LEADING_OUT else "announced"


def awaited(tree: Tree, candidate: Candidate) -> bool:
    """Whether a step is told in the present of something still to come: "comes into force once both have ratified"."""
    feats = tree.tokens[candidate.verb].feats
    if "Tense=Pres" not in feats or "VerbForm=Fin" not in feats or candidate.frame.treaty != "in force":
        return False
    marks = {tree.lemma(m) for c in tree.children(candidate.verb, "advcl") for m in tree.children(c, "mark", "advmod")}
    later = {t.text.lower() for t in tree.tokens[candidate.verb :]}
    return bool(marks & {"when", "after", "until"}) or "once" in later


def still_to_come(claim: Claim, *, waiting: bool, published: Date | None) -> Claim:
    """A step told as done that is only awaited, or whose day lies ahead, as what is announced."""
    ahead = claim.date is not None and published is not None and claim.date[0] > published
    if claim.status is not Status.DONE or not (waiting or ahead):
        return claim
    event = EventType.AGREE if claim.event is EventType.SUPPORT else claim.event
    date = claim.date if ahead else None
    return msgspec.structs.replace(
        claim, status=Status.PLANNED, event=event, date=date, treaty=as_told(claim.treaty, Status.PLANNED)
    )


def two(a: Claim, b: Claim) -> bool:
    """Whether two claims of one sentence are of two treaties or of two steps: "signed one treaty and another"."""
    if not (a.treaty and b.treaty):
        return False
    return a.treaty != b.treaty or (a.item is not None and b.item is not None and a.item.start != b.item.start)


def _within(claim: Claim, step: Claim) -> bool:
    """Whether a claim is of a noun between a step's verb and its treaty: "vote on ratification of the accord"."""
    inside = step.item is not None and step.trigger.end <= claim.trigger.start < step.item.start
    return inside and claim.treaty is not None and claim.codes <= step.codes


def settled(claims: Sequence[Claim], steps: Sequence[Claim]) -> list[Claim]:
    """The claims of a sentence with the steps of treaties that its words tell.

    A claim of the frames or the network on the same word or the same parties takes the step over; the step becomes a
    claim of its own where there is none.
    """
    found = list(claims)
    for step in steps:
        if step.status not in (Status.PLANNED, Status.HYPOTHETICAL) and _only_ahead(step):
            continue
        same = [c for c in found if _one(c, step)]
        found = [c for c in found if c not in same and not _other_reading(c, step) and not _within(c, step)]
        best = max(same, key=lambda c: (c.trigger == step.trigger, c.confidence), default=None)
        found.append(step if best is None else _with(best, step))
    return found


def _only_ahead(step: Claim) -> bool:
    """Whether the step is only told by words for what is still to come: a vote that was held settles nothing."""
    return any(reason.rule == f"words of treaty.{AHEAD}" for reason in step.why)


def _one(claim: Claim, step: Claim) -> bool:
    """Whether a claim of the same sentence tells the same step."""
    if claim.polarity is not step.polarity:
        return False
    kin = claim.event is step.event or {claim.event, step.event} == {EventType.AGREE, EventType.SUPPORT}
    if claim.trigger == step.trigger:
        return kin or bool(claim.treaty)
    unread = claim.treaty is None and any(r.rule.startswith("network.") for r in claim.why)
    return kin and unread and claim.codes == step.codes


def _other_reading(claim: Claim, step: Claim) -> bool:
    """Whether a claim reads the step's own word as something else ("denounced": criticised)."""
    return claim.trigger == step.trigger and claim.codes <= step.codes and not claim.treaty


def _with(claim: Claim, step: Claim) -> Claim:
    """The step with the parties that the frames and the network know besides, but for places in the treaty's name."""
    extra = [a for a in (*claim.actors, *claim.recipients) if a.code and a.code not in step.codes]
    named = step.item is not None and all(step.item.start <= a.span.start < step.item.end for a in extra)
    misread = named and claim.treaty != step.treaty
    more = step if not extra or misread or claim.trigger != step.trigger else claim
    sure = max(claim.confidence, step.confidence)
    return msgspec.structs.replace(
        more, event=step.event, treaty=step.treaty, mode=step.mode, item=step.item, confidence=sure, why=claim.why
    )
