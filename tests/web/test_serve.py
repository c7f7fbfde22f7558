"""`verbale serve` as a user starts it."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import urllib.request

from verbale.cli.app import run


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


def test_what_cannot_be_served_is_told_in_a_line(tmp_path, ledger, capsys):
    assert run(["serve", str(tmp_path / "none.db"), "--read-only", "--no-browser", "--port", "0"]) == 2
    assert run(["serve", str(ledger), "--host", "256.1.1.1", "--no-browser"]) == 2
    assert run(["serve", str(ledger), "--port", "99999999", "--no-browser"]) == 2
    said = capsys.readouterr().err.splitlines()
    assert len(said) == 3
    assert all("V289" in line for line in said)
    assert not (tmp_path / "none.db").exists()
