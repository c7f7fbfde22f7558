"""Claims with treaty steps -> treaties: one object for each, with its parties and its steps in order."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Sequence

import msgspec

from verbale.events.treaty_names import TreatyName, name_of
from verbale.events.treaty_steps import day_of, step_of, words_of
from verbale.events.wording import parties, tables
from verbale.record import Claim, Interval, Polarity, Span, Status, Story, Treaty, TreatyStep, claim_id

DENIAL_DAYS = 14  # a denial follows what it denies so soon
SLACK = datetime.timedelta(days=1)  # outlets differ by a day
_ENTRY = ("initialled", "signed", "ratified", "exchanged", "in force")
_EXIT = ("denounced", "ended", "replaced")
# Steps that a treaty of two takes as a whole, whomever the claim names.
_WHOLE = frozenset({"exchanged", "in force", "ended", "replaced"})
# Steps that all parties take together: "Oman signed with Cyprus" is a step of both.
_JOINT = frozenset({"initialled", "signed", "exchanged", "in force", "ended", "replaced"})


class _Mention(msgspec.Struct, frozen=True):
    claim: Claim
    name: TreatyName
    parties: frozenset[str]


def find_treaties(stories: Iterable[Story], claims: Iterable[Claim]) -> tuple[Treaty, ...]:
    """The treaties that the claims (of one story or many) speak of, in the order of their first step.

    Two claims speak of one treaty where the parties are the same, or those of one are among those of the other, the
    names do not tell them apart and the steps fit into one life: "the pact" fits any treaty of its parties that is not
    over, two different proper names, or a name with the year of another, do not.
    """
    texts = {story.id: story for story in stories}
    steps = (_with_step(texts.get(c.story), c) for c in {c.id: c for c in claims}.values())
    mentions = [_mention(texts.get(c.story), c) for c in steps if c.treaty]
    # Fullest names first: a claim that names little joins the treaty that it fits, never the other way round.
    mentions.sort(key=_fullness)
    drafts: list[_Draft] = []
    for mention in mentions:
        home = _home(drafts, mention)
        if home is None:
            drafts.append(home := _Draft(_position(mention.claim)))
        home.take(mention)
    found = [draft.treaty() for draft in drafts]
    return tuple(sorted(_replaced(found, claims=drafts), key=lambda t: (_when(t.steps[0].date), t.id)))


def _home(drafts: Sequence[_Draft], mention: _Mention) -> _Draft | None:
    """The treaty that a claim speaks of; None where it is none of these.

    A claim that names no party ("the two countries", "the 1998 treaty") speaks of the treaty whose name or story it
    shares, else of the only one that fits.
    """
    fitting = [draft for draft in drafts if draft.fits(mention)]
    if not mention.parties:
        near = [d for d in fitting if any(d.closeness(mention)[:2]) or mention.claim.story in d.stories]
        fitting = near or (fitting if len(fitting) == 1 else [])
    return max(fitting, key=lambda d: (d.closeness(mention), d.born), default=None)


def _with_step(story: Story | None, claim: Claim) -> Claim:
    """The claim with its step and date as its own words tell them."""
    step, date = step_of(story, claim), day_of(story, claim)
    changed = step != claim.treaty or date != claim.date
    return msgspec.structs.replace(claim, treaty=step, date=date) if changed else claim


def _mention(story: Story | None, claim: Claim) -> _Mention:
    coded = tuple(actor for actor in (*claim.actors, *claim.recipients) if actor.code)
    both, words = parties(coded), [actor.text for actor in coded]
    return _Mention(claim, name_of(words_of(story, claim), both, words), frozenset(both))


def _fullness(mention: _Mention) -> tuple[object, ...]:
    words = len(mention.name.words) + (mention.name.year is not None)
    return -len(mention.parties), mention.claim.treaty != "signed", -words, *_position(mention.claim)


class _Draft:
    """A treaty while its claims are gathered."""

    def __init__(self, born: tuple[str, Span, str]) -> None:
        self.born = born
        self.mentions: list[_Mention] = []
        self.parties: set[str] = set()
        self.words: frozenset[str] = frozenset()
        self.years: set[int] = set()

    @property
    def claims(self) -> list[Claim]:
        """The claims so far."""
        return [mention.claim for mention in self.mentions]

    @property
    def stories(self) -> set[str]:
        """The stories that speak of it so far."""
        return {claim.story for claim in self.claims}

    def fits(self, mention: _Mention) -> bool:
        """Whether the claim may speak of this treaty."""
        if not mention.parties <= self.parties:
            return False
        if mention.name.words and self.words and not mention.name.words & self.words:
            return False
        return not self._other_year(mention) and not any(_against(mention, other) for other in self.mentions)

    def _other_year(self, mention: _Mention) -> bool:
        signed = {year for claim in self.claims for year in _signing_years(claim)}
        if mention.name.year is not None and (self.years - {mention.name.year} or signed - {mention.name.year}):
            return True
        return bool(self.years and _signing_years(mention.claim) - self.years)

    def closeness(self, mention: _Mention) -> tuple[int, int, bool, datetime.date]:
        """How well the claim fits: year, words, parties, and how lately something was heard of the treaty."""
        year = mention.name.year
        matched = year is not None and (year in self.years or any(year in _signing_years(c) for c in self.claims))
        until = mention.claim.date[1] if mention.claim.date else datetime.date.max
        heard = [c.date[0] for c in self.claims if c.date and c.date[0] <= until]
        latest = max(heard, default=datetime.date.min)
        return int(matched), len(mention.name.words & self.words), mention.parties == self.parties, latest

    def take(self, mention: _Mention) -> None:
        """Add the claim."""
        self.mentions.append(mention)
        self.parties |= mention.parties
        self.words |= mention.name.words
        if mention.name.year is not None:
            self.years.add(mention.name.year)

    def treaty(self) -> Treaty:
        """The finished object; its name is the fullest one told."""
        named = sorted({m.name for m in self.mentions if m.name.text}, key=_fullest)
        first = min(self.claims, key=_position)
        return Treaty(
            id=claim_id("treaty", first.id),
            name=named[0].text if named else "",
            parties=tuple(sorted(self.parties)),
            steps=_steps(self.claims, tuple(sorted(self.parties))),
        )


def _fullest(name: TreatyName) -> tuple[int, int, str]:
    return -len(name.words), len(name.text), name.text


def _signing_years(claim: Claim) -> set[int]:
    """The years in which a claim has the treaty signed; none where it has not."""
    if claim.treaty != "signed" or claim.date is None or claim.polarity is Polarity.NEGATIVE:
        return set()
    return set(range(claim.date[0].year, claim.date[1].year + 1))


def _against(a: _Mention, b: _Mention) -> bool:
    """Whether the two cannot be steps of one life: signed twice, or an entry after the way out."""
    first, second = a.claim, b.claim
    if _ahead(first) or _ahead(second) or "announced" in (first.treaty, second.treaty):
        return False
    if Polarity.NEGATIVE in (first.polarity, second.polarity):
        return False  # a denial tells of no step, and bears the day of its speech as often as that of the step
    for one, other in ((a, b), (b, a)):
        if one.name.new and other.claim.treaty in _EXIT and _after(one.claim, other.claim):
            return True
        if one.claim.treaty in _ENTRY and other.claim.treaty in _EXIT and _after(one.claim, other.claim):
            return True
        early = one.claim.treaty in ("initialled", "signed") and other.claim.treaty in _later_entries(one.claim.treaty)
        if early and _after(one.claim, other.claim):
            return True
    same = first.treaty == second.treaty == "signed"
    return same and (_after(first, second) or _after(second, first)) and len(a.parties | b.parties) < 3


def _later_entries(step: str) -> tuple[str, ...]:
    return _ENTRY[_ENTRY.index(step) + 1 :]


def _ahead(claim: Claim) -> bool:
    return claim.status in {Status.PLANNED, Status.HYPOTHETICAL}


def _after(a: Claim, b: Claim) -> bool:
    return a.date is not None and b.date is not None and a.date[0] > b.date[1] + SLACK


def _replaced(treaties: Sequence[Treaty], claims: Sequence[_Draft]) -> list[Treaty]:
    """The treaties, those that were replaced with the id of what came in their place, where one story tells both."""
    told = {t.id: {c.story for c in draft.claims} for t, draft in zip(treaties, claims, strict=True)}
    found = []
    for treaty in treaties:
        out = next((step for step in treaty.steps if step.step == "replaced"), None)
        heirs = [
            other.id
            for other in treaties
            if out
            and other.id != treaty.id
            and other.parties == treaty.parties
            and told[other.id] & told[treaty.id]
            and any(s.step in ("signed", "in force") and _overlap(s.date, out.date) for s in other.steps)
        ]
        found.append(msgspec.structs.replace(treaty, replaced_by=min(heirs)) if heirs else treaty)
    return found


def _overlap(a: Interval | None, b: Interval | None) -> bool:
    return a is None or b is None or (a[0] <= b[1] + SLACK and b[0] <= a[1] + SLACK)


def _soon_after(date: Interval | None, denial: Interval | None) -> bool:
    """Whether a denial may be dated by its speech."""
    return date is not None and denial is not None and 0 <= (denial[0] - date[1]).days <= DENIAL_DAYS


def _steps(claims: Sequence[Claim], both: tuple[str, ...]) -> tuple[TreatyStep, ...]:
    """Steps by date where it is told, and in the usual order of a treaty's life where it is not."""
    size = len(both)
    groups: list[list[Claim]] = []
    for claim in sorted(claims, key=lambda c: (_when(c.date), *_position(c))):
        for group in groups:
            if all(_one_step(claim, other, size) for other in group):
                group.append(claim)
                break
        else:
            groups.append([claim])
    steps = sorted(
        (_step(group, both) for group in groups), key=lambda step: (_usual_place(step.step), _when(step.date))
    )
    return tuple(_by_date(steps))


def _usual_place(step: str) -> int:
    order: list[str] = tables()["steps"]
    return order.index(step) if step in order else len(order)


def _takers(claim: Claim) -> tuple[str, ...]:
    sides = (*claim.actors, *claim.recipients) if claim.treaty in _JOINT else claim.actors
    return parties(tuple(actor for actor in sides if actor.code))


def _one_step(a: Claim, b: Claim, size: int) -> bool:
    first, second = set(_takers(a)), set(_takers(b))
    whole = a.treaty in _JOINT and size == 2 and bool(first & second or not (first and second) or a.treaty in _WHOLE)
    if a.treaty != b.treaty or not (first == second or whole):
        return False
    if a.polarity is b.polarity:
        return _stage(a) is _stage(b) and _overlap(a.date, b.date)
    denial, told = (a, b) if a.polarity is Polarity.NEGATIVE else (b, a)
    return _overlap(a.date, b.date) or _soon_after(told.date, denial.date)


def _stage(claim: Claim) -> Status:
    """What is under way ("is withdrawing from the pact") has been done as a step."""
    return Status.DONE if claim.status is Status.ONGOING else claim.status


def _step(group: Sequence[Claim], both: tuple[str, ...]) -> TreatyStep:
    told = [c for c in group if c.polarity is Polarity.POSITIVE] or group
    dates = [c.date for c in told if c.date] or [c.date for c in group if c.date]
    first, last = (max(d[0] for d in dates), min(d[1] for d in dates)) if dates else (None, None)
    taken = max((_takers(c) for c in told), key=len)
    if len(both) == 2 and len(taken) < 2 and (group[0].treaty in _WHOLE or not taken):
        taken = both  # of two parties neither is bound alone
    return TreatyStep(
        step=group[0].treaty or "",
        by=taken,
        date=((first, last) if first <= last else dates[0]) if first and last else None,
        status=next((c.status for c in told if c.status is not Status.ONGOING), told[0].status),
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
