"""Files made to break readers: each ends soon, as a story or as one rejection; and what a file system can do."""
from __future__ import annotations

import os
import subprocess
import sys
import time
import warnings

import pytest
from hostile import BODY, LEAD, gallery, html

from verbale.errors import InputError
from verbale.reading import parser, read_each
from verbale.reading.problems import REASONS
from verbale.settings import Settings

GALLERY = gallery()


@pytest.fixture(autouse=True)
def strict(monkeypatch):
    """A parser with five seconds and half a gigabyte."""
    one = parser.Parser(Settings(html_seconds=5, html_memory=700_000_000))
    monkeypatch.setattr(parser, "_shared", one)
    yield one
    one.close()


def outcomes(source):
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return list(read_each(source))


@pytest.mark.parametrize("name", GALLERY)
def test_a_hostile_file_ends(tmp_path, name):
    path = tmp_path / name
    path.write_bytes(GALLERY[name])
    found = outcomes(path)
    assert found
    for item in found:
        if isinstance(item, InputError):
            assert item.code in REASONS
        else:
            assert item.text.strip()


@pytest.mark.parametrize(
    ("name", "code"),
    [("attributes.html", "V110"), ("bomb.html.gz", "V103"), ("twice.txt.gz", "V106"), ("cut.txt.gz", "V112"),
     ("laughs.rss", "V110"), ("not.pdf", "V112"), ("locked.pdf", "V114"), ("bomb.docx", "V110"),
     ("laughs.docx", "V110"), ("not.docx", "V112"), ("noise.json", "V107"), ("nul.txt", "V105")],
)
def test_it_is_told_why(tmp_path, name, code):
    path = tmp_path / name
    path.write_bytes(GALLERY[name])
    assert [item.code for item in outcomes(path)] == [code]


def test_a_page_that_never_ends_is_given_up_and_the_next_is_read(strict, tmp_path):
    strict._settings = Settings(html_seconds=0.5)
    # The attribute scan would refuse it: many tags with as many attributes as are allowed.
    slow = (b"<div " + b" ".join(b"a%d=1" % n for n in range(4_900)) + b">") * 400
    (tmp_path / "a.html").write_bytes(slow[:9_000_000])
    (tmp_path / "b.html").write_bytes(html())
    began = time.monotonic()
    first, second = outcomes(tmp_path)
    assert first.code in {"V113", "V110"}
    assert LEAD in second.text
    assert time.monotonic() - began < 60


def test_what_a_file_system_can_do(tmp_path):
    os.mkfifo(tmp_path / "pipe.txt")
    (tmp_path / "loop").symlink_to(tmp_path, target_is_directory=True)
    (tmp_path / "self.txt").symlink_to(tmp_path / "self.txt")
    (tmp_path / "dangling.txt").symlink_to(tmp_path / "nothing")
    (tmp_path / "good.txt").write_text(f"{LEAD} {BODY}", "utf-8")
    with pytest.warns(UserWarning, match="4 files passed over"):
        (story,) = read_each(tmp_path)
    assert story.name == "good"
    assert [item.code for item in outcomes(tmp_path / "pipe.txt")] == ["V102"]
    assert [item.code for item in outcomes(tmp_path / "self.txt")] in (["V101"], ["V102"])


def test_a_file_that_vanishes_costs_itself(tmp_path):
    for name in "abc":
        (tmp_path / f"{name}.txt").write_text(f"{name}. {LEAD} {BODY}", "utf-8")
    run = read_each(tmp_path)
    assert next(run).name == "a"
    (tmp_path / "b.txt").unlink()
    assert [item.code if isinstance(item, InputError) else item.name for item in run] == ["V101", "c"]


def test_a_folder_without_rights_is_told(tmp_path):
    tmp_path.chmod(0o755)
    shut = tmp_path / "shut"
    shut.mkdir()
    (shut / "x.txt").write_text(LEAD, "utf-8")
    (tmp_path / "good.txt").write_text(LEAD, "utf-8")
    shut.chmod(0)
    program = (
        "import os, sys\nfrom verbale.reading import read_each, detect_language\n"
        "import verbale.reading.sources, verbale.reading.parser\n"
        "detect_language('the words of this are read before the rights are gone')\n"
        "os.geteuid() == 0 and os.setuid(65534)\n"
        "print([getattr(i, 'code', '') or i.name for i in read_each(sys.argv[1])])"
    )
    try:
        for folder in (tmp_path, *list(tmp_path.parents)[:3]):
            if os.geteuid() == 0 and folder.name.startswith(("pytest", "test")):
                folder.chmod(0o755)
        done = subprocess.run([sys.executable, "-c", program, tmp_path], capture_output=True, text=True, check=False)
    finally:
        shut.chmod(0o755)
    assert done.stdout.strip() == "['good', 'V102']", done.stderr
