"""Word lists of ontology/cues.toml."""

from __future__ import annotations

import functools
import tomllib
from importlib import resources


@functools.cache
def cues(section: str) -> dict[str, frozenset[str]]:
    """One section of the file: list name -> words."""
    return _all()[section]


@functools.cache
def _all() -> dict[str, dict[str, frozenset[str]]]:
    raw = tomllib.loads((resources.files("verbale") / "ontology" / "cues.toml").read_text(encoding="utf-8"))
    return {section: {k: frozenset(v) for k, v in lists.items()} for section, lists in raw.items()}
