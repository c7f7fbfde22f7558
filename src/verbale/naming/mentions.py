"""What naming gives: mentions in sentences, and the identities that words resolve to."""

from __future__ import annotations

import msgspec

from verbale.record import Span

# Kinds of a mention, by what the words are.
COUNTRY, ADJECTIVE, PEOPLE, CAPITAL, METONYM = "country", "adjective", "people", "capital", "metonym"
ORGANISATION, ORGAN, GROUP, AGENCY, PERSON, PLACE = "organisation", "organ", "group", "agency", "person", "place"


class Mention(msgspec.Struct, frozen=True):
    """A name in a sentence. `first`, `last` are token indices (last exclusive).

    `head` is the token that governs the rest.
    """

    sentence: int
    first: int
    last: int
    head: int
    kind: str
    code: str | None
    sector: str
    entity: str  # who it is, for coreference: "RUS", "person:Vladimir Putin", "agency:KCNA"
    gender: str = ""


class Party(msgspec.Struct, frozen=True):
    """One identity that a noun phrase resolves to.

    `kind` adds to a mention's kinds: 'role', 'pronoun', 'group of two'.
    """

    code: str | None
    sector: str
    kind: str
    entity: str
    span: Span
    certain: float = 1.0  # how sure the resolution is, 0..1
