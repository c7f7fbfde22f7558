"""What a brief is about: the record of a story, an event or a pair, what was found, and what names the ledger."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

import msgspec

from verbale.analysis.findings import Dyad, Forecast, Weighed
from verbale.record import Claim, Event, Story, Transfer, Treaty


class Citation(msgspec.Struct, frozen=True, kw_only=True):
    """What names the state of a ledger for good. `content` is the hash of what is in force, `head` of all batches."""

    ledger: str
    content: str
    head: str
    version: int
    changed: str  # ISO time of the newest batch


class Findings(msgspec.Struct, frozen=True, kw_only=True):
    """What was found about a pair. Each `no_...` says in one line why there is none of it."""

    dyad: Dyad | None = None
    no_trend: str = ""
    weighed: Weighed | None = None
    no_weighing: str = ""
    default_board: bool = True
    board_rows: Mapping[str, str] = {}  # row of the board -> event
    unlooked: tuple[str, ...] = ()  # what the board says should be seen, and nobody has looked for
    forecasts: tuple[Forecast, ...] = ()
    no_forecast: str = ""


class Past(msgspec.Struct, frozen=True, kw_only=True):
    """What a ledger holds around a story or an event: events between its parties before it, and since, with claims."""

    earlier: tuple[Event, ...] = ()
    since: tuple[Event, ...] = ()
    claims: tuple[Claim, ...] = ()
    stories: tuple[Story, ...] = ()
    left_out: int = 0  # earlier and later events beyond those
    why_none: str = ""


class Subject(msgspec.Struct, frozen=True, kw_only=True):
    """The record that a page lays out. Events are ordered as they are to stand.

    `events` are told in full, `earlier` and `since` as background with their evidence, `older` by a line each. `own`
    are the ids of the claims that the page is about; the other claims are those of the background. `reviewed` counts
    the events that a person has judged, of `total`; None where no ledger can tell.
    """

    kind: Literal["story", "event", "pair"]
    title: str
    pair: tuple[str, str] | None = None
    events: tuple[Event, ...]
    earlier: tuple[Event, ...] = ()
    since: tuple[Event, ...] = ()
    older: tuple[Event, ...] = ()
    why_no_background: str = ""
    total: int = 0
    reviewed: int | None = None
    own: frozenset[str] = frozenset()
    claims: tuple[Claim, ...]
    stories: tuple[Story, ...]
    treaties: tuple[Treaty, ...] = ()
    transfers: tuple[Transfer, ...] = ()
    note: str = ""

    @property
    def told(self) -> tuple[Event, ...]:
        """All events that come with their sentences."""
        return (*self.events, *self.earlier, *self.since)
