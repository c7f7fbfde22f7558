"""Takes claims, gives events: which claims speak of one happening, and where it stands.

Reads no text beyond the spans of the claims, but for who wrote it: an agency credited at the head or foot, and copies.
"""

from __future__ import annotations

from verbale.events.claim_links import ClaimLink, claim_links
from verbale.events.figure_table import FigureRow, figure_table
from verbale.events.judgements import Judgement
from verbale.events.links import links
from verbale.events.merge import merge, near, places
from verbale.events.transfers import both_ways, find_transfers
from verbale.events.treaties import find_treaties

__all__ = [
    "ClaimLink",
    "FigureRow",
    "Judgement",
    "both_ways",
    "claim_links",
    "figure_table",
    "find_transfers",
    "find_treaties",
    "links",
    "merge",
    "near",
    "places",
]
