"""JSON -> stories: one object, a list of them, or one a line. The text is kept exactly as given."""
from __future__ import annotations

import datetime
from collections.abc import Iterator
from typing import Any

import msgspec

from verbale.errors import InputError
from verbale.reading import problems
from verbale.record import Story

# Our field -> the keys under which it may come; the first that is there counts.
_KEYS = {
    "text": ("text",),
    "name": ("story", "name", "id"),
    "title": ("title",),
    "outlet": ("outlet",),
    "published": ("published", "date_published"),
    "url": ("url",),
    "language": ("language",),
}


def one_or_many(data: bytes, name: str, where: str) -> Iterator[Story | InputError]:
    """The stories of a JSON document: an object or a list of objects. What cannot be read comes as its error."""
    try:
        value = msgspec.json.decode(data)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        yield problems.bad_json(where, str(error))
        return
    many = isinstance(value, list)
    if many and not value:
        yield problems.empty(where)
    for number, item in enumerate(value if many else [value], start=1):
        yield _tried(item, f"{where}, story {number}" if many else where, f"{name}-{number}" if many else name)


def line(data: bytes, name: str, where: str) -> Story | InputError:
    """The story on one line of JSON lines."""
    try:
        value = msgspec.json.decode(data)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        return problems.bad_json(where, str(error))
    return _tried(value, where, name)


def _tried(value: Any, where: str, name: str) -> Story | InputError:
    try:
        return _story(value, where, name)
    except InputError as error:
        return error


def _story(value: Any, where: str, name: str) -> Story:
    if not isinstance(value, dict):
        raise problems.bad_json(where, "not an object")
    fields = {field: _string(value, keys, where) for field, keys in _KEYS.items()}
    text = fields["text"]
    if text is None:
        raise problems.bad_json(where, 'no key "text"')
    if not text.strip():
        raise problems.empty(where)
    if "\0" in text:
        raise problems.binary(where)
    published = _date(fields["published"], where)
    return Story(
        text=text, name=fields["name"] or name, title=fields["title"] or "", outlet=fields["outlet"],
        published=published, published_basis="found" if published else None, url=fields["url"],
        language=fields["language"],
    )


def _string(value: dict[str, Any], keys: tuple[str, ...], where: str) -> str | None:
    for key in keys:
        found = value.get(key)
        if isinstance(found, str):
            return found
        if found is not None:
            raise problems.bad_field(where, key, "is not a string")
    return None


def _date(value: str | None, where: str) -> datetime.date | None:
    """A date, or the day of a timestamp."""
    if not value:
        return None
    try:
        return datetime.date.fromisoformat(value[:10])
    except ValueError:
        raise problems.bad_field(where, "published", "is not a date like 2024-05-31") from None
