"""CAMEO root codes of events whose planned form changes the type."""

from __future__ import annotations

FUTURE = {"AGREE": "03", "CONCEDE": "0353"}
