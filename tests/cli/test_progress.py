"""The progress line: only on a terminal, only when a run takes its time, and never on stdout."""
from __future__ import annotations

import types

from verbale.cli import progress


def test_silent_where_nobody_looks(capsys):
    with progress.Progress(types.SimpleNamespace(came=1, coded=0)) as line:
        line.step()
    assert capsys.readouterr() == ("", "")


def test_shown_on_a_terminal_after_a_moment(monkeypatch, capsys):
    monkeypatch.setattr("sys.stderr.isatty", lambda: True)
    monkeypatch.setattr(progress, "PATIENCE", 0.0)
    counts = types.SimpleNamespace(came=3, coded=2)
    with progress.Progress(counts) as line:
        line.step()
        assert "story 3 (2 coded)" in str(line._status.status)
    assert capsys.readouterr().out == ""
