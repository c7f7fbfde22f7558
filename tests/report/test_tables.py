from __future__ import annotations

import csv
import io
import json

import pytest

from verbale.errors import UsageError
from verbale.record import guide_record
from verbale.report import write_claims, write_events
from verbale.report.tables import safe_cell

from . import fixture, test_brief


def claims(codings, form: str) -> str:
    out = io.StringIO()
    write_claims(codings, form, out)
    return out.getvalue()


def events(coding, form: str, names=fixture.NAMES) -> str:
    out = io.StringIO()
    write_events(coding.events, form, out, names)
    return out.getvalue()


@pytest.mark.parametrize(
    ("value", "cell"),
    [
        ("=1+1", "'=1+1"),
        ("+1", "'+1"),
        ("-1", "'-1"),
        ("@SUM(A1)", "'@SUM(A1)"),
        ("\t=1", "'\t=1"),
        ("\rx", "'\rx"),
        ("  =1", "'  =1"),
        ("\n=1", "'\n=1"),
        ("plain", "plain"),
        ("", ""),
        (None, ""),
        (-5, -5),
        (-2.5, -2.5),
        (0, 0),
    ],
)
def test_cells_hold_no_live_formula_and_numbers_stay(value, cell):
    assert safe_cell(value) == cell


@pytest.mark.parametrize(
    "payload", ['=HYPERLINK("http://evil")', "+1", "-1", "@x", "\t=1", "\r=1", 'a\nb,"c"', "\ud800=x", "\x1b]0;x\x07"]
)
def test_csv_of_hostile_text(payload):
    coding, _, _ = test_brief.hostile(payload)
    for text in (claims([coding], "csv"), events(coding, "csv", {})):
        text.encode("utf-8")
        rows = list(csv.reader(io.StringIO(text, newline="")))
        assert {len(row) for row in rows} == {len(rows[0])}
        for row in rows[1:]:
            assert not [
                cell for cell in row if cell.lstrip().startswith(("=", "+", "-", "@")) or cell.startswith(("\t", "\r"))
            ]


def test_rows_out_are_rows_in():
    coding = fixture.zoo()[0]
    for form, extra in (("jsonl", 0), ("csv", 1)):
        assert (
            len(list(csv.reader(io.StringIO(claims([coding], form)))) if extra else claims([coding], form).splitlines())
            == len(coding.claims) + extra
        )
    assert len(events(coding, "jsonl").splitlines()) == len(coding.events)
    assert len(list(csv.DictReader(io.StringIO(events(coding, "csv"))))) == len(coding.events)


def test_jsonl_is_the_coding_guides():
    coding = fixture.zoo()[0]
    lines = [json.loads(line) for line in claims([coding], "jsonl").splitlines()]
    expected = {claim.id: guide_record(claim, "zoo") for claim in coding.claims}
    assert {line["id"]: line for line in lines} == expected
    assert [line["start"] for line in lines] == sorted(line["start"] for line in lines)
    assert {e["id"] for e in map(json.loads, events(coding, "jsonl").splitlines())} == {e.id for e in coding.events}


def test_csv_figures_are_numbers():
    rows = list(csv.DictReader(io.StringIO(claims([fixture.zoo()[0]], "csv"))))
    assert {row["low"] for row in rows} >= {"70.0", "3000.0", ""}
    assert all(row["quote"] and row["confidence"] for row in rows)


def test_tables_fit_a_hundred_columns_and_a_terminal():
    for coding in (fixture.zoo()[0], test_brief.hostile("\x1b[31m\u202e" + "W" * 300)[0]):
        for text in (claims([coding], "table"), events(coding, "table")):
            assert max(map(len, text.splitlines())) <= 100
            assert not set("\x1b\u202e\x07") & set(text)


def test_unknown_format_is_told():
    with pytest.raises(UsageError, match="V240"):
        claims([], "xml")
    with pytest.raises(UsageError, match="V240"):
        write_events([], "xml", io.StringIO(), {})
