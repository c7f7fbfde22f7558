"""`verbale serve` as a user starts it."""

from __future__ import annotations

import json
import os
import re
import resource
import signal
import subprocess
import sys
import urllib.request

from verbale.cli.app import run

MINUTE = 60.0


def test_serves_until_it_is_stopped(ledger):
    command = [sys.executable, "-m", "verbale", "serve", str(ledger), "--port", "0", "--no-browser"]
    environment = {**os.environ, "VERBALE_TOKEN": "t0"}
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=environment) as server:
        said = server.stdout.readline() + server.stdout.readline()
        address = re.search(r"http://127\.0\.0\.1:\d+/", said).group()
        assert f"{address}enter?token=t0" in said
        with urllib.request.urlopen(address + "stories.json", timeout=20) as answer:
            assert json.load(answer)["total"] == 3
        server.terminate()
        server.wait(20)


def test_the_first_useful_page_is_there_within_a_minute(tmp_path):
    """From the command on a machine without any ledger to the page that shows who denies the troops.

    Seconds of processor time are counted, so that other work on the machine does not matter.
    """
    path = tmp_path / "new.db"
    command = [sys.executable, "-m", "verbale", "serve", str(path), "--example", "--port", "0", "--no-browser"]
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, stderr=subprocess.DEVNULL) as server:
        said = server.stdout.readline() + server.stdout.readline()
        address = re.search(r"http://127\.0\.0\.1:\d+/", said).group()
        with urllib.request.urlopen(address, timeout=60) as answer:
            page = answer.read().decode()
        server.send_signal(signal.SIGINT)
        server.wait(60)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    assert "Disputed:" in page
    assert "deny it" in page
    spent = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    assert spent < MINUTE, spent


def test_what_cannot_be_served_is_told_in_a_line(tmp_path, ledger, capsys):
    assert run(["serve", str(tmp_path / "none.db"), "--read-only", "--no-browser", "--port", "0"]) == 2
    assert run(["serve", str(ledger), "--host", "256.1.1.1", "--no-browser"]) == 2
    assert run(["serve", str(ledger), "--port", "99999999", "--no-browser"]) == 2
    said = capsys.readouterr().err.splitlines()
    assert len(said) == 3
    assert all("V289" in line for line in said)
    assert not (tmp_path / "none.db").exists()
