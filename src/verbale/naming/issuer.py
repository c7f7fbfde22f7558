"""Who issues a release: read from the name of its outlet ("Ministry of Foreign Affairs of Ukraine")."""

from __future__ import annotations

import functools
import re
import tomllib
from importlib import resources

from verbale.naming import mentions as m
from verbale.naming.mentions import Party
from verbale.naming.tables import Entry, Tables, canonical
from verbale.record import Span

BODIES = frozenset({m.ORGANISATION, m.ORGAN, m.METONYM})
_ORDER = {m.COUNTRY: 0, m.ADJECTIVE: 0, m.METONYM: 1, m.ORGANISATION: 2, m.ORGAN: 2, m.CAPITAL: 3}
WORDS = 7  # of the longest name looked for


@functools.cache
def _words(key: str) -> frozenset[str]:
    path = resources.files("verbale") / "naming" / "data" / "issuers.toml"
    return frozenset(tomllib.loads(path.read_text(encoding="utf-8"))[key])


def issuer_of(tables: Tables, outlet: str | None) -> tuple[Party, ...]:
    """The state or organisation whose words the text is, or nobody for the press.

    A state counts before an organisation and a town; a newspaper's name ("Tripoli Post") names no issuer.
    """
    words = re.findall(r"[\w'&.-]{1,40}", canonical(outlet or ""))
    low = {w.lower().removesuffix("'s") for w in words}
    if low & _words("press"):
        return ()
    official = bool(low & _words("official"))
    found: list[tuple[int, Entry]] = []
    start = 0
    while start < len(words):
        step = 1
        for length in range(min(len(words) - start, WORDS), 0, -1):
            form = " ".join(words[start : start + length])
            entries = tables.forms.get(form) or tables.forms.get(form.removesuffix("'s"), ())
            if entries:
                found += [(_ORDER[e.kind], e) for e in entries[:1] if e.kind in _ORDER and e.code]
                step = length
                break
        start += step
    best = min(found, key=lambda x: x[0], default=None)
    if best is None or not (official or best[1].kind in BODIES):
        return ()
    entry = best[1]
    kind = entry.kind if entry.kind in BODIES else m.METONYM
    return (Party(entry.code, "" if entry.kind == m.ORGANISATION else "GOV", kind, entry.entity, Span(0, 0), 0.9),)
