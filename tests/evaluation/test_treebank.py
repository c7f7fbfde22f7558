"""Reading treebanks and name sets, and counting on them."""
from __future__ import annotations

import pytest

from evaluation import language
from evaluation.actors import actor_codes
from evaluation.calibration import calibration_error, reliability
from evaluation.pairing import coded
from evaluation.treebank import name_spans, read_names, read_trees
from verbale.language.model import Parse

CONLLU = """# newdoc id = GUM_news_zoo
# newpar
# text = They don't go to Oz's zoo.
1\tThey\tthey\tPRON\t_\t_\t4\tnsubj\t_\t_
2-3\tdon't\t_\t_\t_\t_\t_\t_\t_\t_
2\tdo\tdo\tAUX\t_\t_\t4\taux\t_\t_
3\tn't\tnot\tPART\t_\t_\t4\tadvmod\t_\t_
4\tgo\tgo\tVERB\t_\t_\t0\troot\t_\t_
4.1\tgo\tgo\tVERB\t_\t_\t_\t_\t_\t_
5\tto\tto\tADP\t_\t_\t8\tcase\t_\t_
6-7\tOz's\t_\t_\t_\t_\t_\t_\t_\t_
6\tOz\tOz\tPROPN\t_\t_\t8\tnmod:poss\t_\t_
7\t's\t's\tPART\t_\t_\t6\tcase\t_\t_
8\tzoo\tzoo\tNOUN\t_\t_\t4\tobl\t_\t_
9\t.\t.\tPUNCT\t_\t_\t4\tpunct\t_\t_

# text = We shan't.
1\tWe\twe\tPRON\t_\t_\t2\tnsubj\t_\t_
2-3\tshan't\t_\t_\t_\t_\t_\t_\t_\t_
2\tshall\tshall\tAUX\t_\t_\t0\troot\t_\t_
3\tnot\tnot\tPART\t_\t_\t2\tadvmod\t_\t_
4\t.\t.\tPUNCT\t_\t_\t2\tpunct\t_\t_

"""


@pytest.fixture
def trees(tmp_path):
    path = tmp_path / "zoo.conllu"
    path.write_text(CONLLU, "utf-8")
    return read_trees(path)


def test_empty_nodes_and_multiword_tokens_are_no_words(trees):
    assert trees[0].words == ["They", "do", "n't", "go", "to", "Oz", "'s", "zoo", "."]
    assert trees[0].heads == [3, 3, 3, -1, 7, 7, 5, 3, 3]
    assert trees[0].deprels[0] == "nsubj"


def test_words_have_offsets_in_the_text(trees):
    assert [trees[0].text[a:b] for a, b in trees[0].spans] == trees[0].words
    assert [trees[1].text[a:b] for a, b in trees[1].spans] == ["We", "shan't", "shan't", "."]


def test_counts_of_tags_and_arcs(trees):
    tree = trees[0]
    parse = Parse(["NOUN", *tree.upos[1:]], ["_"] * 9, tree.heads, ["obj", *tree.deprels[1:]], ["O"] * 9)
    counts = language.tree_counts([tree], [parse])
    assert {key: counts[key] for key in ("words", "upos", "uas", "las")} == {"words": 9, "upos": 8, "uas": 9, "las": 8}
    assert counts.f1("core ") == 0.0


def test_words_and_sentences_are_found_again_in_raw_text(trees):
    assert language.word_counts(trees[:1]).f1() == 1.0
    assert language.sentence_counts(trees).f1() == 1.0


def test_names(tmp_path):
    path = tmp_path / "names.iob2"
    path.write_text("# text = Ann Lee saw Oz\n1\tAnn\tB-PER\n2\tLee\tI-PER\n3\tsaw\tO\n4\tOz\tB-LOC\n", "utf-8")
    [(words, tags)] = read_names(path)
    assert words == ["Ann", "Lee", "saw", "Oz"]
    assert name_spans(tags, frozenset({"PER", "LOC"})) == {(0, 2, "PER"), (3, 4, "LOC")}
    assert name_spans(tags, frozenset({"LOC"})) == {(3, 4, "LOC")}


def test_calibration():
    assert calibration_error([]) == 0.0
    assert calibration_error([(1.0, True), (0.0, False)]) == 0.0
    assert calibration_error([(0.95, False)]) == pytest.approx(0.95)
    assert reliability([(0.51, True), (0.59, False)]) == [(0.5, 0.6, 2, pytest.approx(0.55), 0.5)]


def named(event="AID", **codes_of):
    actors = [{"text": words.replace("_", " "), "code": code} for words, codes in codes_of.items() for code in codes]
    record = {"start": 0, "end": 9, "event": event, "actor": actors, "recipient": [{"text": "Oz", "code": "OZZ"}]}
    return coded([record])[0]


@pytest.mark.parametrize(("ours", "counted"), [
    (named(Putin=["RUS"]), (2, 2, 2)),
    (named(President_Putin=["RUS"]), (2, 2, 2)),
    (named(The_Putin=["RUS"]), (2, 2, 2)),
    (named(Putin=["USA"]), (2, 2, 1)),
    (named(Putin=["RUS", "USA"]), (2, 2, 1)),
    (named(Rasputin=["RUS"]), (2, 1, 1)),
    (named("COOPERATE", Putin=["RUS"]), (0, 0, 0)),
])
def test_actor_codes(ours, counted):
    assert actor_codes([(named(Putin=["RUS"]), ours)]) == counted
