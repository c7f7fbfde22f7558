"""Where results are written: the screen, or a file that appears only when it is whole."""
from __future__ import annotations

import contextlib
import io
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TextIO

from verbale.cli.options import unmasked
from verbale.errors import UsageError
from verbale.reading.problems import shown


@contextlib.contextmanager
def writing(path: Path | None) -> Iterator[TextIO]:
    """A stream to stdout (None or -), or to a file that replaces `path` at the end; on an error it stays as it was."""
    if path is None or unmasked(path) == "-":
        if isinstance(sys.stdout, io.TextIOWrapper):
            sys.stdout.reconfigure(encoding="utf-8", errors="replace")
        yield sys.stdout
        return
    part = path.with_name(f"{path.name}.part")
    try:
        with part.open("w", encoding="utf-8", errors="replace", newline="") as file:
            yield file
        part.replace(path)
    except OSError as error:
        why = error.strerror or type(error).__name__
        raise UsageError("V202", f"{shown(path)} cannot be written ({why}).", "Choose another file.") from None
    finally:
        with contextlib.suppress(OSError):
            part.unlink(missing_ok=True)
