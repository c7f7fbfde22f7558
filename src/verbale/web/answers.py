"""The one door between pages and ledger: what pages ask, in their words."""
from __future__ import annotations

import collections
from collections.abc import Callable, Hashable, Iterable, Sequence
from pathlib import Path
from typing import Any

import msgspec
from sqlalchemy import func, select

from verbale import ledger
from verbale.ledger import Ask, Change, Facets, Page, Stats, Version, deriving, schema
from verbale.record import Claim, Coding, Event, Standing, Status, Story
from verbale.web.keeping import Kept

PAIRS_SHOWN = 2
MANY = 300  # ids in one question to the database
DISPUTED = frozenset({
    Standing.DENIED_BY_PARTY.value, Standing.DENIED_BY_ALL.value, Standing.CONTESTED.value, Standing.RETRACTED.value,
})


class Line(msgspec.Struct, kw_only=True):
    """A story in a list: `pairs` are its commonest pairs of codes, the counts are of claims and events."""

    id: str
    title: str
    outlet: str
    published: str
    claims: int = 0
    events: int = 0
    disputed: int = 0
    planned: int = 0
    pairs: list[tuple[str, str]] = []


class Told(msgspec.Struct, frozen=True):
    """Events with all the claims that tell of them and the stories of these claims."""

    events: tuple[Event, ...]
    claims: tuple[Claim, ...]
    stories: dict[str, Story]


class Answers:
    """A ledger as pages ask it. Safe for many threads; raises LedgerError as the ledger does."""

    def __init__(self, where: str | Path, *, read_only: bool = False) -> None:
        self.book = ledger.open(where, read_only=read_only)
        self.read_only = read_only
        self._kept = Kept()

    def close(self) -> None:
        """Let the ledger go."""
        self._kept.close()
        self.book.close()

    def forget(self) -> None:
        """Something was changed by this server: count anew."""
        self._kept.forget()

    def shelf(self, page: int, size: int) -> tuple[list[Line], int]:
        """One page of stories, the last that came first, and how many there are in all."""
        stories, copies = schema.stories.c, schema.copies.c
        with self.book._reading() as connection:  # noqa: SLF001 - a list of heads; the ledger gives whole stories
            total = int(connection.execute(select(func.count()).select_from(schema.stories)).scalar_one())
            asked = select(stories.id, func.substr(stories.text, 1, 400).label("head")).order_by(
                stories.seq.desc()).limit(size).offset((page - 1) * size)
            heads = {row.id: row.head for row in connection.execute(asked)}
            told = connection.execute(select(
                copies.story, copies.name, copies.title, copies.outlet, copies.published,
            ).where(copies.story.in_(list(heads)))).all()
            met: dict[str, Any] = {}
            for row in sorted(told, key=lambda r: (r.published is None, r.published or "")):
                met.setdefault(row.story, row)
            lines = {name: _line(name, head, met.get(name)) for name, head in heads.items()}
            _count(connection, lines)
        return list(lines.values()), total

    def coding(self, story: str) -> Coding:
        """A story with its claims and the events that they are about."""
        return self.book.coding(story)

    def told(self, events: Sequence[Event]) -> Told:
        """The events with their claims and stories."""
        wanted = list(dict.fromkeys(name for event in events for name in event.claims))
        claims = self._claims(wanted)
        stories = self._stories(claim.story for claim in claims)
        return Told(tuple(events), tuple(claims), stories)

    def between(self, a: str, b: str) -> Told:
        """All that two parties do to one another or together."""
        return self.told(self.book.events(between=(a, b)))

    def event(self, name: str) -> Told:
        """One event."""
        return self.told([self.book.event(name)])

    def trail(self, name: str) -> list[Change]:
        """All that happened to a claim or event, oldest first."""
        return self.book.history(name)

    def event_at(self, asof: str, trail: Sequence[Change]) -> tuple[Told, Version]:
        """An event now, or as of a version (number, hash or day); without events where it was not in force then."""
        version = self.book.version(asof) if asof else self.book.versions(1)[0]
        then = [change for change in trail if change.version <= version.number]
        record = then[-1].record if then else None
        if record is None:
            return Told((), (), {}), version
        return self.told([msgspec.convert(record, Event)]), version

    def find(self, ask: Ask, page: int, size: int) -> Page[Event]:
        """One page of the events that fit."""
        found: Page[Event] = self._kept.get((ask, page, size), lambda: self.book.find(ask, page=page, size=size))
        return found

    def facets(self, ask: Ask) -> Facets:
        """How many of the events that fit have each value; of a large ledger as they were a moment ago."""
        found: Facets = self._kept.get(ask, lambda: self.book.facets(ask))
        return found

    def kept(self, question: Hashable, make: Callable[[], Any]) -> Any:
        """A slow answer, of a moment ago where there is one."""
        return self._kept.get(question, make)

    def stats(self) -> Stats:
        """How much the ledger holds."""
        found: Stats = self._kept.get("stats", self.book.stats)
        return found

    def feeds(self) -> list[dict[str, str]]:
        """The feeds that are watched, with how they are."""
        return []

    def pairs(self, most: int) -> list[tuple[str, str, int]]:
        """The pairs with most events: two codes in the order of the alphabet, and how many events."""
        found: list[tuple[str, str, int]] = self._kept.get(("pairs", most), lambda: self._pairs(most))
        return found

    def _pairs(self, most: int) -> list[tuple[str, str, int]]:
        party = schema.event_parties
        one, other = party.alias("one"), party.alias("other")
        asked = (
            select(one.c.code, other.c.code, func.count(one.c.event.distinct()).label("n"))
            .where(one.c.event == other.c.event, one.c.code < other.c.code, one.c.code != "")
            .group_by(one.c.code, other.c.code)
            .order_by(func.count(one.c.event.distinct()).desc(), one.c.code, other.c.code).limit(most)
        )
        with self.book._reading() as connection:  # noqa: SLF001 - a count over all events
            return [(row[0], row[1], int(row[2])) for row in connection.execute(asked)]

    def judge(self, target: str, kind: str, value: tuple[str, ...], who: str, why: str) -> str:
        """Enter a judgement on a claim or event; its id."""
        made = self.book.correct(target, kind, value, who=who, why=why).id
        self.forget()
        return made

    def undo(self, judgement: str, who: str, why: str) -> str:
        """Lift a judgement; the id of the one that lifts it."""
        made = self.book.undo(judgement, who=who, why=why).id
        self.forget()
        return made

    def judged(self, of: str | None = None) -> list[dict[str, Any]]:
        """Judgements as rows, the newest first: all, or those about a claim, event or story."""
        return [
            {
                "id": one.judgement.id, "kind": one.judgement.kind.value, "value": list(one.judgement.value),
                "who": one.judgement.who, "why": one.judgement.why, "at": one.judgement.at[:16].replace("T", " "),
                "state": one.state, "target": one.judgement.target, "stories": list(one.judgement.stories),
            }
            for one in reversed(self.book.judgements(of))
        ]

    def _claims(self, wanted: list[str]) -> list[Claim]:
        return self.book.claims_of(wanted)

    def _stories(self, wanted: Iterable[str]) -> dict[str, Story]:
        with self.book._reading() as connection:  # noqa: SLF001 - many stories at once
            return deriving.stories_in_force(connection, list(dict.fromkeys(wanted)))


def _line(name: str, head: str, met: Any) -> Line:
    first = next((part.strip() for part in head.split("\n") if part.strip()), "")
    title = (met.title if met is not None else "") or first[:200] or (met.name if met is not None else "") or name
    return Line(
        id=name, title=title, outlet=(met.outlet if met is not None else "") or "",
        published=(met.published if met is not None else "") or "", pairs=[],
    )


def _count(connection: Any, lines: dict[str, Line]) -> None:
    """Fill in claims, events and pairs of the stories."""
    claims, links, events, party = (
        schema.claims.c, schema.event_claims.c, schema.events.c, schema.event_parties.c,
    )
    for story, number in connection.execute(
        select(claims.story, func.count()).where(claims.story.in_(list(lines))).group_by(claims.story),
    ):
        lines[story].claims = int(number)
    of_story = connection.execute(
        select(claims.story, events.id, events.standing, events.status)
        .select_from(schema.claims).join(schema.event_claims, links.claim == claims.id)
        .join(schema.events, events.id == links.event).where(claims.story.in_(list(lines))).distinct(),
    ).all()
    names = list({row.id for row in of_story})
    sides: dict[str, dict[str, list[str]]] = collections.defaultdict(lambda: {"actor": [], "recipient": []})
    for n in range(0, len(names), MANY):
        for row in connection.execute(select(party.event, party.side, party.code).where(
                party.event.in_(names[n : n + MANY]))):
            sides[row.event][row.side].append(row.code)
    pairs: dict[str, collections.Counter[tuple[str, str]]] = collections.defaultdict(collections.Counter)
    for row in of_story:
        line = lines[row.story]
        line.events += 1
        line.disputed += row.standing in DISPUTED
        line.planned += row.status == Status.PLANNED.value
        pairs[row.story].update(pairs_of(sides[row.id]["actor"], sides[row.id]["recipient"]))
    for story, counted in pairs.items():
        lines[story].pairs = [pair for pair, _ in counted.most_common(PAIRS_SHOWN)]


def pairs_of(actors: Sequence[str], recipients: Sequence[str]) -> list[tuple[str, str]]:
    """The pairs that an event is between: each actor with each recipient, or the actors of a joint event."""
    others = recipients or actors
    found = {tuple(sorted((a, b))) for a in actors for b in others if a and b and a != b}
    return sorted((pair[0], pair[1]) for pair in found)
