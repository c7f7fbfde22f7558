from __future__ import annotations

import base64
import datetime
import hashlib
import html.parser
import json
import re

import msgspec
import pytest

from verbale.record import (
    Actor,
    Amount,
    Claim,
    Coding,
    EventType,
    Reason,
    Source,
    SourceKind,
    Span,
    Standing,
    Status,
    Story,
    Transfer,
    Treaty,
    TreatyStep,
)
from verbale.report import brief
from verbale.report.rendering import MAX_BYTES
from verbale.report.sections import safe_link

from . import fixture

VOID = {"meta", "br", "link", "img", "input", "hr", "circle", "path", "line", "rect"}
ALLOWED = {
    "html",
    "head",
    "meta",
    "title",
    "style",
    "body",
    "main",
    "header",
    "nav",
    "section",
    "article",
    "footer",
    "h1",
    "h2",
    "h3",
    "h4",
    "p",
    "dl",
    "dt",
    "dd",
    "div",
    "span",
    "bdi",
    "code",
    "pre",
    "a",
    "ul",
    "ol",
    "li",
    "table",
    "thead",
    "tbody",
    "tr",
    "th",
    "td",
    "blockquote",
    "mark",
    "sup",
    "strong",
    "figure",
    "figcaption",
    "svg",
    "defs",
    "pattern",
    "g",
    "path",
    "circle",
    "line",
    "rect",
    "text",
    "script",
}
PAYLOADS = [
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "' onmouseover='alert(1)",
    "</script><script>alert(1)</script>",
    "</title><svg onload=alert(1)>",
    "</style><style>*{display:none}",
    "<!--",
    "]]>",
    "{{7*7}}{% raw %}",
    "javascript:alert(1)",
    "&lt;b&gt;&#x3c;i",
    "<a href='https://evil.example'>x</a>",
    "\u202eesrever\u2066",
    "\ud800\x00\x1b[31m\x85\ufffe",
    "א״ב עברית و العربية",
    "W" * 900,
    "漢字" * 60,
    "",
    " \n\t ",
    "<base href=//evil.example>",
    "<meta http-equiv=refresh content=0;url=//evil.example>",
]


class Page(html.parser.HTMLParser):
    """Collects tags and the text of each script; the parser treats script and style as raw text, as browsers do."""

    def __init__(self, source: str) -> None:
        super().__init__(convert_charrefs=True)
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.stack: list[str] = []
        self.raw: dict[str, list[str]] = {"script": [], "style": []}
        self.text = ""
        self.feed(source)
        self.close()

    def handle_starttag(self, tag, attrs):
        self.tags.append((tag, dict(attrs)))
        if tag not in VOID:
            self.stack.append(tag)
        if tag in self.raw:
            self.raw[tag].append("")

    def handle_startendtag(self, tag, attrs):
        self.tags.append((tag, dict(attrs)))

    def handle_endtag(self, tag):
        assert self.stack.pop() == tag

    def handle_data(self, data):
        if self.stack and self.stack[-1] in self.raw:
            self.raw[self.stack[-1]][-1] += data
        else:
            self.text += data

    def attributes(self, name: str) -> list[str]:
        return [value for _, attrs in self.tags if (value := attrs.get(name)) is not None]


def make(coding: Coding, treaties=(), transfers=(), **more) -> str:
    return brief(
        coding, treaties=treaties, transfers=transfers, names=more.pop("names", fixture.NAMES), version="0.1.0", **more
    )


@pytest.fixture(scope="module")
def zoo() -> str:
    coding, treaties, transfers = fixture.zoo()
    return make(coding, treaties, transfers, now=datetime.datetime(2024, 11, 22, 9, tzinfo=datetime.UTC))


def hostile(payload: str) -> tuple[Coding, tuple, tuple]:
    """A coding with the payload in every field that holds text."""
    text = f"{payload} before. {payload}|did|{payload} to {payload}."
    story = Story(
        text=text,
        name=payload,
        title=payload,
        outlet=payload,
        published=datetime.date(2024, 1, 2),
        published_basis=payload,
        url=payload,
        language=payload,
    )
    span, trigger = Span(0, len(text)), Span(text.index("|did|") + 1, text.index("|did|") + 4)
    words = Span(0, len(payload))
    day = (datetime.date(2024, 1, 1), datetime.date(2024, 1, 2))
    claim = Claim(
        id=payload or "c",
        story=story.id,
        span=span,
        trigger=trigger,
        event=EventType.AID,
        mode=payload,
        actors=(Actor(payload, None, payload, words), Actor(payload, payload, "", words)),
        recipients=(Actor(payload, payload, payload, words),),
        date=day,
        date_span=words,
        sources=(Source(payload, payload, SourceKind.PERSON, words), Source(payload, None, SourceKind.MEDIA, words)),
        amounts=(Amount(payload, 1.0, float("nan"), payload, words), Amount(payload, float("inf"), None, None, words)),
        place=payload,
        item=words,
        cameo=payload,
        confidence=0.4,
        why=(Reason(payload, payload, words),),
    )
    event = fixture.event([claim], Standing.CONTESTED, denied_by=(payload,), item=payload, summary=payload)
    event = msgspec.structs.replace(event, id=payload or "e", actors=(payload,), recipients=(payload,))
    undated = msgspec.structs.replace(event, id=f"u{payload}", date=None, status=Status.HYPOTHETICAL)
    step = TreatyStep(step="signed", by=(payload,), date=day, claims=(claim.id,), denied_in=(claim.id, "unknown"))
    pact = Treaty(id=payload, name=payload, parties=(payload,), steps=(step,))
    sides = {"giver": (payload,), "receiver": (payload,)}
    gift = Transfer(event=payload, **sides, items=event.figures, mutual=True, claims=(claim.id, "unknown"))
    return Coding(story=story, claims=(claim,), events=(event, undated), note=payload), (pact,), (gift,)


@pytest.mark.parametrize("payload", PAYLOADS)
def test_nothing_of_the_story_becomes_markup(payload):
    coding, treaties, transfers = hostile(payload)
    source = make(coding, treaties, transfers, names={payload: payload}, now=None)
    source.encode("utf-8")
    page = Page(source)
    assert not page.stack
    assert {tag for tag, _ in page.tags} <= ALLOWED
    assert [attrs.get("type") for tag, attrs in page.tags if tag == "script"] == ["application/json"]
    assert sum(tag == "style" for tag, _ in page.tags) == 1
    assert not [
        name
        for _, attrs in page.tags
        for name in attrs
        if name.startswith("on") or name in {"style", "srcdoc", "action"}
    ]
    assert len([1 for tag, attrs in page.tags if tag == "meta" and "http-equiv" in attrs]) == 1
    assert {ref[0] for ref in page.attributes("href")} <= {"#"}
    record = json.loads(page.raw["script"][0])
    assert record["story"]["title"] == payload
    assert not re.search(r"[<>&]", page.raw["script"][0])


def test_page_loads_nothing(zoo):
    page = Page(zoo)
    for name in ("src", "srcset", "data", "poster", "background", "xlink:href", "formaction", "ping"):
        assert not page.attributes(name)
    assert not [
        tag
        for tag, _ in page.tags
        if tag in {"link", "img", "iframe", "object", "embed", "video", "audio", "base", "image", "use"}
    ]
    assert not re.search(r"url\((?!#)|@import|@font-face|expression\(", zoo)
    assert all(ref.startswith("#") for ref in page.attributes("href"))


def test_policy_admits_only_this_style_sheet(zoo):
    page = Page(zoo)
    policy = next(attrs["content"] for tag, attrs in page.tags if attrs.get("http-equiv") == "Content-Security-Policy")
    digest = base64.b64encode(hashlib.sha256(page.raw["style"][0].encode()).digest()).decode()
    assert f"style-src 'sha256-{digest}'" in policy
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy


@pytest.mark.parametrize(
    ("url", "kept"),
    [
        ("https://example.org/a?b=1&c=2", True),
        ("http://example.org", True),
        ("javascript:alert(1)", False),
        ("//example.org", False),
        ("data:text/html,x", False),
        ("https://", False),
        ("http://[", False),
        (" javascript:x", False),
        ("", False),
        (None, False),
        ("file:///etc/passwd", False),
    ],
)
def test_links_are_plain_web_links(url, kept):
    assert (safe_link(url) == url and url is not None) is kept
    coding = Coding(story=Story(text="A story.", url=url))
    outward = [ref for ref in Page(make(coding)).attributes("href") if not ref.startswith("#")]
    assert outward == ([url] if kept else [])


def test_every_number_leads_to_evidence(zoo):
    page = Page(zoo)
    targets = {attrs["id"] for _, attrs in page.tags if attrs.get("id")}
    assert len([t for t in targets if re.fullmatch(r"c\d+", t)]) == len(fixture.zoo()[0].claims)
    references = page.attributes("href")
    assert references
    assert {ref[1:] for ref in references} <= targets


def test_every_row_and_sentence_has_evidence(zoo):
    coding = fixture.zoo()[0]
    body = zoo.split('<section id="events">')[1].split('<section id="transfers">')[0]
    body += zoo.split('<section id="background">')[1].split("</section>")[0]
    rows = re.findall(r"<tr data-event=.*?</tr>", body, re.DOTALL)
    assert len(rows) == len(coding.events)
    assert all('href="#c' in row for row in rows)
    lead = zoo.split('<section id="lead">')[1].split("</section>")[0]
    lines = re.findall(r"<li>.*?</li>", lead)
    assert len(lines) == 3
    assert all('href="#c' in line for line in lines)


def test_quotes_are_the_words_of_the_story(zoo):
    coding = fixture.zoo()[0]
    text = coding.story.text
    record = json.loads(Page(zoo).raw["script"][0])
    assert len(record["claims"]) == len(coding.claims)
    assert len(record["events"]) == len(coding.events)
    for claim in record["claims"]:
        assert text[claim["start"] : claim["end"]] == claim["quote"]
    assert hashlib.sha256(text.encode()).hexdigest().startswith(record["story"]["id"])


def test_both_sides_of_a_dispute_stand_side_by_side(zoo):
    part = zoo.split('<section id="disputed">')[1].split("</section>")[0]
    says, denies = part.split("<h4>Denies</h4>")[:2]
    assert "at least 3,000 soldiers" in says
    assert says.count("<blockquote") == 2
    assert denies.count("<blockquote") == 3


def test_size_and_determinism(zoo):
    assert len(zoo.encode()) < 150_000
    coding, treaties, transfers = fixture.zoo()
    assert make(coding, treaties, transfers) == make(coding, treaties, transfers)


def test_large_coding_gives_up_the_json_before_any_row(monkeypatch):
    monkeypatch.setattr("verbale.report.page.MAX_BYTES", 300_000)
    coding, _, _ = fixture.zoo()
    many = tuple(msgspec.structs.replace(c, id=f"{c.id}-{i}") for i in range(14) for c in coding.claims)
    page = make(msgspec.structs.replace(coding, claims=many))
    assert "left out because the page would pass" in page
    assert "reasons for each field were left out" in page
    assert 'id="record"' not in page
    assert page.count('class="claim"') == len(many)
    assert len(page.encode()) < MAX_BYTES


def test_empty_coding_says_so():
    page = make(Coding(story=Story(text="Nothing here.")))
    assert "No event between two international actors" in page
    assert 'id="events"' not in page
    noted = make(Coding(story=Story(text="Nothing here."), note="The text is not English."))
    assert "The text is not English." in noted


def _luminance(colour: str) -> float:
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    red, green, blue = (p / 12.92 if p <= 0.03928 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def test_colours_are_readable_in_both_themes(zoo):
    css = Page(zoo).raw["style"][0]
    blocks = re.findall(r":root \{(.*?)\}", css, re.DOTALL)[:2]
    assert len(blocks) == 2
    for block in blocks:
        tokens = dict(re.findall(r"--([\w-]+): (#[0-9a-f]{6})", block))
        pairs = [
            (ink, ground)
            for ink in ("ink", "soft", "link", "vcoop", "mcoop", "vconf", "mconf", "dispute")
            for ground in ("paper", "sheet")
        ]
        for ink, ground in [*pairs, ("mark-ink", "mark")]:
            high, low = sorted((_luminance(tokens[ink]), _luminance(tokens[ground])), reverse=True)
            assert (high + 0.05) / (low + 0.05) >= 4.5, (ink, ground)
