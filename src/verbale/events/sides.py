"""From whom and to whom: "Botswana bought jets from Sweden" tells of jets that go from Sweden to Botswana."""

from __future__ import annotations

from verbale.events.wording import content_words, quoted, word_set
from verbale.record import Actor, Claim, EventType, Span, Story

_TURNED = frozenset({EventType.COOPERATE, EventType.AGREE})
Side = tuple[Actor, ...]


def giving_sides(story: Story | None, claim: Claim) -> tuple[Side, Side]:
    """(giver, receiver) of a claim: actor and recipient, turned where the actor stands before a verb of taking."""
    if claim.event not in _TURNED or not claim.recipients:
        return claim.actors, claim.recipients
    told = f"{quoted(story, claim.trigger)} {promised_words(story, claim)}"
    taking = content_words(told) & word_set("taking")
    subject = any(actor.span.end <= claim.trigger.start for actor in claim.actors)
    other = any(actor.span.end <= claim.trigger.start for actor in claim.recipients)
    return (claim.recipients, claim.actors) if taking and subject and not other else (claim.actors, claim.recipients)


def promised_words(story: Story | None, claim: Claim) -> str:
    """The words between a promise and the thing counted: "to buy" in "agreed to buy 20 jets"."""
    first = min((a.span.start for a in claim.amounts), default=0)
    if claim.event is not EventType.AGREE or first <= claim.trigger.end:
        return ""
    return quoted(story, Span(claim.trigger.end, first))
