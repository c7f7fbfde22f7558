"""`verbale watch` as a process of its own, against a real server: changes, a kill in the middle, a feed that fails."""
from __future__ import annotations

import functools
import importlib
import multiprocessing
import os
import signal
import time
from pathlib import Path

import pytest
from feed_server import LOCAL, serving

from verbale.cli import run
from verbale.ledger import Ledger
from verbale.reading import fetch as fetching
from verbale.reading import watching
from verbale.settings import Settings

DATE = "Tue, 05 Mar 2024 10:00:00 GMT"
FILLING = "The weather over the two capitals stayed dry and mild for most of the week, the papers wrote. " * 8
TEXTS = {n: f"On Monday {a} gave {b} {n} horses. {FILLING}" for n, a, b in (
    (41, "Kenya", "Nepal"), (42, "Uganda", "Chile"), (43, "Norway", "Peru"), (44, "Ghana", "Laos"),
    (45, "Spain", "Fiji"),
)}


def feed(*items: tuple[int, str], link: str = "") -> bytes:
    told = "".join(
        f"<item><title>Item {n}</title><guid>{n}</guid><link>{link}</link><pubDate>{DATE}</pubDate>"
        f"<description>{text}</description></item>" for n, text in items
    )
    head = '<?xml version="1.0"?><rss version="2.0"><channel><title>The Herald</title>'
    return f"{head}{told}</channel></rss>".encode()


@pytest.fixture
def server():
    with serving() as made:
        yield made


def _watch(arguments: list[str]) -> None:
    """The command itself, in a process of its own, with two things changed: this machine may be asked, and often."""
    command = importlib.import_module("verbale.cli.watch")
    command.SHORTEST = 0.2
    get = functools.partial(
        fetching.fetch, resolve=lambda _host, _port: [LOCAL], allowed=[LOCAL],
        settings=Settings(fetch_attempts=1, fetch_seconds=60),
    )
    watching.look = functools.partial(watching.look, get=lambda url, marks: get(url, marks=marks), pause=0)
    raise SystemExit(run(["watch", *arguments, "--every", "1s"]))


def watcher(urls: list[str], path: str) -> multiprocessing.Process:
    made = multiprocessing.get_context("spawn").Process(target=_watch, args=([*urls, "--ledger", path],), daemon=True)
    made.start()
    return made


def until(holds, seconds: float = 90.0) -> None:
    end = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < end, "it did not come about"
        time.sleep(0.1)


def kill(process: multiprocessing.Process) -> None:
    os.kill(process.pid, signal.SIGKILL)
    process.join(60)


def stories(path: str) -> list[str]:
    if not Path(path).exists():
        return []
    try:
        with Ledger(path, read_only=True) as book:
            return sorted(one.title for one in book.stories())
    except Exception:  # noqa: BLE001 - it is being made
        return []


def test_watching_goes_on_after_a_kill_loses_nothing_and_keeps_health(server, tmp_path, capsys):
    home = f"http://news.example:{server.server_address[1]}"
    path = str(tmp_path / "my.db")
    marks = {"ETag": '"one"', "Last-Modified": DATE}
    server.pages["/steady"] = 200, feed((41, TEXTS[41])), marks
    server.pages["/failing"] = 500, b"", {}
    server.pages["/long"] = 200, feed((43, "Short."), link=f"{home}/slow").replace(
        b"</item></channel>", b"</item>" + feed((42, TEXTS[42])).partition(b"</title>")[2]), {}
    server.pages["/slow"] = 200, f"<html><body><article><p>{TEXTS[43]}</p></article></body></html>".encode(), {}
    urls = [f"{home}/{name}" for name in ("steady", "failing", "long")]

    first = watcher(urls, path)
    until(server.held.is_set)  # in the middle of the third feed: its first item is kept, for the second it waits
    until(lambda: stories(path) == ["Item 41", "Item 42"])
    kill(first)
    server.release.set()
    server.pages["/failing"] = 200, feed((44, TEXTS[44])), {}

    second = watcher(urls, path)
    until(lambda: stories(path) == ["Item 41", "Item 42", "Item 43", "Item 44"])
    until(lambda: ("/steady", 304) in server.answers)
    server.pages["/steady"] = 200, feed((45, TEXTS[45]), (41, TEXTS[41])), {"ETag": '"two"', "Last-Modified": DATE}
    until(lambda: stories(path)[-1] == "Item 45")
    kill(second)

    with Ledger(path) as book:
        assert book.verify() == []
        assert len(book.stories()) == 5
        ended = [one for one in book.runs() if one.finished]
        assert ended
        assert not any(one.lost for one in ended)
        assert sum(one.duplicate for one in book.runs()) >= 1  # the item that the kill left unmarked came again
    assert run(["watch", *urls, "--ledger", path, "--health"]) == 0
    told = capsys.readouterr().out.splitlines()
    assert [line.split(";")[0] for line in told][1:] == ["The Herald: 1 items", "The Herald: 2 items"]
    assert all("well at" in line and "failing" not in line for line in told)


def test_a_locked_ledger_is_told_and_asked_again(server, tmp_path, capsys, monkeypatch):
    from verbale.errors import LedgerError

    command = importlib.import_module("verbale.cli.watch")
    rounds = []

    def round_(_self, _every):
        rounds.append(1)
        if len(rounds) == 1:
            raise LedgerError("V302", "The ledger is locked by another writer.", "Wait.")
        raise KeyboardInterrupt

    monkeypatch.setattr(command._Watcher, "round", round_)
    monkeypatch.setattr(command.time, "sleep", lambda _seconds: None)
    assert run(["watch", "http://news.example/feed", "--ledger", str(tmp_path / "my.db")]) == 130
    assert len(rounds) == 2
    assert "V302" in capsys.readouterr().err
