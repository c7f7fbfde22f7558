"""The brief of a pair: every number leads to evidence, nothing is invented, hostile words do no harm."""

from __future__ import annotations

import datetime
import html.parser
import json
import re

import msgspec
import pytest

from verbale.analysis.dyad import dyad
from verbale.analysis.findings import Band
from verbale.analysis.observations import Material, Observation
from verbale.errors import InstallError
from verbale.report import charts, pair, pair_sections, svg
from verbale.report.pair import Citation, Findings, Pair, pair_brief

from . import fixture

D = datetime.date
CITED = Citation(ledger="my.db", content="c0ffee" * 10, head="beef" * 16, version=3, changed="2024-11-22T00:00:00Z")
HOSTILE = '<script>alert("1")</script> & </style> "'


def record(events: int | None = None) -> Pair:
    coding, treaties, transfers = fixture.zoo()
    ours = tuple(e for e in coding.events if {"RUS", "PRK"} <= {*e.actors, *e.recipients})[:events]
    told = {claim for event in ours for claim in event.claims}
    whole = events is None
    return Pair(
        a="RUS",
        b="PRK",
        events=ours,
        claims=tuple(c for c in coding.claims if c.id in told),
        stories=(coding.story,),
        treaties=treaties if whole else (),
        transfers=transfers if whole else (),
    )


def page(of: Pair | None = None, found: Findings | None = None, **names: str) -> str:
    found = found or Findings(no_trend="V410: no trend.", no_weighing="V272: none.", no_forecast="V257: none.")
    return pair_brief(of or record(), found, CITED, names={**fixture.NAMES, **names}, version="9.9")


def trend(number: int = 60):
    days = [D(2024, 1, 1) + datetime.timedelta(days=3 * i) for i in range(number)]
    seen = tuple(
        Observation(
            id=f"e{i}", date=(day, day), actors=("RUS",), recipients=("PRK",), type="AID", quad="material-cooperation"
        )
        for i, day in enumerate(days)
    )
    material = Material(where="t", kind="events", observations=seen, volume={one.day: 1 for one in seen})
    return dyad(material, "RUS", "PRK", {"RUS": HOSTILE})


class Tags(html.parser.HTMLParser):
    def __init__(self, text: str) -> None:
        super().__init__()
        self.ids: list[str] = []
        self.links: list[str] = []
        self.scripts: list[str | None] = []
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        told = dict(attrs)
        self.ids += [told["id"]] if "id" in told else []
        self.links += [told["href"]] if "href" in told else []
        self.scripts += [told.get("type")] if tag == "script" else []
        assert not {key for key in told if key.startswith("on") or key in {"src", "style", "xlink:href"}}


def test_every_number_leads_to_a_sentence():
    tags = Tags(page())
    inner = [link[1:] for link in tags.links if link.startswith("#")]
    assert len(inner) > 20
    assert set(inner) <= set(tags.ids)
    assert len(tags.ids) == len(set(tags.ids))


def test_the_page_asks_nothing_of_any_network():
    made = page(found=Findings(dyad=trend()))
    assert Tags(made).scripts == ["application/json"]
    assert all(link.startswith("#") for link in Tags(made).links)
    assert "url(http" not in made
    assert "@import" not in made


def test_standing_counts_are_those_of_the_events():
    made, ours = page(), record()
    planned = sum(e.status.value == "planned" for e in ours.events)
    assert f"<b>{planned}</b> <bdi>planned</bdi>" in made
    assert "contested or denied" in made


def test_figures_stand_by_source_and_who_denies_is_told():
    made = page()
    section = re.search(r'<section id="transfers">.*?</section>', made, re.DOTALL)[0]
    assert "at least 3,000 soldiers" in section
    assert "United States" in section
    assert 'id="disputed"' in made
    assert "Denies" in made


def test_one_event_has_no_trend():
    made = page(record(1), Findings(no_trend="none"))
    assert "a single event of this pair" in made
    assert '<svg class="wide" viewBox="0 0 8' not in made


def test_without_the_library_the_section_says_so(monkeypatch):
    def missing(*_):
        raise InstallError("V410", "Pictures need a library.", "pip install it.")

    monkeypatch.setattr(charts, "trend_svg", missing)
    made = page(found=Findings(dyad=trend()))
    assert "V410" in made
    assert "rate a week" in made


def test_the_trend_is_drawn_and_told():
    made = page(found=Findings(dyad=trend()))
    drawn = re.search(r'<section id="trend">.*?</section>', made, re.DOTALL)[0]
    assert drawn.count("<svg") == 2
    assert "var(--mcoop)" in drawn
    assert "90 % interval" in drawn


def test_hostile_names_and_titles_stay_words():
    ours = record()
    story = msgspec.structs.replace(ours.stories[0], title=HOSTILE, outlet=HOSTILE)
    made = page(msgspec.structs.replace(ours, stories=(story,)), RUS=HOSTILE)
    assert "<script>alert" not in made
    assert Tags(made).scripts == ["application/json"]


def test_the_command_to_verify_can_be_pasted():
    cited = msgspec.structs.replace(CITED, ledger="a b; reboot.db")
    made = pair_brief(record(), Findings(), cited, names=fixture.NAMES, version="9.9")
    assert "verbale verify &#39;a b; reboot.db&#39;" in made


def test_the_block_is_the_record():
    made = page(found=Findings(dyad=trend()))
    told = json.loads(re.search(r'id="record">(.*?)</script>', made, re.DOTALL)[1])
    assert told["format"] == pair.FORMAT
    assert told["ledger"]["content"] == CITED.content
    assert [e["id"] for e in told["events"]] == [e.id for e in record().events]
    assert told["findings"]["dyad"]["series"]


def test_older_events_have_a_line_each(monkeypatch):
    monkeypatch.setattr(pair, "SHOWN", 3)
    made, ours = page(), record()
    assert made.count("<tr data-event") == 3
    assert all(event.id in made for event in ours.events)
    tags = Tags(made)
    assert {link[1:] for link in tags.links if link.startswith("#")} <= set(tags.ids)


def test_too_large_a_page_says_what_it_left_out(monkeypatch):
    monkeypatch.setattr("verbale.report.page.MAX_BYTES", 1000)
    made = page()
    assert 'id="record"' not in made
    assert "block was left out" in made


def test_chances_name_what_they_rest_on():
    ours = record()
    why = (f"2024-11-20 {ours.events[0].id} gift", "pending x troops to be sent")
    made = fixture.forecast(D(2024, 11, 20), 30, why=why)
    section = re.search(r'<section id="next">.*?</section>', page(found=Findings(forecasts=(made,))), re.DOTALL)[0]
    assert "20% [5%, 40%]" in section
    assert 'href="#c' in section
    assert "troops to be sent" in section


@pytest.mark.parametrize(
    "inside",
    [
        "<script>1</script>",
        '<image href="http://x.y/z.png"/>',
        '<rect fill="url(http://x.y/#a)"/>',
        '<rect onclick="go()" style="fill:url(//x.y)"/>',
        "<style>@import 'http://x.y'</style>",
        '<a href="javascript:go()"><text>x</text></a>',
        "<foreignObject><p>x</p></foreignObject>",
        '<rect fill="u\\72l(//x.y)"/>',
        '<g clip-path="URL(&#104;ttp://x.y)"/>',
    ],
)
def test_a_drawing_brings_nothing_in(inside):
    made = svg.cleaned(f'<svg xmlns="{svg._SPACE[1:-1]}" viewBox="0 0 1 1">{inside}</svg>', "wide", {}, 'a " b')
    for bad in ("<script", "href", "x.y", "onclick", "style", "java", "foreign", "image"):
        assert bad not in made


def test_a_drawing_keeps_its_own_references_and_words():
    inside = '<clipPath id="c1"/><g clip-path="url(#c1)"><text fill="#1F2933">a &lt;b&gt; &amp; c</text></g>'
    made = svg.cleaned(
        f'<svg xmlns="{svg._SPACE[1:-1]}" viewBox="0 0 9 9">{inside}</svg>', "wide", {"#1f2933": "var(--ink)"}, "x"
    )
    assert 'id="wide-c1"' in made
    assert "url(#wide-c1)" in made
    assert 'fill="var(--ink)">a &lt;b&gt; &amp; c<' in made


@pytest.mark.parametrize("text", ["no", "<svg/>", '<!DOCTYPE x [<!ENTITY a "b">]><svg/>', "<svg"])
def test_what_is_no_drawing_is_refused(text):
    with pytest.raises(ValueError, match="not a plain SVG"):
        svg.cleaned(text, "wide", {}, "x")


def test_no_probability_is_rounded_to_certainty():
    assert pair_sections.chance(Band(0.9999, 0.999, 1.0, 0.99, 1.0)) == ">99% [99%, >99%]"
    assert pair_sections.chance(Band(0.001, 0.0, 0.002, 0.0, 0.31)) == "<1% [<1%, 31%]"


def test_same_record_same_page():
    assert page() == page()
