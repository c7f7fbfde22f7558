"""Takes claims, gives events: which claims speak of one happening, and where it stands.

Never reads text beyond the spans of the claims.
"""

from __future__ import annotations

from verbale.events.links import links
from verbale.events.claim_links import ClaimLink, claim_links
from verbale.events.judgements import Judgement
from verbale.events.merge import merge, near
from verbale.events.transfers import both_ways, find_transfers
from verbale.events.treaties import find_treaties

__all__ = ["ClaimLink", "Judgement", "both_ways", "claim_links", "find_transfers", "find_treaties", "links", "merge", "near"]
