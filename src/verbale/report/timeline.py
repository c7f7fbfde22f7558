"""Layout of the timeline: where each mark, bar and label goes. Pure arithmetic; `timeline.svg.j2` draws it.

Days are linear along the axis, except that a stretch without any event that would eat most of the width is cut out
and drawn as a break. Every label has a box of its own: in each lane, marks go to the first row that is free.
"""

from __future__ import annotations

import bisect
import datetime
import itertools
import unicodedata
from collections.abc import Callable, Iterable, Mapping, Sequence

import msgspec

from verbale.record import Event, Standing, Status
from verbale.report.words import ARROW, kind_label, lane_of, party_names, quad_of, vocabulary, when_text

Scale = Callable[[datetime.date], float]
DISPUTED = frozenset({Standing.DENIED_BY_PARTY, Standing.DENIED_BY_ALL, Standing.CONTESTED, Standing.RETRACTED})
FONT, SMALL = 12.5, 11.0  # px
CHAR_EM, WIDE_EM = 0.56, 1.05  # mean widths of a Latin and of an East Asian letter, generous
ROW, BELOW, LANE_HEAD, LANE_PAD, AXIS = 38.0, 20.0, 24.0, 8.0, 30.0
GAP = 16.0  # between neighbours in a row
MARK = 6.5  # half a mark
BREAK_SHARE, BREAK_DAYS, BREAK_WIDTH = 0.22, 45, 34.0  # an empty stretch above this share and length is cut out
MARGIN = 14.0
MAX_TICK_SHARE = 78.0  # px a tick label needs


class Mark(msgspec.Struct, frozen=True):
    """One event as drawn. x of the mark, bar from `x0` to `x1` (equal for a day), `y` of the mark's middle."""

    x: float
    x0: float
    x1: float
    y: float
    through: bool  # the bar is a state that lasts, not an uncertain day
    shape: str  # "done", "ongoing", "planned", "hypothetical", "disputed"
    quad: str
    anchor: str
    label_x: float
    label_y: float  # baseline of the first of two lines
    who: str
    what: str
    title: str
    link: str


class Lane(msgspec.Struct, frozen=True):
    """A lane with its marks; y and height in px."""

    key: str
    label: str
    y: float
    height: float
    marks: tuple[Mark, ...]


class Tick(msgspec.Struct, frozen=True):
    """A tick of the axis."""

    x: float
    text: str


class Timeline(msgspec.Struct, frozen=True):
    """All that the drawing needs, in px."""

    width: float
    height: float
    axis_y: float
    lanes: tuple[Lane, ...]
    ticks: tuple[Tick, ...]
    breaks: tuple[float, ...]
    today: float | None
    name: str


def _ems(letter: str) -> float:
    if unicodedata.combining(letter):
        return 0.0
    return WIDE_EM if unicodedata.east_asian_width(letter) in "WF" else CHAR_EM


def text_width(text: str, size: float) -> float:
    """Upper estimate of the width of `text` in px at font size `size`."""
    return size * sum(map(_ems, text))


def clip(text: str, room: float, size: float) -> str:
    """`text` cut to `room` px, with an ellipsis where cut."""
    text = " ".join(text.split())
    ends = list(itertools.accumulate(map(_ems, text), initial=0.0))
    if ends[-1] * size <= room:
        return text
    fits = bisect.bisect_right(ends, room / size - CHAR_EM) - 1
    return text[: max(fits, 0)].rstrip() + "\u2026"


def shape_of(event: Event) -> str:
    """The mark's shape: disputed goes before status."""
    return "disputed" if event.standing in DISPUTED or event.denied_by else event.status.value


def spread(days: Sequence[datetime.date], left: float, right: float) -> tuple[Scale, list[float]]:
    """A scale from days to px over [left, right], and the x of each break. `days` are all that must be on the axis."""
    known = sorted(set(days))
    total = max((known[-1] - known[0]).days, 1)
    gaps = [(b - a).days for a, b in itertools.pairwise(known)]
    cut = [gap > max(BREAK_DAYS, BREAK_SHARE * total) for gap in gaps]
    linear = sum(gap for gap, is_cut in zip(gaps, cut, strict=True) if not is_cut)
    room = right - left - BREAK_WIDTH * sum(cut)
    stops, breaks, x = [left], [], left
    for gap, is_cut in zip(gaps, cut, strict=True):
        if is_cut:
            breaks.append(x + BREAK_WIDTH / 2)
        x += BREAK_WIDTH if is_cut else room * gap / max(linear, 1)
        stops.append(x)
    if linear == 0:  # all on the edges of breaks, or a single day: share the room out evenly
        stops = [left + (right - left) * (i + 0.5) / len(known) for i in range(len(known))]
        breaks = [(a + b) / 2 for a, b in itertools.pairwise(stops)]

    def scale(day: datetime.date) -> float:
        place = max(i for i, stop in enumerate(known) if stop <= day) if day >= known[0] else 0
        if place == len(known) - 1:
            return stops[place]
        share = (day - known[place]).days / (known[place + 1] - known[place]).days
        return stops[place] + share * (stops[place + 1] - stops[place])

    return scale, breaks


def _tick_days(first: datetime.date, last: datetime.date) -> Iterable[tuple[datetime.date, str]]:
    """Candidate ticks from coarse to fine; the caller keeps those that have room."""
    for day in (first, last):
        yield day, when_text((day, day), short=True)
    for year in range(first.year + 1, last.year + 1):
        yield datetime.date(year, 1, 1), str(year)
    month = first.replace(day=1)
    while month <= last:
        if month >= first:
            yield month, when_text((month, month), short=True).split(" ", 1)[1]
        month = (month + datetime.timedelta(days=32)).replace(day=1)


def ticks(days: Sequence[datetime.date], scale: Scale, breaks: Sequence[float], right: float) -> tuple[Tick, ...]:
    """Ticks that neither touch one another nor lie inside a break."""
    kept: list[Tick] = []
    half = MAX_TICK_SHARE / 2
    candidates = [
        *_tick_days(min(days), max(days)),
        *((day, when_text((day, day), short=True)) for day in sorted(set(days))),
    ]
    for day, text in candidates:
        x = scale(day)
        centre = min(max(x, half), right - half)
        clear = all(abs(centre - min(max(t.x, half), right - half)) >= MAX_TICK_SHARE for t in kept)
        inside = any(abs(x - b) < BREAK_WIDTH / 2 - 1 for b in breaks)
        if clear and (not inside or day in days):
            kept.append(Tick(x, text))
    return tuple(sorted(kept, key=lambda t: t.x))


class _Box(msgspec.Struct):
    event: Event
    x: float
    x0: float
    x1: float
    left: float
    right: float
    anchor: str
    label_x: float
    below: bool  # the bar leaves no room beside it: the label stands under it
    who: str
    what: str


def _box(event: Event, names: Mapping[str, str], scale: Scale, width: float, tail: str) -> _Box:
    """Mark and label of one event, label to the right of the bar where it fits, else to the left, else clipped."""
    assert event.date is not None
    x0, x1 = scale(event.date[0]), scale(event.date[1])
    x = x0 if event.status is Status.ONGOING else (x0 + x1) / 2
    parties = [party_names(event.actors, names), party_names(event.recipients, names)]
    who = f" {ARROW} ".join(p for p in parties if p)
    what = f"{kind_label(event)} \u00b7 {when_text(event.date, short=True)} {tail}".strip()
    need = max(text_width(who, FONT), text_width(what, SMALL))
    after, before = max(x1, x + MARK) + 6, min(x0, x - MARK) - 6
    to_right, to_left = width - MARGIN - after, before - MARGIN
    below = max(to_right, to_left) < need and x1 - x0 > max(to_right, to_left)
    if below:
        after, before = x - MARK, x + MARK
        to_right, to_left = width - MARGIN - after, before - MARGIN
    starts = need <= to_right or to_right >= to_left
    anchor, room, label_x = ("start", to_right, after) if starts else ("end", to_left, before)
    used = min(need, room)
    left, right = (label_x, label_x + used) if starts else (label_x - used, label_x)
    number_room = text_width(tail, SMALL) + 4
    what = f"{clip(what[: len(what) - len(tail)], room - number_room, SMALL)} {tail}"
    edges = min(x0, x - MARK, left), max(x1, x + MARK, right)
    return _Box(event, x, x0, x1, *edges, anchor, label_x, below, clip(who, room, FONT), what)


def _apart(a: _Box, b: _Box) -> bool:
    return a.right + GAP <= b.left or b.right + GAP <= a.left


def _lane(key: str, boxes: Sequence[_Box], y: float, links: Mapping[str, str]) -> Lane:
    """Rows by first fit, oldest first: a box takes the first row in which it touches no other."""
    rows: list[list[_Box]] = []
    for box in sorted(boxes, key=lambda b: (b.x, b.x0, b.event.id)):
        at = next((i for i, row in enumerate(rows) if all(_apart(box, other) for other in row)), len(rows))
        rows[at : at + 1] = [[*(rows[at] if at < len(rows) else ()), box]]
    marks: list[Mark] = []
    top = y + LANE_HEAD
    for row in rows:
        marks += [_mark(box, top + ROW / 2, links[box.event.id]) for box in row]
        top += ROW + (BELOW if any(box.below for box in row) else 0)
    return Lane(key, vocabulary()["lanes"][key], y, top + LANE_PAD - y, tuple(marks))


def _mark(box: _Box, y: float, link: str) -> Mark:
    event = box.event
    return Mark(
        round(box.x, 1), round(box.x0, 1), round(box.x1, 1), y, event.status is Status.ONGOING, shape_of(event),
        quad_of(event.type), box.anchor, round(box.label_x, 1), y + (19 if box.below else -2), box.who, box.what,
        f"{box.who}: {box.what} ({event.status.value}, {event.standing.value})", link,
    )


def layout(
    events: Iterable[Event],
    names: Mapping[str, str],
    tails: Mapping[str, str],
    links: Mapping[str, str],
    *,
    width: float,
    name: str,
    today: datetime.date | None,
) -> Timeline | None:
    """The timeline of all dated events, `width` px wide; None where no event has a date.

    `tails` (event id -> '[2] +1') and `links` (event id -> '#c2') lead to the evidence. `today` is the story's day.
    """
    dated = [event for event in events if event.date is not None]
    if not dated:
        return None
    days: list[datetime.date] = [day for event in dated for day in event.date or ()]
    days += [today] if today and min(days) <= today <= max(days) else []
    scale, breaks = spread(days, MARGIN + 12, width - MARGIN - 12)
    y, lanes = AXIS, []
    for key in vocabulary()["lanes"]:
        boxes = [_box(event, names, scale, width, tails[event.id]) for event in dated if lane_of(event) == key]
        if boxes:
            lanes.append(_lane(key, boxes, y, links))
            y += lanes[-1].height
    marks = ticks(days, scale, breaks, width)
    return Timeline(
        width, y + 4, AXIS, tuple(lanes), marks, tuple(breaks), scale(today) if today in days and today else None, name
    )
