"""Write docs/images/*.png from the program itself: `python tools/pictures.py docs/images`.

Needs Chromium or Chrome; without one the pictures stay as they are, and a line says so.
"""
from __future__ import annotations

import contextlib
import json
import shutil
import struct
import subprocess
import sys
import tempfile
import urllib.request
import zlib
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urljoin

BROWSERS = ("chromium", "chromium-browser", "google-chrome", "chrome")
WIDTH, HEIGHT = 1280, 1010  # px of the part of a page that is shown
SECONDS = 60.0
MAX_BYTES = 250_000
REPOSITORY = Path(__file__).resolve().parent.parent
# Picture -> the story that it is the brief of.
BRIEFS = {"brief-zoo-light.png": "examples/zoo.txt"}
# Picture of a page of `verbale serve --example` -> its address, width and height in px; dark where its name says so.
PAGES = {
    "web-story-light.png": ("", WIDTH, 860),
    "web-card-light.png": ("stories/{story}?claim={claim}", WIDTH, 740),
    "web-pair-light.png": ("pairs/PRK/RUS", WIDTH, 1010),
    "web-event-dark.png": ("events/{event}", WIDTH, 760),
    "web-explore-light.png": ("explore?actor=PRK&wait=1", WIDTH, 860),
    "web-phone-dark.png": ("stories/{story}?claim={claim}", 390, 844),
}
DARK, LIGHT = "--blink-settings=preferredColorScheme=0", "--blink-settings=preferredColorScheme=1"


def browser() -> str | None:
    """The path of a browser that draws pages without a screen, or None."""
    return next((path for name in BROWSERS if (path := shutil.which(name))), None)


def draw(program: str, address: str, picture: Path, width: int = WIDTH, height: int = HEIGHT) -> None:
    """Draw the top of a page without scroll bars, in the scheme that the name of the picture tells."""
    flags = [
        "--headless", "--no-sandbox", "--disable-gpu", "--hide-scrollbars", "--force-device-scale-factor=1",
        f"--window-size={width},{height}", DARK if "-dark" in picture.name else LIGHT,
        f"--user-data-dir={picture.parent / 'browser'}",
    ]
    subprocess.run(
        [program, *flags, f"--screenshot={picture}", address], check=True, timeout=SECONDS, capture_output=True,
        cwd=picture.parent,
    )


def brief_of(story: str, page: Path) -> None:
    """Write the brief of a story with the program as a user would."""
    command = [sys.executable, "-m", "verbale", "brief", story, "-o", str(page)]
    subprocess.run(command, check=True, capture_output=True, cwd=REPOSITORY)


@contextlib.contextmanager
def served(ledger: Path) -> Iterator[str]:
    """The address of the example pages while they are served."""
    command = [sys.executable, "-m", "verbale", "serve", str(ledger), "--example", "--no-browser", "--port", "0"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=REPOSITORY) as server:
        try:
            lines = iter(server.stdout.readline, "") if server.stdout else iter(())
            yield next(line.strip() for line in lines if line.strip().startswith("http"))
        finally:
            server.terminate()


def addresses(entry: str) -> dict[str, str]:
    """Picture -> address of its page on the server that was entered by this address: the disputed event and its story.

    The address with the token is asked for once, by the browser; pages that only show need none.
    """
    base = urljoin(entry, "/")

    def read(path: str) -> dict:
        with urllib.request.urlopen(urljoin(base, path), timeout=SECONDS) as answer:  # noqa: S310 - our own server
            return json.load(answer)

    story = read("stories.json")["stories"][0]["id"]
    event = next(one for one in read(f"stories/{story}.json")["events"] if one["denied_by"])
    names = {"story": story, "event": event["id"], "claim": event["claims"][0]}
    return {name: urljoin(base, path.format(**names)) for name, (path, _, _) in PAGES.items()}


def repacked(data: bytes) -> bytes:
    """The same picture, its pixels deflated at the best level: a third smaller than the browser's. PNG in, PNG out."""
    signature, at, kept, pixels = data[:8], 8, [], b""
    while at < len(data):
        (length,) = struct.unpack_from(">I", data, at)
        kind, body = data[at + 4 : at + 8], data[at + 8 : at + 8 + length]
        if kind == b"IDAT":
            pixels += body
        elif kind in {b"IHDR", b"PLTE"}:
            kept.append((kind, body))
        at += 12 + length
    kept += [(b"IDAT", zlib.compress(zlib.decompress(pixels), 9)), (b"IEND", b"")]
    return signature + b"".join(
        struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body)) for kind, body in kept
    )


def kept(picture: Path, folder: Path) -> bool:
    """Put the picture into the folder, unless it is too large."""
    data = repacked(picture.read_bytes())
    if len(data) > MAX_BYTES:
        print(f"{picture.name} has {len(data):,} bytes, more than {MAX_BYTES:,}: show less of it.", file=sys.stderr)
        return False
    (folder / picture.name).write_bytes(data)
    print(f"{folder / picture.name}: {len(data):,} bytes", flush=True)
    return True


def main(folder: Path) -> int:
    """Write all pictures; the exit status."""
    program = browser()
    if program is None:
        print(f"No picture was made: none of {', '.join(BROWSERS)} is installed.")
        return 0
    folder.mkdir(parents=True, exist_ok=True)
    well = True
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as name:
        place = Path(name)
        for picture, story in BRIEFS.items():
            page = place / "brief.html"
            brief_of(story, page)
            draw(program, page.as_uri(), place / picture)
            well &= kept(place / picture, folder)
        with served(place / "example.db") as entry:
            found = addresses(entry)
            for picture, (_, width, height) in PAGES.items():
                address = found[picture]
                if not PAGES[picture][0]:
                    address = entry  # the start as its owner sees it, with the form to add a story
                draw(program, address, place / picture, width, height)
                well &= kept(place / picture, folder)
    return 0 if well else 1


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))
