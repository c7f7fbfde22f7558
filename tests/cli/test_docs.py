"""docs/cli.md says what --help says."""
from __future__ import annotations

import importlib.util
from pathlib import Path

REPOSITORY = Path(__file__).resolve().parents[2]


def test_the_page_of_the_command_line_is_current():
    spec = importlib.util.spec_from_file_location("docs_cli", REPOSITORY / "tools" / "docs_cli.py")
    tool = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(tool)
    from verbale.cli.app import app

    assert set(tool.COMMANDS) == {name for name in app if not name.startswith("-")}
    written = (REPOSITORY / "docs" / "cli.md").read_text("utf-8")
    assert written == tool.page(), "run `make docs`"
