"""Claims with treaty steps -> treaties: one object for each, with its parties and its steps in order."""
from __future__ import annotations

from collections.abc import Iterable, Sequence

from verbale.events.wording import content_words, item_text, parties, tables, word_set
from verbale.record import Claim, Interval, Polarity, Span, Story, Treaty, TreatyStep, claim_id


def find_treaties(stories: Iterable[Story], claims: Iterable[Claim]) -> tuple[Treaty, ...]:
    """The treaties that the claims (of one story or many) speak of, in the order of their first step.

    Two claims speak of one treaty where the parties are the same, or those of one are among those of the other, and the
    names do not tell them apart: "the pact" fits any treaty of its parties, two different proper names do not.
    """
    texts = {story.id: story for story in stories}
    about = [(c, item_text(texts.get(c.story), c)) for c in claims if c.treaty]
    # Fullest claims first: a claim that names little joins the treaty that it fits, never the other way round.
    about.sort(key=lambda pair: (-len(_all_parties(pair[0])), -len(_name_words(pair[1])), *_position(pair[0])))
    drafts: list[_Draft] = []
    for claim, name in about:
        home = next((draft for draft in drafts if draft.fits(claim, name)), None)
        if home is None:
            drafts.append(home := _Draft())
        home.take(claim, name)
    return tuple(sorted((d.treaty() for d in drafts), key=lambda t: (_when(t.steps[0].date), t.id)))


class _Draft:
    """A treaty while its claims are gathered."""

    def __init__(self) -> None:
        self.claims: list[Claim] = []
        self.names: list[str] = []
        self.parties: dict[str, None] = {}
        self.words: frozenset[str] = frozenset()

    def fits(self, claim: Claim, name: str) -> bool:
        ours, theirs = set(self.parties), set(_all_parties(claim))
        words = _name_words(name)
        return bool(theirs) and theirs <= ours and (not words or not self.words or bool(words & self.words))

    def take(self, claim: Claim, name: str) -> None:
        self.claims.append(claim)
        self.names.append(name)
        self.parties.update(dict.fromkeys(_all_parties(claim)))
        self.words |= _name_words(name)

    def treaty(self) -> Treaty:
        named = sorted(filter(None, self.names), key=lambda name: (-len(_name_words(name)), len(name), name))
        first = min(self.claims, key=_position)
        return Treaty(
            id=claim_id("treaty", first.id), name=named[0] if named else "", parties=tuple(sorted(self.parties)),
            steps=_steps(self.claims),
        )


def _steps(claims: Sequence[Claim]) -> tuple[TreatyStep, ...]:
    """Steps by date where it is told, and in the usual order of a treaty's life where it is not."""
    groups: list[list[Claim]] = []
    for claim in sorted(claims, key=lambda c: (_when(c.date), *_position(c))):
        for group in groups:
            if all(_one_step(claim, other) for other in group):
                group.append(claim)
                break
        else:
            groups.append([claim])
    steps = sorted(map(_step, groups), key=lambda step: (_usual_place(step.step), _when(step.date)))
    return tuple(_by_date(steps))


def _usual_place(step: str) -> int:
    order: list[str] = tables()["steps"]
    return order.index(step) if step in order else len(order)


def _one_step(a: Claim, b: Claim) -> bool:
    if a.treaty != b.treaty or set(parties(a.actors)) != set(parties(b.actors)):
        return False
    if a.polarity is b.polarity and a.status is not b.status:
        return False
    return a.date is None or b.date is None or (a.date[0] <= b.date[1] and b.date[0] <= a.date[1])


def _step(group: Sequence[Claim]) -> TreatyStep:
    told = [c for c in group if c.polarity is Polarity.POSITIVE] or group
    dates = [c.date for c in told if c.date]
    return TreatyStep(
        step=group[0].treaty or "", by=parties(told[0].actors),
        date=(max(d[0] for d in dates), min(d[1] for d in dates)) if dates else None, status=told[0].status,
        claims=tuple(sorted(c.id for c in group if c.polarity is Polarity.POSITIVE)),
        denied_in=tuple(sorted(c.id for c in group if c.polarity is Polarity.NEGATIVE)),
    )


def _by_date(steps: list[TreatyStep]) -> list[TreatyStep]:
    """Dated steps by date, in the places that dated steps hold; undated ones stay in the usual order."""
    dated = iter(sorted((s for s in steps if s.date), key=lambda s: _when(s.date)))
    return [next(dated) if step.date else step for step in steps]


def _position(claim: Claim) -> tuple[str, Span, str]:
    return claim.story, claim.span, claim.id


def _when(date: Interval | None) -> tuple[bool, str]:
    return (False, date[0].isoformat()) if date else (True, "")


def _all_parties(claim: Claim) -> tuple[str, ...]:
    return parties((*claim.actors, *claim.recipients))


def _name_words(name: str) -> frozenset[str]:
    """The words that tell this treaty from another."""
    return content_words(name) - word_set("treaty")
