"""Write docs/images/*.png from the program itself: `python tools/pictures.py docs/images`.

Needs Chromium or Chrome; without one the pictures stay as they are, and a line says so.
"""
from __future__ import annotations

import contextlib
import shutil
import struct
import subprocess
import sys
import tempfile
import zlib
from collections.abc import Iterator
from pathlib import Path

BROWSERS = ("chromium", "chromium-browser", "google-chrome", "chrome")
WIDTH, HEIGHT, START_HEIGHT = 1280, 1010, 860  # px of the part of the page that is shown
SECONDS = 60.0
MAX_BYTES = 250_000
REPOSITORY = Path(__file__).resolve().parent.parent
# Picture -> the story that it is the brief of.
BRIEFS = {"brief-zoo-light.png": "examples/zoo.txt"}
START_PAGE = "web-story-light.png"  # what `verbale serve --example` shows first


def browser() -> str | None:
    """The path of a browser that draws pages without a screen, or None."""
    return next((path for name in BROWSERS if (path := shutil.which(name))), None)


def draw(program: str, address: str, picture: Path, height: int = HEIGHT) -> None:
    """Draw the top of a page, in the light scheme, without scroll bars."""
    size = f"--window-size={WIDTH},{height}"
    flags = ["--headless", "--no-sandbox", "--disable-gpu", "--hide-scrollbars", "--force-device-scale-factor=1", size]
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


def main(folder: Path) -> int:
    """Write all pictures; the exit status."""
    program = browser()
    if program is None:
        print(f"No picture was made: none of {', '.join(BROWSERS)} is installed.")
        return 0
    folder.mkdir(parents=True, exist_ok=True)
    for name in (*BRIEFS, START_PAGE):
        with tempfile.TemporaryDirectory() as place:
            picture = Path(place) / name
            if name in BRIEFS:
                page = Path(place) / "brief.html"
                brief_of(BRIEFS[name], page)
                draw(program, page.as_uri(), picture)
            else:
                with served(Path(place) / "example.db") as address:
                    draw(program, address, picture, START_HEIGHT)
            data = repacked(picture.read_bytes())
        if len(data) > MAX_BYTES:
            print(f"{name} has {len(data):,} bytes, more than {MAX_BYTES:,}: show less of the page.", file=sys.stderr)
            return 1
        (folder / name).write_bytes(data)
        print(f"{folder / name}: {len(data):,} bytes")
    return 0


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))
