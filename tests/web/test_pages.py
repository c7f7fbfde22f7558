"""Pages without a browser: what they show, their twins, and who may do what."""

from __future__ import annotations

import csv
import io
import re
import time

import pytest

from verbale.web import Desk

from .conftest import NEW, TOKEN, client_of


def test_the_first_screen_shows_a_story_and_what_is_disputed(reader):
    text = reader.client.get("/").text
    assert "Pyongyang zoo" in text
    assert "Disputed:" in text
    assert text.index("Disputed:") < text.index("more than 70 animals")


def test_an_empty_ledger_says_how_to_begin(tmp_path):
    desk = Desk(tmp_path / "new.db", token=TOKEN)
    text = client_of(desk).get("/").text
    assert "three example stories" in text
    assert "three example stories" not in client_of(desk, token=None).get("/").text
    desk.close()


def test_the_text_is_on_the_page_unaltered(reader):
    name = reader.story("zoo")
    story = reader.client.get(f"/stories/{name}.json").json()
    page = reader.client.get(f"/stories/{name}").text
    body = page.partition('<article class="story"')[2].partition('<details class="all-events"')[0]
    body = re.sub(r'<span class="unseen">.*?</span>|<sup>.*?</sup>', "", body)
    shown = re.sub(r"<[^>]+>", "", body).replace("&#39;", "'").replace("&#34;", '"')
    for paragraph in filter(None, (line.strip() for line in story["text"].split("\n"))):
        assert paragraph in shown


def test_the_card_tells_who_says_and_who_denies(reader):
    event = reader.disputed()
    claim = reader.client.get(f"/claims/{event['claims'][0]}.json").json()
    text = reader.client.get(f"/stories/{claim['story_id']}/card/{claim['id']}").text
    for head in ("Who", "What", "Whom", "When", "How many", "Status", "Who says", "Who denies", "Why coded so"):
        assert head in text
    assert "denied" in text.partition("Who denies")[2]


@pytest.mark.parametrize("path", ["/stories", "/pairs", "/pairs/PRK/RUS", "/explore", "/ledger", "/explore?q=zoo"])
def test_each_view_reads_and_has_its_twin(reader, path):
    page = reader.client.get(path)
    assert page.status_code == 200
    head, _, query = path.partition("?")
    twin = reader.client.get(f"{head}.json?{query}")
    assert twin.status_code == 200
    assert twin.headers["content-type"] == "application/json"
    assert f"{head}.json" in page.text


def test_a_table_as_csv_has_all_the_rows_of_the_page_and_no_formula(reader):
    total = reader.client.get("/explore.json").json()["total"]
    rows = list(csv.reader(io.StringIO(reader.client.get("/explore.csv").text)))
    assert len(rows) == total + 1
    assert not [cell for row in rows[1:] for cell in row if cell.startswith(("=", "+", "@", "\t"))]


@pytest.mark.parametrize("query", ["", "?actor=PRK&quad=material-cooperation", "?q=zoo", "?standing=denied+by+all"])
def test_each_export_holds_what_the_page_counts(reader, query):
    import pyarrow.parquet

    from verbale.web.exporting import FILES, ROWS

    found = reader.client.get(f"/explore.json{query}").json()
    total, mark = found["total"], "&" if query else "?"
    assert total
    for page in range(2, 2 + (total - 1) // found["size"]):
        found["events"] += reader.client.get(f"/explore.json{query}{mark}page={page}").json()["events"]
    assert len(found["events"]) == total
    claims = {claim for event in found["events"] for claim in event["claims"]}
    page = reader.client.get(f"/explore{query}").text
    counted = {}
    for name, (media, _, _) in FILES.items():
        assert f'href="/explore/export/{name}' in page
        answer = reader.client.get(f"/explore/export/{name}{query}")
        assert answer.status_code == 200
        assert answer.headers["content-type"] == media
        assert "attachment" in answer.headers["content-disposition"]
        kind, _, ending = name.partition(".")
        if ending == "csv":
            counted[name] = len(list(csv.reader(io.StringIO(answer.text)))) - 1
        elif ending == "jsonl":
            counted[name] = len(answer.text.splitlines())
        elif ending == "parquet":
            counted[name] = pyarrow.parquet.read_table(io.BytesIO(answer.content)).num_rows
        elif kind == "timeline":
            assert len(answer.json()["events"]) == sum(event["date"] is not None for event in found["events"])
            counted[name] = total
        elif kind == "stix":
            assert sum(thing["type"] == "note" for thing in answer.json()["objects"]) == total
        else:
            counted[name] = len({note["id"] for note in answer.json()["items"] if note["motivation"] == "describing"})
        if name in counted:
            assert answer.headers[ROWS] == str(counted[name])
            assert counted[name] == (len(claims) if kind in {"claims", "annotations"} else total), name


def test_an_export_that_is_unknown_or_too_large_is_told(reader, monkeypatch):
    assert reader.client.get("/explore/export/events.exe").status_code == 404
    monkeypatch.setattr("verbale.web.exporting.LARGEST", 2)
    answer = reader.client.get("/explore/export/events.csv", headers={"accept": "application/json"})
    assert answer.json()["error"]["code"] == "V290"


def test_facets_narrow_by_the_address(reader):
    everything = reader.client.get("/explore.json").json()
    denied = reader.client.get("/explore.json?standing=denied+by+all").json()
    assert denied["total"] == everything["facets"]["standing"]["denied by all"] < everything["total"]
    both = reader.client.get("/explore.json?actor=North+Korea&quad=material-cooperation").json()
    assert 0 < both["total"] < everything["total"]
    assert "take away" in reader.client.get("/explore?actor=PRK").text


def test_a_pair_in_words(reader):
    found = reader.client.get("/pairs/RUS/PRK.json").json()
    assert found["in_words"].startswith("Russia and North Korea: ")
    assert "disputed" in found["in_words"]
    page = reader.client.get("/pairs/RUS/PRK").text
    for part in ("Timeline", "Disputed and denied", "Who gives what to whom", "Treaty steps"):
        assert part in page
    assert (
        reader.client.get("/pairs?a=Russia&b=North+Korea", follow_redirects=False).headers["location"]
        == "/pairs/RUS/PRK"
    )


@pytest.mark.parametrize(("part", "head"), [("trend", "<h2>Trend</h2>"), ("outlook", "Hypotheses")])
def test_what_takes_long_comes_by_itself_or_by_a_link(reader, part, head):
    path = f"/pairs/RUS/PRK/{part}"
    page = reader.client.get("/pairs/RUS/PRK").text
    assert f'hx-get="{path}"' in page
    assert f'<a href="{path}">' in page
    assert head in reader.client.get(path).text
    told = settled(reader, path)
    assert "<html" not in told
    assert head in told
    assert "hx-get" not in told
    alone = reader.client.get(path).text
    assert "<html" in alone
    assert 'http-equiv="refresh"' not in alone


def settled(served, path: str) -> str:
    """The part when it is worked out."""
    for _ in range(600):
        text = served.client.get(path, headers={"hx-request": "true"}).text
        if 'aria-busy="true"' not in text:
            return text
        time.sleep(0.05)
    raise AssertionError(text)


def test_hypotheses_and_chances_have_intervals_evidence_and_a_past_score(reader):
    text = settled(reader, "/pairs/PRK/RUS/outlook")
    assert "nobody has judged a row" in text
    assert re.search(r"\d+% \[.{1,4}%, .{1,4}%\]", text)
    assert "Past score" in text
    links = re.findall(r'class="ref" href="(/events/[0-9a-f]+)"', text)
    assert links
    assert {reader.client.get(link).status_code for link in set(links[:4])} == {200}


def test_what_is_found_of_a_pair_follows_a_correction(served):
    path = "/pairs/PRK/RUS/outlook"
    before = settled(served, path)
    assert settled(served, path) == before
    gone = served.disputed()["id"]
    served.post(f"/claims/{gone}/judgements", kind="not an event", why="A test.")
    for _ in range(200):
        after = settled(served, path)
        if after != before:
            break
        time.sleep(0.05)
    assert after != before
    assert f"/events/{gone}" not in after


def test_the_ledger_tells_how_its_feeds_fare(served, ledger):
    from verbale.reading.watching import State, Watched, save

    assert "No feed is watched" in served.client.get("/ledger").text
    well = Watched(
        "https://a.example/feed", "A wire", looked="2025-01-02T03:04:05+00:00", well="2025-01-02T03:04:05+00:00"
    )
    ill = Watched("https://b.example/<feed>", looked="2025-01-02T03:04:05+00:00", failures=3, fault="HTTP <500>")
    save(State(feeds={one.url: one for one in (well, ill)}), ledger.with_name(f"{ledger.name}.feeds.json"))
    page = served.client.get("/ledger").text
    assert "2 watched" in page
    assert "1 failing" in page
    assert "failed 3 times: HTTP &lt;500&gt;" in page
    assert "2025-01-02 03:04" in page
    assert [feed["well"] for feed in served.client.get("/ledger.json").json()["feeds"]] == [False, True]
    ledger.with_name(f"{ledger.name}.feeds.json").write_text("{")
    assert "is no state of a watch" in served.client.get("/ledger").text


def test_an_event_has_a_permalink_with_a_hash(served):
    event = served.disputed()
    page = served.client.get(f"/events/{event['id']}").text
    link = re.search(r'href="(/events/[0-9a-f]+\?version=[0-9a-f]{12})"', page).group(1)
    assert served.post(f"/claims/{event['id']}/judgements", kind="not an event", why="A test.").status_code == 303
    assert "no longer in force" in served.client.get(f"/events/{event['id']}").text
    assert "soldiers" in served.client.get(link).text


def test_errors_have_one_shape(reader):
    for path in (
        "/stories/0000.json",
        "/nothing.json",
        "/pairs/QQQ/RUS.json",
        "/explore.json?since=x",
        "/events/1.json",
    ):
        answer = reader.client.get(path)
        assert answer.status_code in {400, 404}
        assert set(answer.json()) == {"error"}
        assert set(answer.json()["error"]) == {"code", "message", "next_step"}
    assert reader.client.get("/nothing").headers["content-type"].startswith("text/html")


@pytest.mark.parametrize("path", ["/", "/explore.json", "/static/web.css", "/nothing", "/explore.csv"])
def test_every_answer_carries_the_policy(reader, path):
    headers = reader.client.get(path).headers
    assert "unsafe" not in headers["content-security-policy"]
    assert "default-src 'none'" in headers["content-security-policy"]
    assert headers["x-content-type-options"] == "nosniff"


def test_pages_hold_no_inline_script_or_style(reader):
    event = reader.disputed()
    for path in ("/", "/explore", "/ledger", "/pairs/PRK/RUS", f"/events/{event['id']}"):
        text = reader.client.get(path).text
        assert not re.search(r"\sstyle=|<style|\son\w+=|<script(?![^>]*src=)|javascript:", text, re.IGNORECASE)


@pytest.mark.parametrize("host", ["evil.example", "127.0.0.1.evil.example", "evil.example:8411", "", "[::2]"])
def test_another_name_of_the_server_is_refused(reader, host):
    answer = reader.client.get("/", headers={"host": host})
    assert answer.status_code == 421
    assert answer.json()["error"]["code"] == "V281"


def test_its_own_names_are_taken(reader):
    for host in ("127.0.0.1:8411", "localhost", "LOCALHOST:1", "[::1]:8411"):
        assert reader.client.get("/stories.json", headers={"host": host}).status_code == 200


def test_writing_needs_the_token_the_key_of_the_form_and_the_own_site(served):
    key = served.desk.form_key
    stranger = client_of(served.desk, token=None)
    assert stranger.post("/stories", data={"text": NEW, "form_key": key}).status_code == 401
    assert key not in stranger.get("/").text
    assert served.client.post("/stories", data={"text": NEW}).status_code == 403
    for headers in ({"origin": "https://evil.example"}, {"sec-fetch-site": "cross-site"}, {"origin": "null"}):
        answer = served.client.post("/stories", data={"text": NEW, "form_key": key}, headers=headers)
        assert answer.status_code == 403
    wrong = {"authorization": "Bearer wrong"}
    assert stranger.post("/stories.json", json={"text": NEW}, headers=wrong).status_code == 401


def test_read_only_means_that_nobody_writes(reader):
    assert reader.client.post("/stories", data={"text": NEW, "form_key": reader.desk.form_key}).status_code == 403
    token = {"authorization": f"Bearer {TOKEN}"}
    assert reader.client.post("/stories.json", json={"text": NEW}, headers=token).json()["error"]["code"] == "V283"
    assert "Code it" not in reader.client.get("/").text


def test_the_token_comes_by_the_address_once(served):
    stranger = client_of(served.desk, token=None)
    assert stranger.get("/enter?token=wrong").status_code == 403
    answer = stranger.get(f"/enter?token={TOKEN}", follow_redirects=False)
    assert answer.headers["location"] == "/"
    assert "HttpOnly" in answer.headers["set-cookie"]
    assert "SameSite=strict" in answer.headers["set-cookie"]


def test_a_redirect_never_leads_elsewhere(served):
    for back in ("//evil.example", "https://evil.example", "/\\evil.example"):
        answer = served.client.post("/theme", data={"theme": "dark", "back": back}, follow_redirects=False)
        assert answer.headers["location"] == "/"


def test_the_colours_by_choice_are_those_of_the_brief(reader):
    """What a reader chooses repeats the tokens of the brief's style sheet, in both schemes."""
    house, own = (reader.client.get(f"/static/{name}.css").text for name in ("house", "web"))

    def palettes(css: str) -> list[dict[str, str]]:
        blocks = re.findall(r"\{([^{}]*--paper:[^{}]*)\}", css)
        return [{k: v for k, v in re.findall(r"(--[\w-]+): ([^;]+);", b) if v.startswith("#")} for b in blocks]

    light, dark, _print = palettes(house)
    assert len(light) == len(dark) > 10
    assert palettes(own) == [light, dark]
