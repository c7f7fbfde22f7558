"""`verbale forecast-eval`: how well the next partners of parties are foretold on a set of dated facts."""
from __future__ import annotations

import json
import os
import sys
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
    explain: Annotated[int, Parameter(help="Explain so many of the questions, on stderr where --json is given.")] = 0,
    as_json: Annotated[bool, Parameter(name="--json", help="Print one JSON object.", negative=())] = False,
) -> int:
    """Rank the answers of each question (subject, relation, ?) and (?, relation, object) of the test part.

    Single step: all facts of earlier days are known, none of the day. Other true answers of the day are filtered out,
    equal scores share the average of their places.
    """
    # Before numpy loads: small products gain nothing by a second thread, and sums stay the same everywhere.
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    from verbale.analysis import ranking
    from verbale.cli.progress import Share

    graph = ranking.Graph([ranking.read_facts(path) for path in (train, valid, test)])
    with Share() as shown:
        run = ranking.Run(
            graph, part=ranking.VALID if part == "valid" else ranking.TEST, explained=explain, tell=shown.step)
        found = run.evaluate()
    names = ranking.Names.beside(train)
    for explanation in run.explanations:
        for line in ranking.told(explanation, graph, names):
            print(line, file=sys.stderr if as_json else sys.stdout)
    figures = found.figures()
    if as_json:
        print(json.dumps(figures))
        return 0
    for name, value in figures.items():
        print(f"{name:<8} {value:.4f}" if isinstance(value, float) else f"{name:<8} {value}")
    return 0
