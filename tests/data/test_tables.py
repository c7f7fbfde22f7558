"""The naming tables: shape, codes, sectors, dates, order, and no form that silently means two things."""

from __future__ import annotations

from collections import defaultdict
from datetime import date
from itertools import pairwise
from pathlib import Path

import pytest

DATA = Path(__file__).resolve().parents[2] / "src" / "verbale" / "data"

HEADERS = {
    "countries": "code name names adjectives peoples capital metonyms ambiguous",
    "organisations": "code name names organs adjectives ambiguous",
    "organs": "code sector names ambiguous",
    "groups": "code sector country from to names",
    "agencies": "code names state ambiguous",
    "rolenouns": "noun sector kind title",
    "places": "code names kind population ambiguous",
    "persons_other": "code sector names office from to",
}
TABLES = sorted(HEADERS)
LISTS = ("names", "adjectives", "peoples", "capital", "metonyms", "organs")
FLAGGED = ("countries", "organisations", "organs", "agencies")
SECTORS = {
    "GOV", "MIL", "LEG", "JUD", "COP", "SPY", "PTY", "OPP", "REB", "PRM", "UAF", "CVL", "BUS", "JRN", "EDU",
    "MED", "REL", "REF", "SOC", "LAB", "AGR", "CRM", "ELI", "UNK",
}  # fmt: skip
GROUP_CODES = {"ISI", "TAL", "HMS", "HEZ", "HOU", "ALQ", "PKK", "WAG", "IMG"}
ORGANISATION_CODES = {
    "UNO", "EUE", "NAT", "AFU", "ARL", "ASN", "IAE", "IMF", "WBK", "ICC", "ICJ", "WTO", "OSC", "BRI", "SCO",
    "GCC", "OPC", "GSV", "GTW", "IGO", "WST",
}  # fmt: skip
NOUN_KINDS = {"person", "collective", "institution", "force", "people", "polity"}
PLACE_KINDS = {"city", "region", "water", "facility", "disputed"}

Row = dict[str, str]


def read(name: str) -> list[Row]:
    header, *lines = (DATA / f"{name}.tsv").read_text(encoding="utf-8").splitlines()
    columns = header.split("\t")
    rows = [line.split("\t") for line in lines]
    assert all(len(cells) == len(columns) for cells in rows)
    return [dict(zip(columns, cells, strict=True)) for cells in rows]


def forms(row: Row) -> list[str]:
    return [form for column in LISTS for form in row.get(column, "").split("|") if form]


def codes(name: str) -> set[str]:
    return {row["code"] for row in read(name)}


@pytest.mark.parametrize("name", TABLES)
def test_header(name: str) -> None:
    header = (DATA / f"{name}.tsv").read_text(encoding="utf-8").split("\n", 1)[0]
    assert header.split("\t") == HEADERS[name].split()


@pytest.mark.parametrize("name", TABLES)
def test_rows_are_sorted_and_distinct(name: str) -> None:
    rows = read(name)
    keys = [(row.get("code", ""), row.get("name") or row.get("names") or row["noun"]) for row in rows]
    assert keys == sorted(keys)
    cells = [tuple(row.values()) for row in rows]
    assert len(set(cells)) == len(cells)


@pytest.mark.parametrize("name", TABLES)
def test_cells_are_clean(name: str) -> None:
    for row in read(name):
        for cell in row.values():
            assert cell == cell.strip()
            assert "’" not in cell
            assert "  " not in cell
            parts = cell.split("|")
            assert parts == [""] or all(part and part == part.strip() for part in parts)
            assert len(set(parts)) == len(parts)


def test_country_codes() -> None:
    rows = read("countries")
    assert len(rows) == len(codes("countries")) == 250
    assert {"XKX", "TWN", "PSE", "PRK", "RUS"} <= codes("countries")
    assert all(len(row["code"]) == 3 and row["code"].isupper() for row in rows)
    assert all(row["name"] == row["names"].split("|")[0] for row in rows)


def test_codes_are_known() -> None:
    states, organisations = codes("countries"), codes("organisations")
    assert organisations == ORGANISATION_CODES
    assert not states & (organisations | GROUP_CODES)
    assert codes("organs") <= states
    assert codes("agencies") <= states
    assert codes("groups") <= states | GROUP_CODES
    assert codes("groups") >= GROUP_CODES
    assert {row["country"] for row in read("groups")} <= states | {""}
    assert codes("places") <= states | {""}
    assert codes("persons_other") <= states | organisations | GROUP_CODES


@pytest.mark.parametrize("name", ["organs", "groups", "rolenouns", "persons_other"])
def test_sectors(name: str) -> None:
    assert {row["sector"] for row in read(name)} <= SECTORS | {""}


def test_organisations_have_no_sector() -> None:
    assert not [row for row in read("persons_other") if row["code"] in ORGANISATION_CODES and row["sector"]]


def test_closed_columns() -> None:
    assert {row["kind"] for row in read("rolenouns")} <= NOUN_KINDS
    assert {row["title"] for row in read("rolenouns")} == {"", "yes"}
    assert {row["kind"] for row in read("places")} <= PLACE_KINDS
    assert {row["ambiguous"] for row in read("places")} == {"", "yes"}
    assert {row["state"] for row in read("agencies")} == {"yes", "no"}
    assert all(not row["population"] or int(row["population"]) > 0 for row in read("places"))


@pytest.mark.parametrize("name", ["groups", "persons_other"])
def test_dates(name: str) -> None:
    for row in read(name):
        first = date.fromisoformat(row["from"]) if row["from"] else date.min
        last = date.fromisoformat(row["to"]) if row["to"] else date.max
        assert first <= last, row


@pytest.mark.parametrize("name", FLAGGED)
def test_ambiguous_forms_are_forms_of_the_row(name: str) -> None:
    for row in read(name):
        flagged = {form for form in row["ambiguous"].split("|") if form}
        assert flagged <= set(forms(row)), row


@pytest.mark.parametrize("name", FLAGGED)
def test_a_form_with_two_codes_is_flagged(name: str) -> None:
    owners: dict[str, set[str]] = defaultdict(set)
    flagged: dict[str, set[str]] = defaultdict(set)
    for row in read(name):
        for form in forms(row):
            owners[form].add(row["code"])
        for form in row["ambiguous"].split("|"):
            flagged[form].add(row["code"])
    assert not {form for form, found in owners.items() if len(found) > 1 and flagged[form] != found}


def test_a_place_name_has_one_code() -> None:
    owners: dict[str, set[str]] = defaultdict(set)
    for row in read("places"):
        for form in forms(row):
            owners[form].add(row["code"])
    assert not {form for form, found in owners.items() if len(found) > 1}


@pytest.mark.parametrize("name", ["groups", "persons_other"])
def test_a_dated_name_means_one_code_at_a_time(name: str) -> None:
    spans: dict[str, list[tuple[str, str, str]]] = defaultdict(list)
    for row in read(name):
        for form in forms(row):
            spans[form].append((row["from"], row["to"] or "9999", row["code"]))
    for form, found in spans.items():
        found.sort()
        for (_, last, code), (first, _, other) in pairwise(found):
            assert code == other or last < first, form


def test_nouns_are_unique() -> None:
    nouns = [row["noun"] for row in read("rolenouns")]
    assert len(set(nouns)) == len(nouns)


@pytest.mark.parametrize(
    ("name", "form", "code"),
    [
        ("countries", "Kremlin", "RUS"),
        ("countries", "Danes", "DNK"),
        ("countries", "Türkiye", "TUR"),
        ("countries", "U.S.", "USA"),
        ("countries", "DPRK", "PRK"),
        ("organisations", "Security Council", "UNO"),
        ("organisations", "European Commission", "EUE"),
        ("organs", "State Department", "USA"),
        ("organs", "FSB", "RUS"),
        ("organs", "Knesset", "ISR"),
        ("groups", "Hezbollah", "HEZ"),
        ("agencies", "TASS", "RUS"),
        ("places", "Punggye-ri", "PRK"),
        ("places", "Crimea", "UKR"),
        ("persons_other", "Rafael Grossi", "IAE"),
    ],
)
def test_known_forms(name: str, form: str, code: str) -> None:
    assert {row["code"] for row in read(name) if form in forms(row)} == {code}


def test_every_table_is_in_the_manifest() -> None:
    named = {line.split(" | ")[0] for line in (DATA / "MANIFEST").read_text(encoding="utf-8").splitlines()}
    assert {f"{name}.tsv" for name in TABLES} <= named
