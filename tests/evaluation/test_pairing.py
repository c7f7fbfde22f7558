"""The scorer's rules, and that they give what the guide's own scorer gives."""
from __future__ import annotations

import importlib.util
import random

import pytest

from evaluation import gold, pairing

CODES = ("RUS", "PRK", "USA", "UKR", None)


def actor(*codes):
    return [{"text": str(code), "code": code, "sector": ""} for code in codes]


def claim(event="AID", actors=("RUS",), recipients=("PRK",), start=0, end=50, **more):
    return {
        "story": "s", "start": start, "end": end, "event": event, "mode": None, "actor": actor(*actors),
        "recipient": actor(*recipients), "date": ["2024-11-20", "2024-11-20"], "status": "done", "polarity": "+",
        "certainty": "certain", "source": [], "amounts": [], "place": None,
    } | more


def one(**more):
    return pairing.coded([claim(**more)])[0]


def judged(gold_claims, output_claims):
    wanted, given = pairing.coded(gold_claims), pairing.coded(output_claims)
    return pairing.tally(wanted, given, pairing.paired(wanted, given))


def drawn(rng, story):
    """A claim drawn at random, with all the oddities that records may hold."""
    start = rng.randrange(0, 300, 50)
    sides = [rng.choices(CODES, k=rng.randrange(3)) for _ in range(2)]
    return claim(
        rng.choice([*pairing.TYPES[:6], None]), *sides, start, start + rng.choice([40, 50, 60]), story=story,
        date=rng.choice([None, ["2024-01-01", "2024-01-31"], ["2024-01-02", "2024-01-02"]]),
        status=rng.choice(["done", "planned"]), polarity=rng.choice(["+", "-"]),
        certainty=rng.choice(["certain", "possible"]), mode=rng.choice([None, "visit", ""]),
        source=rng.choice([[], [{"text": "x", "code": "RUS", "kind": "official"}], [{"text": "y", "kind": "media"}]]),
        amounts=rng.choice([[], [{"item": "dogs", "low": 2, "high": 2, "unit": None}]]),
    )


def the_guides_scorer(shared):
    path = shared / "score" / "score.py"
    if not path.exists():
        pytest.skip("../shared/score/score.py is not here")
    spec = importlib.util.spec_from_file_location("guide_scorer", path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def as_reported(total):
    """A tally in the form of the guide's scorer."""
    report = {"stories": total.stories, "gold": total.gold, "output": total.output}
    for level in pairing.LEVELS:
        measures = {"precision": total.precision, "recall": total.recall, "f1": total.f1}
        report[level] = {name: round(measure(level), 3) for name, measure in measures.items()}
    shares = {name: None if total.field(name) is None else round(total.field(name), 3) for name in pairing.FIELDS}
    return report | {"fields": shares | {"paired dyads": total.right["dyad"]}}


def ours(gold_stories, output_stories):
    total = pairing.Tally()
    for story, claims in gold_stories.items():
        total.add(judged(claims, output_stories.get(story, ())))
    return as_reported(total)


@pytest.mark.parametrize("seed", range(40))
def test_drawn_claims_score_as_with_the_guides_scorer(shared, seed):
    scorer, rng = the_guides_scorer(shared), random.Random(seed)
    stories = {str(i): [drawn(rng, str(i)) for _ in range(rng.randrange(12))] for i in range(4)}
    output = {str(i): [drawn(rng, str(i)) for _ in range(rng.randrange(12))] for i in range(5)}
    assert ours(stories, output) == scorer.score(stories, output)


@pytest.mark.shared("gold/claims.jsonl", "score/score.py")
@pytest.mark.parametrize("seed", range(3))
def test_gold_against_a_spoilt_gold_scores_as_with_the_guides_scorer(shared, seed):
    scorer, rng = the_guides_scorer(shared), random.Random(seed)
    stories = gold.read_claims(shared / "gold" / "claims.jsonl")
    spoilt = {name: [spoil(rng, one) for one in claims if rng.random() > 0.2] for name, claims in stories.items()}
    assert ours(stories, spoilt) == scorer.score(stories, spoilt)  # totals only: a failure prints no annotation
    assert ours(stories, stories)["claim"] == {"precision": 1.0, "recall": 1.0, "f1": 1.0}


def spoil(rng, record):
    if record["event"] is None:
        return record
    changes = [
        {}, {"event": rng.choice(pairing.TYPES)}, {"actor": record["recipient"], "recipient": record["actor"]},
        {"recipient": []}, {"date": None}, {"status": "planned"}, {"polarity": "-"}, {"start": record["end"] - 1},
        {"start": record["end"], "end": record["end"] + 9},
        {"actor": [*record["actor"], *record["recipient"]], "recipient": []}, {"source": []}, {"amounts": []},
    ]
    return record | rng.choice(changes)


def test_a_claim_with_one_code_is_out_of_scope():
    assert pairing.coded([claim(recipients=())]) == []
    assert pairing.coded([claim(actors=("RUS", "RUS"), recipients=("RUS",))]) == []
    assert pairing.coded([{"story": "s", "event": None}]) == []


@pytest.mark.parametrize(("first", "second", "same"), [
    ({}, {}, True),
    ({}, {"actors": ("PRK",), "recipients": ("RUS",)}, False),
    ({}, {"actors": ("PRK", "RUS"), "recipients": ()}, True),  # one tells it as a joint event
    ({}, {"actors": ("PRK", "USA"), "recipients": ()}, False),
    ({"actors": ("RUS", None)}, {}, True),  # uncoded actors do not count
])
def test_dyads(first, second, same):
    assert pairing.same_dyad(one(**first), one(**second)) is same
    assert pairing.same_dyad(one(**second), one(**first)) is same


def test_an_annotation_without_date_takes_any_but_an_output_without_date_is_wrong():
    assert pairing.same_field("date", one(date=None), one())
    assert not pairing.same_field("date", one(), one(date=None))


def test_claims_pair_only_within_overlapping_evidence_and_the_same_quad():
    assert pairing.agreement(one(), one(start=50, end=90)) == 0
    assert pairing.agreement(one(), one(event="ASSAULT")) == 0
    assert pairing.agreement(one(), one(event="COOPERATE", start=49, end=90)) > 0


def test_the_better_match_is_paired_first():
    output = [claim(event="COOPERATE"), claim()]
    pairs = pairing.paired(pairing.coded([claim()]), pairing.coded(output))
    assert [(g.index, o.index) for g, o in pairs] == [(0, 1)]


def test_levels_of_a_pair():
    later = {"start": 60, "end": 90}
    counts = judged([claim(), claim(**later)], [claim(status="planned"), claim("COOPERATE", **later)])
    assert {level: counts.right[level] for level in pairing.LEVELS} == {"quad": 2, "type": 1, "dyad": 1, "claim": 0}
    assert counts.field("status") == 0.0
    assert counts.field("date") == 1.0


def test_counts_by_type():
    wanted, given = pairing.coded([claim(), claim(event="AGREE")]), pairing.coded([claim(), claim(event="REJECT")])
    types = pairing.by_type(wanted, given, pairing.paired(wanted, given))
    assert {event: (t.gold, t.output, t.right["dyad"]) for event, t in types.items()} == {
        "AID": (1, 1, 1), "AGREE": (1, 0, 0), "REJECT": (0, 1, 0)}


def test_nothing_at_all_scores_zero():
    counts = judged([], [])
    assert counts.f1("type") == 0.0
    assert counts.field("date") is None
