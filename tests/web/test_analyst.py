"""The process that analyses pairs: started for real, killed, asked about damaged and foreign ledgers."""

from __future__ import annotations

import datetime
import os
import signal
import threading
import time

import pytest

from verbale import ledger
from verbale.errors import InstallError, LedgerError
from verbale.web.analysing import Question
from verbale.web.analyst import Analyst
from verbale.web.answers import Answers

NOW = datetime.datetime(2024, 12, 1, tzinfo=datetime.UTC)


def asked(answers: Answers, part: str, a: str = "PRK", b: str = "RUS") -> Question:
    return Question(part=part, a=a, b=b, state=answers.state(a, b), now=NOW)


@pytest.fixture
def answers(served):
    return served.desk.answers


def test_another_process_finds_what_this_one_would(answers, served):
    pytest.importorskip("verbale.analysis")
    here = Analyst(":memory:", answers.book)
    for part in ("trend", "outlook"):
        told = answers.analyse(asked(answers, part))
        assert told == here.ask(asked(answers, part))
        assert told["missing"] == ""
    process = answers._analyst._process
    assert process is not None
    assert process.pid != os.getpid()


def test_a_pair_without_events_has_its_reason(answers):
    assert answers.analyse(asked(answers, "trend", "FJI", "TON"))["missing"]


def test_a_killed_process_is_told_and_replaced(answers):
    answers.analyse(asked(answers, "trend"))
    first = answers._analyst._process
    os.kill(first.pid, signal.SIGKILL)
    first.wait()
    assert answers.analyse(asked(answers, "trend"))["missing"] == ""
    second = answers._analyst._process
    os.kill(second.pid, signal.SIGSTOP)  # killed in the midst of an answer
    threading.Timer(0.3, os.kill, (second.pid, signal.SIGKILL)).start()
    with pytest.raises(InstallError) as told:
        answers.analyse(asked(answers, "outlook"))
    assert told.value.code == "V402"
    assert answers.analyse(asked(answers, "outlook"))["missing"] == ""


def test_it_ends_with_the_server(answers):
    answers.analyse(asked(answers, "trend"))
    process = answers._analyst._process
    answers._analyst.close()
    assert process.returncode is not None
    with pytest.raises(InstallError):
        answers.analyse(asked(answers, "trend"))


def test_a_ledger_that_is_gone_is_told(answers, tmp_path):
    analyst = Analyst(tmp_path / "none.db", answers.book)
    with pytest.raises(LedgerError) as told:
        analyst.ask(asked(answers, "trend"))
    assert told.value.code == "V301"
    analyst.close()


def test_a_ledger_in_memory_is_analysed_here():
    with ledger.open(":memory:") as book:
        analyst = Analyst(":memory:", book)
        state = book.state_of("PRK", "RUS")
        row = analyst.ask(Question(part="trend", a="PRK", b="RUS", state=state, now=NOW))
        assert row["missing"]


def test_many_threads_may_ask(answers):
    from concurrent.futures import ThreadPoolExecutor

    began = time.monotonic()
    with ThreadPoolExecutor(4) as pool:
        found = list(pool.map(lambda part: answers.analyse(asked(answers, part)), ["trend", "outlook"] * 2))
    assert found[0] == found[2]
    assert found[1] == found[3]
    assert time.monotonic() - began < 60
