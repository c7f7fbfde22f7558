"""Marker `shared`: reading material that lies beside the repository, for tests that skip without it."""
from __future__ import annotations

import os
from pathlib import Path

import pytest
from hypothesis import settings

REPOSITORY = Path(__file__).resolve().parent.parent
SHARED = REPOSITORY.parent / "shared"

# A gate gives the same answer twice; new examples are looked for where people work.
settings.register_profile("gate", derandomize=True)
if os.environ.get("CI"):
    settings.load_profile("gate")


def pytest_runtest_setup(item: pytest.Item) -> None:
    for marker in item.iter_markers("shared"):
        for path in marker.args or (".",):
            if not (SHARED / path).exists():
                pytest.skip(f"../shared/{path} is not here")


@pytest.fixture
def shared() -> Path:
    """The folder ../shared; the test is skipped where it is missing."""
    if not SHARED.is_dir():
        pytest.skip("../shared is not here")
    return SHARED
