"""The pages in a real browser: Chromium, driven through Playwright."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from .test_pages import NEW

HERE = Path(__file__).parent
SERIOUS = {"serious", "critical"}


def test_from_the_first_screen_to_who_denies_the_troops(page, online):
    """At most three clicks: the story is open, a click on the disputed sentence shows who denies."""
    page.goto(online.address + "/")
    page.click("a.alert")
    card = page.wait_for_selector(".card h3.denies")
    assert card.inner_text() == "Who denies"
    assert "Moscow and Pyongyang denied" in page.inner_text(".card")
    page.click('.card a.chip:has-text("North Korea – Russia")')
    page.wait_for_selector("#disputed")
    page.click('svg.wide a:has-text("2 reports")')
    page.wait_for_selector("#voices")
    assert "Russia and North Korea" in page.inner_text("#voices .side:nth-child(2)")


def test_paste_a_story_correct_it_and_see_it_hold(page, online):
    import verbale
    from verbale.web.work import code

    page.goto(online.address + "/")
    page.fill("#text", NEW)
    page.fill("#published", "2025-03-06")
    page.click("form.add button.main")
    page.wait_for_selector("article.story a.told", timeout=60_000)
    assert "Kenya" in page.inner_text("article.story")
    page.keyboard.press("j")
    page.wait_for_selector(".card[data-claim]")
    claim = page.get_attribute(".card", "data-claim")
    page.keyboard.press("2")
    page.fill('#fix input[name="parties"] >> nth=0', "Uganda (UGA)")
    page.click('#fix form:has(input[value="actors"]) button')
    page.wait_for_selector(".stamp.done")
    assert "UGA" in page.inner_text(".card dl")
    online.desk.answers.book.recode(code, f"{verbale.__version__}+again")
    page.goto(f"{online.address}/claims/{claim}")
    assert "UGA" in page.inner_text(".card dl")
    assert "actors: UGA" in page.inner_text(".judged")


def test_facets_go_into_the_address_and_back(page, online):
    page.goto(online.address + "/explore")
    total = page.inner_text("h1")
    page.click('.facets a:has-text("Conflict in words")')
    assert "quad=verbal-conflict" in page.url
    assert page.inner_text("h1") != total
    page.click('.facets a[aria-current="true"]')
    assert page.inner_text("h1") == total


def test_what_is_weighed_comes_by_itself_and_leads_to_its_events(page, online):
    page.goto(online.address + "/pairs/PRK/RUS")
    page.wait_for_selector("#outlook .hypothesis", timeout=60_000)
    page.wait_for_selector("#trend:not(.waits) table", timeout=60_000)
    assert "Past score" in page.inner_text("#outlook")
    page.click("#outlook tbody a.ref >> nth=0")
    page.wait_for_selector("#voices")


def test_what_the_facets_select_comes_as_a_file(page, online):
    page.goto(online.address + "/explore?standing=denied+by+all")
    with page.expect_download() as waited:
        page.click('#exports a[href*="events.csv"]')
    rows = waited.value.path().read_text(encoding="utf-8").splitlines()
    assert page.inner_text("h1") == f"{len(rows) - 1} event"


def test_dark_by_choice_and_kept(page, online, tmp_path):
    page.goto(online.address + "/")
    light = page.evaluate("getComputedStyle(document.body).backgroundColor")
    page.click(".to-dark")
    dark = page.evaluate("getComputedStyle(document.body).backgroundColor")
    assert light != dark
    page.goto(online.address + "/ledger")
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == dark
    page.screenshot(path=tmp_path / "dark.png")
    assert (tmp_path / "dark.png").read_bytes()[:4] == b"\x89PNG"


def test_prints(page, online):
    page.goto(online.address + "/pairs/PRK/RUS")
    assert page.pdf(format="A4")[:5] == b"%PDF-"


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_no_serious_fault_for_those_who_hear_or_type(page, online, scheme):
    event = online.disputed()
    claim = event["claims"][0]
    page.emulate_media(color_scheme=scheme)
    script = (HERE / "axe.min.js").read_text(encoding="utf-8")
    for path in (f"/claims/{claim}", "/pairs/PRK/RUS", f"/events/{event['id']}", "/explore?actor=RUS", "/ledger"):
        page.goto(online.address + path)
        if path.startswith("/pairs"):
            page.wait_for_selector("#outlook .hypothesis", timeout=60_000)
            page.wait_for_selector("#trend:not(.waits) table", timeout=60_000)
        page.evaluate(script)  # by the driver: the policy of the page lets no such script in
        found = page.evaluate("axe.run(document, {resultTypes: ['violations']})")
        bad = [
            (v["id"], [n["html"][:150] for n in v["nodes"]][:3]) for v in found["violations"] if v["impact"] in SERIOUS
        ]
        assert bad == [], (path, json.dumps(bad, indent=1))


@pytest.mark.parametrize("path", ["/", "/pairs/PRK/RUS", "/explore", "/ledger", "/pairs"])
def test_a_telephone_shows_all_of_its_width(page, online, path):
    page.set_viewport_size({"width": 390, "height": 844})
    page.goto(online.address + path)
    assert page.evaluate("document.documentElement.scrollWidth") <= 390


def test_reads_without_any_script(browser, online):
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(online.address + "/")
    page.click("a.told.disputed >> nth=0")
    assert "Who denies" in page.inner_text(".card")
    page.goto(online.address + "/pairs/PRK/RUS")
    page.click("#outlook a")
    page.wait_for_selector("#outlook .hypothesis", timeout=60_000)  # the page asks again by itself
    page.goto(online.address + "/explore")
    assert page.locator(".facets a").count() > 10
    page.goto(online.address + "/")
    page.click(".to-dark")
    assert page.get_attribute("html", "data-theme") == "dark"
    context.close()
