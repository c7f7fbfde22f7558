"""What sort of document some bytes are: told by how they begin; the name decides where the content leaves it open."""
from __future__ import annotations

import codecs
import re
import zlib

SNIFFED = 4_096  # bytes looked at
PAGES = frozenset({".html", ".htm", ".xhtml"})
LINES = frozenset({".jsonl", ".ndjson"})
TEXTS = frozenset({".txt", ".text"})
NAMED = {
    **dict.fromkeys(PAGES, "page"), **dict.fromkeys(LINES, "lines"), **dict.fromkeys(TEXTS, "text"), ".json": "json",
}
# Kinds that tell themselves, so that a file in a folder is read whatever its name.
TELLING = frozenset({"pdf", "docx", "warc", "page", "feed", "opml"})
_MAGIC = (
    (b"PK\x03\x04", "zip"), (b"WARC/", "warc"), (b"\x1f\x8b", "gzip"), (b"\xd0\xcf\x11\xe0", "office"),
    (b"{\\rtf", "rtf"),
)
FOREIGN = {
    "zip": "a zip archive", "office": "an old office document", "rtf": "an RTF document", "xml": "XML but no feed",
    "opml": "a list of feeds", "gzip": "a compressed file",
}
_PROLOG = re.compile(rb"(?:\s|<\?[^>]{0,500}\?>|<!--(?:(?!-->).){0,1000}-->|<!doctype[^>\[]{0,300}>)*", re.DOTALL)
_DECLARED = re.compile(rb"<!doctype\s{1,20}(?:[a-z]{1,20}:)?([a-z]{1,20})")
_ROOT = re.compile(rb"<(?:[a-z][\w.-]{0,30}:)?([a-z][\w.-]{0,30})[\s>/]")
_ROOTS = {b"html": "page", b"rss": "feed", b"rdf": "feed", b"feed": "feed", b"opml": "opml"}


def kind_of(head: bytes, suffix: str = "", media: str = "") -> str:
    """The kind of a document by its first bytes, the end of its name (".txt", any case) and its media type.

    "text", "page", "json", "lines", "feed", "opml", "pdf", "docx", "warc", "gzip"; or one of `FOREIGN`.
    """
    if head[:1_024].find(b"%PDF-") >= 0 and (head.startswith(b"%PDF-") or suffix.lower() == ".pdf"):
        return "pdf"
    for magic, kind in _MAGIC:
        if head.startswith(magic):
            return "docx" if kind == "zip" and _office(head, suffix, media) else kind
    named = NAMED.get(suffix.lower())
    told = _told(_plain(head))
    if told == "json":
        return "lines" if named == "lines" else "json"
    if told and not (told == "xml" and named):
        return told
    if media in {"text/html", "application/xhtml+xml"}:
        return "page"
    return named or "text"


def packed_head(head: bytes) -> bytes:
    """The first bytes of what a gzip file holds; empty where it is broken."""
    try:
        return zlib.decompressobj(31).decompress(head, SNIFFED)
    except zlib.error:
        return b""


def _office(head: bytes, suffix: str, media: str) -> bool:
    return suffix.lower() in {".docx", ".docm"} or "wordprocessingml" in media or b"word/" in head


def _plain(head: bytes) -> bytes:
    """The beginning as ASCII-like bytes, in lower case, without mark and leading blanks."""
    if head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        head = head.decode("utf-16", "replace").encode("ascii", "replace")
    return head[:SNIFFED].removeprefix(codecs.BOM_UTF8).lstrip().lower()


def _told(head: bytes) -> str | None:
    if head.startswith((b'{"', b"[{")) or (head.startswith((b"{", b"[")) and re.match(rb'[\[{][\s{\[]{0,200}"', head)):
        return "feed" if b"jsonfeed.org/version" in head.replace(b"\\/", b"/") else "json"
    if not head.startswith(b"<"):
        return "page" if b"<html" in head[:1_000] else None
    start = _PROLOG.match(head)
    root = _ROOT.match(head, start.end() if start else 0)
    if root and root.group(1) in _ROOTS:
        return _ROOTS[root.group(1)]
    declared = _DECLARED.search(head, 0, 1_000)
    if declared and declared.group(1) in _ROOTS:
        return _ROOTS[declared.group(1)]
    if head.startswith(b"<!doctype html") or b"<html" in head[:1_000]:
        return "page"
    if head.startswith(b"<?xml"):
        return "xml"
    return "page" if root and root.group(1) in {b"head", b"body", b"div", b"p", b"article", b"meta", b"h1"} else None
