"""Checks of the dated table of office-holders, western half (Europe, former Soviet states, the Americas)."""

from __future__ import annotations

import calendar
import csv
import datetime as dt
from collections import defaultdict
from itertools import combinations
from pathlib import Path

import pytest

import verbale

TABLE = Path(verbale.__file__).parent / "data" / "offices_west.tsv"
HEADER = ["code", "sector", "office", "names", "surname", "weak", "from", "to", "known", "gender"]
SECTORS = {"GOV", "MIL", "LEG", "SPY", "JUD"}
SOLE = {
    "president",
    "prime minister",
    "chancellor",
    "king",
    "queen",
    "pope",
    "secretary of state",
    "foreign minister",
    "defence minister",
    "interior minister",
    "finance minister",
}
MAX_OVERLAP_DAYS = 40
LAST_KNOWN = dt.date(2026, 1, 31)
STATES_TEXT = """
USA RUS UKR GBR FRA DEU POL ITA ESP TUR BLR GEO ARM AZE MDA KAZ UZB KGZ TJK TKM HUN ROU BGR CZE SVK SRB XKX BIH
HRV SVN MKD MNE ALB GRC CYP NLD BEL LUX DNK SWE NOR FIN ISL EST LVA LTU IRL PRT AUT CHE VAT MLT CAN MEX BRA ARG
CHL COL VEN CUB PER ECU BOL NIC GTM HND SLV PAN HTI URY PRY CRI DOM
"""
STATES = set(STATES_TEXT.split())


def _read() -> list[dict[str, str]]:
    with TABLE.open(encoding="utf-8", newline="") as handle:
        return list(csv.DictReader(handle, delimiter="\t", quoting=csv.QUOTE_NONE))


ROWS = _read()


def _earliest(text: str) -> dt.date:
    """First day a full or partial ISO date can mean."""
    parts = [int(p) for p in text.split("-")] + [1, 1]
    return dt.date(*parts[:3])


def _latest(text: str) -> dt.date:
    """Last day a full or partial ISO date can mean."""
    parts = [int(p) for p in text.split("-")]
    year = parts[0]
    month = parts[1] if len(parts) > 1 else 12
    day = parts[2] if len(parts) > 2 else calendar.monthrange(year, month)[1]
    return dt.date(year, month, day)


def _holders(code: str, office: str, day: str) -> set[str]:
    """Every name form of those who certainly held the office on that day."""
    when = dt.date.fromisoformat(day)
    return {
        name
        for row in ROWS
        if (row["code"], row["office"]) == (code, office)
        and _latest(row["from"]) <= when <= _earliest(row["to"] or row["known"])
        for name in row["names"].split("|")
    }


def _has_words(name: str, part: str) -> bool:
    """Whether the part stands in the name as whole words; a hyphen separates words too."""
    return f" {part} ".replace("-", " ") in f" {name} ".replace("-", " ")


def test_header_and_shape() -> None:
    lines = TABLE.read_text(encoding="utf-8").splitlines()
    assert lines[0].split("\t") == HEADER
    assert all(len(line.split("\t")) == len(HEADER) for line in lines)
    assert len(lines) == len(set(lines)), "exact duplicate rows"


def test_codes_and_closed_values() -> None:
    assert {row["code"] for row in ROWS} == STATES
    for row in ROWS:
        assert row["sector"] in SECTORS, row
        assert row["weak"] in {"yes", "no"}, row
        assert row["gender"] in {"m", "f"}, row
        assert row["office"], row
        assert row["office"] == row["office"].lower().strip(), row
        assert not any(value != value.strip() or "  " in value for value in row.values()), row


def test_date_order() -> None:
    for row in ROWS:
        start = _earliest(row["from"])
        if row["to"]:
            assert not row["known"], row
            assert start <= _latest(row["to"]), row
            assert _latest(row["to"]) >= dt.date(2000, 1, 1), row
        else:
            assert start <= _latest(row["known"]) <= LAST_KNOWN, row


def test_surname_is_part_of_a_name() -> None:
    for row in ROWS:
        names = row["names"].split("|")
        assert all(names), row
        assert len(names) == len(set(names)), row
        for surname in row["surname"].split("|"):
            assert surname, row
            assert any(_has_words(name, surname) for name in names), row


def test_one_person_has_one_set_of_names() -> None:
    """The same leading name within a state always carries the same forms and the same gender."""
    forms: dict[tuple[str, str], set[tuple[str, str]]] = defaultdict(set)
    for row in ROWS:
        forms[row["code"], row["names"].split("|")[0]].add((row["names"], row["gender"]))
    assert not {key: value for key, value in forms.items() if len(value) > 1}


def test_sole_offices_do_not_overlap() -> None:
    tenures: dict[tuple[str, str], list[tuple[dt.date, dt.date, str]]] = defaultdict(list)
    for row in ROWS:
        if row["office"] in SOLE:
            end = _earliest(row["to"]) if row["to"] else dt.date(2100, 1, 1)
            tenures[row["code"], row["office"]].append((_latest(row["from"]), end, row["names"]))
    for key, held in tenures.items():
        for (start_a, end_a, name_a), (start_b, end_b, name_b) in combinations(held, 2):
            overlap = (min(end_a, end_b) - max(start_a, start_b)).days
            assert overlap <= MAX_OVERLAP_DAYS, (key, name_a, name_b, overlap)


def test_at_most_one_open_tenure_in_a_sole_office() -> None:
    open_rows: dict[tuple[str, str], int] = defaultdict(int)
    for row in ROWS:
        if row["office"] in SOLE and not row["to"]:
            open_rows[row["code"], row["office"]] += 1
    assert not {key: count for key, count in open_rows.items() if count > 1}


SPOT_FACTS = [
    line.split(";")
    for line in """\
USA;president;2003-03-20;George W. Bush
USA;president;2019-06-01;Donald Trump
USA;president;2022-02-24;Joe Biden
USA;secretary of state;2012-09-11;Hillary Clinton
USA;secretary of state;2015-07-14;John Kerry
USA;secretary of state;2019-05-01;Mike Pompeo
USA;defence minister;2006-01-01;Donald Rumsfeld
USA;defence minister;2022-10-01;Lloyd Austin
USA;national security adviser;2018-06-12;John Bolton
USA;cia director;2011-12-01;David Petraeus
USA;un ambassador;2014-03-01;Samantha Power
USA;spokesman;2021-08-15;Jen Psaki
USA;state department spokesman;2024-03-01;Matthew Miller
USA;speaker;2022-08-02;Nancy Pelosi
RUS;president;2010-04-08;Dmitry Medvedev
RUS;prime minister;2010-04-08;Vladimir Putin
RUS;foreign minister;2013-09-14;Sergei Lavrov
RUS;defence minister;2022-03-01;Sergei Shoigu
RUS;natural resources minister;2015-06-01;Sergei Donskoi
RUS;foreign ministry spokesman;2018-03-15;Maria Zakharova
RUS;spokesman;2014-03-01;Dmitry Peskov
RUS;un ambassador;2014-03-15;Vitaly Churkin
RUS;security council secretary;2014-06-01;Nikolai Patrushev
UKR;president;2004-11-01;Leonid Kuchma
UKR;president;2015-02-12;Petro Poroshenko
UKR;president;2022-02-24;Volodymyr Zelensky
UKR;prime minister;2009-01-15;Yulia Tymoshenko
UKR;foreign minister;2022-03-10;Dmytro Kuleba
UKR;defence minister;2022-05-01;Oleksii Reznikov
UKR;commander-in-chief;2023-06-01;Valerii Zaluzhnyi
GBR;prime minister;2003-03-20;Tony Blair
GBR;prime minister;2022-10-01;Liz Truss
GBR;foreign minister;2011-03-17;William Hague
GBR;interior minister;2015-01-01;Theresa May
GBR;finance minister;2008-10-01;Alistair Darling
FRA;president;2008-08-12;Nicolas Sarkozy
FRA;foreign minister;2003-02-14;Dominique de Villepin
FRA;defence minister;2013-01-11;Jean-Yves Le Drian
DEU;chancellor;2003-01-01;Gerhard Schröder
DEU;chancellor;2015-09-05;Angela Merkel
DEU;foreign minister;2015-07-14;Frank-Walter Steinmeier
DEU;finance minister;2012-06-01;Wolfgang Schäuble
POL;president;2010-01-01;Lech Kaczyński
POL;foreign minister;2014-02-21;Radosław Sikorski
ITA;prime minister;2012-06-01;Mario Monti
ESP;prime minister;2005-01-01;José Luis Rodríguez Zapatero
TUR;foreign minister;2011-06-01;Ahmet Davutoğlu
TUR;prime minister;2010-05-31;Recep Tayyip Erdoğan
BLR;foreign minister;2021-05-23;Vladimir Makei
GEO;president;2008-08-08;Mikheil Saakashvili
ARM;prime minister;2020-11-10;Nikol Pashinyan
SRB;prime minister;2002-06-01;Zoran Đinđić
XKX;prime minister;2013-04-19;Hashim Thaçi
GRC;finance minister;2015-05-01;Yanis Varoufakis
SWE;foreign minister;2002-06-01;Anna Lindh
FIN;prime minister;2022-05-15;Sanna Marin
VAT;pope;2010-01-01;Benedict XVI
CAN;foreign minister;2018-08-01;Chrystia Freeland
MEX;president;2020-01-01;Andrés Manuel López Obrador
BRA;president;2013-09-01;Dilma Rousseff
ARG;president;2001-06-01;Fernando de la Rúa
COL;president;2016-09-26;Juan Manuel Santos
VEN;president;2006-09-20;Hugo Chávez
VEN;foreign minister;2010-01-01;Nicolás Maduro
CUB;president;2014-12-17;Raúl Castro
PER;president;2020-11-12;Manuel Merino
BOL;president;2013-07-02;Evo Morales
HTI;prime minister;2022-01-01;Ariel Henry
""".splitlines()
]


@pytest.mark.parametrize(("code", "office", "day", "name"), SPOT_FACTS)
def test_spot_facts(code: str, office: str, day: str, name: str) -> None:
    assert name in _holders(code, office, day)
