"""The commands, and how every way of ending becomes an exit code and at most one line."""
from __future__ import annotations

import os
import sys
import traceback
import warnings
from collections.abc import Sequence
from typing import Any, TextIO

import cyclopts

import verbale
from verbale.cli import (  # thin: what they need loads when they run
    add,
    at,
    board,
    brief,
    code,
    correct,
    dyad,
    events,
    export,
    forecast,
    forecast_eval,
    import_,
    rebuild,
    serve,
    verify,
    watch,
)
from verbale.cli.options import masked
from verbale.errors import UsageError, VerbaleError
from verbale.reading.problems import ReadingWarning, shown
from verbale.settings import debug

FAULT, WRONG, INTERRUPTED, BROKEN_PIPE = 1, 2, 130, 141

app = cyclopts.App(
    name="verbale",
    help="Turn news text about international relations into cited records: who did what to whom, when, who says so.",
    version=verbale.__version__,
    help_format="markdown",
    suppress_keyboard_interrupt=False,  # ours to turn into an exit code
)
for _command in (
    brief.brief,
    code.code,
    add.add,
    watch.watch,
    serve.serve,
    events.events,
    correct.correct,
    at.at,
    verify.verify,
    rebuild.rebuild,
    dyad.dyad,
    board.board,
    board.weigh,
    forecast.forecast,
    forecast_eval.forecast_eval,
    export.export,
    import_.import_,
):
    app.command(_command)


def run(arguments: Sequence[str]) -> int:
    """Run one command line; give its exit code."""
    with warnings.catch_warnings():
        warnings.simplefilter("always", ReadingWarning)
        warnings.showwarning = _note
        try:
            status = _call(arguments)
            sys.stdout.flush()
        except VerbaleError as error:
            return _failed(error.line(), WRONG)
        except KeyboardInterrupt:
            return _failed("Interrupted.", INTERRUPTED)
        except BrokenPipeError:
            # Whoever read our output is gone; what is still buffered must not raise again when Python ends.
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
            return BROKEN_PIPE
        except Exception as error:  # noqa: BLE001 - the last net: no traceback before users
            why = f"V901: unexpected {type(error).__name__}: {shown(error)}"
            return _failed(f"{why} Please report it; VERBALE_DEBUG=1 shows where it arose.", FAULT)
        return status


def _call(arguments: Sequence[str]) -> int:
    try:
        result = app(
            masked(arguments), exit_on_error=False, print_error=False, help_on_error=False,
            result_action="return_value",
        )
    except cyclopts.CycloptsError as error:
        said = " ".join(str(error).split())
        raise UsageError("V201", said, "See verbale --help.") from None
    return result if isinstance(result, int) else 0


def _failed(line: str, code: int) -> int:
    if debug():
        traceback.print_exc()
    print(line, file=sys.stderr)
    return code


def _note(
    message: Warning | str, category: type[Warning], filename: str, lineno: int,
    file: TextIO | None = None, line: str | None = None, **_more: Any,
) -> None:
    """Warnings for readers are one line; those for programmers show only when debugging."""
    if issubclass(category, ReadingWarning):
        print(f"Note: {message}", file=sys.stderr)
    elif debug():
        print(warnings.formatwarning(message, category, filename, lineno, line), file=file or sys.stderr)
