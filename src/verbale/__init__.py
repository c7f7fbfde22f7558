"""Verbale turns news text about international relations into cited records: who did what to whom, when, who says so.

    import verbale
    coding = verbale.code("Russia and Norway signed an agreement on Monday.")
    for claim in coding.claims:
        print(claim.event, claim.actors, claim.recipients)

All names below load when first used, so `import verbale` is quick.
"""
from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from verbale.claims.attributions import find_attributions as find_attributions
    from verbale.claims.classify import classify as classify
    from verbale.errors import VerbaleError as VerbaleError
    from verbale.ledger import Ledger as Ledger
    from verbale.naming.amounts import find_amounts as find_amounts
    from verbale.naming.dates import find_dates as find_dates
    from verbale.pipeline import code as code
    from verbale.reading import read as read
    from verbale.record import Claim as Claim
    from verbale.record import Coding as Coding
    from verbale.record import Event as Event
    from verbale.record import Story as Story
    from verbale.report.brief import brief as brief

__version__ = "0.1.0"

# Public name -> the module that defines it.
_HOMES = {
    "Claim": "verbale.record",
    "Coding": "verbale.record",
    "Event": "verbale.record",
    "Ledger": "verbale.ledger",
    "Story": "verbale.record",
    "VerbaleError": "verbale.errors",
    "brief": "verbale.report",
    "classify": "verbale.claims.classify",
    "code": "verbale.pipeline",
    "find_amounts": "verbale.naming.amounts",
    "find_attributions": "verbale.claims.attributions",
    "find_dates": "verbale.naming.dates",
    "read": "verbale.reading",
}

__all__ = [
    "Claim",
    "Coding",
    "Event",
    "Ledger",
    "Story",
    "VerbaleError",
    "brief",
    "classify",
    "code",
    "find_amounts",
    "find_attributions",
    "find_dates",
    "read",
]


def __getattr__(name: str) -> Any:
    home = _HOMES.get(name)
    if home is None:
        msg = f"module 'verbale' has no attribute {name!r}"
        raise AttributeError(msg)
    value = getattr(importlib.import_module(home), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
