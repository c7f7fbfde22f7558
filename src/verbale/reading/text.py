"""Bytes -> text: decode once, refuse what is not text, alter nothing else."""
from __future__ import annotations

import codecs
import warnings

from verbale.reading import problems
from verbale.reading.problems import ReadingWarning

# Share of control or undecodable characters above which a file is not text; ordinary text has none, random bytes 15 %.
CONTROL_SHARE = 0.05
SAMPLE = 100_000  # characters looked at for that share

_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),  # before UTF-16, whose mark it begins with
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_FOREIGN = (
    (b"%PDF-", "a PDF"),
    (b"PK\x03\x04", "a zip archive or an office document"),
    (b"\xd0\xcf\x11\xe0", "an old office document"),
    (b"{\\rtf", "an RTF document"),
    (b"WARC/", "a web archive"),
    (b"\x1f\x8b", "a compressed file"),
)
_PLAIN_CONTROLS = frozenset("\t\n\r\f\v")


def decode(data: bytes, name: str) -> str:
    """The text of a file, without its byte-order mark.

    UTF-8, UTF-16 and UTF-32 by mark, else Windows-1252; where bytes stand for nothing even there, they become U+FFFD
    and a ReadingWarning says how many. Raises InputError for what is empty or not text.
    """
    for magic, kind in _FOREIGN:
        if data.startswith(magic):
            raise problems.wrong_format(name, kind)
    text = _decoded(data, name)
    if not text.strip():
        raise problems.empty(name)
    if is_binary(text):
        raise problems.binary(name)
    return text


def is_binary(text: str) -> bool:
    """Whether the characters are those of a binary file: any NUL, or many controls and undecodable bytes."""
    if "\0" in text:
        return True
    sample = text[:SAMPLE]
    odd = sum(1 for c in sample if c == "\ufffd" or ((c < " " or "\x7f" <= c < "\xa0") and c not in _PLAIN_CONTROLS))
    return odd > CONTROL_SHARE * len(sample)


def _decoded(data: bytes, name: str) -> str:
    for mark, encoding in _BOMS:
        if data.startswith(mark):
            return _replaced(data[len(mark):], encoding, name)
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        return _replaced(data, "cp1252", name)


def _replaced(data: bytes, encoding: str, name: str) -> str:
    text = data.decode(encoding, "replace")
    lost = text.count("\ufffd")
    if lost and not is_binary(text):
        some = "1 character" if lost == 1 else f"{lost} characters"
        message = f"{problems.shown(name)}: {some} could not be decoded as {encoding}."
        warnings.warn(message, ReadingWarning, stacklevel=2)
    return text
