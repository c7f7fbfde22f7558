"""What can be wrong with an input: one coded error each, with the next step for the reader.

V101 missing · V102 unreadable · V103 too large · V104 empty · V105 binary · V106 format · V107 JSON · V108 fields ·
V109 no article · V110 hostile · V111 nothing in the folder · V112 damaged · V113 too slow to parse · V114 encrypted ·
V115 too many pages or items · V116 wrong digest · V130 language · V150 address refused · V151 not reached · V152 too
slow or too large to fetch · V153 the server said no · V160 repeat of a story of the same outlet.
V120 and V121 are the language room's.
"""
from __future__ import annotations

from verbale.errors import InputError

# Code -> the word under which a rejected story is counted.
REASONS = {
    "V101": "missing",
    "V102": "unreadable",
    "V103": "too large",
    "V104": "empty",
    "V105": "binary",
    "V106": "format",
    "V107": "JSON",
    "V108": "fields",
    "V109": "no article",
    "V110": "hostile",
    "V111": "nothing to read",
    "V112": "damaged",
    "V113": "timeout",
    "V114": "encrypted",
    "V115": "too long",
    "V116": "wrong digest",
    "V120": "too long",
    "V121": "too long",
    "V130": "language",
    "V150": "blocked",
    "V151": "not reached",
    "V152": "too slow or large",
    "V153": "server refused",
}

REPEAT = "V160"  # no rejection: booked as duplicate
MEGABYTE = 1_000_000


class ReadingWarning(UserWarning):
    """Something was read, but not as it should be: undecodable bytes, files passed over."""


def shown(name: object) -> str:
    """A name from outside, fit for one line of a terminal: no control characters, at most 200 characters."""
    text = "".join(c if c.isprintable() else "?" for c in str(name))
    return text if len(text) <= 200 else text[:199] + "…"


def missing(name: object) -> InputError:
    """There is no such file or folder."""
    return InputError("V101", f"{shown(name)} does not exist.", "Check the path.")


def unreadable(name: object, why: str) -> InputError:
    """The system does not let us read it."""
    return InputError("V102", f"{shown(name)} cannot be read ({shown(why)}).", "Check its permissions.")


def too_large(name: object, limit: int) -> InputError:
    """The file is over the limit."""
    step = "Split it, or give many stories as JSON lines (.jsonl)."
    return InputError("V103", f"{shown(name)} is larger than {limit / MEGABYTE:g} MB.", step)


def empty(name: object) -> InputError:
    """No text in it."""
    return InputError("V104", f"{shown(name)} holds no text.", "Give a file with the text of a story.")


def binary(name: object) -> InputError:
    """Not text."""
    return InputError("V105", f"{shown(name)} is not text.", "Give plain text, HTML, JSON or JSON lines.")


def wrong_format(name: object, kind: str) -> InputError:
    """A document of a kind that Verbale does not read."""
    step = "Save it as text or HTML first."
    return InputError("V106", f"{shown(name)} is {kind}, which Verbale does not read.", step)


def bad_json(name: object, why: str) -> InputError:
    """Not JSON, or JSON of another shape."""
    step = 'Give one object a line, with at least the key "text".'
    return InputError("V107", f"{shown(name)}: not the JSON of a story ({shown(why)}).", step)


def bad_field(name: object, field: str, why: str) -> InputError:
    """A story whose field has the wrong value."""
    return InputError("V108", f'{shown(name)}: "{shown(field)}" {why}.', "Correct this field of the story.")


def no_article(name: object) -> InputError:
    """A page from which no text came."""
    step = "Open it, copy the article and save it as .txt."
    return InputError("V109", f"{shown(name)}: no article text was found in this page.", step)


def hostile_page(name: object, why: str) -> InputError:
    """A document made to break its reader, or that takes too much memory."""
    step = "Copy the text from a viewer and save it as .txt."
    return InputError("V110", f"{shown(name)}: it could not be parsed ({why}).", step)


def trouble(name: object, word: str, detail: str) -> InputError:
    """What the parsing process says of a document: the word of the trouble and details."""
    makers = {"damaged": damaged, "encrypted": encrypted, "too long": too_long}
    return makers.get(word, hostile_page)(name, detail)


def damaged(name: object, why: str) -> InputError:
    """A document that is broken, or not of the kind that it begins like."""
    return InputError("V112", f"{shown(name)} is damaged ({shown(why)}).", "Get it anew from where it came from.")


def too_slow(name: object, seconds: float) -> InputError:
    """A document that takes longer to parse than is allowed."""
    step = "Copy the text from a viewer and save it as .txt."
    return InputError("V113", f"{shown(name)} took more than {seconds:g} s to parse.", step)


def encrypted(name: object, why: str) -> InputError:
    """A document behind a password."""
    return InputError("V114", f"{shown(name)} is encrypted ({shown(why)}).", "Save a copy without password.")


def too_long(name: object, why: str) -> InputError:
    """A document of more pages or items than is allowed."""
    return InputError("V115", f"{shown(name)} is too long ({shown(why)}).", "Split it.")


def archive_member(name: object, why: str) -> InputError:
    """A record of a web archive that cannot be read; the records around it are."""
    step = "The records after it were read."
    return InputError("V112", f"{shown(name)}: the record is damaged ({shown(why)}).", step)


def wrong_digest(name: object, why: str) -> InputError:
    """A record of a web archive whose bytes are not those of its digest."""
    step = "It was altered after it was archived. The records after it were read."
    return InputError("V116", f"{shown(name)}: the record is not what was archived ({shown(why)}).", step)


def repeat(name: object, first: str) -> InputError:
    """A story that says the same in the same words as one of the same outlet."""
    step = "It was not coded again."
    return InputError(REPEAT, f"{shown(name)} repeats the story {first} of the same outlet.", step)


def nothing_in_folder(name: object) -> InputError:
    """No file that Verbale reads."""
    step = "Put text, HTML, PDF, DOCX, JSON, feeds or web archives there."
    return InputError("V111", f"{shown(name)} holds no file that Verbale reads.", step)


def address_refused(url: object, why: str) -> InputError:
    """A web address that must not be fetched."""
    step = "Save the page yourself and give the file."
    return InputError("V150", f"{shown(url)} is not fetched: {shown(why)}.", step)


def not_reached(url: object, why: str) -> InputError:
    """The network or the server failed."""
    step = "Check the address and the connection, or save the page and give the file."
    return InputError("V151", f"{shown(url)} could not be fetched ({shown(why)}).", step)


def fetch_limit(url: object, why: str) -> InputError:
    """The answer broke a limit."""
    return InputError("V152", f"{shown(url)}: {why}.", "Save the page yourself and give the file.")


def server_said_no(url: object, status: int) -> InputError:
    """The server answered with an error."""
    return InputError("V153", f"{shown(url)}: the server answered {status}.", "Check the address in a browser.")


def wrong_language(name: object, language: str) -> InputError:
    """A story in a language that Verbale does not code."""
    step = "Give an English text, or a translation."
    return InputError("V130", f'{shown(name)} is in the language "{shown(language)}"; Verbale codes English.', step)
