"""Takes a ledger, gives its pages: stories, pairs, events, a table to explore, and the ledger's own account.

Never decides anything about a claim: what a person corrects on a page becomes a judgement in the ledger.
"""
from __future__ import annotations

from verbale.web.app import application
from verbale.web.desk import Desk

__all__ = ["Desk", "application"]
