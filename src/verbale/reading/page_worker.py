"""The process that parses pages: reads frames of HTML on stdin, writes frames of JSON on stdout, until stdin ends.

Every HTML parser can be made to hang or to eat memory, so this runs apart from Verbale, under a memory limit that it
sets itself and a time limit that its parent keeps. A frame is 4 bytes of length, big-endian, and the content.
"""
from __future__ import annotations

import contextlib
import os
import re
import struct
import sys
from typing import Any, BinaryIO

import msgspec

LENGTH = struct.Struct(">I")
_BLOCKS = (
    "//*[self::p or self::div or self::li or self::blockquote or self::pre or self::dd]"
    "[not(p or div or ul or ol or table or section or article)]"
)
_NEVER_SHOWN = "//script|//style|//noscript|//template|//*[@hidden]|//*[@aria-hidden='true']"
# Inline styles that keep words from every reader: a planted sentence must not become an event.
_HIDING = re.compile(
    r"display:none|visibility:hidden|opacity:0(?:;|$)|font-size:0(?:px|pt|em|rem|%)?(?:;|$)"
    r"|(?:left|top|text-indent):-\d{3,6}"
)
_SPACE = re.compile(r"\s+")


class Page(msgspec.Struct):
    """What a page gives. `trouble` is empty, or says why there is no text."""

    text: str = ""
    title: str = ""
    outlet: str | None = None
    published: str | None = None  # ISO 8601 date
    url: str | None = None
    trouble: str = ""


def parse(data: bytes) -> Page:
    """The article of a page, with what the page says of itself; `text` is empty where none was found."""
    from trafilatura import bare_extraction

    tree = _tree(data)
    if tree is None:
        return Page()
    _drop_hidden(tree)
    blocks = [text for text in (_flat(element) for element in tree.xpath(_BLOCKS)) if text]
    found: Any = bare_extraction(
        tree, with_metadata=True, include_comments=False,
        # The extensive search takes any year on the page for its date.
        date_extraction_params={"extensive_search": False, "original_date": True},
    )
    page = Page() if found is None else Page(
        text=(found.text or "").strip(), title=found.title or "", outlet=found.sitename or found.hostname,
        published=found.date, url=found.url,
    )
    if not page.text:
        page.text = "\n".join(blocks) or _flat(tree)
    else:
        page.text = _with_standfirst(page.text, found.description or "", blocks)
    return page


def _tree(data: bytes) -> Any:
    """The page as a tree; a page nested deeper than the usual parser goes is parsed without that limit."""
    from lxml import html
    from trafilatura import load_html
    from trafilatura.utils import decode_file

    tree = load_html(data)
    if tree is not None and _flat(tree):
        return tree
    text = decode_file(data).encode("utf-8", "replace")
    return html.document_fromstring(text, parser=html.HTMLParser(encoding="utf-8", huge_tree=True)) if text else None


def _drop_hidden(tree: Any) -> None:
    hidden = list(tree.xpath(_NEVER_SHOWN))
    hidden += [e for e in tree.xpath("//*[@style]") if _HIDING.search(_SPACE.sub("", e.get("style").lower()))]
    for element in hidden:
        if element.getparent() is not None and element.tag != "body":
            element.drop_tree()


def _flat(element: Any) -> str:
    return _SPACE.sub(" ", "".join(element.itertext(with_tail=False))).strip()


def _with_standfirst(text: str, description: str, blocks: list[str]) -> str:
    """Put the lead back that extractors take for furniture: the page's own summary, if it also stands on the page."""
    lead = _SPACE.sub(" ", description).strip().rstrip("…. ")
    if len(lead) < 40 or lead in _SPACE.sub(" ", text):
        return text
    whole = next((block for block in blocks if lead in block), None)
    if whole is None or whole in _SPACE.sub(" ", text):
        return text
    return f"{whole}\n{text}"


def _limit_memory(size: int) -> None:
    with contextlib.suppress(ImportError, ValueError, OSError):  # no such limit on Windows
        import resource

        resource.setrlimit(resource.RLIMIT_AS, (size, size))


def _answer(data: bytes) -> Page:
    try:
        return parse(data)
    except MemoryError:
        return Page(trouble="too much memory")
    except RecursionError:
        return Page(trouble="too deep")
    except Exception as error:  # noqa: BLE001 - whatever a parser raises on foreign input is an answer, not a crash
        return Page(trouble=type(error).__name__)


def serve(source: BinaryIO, sink: BinaryIO) -> None:
    """Answer pages until the source ends."""
    while len(head := source.read(LENGTH.size)) == LENGTH.size:
        answer = msgspec.json.encode(_answer(source.read(LENGTH.unpack(head)[0])))
        sink.write(LENGTH.pack(len(answer)) + answer)
        sink.flush()


def main() -> None:
    """Serve on stdin and stdout; what libraries print goes nowhere."""
    with os.fdopen(os.dup(sys.stdout.fileno()), "wb") as sink:
        with open(os.devnull, "wb") as nowhere:  # noqa: PTH123 - a device
            os.dup2(nowhere.fileno(), sys.stdout.fileno())
        import trafilatura  # noqa: F401 - before the limit, so that the limit is the page's own

        _limit_memory(int(sys.argv[1]))
        serve(sys.stdin.buffer, sink)


if __name__ == "__main__":
    main()
