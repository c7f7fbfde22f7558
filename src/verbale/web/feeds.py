"""How the feeds of `verbale watch` fare, from the state that it keeps beside a ledger."""
from __future__ import annotations

from pathlib import Path
from typing import Any

from verbale.errors import UsageError
from verbale.reading import watching

Row = dict[str, Any]


def health(ledger: str | Path) -> tuple[list[Row], str]:
    """A row for each feed, those that fail first; and why there is none where the state cannot be read."""
    where = str(ledger)
    if "://" in where or where == ":memory:":
        return [], ""  # such a ledger has nothing beside it
    try:
        state = watching.load(Path(f"{where}.feeds.json"))
    except UsageError as error:
        return [], f"{error.message} {error.next_step}"
    rows = [_row(feed) for feed in state.feeds.values()]
    return sorted(rows, key=lambda row: (row["well"], row["name"].casefold(), row["url"])), ""


def _row(feed: watching.Watched) -> Row:
    if feed.looked is None:
        told = "not looked at yet"
    elif feed.failures:
        times = "once" if feed.failures == 1 else f"{feed.failures} times"
        told = f"failed {times}: {feed.fault or 'no reason is known'}"
    else:
        told = "well"
    return {
        "name": feed.title or feed.url, "url": feed.url, "last": _time(feed.looked), "last_well": _time(feed.well),
        "state": told, "well": not feed.failures, "failures": feed.failures, "items": feed.items,
        "waiting": len(feed.waiting),
    }


def _time(told: str | None) -> str:
    return (told or "")[:16].replace("T", " ")
