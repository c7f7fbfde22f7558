"""HTML -> the article, inside the process that parses; DOCX goes the same way."""
from __future__ import annotations

import re
from typing import Any

from verbale.reading import hiding
from verbale.reading.jobs import Page, TroubleError

ATTRIBUTES = 5_000  # words in one tag; 20,000 attributes take a parser 4 s, 300,000 over 30 s
_BLOCKS = (
    "//*[self::p or self::div or self::li or self::blockquote or self::pre or self::dd]"
    "[not(p or div or ul or ol or table or section or article)]"
)
_WHOLE = (
    "//*[self::h1 or self::h2 or self::h3 or self::h4 or self::h5 or self::h6 or self::p or self::li"
    " or self::blockquote or self::pre or self::dd or self::dt or self::td or self::th or self::div]"
    "[not(p or div or ul or ol or table or section or article or h1 or h2 or h3 or blockquote)]"
)
_SPACE = re.compile(r"\s+")


def parse(data: bytes) -> Page:
    """The article of a page, with what the page says of itself; `text` is empty where none was found."""
    from trafilatura import bare_extraction

    _scan(data)
    tree = _tree(data)
    if tree is None:
        return Page()
    hidden = hiding.drop(tree)
    blocks = [text for text in (_flat(element) for element in tree.xpath(_BLOCKS)) if text]
    found: Any = bare_extraction(
        tree, with_metadata=True, include_comments=False,
        # The extensive search takes any year on the page for its date.
        date_extraction_params={"extensive_search": False, "original_date": True},
    )
    page = Page() if found is None else Page(
        text=(found.text or "").strip(), title=found.title or "", outlet=found.sitename or found.hostname,
        published=found.date, url=found.url, how="trafilatura",
    )
    if not page.text:
        page.text = "\n".join(blocks) or _flat(tree)
        page.how = "blocks of the page"
    else:
        page.text = _with_standfirst(page.text, found.description or "", blocks)
    page.hidden = hidden
    return page


def whole(html: str) -> Page:
    """All blocks of a piece of HTML that is nothing but text: an item of a feed, a document."""
    if "<" not in html and "&" not in html:
        return Page(text=html.strip())
    data = html.encode("utf-8", "replace")
    _scan(data)
    tree = _parsed(b"<html><body><div>" + data + b"</div></body></html>")
    hidden = hiding.drop(tree)
    for line_break in tree.xpath("//br"):
        line_break.tail = "\n" + (line_break.tail or "")
    blocks = []
    for element in tree.xpath(_WHOLE):
        lines = (_SPACE.sub(" ", line).strip() for line in "".join(element.itertext(with_tail=False)).split("\n"))
        joined = "\n".join(filter(None, lines)) if element.xpath("boolean(.//br) or self::pre") else _flat(element)
        if joined:
            blocks.append(joined)
    return Page(text="\n".join(blocks) or _flat(tree), hidden=hidden)


def _scan(data: bytes) -> None:
    """Refuse a tag with more attributes than any page has: parsers are quadratic in them."""
    for part in data.split(b"<"):
        if len(part) > 2 * ATTRIBUTES and part[:1].isalpha() and len(part.partition(b">")[0].split()) > ATTRIBUTES:
            raise TroubleError("hostile", f"a tag with more than {ATTRIBUTES} attributes")


def _tree(data: bytes) -> Any:
    """The page as a tree; a page nested deeper than the usual parser goes is parsed without that limit."""
    from trafilatura import load_html
    from trafilatura.utils import decode_file

    tree = load_html(data)
    if tree is not None and _flat(tree):
        return tree
    text = decode_file(data).encode("utf-8", "replace")
    return _parsed(text) if text else None


def _parsed(data: bytes) -> Any:
    from lxml import html

    return html.document_fromstring(data, parser=html.HTMLParser(encoding="utf-8", huge_tree=True))


def _flat(element: Any) -> str:
    return _SPACE.sub(" ", "".join(element.itertext(with_tail=False))).strip()


def _with_standfirst(text: str, description: str, blocks: list[str]) -> str:
    """Put the lead back that extractors take for furniture: the page's own summary, if it also stands on the page."""
    lead = _SPACE.sub(" ", description).strip().rstrip("…. ")
    if len(lead) < 40 or lead in _SPACE.sub(" ", text):
        return text
    whole_lead = next((block for block in blocks if lead in block), None)
    if whole_lead is None or whole_lead in _SPACE.sub(" ", text):
        return text
    return f"{whole_lead}\n{text}"
