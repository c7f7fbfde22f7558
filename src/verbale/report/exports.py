"""What the exports of a ledger share: counting what passes, and addresses that may be written out."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from urllib.parse import urlsplit

from verbale.record import Coding, Event, Story


class Counter:
    """Counts claims and events as they pass, so that a stream can be told of without being kept."""

    def __init__(self) -> None:
        self.claims = self.found = 0

    def codings(self, given: Iterable[Coding]) -> Iterator[Coding]:
        """The codings as given."""
        for coding in given:
            self.claims += len(coding.claims)
            yield coding

    def events(self, given: Iterable[Event]) -> Iterator[Event]:
        """The events as given."""
        for event in given:
            self.found += 1
            yield event


def web_address(story: Story) -> str | None:
    """The story's address if a browser may follow it: http or https with a host, no blanks; else None."""
    url = story.url or ""
    try:
        parts = urlsplit(url)
    except ValueError:
        return None
    plain = url.isprintable() and not any(c in url for c in " <>\"'`\\")
    return url if parts.scheme in {"http", "https"} and parts.hostname and plain else None
