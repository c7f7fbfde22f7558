"""`verbale forecast-eval`: how well the next partners of parties are foretold on a set of dated facts."""
from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated, Literal

from cyclopts import Parameter


def forecast_eval(
    train: Annotated[Path, Parameter(help="Facts to learn from: lines of subject, relation, object, time.")],
    valid: Annotated[Path, Parameter(help="Facts of the days after; known when later days are ranked.")],
    test: Annotated[Path, Parameter(help="Facts to rank: each is asked from both ends.")],
    /,
    *,
    part: Annotated[Literal["valid", "test"], Parameter(help="Which part to rank.")] = "test",
    as_json: Annotated[bool, Parameter(name="--json", help="Print one JSON object.", negative=())] = False,
) -> int:
    """Rank the answers of each question (subject, relation, ?) and (?, relation, object) of the test part.

    Single step: all facts of earlier days are known, none of the day. Other true answers of the day are filtered out,
    equal scores share the average of their places.
    """
    from verbale.analysis import ranking
    from verbale.cli.progress import Share

    graph = ranking.Graph([ranking.read_facts(path) for path in (train, valid, test)])
    with Share() as shown:
        found = ranking.Run(graph, part=ranking.VALID if part == "valid" else ranking.TEST, tell=shown.step).evaluate()
    figures = found.figures()
    if as_json:
        print(json.dumps(figures))
        return 0
    for name, value in figures.items():
        print(f"{name:<8} {value:.4f}" if isinstance(value, float) else f"{name:<8} {value}")
    return 0
