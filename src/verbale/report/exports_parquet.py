"""Claims and events as Parquet files, with the columns of the CSV; a group of rows in memory at a time."""

from __future__ import annotations

import contextlib
import itertools
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from verbale.errors import InstallError, UsageError
from verbale.record import Coding, Event
from verbale.report.tables import CLAIM_HEADS, EVENT_HEADS, claim_rows, event_rows

GROUP = 5_000  # rows written at once
WHOLE = frozenset({"start", "end", "reports", "origins"})
REAL = frozenset({"low", "high", "confidence"})


def write_claims(codings: Iterable[Coding], path: Path) -> int:
    """Write the claims to `path`, which appears when it is whole; the number of rows.

    Raises InstallError V412 without pyarrow, UsageError V202 where the file cannot be written.
    """
    return _write(claim_rows(codings), CLAIM_HEADS, path)


def write_events(events: Iterable[Event], names: Mapping[str, str], path: Path) -> int:
    """Write the events to `path`; as `write_claims`. `names` gives the names of codes."""
    return _write(event_rows(events, names), EVENT_HEADS, path)


def _write(rows: Iterator[dict[str, object]], heads: Sequence[str], path: Path) -> int:
    arrow, parquet = _library()
    kinds = {**dict.fromkeys(WHOLE, arrow.int64()), **dict.fromkeys(REAL, arrow.float64())}
    schema = arrow.schema([(head, kinds.get(head, arrow.string())) for head in heads])
    part, count = path.with_name(f"{path.name}.part"), 0
    try:
        with parquet.ParquetWriter(part, schema, compression="zstd") as out:
            while group := list(itertools.islice(rows, GROUP)):
                out.write_table(arrow.Table.from_pylist(group, schema=schema))
                count += len(group)
        part.replace(path)
    except OSError as error:
        why = error.strerror or type(error).__name__
        raise UsageError("V202", f"{path} cannot be written ({why}).", "Choose another file.") from None
    finally:
        with contextlib.suppress(OSError):
            part.unlink(missing_ok=True)
    return count


def _library() -> tuple[Any, Any]:
    try:
        import pyarrow
        import pyarrow.parquet
    except ImportError:
        raise InstallError(
            "V412", "Parquet needs pyarrow, which is not installed.", "pip install 'verbale[archive]'."
        ) from None
    return pyarrow, pyarrow.parquet
