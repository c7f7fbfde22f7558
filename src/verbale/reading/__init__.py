"""Reading: bytes -> Story.

Takes a path, a folder, "-" (stdin) or a web address. Gives stories whose text is as it was read. Never alters text,
never codes, and lets nothing fall away in silence: what cannot be read is an InputError that says why.
"""
from __future__ import annotations

import datetime
from collections.abc import Iterator
from pathlib import Path

from verbale.errors import InputError
from verbale.reading.detect import detect_language
from verbale.reading.problems import REASONS, ReadingWarning
from verbale.record import Story

__all__ = ["REASONS", "ReadingWarning", "detect_language", "from_text", "read", "read_each"]


def read(
    source: str | Path, *, published: datetime.date | None = None, name: str | None = None,
) -> list[Story]:
    """All stories of a source; `published` and `name` hold for each. Raises InputError at the first fault."""
    stories = []
    for item in read_each(source, published=published, name=name):
        if isinstance(item, InputError):
            raise item
        stories.append(item)
    return stories


def read_each(
    source: str | Path, *, published: datetime.date | None = None, name: str | None = None,
) -> Iterator[Story | InputError]:
    """The stories of a source one by one; in the place of each that cannot be read, the InputError that says why."""
    from verbale.reading import sources

    return sources.read_each(source, published=published, name=name)


def from_text(
    text: str, *, name: str = "", title: str = "", published: datetime.date | None = None,
) -> Story:
    """A story of a text that is at hand already; the language is told from it. Raises InputError if it is empty."""
    from verbale.reading import problems

    if not text.strip():
        raise problems.empty(name or "The text")
    return Story(
        text=text, name=name, title=title, published=published, published_basis="given" if published else None,
        language=detect_language(text),
    )
