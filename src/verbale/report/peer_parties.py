"""Parties and codes as ICEWS, POLECAT and GDELT write them. The facts are in `peers.toml` and in `data/`."""

from __future__ import annotations

import csv
import functools
import tomllib
from collections.abc import Iterable, Mapping
from importlib import resources
from typing import Any

import msgspec

from verbale.record import Actor

ORGANISATION = "IGO"  # the peers' sector of an international organisation, whatever its organ


@functools.cache
def facts() -> dict[str, Any]:
    """`peers.toml` as a dict."""
    text = resources.files("verbale.report").joinpath("peers.toml").read_text(encoding="utf-8")
    return tomllib.loads(text)


@functools.cache
def plover() -> dict[str, Any]:
    """PLOVER's types: quad class, score, scores of modes."""
    text = (resources.files("verbale") / "ontology" / "plover.toml").read_text(encoding="utf-8")
    types: dict[str, Any] = tomllib.loads(text)["types"]
    return types


def _rows(name: str) -> dict[str, dict[str, str]]:
    lines = (resources.files("verbale") / "data" / name).read_text(encoding="utf-8").splitlines()
    return {row["code"]: row for row in csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE)}


@functools.cache
def cameo() -> dict[str, tuple[str, str]]:
    """CAMEO code -> its name and its Goldstein value, as written."""
    return {code: (row["name"], row["goldstein"]) for code, row in _rows("cameo.tsv").items()}


@functools.cache
def _countries() -> dict[str, dict[str, str]]:
    return _rows("peer_countries.tsv")


class Party(msgspec.Struct, frozen=True):
    """A coded actor in the peers' terms; what is not known is empty.

    `country`: ISO 3166-1 alpha-3; `group`: CAMEO's code of an organisation or armed group; `region`: of a region.
    """

    code: str
    sector: str
    name: str  # what the code stands for
    country: str
    country_name: str
    group: str
    region: str
    raw: str  # the words of the story

    @property
    def key(self) -> tuple[str, str, str]:
        """What makes two mentions one party."""
        return self.code, self.sector, self.name

    @property
    def full_name(self) -> str:
        """The name as ICEWS makes it where only country and sector are known: 'Military (Kenya)'."""
        word = facts()["sectors"].get(self.sector, {}).get("word", "")
        return f"{word} ({self.name})" if word and self.country and not self.group else self.name

    @property
    def icews_country(self) -> str:
        """The country's name as ICEWS writes it."""
        return _countries().get(self.country, {}).get("icews") or self.country_name

    @property
    def icews_sectors(self) -> str:
        """The sectors in ICEWS's words."""
        return str(facts()["sectors"].get(self.sector, {}).get("icews", ""))

    @property
    def cow(self) -> str:
        """The country's number in the Correlates of War state list."""
        return _countries().get(self.country, {}).get("cow", "")

    @property
    def cameo_country(self) -> str:
        """The country's or region's code in CAMEO."""
        return _countries().get(self.country, {}).get("cameo") or self.country or self.region

    @property
    def cameo_type(self) -> str:
        """CAMEO's type code of the sector."""
        return str(facts()["sectors"].get(self.sector, {}).get("cameo", ""))


def fips(country: str) -> str:
    """The FIPS 10-4 code of a country, or empty."""
    return _countries().get(country, {}).get("fips", "")


def place_name(country: str, names: Mapping[str, str], icews: bool = False) -> str:
    """The English name of a country; `icews`: as ICEWS writes it."""
    told = names.get(country, country)
    return (_countries().get(country, {}).get("icews") if icews else "") or told


def _party(actor: Actor, code: str, names: Mapping[str, str]) -> Party:
    known = facts()["parties"].get(code)
    if known is None:
        name = names.get(code, code)
        return Party(code, actor.sector, name, code, name, "", "", actor.text)
    country, region = known.get("country", ""), code if known.get("region") else ""
    sector = known.get("sector", "")
    return Party(
        code=code,
        sector=sector if sector == ORGANISATION else actor.sector or sector,
        name=known.get("name", actor.text),
        country=country,
        country_name=names.get(country, country),
        group="" if region else known.get("cameo", code),
        region=region,
        raw=actor.text,
    )


def parties(actors: Iterable[Actor], names: Mapping[str, str]) -> tuple[Party, ...]:
    """The coded actors, each once (by code and name); those of the same code and sector are one to the peers."""
    found: dict[tuple[str, str, str], Party] = {}
    for actor in actors:
        if actor.code:
            party = _party(actor, actor.code, names)
            found.setdefault(party.key, party)
    return tuple(found.values())
