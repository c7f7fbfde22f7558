"""Write docs/cli.md from the command line's own help: `python tools/docs_cli.py docs/cli.md`."""
from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

COMMANDS = (
    "brief",
    "code",
    "add",
    "watch",
    "events",
    "serve",
    "correct",
    "at",
    "verify",
    "rebuild",
    "dyad",
    "board",
    "weigh",
    "forecast",
    "forecast-eval",
    "export",
    "import",
)
PARTS = {"board": ("new",), "forecast": ("make", "score")}  # commands of a command, told in its section
WIDTH = "100"
HEAD = """# Command line

Made by `make docs` from `verbale --help`; a test holds it to that.

Results go to stdout (or `-o FILE`), all else to stderr. Exit codes: 0 done; 1 a fault of Verbale's own; 2 wrong input
or call; 130 interrupted; 141 the reader of the output went away.
"""


def page() -> str:
    """The page: the help of the program and of each command."""
    parts = [HEAD]
    for command in ("", *COMMANDS):
        name = f"verbale {command}".strip()
        told = [_help(command), *(_help(command, part) for part in PARTS.get(command, ()))]
        parts.append("\n".join([f"## {name}\n", *(f"```\n{text}\n```\n" for text in told)]))
    return "\n".join(parts)


def _help(*command: str) -> str:
    arguments = [sys.executable, "-m", "verbale", *filter(None, command), "--help"]
    plain = {**os.environ, "COLUMNS": WIDTH, "NO_COLOR": "1", "TERM": "dumb", "PYTHONIOENCODING": "utf-8"}
    done = subprocess.run(arguments, env=plain, capture_output=True, check=True, encoding="utf-8")
    return "\n".join(line.rstrip() for line in done.stdout.strip().splitlines())


if __name__ == "__main__":
    Path(sys.argv[1]).write_text(page(), encoding="utf-8")
