"""The figures of an event as a table: who gives which, and when. Nothing is added up, averaged or chosen."""

from __future__ import annotations

from collections.abc import Iterable

import msgspec

from verbale.events.gather import position
from verbale.events.provenance import voice
from verbale.record import Claim, Date, Event, Story


class FigureRow(msgspec.Struct, frozen=True):
    """One figure: of what, how many, who says so ("" in `by` is the outlet's own voice), in a story of which day."""

    item: str
    low: float | None
    high: float | None
    unit: str | None
    by: tuple[str, ...]
    published: Date | None
    outlet: str | None
    claim: str
    denied: bool = False


def figure_table(stories: Iterable[Story], claims: Iterable[Claim], event: Event) -> tuple[FigureRow, ...]:
    """The figures of an event's claims by day of publication, story and place in it."""
    texts = {story.id: story for story in stories}
    wanted = set(event.claims)
    told = sorted((c for c in claims if c.id in wanted), key=lambda c: position(texts.get(c.story), c))
    return tuple(
        FigureRow(
            amount.item,
            amount.low,
            amount.high,
            amount.unit,
            tuple(dict.fromkeys(voice(s) for s in claim.sources)) or ("",),
            texts[claim.story].published if claim.story in texts else None,
            texts[claim.story].outlet if claim.story in texts else None,
            claim.id,
            claim.polarity.value == "-",
        )
        for claim in told
        for amount in claim.amounts
    )
