"""The one door between pages and ledger: what pages ask, in their words."""
from __future__ import annotations

from collections.abc import Callable, Hashable, Sequence
from pathlib import Path
from typing import Any

import msgspec

from verbale import ledger
from verbale.ledger import Ask, Change, Facets, Page, Shelved, Stats, Version
from verbale.record import Claim, Coding, Event, Story
from verbale.web.analysing import Question, Row
from verbale.web.analyst import Analyst
from verbale.web.keeping import Kept

PATIENCE = 0.1  # seconds that a page waits for counts


class Told(msgspec.Struct, frozen=True):
    """Events with all the claims that tell of them and the stories of these claims."""

    events: tuple[Event, ...]
    claims: tuple[Claim, ...]
    stories: dict[str, Story]


class Answers:
    """A ledger as pages ask it. Safe for many threads; raises LedgerError as the ledger does."""

    def __init__(self, where: str | Path, *, read_only: bool = False) -> None:
        self.where = where
        self.book = ledger.open(where, read_only=read_only)
        self.read_only = read_only
        self._kept = Kept()
        self._analyst = Analyst(where, self.book)

    def close(self) -> None:
        """Let the ledger go."""
        self._analyst.close()
        self._kept.close()
        self.book.close()

    def forget(self) -> None:
        """Something was changed by this server: count anew."""
        self._kept.forget()

    def shelf(self, page: int, size: int) -> tuple[list[Shelved], int]:
        """One page of stories, the last that came first, and how many there are in all."""
        found = self.book.shelf(page=page, size=size)
        return list(found.items), found.total

    def coding(self, story: str) -> Coding:
        """A story with its claims and the events that they are about."""
        return self.book.coding(story)

    def told(self, events: Sequence[Event]) -> Told:
        """The events with their claims and stories."""
        wanted = list(dict.fromkeys(name for event in events for name in event.claims))
        claims = self.book.claims_of(wanted)
        stories = self.book.stories_of([claim.story for claim in claims])
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

    def facets_soon(self, ask: Ask) -> Facets | None:
        """The same, or None while they are counted: a page does not wait for them."""
        found: Facets | None = self._kept.within(PATIENCE, ask, lambda: self.book.facets(ask))
        return found

    def kept(self, question: Hashable, make: Callable[[], Any]) -> Any:
        """A slow answer, of a moment ago where there is one."""
        return self._kept.get(question, make)

    def stats(self) -> Stats:
        """How much the ledger holds."""
        found: Stats = self._kept.get("stats", self.book.stats)
        return found

    def ready(self, question: Hashable, state: Hashable, make: Callable[[], Any]) -> Any:
        """A long answer if it is there; else None, and it is made behind the reader."""
        return self._kept.ready(question, state, make)

    def of_state(self, question: Hashable, state: Hashable, make: Callable[[], Any]) -> Any:
        """What was made of this state of the ledger, else made now."""
        return self._kept.of_state(question, state, make)

    def state(self, a: str, b: str) -> tuple[int, int]:
        """What changes when anything between two parties changes."""
        return self.book.state_of(a, b)

    def analyse(self, asked: Question) -> Row:
        """The trend or outlook of a pair, worked out by a process of its own."""
        return self._analyst.ask(asked)

    def pairs(self, most: int) -> list[tuple[str, str, int]]:
        """The pairs with most events: two codes in the order of the alphabet, and how many events."""
        found: list[tuple[str, str, int]] = self._kept.get(("pairs", most), lambda: self.book.pairs(most))
        return found

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
