"""The example story in a ledger, for the commands that ask one."""
from __future__ import annotations

from pathlib import Path

import pytest

from verbale.cli.app import run

EXAMPLES = Path(__file__).resolve().parents[2] / "examples"


@pytest.fixture(scope="session")
def zoo_ledger(tmp_path_factory):
    """The path of a ledger that holds `examples/zoo.txt`; to be read only."""
    path = tmp_path_factory.mktemp("ledger") / "zoo.db"
    assert run(["add", str(EXAMPLES / "zoo.txt"), "--ledger", str(path)]) == 0
    return str(path)
