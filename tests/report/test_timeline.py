from __future__ import annotations

import datetime
import itertools
import random

import msgspec
import pytest

from verbale.record import Status
from verbale.report import timeline

from . import fixture

D = datetime.date


def draw(events, width):
    tails = {e.id: "[1]" for e in events}
    links = {e.id: "#c1" for e in events}
    return timeline.layout(events, fixture.NAMES, tails, links, width=width, name="t", today=D(2024, 11, 21))


def boxes(mark):
    wide = max(timeline.text_width(mark.who, timeline.FONT), timeline.text_width(mark.what, timeline.SMALL))
    label = (mark.label_x, mark.label_x + wide) if mark.anchor == "start" else (mark.label_x - wide, mark.label_x)
    return min(mark.x0, mark.x - timeline.MARK, label[0]), max(mark.x1, mark.x + timeline.MARK, label[1])


@pytest.mark.parametrize("width", [940.0, 350.0])
@pytest.mark.parametrize("seed", range(12))
def test_labels_never_overlap_and_stay_inside(width, seed):
    rng = random.Random(seed)
    base = fixture.zoo()[0].events
    events = []
    for i in range(40):
        first = D(2022, 1, 1) + datetime.timedelta(days=rng.choice([0, 3, 400, 800, rng.randrange(1000)]))
        date = (first, first + datetime.timedelta(days=rng.choice([0, 0, 0, 29, 364])))
        events.append(msgspec.structs.replace(rng.choice(base), id=str(i), date=date, status=rng.choice(list(Status))))
    drawing = draw(events, width)
    assert sum(len(lane.marks) for lane in drawing.lanes) == 40
    for lane in drawing.lanes:
        for i, mark in enumerate(lane.marks):
            left, right = boxes(mark)
            assert left >= -1
            assert right <= width + 1
            assert lane.y <= mark.y <= lane.y + lane.height
            for other in lane.marks[:i]:
                if other.y == mark.y:
                    other_left, other_right = boxes(other)
                    assert right <= other_left or other_right <= left
    ticks = sorted(t.x for t in drawing.ticks)
    assert all(b - a >= 30 for a, b in itertools.pairwise(ticks))


def test_scale_keeps_the_order_of_days():
    days = [D(2022, 2, 24), D(2024, 6, 1), D(2024, 6, 19), D(2024, 11, 9), D(2024, 11, 20)]
    scale, breaks = timeline.spread(days, 0.0, 900.0)
    places = [scale(day) for day in days]
    assert places == sorted(places)
    assert len(set(places)) == len(places)
    assert breaks
    assert timeline.spread([D(2024, 1, 1)], 0.0, 100.0)[0](D(2024, 1, 1)) == 50.0


def test_shapes_tell_status_and_dispute():
    events = {e.id: e for e in fixture.zoo()[0].events}
    drawing = draw(tuple(events.values()), 940.0)
    shapes = [mark.shape for lane in drawing.lanes for mark in lane.marks]
    assert shapes.count("disputed") == 1
    assert {"done", "planned", "ongoing", "hypothetical"} <= set(shapes)
    assert draw((), 940.0) is None
