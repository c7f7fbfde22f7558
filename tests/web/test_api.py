"""What programs ask: held against its own description, with inputs made from it."""
from __future__ import annotations

import pytest
import schemathesis
from hypothesis import HealthCheck, settings
from schemathesis import GenerationMode

from verbale.web import Desk, application
from verbale.web.describe import description

from .conftest import TOKEN

TRIES = 12  # inputs for each way of asking
ASKED = [(path, method) for path, methods in description()["paths"].items() for method in methods]


@pytest.fixture(scope="module")
def described(shelf, tmp_path_factory):
    """The description, bound to a server on a copy of the examples."""
    import shutil

    desk = Desk(shutil.copy(shelf, tmp_path_factory.mktemp("api") / "api.db"), token=TOKEN)
    app = application(desk)
    schema = schemathesis.openapi.from_asgi("/openapi.json", app, headers={"host": "127.0.0.1"})
    schema.config.generation.update(modes=[GenerationMode.POSITIVE, GenerationMode.NEGATIVE])
    yield schema
    desk.close()


@pytest.mark.parametrize(("path", "method"), ASKED)
def test_answers_are_as_described(described, path, method):
    """Any input, sound or not: never a fault of the server, the status and shape that the description names."""
    @settings(max_examples=TRIES, deadline=None, suppress_health_check=list(HealthCheck))
    def hold(case):
        case.call_and_validate(headers={"authorization": f"Bearer {TOKEN}", "host": "127.0.0.1"}, excluded_checks=EXCLUDED)

    operation = described[path][method.upper()]
    operation.schema.parametrize  # noqa: B018
    from hypothesis import given

    given(case=operation.as_strategy())(hold)()
