"""What needs a library beyond Verbale's own: the error that says which."""

from __future__ import annotations

from verbale.errors import InstallError


def missing(what: str, extra: str) -> InstallError:
    """The error where the extra `extra` is not installed."""
    return InstallError("V410", f"{what} needs a library that is not installed.", f"pip install 'verbale[{extra}]'.")
