"""The types of Verbale, frozen. Read this file first.

Story -> Sentences -> Claims -> Events; every claimed field holds spans into the story's text, and
``story.text[start:end] == quote`` always. Offsets are characters, 0-based, end exclusive. The vocabulary is PLOVER's
(event types, modes, sectors), FactBank's (polarity, certainty) and ISO's (3166-1 alpha-3 codes, 8601 dates).
"""

from __future__ import annotations

import datetime
import enum
import hashlib
import importlib
from typing import Any

import msgspec

Date = datetime.date
Interval = tuple[Date, Date]  # first and last day, both inclusive


class EventType(enum.StrEnum):
    """The 16 PLOVER event types."""

    AGREE = "AGREE"
    CONSULT = "CONSULT"
    SUPPORT = "SUPPORT"
    CONCEDE = "CONCEDE"
    COOPERATE = "COOPERATE"
    AID = "AID"
    RETREAT = "RETREAT"
    REQUEST = "REQUEST"
    ACCUSE = "ACCUSE"
    REJECT = "REJECT"
    THREATEN = "THREATEN"
    PROTEST = "PROTEST"
    SANCTION = "SANCTION"
    MOBILIZE = "MOBILIZE"
    COERCE = "COERCE"
    ASSAULT = "ASSAULT"


class Status(enum.StrEnum):
    """How far along the event is, as its source tells it."""

    DONE = "done"
    ONGOING = "ongoing"
    PLANNED = "planned"
    HYPOTHETICAL = "hypothetical"


class Polarity(enum.StrEnum):
    """Whether the source says that it is so (+) or that it did not or will not happen (-)."""

    POSITIVE = "+"
    NEGATIVE = "-"


class Certainty(enum.StrEnum):
    """How sure the source is."""

    CERTAIN = "certain"
    PROBABLE = "probable"
    POSSIBLE = "possible"


class SourceKind(enum.StrEnum):
    """What sort of speaker a source is."""

    OFFICIAL = "official"
    MEDIA = "media"
    UNNAMED = "unnamed"
    ORGANISATION = "organisation"
    PERSON = "person"


class Standing(enum.StrEnum):
    """Where an event stands across all that is claimed of it; derived, never read from one sentence."""

    REPORTED = "reported"
    CONFIRMED_BY_PARTY = "confirmed by a party"
    CONFIRMED_INDEPENDENTLY = "confirmed independently"
    DENIED_BY_PARTY = "denied by a party"
    DENIED_BY_ALL = "denied by all"
    CONTESTED = "contested"
    RETRACTED = "retracted"


class Span(msgspec.Struct, frozen=True, order=True):
    """Characters [start, end) of a story's text."""

    start: int
    end: int


class Story(msgspec.Struct, frozen=True, kw_only=True):
    """One text as read, never altered.

    `id` is the hash of the text; `name` is what the user calls it (a file's stem).
    """

    text: str
    name: str = ""
    title: str = ""
    outlet: str | None = None
    published: Date | None = None
    published_basis: str | None = None  # "given", "found" (in the document's own data) or "inferred" (from the text)
    url: str | None = None
    language: str | None = None  # ISO 639-1
    source: str | None = None  # the file, the place in an archive or feed, or the address that it was read from
    read_as: str | None = None  # how: "text", "html", "pdf", "docx", "json", "rss" ..., and by what
    retrieved: str | None = None  # when it was fetched, UTC, ISO 8601; None for files

    @property
    def id(self) -> str:
        """Content hash: 16 hex digits of the SHA-256 of the text."""
        return hashlib.sha256(self.text.encode("utf-8", "surrogatepass")).hexdigest()[:16]

    def quote(self, span: Span) -> str:
        """The words of a span."""
        return self.text[span.start : span.end]


class Token(msgspec.Struct, frozen=True):
    """One syntactic word (UD v2). `head` is the index of the governor in the sentence, -1 for the root."""

    start: int
    end: int
    text: str
    lemma: str
    upos: str
    feats: str
    head: int
    deprel: str


class Name(msgspec.Struct, frozen=True):
    """A name found by the model: label PER, ORG or LOC; `first`, `last` are token indices, last exclusive."""

    first: int
    last: int
    label: str


class Sentence(msgspec.Struct, frozen=True):
    """A sentence with its tree. Character offsets are the story's."""

    start: int
    end: int
    tokens: tuple[Token, ...]
    names: tuple[Name, ...] = ()
    paragraph: int = 0


class Actor(msgspec.Struct, frozen=True):
    """Who acts or is acted on. `code` is None where Verbale cannot resolve the words; `sector` is PLOVER's or empty."""

    text: str
    code: str | None
    sector: str
    span: Span


class Source(msgspec.Struct, frozen=True):
    """Who says so."""

    text: str
    code: str | None
    kind: SourceKind
    span: Span


class Amount(msgspec.Struct, frozen=True):
    """How many of what; `low == high` exact, one of them None a bound.

    `unit` is a currency (ISO 4217), a measure or None.
    """

    item: str
    low: float | None
    high: float | None
    unit: str | None
    span: Span


class Reason(msgspec.Struct, frozen=True):
    """Why a field has its value: the rule or model that set it and the words it read."""

    field: str
    rule: str
    span: Span | None = None


class Claim(msgspec.Struct, frozen=True, kw_only=True):
    """One event as one source tells it in one sentence. Fields as in the coding guide (docs/coding.md)."""

    id: str
    story: str  # Story.id
    span: Span  # the evidence sentence
    trigger: Span
    event: EventType
    mode: str | None = None
    actors: tuple[Actor, ...]
    recipients: tuple[Actor, ...] = ()
    date: Interval | None = None
    date_span: Span | None = None
    status: Status = Status.DONE
    polarity: Polarity = Polarity.POSITIVE
    certainty: Certainty = Certainty.CERTAIN
    sources: tuple[Source, ...] = ()
    amounts: tuple[Amount, ...] = ()
    place: str | None = None
    place_span: Span | None = None
    item: Span | None = None  # what is given, signed, demanded: the words of the object
    # "announced", "initialled", "signed", "ratified", "exchanged", "in force", "suspended", "denounced", "ended"
    # or "replaced"
    treaty: str | None = None
    cameo: str | None = None
    confidence: float = 0.5
    why: tuple[Reason, ...] = ()

    @property
    def codes(self) -> frozenset[str]:
        """All codes of both sides."""
        return frozenset(a.code for a in (*self.actors, *self.recipients) if a.code)

    @property
    def international(self) -> bool:
        """At least two different coded actors: in scope of the guide."""
        return len(self.codes) >= 2


class Figure(msgspec.Struct, frozen=True):
    """A figure as one claim gives it; figures of an event stand side by side and are never averaged."""

    claim: str
    item: str
    low: float | None
    high: float | None
    unit: str | None


class Join(msgspec.Struct, frozen=True):
    """Two events of single stories taken for one: both ids, how sure (0.0 to 1.0; 1.0 where judged), and why."""

    first: str
    second: str
    score: float
    reasons: tuple[str, ...] = ()


class Event(msgspec.Struct, frozen=True, kw_only=True):
    """One happening, of which many claims may speak.

    `reports` counts claims, each as often as outlets print its story; `origins` independent sources of them.
    """

    id: str
    type: EventType
    mode: str | None = None
    actors: tuple[str, ...]
    recipients: tuple[str, ...] = ()
    date: Interval | None = None
    place: str | None = None
    status: Status = Status.DONE
    standing: Standing = Standing.REPORTED
    claims: tuple[str, ...]
    reports: int = 1
    origins: int = 1
    figures: tuple[Figure, ...] = ()
    asserted_by: tuple[str, ...] = ()  # codes or words of those who say so ("" is the outlet's own voice)
    denied_by: tuple[str, ...] = ()
    item: str | None = None
    treaty: str | None = None
    summary: str = ""  # one plain line, made of the fields only
    stories: int = 1  # how many stories speak of it
    joins: tuple[Join, ...] = ()  # the events of single stories that make this one; empty for one story's event
    origin_reasons: tuple[str, ...] = ()  # why reports share an origin: "story X: copies story Y"


class InNotebooks:
    """Shows itself as a table in a notebook, and gives a data frame. The face for it lies above all rooms."""

    __slots__ = ()

    def _repr_html_(self) -> str:
        """What a notebook shows: a table without script or style, in which everything is escaped."""
        html: str = importlib.import_module("verbale.notebook").to_html(self)
        return html

    def to_frame(self) -> Any:
        """The whole as a pandas data frame. Raises InstallError V411 without pandas."""
        return importlib.import_module("verbale.notebook").to_frame(self)


class Coding(InNotebooks, msgspec.Struct, frozen=True, kw_only=True):
    """What `verbale.code` gives: the story, its claims and its events; `note` says why nothing was coded, if so."""

    story: Story
    claims: tuple[Claim, ...] = ()
    events: tuple[Event, ...] = ()
    note: str | None = None


def claim_id(story_id: str, *fields: object) -> str:
    """A stable id from the story and the fields that identify the claim."""
    text = "\x1f".join([story_id, *map(str, fields)])
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:16]


def guide_record(claim: Claim, story_name: str) -> dict[str, Any]:
    """The claim as one JSON object of the coding guide, section 3; `story` is the story's name."""

    def side(actors: tuple[Actor, ...]) -> list[dict[str, Any]]:
        return [{"text": a.text, "code": a.code, "sector": a.sector} for a in actors]

    return {
        "story": story_name,
        "start": claim.span.start,
        "end": claim.span.end,
        "event": claim.event.value,
        "mode": claim.mode,
        "actor": side(claim.actors),
        "recipient": side(claim.recipients),
        "date": [d.isoformat() for d in claim.date] if claim.date else None,
        "status": claim.status.value,
        "polarity": claim.polarity.value,
        "certainty": claim.certainty.value,
        "source": [{"text": s.text, "code": s.code, "kind": s.kind.value} for s in claim.sources],
        "amounts": [{"item": a.item, "low": a.low, "high": a.high, "unit": a.unit} for a in claim.amounts],
        "place": claim.place,
        "confidence": round(claim.confidence, 3),
        "id": claim.id,
    }


class TreatyStep(msgspec.Struct, frozen=True, kw_only=True):
    """One step in the life of a treaty: who took it, when, and the claims that say so (or deny it: `denied_in`)."""

    step: str  # as Claim.treaty
    by: tuple[str, ...]  # codes, or words where uncoded
    date: Interval | None = None
    status: Status = Status.DONE
    claims: tuple[str, ...]
    denied_in: tuple[str, ...] = ()


class Treaty(msgspec.Struct, frozen=True, kw_only=True):
    """A treaty as the claims show it: its fullest name, its parties, its steps in order."""

    id: str
    name: str
    parties: tuple[str, ...]
    steps: tuple[TreatyStep, ...]
    replaced_by: str | None = None  # id of the treaty in its place, where the claims tell


class Transfer(msgspec.Struct, frozen=True, kw_only=True):
    """Things, people or money that went (or are to go) from giver to receiver, with each claim's figures side by side.

    `mutual`: told as an exchange without direction; such an event gives one transfer each way.
    """

    event: str
    giver: tuple[str, ...]
    receiver: tuple[str, ...]
    items: tuple[Figure, ...]  # low and high None where no figure is told
    date: Interval | None = None
    status: Status = Status.DONE
    standing: Standing = Standing.REPORTED
    mutual: bool = False
    claims: tuple[str, ...]
    kinds: tuple[str, ...] = ()  # of the items, as far as known: "animals", "arms", "goods", "money", "people"
    basis: str = "gift"  # "gift" (aid too), "loan", "return", "sale", "exchange" or "unspecified"
