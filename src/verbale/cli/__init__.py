"""The command line: a thin face, one file a command. Results go to stdout, all else to stderr.

Exit codes: 0 done; 1 a fault of Verbale's own; 2 wrong input or call; 130 interrupted; 141 the reader went away.
"""
from __future__ import annotations

from collections.abc import Sequence

__all__ = ["run"]


def run(arguments: Sequence[str]) -> int:
    """Run one command line; give its exit code."""
    from verbale.cli import app

    return app.run(arguments)
