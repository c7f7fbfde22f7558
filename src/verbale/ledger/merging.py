"""The ledger's one door to `verbale.events`: which claims of which stories are one event.

Claims are merged in blocks, so that a new story touches only its neighbours: a block holds the claims about the same
parties and the same kind of event whose date (else the day of publication) lies in the same month. Claims of one story
that are one event share the block of the first of them. What a block gives depends on nothing but what is in it, so the
order in which stories come does not matter.
"""
from __future__ import annotations

import functools
from collections.abc import Iterable, Mapping, Sequence

from verbale import events
from verbale.events import same
from verbale.events.wording import parties
from verbale.ledger import printings, rows
from verbale.record import Claim, Event, Story

Verdicts = Mapping[frozenset[str], bool]  # two claims' ids -> a person says: one event (True), or not (False)


def merge(
    stories: Mapping[str, Story], claims: Iterable[Claim], verdicts: Verdicts,
    further: Mapping[str, Sequence[str]] | None = None,
) -> list[Event]:
    """Events of the claims of one block, in the order of their first claims; `stories` by id.

    `further`: the other outlets that print a story to the letter, each one more report of the same origin.

    The result does not depend on the order given. An event's id is made of its first claim: of the story published
    first, then by place in the text.
    """
    given = sorted(claims, key=lambda c: c.id)
    texts = [stories[name] for name in sorted({c.story for c in given})]
    said = [
        events.Judgement(verdict="same" if one else "split", first=min(pair), second=max(pair))
        for pair, one in sorted(verdicts.items(), key=lambda item: sorted(item[0]))
    ]
    made = list(events.merge(texts, given, _names(), judgements=said))
    return printings.counted(made, {c.id: c for c in given}, further) if further else made


def units(story: Story, claims: Sequence[Claim], verdicts: Verdicts) -> list[list[Claim]]:
    """The claims of one story, those of one event together."""
    of_id = {claim.id: claim for claim in claims}
    return [[of_id[name] for name in event.claims] for event in merge({story.id: story}, claims, verdicts)]


def block(story: Story, unit: Sequence[Claim]) -> str:
    """The block of claims of one story that are one event: 16 hex digits."""
    sides = sorted({p.casefold() for c in unit for p in (*parties(c.actors), *parties(c.recipients))})
    day = next((c.date[0] for c in unit if c.date), None) or story.published
    when = f"{day:%Y-%m}" if day else story.id  # without any day a story stands alone
    return rows.digest("\x1f".join([*sides, same.family(unit[0].event), when]))[:16]


@functools.cache
def _names() -> Mapping[str, str]:
    from verbale.naming import tables

    return tables.load().country_names
