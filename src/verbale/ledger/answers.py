"""What a ledger answers with, besides stories, claims and events."""
from __future__ import annotations

from typing import Generic, TypeVar

import msgspec

from verbale.ledger.judgements import Judgement

Item = TypeVar("Item")


class Added(msgspec.Struct, frozen=True):
    """What one `add` brought that was not there; `events_new` counts new events, not changed ones."""

    story_new: bool
    claims_new: int
    events_new: int


class Rejected(msgspec.Struct, frozen=True):
    """An input that could not be read or coded: its name, the code of the error (V101 ...) and its message."""

    name: str
    code: str
    message: str


class BatchCounts(msgspec.Struct, frozen=True, kw_only=True):
    """How the inputs of one `add_all` ended, and what it brought. `rejected` is by code of the reason.

    `batch` is the version of the ledger that it made, or None where it changed nothing. Corrections of events that
    reach what it brought make versions of their own after it.
    """

    batch: int | None
    coded: int = 0
    no_event: int = 0
    duplicate: int = 0
    rejected: dict[str, int] = {}
    claims_new: int = 0
    events_new: int = 0

    @property
    def received(self) -> int:
        """In = coded + no event + duplicate + rejected."""
        return self.coded + self.no_event + self.duplicate + sum(self.rejected.values())


class RunCounts(msgspec.Struct, frozen=True, kw_only=True):
    """How the inputs of one run ended. `received` is what the caller says it read, or the sum of the outcomes."""

    run: int
    received: int
    coded: int
    no_event: int
    duplicate: int
    rejected: int
    finished: bool
    version: str = ""  # of the coder
    started: str = ""  # UTC, ISO 8601
    reasons: dict[str, int] = {}  # of the rejected, by code

    @property
    def lost(self) -> int:
        """Inputs without an outcome; 0 in every sound and finished run."""
        return self.received - self.coded - self.no_event - self.duplicate - self.rejected


class Hit(msgspec.Struct, frozen=True):
    """A story found by its words; `excerpt` shows them in [square brackets]."""

    story: str
    excerpt: str


class Page(msgspec.Struct, Generic[Item], frozen=True):
    """One page of a list: `total` counts all pages; pages count from 1."""

    items: tuple[Item, ...]
    total: int
    page: int
    size: int


class Shelved(msgspec.Struct, frozen=True, kw_only=True):
    """A story in a list. `title` falls back to its first words; `pairs` are its commonest pairs of codes."""

    id: str
    title: str
    outlet: str = ""
    published: str = ""
    claims: int = 0
    events: int = 0
    disputed: int = 0
    planned: int = 0
    pairs: tuple[tuple[str, str], ...] = ()


class Stats(msgspec.Struct, frozen=True, kw_only=True):
    """How much a ledger holds now."""

    stories: int
    claims: int
    events: int
    rejections: int
    runs: int
    batches: int
    first_day: str | None  # ISO; of the dated events
    last_day: str | None
    by_type: dict[str, int]  # events of each type, sorted by type
    judgements: int = 0


class Version(msgspec.Struct, frozen=True, kw_only=True):
    """One state of the ledger: after batch `number`, made at `at` (UTC, ISO 8601). `hash` names it for good."""

    number: int
    hash: str
    at: str
    what: str  # "3 stories", "judgement", "tables brought up to date" ...


class Change(msgspec.Struct, frozen=True, kw_only=True):
    """One step in the life of a claim or event. `record` is its state after the step, None where it ended."""

    version: int
    at: str
    what: str  # "coded", "coded again", "judged", "merged", "changed", "ended" ...
    record: dict[str, object] | None
    judgement: Judgement | None = None
    now: str | None = None  # of an event that ended: the id of the event that holds its first claim


class Judged(msgspec.Struct, frozen=True, kw_only=True):
    """A judgement and whether it holds.

    `state`: "in force", "undone", or "orphaned" where none of its words have a claim any more; `orphans` are the ids of
    the claims that are gone.
    """

    judgement: Judgement
    state: str
    orphans: tuple[str, ...] = ()


class Diff(msgspec.Struct, frozen=True, kw_only=True):
    """What changed from one version to a later one: ids, sorted."""

    before: int
    after: int
    stories: tuple[str, ...]  # that came
    claims_new: tuple[str, ...]
    claims_changed: tuple[str, ...]
    claims_gone: tuple[str, ...]
    events_new: tuple[str, ...]
    events_changed: tuple[str, ...]
    events_gone: tuple[str, ...]
    judgements: tuple[str, ...]  # that came


class Copy(msgspec.Struct, frozen=True, kw_only=True):
    """Where a text was met; `original` is the hash of the bytes that it was read from, where they are kept."""

    story: str
    name: str
    title: str
    outlet: str | None
    published: str | None
    url: str | None
    language: str | None
    original: str | None


class Facets(msgspec.Struct, frozen=True, kw_only=True):
    """How many events of an answer have each value, most first (equal ones by name)."""

    total: int
    types: dict[str, int]
    quads: dict[str, int]
    statuses: dict[str, int]
    standings: dict[str, int]
    actors: dict[str, int]  # on either side
    sources: dict[str, int]
    outlets: dict[str, int]
    months: dict[str, int]  # "2024-11", by time


class Rebuilt(msgspec.Struct, frozen=True, kw_only=True):
    """A ledger made anew of originals and judgements; `same` tells whether the contents are identical."""

    stories: int
    claims: int
    events: int
    judgements: int
    same: bool
    before: str  # content hashes
    after: str
