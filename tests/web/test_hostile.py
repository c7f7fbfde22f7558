"""Text that would be a script, in every field that a page shows: none of it runs."""

from __future__ import annotations

import csv
import io
from pathlib import Path
from urllib.parse import quote

import pytest

from verbale import Coding, Story
from verbale.events import merge
from verbale.record import Actor, Amount, Claim, EventType, Reason, Source, SourceKind, Span, claim_id

PAYLOADS = (Path(__file__).parent / "payloads.txt").read_text(encoding="utf-8").splitlines()
TOGETHER = 11  # payloads in one story


def coding_of(payloads: list[str], number: int) -> Coding:
    """A story: each payload is quote, party, source, item and reason of a claim; the first is title and link."""
    text, claims = "", []
    for n, payload in enumerate(payloads):
        start = len(text)
        text += f"{payload} gave {payload}.\n"
        words = Span(start, start + len(payload))
        trigger = Span(words.end + 1, words.end + 5)
        item = Span(trigger.end + 1, trigger.end + 1 + len(payload))
        claims.append((payload, Span(start, len(text) - 1), words, trigger, item, n))
    url = payloads[0] if payloads[0].lower().startswith(("java", "data")) else f"javascript:hit()//{payloads[0]}"
    story = Story(text=text, title=payloads[0], name=payloads[-1], outlet=payloads[1], url=url, language="en")
    made = tuple(
        Claim(
            id=claim_id(story.id, number, n),
            story=story.id,
            span=span,
            trigger=trigger,
            event=EventType.AID,
            mode=payload,
            actors=(Actor(payload, "RUS", "", words),),
            recipients=(Actor(payload, "PRK", "", words),),
            sources=(Source(payload, None, SourceKind.PERSON, words),),
            item=item,
            place=payload,
            place_span=words,
            amounts=(Amount(payload, 3.0, 4.0, payload, words),),
            why=(Reason(payload, payload, words),),
        )
        for payload, span, words, trigger, item, n in claims
    )
    return Coding(story=story, claims=made, events=merge(story, made, {}))


@pytest.fixture
def attacked(online):
    online.codings = [coding_of(PAYLOADS[n : n + TOGETHER], n) for n in range(0, len(PAYLOADS), TOGETHER)]
    for coding in online.codings:
        online.desk.answers.book.add(coding, coder="hostile")
    return online


def test_a_hundred_payloads_are_at_hand():
    assert len(set(PAYLOADS)) == len(PAYLOADS) >= 100


def test_no_script_runs_in_any_view(page, attacked):
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.add_init_script("window.hits = 0; window.hit = () => { window.hits += 1; };")
    claims = [c for coding in attacked.codings for c in coding.claims]
    event = attacked.desk.answers.coding(claims[0].story).events[0]
    paths = ["/", "/stories", "/pairs/PRK/RUS", "/explore?actor=RUS", f"/events/{event.id}", "/ledger"]
    paths += [f"/stories/{c.story.id}?claim={c.claims[-1].id}" for c in attacked.codings]
    paths += [f"/explore?q={quote(p)}&actor={quote(p)}&source={quote(p)}" for p in PAYLOADS[::9]]
    for path in paths:
        page.goto(attacked.address + path)
        page.keyboard.press("Tab")
        if "/pairs/" in path:
            for part in ("trend", "outlook"):  # both come by themselves
                page.wait_for_selector(f"#{part}:not([hx-get])", timeout=60_000)
        if "/stories/" in path:
            page.keyboard.press("j")
            page.wait_for_function("document.querySelector('#card .card')")
        assert page.evaluate("window.hits") == 0, path
        assert page.locator("main script, main img, main iframe, main style").count() == 0, path
        links = page.eval_on_selector_all(
            "a[href]", "links => links.map(a => new URL(a.href.baseVal ?? a.href, location).protocol)"
        )
        assert set(links) <= {"http:", "https:"}, path
    assert {url.partition("://")[2].partition("/")[0] for url in asked} == {attacked.address.partition("://")[2]}


def test_a_judgement_with_a_payload_is_text(page, attacked):
    page.add_init_script("window.hits = 0; window.hit = () => { window.hits += 1; };")
    claim = attacked.codings[0].claims[0]
    for payload in PAYLOADS[::17]:
        attacked.desk.answers.judge(claim.id, "right", (), payload, payload)
    for path in ("/ledger", f"/stories/{claim.story}?claim={claim.id}"):
        page.goto(attacked.address + path)
        assert PAYLOADS[0] in page.inner_text("main")
        assert page.evaluate("window.hits") == 0


def test_no_formula_in_a_table(served):
    starts = ["=HYPERLINK(1)", "+1", "-1", "@x", "\t=1", " =1"]
    coding = coding_of([*starts, "plain"], 1)
    served.desk.answers.book.add(coding, coder="hostile")
    files = [f"/explore/export/{kind}.csv?actor=RUS" for kind in ("events", "claims")]
    for path in (f"/stories/{coding.story.id}.csv", "/explore.csv?actor=RUS", "/pairs/PRK/RUS.csv", *files):
        cells = [c for row in csv.reader(io.StringIO(served.client.get(path).text)) for c in row]
        assert not [c for c in cells if c.lstrip().startswith(("=", "+", "@")) or c.startswith("\t")], path
