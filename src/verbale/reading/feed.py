"""RSS, Atom, RDF and JSON feeds -> items, inside the process that parses: strictly first, else by feedparser.

The strict way takes well-formed XML without entities of its own; feedparser takes the rest, slower and less safely, and
what it cleans is not trusted: titles become text here and links are only ever web addresses.
"""
from __future__ import annotations

import datetime
import email.utils
import io
import re
from typing import Any
from urllib.parse import urljoin, urlsplit

import msgspec

from verbale.reading import page
from verbale.reading.jobs import Feed, Item, Outline, TroubleError

ITEMS = 20_000  # a feed of more is refused
EARLIEST = 1900  # a year before it, or after tomorrow, is a mistake or a trap: no date is better
_SPACE = re.compile(r"\s+")
_ENTITY = re.compile(rb"<!ENTITY", re.IGNORECASE)
_TIMED = re.compile(r"\d{4}-\d{2}-\d{2}")


def parse(data: bytes, base: str = "") -> Feed:
    """The items of a feed; `base` is its own address, for relative links. Raises TroubleError."""
    if _ENTITY.search(data):
        raise TroubleError("hostile", "it declares entities")
    if data.removeprefix(b"\xef\xbb\xbf").lstrip()[:1] == b"{":
        feed = _json(data, base)
    else:
        root = _xml(data)
        feed = _loose(data, base) if root is None else _strict(root, base)
    if len(feed.items) > ITEMS:
        raise TroubleError("too long", f"{len(feed.items)} items, and the limit is {ITEMS}")
    return feed


def outlines(data: bytes) -> list[Outline]:
    """The feeds that an OPML file lists, each once."""
    root = None if _ENTITY.search(data) else _xml(data)
    if root is None or _name(root) != "opml":
        raise TroubleError("damaged", "it is no OPML")
    found: dict[str, Outline] = {}
    for element in root.iter("{*}outline"):
        url = _link(element.get("xmlUrl") or "", "")
        if url:
            found.setdefault(url, Outline(url, _flat(element.get("title") or element.get("text") or "")))
    return list(found.values())


def day(words: str | None) -> str | None:
    """The day of a timestamp as feeds write it, ISO 8601; None where it is none or cannot be."""
    words = (words or "").strip()[:80]
    try:
        if _TIMED.match(words):
            found = datetime.date.fromisoformat(words[:10])
        else:
            found = email.utils.parsedate_to_datetime(words).date()
    except (ValueError, TypeError, IndexError, OverflowError):
        return None
    latest = datetime.datetime.now(datetime.UTC).date() + datetime.timedelta(days=2)
    return found.isoformat() if datetime.date(EARLIEST, 1, 1) <= found <= latest else None


def _xml(data: bytes) -> Any:
    """The root of well-formed XML; None for any other."""
    from lxml import etree

    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
    try:
        return etree.fromstring(data, parser)
    except (etree.XMLSyntaxError, ValueError):
        return None


def _name(element: Any) -> str:
    return element.tag.rpartition("}")[2].lower() if isinstance(element.tag, str) else ""


def _strict(root: Any, base: str) -> Feed:
    kind = _name(root)
    if kind not in {"rss", "rdf", "feed"}:
        raise TroubleError("damaged", f"XML that is no feed ({kind})")
    head = root if kind == "feed" else root.find("{*}channel")
    head = root if head is None else head
    base = base or _first(head, "link", attribute="href") or _first(head, "link")
    found = root.iter("{*}entry") if kind == "feed" else root.iter("{*}item")
    return Feed(title=_flat(_first(head, "title")), items=[_item(element, base) for element in found])


def _item(element: Any, base: str) -> Item:
    base = element.get("{http://www.w3.org/XML/1998/namespace}base") or base
    texts = {name: _inner(element, name) for name in ("encoded", "content", "description", "summary")}
    fullest = max(map(_text, texts.values()), key=len, default="")
    url = _link(_atom_link(element) or _first(element, "link"), base)
    told = _first(element, "id") or _first(element, "guid")
    if not url and urlsplit(told).scheme in {"http", "https"}:
        url = _link(told, base)
    published = next(filter(None, (day(_first(element, n)) for n in ("published", "pubdate", "date", "updated"))), None)
    title = _flat(_inner(element, "title"))
    return Item(id=told or url or title, text=fullest, title=title, url=url, published=published)


def _atom_link(element: Any) -> str:
    links = [child for child in element if _name(child) == "link" and child.get("href")]
    best = [link for link in links if link.get("rel", "alternate") == "alternate"] or links
    return best[0].get("href") if best else ""


def _first(element: Any, name: str, attribute: str = "") -> str:
    """The text, or an attribute, of the first child of this name."""
    for child in element:
        if _name(child) == name:
            value = child.get(attribute) if attribute else "".join(child.itertext())
            if value and value.strip():
                return str(value).strip()
    return ""


def _inner(element: Any, name: str) -> str:
    """What a child holds as HTML: its text, or its XHTML written out."""
    from lxml import etree

    for child in element:
        if _name(child) == name:
            if len(child):
                return (child.text or "") + "".join(etree.tostring(part, encoding="unicode") for part in child)
            kind = child.get("type", "html")
            return _escaped(child.text or "") if kind in {"text", "text/plain"} else child.text or ""
    return ""


def _escaped(text: str) -> str:
    lines = text.replace("&", "&amp;").replace("<", "&lt;").splitlines()
    return "<br>".join(lines)


def _text(html: str) -> str:
    return page.whole(html).text if html.strip() else ""


def _flat(html: str) -> str:
    return _SPACE.sub(" ", _text(html)).strip()[:1_000]


def _link(words: str, base: str) -> str | None:
    """A web address, made absolute; None for anything else."""
    try:
        url = urljoin(base, words.strip()) if words.strip() else ""
        parts = urlsplit(url)
    except ValueError:
        return None
    return url if parts.scheme in {"http", "https"} and parts.hostname else None


def _json(data: bytes, base: str) -> Feed:
    try:
        feed = msgspec.json.decode(data)
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise TroubleError("damaged", str(error)) from None
    items = feed.get("items") if isinstance(feed, dict) else None
    if not isinstance(items, list):
        raise TroubleError("damaged", "JSON that is no feed")
    home = _string(feed, "feed_url") or _string(feed, "home_page_url") or base
    return Feed(title=_flat(_string(feed, "title")), items=[_of_json(i, home) for i in items if isinstance(i, dict)])


def _of_json(item: dict[str, Any], base: str) -> Item:
    text = _text(_string(item, "content_html")) or _string(item, "content_text").strip() or _string(item, "summary")
    url = _link(_string(item, "url") or _string(item, "external_url"), base)
    told = str(item.get("id") or url or "")
    published = day(_string(item, "date_published")) or day(_string(item, "date_modified"))
    return Item(id=told, text=text, title=_flat(_string(item, "title")), url=url, published=published)


def _string(item: dict[str, Any], key: str) -> str:
    value = item.get(key)
    return value if isinstance(value, str) else ""


def _loose(data: bytes, base: str) -> Feed:
    """By feedparser, which takes almost anything."""
    import feedparser

    found = feedparser.parse(io.BytesIO(data), response_headers={"content-location": base} if base else {})
    if not found.entries and not found.feed.get("title"):
        raise TroubleError("damaged", "it is no feed")
    base = base or found.feed.get("link") or ""
    return Feed(_flat(found.feed.get("title", "")), [_of_entry(entry, base) for entry in found.entries], strict=False)


def _of_entry(entry: Any, base: str) -> Item:
    texts = [part.get("value", "") for part in entry.get("content", ())] + [entry.get("summary", "")]
    url = _link(entry.get("link", ""), base)
    published = next(filter(None, (day(entry.get(name)) for name in ("published", "updated", "created"))), None)
    title = _flat(entry.get("title", ""))
    fullest = max(map(_text, texts), key=len)
    return Item(id=entry.get("id") or url or title, text=fullest, title=title, url=url, published=published)
