"""The documentation keeps what it says: links, commands, names, keys, examples, figures."""
from __future__ import annotations

import doctest
import importlib.util
import re
import tomllib
from pathlib import Path

import pytest

import verbale
from verbale.claims.frames import Frame

REPOSITORY = Path(__file__).resolve().parent.parent


def _pages(place: Path) -> list[Path]:
    return list(place.rglob("*.md")) if place.is_dir() else [place]


FOLDERS = ("docs", "examples", "src", "training/README.md")
PAGES = sorted([*REPOSITORY.glob("*.md"), *(path for place in FOLDERS for path in _pages(REPOSITORY / place))])
EXAMPLES = [path for path in PAGES if ">>> " in path.read_text("utf-8")]
LINK = re.compile(r"\[[^\]\[]{0,400}\]\(([^()\s]{1,300})\)")
COMMANDS = (
    "brief", "code", "add", "watch", "serve", "events", "correct", "at", "verify", "rebuild", "dyad", "board", "weigh",
    "forecast", "forecast-eval", "export", "import",
)
MAX_PICTURE = 250_000


def _id(path: Path) -> str:
    return str(path.relative_to(REPOSITORY))


def _text(path: Path | str) -> str:
    return (REPOSITORY / path).read_text("utf-8")


def _code(page: Path) -> list[str]:
    """The lines of fenced blocks, and inline code."""
    text = page.read_text("utf-8")
    blocks = re.findall(r"^```\w*\n(.*?)^```", text, re.MULTILINE | re.DOTALL)
    rest = re.sub(r"^```\w*\n.*?^```", "", text, flags=re.MULTILINE | re.DOTALL)
    return [line for block in blocks for line in block.splitlines()] + re.findall(r"`([^`\n]+)`", rest)


def _anchors(page: Path) -> set[str]:
    """The names under which the headings of a page are linked."""
    heads = re.findall(r"^#{1,6} (.+)$", page.read_text("utf-8"), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", head.lower()).strip().replace(" ", "-") for head in heads}


def _figures():
    spec = importlib.util.spec_from_file_location("docs_figures", REPOSITORY / "tools" / "docs_figures.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.mark.parametrize("page", PAGES, ids=_id)
def test_links_lead_somewhere(page):
    broken = []
    for link in LINK.findall(page.read_text("utf-8")):
        if "://" in link or link.startswith("mailto:"):
            continue
        name, _, anchor = link.partition("#")
        target = (page.parent / name).resolve() if name else page
        if not target.exists() or (anchor and anchor not in _anchors(target)):
            broken.append(link)
    assert broken == []


@pytest.mark.parametrize("page", PAGES, ids=_id)
def test_commands_exist_with_their_options(page):
    help_page, unknown = _text("docs/cli.md"), []
    for line in _code(page):
        for command, rest in re.findall(r"(?:^|[ /$])verbale (?!import\b)([a-z]+(?:-[a-z]+)*)\b(.*)$", line):
            sections = re.split(r"^## ", help_page, flags=re.MULTILINE)
            section = next((part for part in sections if part.startswith(f"verbale {command}\n")), "")
            options = [option for option in re.findall(r"(?<!\S)--?[a-z][a-z-]*", rest) if option not in section]
            unknown += [f"verbale {command} {option}" for option in options] if section else [f"verbale {command}"]
    assert unknown == []


@pytest.mark.parametrize("page", PAGES, ids=_id)
def test_make_targets_exist(page):
    unknown = []
    for line in _code(page):
        for folder, target in re.findall(r"(?:^|[ ;&])make (?:-C (\w+) )?([.a-z][a-z-]*)", line):
            makefile = _text(f"{folder or '.'}/Makefile")
            if not re.search(rf"^{re.escape(target)}:", makefile, re.MULTILINE):
                unknown.append(f"{folder} {target}")
    assert unknown == []


@pytest.mark.parametrize("page", PAGES, ids=_id)
def test_named_files_of_the_repository_exist(page):
    """`src/...`, `tests/...` and the like in inline code are there; what a run makes may be missing."""
    roots = ("src/", "tests/", "docs/", "tools/", "training/", "evaluation/", "examples/")
    made = ("training/out", "training/cache", "evaluation/last.json", "tests/floors.json")
    named = {word for word in _code(page) if word.startswith(roots) and " " not in word and not set(word) & set("*<{")}
    assert [name for name in sorted(named) if not name.startswith(made) and not (REPOSITORY / name).exists()] == []


@pytest.mark.parametrize("page", EXAMPLES, ids=_id)
def test_examples_give_what_they_show(page):
    failed, tried = doctest.testfile(str(page), module_relative=False)
    assert tried
    assert failed == 0


def test_every_command_is_on_its_page():
    assert all(f"## verbale {command}" in _text("docs/cli.md") for command in COMMANDS)


@pytest.mark.parametrize("name", verbale.__all__)
def test_public_names_are_told_of(name):
    assert any(re.search(rf"`(?:verbale\.)?{name}\b[^`]*`", page.read_text("utf-8")) for page in PAGES)


def test_every_key_of_a_frame_is_explained():
    explained = set(re.findall(r"^\| `(\w+)` \|", _text("docs/claims.md"), re.MULTILINE))
    assert set(Frame.__struct_fields__) - explained == set()
    folder = REPOSITORY / "src" / "verbale" / "ontology" / "frames"
    used = {key for path in folder.glob("*.toml") for frame in tomllib.loads(_text(path))["frame"] for key in frame}
    assert used - explained == set()


def test_every_room_has_a_page_or_a_line():
    rooms = {path.name for path in (REPOSITORY / "src" / "verbale").iterdir() if (path / "__init__.py").is_file()}
    assert all(f"`{room}`" in _text("ARCHITECTURE.md") for room in rooms)


def test_every_error_of_reading_is_listed():
    from verbale.reading import REASONS

    assert all(code in _text("docs/reading.md") for code in REASONS)


def test_every_event_type_mode_and_score_is_in_the_guide():
    guide = _text("docs/coding.md")
    types = tomllib.loads(_text("src/verbale/ontology/plover.toml"))["types"]
    for name, entry in types.items():
        row = next(line for line in guide.splitlines() if line.startswith(f"| {name} |"))
        assert f"| {entry['score']:g} |" in row
        assert all(f"{mode} {score:g}" in row for mode, score in entry["modes"].items())


def test_readme_shows_the_recorded_figures():
    module = _figures()
    page = _text("README.md")
    assert module.filled(page, module.recorded()) == page, "run `make figures`"


def test_figures_of_a_run_are_set_as_tables():
    module = _figures()
    run = {"gold": {"corpus": "c0", "figures": {
        **{f"gold/unread/{level}_f1": 0.5 for level in ("type", "quad", "dyad", "claim")},
        "gold/unread/date_right": 0.875, "gold/unread/calibration_error": 0.0625,
    }, "record": {"totals": {"unread": {"gold": 8, "output": 4, "claim": 2}}}}}
    text = module.section(run)
    assert "| unread stories | 8 | 4 | 0.500 | 0.500 | 0.500 | 0.500 | 0.500 | 0.250 |" in text
    assert "0.875" in text
    assert "unread stories 0.062" in text
    assert module.section({}) == module.MISSING


def test_a_page_without_markers_is_refused():
    with pytest.raises(ValueError, match="lacks"):
        _figures().filled("no markers", {})


def test_pictures_are_there_and_small():
    pictures = list((REPOSITORY / "docs" / "images").glob("*.png"))
    assert pictures
    assert all(path.stat().st_size < MAX_PICTURE for path in pictures)
