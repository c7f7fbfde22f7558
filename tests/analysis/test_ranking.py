"""The ranker: planted regularities are found, the future is not seen, the same call gives the same figures."""
from __future__ import annotations

import dataclasses

import numpy as np
import pytest

from verbale.analysis import ranking
from verbale.analysis.ranking import evaluate, features
from verbale.errors import InputError

from .ranking_graphs import ENTITIES, MEET, THANK, parts, planted


@pytest.fixture(scope="module")
def found() -> tuple[ranking.Graph, ranking.Evaluation, ranking.Run]:
    graph = ranking.Graph(parts(planted()))
    run = ranking.Run(graph, explained=4)
    return graph, run.evaluate(), run


def _mrr(graph, evaluation, relation):
    asked = graph.relation[graph.part == ranking.TEST]
    return (1 / evaluation.ranks[asked == relation]).mean()


def test_what_recurs_and_what_follows_is_ranked_first(found):
    graph, evaluation, _ = found
    assert _mrr(graph, evaluation, MEET) > 0.6
    assert _mrr(graph, evaluation, THANK) > 0.7  # only a rule can tell: each visit is thanked for once
    assert evaluation.figures()["queries"] == 2 * len(parts(planted())[2])


def test_figures_are_the_same_each_time(found):
    graph, evaluation, _ = found
    again = ranking.Run(graph).evaluate()
    assert np.array_equal(again.ranks, evaluation.ranks)


def test_order_of_lines_does_not_matter(found):
    _, evaluation, _ = found
    mixed = []
    for facts in parts(planted()):
        order = np.random.default_rng(1).permutation(len(facts))
        mixed.append(ranking.Facts(*(getattr(facts, f.name)[order] for f in dataclasses.fields(facts))))
    other = ranking.Run(ranking.Graph(mixed)).evaluate()
    assert other.figures()["mrr"] == pytest.approx(evaluation.figures()["mrr"], abs=1e-6)


def test_the_future_is_not_seen(found):
    """Objects of all later days shuffled: ranks of the first test day stay; and so do its features, bit by bit."""
    graph, evaluation, _ = found
    facts = parts(planted())
    later = facts[2].time > 50
    shuffled = facts[2].object.copy()
    shuffled[later] = np.random.default_rng(3).permutation(shuffled[later])
    moved = facts[2].relation.copy()
    moved[later] = np.random.default_rng(4).permutation(moved[later])
    other = ranking.Graph([facts[0], facts[1], dataclasses.replace(facts[2], object=shuffled, relation=moved)])
    assert not np.array_equal(other.object, graph.object)
    changed = ranking.Run(other).evaluate()
    assert evaluation.days[0] == 50
    assert np.array_equal(changed.ranks[changed.days == 50], evaluation.ranks[evaluation.days == 50])
    assert np.array_equal(_features_of(graph, 50), _features_of(other, 50))


def test_facts_of_the_day_itself_are_not_seen():
    """The answers of a day changed: what is said about its questions stays."""
    facts = parts(planted())
    today = facts[2].time == 50
    turned = np.where(today, (facts[2].object + 11) % ENTITIES, facts[2].object)
    graph = ranking.Graph(facts)
    other = ranking.Graph([facts[0], facts[1], dataclasses.replace(facts[2], object=turned)])
    assert np.array_equal(_features_of(graph, 50), _features_of(other, 50))


def _features_of(graph: ranking.Graph, until: int) -> np.ndarray:
    """Shortlists and features of fixed questions at the start of a day."""
    run = ranking.Run(graph)
    for day, facts in graph.days():
        run.describer.history.move_to(day)
        if day == until:
            break
        if day % 10 == 0:
            run.describer.prepare(np.arange(8))
        run.describer.learn(graph.subject[facts], graph.relation[facts], graph.object[facts])
    run.describer.prepare(np.arange(8))
    asked = features.Questions(np.repeat(np.arange(ENTITIES), 8), np.tile(np.arange(8), ENTITIES))
    lists = [lists for _, lists in run.describer.shortlists(asked)]
    return np.concatenate([np.concatenate([x.candidates[..., None], x.features], axis=-1) for x in lists])


def test_explanations_name_the_rule_and_the_past_events(found):
    graph, _, run = found
    assert len(run.explanations) == 4
    text = "\n".join(line for one in run.explanations for line in ranking.told(one, graph, ranking.Names({}, {})))
    assert "last at time" in text
    assert "score owed to" in text
    for one in run.explanations:
        assert all(0 <= guess.share <= 1 for guess in one.guesses)
        assert all(rule.last_day < one.day for guess in one.guesses for rule in guess.rules)
        assert all(rule.hits <= rule.cases for guess in one.guesses for rule in guess.rules)


def test_parts_out_of_order_are_refused():
    first, second, third = parts(planted())
    with pytest.raises(InputError) as error:
        ranking.Run(ranking.Graph([third, second, first]))
    assert error.value.code == "V175"


def test_a_graph_of_almost_nothing_is_ranked():
    one = ranking.Facts(*(np.array([i]) for i in (0, 0, 1, 0)))
    two = ranking.Facts(*(np.array([i]) for i in (0, 0, 1, 1)))
    three = ranking.Facts(*(np.array([i]) for i in (0, 0, 2, 2)))
    figures = ranking.Run(ranking.Graph([one, two, three])).evaluate().figures()
    assert figures["queries"] == 2
    assert 0 < figures["mrr"] < 1


def test_unseen_entities_tie_behind_the_shortlist(monkeypatch):
    monkeypatch.setattr(features, "SHORTLIST", 5)
    evaluation = ranking.Run(ranking.Graph(parts(planted()))).evaluate()
    assert evaluation.ranks.max() <= ENTITIES
    assert evaluation.ranks.min() >= 1


def test_progress_is_told():
    told = []
    ranking.Run(ranking.Graph(parts(planted())), tell=lambda what, share: told.append((what, share))).evaluate()
    assert {what for what, _ in told} >= {"history", "ranking"}
    assert all(0 <= share <= 1 for _, share in told)


@pytest.mark.shared("data/forecast/icews14")
def test_a_slice_of_real_events(shared, monkeypatch):
    monkeypatch.setattr(evaluate, "SAMPLE", 2000)
    whole = ranking.read_facts(shared / "data" / "forecast" / "icews14" / "train.txt")
    columns = [f.name for f in dataclasses.fields(whole)]
    cut = [
        ranking.Facts(*(getattr(whole, name)[(whole.time >= first) & (whole.time < last)] for name in columns))
        for first, last in ((20, 61), (61, 62), (62, 63))
    ]
    figures = ranking.Run(ranking.Graph(cut)).evaluate().figures()
    assert figures["mrr"] > 0.33  # six weeks of history only; the whole training part gives far more
    assert figures["hits@10"] > 0.50
