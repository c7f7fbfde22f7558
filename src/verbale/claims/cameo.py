"""CAMEO codes of claims: `ontology/cameo.toml` says which, where no frame does."""

from __future__ import annotations

import functools
import tomllib
from importlib import resources
from typing import Any

import msgspec

from verbale.record import Claim, EventType, Status

# Of an event whose planned form changes the type, where nothing closer is known.
FUTURE = {"AGREE": "030", "CONCEDE": "035"}
_AHEAD = (Status.PLANNED, Status.HYPOTHETICAL)


@functools.cache
def _table() -> dict[str, Any]:
    text = (resources.files("verbale") / "ontology" / "cameo.toml").read_text(encoding="utf-8")
    return tomllib.loads(text)


def intent(code: str | None) -> str | None:
    """The code of announcing, promising or agreeing the cooperation or concession `code`; None for other codes."""
    table = _table()["intent"]
    starts = (code[:length] for length in range(len(code), 1, -1)) if code else ()
    return next((table[start] for start in starts if start in table), None)


def code_of(
    event: EventType | str,
    mode: str | None = None,
    *,
    status: Status = Status.DONE,
    treaty: str | None = None,
    sector: str | None = None,
) -> str | None:
    """The CAMEO code of a type with its mode; None where several fit.

    `treaty`: the step, as in Claim; `sector`: the first coded actor's, "" where nothing says it, None without one.
    The polarity has no part in it: a denied claim has the code of what is denied.
    """
    if event == EventType.CONCEDE and status in _AHEAD:
        return FUTURE[EventType.CONCEDE]
    table = _table()
    if event == EventType.SUPPORT and treaty in table["treaty"]:
        return str(table["treaty"][treaty])
    codes = table["codes"][str(event)]
    code = codes.get(mode or "", codes[""])
    if not code and not mode and sector is not None:
        code = table["by_sector"].get(str(event), {}).get(sector)
    return code or None


def filled(claim: Claim) -> Claim:
    """The claim with a CAMEO code where it had none and its type and mode give one."""
    if claim.cameo is not None:
        return claim
    sector = next((actor.sector for actor in claim.actors if actor.code), None)
    code = code_of(claim.event, claim.mode, status=claim.status, treaty=claim.treaty, sector=sector)
    return claim if code is None else msgspec.structs.replace(claim, cameo=code)
