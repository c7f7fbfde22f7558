"""From whom and to whom: "Botswana bought jets from Sweden" tells of jets that go from Sweden to Botswana."""

from __future__ import annotations

from verbale.events.wording import content_words, quoted, word_set
from verbale.record import Actor, Claim, EventType, Story

Side = tuple[Actor, ...]


def giving_sides(story: Story | None, claim: Claim) -> tuple[Side, Side]:
    """(giver, receiver) of a claim: actor and recipient, turned where the actor stands before a verb of taking."""
    if claim.event is not EventType.COOPERATE or not claim.recipients:
        return claim.actors, claim.recipients
    taking = content_words(quoted(story, claim.trigger)) & word_set("taking")
    subject = any(actor.span.end <= claim.trigger.start for actor in claim.actors)
    other = any(actor.span.end <= claim.trigger.start for actor in claim.recipients)
    return (claim.recipients, claim.actors) if taking and subject and not other else (claim.actors, claim.recipients)
