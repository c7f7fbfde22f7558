"""Takes codings (a story, its claims, its events) and keeps them, append-only and verifiable.

Never changes what it was given. SQLAlchemy is imported when a ledger is opened, not before.
"""
from __future__ import annotations

from verbale.ledger.answers import Added, Hit, RunCounts, Stats
from verbale.ledger.store import Ledger

__all__ = ["Added", "Hit", "Ledger", "RunCounts", "Stats"]
