"""The three kinds of brief in a browser: opened from disk, in both schemes, on paper, and with hostile words."""

from __future__ import annotations

import json
import re
from pathlib import Path

import msgspec
import pytest

from tests.report import fixture
from verbale.record import Coding, Figure, Transfer
from verbale.report import brief
from verbale.report.event import Happening, event_brief
from verbale.report.machine import claims_of
from verbale.report.pair import Pair, pair_brief
from verbale.report.subject import Citation, Findings, Past

HERE = Path(__file__).parent
TAIL = 20  # events of the background
KINDS = ("story", "event", "pair")
PAYLOADS = [line for line in (HERE / "payloads.txt").read_text("utf-8").splitlines() if line]
CITED = Citation(ledger="my.db", content="c0ffee" * 10, head="beef" * 16, version=3, changed="2024-11-22T00:00:00Z")
MOST_BYTES, MOST_SECONDS, LOADS = 1_500_000, 1.0, 3  # the quickest of so many loads: a machine has other work


def briefs(count: int, words: list[str] | None = None, found: Findings | None = None, name: str = "my.db") -> dict:
    """The three briefs of so many claims, and the claims of each."""
    found = found or Findings(no_trend="none", no_weighing="none", no_forecast="none")
    cited = msgspec.structs.replace(CITED, ledger=name)
    more = {"names": {**fixture.NAMES, **({"RUS": words[0]} if words else {})}, "version": "9.9"}
    (story,), one, events = fixture.many(count, 1, [" ".join(words)] if words else None)
    gifts = tuple(
        Transfer(
            event=e.id, giver=e.actors, receiver=e.recipients, items=(*e.figures, Figure(c.id, story.name, 1, 1, None)),
            claims=e.claims, date=e.date, kinds=(story.name,), basis=story.name,
        )
        for c, e in zip(one[:20], events, strict=False)
    )
    coding = Coding(story=story, claims=tuple(one), events=tuple(events), note=None)
    stories, claims, told = fixture.many(count, len(words) if words else 10, words)
    last = claims[-TAIL:]
    happening = Happening(
        event=msgspec.structs.replace(told[0], claims=tuple(c.id for c in claims[:-TAIL]), reports=len(claims) - TAIL),
        claims=tuple(claims[:-TAIL]), stories=tuple(stories), pair=("RUS", "PRK"),
        past=Past(
            earlier=tuple(told[-TAIL : -TAIL // 2]), since=tuple(told[-TAIL // 2 :]), claims=tuple(last),
            stories=tuple(stories),
        ),
    )
    pair = Pair(
        a="RUS", b="PRK", events=tuple(told), claims=tuple(claims), stories=tuple(stories), transfers=gifts[:0],
    )
    return {
        "story": (brief(coding, transfers=gifts, **more), one),
        "event": (event_brief(happening, found, cited, **more), claims),
        "pair": (pair_brief(pair, found, cited, **more), claims),
    }


@pytest.fixture(scope="module")
def large() -> dict:
    return briefs(200)


@pytest.fixture
def look(browser, tmp_path):
    """Opens a page from disk; gives the page and every address that it asked for besides itself."""
    contexts = []

    def opened(html: str, *, width: int = 1280, scheme: str = "light"):
        path = tmp_path / "brief.html"
        path.write_text(html, encoding="utf-8")
        context = browser.new_context(viewport={"width": width, "height": 900}, color_scheme=scheme)
        contexts.append(context)
        page, asked = context.new_page(), []
        page.on("request", lambda request: asked.append(request.url))
        page.on("dialog", lambda dialog: (asked.append(f"dialog {dialog.message}"), dialog.dismiss()))
        page.expose_function("hit", lambda *_: asked.append("a script ran"))
        page.goto(path.as_uri())
        return page, asked

    yield opened
    for context in contexts:
        context.close()


WAITS = 500  # of 20 ms for a first paint


def painted(page):
    """Milliseconds to each first paint. Asked from outside: the page's own policy forbids waiting inside it."""
    for _ in range(WAITS):
        found = page.evaluate("performance.getEntriesByType('paint').map(one => one.startTime)")
        if found:
            return found
        page.wait_for_timeout(20)
    return []


@pytest.mark.parametrize("kind", KINDS)
def test_two_hundred_claims_are_small_quick_and_quiet(kind, large, look):
    html = large[kind][0]
    assert len(html.encode()) < MOST_BYTES
    assert 'id="record"' in html
    page, asked = look(html)
    paints = []
    for _ in range(LOADS):
        paints += painted(page)
        page.reload()
    assert min(paints) < 1000 * MOST_SECONDS
    assert set(asked) == {page.url}  # the file itself
    assert page.pdf(format="A4", prefer_css_page_size=True)[:5] == b"%PDF-"


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_no_fault_for_those_who_hear_or_type(kind, scheme, look):
    page, _ = look(briefs(25)[kind][0], scheme=scheme)
    page.evaluate("document.styleSheets[0].insertRule('* {content-visibility: visible !important}')")
    page.evaluate((HERE / "axe.min.js").read_text("utf-8"))
    found = page.evaluate("axe.run(document, {resultTypes: ['violations']})")["violations"]
    bad = [(v["id"], v["impact"], v["nodes"][0]["html"][:150]) for v in found]
    assert bad == [], json.dumps(bad, indent=1)


@pytest.mark.parametrize("kind", KINDS)
def test_a_telephone_shows_all_of_its_width(kind, look):
    page, _ = look(briefs(25)[kind][0], width=390)
    assert page.evaluate("document.documentElement.scrollWidth") <= 390


@pytest.mark.parametrize("kind", KINDS)
def test_hostile_words_stay_words(kind, look):
    assert len(PAYLOADS) >= 100
    found = Findings(no_trend=PAYLOADS[0], no_weighing=PAYLOADS[1], no_forecast=PAYLOADS[2])
    html = briefs(len(PAYLOADS), PAYLOADS, found, name=PAYLOADS[0])[kind][0]
    page, asked = look(html)
    page.wait_for_timeout(200)
    assert len(asked) == 1, asked[1:4]
    assert page.evaluate("document.querySelectorAll('script:not([type]), img, iframe, object, base, form').length") == 0
    assert page.evaluate("document.querySelectorAll('script').length") <= 1  # a page too large gives up its block
    named = page.evaluate("[...document.querySelectorAll('*')].flatMap(e => e.getAttributeNames())")
    assert not [name for name in named if name.startswith("on") or name in {"style", "src", "srcdoc"}]
    links = page.evaluate("[...document.querySelectorAll('a')].map(a => a.getAttribute('href'))")
    assert all(re.match(r"#|https?://", link) for link in links)


@pytest.mark.parametrize("kind", KINDS)
def test_the_claims_come_back_whole(kind, large):
    html, claims = large[kind]
    record = json.loads(re.search(r'id="record">(.*?)</script>', html, re.DOTALL)[1])
    assert sorted(claims_of(record), key=lambda c: c.id) == sorted(claims, key=lambda c: c.id)
