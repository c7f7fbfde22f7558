"""PDF -> text, inside the process that parses: pypdfium2 gives lines, and lines become paragraphs."""
from __future__ import annotations

import collections
import re
import statistics
from collections.abc import Iterable

from verbale.reading.jobs import Page, TroubleError

TEXT = 5_000_000  # characters of all pages
REPEATED = 3  # pages that begin or end with the same line: a running head, not text
FULL = 0.7  # of the usual width: a line shorter than that ends its paragraph, if it ends a sentence
_NO_CHARACTERS = {0: None, 2: None, 0xFFFE: None}  # the last two stand where a word was broken at the end of a line
_ENDS = re.compile(r"[.!?:;…][\"'”’)\]]{0,3}$")
_NUMBER = re.compile(r"(?:page\s{0,3})?\d{1,4}(?:\s{0,3}(?:of|/)\s{0,3}\d{1,4})?$", re.IGNORECASE)
_ITEM = re.compile(r"(?:[•▪–—-]|\(?\d{1,2}[.)])\s")


def parse(data: bytes, pages: int) -> Page:
    """The text of a PDF of at most so many pages, with its title. Raises TroubleError."""
    import pypdfium2

    try:
        document = pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError as error:
        word = "encrypted" if "assword" in str(error) else "damaged"
        raise TroubleError(word, "it needs a password" if word == "encrypted" else str(error)) from None
    if len(document) > pages:
        raise TroubleError("too long", f"{len(document)} pages, and the limit is {pages}")
    texts, size = [], 0
    for page in document:
        text = page.get_textpage().get_text_range()
        size += len(text)
        if size > TEXT:
            raise TroubleError("too long", f"more than {TEXT} characters")
        texts.append(text.replace("\r\n", "\n").translate(_NO_CHARACTERS).split("\n"))
    title = str(document.get_metadata_dict().get("Title", "")).strip()
    return Page(text=paragraphs(texts), title=title, how="pypdfium2")


def paragraphs(pages: Iterable[list[str]]) -> str:
    """Running text of the lines of pages: no running heads and page numbers, broken lines and words joined."""
    bare = _without_heads([[line.rstrip() for line in page if line.strip()] for page in pages])
    lines = [line for page in bare for line in page]
    if not lines:
        return ""
    # The usual width is that of the longer half: headings and last lines are short.
    width = statistics.median(sorted(map(len, lines))[len(lines) // 2:])
    out: list[str] = []
    open_ = False
    for raw in lines:
        line = raw.strip()
        if open_ and not raw[0].isspace() and not _ITEM.match(line):
            last = out[-1]
            if last.endswith("-") and last[-2:-1].isalpha() and line[:1].islower():
                out[-1] = last[:-1] + line
            else:
                out[-1] = f"{last} {line}"
        else:
            out.append(line)
        full = len(line) >= FULL * width
        open_ = full if _ENDS.search(line) else full or line[-1:] in ",-"
    return "\n".join(out)


def _without_heads(pages: list[list[str]]) -> list[list[str]]:
    edges = collections.Counter(line for page in pages for line in {*page[:1], *page[-1:]})

    def furniture(line: str) -> bool:
        return bool(_NUMBER.match(line.strip())) or edges[line] >= REPEATED

    kept = []
    for page in pages:
        first = 1 if page and furniture(page[0]) else 0
        last = len(page) - 1 if len(page) > first and furniture(page[-1]) else len(page)
        kept.append(page[first:last])
    return kept
