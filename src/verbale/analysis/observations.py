"""What the analysis counts: one distinct event of a pair, whatever data it comes from."""

from __future__ import annotations

import datetime
from collections.abc import Iterable

import msgspec

from verbale.record import Claim, Event, Interval, Standing, Status, Story, Transfer, Treaty

Date = datetime.date
LONGEST_DAYS = 31  # an event told to a month is put on its middle day; one told to more has no place on a curve
_DISPUTED = frozenset({Standing.DENIED_BY_PARTY, Standing.DENIED_BY_ALL, Standing.CONTESTED})


class Observation(msgspec.Struct, frozen=True, kw_only=True):
    """One event that involves both parties. `claims` are its claims in a ledger, or the rows of a file."""

    id: str
    date: Interval | None
    actors: tuple[str, ...]
    recipients: tuple[str, ...]
    type: str  # PLOVER, or "" where the data have none (CAMEO 01)
    mode: str | None = None
    quad: str = ""
    cameo: str | None = None
    status: Status = Status.DONE
    disputed: bool = False
    asserted: bool = True  # False where nobody but deniers speak of it
    standing: str = ""
    reports: int = 1
    origins: int = 1
    summary: str = ""
    claims: tuple[str, ...] = ()

    @property
    def day(self) -> Date | None:
        """The day on a curve: the middle of what is told; None if that is longer than a month, or nothing."""
        if self.date is None or (self.date[1] - self.date[0]).days + 1 > LONGEST_DAYS:
            return None
        return self.date[0] + (self.date[1] - self.date[0]) // 2

    @property
    def kind(self) -> str:
        """The half of the quad class: "cooperation" or "conflict", or "" of neither."""
        return self.quad.partition("-")[2]

    @property
    def happened(self) -> bool:
        """Told by someone as done or going on."""
        return self.asserted and self.status in {Status.DONE, Status.ONGOING} and self.standing != Standing.RETRACTED

    def direction(self, a: str, b: str) -> str | None:
        """The direction: "A>B", "B>A", "joint", or None where it is not between the two."""
        if a in self.actors and b in self.recipients:
            return f"{a}>{b}"
        if b in self.actors and a in self.recipients:
            return f"{b}>{a}"
        return "joint" if a in self.actors and b in self.actors and not self.recipients else None


class Material(msgspec.Struct, frozen=True, kw_only=True):
    """All that a source holds on a pair. `volume`: day -> distinct events of all pairs; `left_out`: reason -> rows."""

    where: str
    kind: str  # "ledger", "icews", "polecat", "gdelt" or "events"
    observations: tuple[Observation, ...]
    volume: dict[Date, int]
    left_out: dict[str, int] = {}
    types: dict[Date, dict[str, int]] = {}  # day -> PLOVER type (and CAMEO root) -> events of all pairs that took place
    pairs: dict[Date, int] = {}  # day -> directed pairs that are first seen on it
    events: tuple[Event, ...] = ()
    claims: tuple[Claim, ...] = ()
    stories: tuple[Story, ...] = ()  # those of the claims
    treaties: tuple[Treaty, ...] = ()
    transfers: tuple[Transfer, ...] = ()

    @property
    def coverage(self) -> tuple[Date, Date] | None:
        """First and last day with any event."""
        return (min(self.volume), max(self.volume)) if self.volume else None


def of_event(event: Event, quad: str) -> Observation:
    """The observation of a ledger's event."""
    return Observation(
        id=event.id,
        date=event.date,
        actors=event.actors,
        recipients=event.recipients,
        type=event.type.value,
        mode=event.mode,
        quad=quad,
        status=event.status,
        disputed=event.standing in _DISPUTED,
        asserted=bool(event.asserted_by),
        standing=event.standing.value,
        reports=event.reports,
        origins=event.origins,
        summary=event.summary,
        claims=event.claims,
    )


def between(observations: Iterable[Observation], a: str, b: str) -> tuple[Observation, ...]:
    """Those of the pair, by date and id; undated ones last."""
    found = [one for one in observations if one.direction(a, b)]
    return tuple(sorted(found, key=lambda one: (one.date is None, one.date or (), one.id)))
