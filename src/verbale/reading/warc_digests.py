"""The digests that a record of a web archive tells of itself, against its bytes; inside the process that parses."""
from __future__ import annotations

import base64
import hashlib
import io
from collections.abc import Callable, Iterator
from typing import Any, Literal

_FORMS: tuple[Callable[[bytes], str], ...] = (
    lambda digest: digest.hex(), lambda digest: base64.b32encode(digest).decode().rstrip("=").lower(),
    lambda digest: base64.b64encode(digest).decode().rstrip("="),
    lambda digest: base64.urlsafe_b64encode(digest).decode().rstrip("="),
)
_BLANK = b"\r\n\r\n"


def of_block(headers: Any, block: bytes) -> str:
    """Why a record's block, what follows its header, is not what its digest says; empty where it is, or none is told.

    A digest in no known form says nothing.
    """
    told = headers.get("WARC-Block-Digest")
    return "its content does not fit its block digest" if told and _fits(told, iter([block])) is False else ""


def of_payload(headers: Any, data: bytes, block: bytes, *, http: bool) -> str:
    """As `of_block`, of the payload of a record, all of which is `data`.

    Archivers differ in what they take for the payload of an answer: as it was sent, without its chunks, or unpacked.
    Any of these fits. Of a record that was cut short the digest may be that of the whole, so it says nothing.
    """
    told = headers.get("WARC-Payload-Digest")
    if not told or headers.get("WARC-Truncated"):
        return ""
    fits = _fits(told, _payloads(data, block) if http else iter([block]))
    return "its content does not fit its payload digest" if fits is False else ""


def _fits(told: str, contents: Iterator[bytes]) -> bool | None:
    """Whether one of the contents has this digest ("sha1:" and base32, hex or base64); None for no known form."""
    name, _, value = told.strip().partition(":")
    name, value = name.strip().lower().replace("-", ""), value.strip().rstrip("=")
    if name not in hashlib.algorithms_guaranteed or name.startswith("shake") or not value:
        return None
    if len(value) not in {len(form(hashlib.new(name).digest())) for form in _FORMS}:
        return None
    for content in contents:
        digest = hashlib.new(name, content, usedforsecurity=False).digest()
        hexadecimal, base32, *others = (form(digest) for form in _FORMS)
        if value.lower() in {hexadecimal, base32} or value in others:
            return True
    return False


def _payloads(data: bytes, block: bytes) -> Iterator[bytes]:
    """What may be meant by the payload of an answer."""
    yield block.partition(_BLANK)[2]
    yield _decoded(data, "transfer", len(block))
    yield _decoded(data, "all", len(block))


def _decoded(data: bytes, decode: Literal["transfer", "all"], limit: int) -> bytes:
    """The payload without its chunks, or unpacked too; at most ten times what was sent, else none of it."""
    from fastwarc.warc import ArchiveIterator

    try:
        record: Any = next(iter(ArchiveIterator(io.BytesIO(data), parse_http=False, auto_decode=decode)), None)
        record.parse_http(auto_decode=decode)
        body: bytes = record.reader.read(10 * limit + 1)
    except (OSError, ValueError, AttributeError):
        return b""
    return body if len(body) <= 10 * limit else b""
