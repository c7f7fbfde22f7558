"""A line on stderr that says how far a long run is; nothing where stderr is not a terminal."""
from __future__ import annotations

import sys
import time
from types import TracebackType
from typing import TYPE_CHECKING, Protocol, Self

if TYPE_CHECKING:
    from rich.status import Status

PATIENCE = 1.0  # seconds before anything is shown


class Counts(Protocol):
    """What the line shows."""

    came: int
    coded: int


class _Line:
    """A line on the terminal that changes, once a run takes longer than a moment."""

    def __init__(self) -> None:
        self._status: Status | None = None
        self._began = time.monotonic()
        self._shown = sys.stderr.isatty()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None,
    ) -> None:
        if self._status is not None:
            self._status.stop()

    def _show(self, line: str) -> None:
        if not self._shown or time.monotonic() - self._began < PATIENCE:
            return
        if self._status is None:
            from rich.console import Console
            from rich.status import Status

            self._status = Status(line, console=Console(stderr=True))
            self._status.start()
        self._status.update(line)


class Progress(_Line):
    """Shows counts once a run takes longer than a moment."""

    def __init__(self, counts: Counts) -> None:
        super().__init__()
        self._counts = counts

    def step(self) -> None:
        """One more story has come."""
        self._show(f"story {self._counts.came} ({self._counts.coded} coded)")


class Share(_Line):
    """Shows what is being done and how much of it is done, once that takes longer than a moment."""

    def step(self, what: str, share: float) -> None:
        """The work stands here; `share` is 0..1."""
        self._show(f"{what} {share:.0%}")
