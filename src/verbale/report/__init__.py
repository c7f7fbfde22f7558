"""Findings to pages: the brief, and claims and events as tables.

Every line leads to its evidence; nothing is decided here.
"""

from __future__ import annotations

from verbale.report.brief import brief
from verbale.report.tables import CLAIM_FORMATS, FORMATS, write_claims, write_events

__all__ = ["CLAIM_FORMATS", "FORMATS", "brief", "write_claims", "write_events"]
