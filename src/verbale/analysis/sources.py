"""What a user names as the record of a pair: a ledger, or a file or folder of event data."""

from __future__ import annotations

from pathlib import Path

from verbale.analysis.observations import Material
from verbale.errors import InputError

_SQLITE = b"SQLite format 3\x00"


def read(where: str, a: str, b: str) -> Material:
    """The material on the pair in a ledger (a SQLite file or a database URL), a file or a folder.

    Raises InputError V260 where there is none, V261 or V262 where it cannot be read; LedgerError for ledgers.
    """
    path = Path(where)
    if "://" in where or _is_ledger(path):
        from verbale.analysis import adapter

        return adapter.read_ledger(where, a, b)
    if not path.exists():
        raise InputError("V260", f"There is no ledger or file {path.name}.", "Check the path.")
    from verbale.analysis import peer_files

    return peer_files.read_file(path, a, b)


def _is_ledger(path: Path) -> bool:
    if not path.is_file():
        return False
    try:
        with path.open("rb") as file:
            return file.read(len(_SQLITE)) == _SQLITE
    except OSError as error:
        raise InputError("V261", f"{path.name} cannot be read ({error.strerror}).", "Check the file.") from None
