"""Checks of the dated table of office-holders, eastern half (Asia, Africa, Middle East, Oceania)."""

from __future__ import annotations

import calendar
import csv
import datetime as dt
from collections import defaultdict
from itertools import combinations
from pathlib import Path

import pytest

import verbale

TABLE = Path(verbale.__file__).parent / "data" / "offices_east.tsv"
HEADER = ["code", "sector", "office", "names", "surname", "weak", "from", "to", "known", "gender"]
SECTORS = {"GOV", "MIL", "LEG", "SPY", "JUD"}
SOLE = {
    "president",
    "prime minister",
    "premier",
    "king",
    "emperor",
    "emir",
    "sultan",
    "supreme leader",
    "foreign minister",
    "defence minister",
}
MAX_OVERLAP_DAYS = 40
STATES_TEXT = """
CHN PRK KOR JPN IND PAK IRN ISR PSE SAU SYR IRQ EGY ARE QAT AFG LBN JOR YEM KWT BHR OMN LBY TUN
DZA MAR SDN SSD ETH ERI SOM KEN UGA RWA BDI COD COG TZA ZAF ZWE NGA GHA MLI NER BFA TCD CMR SEN
CIV GIN LBR SLE MRT AGO MOZ ZMB BWA NAM MDG TWN MNG VNM LAO KHM THA MMR MYS SGP IDN PHL BRN TLS
BGD LKA NPL BTN MDV AUS NZL PNG FJI SLB HKG
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
    """Main names of those who certainly held the office on that day."""
    when = dt.date.fromisoformat(day)
    return {
        row["names"].split("|")[0]
        for row in ROWS
        if (row["code"], row["office"]) == (code, office)
        and _latest(row["from"]) <= when <= _earliest(row["to"] or row["known"])
    }


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
            assert start <= _latest(row["known"]), row


def test_surname_is_part_of_a_name() -> None:
    for row in ROWS:
        names = row["names"].split("|")
        assert all(names), row
        assert len(names) == len(set(names)), row
        for surname in row["surname"].split("|"):
            assert surname, row
            assert any(surname in name for name in names), row


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
CHN;president;2010-06-01;Hu Jintao
CHN;president;2020-06-01;Xi Jinping
CHN;premier;2008-08-08;Wen Jiabao
CHN;foreign minister;2023-05-01;Qin Gang
CHN;foreign minister;2019-01-01;Wang Yi
CHN;defence minister;2005-01-01;Cao Gangchuan
PRK;supreme leader;2006-10-09;Kim Jong Il
PRK;supreme leader;2018-06-12;Kim Jong Un
PRK;foreign minister;2018-06-12;Ri Yong Ho
KOR;president;2000-06-15;Kim Dae-jung
KOR;president;2018-04-27;Moon Jae-in
KOR;acting president;2017-01-15;Hwang Kyo-ahn
KOR;foreign minister;2005-09-19;Ban Ki-moon
JPN;prime minister;2002-09-17;Junichiro Koizumi
JPN;prime minister;2007-01-01;Shinzo Abe
JPN;prime minister;2011-03-11;Naoto Kan
JPN;foreign minister;2015-12-28;Fumio Kishida
IND;prime minister;2008-11-26;Manmohan Singh
IND;foreign minister;2016-09-29;Sushma Swaraj
IND;defence minister;2020-06-15;Rajnath Singh
PAK;president;2005-10-08;Pervez Musharraf
PAK;prime minister;2019-02-27;Imran Khan
PAK;prime minister;2014-01-01;Nawaz Sharif
IRN;president;2003-12-18;Mohammad Khatami
IRN;president;2009-06-12;Mahmoud Ahmadinejad
IRN;foreign minister;2015-07-14;Mohammad Javad Zarif
IRN;supreme leader;2015-07-14;Ali Khamenei
ISR;prime minister;2006-07-12;Ehud Olmert
ISR;prime minister;2021-12-01;Naftali Bennett
ISR;defence minister;2023-10-07;Yoav Gallant
ISR;foreign minister;2008-12-27;Tzipi Livni
PSE;president;2003-01-01;Yasser Arafat
PSE;president;2014-07-08;Mahmoud Abbas
PSE;prime minister;2010-01-01;Salam Fayyad
SAU;king;2010-01-01;Abdullah bin Abdulaziz
SAU;foreign minister;2003-03-20;Saud al-Faisal
SAU;crown prince;2018-10-02;Mohammed bin Salman
SYR;president;2013-08-21;Bashar al-Assad
SYR;foreign minister;2012-06-01;Walid al-Moallem
IRQ;president;2002-12-01;Saddam Hussein
IRQ;prime minister;2010-06-01;Nouri al-Maliki
EGY;president;2010-12-01;Hosni Mubarak
EGY;president;2013-01-01;Mohamed Morsi
ARE;foreign minister;2020-09-15;Abdullah bin Zayed
QAT;emir;2017-06-05;Tamim bin Hamad Al Thani
AFG;president;2009-11-01;Hamid Karzai
LBN;prime minister;2017-11-04;Saad Hariri
JOR;king;2010-01-01;Abdullah II
YEM;president;2010-01-01;Ali Abdullah Saleh
LBY;prime minister;2019-04-04;Fayez al-Sarraj
TUN;president;2010-12-17;Zine El Abidine Ben Ali
SDN;president;2009-03-04;Omar al-Bashir
ETH;prime minister;2020-11-04;Abiy Ahmed
ZAF;president;2005-01-01;Thabo Mbeki
ZWE;president;2008-06-27;Robert Mugabe
NGA;president;2014-04-14;Goodluck Jonathan
TWN;president;2018-01-01;Tsai Ing-wen
THA;prime minister;2006-01-01;Thaksin Shinawatra
PHL;president;2016-07-12;Rodrigo Duterte
IDN;president;2005-01-01;Susilo Bambang Yudhoyono
AUS;prime minister;2003-03-20;John Howard
AUS;foreign minister;2016-01-01;Julie Bishop
NZL;prime minister;2019-03-15;Jacinda Ardern
HKG;chief executive;2019-08-01;Carrie Lam
""".splitlines()
]


@pytest.mark.parametrize(("code", "office", "day", "name"), SPOT_FACTS)
def test_spot_facts(code: str, office: str, day: str, name: str) -> None:
    assert _holders(code, office, day) == {name}


def test_enough_rows() -> None:
    assert len(ROWS) >= 1300
