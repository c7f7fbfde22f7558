"""Claims of many stories: what is one event, what binds it, and that the order of arrival does not matter."""

from __future__ import annotations

import datetime
import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evaluation.bundles import notation
from verbale.events import Judgement, claim_links, merge, near, places
from verbale.record import Claim, Event, Standing, Story


def bundle(text: str) -> notation.Bundle:
    (one,) = notation.bundles("[test]\n" + text)
    return one


def clusters(one: notation.Bundle, **options: object) -> list[list[str]]:
    names = {claim: name for name, claim in one.ids.items()}
    return sorted(sorted(names[c] for c in e.claims) for e in merge(one.stories, one.claims, **options))


SHELLING = """A 2020-05-02 Valley Times
  India shelled a village on Friday.
  > e1 ASSAULT/heavy-weapons IND>PAK 2020-05-01 t=shelled item="a village"
B 2020-05-03 Hill Post
  A village was bombed by Indian guns on Friday.
  > e1 ASSAULT/aerial IND>PAK 2020-05-01 t=bombed item="A village"
C 2020-05-04 River News
  Indian guns fired on a village on Saturday.
  > e2 ASSAULT/heavy-weapons IND>PAK 2020-05-02 t=fired item="a village"
"""


def test_words_for_one_thing_and_kindred_modes_agree_across_stories():
    assert ["A1", "B1"] in [[name for name in cluster if name != "C1"] for cluster in clusters(bundle(SHELLING))]


def test_a_split_stays_split_and_a_same_joins_whatever_the_score():
    one = bundle(SHELLING)
    a, b, c = (one.ids[x] for x in ("A1", "B1", "C1"))
    split = Judgement(verdict="split", first=a, second=b, by="reader")
    together = Judgement(verdict="same", first=b, second=c, by="reader")
    assert clusters(one, judgements=[split, together]) == [["A1"], ["B1", "C1"]]
    assert clusters(one, judgements=[together, split]) == [["A1"], ["B1", "C1"]]
    later = Judgement(verdict="same", first=a, second=b)
    assert ["A1", "B1"] in [[x for x in c if x != "C1"] for c in clusters(one, judgements=[split, later])]


def test_a_judgement_names_claims_or_the_events_of_single_stories():
    one = bundle(SHELLING)
    events = {e.claims[0]: e.id for s in one.stories for e in merge(s, [c for c in one.claims if c.story == s.id])}
    split = Judgement(verdict="split", first=events[one.ids["A1"]], second=events[one.ids["B1"]])
    found = clusters(one, judgements=[split])
    assert not any({"A1", "B1"} <= set(cluster) for cluster in found)


def test_claims_of_one_sentence_can_be_split_and_joined():
    one = bundle("""A 2020-05-02 Valley Times
  India sent rice, and gave Nepal rice.
  > e1 AID IND>NPL 2020-05-01 t=sent item=rice
  And India sent rice to Nepal.
  > e1 AID IND>NPL 2020-05-01 t=sent item=rice
""")
    assert clusters(one) == [["A1", "A2"]]
    split = Judgement(verdict="split", first=one.ids["A1"], second=one.ids["A2"])
    assert clusters(one, judgements=[split]) == [["A1"], ["A2"]]


def test_judgements_on_unknown_claims_do_nothing():
    one = bundle(SHELLING)
    assert clusters(one, judgements=[Judgement(verdict="same", first="x", second="y")]) == clusters(one)


def test_joins_tell_both_ids_and_the_reasons():
    one = notation.read("events_a")[0]
    event = next(e for e in merge(one.stories, one.claims) if len(e.joins) > 1)
    assert event.stories == 4
    ids = {event.id, *(j.first for j in event.joins), *(j.second for j in event.joins)}
    assert len(ids) == len(event.joins) + 1
    assert all(j.score >= 0.5 and j.reasons for j in event.joins)
    assert any("credits kyodo" in why for why in event.origin_reasons)


def test_a_copy_counts_as_report_but_not_as_origin():
    one = next(b for b in notation.read("events_b") if b.name == "untagged-copy")
    sale = max(merge(one.stories, one.claims), key=lambda e: e.reports)
    assert (sale.reports, sale.stories, sale.origins) == (3, 3, 2)
    assert any("copies story" in why for why in sale.origin_reasons)


def test_a_denial_never_flips_an_event():
    one = next(b for b in notation.read("events_b") if b.name == "bare-denial")
    (event,) = merge(one.stories, one.claims)
    assert event.status.value == "done"
    assert event.standing is Standing.CONTESTED
    links = claim_links(one.stories, one.claims, [event])
    assert [(x.kind, x.second) for x in links if x.first == one.ids["C1"]] == [("denies", one.ids["A1"])]


def test_a_later_story_dates_an_older_event_that_happened_before_it():
    one = bundle("""A 2020-05-02 Valley Times
  India sent Nepal rice.
  > e1 AID IND>NPL t=sent item=rice
B 2020-06-20 Hill Post
  India sent Nepal rice on June 19.
  > e2 AID IND>NPL 2020-06-19 t=sent item=rice
""")
    assert clusters(one) == [["A1"], ["B1"]]


@pytest.mark.parametrize("kind", ["events_a", "events_b"])
def test_the_order_of_stories_and_claims_does_not_matter(kind):
    for one in notation.read(kind):
        first = merge(one.stories, one.claims)
        for seed in range(3):
            chance = random.Random(seed)
            stories = chance.sample(one.stories, len(one.stories))
            claims = chance.sample(one.claims, len(one.claims))
            assert merge(stories, claims) == first


_DAYS = st.integers(0, 40).map(lambda n: datetime.date(2021, 3, 1) + datetime.timedelta(days=n))


@st.composite
def stories_of_a_war(draw: st.DrawFn) -> list[notation.Bundle]:
    """Stories of one or two claims each, of few parties, days and things, so that much is alike."""
    found = []
    for n in range(draw(st.integers(1, 9))):
        day = draw(_DAYS)
        lines = [f"A {day} Paper {n % 4}"]
        for k in range(draw(st.integers(1, 2))):
            thing = draw(st.sampled_from(["bridge", "depot", "port"]))
            when = draw(st.sampled_from(["", f" {day}", f" {day - datetime.timedelta(days=2)}"]))
            minus = draw(st.sampled_from(["", "", " -"]))
            dyad = draw(st.sampled_from(["RUS>UKR", "UKR>RUS", "RUS"]))
            lines += [f"  Line {n} {k} tells of the {thing}.", f"  > e ASSAULT {dyad}{minus}{when} item={thing}"]
        found.append(bundle("\n".join(lines)))
    return found


@settings(max_examples=40, deadline=None)
@given(stories_of_a_war(), st.randoms(use_true_random=False))
def test_every_claim_is_in_one_event_and_order_is_nothing(parts, chance):
    stories = [s for one in parts for s in one.stories]
    claims = [c for one in parts for c in one.claims]
    events = merge(stories, claims)
    assert sorted(c for e in events for c in e.claims) == sorted({c.id for c in claims})
    assert all(e.origins <= e.reports and e.stories <= e.reports for e in events)
    chance.shuffle(stories)
    chance.shuffle(claims)
    assert merge(stories, claims) == events


class Book:
    """What a ledger does with the room: keeps claims by place, and merges each story with the events near it."""

    def __init__(self) -> None:
        self.stories: list[Story] = []
        self.claims: dict[str, Claim] = {}
        self.events: dict[str, Event] = {}
        self.places: dict[str, tuple] = {}  # of each claim

    def add(self, story: Story, claims: list[Claim]) -> None:
        self.stories.append(story)
        self.claims |= {c.id: c for c in claims}
        self.places |= {c.id: places([story], [c]) for c in claims}
        wanted, taken = {c.id for c in claims}, set()
        while grown := {e.id for e in self._about([self.claims[c] for c in wanted])} - taken:
            taken |= grown
            wanted |= {c for i in grown for c in self.events[i].claims}
        for event in taken:
            del self.events[event]
        self.events |= {e.id: e for e in merge(self.stories, [self.claims[c] for c in wanted])}

    def _about(self, claims: list[Claim]) -> list[Event]:
        asked = near(self.stories, claims)
        return [
            event
            for event in self.events.values()
            if any(
                a.parties == b.parties and a.first <= b.last and b.first <= a.last
                for c in event.claims
                for b in self.places[c]
                for a in asked
            )
        ]


@pytest.mark.parametrize("seed", range(3))
def test_story_by_story_gives_what_all_at_once_gives(seed):
    bundles = notation.read("events_a")[:8]
    stories = [s for one in bundles for s in one.stories]
    claims = [c for one in bundles for c in one.claims]
    book = Book()
    for story in random.Random(seed).sample(stories, len(stories)):
        book.add(story, [c for c in claims if c.story == story.id])
    assert sorted(book.events.values(), key=lambda e: e.id) == sorted(merge(stories, claims), key=lambda e: e.id)
