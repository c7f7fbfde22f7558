"""Do two claims of different stories speak of one happening? A score with its reasons, and what rules it out.

Within a story the writer keeps happenings apart, and `same.py` is strict about every field. Across stories coders and
writers differ: modes, places and days are weighed, a claim without a day is set against the day of publication, and
words shared count. Weights were set by hand on the first half of the bundles (evaluation/bundles/events_a.txt).
"""

from __future__ import annotations

import datetime

from verbale.events import same
from verbale.events.same import Told
from verbale.events.wording import tables
from verbale.record import Status

THRESHOLD = 0.5
BASE = 0.4  # same type, parties and stage: not enough alone
SAME_DATE, NEAR_DATE, FAR_DATE = 0.3, 0.15, -0.15
NEXT_DAY, NEXT_DAY_NEXT_REPORT = -0.05, -0.35  # told by stories of one day, or of two: then it is most likely the next
FRESH, RECENT, OLD = (
    0.09,
    -0.06,
    -0.15,
)  # an undated claim: days between the event, or the other story, and its own story
FRESH_DAYS, RECENT_DAYS = 3, 31
SAME_PLACE, OTHER_PLACE = 0.05, -0.25
SAME_MODE, OTHER_MODE = 0.05, -0.25
SAME_TRIGGER = 0.1
SHARED_ITEMS, OTHER_ITEMS, KINDRED_ITEMS = 0.3, -0.35, -0.05
KINDRED = frozenset({"animals", "arms", "money", "people"})  # not goods: food and tents are two shipments
SAME_FIGURE = 0.15
WORDING = 0.3  # times the share of words in common beyond WORDING_BY_CHANCE
WORDING_BY_CHANCE = 0.2
KINDRED_TYPES = -0.1
ONE_SIDED = -0.15  # one of the two leaves the recipient out
VISIT_OR_TALKS = -0.15  # a visit has a guest and a host; talks within it are another happening unless of one day
DENIAL = 0.2
SLACK = datetime.timedelta(days=1)  # time zones, and "on Monday night" told on Tuesday
Weighed = list[tuple[str, float]]


def score(a: Told, b: Told) -> tuple[float, tuple[str, ...]]:
    """(0.0 to 1.0, the reasons with their weights); `THRESHOLD` or more means that they may be one happening."""
    if cannot(a, b):
        return 0.0, ()
    weighed: Weighed = [("type and parties", BASE), *_time(a, b), *_things(a, b)]
    if a.type is not b.type:
        weighed.append((f"{a.type.value} and {b.type.value}", KINDRED_TYPES))
    if a.place and b.place:
        weighed.append(("place", SAME_PLACE if a.place == b.place else OTHER_PLACE))
    if a.mode and b.mode and not (a.denied or b.denied):
        weighed.append(("mode", SAME_MODE if _modes_agree(a.mode, b.mode) else OTHER_MODE))
    if {a.mode, b.mode} == {"visit", None} and not (a.recipients and b.recipients):
        weighed.append(("visit or talks", VISIT_OR_TALKS))
    if _one_sided(a, b):
        weighed.append(("one names no recipient", ONE_SIDED))
    if a.trigger & b.trigger:
        weighed.append(("same verb", SAME_TRIGGER))
    if a.denied != b.denied:
        weighed.append(("denial", DENIAL))
    total = round(min(1.0, max(0.01, sum(weight for _, weight in weighed))), 3)
    return total, tuple(f"{name} {weight:+.2f}" for name, weight in weighed if weight)


def cannot(a: Told, b: Told) -> bool:
    """True where a field rules it out: other type, parties, time, step of a treaty or stage of the deed."""
    if a.sentence[0] == b.sentence[0]:
        return same.cannot(a, b)
    return (
        not _types_agree(a, b)
        or not _sides_agree(a, b)
        or _times_differ(a, b)
        or (a.treaty is not None and b.treaty is not None and a.treaty != b.treaty)
        or (not (a.denied or b.denied) and same.stage(a.status) != same.stage(b.status))
    )


def _types_agree(a: Told, b: Told) -> bool:
    if a.type is b.type:
        return True
    pair = {a.type.value, b.type.value}
    kindred = any(pair == set(two) for two in tables()["confused"])
    alike = a.items & b.items or a.trigger & b.trigger or a.figures & b.figures
    return kindred and bool(alike or (a.kinds & b.kinds and a.date and a.date == b.date))


def _sides_agree(a: Told, b: Told) -> bool:
    if same.sides_agree(a, b):
        return True
    both_a, both_b = a.actors | a.recipients, b.actors | b.recipients
    if a.type.value in tables()["mutual"] and not (a.items and b.items) and both_a == both_b:
        return True  # "A called B" and "B called A": outlets differ in who they put first
    if _one_sided(a, b):
        return True
    # "Moscow dismissed the report": who denies may be all that it names.
    return any(d.denied and not d.recipients and d.actors <= o.actors | o.recipients for d, o in ((a, b), (b, a)))


def _one_sided(a: Told, b: Told) -> bool:
    """Whether one of two assertions leaves out the recipient of the same thing."""
    one = bool(a.recipients) != bool(b.recipients) and a.actors == b.actors and not (a.denied or b.denied)
    return one and a.type.value not in tables()["mutual"] and bool(a.items & b.items)


def _times_differ(a: Told, b: Told) -> bool:
    if a.date and b.date:
        if a.date[1] + SLACK < b.date[0] or b.date[1] + SLACK < a.date[0]:
            return True
        overlap = a.date[0] <= b.date[1] and b.date[0] <= a.date[1]
        return not overlap and _of_its_day(a) and _of_its_day(b)  # today's news of two days running
    dated, undated = (a, b) if a.date else (b, a)
    if dated.date is None or undated.published is None or undated.status in {Status.PLANNED, Status.HYPOTHETICAL}:
        return False
    return dated.date[0] > undated.published + SLACK  # nobody reports what has not happened yet


def _of_its_day(told: Told) -> bool:
    return told.date is not None and told.date[0] == told.date[1] == told.published


def _time(a: Told, b: Told) -> Weighed:
    if a.date and b.date:
        if a.date[1] < b.date[0] or b.date[1] < a.date[0]:
            return [("a day apart", NEXT_DAY if a.published == b.published else NEXT_DAY_NEXT_REPORT)]
        weight = same.date_weight(a.date, b.date)
        return [("day", SAME_DATE if weight == same.SAME_DATE else NEAR_DATE if weight else FAR_DATE)]
    days = _gap(a, b)
    if days is None:
        return []
    return [("days between reports", FRESH if days <= FRESH_DAYS else RECENT if days <= RECENT_DAYS else OLD)]


def _gap(a: Told, b: Told) -> int | None:
    """Days from what one tells of to the publication of the undated other; None where nothing is known."""
    days = [told.date[1] if told.date else told.published for told in (a, b)]
    first, second = days
    return None if first is None or second is None else abs((first - second).days)


def _things(a: Told, b: Told) -> Weighed:
    found: Weighed = []
    if a.items and b.items:
        shared = len(a.items & b.items) / min(len(a.items), len(b.items))
        if shared:
            found.append(("things", round(SHARED_ITEMS * shared, 2)))
        else:
            found.append(("other things", KINDRED_ITEMS if a.kinds & b.kinds & KINDRED else OTHER_ITEMS))
    if a.figures & b.figures:
        found.append(("same figure", SAME_FIGURE))
    if a.words and b.words:
        alike = len(a.words & b.words) / len(a.words | b.words)
        if alike > WORDING_BY_CHANCE:
            found.append(("wording", round(WORDING * (alike - WORDING_BY_CHANCE) / (1 - WORDING_BY_CHANCE), 2)))
    return found


def _modes_agree(a: str, b: str) -> bool:
    return a == b or any(a in group and b in group for group in tables()["kindred_modes"])
