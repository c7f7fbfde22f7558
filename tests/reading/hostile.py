"""Real files that are made to break readers, and good ones of each kind, generated."""
from __future__ import annotations

import gzip
import io
import zipfile

from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

LEAD = "The foreign ministers of Norway and Chile signed a fisheries agreement in Bergen on Tuesday."
BODY = (
    "The agreement sets quotas for ten years, the Norwegian ministry said in a statement. Chile will receive two "
    "patrol vessels under the deal. Both sides have to ratify it before the end of the year."
)
WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"


def html(body: str = BODY, head: str = "") -> bytes:
    article = f"<article><p>{LEAD}</p><p>{body}</p></article>"
    return f"<!doctype html><html><head><title>T</title>{head}</head><body>{article}</body></html>".encode()


def docx(paragraphs, extra=(), document=None) -> bytes:
    """A minimal Word document."""
    text = "".join(f"<w:p><w:r><w:t>{words}</w:t></w:r></w:p>" for words in paragraphs)
    parts = {
        "[Content_Types].xml": '<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/'
        'content-types"><Default Extension="rels" '
        'ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        '<Default Extension="xml" ContentType="application/xml"/><Override PartName="/word/document.xml" ContentType='
        '"application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/></Types>',
        "_rels/.rels": '<?xml version="1.0"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/'
        'relationships"><Relationship Id="r1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/'
        'officeDocument" Target="word/document.xml"/></Relationships>',
        "word/document.xml": document or f'<?xml version="1.0"?><w:document xmlns:w="{WORD}"><w:body>{text}</w:body>'
        "</w:document>",
        "docProps/core.xml": '<?xml version="1.0"?><cp:coreProperties xmlns:cp="http://schemas.openxmlformats.org/package/'
        '2006/metadata/core-properties" xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:title>A pact</dc:title>'
        "</cp:coreProperties>",
        **dict(extra),
    }
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return out.getvalue()


def pdf(pages, encrypted=False) -> bytes:
    """A PDF with a text line per entry on each page, written out object by object."""
    objects = [b"<< /Type /Catalog /Pages 2 0 R >>", b""]
    kids = []
    for lines in pages:
        drawn = "".join(f"({line}) Tj 0 -14 Td " for line in lines)
        stream = f"BT /F1 10 Tf 40 780 Td {drawn}ET".encode("latin-1")
        objects.append(b"<< /Length %d >>\nstream\n%s\nendstream" % (len(stream), stream))
        content = len(objects)
        objects.append(
            b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents %d 0 R /Resources << /Font << /F1 << "
            b"/Type /Font /Subtype /Type1 /BaseFont /Helvetica >> >> >> >>" % content,
        )
        kids.append(len(objects))
    objects[1] = b"<< /Type /Pages /Count %d /Kids [%s] >>" % (
        len(kids), b" ".join(b"%d 0 R" % kid for kid in kids),
    )
    if encrypted:  # a handler whose password nobody has: the keys are noise
        objects.append(
            b"<< /Filter /Standard /V 2 /R 3 /Length 128 /P -44 /O <" + b"5a" * 32 + b"> /U <" + b"17" * 32 + b"> >>",
        )
    out = bytearray(b"%PDF-1.5\n")
    places = []
    for number, content in enumerate(objects, 1):
        places.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, content)
    start = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    out += b"".join(b"%010d 00000 n \n" % place for place in places)
    guard = b" /Encrypt %d 0 R /ID [<00> <00>]" % len(objects) if encrypted else b""
    out += b"trailer\n<< /Size %d /Root 1 0 R%s >>\nstartxref\n%d\n%%%%EOF\n" % (len(objects) + 1, guard, start)
    return bytes(out)


def warc(count: int, packed: bool = True, body=lambda n: html(f"Story {n}. {BODY}")) -> tuple[bytes, list[int]]:
    """An archive of so many answers, and where each record begins."""
    out = io.BytesIO()
    writer = WARCWriter(out, gzip=packed)
    starts = []
    for number in range(count):
        starts.append(out.tell())
        headers = StatusAndHeaders("200 OK", [("Content-Type", "text/html; charset=utf-8")], protocol="HTTP/1.0")
        writer.write_record(writer.create_warc_record(
            f"http://news.example/{number}", "response", payload=io.BytesIO(body(number)), http_headers=headers,
            warc_headers_dict={"WARC-Date": "2024-03-05T10:00:00Z"},
        ))
    return out.getvalue(), starts


def rss(items: str) -> bytes:
    return (
        '<?xml version="1.0"?><rss version="2.0"><channel><title>The Herald</title><link>http://herald.example/</link>'
        f"{items}</channel></rss>"
    ).encode()


LAUGHS = (
    b'<?xml version="1.0"?><!DOCTYPE rss [<!ENTITY a "ha">'
    + b"".join(b'<!ENTITY %c "%s">' % (98 + i, b"&%c;" % (97 + i) * 10) for i in range(9))
    + b"]><rss><channel><item><title>&j;</title></item></channel></rss>"
)


def gallery() -> dict[str, bytes]:
    """Hostile files by name; each must end as a story or as a rejection, soon."""
    archive, starts = warc(4)
    broken = bytearray(archive)
    broken[(starts[1] + starts[2]) // 2] ^= 0xFF
    return {
        "attributes.html": b"<div " + b" ".join(b"a%d=1" % n for n in range(60_000)) + b">x</div>",
        "nested.html": b"<div>" * 200_000 + b"x",
        "nested_bold.html": b"<b>" * 100_000 + html(),
        "angles.html": b"<" * 300_000,
        "entities.html": b"&amp;" * 200_000,
        "style.html": html(head="<style>" + "a{" * 50_000 + "</style>"),
        "selectors.html": html(
            head="<style>" + "".join(f".c{n} .d{n} p{{display:none}}" for n in range(3_000)) + "</style>",
        ),
        "huge_attribute.html": b'<p style="' + b"color:red;" * 300_000 + b'">x</p>',
        "bomb.html.gz": gzip.compress(b"\0" * 60_000_000),
        "twice.txt.gz": gzip.compress(gzip.compress(LEAD.encode())),
        "cut.txt.gz": gzip.compress(LEAD.encode() * 50)[:-12],
        "laughs.rss": LAUGHS,
        "deep.rss": b"<rss>" + b"<a>" * 100_000,
        "not.pdf": b"%PDF-1.4\nthis is no PDF at all",
        "locked.pdf": pdf([["secret"]], encrypted=True),
        "bomb.docx": docx(["x"], {"word/media/a.bin": b"\0" * 30_000_000}),
        "laughs.docx": docx([], document='<!DOCTYPE d [<!ENTITY a "b">]><d>&a;</d>'),
        "deep.docx": docx([], document=f'<w:document xmlns:w="{WORD}"><w:body>' + "<w:sdt>" * 50_000),
        "not.docx": b"PK\x03\x04" + b"word/document.xml" * 20,
        "cut.warc.gz": archive[:-200],
        "flipped.warc.gz": bytes(broken),
        "noise.warc": b"WARC/1.0\r\n" + bytes(range(256)) * 100,
        "noise.json": b'{"text": ' * 10_000,
        "nul.txt": b"a\0b" * 100,
        "surrogates.jsonl": b'{"text": "\\ud800 and the ministers of the two states met"}\n{"text":',
        "late.txt": b"!" * 50_000,
    }
