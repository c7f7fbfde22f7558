"""What a ledger answers with, besides stories, claims and events."""
from __future__ import annotations

import msgspec


class Added(msgspec.Struct, frozen=True):
    """What one `add` brought that was not there; `events_new` counts new events, not changed ones."""

    story_new: bool
    claims_new: int
    events_new: int


class RunCounts(msgspec.Struct, frozen=True, kw_only=True):
    """How the inputs of one run ended. `received` is what the caller says it read, or the sum of the outcomes."""

    run: int
    received: int
    coded: int
    no_event: int
    duplicate: int
    rejected: int
    finished: bool

    @property
    def lost(self) -> int:
        """Inputs without an outcome; 0 in every sound and finished run."""
        return self.received - self.coded - self.no_event - self.duplicate - self.rejected


class Hit(msgspec.Struct, frozen=True):
    """A story found by its words; `excerpt` shows them in [square brackets]."""

    story: str
    excerpt: str


class Stats(msgspec.Struct, frozen=True, kw_only=True):
    """How much a ledger holds."""

    stories: int
    claims: int
    events: int
    rejections: int
    runs: int
    batches: int
    first_day: str | None  # ISO; of the dated events
    last_day: str | None
    by_type: dict[str, int]  # events of each type, sorted by type
