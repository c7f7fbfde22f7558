"""What the brief takes besides a coding: treaties and transfers, by shape, so that any room that derives them can give them."""
from __future__ import annotations

from typing import Protocol

from verbale.record import Figure, Interval, Status


class TreatyStep(Protocol):
    """One step of a treaty: `step` is a word of `Claim.treaty`; `parties` are codes; `claims` are claim ids."""

    @property
    def step(self) -> str:
        """A word of `Claim.treaty`."""
        ...

    @property
    def parties(self) -> tuple[str, ...]:
        """Codes."""
        ...

    @property
    def date(self) -> Interval | None:
        """Day or days of it, if told."""
        ...

    @property
    def status(self) -> Status:
        """Done, planned, ..."""
        ...

    @property
    def claims(self) -> tuple[str, ...]:
        """Ids of the claims that tell it."""
        ...



class Treaty(Protocol):
    """A treaty with its steps, in any order."""

    @property
    def name(self) -> str:
        """As the story names it."""
        ...

    @property
    def parties(self) -> tuple[str, ...]:
        """Codes."""
        ...

    @property
    def steps(self) -> tuple[TreatyStep, ...]:
        """Its steps, in any order."""
        ...



class Transfer(Protocol):
    """Something given or delivered: parties are codes, `item` the story's words, `figures` as told, `claims` claim ids."""

    @property
    def givers(self) -> tuple[str, ...]:
        """Codes."""
        ...

    @property
    def receivers(self) -> tuple[str, ...]:
        """Codes."""
        ...

    @property
    def item(self) -> str | None:
        """What is given, in the story's words."""
        ...

    @property
    def figures(self) -> tuple[Figure, ...]:
        """How many, as told."""
        ...

    @property
    def date(self) -> Interval | None:
        """Day or days of it, if told."""
        ...

    @property
    def status(self) -> Status:
        """Done, planned, ..."""
        ...

    @property
    def claims(self) -> tuple[str, ...]:
        """Ids of the claims that tell it."""
        ...
