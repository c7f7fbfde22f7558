"""Rows in the shape of ICEWS, POLECAT and GDELT: small golden examples, and the account of what they leave out."""
from __future__ import annotations

import csv
import datetime
import io
import tomllib
from importlib import resources

import msgspec
import pytest

from verbale.record import (
    Actor,
    Certainty,
    Claim,
    Coding,
    EventType,
    Polarity,
    Source,
    SourceKind,
    Span,
    Status,
    Story,
)
from verbale.report import CLAIM_FORMATS, FORMATS, write_claims
from verbale.report.peer_parties import cameo, facts, plover
from verbale.report.peers import PEERS

from . import fixture

NAMES = {"KEN": "Kenya", "NPL": "Nepal", "RUS": "Russia", "CHL": "Chile"}
DAY = datetime.date(2025, 3, 4)
STORY = Story(
    text="Horses\n\nKenya gave Nepal 40 horses in Kathmandu.\nThe army thanked them.", title="Horses", name="horses",
    outlet="The Herald", published=datetime.date(2025, 3, 6), url="https://example.org/horses", language="en",
)
SAMPLE = "data/plover/icews-sample-2018-06.tab"


def actor(code, text="words", sector=""):
    return Actor(text, code, sector, Span(8, 13))


def claim(event="AID", who=("KEN",), whom=("NPL",), **more):
    sides = [tuple(c if isinstance(c, Actor) else actor(c) for c in side) for side in (who, whom)]
    fields = {"id": "c1", "date": (DAY, DAY), "cameo": "070", "span": Span(8, 48), "trigger": Span(14, 18), **more}
    return Claim(story=STORY.id, event=EventType(event), actors=sides[0], recipients=sides[1], **fields)


def written(form, *claims, story=STORY, names=NAMES):
    out = io.StringIO()
    losses = write_claims([Coding(story=story, claims=claims)], form, out, names)
    rows = [line.split("\t") for line in out.getvalue().split("\n")[:-1]]
    columns = facts()[form]["columns"]
    assert {len(row) for row in rows} <= {len(columns)}
    if form == "gdelt":
        return [dict(zip(columns, row, strict=True)) for row in rows], losses
    assert rows[0] == columns
    return [dict(zip(columns, row, strict=True)) for row in rows[1:]], losses


def told(row):
    """The cells that say something."""
    return {head: cell for head, cell in row.items() if cell not in {"", "NA"}}


def test_shapes_have_their_columns():
    assert [len(facts()[form]["columns"]) for form in PEERS] == [20, 40, 61]
    assert (*FORMATS, *PEERS) == CLAIM_FORMATS


def test_icews():
    rows, losses = written("icews", claim(who=[actor("RUS", "its army", "MIL")], place="NPL"))
    assert [told(row) for row in rows] == [{
        "Event ID": rows[0]["Event ID"], "Event Date": "2025-03-04", "Source Name": "Military (Russia)",
        "Source Sectors": "Government,Military", "Source Country": "Russian Federation", "Event Text": "Provide aid",
        "CAMEO Code": "070", "Intensity": "7", "Target Name": "Nepal", "Target Country": "Nepal",
        "Story ID": rows[0]["Story ID"], "Publisher": "The Herald", "Country": "Nepal",
    }]
    assert all(cell for row in rows for cell in row.values())  # NA, never empty
    assert int(rows[0]["Event ID"]) < 2**53 > int(rows[0]["Story ID"])
    assert losses.line() == "icews: claims 1 = held 1 + left out 0; rows 1"


def test_polecat():
    place = Span(STORY.text.index("Kathmandu"), STORY.text.index("Kathmandu") + 9)
    visit = claim(
        "CONSULT", [actor("KEN", "the president", "GOV"), actor("UNO", "UN envoys", "GOV")], mode="visit", cameo=None,
        place="NPL", place_span=place,
    )
    rows, losses = written("polecat", visit)
    assert [told(row) for row in rows] == [{
        "Event ID": "c1", "Event Date": "2025-03-04", "Event Type": "CONSULT", "Event Mode": "visit", "Intensity": "4",
        "Quad Code": "VERBAL COOPERATION", "Actor Name": "Government (Kenya); United Nations", "Actor Country": "KEN;",
        "Actor COW": "501;", "Primary Actor Sector": "GOV", "Actor Sectors": "GOV; IGO",
        "Actor Name Raw": "the president; UN envoys", "Recipient Name": "Nepal", "Recipient Country": "NPL",
        "Recipient COW": "790", "Recipient Name Raw": "words", "Placename": "Kathmandu", "Country": "NPL",
        "Raw Placename": "Kathmandu", "Source": "The Herald", "Publication Date": "2025-03-06", "Language": "English",
        "Version": rows[0]["Version"],
    }]
    assert losses.rows == 1


def test_gdelt():
    accusing = claim("ACCUSE", [actor("EUE")], [actor("RUS", "army", "MIL")], cameo="1123", place="RUS")
    rows, _ = written("gdelt", accusing)
    assert [told(row) for row in rows] == [{
        "GLOBALEVENTID": rows[0]["GLOBALEVENTID"], "SQLDATE": "20250304", "MonthYear": "202503", "Year": "2025",
        "FractionDate": "2025.1753", "Actor1Code": "IGOEEC", "Actor1Name": "EUROPEAN UNION",
        "Actor1KnownGroupCode": "EEC", "Actor1Type1Code": "IGO", "Actor2Code": "RUSMIL",
        "Actor2Name": "MILITARY (RUSSIA)", "Actor2CountryCode": "RUS", "Actor2Type1Code": "MIL", "IsRootEvent": "1",
        "EventCode": "1123", "EventBaseCode": "112", "EventRootCode": "11", "QuadClass": "3", "GoldsteinScale": "-2",
        "NumMentions": "1", "NumSources": "1", "NumArticles": "1", "Actor1Geo_Type": "0", "Actor2Geo_Type": "0",
        "ActionGeo_Type": "1", "ActionGeo_FullName": "Russia", "ActionGeo_CountryCode": "RS",
        "ActionGeo_ADM1Code": "RS", "ActionGeo_FeatureID": "RS", "DATEADDED": "20250306000000", "SOURCEURL": "https://example.org/horses",
    }]
    assert rows[0]["GLOBALEVENTID"].isdigit()


def test_only_the_first_paragraph_below_the_title_is_the_lead():
    late = claim(span=Span(STORY.text.index("The army"), len(STORY.text)), trigger=Span(58, 65))
    rows, _ = written("gdelt", claim(), late)
    assert [row["IsRootEvent"] for row in rows] == ["1", "0"]


def directions(rows):
    return [(row["Source Country"], row["Target Country"], row["CAMEO Code"]) for row in rows]


def test_equals_give_a_row_each_way():
    rows, losses = written("icews", claim("SUPPORT", ("KEN", "NPL", "CHL"), (), cameo="057"))
    assert len(rows) == losses.rows == 6
    assert len({row["Event ID"] for row in rows}) == 6
    assert {("Kenya", "Nepal", "057"), ("Nepal", "Kenya", "057"), ("Chile", "Nepal", "057")} <= set(directions(rows))
    rows, _ = written("polecat", claim("SUPPORT", ("KEN", "NPL"), (), cameo="057"))
    assert [(row["Actor Name"], row["Recipient Name"]) for row in rows] == [("Kenya; Nepal", "")]


def test_who_lacks_a_recipient_is_no_equal():
    rows, losses = written("icews", claim("ACCUSE", ("KEN", "NPL"), (), cameo="111"))
    assert rows == []
    assert losses.left_out == {"not two coded parties": 1}


def test_a_visit_is_hosted_and_a_call_has_two_ends():
    assert directions(written("icews", claim("CONSULT", cameo="042"))[0]) == [
        ("Kenya", "Nepal", "042"), ("Nepal", "Kenya", "043"),
    ]
    assert directions(written("icews", claim("CONSULT", cameo="041"))[0]) == [
        ("Kenya", "Nepal", "041"), ("Nepal", "Kenya", "041"),
    ]


def test_a_row_for_each_pair_and_none_with_itself():
    rows, losses = written("icews", claim(who=("KEN", "CHL", "KEN"), whom=("NPL", "CHL")))
    assert directions(rows) == [("Kenya", "Nepal", "070"), ("Kenya", "Chile", "070"), ("Chile", "Nepal", "070")]
    assert losses.held == 1
    assert written("icews", claim(whom=("KEN",)))[1].left_out == {"not two coded parties": 1}


@pytest.mark.parametrize(
    ("more", "reason"),
    [
        ({"polarity": Polarity.NEGATIVE}, "denied"),
        ({"status": Status.PLANNED}, "planned"),
        ({"status": Status.HYPOTHETICAL}, "hypothetical"),
        ({"cameo": None}, "no CAMEO code"),
        ({"cameo": "9999"}, "no CAMEO code"),
        ({"whom": (None,)}, "not two coded parties"),
        ({"whom": ()}, "not two coded parties"),
        ({"date": None}, "undated"),
    ],
)
@pytest.mark.parametrize("form", PEERS)
def test_what_a_format_cannot_hold_is_counted(form, more, reason):
    rows, losses = written(form, claim(**more), claim(id="c2"))
    if form == "polecat" and reason == "no CAMEO code":
        assert (len(rows), losses.left_out) == (2, {})
        return
    assert len(rows) == losses.held == 1
    assert losses.left_out == {reason: 1}
    assert losses.line().startswith(f"{form}: claims 2 = held 1 + left out 1 ({reason} 1); rows 1")


def test_what_rows_do_not_tell_is_counted():
    source = Source("Kenya", "KEN", SourceKind.OFFICIAL, Span(8, 13))
    vague = claim(
        who=("KEN", None), date=(DAY, DAY + datetime.timedelta(3)), certainty=Certainty.POSSIBLE,
        status=Status.ONGOING, sources=(source,),
    )
    losses = written("icews", vague)[1]
    assert losses.reduced == {
        "dates of several days (the first stands)": 1, "doubt": 1, "still going on": 1, "speakers": 1,
        "parties without code": 1,
    }
    assert "; not told by the rows: dates of several days (the first stands) 1, doubt 1, " in losses.line()


@pytest.mark.parametrize("form", PEERS)
def test_the_account_is_whole_and_the_same_twice(form):
    coding = fixture.zoo()[0]
    rows, losses = written(form, *coding.claims, story=coding.story, names=fixture.NAMES)
    assert losses.claims == len(coding.claims) == losses.held + losses.left_out.total()
    assert len(rows) == losses.rows >= losses.held * (form == "polecat")
    assert written(form, *coding.claims, story=coding.story, names=fixture.NAMES)[0] == rows
    ids = [next(iter(row.values())) for row in rows]
    assert len(set(ids)) == len(ids)


@pytest.mark.parametrize("form", PEERS)
@pytest.mark.parametrize(
    "payload", ["=1+1", "a\tb\nc", 'say "x', "\x1b]0;x\x07", "\ud800", "\u202ex", "a\u2028b", "-1"]
)
def test_hostile_words_stay_in_their_cell(form, payload):
    story = msgspec.structs.replace(STORY, outlet=payload, name=payload, url=None)
    rows, _ = written(form, claim(who=[actor("IMG", payload)]), story=story)
    assert len(rows) == 1
    for cell in rows[0].values():
        cell.encode("utf-8")
        assert not set(cell) & set('\t\n\r"\x1b\x07\u202e\u2028')
        assert not cell.startswith(("=", "+", "@"))


@pytest.mark.shared(SAMPLE)
@pytest.mark.parametrize("quoting", [csv.QUOTE_NONE, csv.QUOTE_MINIMAL])
def test_one_reader_reads_icews_and_us(shared, quoting):
    coding, out = fixture.zoo()[0], io.StringIO()
    write_claims([coding], "icews", out, fixture.NAMES)
    with (shared / SAMPLE).open(encoding="utf-8", newline="") as file:
        theirs = list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))
    ours = list(csv.DictReader(io.StringIO(out.getvalue()), delimiter="\t", quoting=quoting))
    assert list(ours[0]) == list(theirs[0])
    for row in (ours[0], theirs[0]):
        assert datetime.date.fromisoformat(row["Event Date"])
        assert float(row["Intensity"]) == float(cameo()[row["CAMEO Code"]][1])
        assert int(row["Event ID"])
        assert int(row["Story ID"])
    assert not {None, ""} & {cell for row in ours for cell in row.values()}
    names = {row["CAMEO Code"]: row["Event Text"].lower() for row in theirs}
    assert all(cameo()[code][0].lower() == text for code, text in names.items())


def test_every_code_of_a_party_is_known():
    data = resources.files("verbale") / "data"
    countries = {line.split("\t")[0] for line in (data / "peer_countries.tsv").read_text("utf-8").splitlines()}
    for table in ("countries", "organisations", "groups", "organs"):
        codes = {line.split("\t")[0] for line in (data / f"{table}.tsv").read_text("utf-8").splitlines()[1:]}
        assert codes - countries - set(facts()["parties"]) == set()


def test_tables_agree():
    codes = tomllib.loads((resources.files("verbale") / "ontology" / "cameo.toml").read_text("utf-8"))
    assert set(codes["codes"]) == set(plover())
    for name, modes in codes["codes"].items():
        assert set(modes) - {""} <= set(plover()[name]["modes"])
        assert set(modes.values()) - {""} <= set(cameo())
    rules = facts()["rows"]
    used = {*codes["intent"].values(), *codes["treaty"].values(), *rules["mirror"], *rules["both_ways"]}
    assert used <= set(cameo())
    assert set(facts()["icews"]["instead"]) <= set(cameo()) >= set(facts()["icews"]["instead"].values())
    folder = resources.files("verbale") / "ontology" / "frames"
    files = [path.read_text("utf-8") for path in folder.iterdir() if path.name.endswith(".toml")]
    frames = [tomllib.loads(text)["frame"] for text in files]
    assert {frame["cameo"] for file in frames for frame in file if "cameo" in frame} <= set(cameo())
