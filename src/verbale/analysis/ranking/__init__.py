"""Ranks who a party will meet, and in what way, from dated facts: `subject relation object day`.

Needs numpy alone; one thread. Nothing of a day is seen before the day's questions are answered.
"""
from __future__ import annotations

from verbale.analysis.ranking.evaluate import TEST, TRAIN, VALID, Evaluation, Run
from verbale.analysis.ranking.facts import Facts, Graph, read_facts
from verbale.analysis.ranking.telling import Names, told

__all__ = ["TEST", "TRAIN", "VALID", "Evaluation", "Facts", "Graph", "Names", "Run", "read_facts", "told"]
