"""All errors of Verbale: one root, a code each, and the next step for the person who reads it.

VerbaleError
├── InputError     V1xx  the text or file cannot be read
├── UsageError     V2xx  the call or option is wrong
├── LedgerError    V3xx  the ledger cannot do it
└── InstallError   V4xx  the installation lacks something
"""
from __future__ import annotations


class VerbaleError(Exception):
    """Root of all errors. `code` is stable; `next_step` says what the reader can do."""

    def __init__(self, code: str, message: str, next_step: str) -> None:
        super().__init__(f"{code}: {message}")
        self.code = code
        self.message = message
        self.next_step = next_step

    def line(self) -> str:
        """One line for a terminal or a log."""
        return f"{self.code}: {self.message} {self.next_step}"


class InputError(VerbaleError):
    """The text or file cannot be read or coded."""


class UsageError(VerbaleError):
    """The call is wrong."""


class LedgerError(VerbaleError):
    """The ledger cannot do what was asked."""


class InstallError(VerbaleError):
    """Something that the package needs is missing."""
