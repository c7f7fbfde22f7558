"""The public names: few, all there, and quick to import."""
from __future__ import annotations

import importlib
import importlib.util
import subprocess
import sys

import pytest

import verbale


def test_at_most_sixteen_names_each_with_a_home():
    assert len(verbale.__all__) <= 16
    assert sorted(verbale.__all__) == verbale.__all__ == sorted(verbale._HOMES)
    assert set(verbale.__all__) <= set(dir(verbale))


@pytest.mark.parametrize("name", verbale.__all__)
def test_a_public_name_loads_and_has_a_docstring(name):
    home = verbale._HOMES[name]
    try:
        if importlib.import_module(home).__spec__.origin is None:
            pytest.skip(f"{home} is not built yet")
    except ModuleNotFoundError as error:
        if error.name and error.name.startswith("verbale."):
            pytest.skip(f"{home} is not built yet")
        raise
    assert getattr(verbale, name).__doc__


def test_an_unknown_name_is_an_attribute_error():
    with pytest.raises(AttributeError, match="nothing_such"):
        verbale.nothing_such  # noqa: B018


def test_import_is_quick_and_light():
    program = "import time; t = time.perf_counter(); import verbale, sys; print(time.perf_counter() - t, *sys.modules)"
    runs = [
        subprocess.run([sys.executable, "-c", program], check=True, capture_output=True, text=True).stdout.split()
        for _ in range(3)
    ]
    assert min(float(run[0]) for run in runs) < 0.3
    assert not {"numpy", "onnxruntime", "trafilatura", "sqlalchemy", "torch", "cyclopts"} & set(runs[0])


def test_the_version_is_the_packages():
    from importlib.metadata import version

    assert verbale.__version__ == version("verbale")
