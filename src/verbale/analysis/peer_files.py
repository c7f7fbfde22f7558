"""Files of ICEWS, POLECAT and GDELT, as users have them: plain, gzip or zip, one file or a folder; or as Parquet.

Rows that tell one event are counted once: same day, same parties by name, same code. A row each way of one meeting is
one event of both. Nothing is lost in silence: what cannot be read is counted by its reason.
"""

from __future__ import annotations

import collections
import csv
import gzip
import io
import itertools
import zipfile
import zlib
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TextIO

from verbale.analysis import extras, observations, peer_rows
from verbale.analysis.observations import Date, Material, Observation
from verbale.errors import InputError

LARGEST = 4_000_000_000  # bytes, unpacked: four years of GDELT in one zip
LONGEST_LINE = 1_000_000
_SUFFIXES = (".tab", ".tsv", ".txt", ".csv", ".gz", ".zip", ".parquet")


def read_file(path: Path, a: str, b: str) -> Material:
    """All that the file or folder holds on the pair. Raises InputError V261 (not readable), V262 (no known shape)."""
    gather = _Gather(a, b)
    for name, row in rows(path):
        gather.take(name, row)
    return gather.material(path)


def rows(path: Path) -> Iterator[tuple[str, peer_rows.Row | str]]:
    """(shape, row) of each line in a file or folder; for a row that is none, the reason. Raises as read_file."""
    files = sorted(p for p in path.iterdir() if p.suffix.lower() in _SUFFIXES) if path.is_dir() else [path]
    if not files:
        message = f"{path.name} holds no file of event data."
        raise InputError("V261", message, f"Such files end in {', '.join(_SUFFIXES)}.")
    for file in files:
        try:
            for table in _tables(file):
                yield from _read(file, table)
        except (OSError, EOFError, UnicodeDecodeError, zipfile.BadZipFile, zlib.error, csv.Error) as error:
            why = f"{file.name} cannot be read ({type(error).__name__}: {error})."
            raise InputError("V261", why, "Check the file.") from None


def _read(file: Path, table: Iterator[Sequence[str]]) -> Iterator[tuple[str, peer_rows.Row | str]]:
    first = next(table, None)
    shape = peer_rows.shape(first) if first is not None else None
    if shape is None or first is None:
        step = "Known are ICEWS, POLECAT and GDELT (tab-separated), and the tables of verbale events."
        raise InputError("V262", f"{file.name} is in no shape that Verbale knows.", step)
    lines = table if shape.header else itertools.chain([first], table)
    for cells in lines:
        if len(cells) == shape.columns:
            yield shape.name, shape.read(cells)
        elif any(cells):
            yield shape.name, f"rows without {shape.columns} columns"


class _Gather:
    """Distinct events of a pair, and how many of all pairs a day has."""

    def __init__(self, a: str, b: str) -> None:
        self.pair = {a, b}
        self.a, self.b = a, b
        self.kinds: set[str] = set()
        self.left_out: collections.Counter[str] = collections.Counter()
        self.volume: collections.Counter[Date] = collections.Counter()
        self.types: dict[Date, collections.Counter[str]] = {}
        self.pairs: dict[tuple[frozenset[str], frozenset[str]], Date] = {}
        self.seen: set[tuple[object, ...]] = set()
        self.events: dict[tuple[object, ...], list[peer_rows.Row]] = {}

    def take(self, shape: str, row: peer_rows.Row | str) -> None:
        self.kinds.add(shape)
        if isinstance(row, str):
            self.left_out[row] += 1
        else:
            self.count(row)

    def count(self, row: peer_rows.Row) -> None:
        if len(self.seen) < 50_000_000 and row.key not in self.seen:  # what is beyond memory is not told apart
            self.seen.add(row.key)
            self.volume[row.day] += 1
            self.types.setdefault(row.day, collections.Counter()).update({row.type, (row.cameo or "")[:2]} - {""})
            sides = (row.sources, row.targets)
            self.pairs[sides] = min(row.day, self.pairs.get(sides, row.day))
        if self.pair <= row.sources | row.targets:
            one = row.observation()
            if one.direction(self.a, self.b):
                self.events.setdefault(row.key, []).append(row)

    def material(self, path: Path) -> Material:
        found: list[Observation] = [peer_rows.merged(rows) for rows in self.events.values()]
        return Material(
            where=str(path),
            kind=" and ".join(sorted(self.kinds)),
            volume=dict(self.volume),
            types={day: dict(counts) for day, counts in self.types.items()},
            pairs=dict(collections.Counter(self.pairs.values())),
            observations=observations.between(found, self.a, self.b),
            left_out=dict(sorted(self.left_out.items())),
        )


def _tables(file: Path) -> Iterator[Iterator[Sequence[str]]]:
    """The tables in a file: cells of text, the head first."""
    suffix = file.suffix.lower()
    if suffix == ".parquet":
        yield _parquet(file)
    elif suffix == ".zip":
        with zipfile.ZipFile(file) as bundle:
            members = [m for m in bundle.infolist() if not m.is_dir()]
            if sum(m.file_size for m in members) > LARGEST:
                raise InputError("V261", f"{file.name} unpacks to more than {LARGEST:,} bytes.", "Give it in parts.")
            for member in members:
                with bundle.open(member) as raw, io.TextIOWrapper(raw, "utf-8", "replace", newline="") as text:
                    yield _cells(text, member.filename)
    else:
        opened = gzip.open if suffix == ".gz" else open
        with opened(file, "rt", encoding="utf-8", errors="replace", newline="") as text:
            yield _cells(text, file.name)


def _cells(text: TextIO, name: str) -> Iterator[Sequence[str]]:
    """Cells by tab, or by comma where the head has no tab; a line of more than a million characters ends the file."""
    head = text.readline(LONGEST_LINE)
    if not head:
        return
    if "\t" in head:
        yield head.lstrip("\ufeff").rstrip("\r\n").split("\t")
        while line := text.readline(LONGEST_LINE):
            yield line.rstrip("\r\n").split("\t")
    elif "," in head:
        csv.field_size_limit(LONGEST_LINE)
        yield from csv.reader(_lines(head, text))
    else:
        raise InputError("V262", f"{name} has no columns.", "Give a file with cells between tabs or commas.")


def _lines(head: str, text: TextIO) -> Iterator[str]:
    yield head.lstrip("\ufeff")
    while line := text.readline(LONGEST_LINE):
        yield line


def _parquet(file: Path) -> Iterator[Sequence[str]]:
    try:
        import pyarrow as arrow
        from pyarrow import parquet
    except ModuleNotFoundError:
        raise extras.missing("Parquet", "archive") from None
    try:
        table = parquet.ParquetFile(file)
        yield table.schema_arrow.names
        for batch in table.iter_batches():
            columns = [["" if v is None else _word(v) for v in column.to_pylist()] for column in batch.columns]
            yield from zip(*columns, strict=True)
    except arrow.ArrowInvalid as error:
        raise InputError("V261", f"{file.name} is no Parquet ({error}).", "Check the file.") from None


def _word(value: object) -> str:
    return " ".join(map(str, value)) if isinstance(value, list) else str(value)
