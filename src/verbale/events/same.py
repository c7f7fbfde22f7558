"""Do two claims speak of one happening? A score, and the reasons why they cannot.

`Told` holds what is compared, without its story, so that claims of two stories compare as claims of one do.
"""

from __future__ import annotations

import msgspec

from verbale.events.kinds import kinds_of
from verbale.events.party_words import without_parties
from verbale.events.sides import giving_sides
from verbale.events.wording import alike, content_words, item_words, parties, quoted, tables, word_set
from verbale.record import Claim, Date, EventType, Interval, Polarity, Span, Status, Story

# Weights: same type and same parties alone are not enough (BASE < THRESHOLD); something besides must agree.
THRESHOLD = 0.5
BASE = 0.4
SAME_DATE = 0.3
NEAR_DATE = 0.15  # one interval inside the other, the longer no more than a month
SAME_PLACE = 0.1
SAME_MODE = 0.1
SAME_TRIGGER = 0.1
SHARED_ITEMS = 0.35
OTHER_ITEMS = -0.35
DENIAL = 0.15  # a denial speaks of something that was said before
OTHER_STATUS = -0.05
SAME_SENTENCE = -0.25  # a writer seldom tells one thing twice in a sentence
MONTH_DAYS = 31


class Told(msgspec.Struct, frozen=True, kw_only=True):
    """What of a claim is compared. `sentence` is (story id, evidence span)."""

    claim: str
    sentence: tuple[str, Span]
    type: EventType
    mode: str | None
    actors: frozenset[str]
    recipients: frozenset[str]
    date: Interval | None
    place: str | None
    status: Status
    denied: bool
    items: frozenset[str]
    trigger: frozenset[str]
    treaty: str | None
    # For claims of different stories.
    published: Date | None = None
    words: frozenset[str] = frozenset()
    figures: frozenset[tuple[float | None, float | None]] = frozenset()
    kinds: frozenset[str] = frozenset()


def told(story: Story | None, claim: Claim) -> Told:
    """The compared fields of a claim; without its story the words of the spans are unknown."""
    items = item_words(story, claim)
    denied = claim.polarity is Polarity.NEGATIVE
    actors, recipients = giving_sides(story, claim)
    if claim.treaty:
        items -= word_set("treaty")
    items = without_parties(items, tuple(sorted(claim.codes)))
    return Told(
        claim=claim.id,
        sentence=(claim.story, claim.span),
        type=claim.event,
        mode=claim.mode,
        actors=frozenset(p.casefold() for p in parties(actors)),
        recipients=frozenset(p.casefold() for p in parties(recipients)),
        date=None if denied and _spoken_day(story, claim) else claim.date,
        place=claim.place,
        status=claim.status,
        denied=denied,
        items=alike(items),
        trigger=alike(content_words(quoted(story, claim.trigger))),
        treaty=claim.treaty,
        published=story.published if story else None,
        words=alike(content_words(quoted(story, claim.span))),
        figures=frozenset((a.low, a.high) for a in claim.amounts),
        kinds=kinds_of(items),
    )


def _spoken_day(story: Story | None, claim: Claim) -> bool:
    """Whether a claim's only day may be that of its speech: a denial is dated by coders as often as what it denies."""
    if story is None or story.published is None or claim.date is None or claim.date[0] != claim.date[1]:
        return False
    return 0 <= (story.published - claim.date[0]).days <= 1


def score(a: Told, b: Told) -> float:
    """How likely it is that both speak of one happening: 0.0 (they cannot) to 1.0; `THRESHOLD` or more means yes."""
    if cannot(a, b):
        return 0.0
    total = BASE + date_weight(a.date, b.date) + _item_weight(a.items, b.items)
    total += SAME_PLACE if a.place is not None and a.place == b.place else 0.0
    total += SAME_MODE if a.mode is not None and a.mode == b.mode else 0.0
    total += SAME_TRIGGER if a.trigger & b.trigger else 0.0
    total += DENIAL if a.denied != b.denied else 0.0
    total += OTHER_STATUS if a.status is not b.status else 0.0
    total += SAME_SENTENCE if a.sentence == b.sentence and a.denied == b.denied else 0.0
    return min(1.0, max(0.01, total))


def cannot(a: Told, b: Told) -> bool:
    """True where a field rules it out: other type, parties, time, place, mode, step of a treaty or stage of deed."""
    return (
        not _types_agree(a, b)
        or not sides_agree(a, b)
        or _dates_differ(a, b)
        or _both_differ(a.place, b.place)
        or _both_differ(a.treaty, b.treaty)
        or (not (a.denied or b.denied) and (_both_differ(a.mode, b.mode) or stage(a.status) != stage(b.status)))
    )


def family(kind: EventType) -> str:
    """The group of types that may be told of one happening; most types stand alone."""
    for group in tables()["kindred"]:
        if kind.value in group:
            return str(group[0])
    return kind.value


def _types_agree(a: Told, b: Told) -> bool:
    if a.type is b.type:
        return True
    return family(a.type) == family(b.type) and bool(a.items & b.items)


def sides_agree(a: Told, b: Told) -> bool:
    """Sides equal; or unions, where one claim tells jointly what both do; or a denial that leaves the recipient out."""
    if a.actors == b.actors and a.recipients == b.recipients:
        return True
    one_joint = not a.recipients or not b.recipients
    mutual = tables()["mutual"]
    if (
        one_joint
        and (a.type.value in mutual or b.type.value in mutual)
        and a.actors | a.recipients == b.actors | b.recipients
    ):
        return True
    return one_joint and a.denied != b.denied and a.actors == b.actors


def _dates_differ(a: Told, b: Told) -> bool:
    if a.date is None or b.date is None:
        return False
    if a.sentence == b.sentence and a.date != b.date:
        return True  # the writer tells two dates apart in one breath
    return a.date[1] < b.date[0] or b.date[1] < a.date[0]


def _both_differ(a: str | None, b: str | None) -> bool:
    return a is not None and b is not None and a != b


def stage(status: Status) -> str:
    """A deed, a plan and a mere possibility are three happenings, even when the words agree."""
    return "deed" if status in {Status.DONE, Status.ONGOING} else status.value


def date_weight(a: Interval | None, b: Interval | None) -> float:
    """SAME_DATE, NEAR_DATE or nothing, for intervals that overlap."""
    if a is None or b is None:
        return 0.0
    if a == b:
        return SAME_DATE if _days(a) <= MONTH_DAYS else NEAR_DATE
    inside = (a[0] <= b[0] and b[1] <= a[1]) or (b[0] <= a[0] and a[1] <= b[1])
    return NEAR_DATE if inside and max(_days(a), _days(b)) <= MONTH_DAYS else 0.0


def _days(interval: Interval) -> int:
    return (interval[1] - interval[0]).days + 1


def _item_weight(a: frozenset[str], b: frozenset[str]) -> float:
    if not a or not b:
        return 0.0
    shared = len(a & b) / min(len(a), len(b))
    return SHARED_ITEMS * shared if shared else OTHER_ITEMS
