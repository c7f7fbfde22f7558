"""DOCX -> text, inside the process that parses: mammoth makes HTML of it, and that is read as any HTML."""
from __future__ import annotations

import io
import zipfile

from verbale.reading.jobs import Page, TroubleError

ENTRIES = 5_000  # files in the archive; a book has some hundreds
PART = 60_000_000  # bytes of one unpacked part
UNPACKED = 200_000_000  # bytes of all
RATIO = 200  # unpacked to packed, of a part over a megabyte; ordinary text packs 5 to 20 times


def parse(data: bytes) -> Page:
    """The text of a document with its title. Raises TroubleError for what is no document or would burst."""
    import mammoth

    from verbale.reading import page

    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            _scan(archive)
            title = _title(archive)
    except (zipfile.BadZipFile, NotImplementedError, EOFError) as error:
        raise TroubleError("damaged", str(error)) from None
    html = mammoth.convert_to_html(
        io.BytesIO(data), convert_image=mammoth.images.img_element(lambda _image: {"src": ""}),
        include_embedded_style_map=False,
    ).value
    found = page.whole(html)
    found.title, found.how = title, "mammoth"
    return found


def _scan(archive: zipfile.ZipFile) -> None:
    """Refuse bombs before anything is unpacked; zipfile itself holds each part to the size that it declares."""
    parts = archive.infolist()
    if len(parts) > ENTRIES:
        raise TroubleError("hostile", f"an archive of {len(parts)} parts")
    if any(part.flag_bits & 1 for part in parts):
        raise TroubleError("encrypted", "it needs a password")
    for part in parts:
        packed = max(1, part.compress_size)
        if part.file_size > PART or (part.file_size > 1_000_000 and part.file_size / packed > RATIO):
            raise TroubleError("hostile", "a part of it unpacks to too much")
    if sum(part.file_size for part in parts) > UNPACKED:
        raise TroubleError("hostile", "it unpacks to too much")
    for part in parts:
        if part.filename.endswith((".xml", ".rels")) and b"<!DOCTYPE" in archive.read(part)[:PART]:
            raise TroubleError("hostile", "a part of it declares entities")


def _title(archive: zipfile.ZipFile) -> str:
    from lxml import etree

    try:
        core = archive.read("docProps/core.xml")
    except KeyError:
        return ""
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False)
    try:
        found = etree.fromstring(core, parser).findtext("{http://purl.org/dc/elements/1.1/}title")
    except etree.XMLSyntaxError:
        return ""
    return (found or "").strip()
