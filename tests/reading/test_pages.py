"""HTML -> story: the article, what the page says of itself, and hostile pages that must end."""
from __future__ import annotations

import datetime
import time

import pytest

from verbale.errors import InputError
from verbale.reading import read
from verbale.reading.parser import Parser
from verbale.settings import Settings

LEAD = "The foreign ministers of Norway and Chile signed a fisheries agreement in Bergen on Tuesday."
BODY = (
    "The agreement sets quotas for ten years, the Norwegian ministry said in a statement. Chile will receive two "
    "patrol vessels under the deal. Both sides have to ratify it before the end of the year, and officials said that "
    "they expected no difficulty in either parliament."
)
PAGE = f"""<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Norway and Chile sign – The Herald</title>
<meta property="og:title" content="Norway and Chile sign fisheries agreement">
<meta property="og:site_name" content="The Herald"><meta name="description" content="{LEAD}">
<meta property="article:published_time" content="2024-03-05T10:00:00Z">
<script>var planted = "War was declared";</script></head><body><nav><ul><li><a href="/">Home</a></li></ul></nav>
<article><h1>Norway and Chile sign fisheries agreement</h1><div class="promo__teaser">{LEAD}</div>
<p>{BODY}</p><p>{BODY.replace("Chile", "Peru")}</p>%s</article><footer>All rights reserved</footer></body></html>"""


@pytest.fixture(scope="module")
def reader():
    reader = Parser(Settings(html_seconds=8))
    yield reader
    reader.close()


def test_the_article_and_what_the_page_says_of_itself(tmp_path):
    path = tmp_path / "herald.html"
    path.write_text(PAGE % "", "utf-8")
    (story,) = read(path)
    assert story.title == "Norway and Chile sign fisheries agreement"
    assert (story.outlet, story.published) == ("The Herald", datetime.date(2024, 3, 5))
    assert (story.published_basis, story.language) == ("found", "en")
    assert "two patrol vessels" in " ".join(story.text.split())
    assert story.text.count(LEAD) == 1
    assert "planted" not in story.text
    assert "All rights reserved" not in story.text


@pytest.mark.parametrize(
    "hiding",
    [
        '<p style="display: none">%s</p>', "<p hidden>%s</p>", "<template><p>%s</p></template>",
        '<p style="font-size:0">%s</p>', '<p style="position:absolute; left: -9999px">%s</p>',
        '<p style="opacity: 0">%s</p>', '<p aria-hidden="true">%s</p>', "<noscript><p>%s</p></noscript>", "<!-- %s -->",
    ],
)
def test_hidden_words_do_not_come_out(reader, hiding):
    planted = "Norway declared war on Chile on Wednesday, and the army has crossed the border in the north."
    page = reader.page((PAGE % (hiding % planted)).encode(), "x")
    assert "declared war" not in page.text
    assert "patrol vessels" in page.text


@pytest.mark.parametrize(
    "data",
    [
        b"<html><body><script>x</script></body></html>", b"<html></html>", b"<" * 100_000,
        b"<div " + b" ".join(b"a%d=1" % n for n in range(60_000)) + b">x</div>",
    ],
    ids=["only script", "nothing", "angles", "attributes"],
)
def test_pages_without_an_article_end_in_an_error(reader, data):
    began = time.monotonic()
    with pytest.raises(InputError) as caught:
        reader.page(data, "x")
    assert caught.value.code in {"V109", "V110"}
    assert time.monotonic() - began < 15


def test_depth_does_not_swallow_the_article(reader):
    page = reader.page(b"<div>" * 300 + f"<p>{BODY}</p>".encode() + b"</div>" * 300, "x")
    assert "patrol vessels" in page.text


def test_a_worker_that_was_killed_is_replaced():
    reader = Parser(Settings(html_seconds=0.001))
    with pytest.raises(InputError, match="more than"):
        reader.page((PAGE % "").encode(), "x")
    reader._settings = Settings()
    assert reader.page((PAGE % "").encode(), "x").title
    reader._process.kill()
    with pytest.raises(InputError, match="its parser ended"):
        reader.page((PAGE % "").encode(), "x")
    assert reader.page((PAGE % "").encode(), "x").title
    reader.close()


def test_memory_is_limited():
    reader = Parser(Settings(html_memory=250_000_000))
    with pytest.raises(InputError) as caught:
        reader.page(b"<html><body>" + b"<p>a</p>" * 1_000_000, "x")
    assert caught.value.code in {"V109", "V110"}  # some parsers turn the refusal of memory into "nothing found"
    reader.close()


@pytest.mark.shared("corpus/html")
def test_the_lead_of_a_real_page_is_kept(shared):
    (story,) = read(shared / "corpus/html/kremlin_17705.html")
    assert story.text.startswith("Vladimir Putin submitted to the State Duma for ratification")
    assert story.published == datetime.date(2013, 3, 20)
    assert story.outlet == "President of Russia"


@pytest.mark.shared("corpus/html")
def test_no_date_is_better_than_a_guess(shared):
    (story,) = read(shared / "corpus/html/obama_wh_495.html")
    assert story.published is None
