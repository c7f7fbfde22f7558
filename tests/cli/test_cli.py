"""The real command line, in a process of its own: what it prints, where, and with which exit code."""
from __future__ import annotations

import importlib.util
import json
import os
import subprocess
import sys
import time

import pytest

TEXT = "The president of Norway will visit Chile, officials said on Monday. The two states have signed an agreement.\n"
built = pytest.mark.skipif(importlib.util.find_spec("verbale.pipeline") is None, reason="the coder is not built yet")


def verbale(*arguments, given=None, cwd=None, **environment):
    return subprocess.run(
        [sys.executable, "-m", "verbale", *map(str, arguments)], input=given, capture_output=True, cwd=cwd, timeout=100,
        env={**os.environ, "VERBALE_DEBUG": "", **environment}, check=False, encoding="utf-8",
    )


def failure(done, code, status=2):
    assert done.returncode == status
    assert "Traceback" not in done.stderr
    assert done.stdout == ""
    assert done.stderr.startswith(f"{code}: ")
    return done.stderr


@pytest.fixture
def write(tmp_path):
    def make(name, content):
        path = tmp_path / name
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return path
    return make


def test_version_and_help():
    assert verbale("--version").stdout.strip() == "0.1.0"
    for command in ("brief", "code", "add", "events"):
        assert command in verbale("--help").stdout
        assert verbale(command, "--help").returncode == 0


@pytest.mark.parametrize("command", ["code", "brief"])
@pytest.mark.parametrize(
    ("content", "code"),
    [(b"", "V104"), (b" \n", "V104"), (bytes(range(256)) * 40, "V105"), (b"%PDF-1.4 x", "V112"), (None, "V101")],
    ids=["empty", "blank", "binary", "pdf", "missing"],
)
@built
def test_bad_files_are_one_line(write, tmp_path, command, content, code):
    path = tmp_path / "none.txt" if content is None else write("x.txt", content)
    failure(verbale(command, path, cwd=tmp_path), code)
    assert not (tmp_path / "brief.html").exists()


def test_a_file_without_text_and_no_coder_is_still_one_line(write):
    done = verbale("code", write("x.txt", b""))
    assert done.stderr.splitlines()[-1] == "in 1 = coded 0 + no event 0 + duplicate 0 + rejected 1 (empty 1)"
    assert len(done.stderr.splitlines()) == 2


def test_a_folder_without_stories(tmp_path):
    failure(verbale("code", tmp_path), "V111")


@pytest.mark.parametrize(
    "arguments",
    [["code"], ["code", "x.txt", "--colour", "red"], ["cod", "x.txt"], ["code", "x.txt", "--format", "xml"],
     ["code", "x.txt", "--published", "soon"], ["code", "--colour", "x.txt"], ["events", "--between", "RUS"]],
)
def test_wrong_calls_are_one_line(arguments):
    said = failure(verbale(*arguments), "V201")
    assert len(said.splitlines()) == 1
    assert "--help" in said


def test_a_private_address_is_refused():
    failure(verbale("code", "http://127.0.0.1:9/"), "V150")


def test_a_traceback_only_when_asked_for(tmp_path):
    assert "Traceback" in verbale("brief", tmp_path / "none.txt", VERBALE_DEBUG="1").stderr


@built
def test_a_story_from_stdin_and_from_a_file_is_the_same(write):
    one = verbale("code", "-", "--format", "jsonl", given=TEXT)
    two = verbale("code", write("stdin.txt", TEXT), "--format", "jsonl")
    assert (one.returncode, one.stdout) == (0, two.stdout)
    assert verbale("code", "--format", "jsonl", "-o", "-", "-", given=TEXT).stdout == one.stdout
    assert one.stderr.startswith("in 1 = ")


@built
def test_json_lines_of_two_stories_a_duplicate_and_a_bad_one(write):
    rows = [json.dumps({"story": s, "text": TEXT + s, "published": "2024-05-31"}) for s in ("one", "two")]
    done = verbale("code", write("x.jsonl", "\n".join([*rows, rows[0], "{"])), "--format", "csv")
    assert done.returncode == 0
    account = done.stderr.splitlines()[-1]
    assert account.startswith("in 4 = ")
    assert account.endswith("duplicate 1 + rejected 1 (JSON 1)")


@built
@pytest.mark.parametrize(("form", "columns", "header"), [("icews", 20, 1), ("polecat", 40, 1), ("gdelt", 61, 0)])
def test_rows_of_other_event_data_and_their_account(write, form, columns, header):
    done = verbale("code", write("x.txt", TEXT), "--format", form, "--published", "2024-03-05")
    assert done.returncode == 0, done.stderr
    rows = [line.split("\t") for line in done.stdout.splitlines()]
    assert {len(row) for row in rows} <= {columns}
    losses, account = done.stderr.splitlines()
    assert losses.startswith(f"{form}: claims ")
    assert f"; rows {len(rows) - header}" in losses
    assert account.startswith("in 1 = ")


@built
def test_another_language_is_rejected_with_one_line(write):
    path = write("fr.txt", "Le ministre a déclaré mardi que les pourparlers avec la Pologne n'avaient pas été annulés.")
    assert '"fr"' in failure(verbale("code", path), "V130")


@built
def test_a_page_becomes_a_brief(write, tmp_path):
    page = f"<html><title>Visit</title><body><article><h1>Visit</h1><p>{TEXT * 3}</p></article></body></html>"
    done = verbale("brief", write("visit.html", page), "--published", "2024-03-05", "-o", tmp_path / "out.html")
    assert done.returncode == 0, done.stderr
    assert "</html>" in (tmp_path / "out.html").read_text("utf-8")
    assert not list(tmp_path.glob("*.part"))


@built
def test_a_brief_is_of_one_story(write):
    path = write("x.jsonl", "\n".join(json.dumps({"text": TEXT + s}) for s in "ab"))
    failure(verbale("brief", path), "V210")


@built
def test_a_file_that_cannot_be_written(write, tmp_path):
    done = verbale("code", write("x.txt", TEXT), "-o", tmp_path / "no" / "out.csv")
    failure(done, "V202")


def test_output_that_nobody_reads_is_no_fault(write):
    if importlib.util.find_spec("verbale.pipeline") is None:
        pytest.skip("the coder is not built yet")
    path = write("x.txt", TEXT)
    command = f"{sys.executable} -m verbale code {path} --format csv | true; echo ${{PIPESTATUS[0]}}"
    done = subprocess.run(["bash", "-c", command], capture_output=True, text=True, check=False)
    assert "Traceback" not in done.stderr
    assert "BrokenPipe" not in done.stderr
    assert done.stdout.strip() in {"0", "141"}


@pytest.mark.shared("corpus/html")
@built
def test_a_real_page(shared):
    done = verbale("code", shared / "corpus/html/kremlin_17705.html", "--format", "jsonl")
    assert done.returncode == 0, done.stderr
    assert "V1" not in done.stderr


@built
def test_a_flood_of_words_without_an_end_is_refused_in_time(write):
    path = write("flood.txt", "and the minister of Norway met the minister of Chile " * 100_000)
    began = time.monotonic()
    assert verbale("code", path).returncode == 2
    assert time.monotonic() - began < 20
