"""PDF, DOCX, feeds, web archives: what good ones give, and what damage costs."""
from __future__ import annotations

import base64
import datetime
import gzip
import hashlib
import json

import pytest
from hostile import BODY, LEAD, docx, html, pdf, rss, warc

from verbale.errors import InputError
from verbale.reading import ReadingWarning, read, read_each
from verbale.reading.pdf import paragraphs


def codes(source):
    return [item.code if isinstance(item, InputError) else item.name for item in read_each(source)]


def put(path, content):
    path.write_bytes(content)
    return path


def test_a_pdf_gives_paragraphs_without_running_heads(tmp_path):
    first = ["The Herald", "Norway and Chile sign fisheries agreement",
             "The foreign ministers of Norway and Chile signed a fisheries agreement in Bergen on Tuesday, which",
             "sets quotas for ten years, the Norwegian ministry said in a statement to all of the assembled",
             "newspapers of both countries.", "1"]
    second = ["The Herald", "Chile will receive two patrol vessels under the deal, the ministry said, and both sides",
              "have to ratify it.", "2"]
    (story,) = read(put(tmp_path / "pact.pdf", pdf([first, second, ["The Herald", "It ends here.", "3"]])))
    assert story.text.splitlines() == [
        first[1], " ".join(first[2:5]), f"{second[1]} {second[2]}", "It ends here.",
    ]
    assert (story.name, story.language, story.published) == ("pact", "en", None)
    assert story.read_as == "pdf, pypdfium2"
    assert paragraphs([["It was said by the assembled news-", "papers."], ["7"]]) == (
        "It was said by the assembled newspapers."
    )
    assert story.source == str(tmp_path / "pact.pdf")


def test_the_kind_is_told_by_the_content(tmp_path):
    assert read(put(tmp_path / "a.txt", pdf([[LEAD]])))[0].read_as.startswith("pdf")
    assert read(put(tmp_path / "b.pdf", html()))[0].read_as.startswith("html")
    assert read(put(tmp_path / "c.bin", docx([LEAD])))[0].read_as.startswith("docx")
    assert read(put(tmp_path / "d.txt", rss(f"<item><title>{LEAD}</title></item>")))[0].read_as == "feed, title only"
    assert read(put(tmp_path / "e.pdf", LEAD.encode()))[0].read_as == "text"
    assert read(put(tmp_path / "f.html.gz", gzip.compress(html())))[0].read_as.startswith("html")
    assert codes(put(tmp_path / "g.txt", b"PK\x03\x04zip")) == ["V106"]


def test_a_docx_goes_through_the_reader_of_html(tmp_path):
    hidden = "<w:p><w:r><w:rPr><w:vanish/></w:rPr><w:t>Planted</w:t></w:r></w:p>"
    (story,) = read(put(tmp_path / "note.docx", docx(["Norway and Chile sign", LEAD, BODY])))
    assert story.text.splitlines() == ["Norway and Chile sign", LEAD, BODY]
    assert (story.title, story.read_as) == ("A pact", "docx, mammoth")
    assert hidden


RSS_ITEM = (
    "<item><title>Norway &amp;amp; Chile &lt;b&gt;sign&lt;/b&gt;</title><link>%s</link><guid>g1</guid>"
    "<description><![CDATA[<p>%s</p><p hidden>Planted words.</p><script>x()</script>]]></description>%s</item>"
)


def test_the_items_of_rss(tmp_path):
    dated = "<pubDate>Tue, 05 Mar 2024 23:10:00 +0100</pubDate>"
    items = RSS_ITEM % ("/news/1", LEAD, dated) + RSS_ITEM % ("javascript:alert(1)", BODY, "<pubDate>11112</pubDate>")
    first, second = read(put(tmp_path / "feed.xml", rss(items)))
    assert (first.text, first.title, first.outlet) == (LEAD, "Norway & Chile sign", "The Herald")
    assert first.url == "http://herald.example/news/1"
    assert (first.published, first.published_basis) == (datetime.date(2024, 3, 5), "found")
    assert (second.text, second.url, second.published, second.name) == (BODY, None, None, "feed-2")


def test_the_items_of_atom_and_json(tmp_path):
    atom = f"""<feed xmlns="http://www.w3.org/2005/Atom"><title>T</title><entry xml:base="http://a.example/x/">
      <title type="html">One</title><id>urn:1</id><link rel="self" href="self"/><link href="y"/>
      <updated>2024-03-05T10:00:00Z</updated><summary>short</summary><content type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml"><p>{LEAD}</p>
      <p>{BODY}</p></div></content></entry></feed>"""
    (story,) = read(put(tmp_path / "a.atom", atom.encode()))
    assert (story.text, story.url) == (f"{LEAD}\n{BODY}", "http://a.example/x/y")
    assert story.published == datetime.date(2024, 3, 5)
    feed = {"version": "https://jsonfeed.org/version/1.1", "title": "J", "home_page_url": "http://j.example/"}
    feed["items"] = [
        {"id": 7, "url": "p/7", "title": "Seven", "content_html": f"<p>{LEAD}", "date_published": "9999-01-01"}, "x",
    ]
    (story,) = read(put(tmp_path / "feed.json", json.dumps(feed).encode()))
    assert (story.text, story.url, story.published) == (LEAD, "http://j.example/p/7", None)


def test_a_feed_that_is_not_well_formed_goes_to_the_tolerant_parser(tmp_path):
    loose = rss(RSS_ITEM % ("/1", LEAD, "")).replace(b"</channel>", b"<p>&nbsp;<br></channel>")
    (story,) = read(put(tmp_path / "feed.rss", loose))
    assert (story.text, story.read_as) == (LEAD, "feed, feedparser")
    assert story.url is None or story.url.startswith("http")


def test_a_feed_of_two_thousand_items(tmp_path):
    items = "".join(f"<item><title>Item {n}: {LEAD}</title><guid>{n}</guid></item>" for n in range(2_000))
    assert len(read(put(tmp_path / "long.rss", rss(items)))) == 2_000


@pytest.mark.parametrize("packed", [True, False])
def test_all_records_of_a_web_archive(tmp_path, packed):
    data, _ = warc(3, packed)
    stories = read(put(tmp_path / ("a.warc.gz" if packed else "a.warc"), data))
    assert [s.url for s in stories] == [f"http://news.example/{n}" for n in range(3)]
    assert [s.name for s in stories] == ["a-1", "a-2", "a-3"]
    assert stories[0].retrieved == "2024-03-05T10:00:00Z"
    assert "Story 0" in stories[0].text
    assert "record at 0" in stories[0].source


def test_an_archive_compressed_in_one_piece(tmp_path):
    data, _ = warc(3, packed=False)
    assert len(read(put(tmp_path / "a.warc.gz", gzip.compress(data)))) == 3


# Inside of a compressed record a wrong length or digest is a flip.
@pytest.mark.parametrize(
    ("damage", "packed"),
    [*((damage, True) for damage in ("flip", "noise", "hole", "cut")),
     *((damage, False) for damage in ("flip", "noise", "hole", "cut", "length", "digest"))],
)
def test_damage_to_an_archive_costs_what_it_hit(tmp_path, packed, damage):
    count = 12
    data, starts = warc(count, packed)
    raw, middle = bytearray(data), starts[6]
    if damage == "flip":
        raw[middle + (60 if packed else 8)] ^= 0xFF
    elif damage == "noise":
        raw[middle:middle] = bytes((n * 37 + 11) % 256 for n in range(5_000))
    elif damage == "hole":
        raw[middle + 10:middle + 210] = bytes(200)
    elif damage == "cut":
        del raw[starts[-1] + 100:]
    elif damage == "length":
        at = raw.index(b"Content-Length: ", middle)
        raw[at + 16:at + 17] = b"9"
    else:
        at = raw.index(b"Bergen", middle)
        raw[at:at + 6] = b"Burgen"
    found = list(read_each(put(tmp_path / "a.warc", bytes(raw))))
    lost = [item for item in found if isinstance(item, InputError)]
    assert len(found) - len(lost) >= count - 1
    assert {error.code for error in lost} <= {"V112", "V116"}
    assert damage != "digest" or [error.code for error in lost] == ["V116"]
    # Declared = recovered + rejected; only noise stands where nothing was declared.
    assert len(found) == count + (damage == "noise")


def _digested(payload: bytes, digest: str, kind: str = "Payload", head: bytes = b"") -> bytes:
    """An archive of one answer with one digest."""
    block = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n" + head + b"\r\n" + payload
    top = (
        f"WARC/1.0\r\nWARC-Type: response\r\nWARC-Target-URI: http://news.example/1\r\nWARC-Date: "
        f"2024-03-05T10:00:00Z\r\nWARC-Record-ID: <urn:uuid:12345678-1234-1234-1234-123456789012>\r\n"
        f"Content-Type: application/http; msgtype=response\r\nWARC-{kind}-Digest: {digest}\r\n"
        f"Content-Length: {len(block)}\r\n\r\n"
    )
    return top.encode() + block + b"\r\n\r\n"


def _base32(content: bytes) -> str:
    return "sha1:" + base64.b32encode(hashlib.sha1(content, usedforsecurity=False).digest()).decode()


PAGE = html(f"Story. {BODY}")
CHUNKED = b"%x\r\n%s\r\n0\r\n\r\n" % (len(PAGE), PAGE)


@pytest.mark.parametrize(("archive", "codes"), [
    (_digested(PAGE, _base32(PAGE)), []),
    (_digested(PAGE, _base32(PAGE).lower()), []),
    (_digested(PAGE, "sha256:" + hashlib.sha256(PAGE).hexdigest()), []),
    (_digested(PAGE, _base32(PAGE + b"x")), ["V116"]),
    (_digested(PAGE, "sha256:" + hashlib.sha256(b"x").hexdigest()), ["V116"]),
    (_digested(PAGE, _base32(b"x"), kind="Block"), ["V116"]),
    (_digested(PAGE, "crc9:abcdef"), []),  # no digest that is known: it says nothing
    (_digested(PAGE, "sha1:short"), []),
    # Archivers count chunks and packing in, or not.
    (_digested(CHUNKED, _base32(CHUNKED), head=b"Transfer-Encoding: chunked\r\n"), []),
    (_digested(CHUNKED, _base32(PAGE), head=b"Transfer-Encoding: chunked\r\n"), []),
    (_digested(gzip.compress(PAGE), _base32(PAGE), head=b"Content-Encoding: gzip\r\n"), []),
    (_digested(gzip.compress(PAGE), _base32(b"x"), head=b"Content-Encoding: gzip\r\n"), ["V116"]),
])
def test_digests_of_a_record_are_checked(tmp_path, archive, codes):
    found = list(read_each(put(tmp_path / "a.warc", archive)))
    assert [item.code for item in found if isinstance(item, InputError)] == codes
    assert len(found) == 1


def test_records_that_are_no_stories_are_told(tmp_path, shared):
    with pytest.warns(ReadingWarning, match="5 records passed over"):
        (story,) = read(shared / "corpus/warc/warcio_example.warc.gz")
    assert story.url == "http://example.com/"
