"""Steps of treaties from the words around them, whatever number of parties a sentence names."""

from __future__ import annotations

import datetime

import pytest

from evaluation import treaty_steps
from verbale.claims import find_claims, treaty_words
from verbale.language import analyse
from verbale.record import Claim, EventType, Polarity, Status, Story

PUBLISHED = datetime.date(2024, 11, 20)


def steps(text: str) -> list[Claim]:
    story = Story(text=text, published=PUBLISHED, language="en")
    return [c for c in find_claims(story, analyse(story)) if c.treaty]


def told(text: str) -> list[tuple[str | None, str, str]]:
    found = [(c.treaty, "+".join(sorted(c.codes)), c.status.value) for c in steps(text)]
    return sorted(found, key=str)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Chile ratified the water pact on Monday.", [("ratified", "CHL", "done")]),
        ("The Franco-Spanish water treaty came into force on Monday.", [("in force", "ESP+FRA", "done")]),
        ("The two countries exchanged the instruments of ratification on Monday.", [("exchanged", "", "done")]),
        pytest.param(
            "Oman put its air accord with Malta on hold.",
            [("suspended", "MLT+OMN", "done")],
            marks=pytest.mark.xfail(reason="the partner hangs on the verb; the network reads nothing", strict=False),
        ),
        ("Peru will withdraw from the fishing convention with Chile in May.", [("denounced", "CHL+PER", "planned")]),
        ("Kenya is expected to ratify the convention in May.", [("announced", "KEN", "planned")]),
        ("Malta refused to sign the accord with Oman.", []),
        ("Lawmakers in Oslo urged the government to scrap the pact with Oman.", []),
        ("Kenya became the tenth state to ratify the lake convention.", [("ratified", "KEN", "done")]),
    ],
)
def test_a_step_is_read_with_the_parties_that_are_named(text, expected):
    assert [step for step in told(text) if step[0]] == expected


def test_it_is_the_treaty_spoken_of_and_its_other_party_is_known():
    ratified = next(
        c
        for c in steps("Chad and Niger signed a pact on Friday. Niger ratified it on Monday.")
        if c.treaty == "ratified"
    )
    assert [a.code for a in ratified.actors] == ["NER"]
    assert [r.code for r in ratified.recipients] == ["TCD"]


def test_two_treaties_in_one_list_are_two_claims():
    found = steps("Peru and Chile signed a water treaty and a fishing agreement on Monday.")
    assert [c.treaty for c in found] == ["signed", "signed"]
    assert len({c.id for c in found}) == 2


@pytest.mark.parametrize("name", ["the 2010 accord", "the accord of 2010"])
def test_a_year_in_a_name_dates_nothing(name):
    (claim,) = steps(f"Peru ratified {name} with Chile on Monday.")
    assert claim.date == (datetime.date(2024, 11, 18),) * 2


def test_an_undated_denial_has_no_day_but_that_of_what_it_denies():
    alone = steps("Guinea denied that it had signed a pact with Mali.")
    assert [(c.polarity, c.date) for c in alone] == [(Polarity.NEGATIVE, None)]
    both = steps("Mali signed a pact with Guinea on 3 May. Guinea denied that it had signed a pact with Mali.")
    assert {c.date for c in both} == {(datetime.date(2024, 5, 3),) * 2}


def test_denouncing_is_leaving_only_for_a_party():
    left = steps("Belarus denounced its transit agreement with Norway on Monday.")
    assert [(c.event, c.treaty, c.status) for c in left] == [(EventType.SANCTION, "denounced", Status.DONE)]


def test_every_reading_of_the_table_is_of_a_known_step_and_type():
    known = {"announced", "initialled", "signed", "ratified", "exchanged", "in force"}
    known |= {"suspended", "denounced", "ended", "replaced"}
    for entry in treaty_words.load().step:
        assert entry.step in known
        assert entry.type in set(EventType)
        assert entry.verbs


def test_the_tables_of_passages_are_in_their_notation():
    counts = {kind: len(list(treaty_steps.passages(kind))) for kind in treaty_steps.TABLES}
    assert counts == {"treaties": 79, "transfers": 45}
