"""What the analysis finds about a pair, where it is installed; nothing where it is not."""
from __future__ import annotations

import importlib.util
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from verbale.web.desk import Desk


def of_pair(desk: Desk, a: str, b: str) -> dict[str, Any]:
    """`missing`: why there is no finding, or empty."""
    del desk, a, b
    if importlib.util.find_spec("verbale.analysis") is None:
        return {"missing": "Trend, hypotheses and forecasts need verbale[analysis]."}
    return {"missing": "No trend is drawn."}
