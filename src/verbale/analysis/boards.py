"""A board: hypotheses and rows of evidence in one plain TOML file; reading it, and saying exactly what is wrong."""

from __future__ import annotations

import datetime
import functools
import hashlib
import tomllib
from collections.abc import Mapping
from importlib import resources
from pathlib import Path
from typing import Any, Literal

import msgspec

from verbale.errors import InputError
from verbale.record import InNotebooks

FORMAT = "board 1"
NONE = "none"
MAX_BYTES, MAX_ROWS, MAX_HYPOTHESES = 2_000_000, 2_000, 8
Likelihood = str | tuple[float, float]  # a word of the tables, or a band of one's own
Looked = Literal["seen", "not seen", "not looked for"]


class Hypothesis(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One hypothesis. `prior`: a band of odds against the others; where not exclusive, a band of probability."""

    id: str
    text: str
    prior: tuple[float, float] | None = None


class Row(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One row. Rows of one `group` report one thing from one origin; `default`: nobody has looked at it yet."""

    id: str
    text: str
    likelihood: dict[str, Likelihood]
    group: str = ""
    relation: Literal["reprint", "own reporting"] = "reprint"
    source: str = ""
    outlet: str = ""
    reliability: str = "F"
    credibility: str = "6"
    date: datetime.date | None = None  # of the event
    reported: datetime.date | None = None
    looked: Looked = "seen"
    denial: bool = False
    interested: bool = False
    contested: bool = False
    retracted: bool = False
    default: bool = False
    event: str = ""
    claims: tuple[str, ...] = ()
    note: str = ""


class Board(InNotebooks, msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The whole file. `outcome`: the hypothesis that came true, once it is known."""

    verbale: str
    question: str
    hypothesis: tuple[Hypothesis, ...]
    row: tuple[Row, ...] = ()
    pair: tuple[str, str] | None = None
    exclusive: bool = True
    asof: datetime.date | None = None
    seed: int = 1
    tables: str = ""  # version of the tables that it was made with
    record: str = ""
    outcome: str | None = None


class Tables(msgspec.Struct, frozen=True):
    """What words and grades mean; see boards.toml. An empty band says nothing."""

    version: str
    likelihood: dict[str, tuple[float, float]]
    prior: dict[str, tuple[float, float]]
    reliability: dict[str, tuple[float, ...]]
    credibility: dict[str, tuple[float, ...]]
    rho: dict[str, float]
    weights: dict[str, float]
    grades: dict[str, dict[str, str]] = {}
    template: dict[str, Any] = {}


@functools.cache
def _shipped() -> str:
    return resources.files("verbale.analysis").joinpath("boards.toml").read_text("utf-8")


def tables(path: Path | None = None) -> Tables:
    """The tables that ship with Verbale, or those of a file. Raises InputError V270."""
    if path is None:
        return msgspec.convert(tomllib.loads(_shipped()), Tables, strict=False)
    return _checked_tables(_convert(_toml(path), Tables, path.name), path.name)


def read(path: Path, words: Tables) -> Board:
    """The board in a file. Raises InputError V270 with what is wrong and where."""
    return _board(_toml(path), words, path.name)


def parse(text: str, words: Tables, name: str) -> Board:
    """The board in a text as `propose` makes it; `name` stands in errors. Raises InputError V270."""
    return _board(tomllib.loads(text), words, name)


def _board(value: Mapping[str, Any], words: Tables, name: str) -> Board:
    board: Board = _convert(value, Board, name)
    _check(board, words, name)
    return board


def digest(board: Board, words: Tables) -> str:
    """What the result depends on, as 16 hex digits: board and tables."""
    text = msgspec.json.encode((board, words), order="sorted")
    return hashlib.sha256(text).hexdigest()[:16]


def _toml(path: Path) -> dict[str, Any]:
    try:
        if path.stat().st_size > MAX_BYTES:
            raise _wrong(path.name, f"it is larger than {MAX_BYTES:,} bytes")
        return tomllib.loads(path.read_text("utf-8"))
    except OSError as error:
        raise _wrong(path.name, f"it cannot be read ({error.strerror})") from None
    except (UnicodeDecodeError, tomllib.TOMLDecodeError, RecursionError) as error:
        raise _wrong(path.name, f"it is no TOML ({str(error) or 'nested too deep'})") from None


def _convert(value: Mapping[str, Any], kind: Any, name: str) -> Any:
    try:
        return msgspec.convert(value, kind, strict=True)
    except msgspec.ValidationError as error:
        raise _wrong(name, str(error)) from None


def _check(board: Board, words: Tables, name: str) -> None:
    ids = [one.id for one in board.hypothesis]
    if board.verbale != FORMAT:
        raise _wrong(name, f'`verbale` is "{board.verbale}" and not "{FORMAT}"')
    if not 1 <= len(ids) <= MAX_HYPOTHESES:
        raise _wrong(name, f"it has {len(ids)} hypotheses (1 to {MAX_HYPOTHESES}; none of these is always there)")
    if NONE in ids or len(set(ids)) < len(ids):
        raise _wrong(name, f'hypotheses need ids of their own, and "{NONE}" is taken')
    for one in board.hypothesis:
        if one.prior is not None:
            _band(one.prior, f"prior of {one.id}", name, top=1.0 if not board.exclusive else 1e6)
    if len(board.row) > MAX_ROWS:
        raise _wrong(name, f"it has {len(board.row)} rows (at most {MAX_ROWS})")
    if len({row.id for row in board.row}) < len(board.row):
        raise _wrong(name, "two rows have one id")
    if board.outcome is not None and board.outcome not in {*ids, NONE}:
        raise _wrong(name, f'the outcome "{board.outcome}" is no hypothesis')
    for row in board.row:
        _check_row(row, set(ids), words, name)


def _check_row(row: Row, ids: set[str], words: Tables, name: str) -> None:
    if set(row.likelihood) != ids:
        lacking, odd = sorted(ids - set(row.likelihood)), sorted(set(row.likelihood) - ids)
        said = f"lacks {', '.join(lacking)}" if lacking else f"names {', '.join(odd)}, no hypothesis of the board"
        raise _wrong(name, f"the likelihood of row {row.id} {said}")
    for where, value in row.likelihood.items():
        if isinstance(value, str):
            if value not in words.likelihood:
                known = ", ".join(words.likelihood)
                raise _wrong(name, f'row {row.id} says "{value}" of {where}; words are {known}')
        else:
            _band(value, f"likelihood of row {row.id} under {where}", name)
    for what, grade, known_grades in (
        ("reliability", row.reliability, words.reliability),
        ("credibility", row.credibility, words.credibility),
    ):
        if grade not in known_grades:
            raise _wrong(name, f'row {row.id} has {what} "{grade}"; grades are {", ".join(known_grades)}')


def _band(band: tuple[float, float], what: str, name: str, top: float = 1.0) -> None:
    if not 0 < band[0] <= band[1] <= top or (top == 1.0 and band[1] >= 1.0):
        raise _wrong(name, f"the {what} is {list(band)}; it must be [low, high] with 0 < low <= high < {top:g}")


def _checked_tables(words: Tables, name: str) -> Tables:
    for word, band in words.likelihood.items():
        _band(band, f"band of {word}", name)
    for grades in (words.reliability, words.credibility):
        for grade, known in grades.items():
            if known:
                _band((known[0], known[-1]), f"band of {grade}", name)
    if not {"default", "none"} <= words.prior.keys() or "interested_denial" not in words.weights:
        raise _wrong(name, "it lacks prior.default, prior.none or weights.interested_denial")
    if not {"reprint", "own reporting"} <= words.rho.keys() or not all(0 <= rho <= 1 for rho in words.rho.values()):
        raise _wrong(name, "rho needs `reprint` and `own reporting`, between 0 and 1")
    return words


def _wrong(name: str, what: str) -> InputError:
    return InputError(
        "V270", f"The board {name} cannot be weighed: {what}.", "Mend the file; docs/analysis.md has one."
    )
