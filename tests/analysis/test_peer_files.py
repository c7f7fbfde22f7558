"""Files of ICEWS, POLECAT and GDELT as users have them."""

from __future__ import annotations

import datetime
import gzip
import zipfile

import pytest

from verbale.analysis import peer_rows, sources
from verbale.errors import InputError

from .records import ICEWS_HEAD, icews_row

D = datetime.date
ROWS = [
    icews_row(1, "2018-06-01", "Russian Federation", "North Korea", "073", "Provide humanitarian aid"),
    icews_row(
        2, "2018-06-01", "Russian Federation", "North Korea", "073", "Provide humanitarian aid"
    ),  # the same event
    icews_row(3, "2018-06-02", "Russian Federation", "North Korea", "040", "Consult"),
    icews_row(4, "2018-06-02", "North Korea", "Russian Federation", "040", "Consult"),  # its other direction
    icews_row(5, "2018-06-03", "North Korea", "Russian Federation", "043", "Host a visit"),
    icews_row(6, "2018-06-04", "United States", "North Korea", "112", "Accuse"),
    icews_row(7, "2018-06-04", "United States", "United States", "112", "Accuse"),
    icews_row(8, "2018-06-04", "Nowhere", "North Korea", "112", "Accuse"),
    icews_row(9, "no day", "United States", "North Korea", "112", "Accuse"),
    icews_row(10, "2018-06-04", "United States", "North Korea", "999", "Do what nobody does"),
    "broken\trow",
]
TEXT = "\n".join([ICEWS_HEAD, *ROWS]) + "\n"


def read(path, a="RUS", b="PRK"):
    return sources.read(str(path), a, b)


@pytest.fixture
def icews(tmp_path):
    path = tmp_path / "events.tab"
    path.write_text(TEXT, encoding="utf-8")
    return path


def test_icews_rows_become_distinct_events(icews):
    found = read(icews)
    assert [(o.type, o.direction("RUS", "PRK"), o.reports) for o in found.observations] == [
        ("AID", "RUS>PRK", 2),
        ("CONSULT", "joint", 1),
        ("CONSULT", "RUS>PRK", 1),
    ]
    assert found.observations[0].claims == ("1", "2")
    assert found.observations[2].mode == "visit"
    assert found.coverage == (D(2018, 6, 1), D(2018, 6, 4))
    assert found.volume[D(2018, 6, 2)] == 1


def test_every_row_is_accounted_for(icews):
    found = read(icews)
    assert found.left_out == {
        "a party without country": 1,
        "both parties of one country": 1,
        "no CAMEO code": 1,
        "no date": 1,
        "rows without 20 columns": 1,
    }


@pytest.mark.parametrize("pack", ["gz", "zip", "folder", "parquet"])
def test_packed_files_read_the_same(icews, tmp_path, pack):
    plain = read(icews)
    where = tmp_path / "packed"
    where.mkdir()
    if pack == "gz":
        (where / "e.tab.gz").write_bytes(gzip.compress(TEXT.encode()))
    elif pack == "zip":
        with zipfile.ZipFile(where / "e.zip", "w") as bundle:
            bundle.writestr("events.tab", TEXT)
    elif pack == "parquet":
        arrow = pytest.importorskip("pyarrow")
        from pyarrow import parquet

        rows = [r.split("\t") for r in ROWS if r.count("\t") == 19]
        columns = dict(zip(ICEWS_HEAD.split("\t"), map(list, zip(*rows, strict=True)), strict=True))
        parquet.write_table(arrow.table(columns), where / "e.parquet")
    else:
        (where / "a.tab").write_text(TEXT, encoding="utf-8")
    assert read(where).observations == plain.observations


def test_a_zero_that_a_spreadsheet_dropped_is_put_back():
    assert peer_rows.code_of("40", "Consult") == "040"
    assert peer_rows.code_of("73", "") == "073"
    assert peer_rows.code_of("040") == "040"
    assert peer_rows.code_of("9999") is None


def _gdelt(number: int, day: str, a: str, b: str, code: str) -> str:
    cells = [""] * 61
    for place, value in {0: str(number), 1: day, 5: a, 7: a, 15: b, 17: b, 26: code, 29: "1", 31: "7", 32: "2"}.items():
        cells[place] = value
    return "\t".join(cells)


def test_gdelt_without_a_head(tmp_path):
    path = tmp_path / "20240619.export.CSV"
    path.write_text(
        "\n".join([_gdelt(1, "20240619", "RUS", "PRK", "057"), _gdelt(2, "20240619", "PRK", "RUS", "042"), "x"])
    )
    found = read(path)
    assert [(o.type, o.reports, o.origins) for o in found.observations] == [("SUPPORT", 7, 2), ("CONSULT", 7, 2)]
    assert found.kind == "gdelt"


def test_polecat_with_several_parties_and_no_recipient(tmp_path):
    head = [
        "Event ID",
        "Event Date",
        "Event Type",
        "Event Mode",
        "Actor Name",
        "Actor Country",
        "Recipient Name",
        "Recipient Country",
    ]
    rows = [
        ["1", "2024-06-19", "SUPPORT", "", "Putin; Kim", "RUS; PRK", "", ""],
        ["2", "2024-06-20", "AID", "", "Russia", "RUS", "North Korea", "PRK"],
        ["3", "2024-06-20", "DANCE", "", "Russia", "RUS", "North Korea", "PRK"],
        ["4", "2024-06-20", "ASSAULT", "", "Rebels", "", "Army", "SYR"],
    ]
    path = tmp_path / "ngecEvents.txt"
    path.write_text("\n".join("\t".join(row) for row in [head, *rows]))
    found = read(path)
    assert [o.direction("RUS", "PRK") for o in found.observations] == ["joint", "RUS>PRK"]
    assert found.left_out == {"a party without country": 1, "no PLOVER type": 1}


@pytest.mark.parametrize(
    ("name", "text", "code"),
    [
        ("a.csv", "one,two\n1,2\n", "V262"),
        ("b.txt", "plain words only\n", "V262"),
        ("c.zip", "no zip", "V261"),
        ("d.parquet", "no parquet", "V261"),
        ("e.gz", "no gzip", "V261"),
    ],
)
def test_what_cannot_be_read_says_why(tmp_path, name, text, code):
    path = tmp_path / name
    path.write_text(text)
    with pytest.raises(InputError) as caught:
        read(path)
    assert caught.value.code == code


def test_nothing_there(tmp_path):
    with pytest.raises(InputError) as caught:
        read(tmp_path / "none.tab")
    assert caught.value.code == "V260"


@pytest.mark.shared("data/plover/icews-sample-2018-06.tab")
def test_the_published_sample(shared):
    found = read(shared / "data" / "plover" / "icews-sample-2018-06.tab", "USA", "PRK")
    assert len(found.observations) > 50
    assert sum(found.left_out.values()) < 3705
