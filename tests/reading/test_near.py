"""The same text, repeats, versions and copies: what is coded and what is not."""
from __future__ import annotations

import random

from hypothesis import given, settings
from hypothesis import strategies as st

from verbale.reading.near import NearIndex, Seen, Sort
from verbale.record import Story

TEXT = (
    "The foreign ministers of Norway and Chile signed a fisheries agreement in Bergen on Tuesday. The agreement sets "
    "quotas for ten years, the Norwegian ministry said in a statement. Chile will receive 2 patrol vessels under the "
    "deal. Both sides have to ratify it before the end of the year, and officials said that they expected "
    "no difficulty in either parliament. The talks began in the spring after a dispute over licences in "
    "the southern waters."
)


def story(text=TEXT, outlet="The Herald", url=None):
    return Story(text=text, outlet=outlet, url=url)


def sorts(*stories):
    index = NearIndex()
    return [index.seen(s).sort for s in stories]


def test_the_same_text_is_a_duplicate_whoever_prints_it():
    index = NearIndex()
    assert index.seen(story()) == Seen(Sort.NEW)
    assert index.seen(story(outlet="Other")) == Seen(Sort.SAME, story().id, 1.0)


def test_small_words_of_the_same_outlet_make_a_repeat():
    changed = story(TEXT.replace("in a statement", "in the statement"))
    assert sorts(story(), changed) == [Sort.NEW, Sort.REPEAT]
    assert sorts(story(), story(changed.text, "Other")) == [Sort.NEW, Sort.COPY]
    assert sorts(story(outlet=None), story(changed.text, None)) == [Sort.NEW, Sort.COPY]
    by_host = (story(outlet=None, url="https://www.herald.example/1"), story(changed.text, None, "http://herald.example/2"))
    assert sorts(*by_host) == [Sort.NEW, Sort.REPEAT]


def test_what_could_matter_makes_a_version_that_is_coded():
    changes = (("2 patrol", "3 patrol"), ("Chile", "Peru"), ("will receive", "will not receive"), ("ten", "ten more"))
    for old, new in changes:
        expected = Sort.REPEAT if new == "ten more" else Sort.VERSION
        assert sorts(story(), story(TEXT.replace(old, new))) == [Sort.NEW, expected], new
    assert sorts(story(), story(f"{TEXT} The treaty was published on Friday.")) == [Sort.NEW, Sort.VERSION]


def test_other_stories_and_short_ones_are_new():
    other = story(" ".join(reversed(TEXT.split())))
    assert sorts(story(), other) == [Sort.NEW, Sort.NEW]
    assert sorts(story("Norway and Chile met."), story("Norway and Chile meet.")) == [Sort.NEW, Sort.NEW]


def test_a_ledger_can_feed_the_index():
    kept = {story().id: story()}
    index = NearIndex(lambda story_id: kept[story_id].text)
    index.add(kept.values())
    assert index.seen(story(outlet="Other")).duplicate
    assert index.seen(story(TEXT.replace("Tuesday", "Wednesday"), "Other")).first == story().id
    assert len(index) == 2


def test_a_changed_text_is_found_among_many():
    index = NearIndex()
    index.add(story(f"{n} {' '.join(TEXT.split()[n % 60:])} {n * n}", f"Outlet {n}") for n in range(200))
    vocabulary = sorted(set(TEXT.split()))
    chance = random.Random(1)
    for _ in range(50):
        told = chance.choices(vocabulary, k=200)
        assert index.seen(story(" ".join(told))).sort is Sort.NEW
        told[100] = "changed"
        assert index.seen(story(" ".join(told), "Other")).sort is Sort.COPY


@settings(max_examples=30, deadline=None)
@given(st.lists(st.text(max_size=300), max_size=5))
def test_any_text_has_a_sort(texts):
    index = NearIndex()
    for text in texts:
        first = index.seen(story(text)).sort
        assert first is not Sort.COPY
        assert index.seen(story(text)).sort in {Sort.SAME, Sort.REPEAT}
