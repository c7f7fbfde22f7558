"""Files of dated facts, `subject relation object time`, as arrays of whole numbers."""
from __future__ import annotations

import array
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

from verbale.errors import InputError
from verbale.reading.problems import missing, shown, unreadable

Integers = npt.NDArray[np.int64]
MOST_RELATIONS = 600  # rules are a table of relations by relations: 0.5 GB at this number
MOST_CELLS = 30_000_000  # entities x relations, both directions: 0.5 GB of counts at this number
_FORM = "A line is subject, relation, object and time: whole numbers with tabs or spaces between (a fifth is ignored)."


@dataclass(frozen=True)
class Facts:
    """Parallel arrays (n,), ordered as read. `time` is in the file's own unit."""

    subject: Integers
    relation: Integers
    object: Integers
    time: Integers

    def __len__(self) -> int:
        return len(self.time)


def read_facts(path: Path) -> Facts:
    """The facts of one file. Raises InputError with file, line and what to do for a line that is none."""
    columns = array.array("q")
    try:
        with path.open(encoding="utf-8") as file:
            for number, line in enumerate(file, 1):
                cells = line.split()
                if cells:
                    columns.extend(_numbers(cells, path, number))
    except FileNotFoundError:
        raise missing(path) from None
    except OSError as error:
        raise unreadable(path, error.strerror or type(error).__name__) from None
    except UnicodeDecodeError:
        raise InputError("V171", f"{shown(path)} is not text in UTF-8.", _FORM) from None
    if not columns:
        raise InputError("V172", f"{shown(path)} holds no fact.", _FORM)
    table = np.frombuffer(columns, dtype=np.int64).reshape(-1, 4)
    return Facts(*(np.ascontiguousarray(table[:, i]) for i in range(4)))


def _numbers(cells: Sequence[str], path: Path, number: int) -> list[int]:
    where = f"{shown(path)}, line {number}"
    if len(cells) not in {4, 5}:
        raise InputError("V173", f"{where}: {len(cells)} columns instead of 4.", _FORM)
    for name, cell in zip(("subject", "relation", "object", "time"), cells, strict=False):
        if not cell.isascii() or not cell.isdigit() or len(cell) > 15:
            raise InputError("V173", f'{where}: the {name} "{shown(cell[:40])}" is no whole number from 0.', _FORM)
    return [int(cell) for cell in cells[:4]]


class Graph:
    """The facts of all parts, in both directions, by day: arrays (2n,) sorted by day, then as read.

    Entities and relations are numbered from 0 in the order of their numbers in the files (`entity_ids`,
    `relation_ids`); relation r + R is r told from its object. A day is one step of time since the first; the step is
    the greatest common divisor of all distances in time.
    """

    def __init__(self, parts: Sequence[Facts]) -> None:
        columns = ("subject", "relation", "object", "time")
        subject, relation, obj, time = (np.concatenate([getattr(part, name) for part in parts]) for name in columns)
        part = np.repeat(np.arange(len(parts)), [len(facts) for facts in parts])
        self.entity_ids, entities = np.unique(np.concatenate([subject, obj]), return_inverse=True)
        self.relation_ids, relation = np.unique(relation, return_inverse=True)
        times = np.unique(time)
        self.step = int(np.gcd.reduce(np.diff(times))) if len(times) > 1 else 1
        self.origin = int(times[0])
        self.entities, self.relations = len(self.entity_ids), 2 * len(self.relation_ids)
        self._check_size()
        subject, obj = np.split(entities, 2)
        day = (time - self.origin) // self.step
        order = np.argsort(np.concatenate([day, day]), kind="stable")
        self.subject: Integers = np.concatenate([subject, obj])[order]
        self.relation: Integers = np.concatenate([relation, relation + len(self.relation_ids)])[order]
        self.object: Integers = np.concatenate([obj, subject])[order]
        self.day: Integers = np.concatenate([day, day])[order]
        self.part: Integers = np.concatenate([part, part])[order]

    def _check_size(self) -> None:
        if len(self.relation_ids) > MOST_RELATIONS or self.entities * self.relations > MOST_CELLS:
            raise InputError(
                "V174", f"{self.entities} entities and {self.relations // 2} relations are too many for this ranker.",
                f"It takes {MOST_RELATIONS} relations, and {MOST_CELLS // 2:,} of entities times relations.")

    def days(self) -> Iterator[tuple[int, slice]]:
        """(day, its facts), in order."""
        days, first = np.unique(self.day, return_index=True)
        for day, start, end in zip(days, first, [*first[1:], len(self.day)], strict=True):
            yield int(day), slice(int(start), int(end))

    def time_of(self, day: int) -> int:
        """A day in the files' own unit."""
        return self.origin + day * self.step
