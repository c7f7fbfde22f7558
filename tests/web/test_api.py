"""What programs ask: held against its own description, with inputs made from it."""

from __future__ import annotations

import pytest
import schemathesis
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from schemathesis import GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from verbale.web import Desk, application
from verbale.web.describe import description

from .conftest import TOKEN

TRIES = 12  # inputs for each way of asking
HEADERS = {"authorization": f"Bearer {TOKEN}", "host": "127.0.0.1"}
CHECKS = [not_a_server_error, status_code_conformance, content_type_conformance, response_schema_conformance]
ASKED = [(path, method) for path, methods in description()["paths"].items() for method in methods]


@pytest.fixture(scope="module")
def described(shelf, tmp_path_factory):
    """The description, bound to a server on a copy of the examples."""
    import shutil

    desk = Desk(shutil.copy(shelf, tmp_path_factory.mktemp("api") / "api.db"), token=TOKEN)
    app = application(desk)
    yield schemathesis.openapi.from_asgi("/openapi.json", app, headers=HEADERS)
    desk.close()


@pytest.mark.parametrize(("path", "method"), ASKED)
def test_answers_are_as_described(described, path, method):
    """Any input, sound or not: never a fault of the server, the status and shape that the description names."""
    operation = described[path][method.upper()]
    cases = st.one_of(operation.as_strategy(generation_mode=mode) for mode in GenerationMode)

    @settings(max_examples=TRIES, deadline=None, suppress_health_check=list(HealthCheck), database=None)
    @given(case=cases)
    def hold(case):
        case.call_and_validate(headers=HEADERS, checks=CHECKS)

    hold()
