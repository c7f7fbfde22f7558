"""The held-out gold stories: known by name, never shown."""
from __future__ import annotations

import functools
import tomllib
from pathlib import Path

_LIST = Path(__file__).with_name("unread.toml")


class UnreadStoryError(Exception):
    """Someone asked to see a story that nobody who builds Verbale reads."""

    def __init__(self, name: str) -> None:
        super().__init__(
            f"{name!r} is held out: it measures Verbale on news it was not made for, so neither its text nor its "
            "claims are shown. Its part in the totals is all there is to see; the other stories can be shown.",
        )


@functools.cache
def prefixes() -> tuple[str, ...]:
    """The names, each standing for every story whose name begins with it."""
    return tuple(tomllib.loads(_LIST.read_text("utf-8"))["stories"])


def is_unread(name: str) -> bool:
    """Whether the story is held out."""
    return name.startswith(prefixes())


def refuse_unread(name: str) -> None:
    """Raise UnreadStoryError if the story is held out, or if the name could begin a held-out story's."""
    if is_unread(name) or any(prefix.startswith(name) for prefix in prefixes()):
        raise UnreadStoryError(name)
