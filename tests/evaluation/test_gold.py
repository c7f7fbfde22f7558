"""Scoring stories, and that held-out ones are never shown."""
from __future__ import annotations

import json

import pytest

from evaluation import __main__ as command
from evaluation import gold, unread
from verbale.record import Story

TEXT = "Ruritania sent Zenda a pair of dogs. Zenda thanked Ruritania."
SECRET = "kremlin_41779"


def record(story, event="AID", start=0, end=36, **more):
    return {
        "story": story, "start": start, "end": end, "event": event, "mode": None,
        "actor": [{"text": "Ruritania", "code": "RUR", "sector": ""}],
        "recipient": [{"text": "Zenda", "code": "ZEN", "sector": ""}], "date": None, "status": "done", "polarity": "+",
        "certainty": "certain", "source": [], "amounts": [{"item": "dogs", "low": 2, "high": 2, "unit": None}],
    } | more


@pytest.fixture
def material(tmp_path):
    """A folder with two gold stories, one of them held out, and a claim each."""
    folder = tmp_path / "gold"
    folder.mkdir()
    rows = [{"story": name, "title": "", "outlet": None, "published": "2024-11-20", "language": "en", "text": TEXT}
            for name in ("open-story", SECRET)]
    (folder / "stories.jsonl").write_text("\n".join(map(json.dumps, rows)))
    claims = [record("open-story"), record("open-story", "SUPPORT", 37, 61), record(SECRET)]
    (folder / "claims.jsonl").write_text("\n".join(map(json.dumps, claims)))
    return tmp_path


@pytest.fixture
def coder(monkeypatch):
    """In the place of Verbale: it finds the gift, and a demand that is not there."""
    def code(story):
        return [record(story.name, confidence=0.9), record(story.name, "REQUEST", 37, 61, confidence=0.2)]

    monkeypatch.setattr(gold, "coded_by_verbale", code)


@pytest.mark.usefixtures("coder")
def test_a_run_gives_figures_of_all_open_and_unread_stories(material):
    measured = gold.run(material)
    assert measured.figures["open/dyad_f1"] == pytest.approx(0.5)
    assert measured.figures["unread/dyad_f1"] == pytest.approx(2 / 3)
    assert measured.figures["all/calibration_error"] == pytest.approx(0.15)
    assert measured.figures["all/actors_right"] == 1.0
    assert measured.record["types"]["AID"] == {"gold": 1, "output": 1, "dyad": 1}
    assert measured.record["stories"]["open-story"]["right dyads"] == ["0 AID"]


@pytest.mark.usefixtures("coder")
def test_of_an_unread_story_a_run_tells_totals_only(material):
    measured = gold.run(material)
    told = "\n".join(measured.lines) + json.dumps(measured.record) + json.dumps(measured.figures)
    assert "open-story" in told
    assert SECRET not in told
    assert "Ruritania" not in told
    assert set(measured.record["totals"]) == {"all", "open", "unread"}


def test_a_story_on_which_coding_fails_counts_without_output(material):
    def broken(story):
        msg = f"bad words: {story.text}"
        raise ValueError(msg)

    stories = gold.read_stories(material / "gold" / "stories.jsonl")
    scored = gold.score(stories, gold.read_claims(material / "gold" / "claims.jsonl"), broken)
    assert gold.total(scored).gold == 3
    assert gold.total(scored).output == 0
    assert {one.story.name: TEXT in one.trouble for one in scored} == {"open-story": True, SECRET: False}


@pytest.mark.usefixtures("coder")
def test_show_lists_pairs_misses_and_inventions_with_the_sentence(material):
    lines = "\n".join(gold.show(material, "open-story"))
    assert "[0] Ruritania sent Zenda a pair of dogs." in lines
    assert "= paired at claim" in lines
    assert "- missed   SUPPORT" in lines
    assert "+ invented REQUEST" in lines


@pytest.mark.parametrize("name", [*unread.prefixes(), "written-01-animals", "written-0", "kremlin_4177", ""])
def test_show_refuses_held_out_stories_and_what_could_begin_their_names(material, name):
    with pytest.raises(unread.UnreadStoryError, match="held out"):
        gold.show(material, name)


def test_the_listing_of_a_held_out_story_is_refused_even_if_it_is_scored():
    with pytest.raises(unread.UnreadStoryError):
        gold.listing(gold.Scored(Story(text=TEXT, name=SECRET), [], [], []))


def test_the_command_refuses_with_status_1_and_without_a_word_of_the_story(material, monkeypatch, capsys):
    monkeypatch.setenv("VERBALE_SHARED", str(material))
    assert command.main(["--show", SECRET]) == 1
    said = capsys.readouterr()
    assert said.out == ""
    assert "held out" in said.err
    assert "Ruritania" not in said.err


def test_an_unknown_story_is_said_to_be_unknown(material, monkeypatch, capsys):
    monkeypatch.setenv("VERBALE_SHARED", str(material))
    assert command.main(["--show", "nothing-such"]) == 1
    assert "no gold story is called nothing-such" in capsys.readouterr().err


def test_twelve_stories_are_held_out():
    assert len(unread.prefixes()) == len(set(unread.prefixes())) == 12
    assert unread.is_unread("written-01-animals")
    assert not unread.is_unread("written-08-summit")


@pytest.mark.shared("gold/stories.jsonl")
def test_each_held_out_name_is_one_gold_story(shared):
    names = [story.name for story in gold.read_stories(shared / "gold" / "stories.jsonl")]
    assert all(sum(name.startswith(prefix) for name in names) == 1 for prefix in unread.prefixes())
