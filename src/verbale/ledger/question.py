"""What to look for in a ledger."""
from __future__ import annotations

import msgspec


class Ask(msgspec.Struct, frozen=True, kw_only=True):
    """What to look for; everything given must hold, and of several values one.

    `between` A and B: either acts on the other, or both jointly. `quads` as in plover.toml ("material-conflict" ...);
    `sources` are codes or words of who says so; days are ISO 8601, included, and leave out what has no date; `words`
    must all stand in a story that tells of the event.
    """

    between: tuple[str, str] | None = None
    actors: tuple[str, ...] = ()  # on either side
    types: tuple[str, ...] = ()
    quads: tuple[str, ...] = ()
    statuses: tuple[str, ...] = ()
    standings: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()
    outlets: tuple[str, ...] = ()
    stories: tuple[str, ...] = ()
    since: str | None = None
    until: str | None = None
    words: str = ""
