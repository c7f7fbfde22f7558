"""Files, folders, stdin, JSON lines: what becomes a story and what becomes an error."""
from __future__ import annotations

import datetime
import io
import json
import time

import pytest

from verbale.errors import InputError
from verbale.reading import ReadingWarning, from_text, read, read_each
from verbale.reading import sources as room
from verbale.settings import Settings

TEXT = "Norway and Sweden sign pact\r\n\r\nNorway and Sweden signed a pact on Monday.\n"


def codes(source):
    return [item.code if isinstance(item, InputError) else item.name for item in read_each(source)]


def write(path, content):
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return path


def test_a_text_file_is_one_story_kept_as_it_is(tmp_path):
    (story,) = read(write(tmp_path / "pact.txt", TEXT))
    assert story.text == TEXT
    assert (story.name, story.language, story.published) == ("pact", "en", None)


def test_what_the_caller_gives_wins(tmp_path):
    day = datetime.date(2024, 5, 31)
    record = json.dumps({"text": TEXT, "published": "1999-01-01", "story": "own"})
    (story,) = read(write(tmp_path / "a.json", record), published=day, name="mine")
    assert (story.published, story.published_basis, story.name) == (day, "given", "mine")


def test_json_lines_keep_text_and_fields(tmp_path):
    rows = [
        {"story": "one", "title": "T", "outlet": "O", "published": "2024-05-31", "language": "en", "text": TEXT},
        {"id": "two", "date_published": "2024-06-01T10:00:00Z", "text": TEXT + "More of the same was said."},
        {"text": "  Third of the lot, and that was it.\u2028 "},
    ]
    stories = read(write(tmp_path / "all.jsonl", "\n".join(json.dumps(r) for r in rows) + "\n\n"))
    assert [s.name for s in stories] == ["one", "two", "all-3"]
    assert [s.text for s in stories] == [r["text"] for r in rows]
    assert stories[0].outlet == "O"
    assert stories[1].published == datetime.date(2024, 6, 1)
    assert stories[1].published_basis == "found"


@pytest.mark.parametrize(
    ("line", "code"),
    [
        ("{", "V107"), ("[1]", "V107"), ('{"title": "x"}', "V107"), ('{"text": ""}', "V104"),
        ('{"text": 7}', "V108"), ('{"text": "x y", "published": "yesterday"}', "V108"), ("[" * 5000, "V107"),
        ('{"text": "a\\u0000b"}', "V105"),
    ],
)
def test_one_bad_line_costs_one_story(tmp_path, line, code):
    good = json.dumps({"story": "good", "text": TEXT})
    assert codes(write(tmp_path / "x.jsonl", f"{good}\n{line}\n{good}\n")) == ["good", code, "good"]


def test_a_json_list_and_a_single_object(tmp_path):
    one = {"story": "a", "text": TEXT}
    assert codes(write(tmp_path / "l.json", json.dumps([one, 5, one]))) == ["a", "V107", "a"]
    assert codes(write(tmp_path / "o.json", json.dumps(one, indent=2))) == ["a"]
    assert codes(write(tmp_path / "misnamed.json", f"{json.dumps(one)}\n{json.dumps(one)}\n")) == ["a", "a"]


def test_a_folder_is_read_in_order_and_the_rest_is_told(tmp_path):
    (tmp_path / "sub").mkdir()
    (tmp_path / ".hidden").mkdir()
    write(tmp_path / "b.txt", TEXT)
    write(tmp_path / "a.txt", b"")
    write(tmp_path / "sub" / "c.txt", TEXT)
    write(tmp_path / ".hidden" / "d.txt", TEXT)
    write(tmp_path / "photo.jpg", b"\xff\xd8")
    with pytest.warns(ReadingWarning, match="1 file passed over"):
        assert codes(tmp_path) == ["V104", "b", "c"]


def test_an_empty_folder_and_a_missing_file(tmp_path):
    assert codes(tmp_path) == ["V111"]
    assert codes(tmp_path / "none.txt") == ["V101"]
    assert codes("a\0b") == ["V101"]
    assert codes("x" * 5000) == ["V102"]
    with pytest.raises(InputError, match="does not exist"):
        read(tmp_path / "none.txt")


def test_size_is_limited(tmp_path, monkeypatch):
    monkeypatch.setattr(room, "DEFAULTS", Settings(file_bytes=100))
    assert codes(write(tmp_path / "big.txt", b"word " * 21)) == ["V103"]
    rows = [json.dumps({"story": s, "text": "word " * 10}) for s in "abcd"]
    assert codes(write(tmp_path / "many.jsonl", "\n".join(rows))) == ["a", "b", "c", "d"]
    assert codes(write(tmp_path / "long.jsonl", "\n".join([*rows, "x" * 101]))) == ["a", "b", "c", "d", "V103"]


def test_stdin_is_told_by_its_content(monkeypatch):
    def given(data):
        monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(data)))
        return codes("-")

    assert given(TEXT.encode()) == ["stdin"]
    assert given(json.dumps({"story": "a", "text": TEXT}).encode()) == ["a"]
    assert given(b"") == ["V104"]


def test_text_at_hand():
    assert from_text(TEXT, published=datetime.date(2024, 1, 1)).published_basis == "given"
    with pytest.raises(InputError):
        from_text(" ")


@pytest.mark.shared("corpus/stories")
def test_corpus_records_are_read_unaltered(shared):
    path = shared / "corpus/stories/kremlin_17705.json"
    (story,) = read(path)
    assert story.text == json.loads(path.read_text("utf-8"))["text"]
    assert (story.name, story.published) == ("kremlin_17705", datetime.date(2013, 3, 20))


def test_files_without_a_telling_name_are_told_by_content(tmp_path):
    page = f"<!DOCTYPE html><html><body><article><p>{TEXT * 4}</p></article></body></html>"
    assert read(write(tmp_path / "page", page))[0].text.count("signed a pact") == 4
    assert codes(write(tmp_path / "feed", b"<?xml version='1.0'?><rss></rss>")) == ["V104"]
    assert codes(write(tmp_path / "map", b"<?xml version='1.0'?><urlset></urlset>")) == ["V106"]
    assert codes(write(tmp_path / "notes.md", TEXT)) == ["notes"]
    assert codes("/dev/zero") == ["V103"]


def test_ten_megabytes_are_read_in_a_moment(tmp_path):
    path = write(tmp_path / "long.txt", b"and the minister of Norway said that " * 250_000)
    began = time.monotonic()
    assert read(path)[0].language == "en"
    assert time.monotonic() - began < 5
