"""The example stories that come with the program."""
from __future__ import annotations

from importlib import resources
from pathlib import Path

from verbale import reading
from verbale.errors import InstallError
from verbale.record import Story

NAMES = ("sanctions.txt", "summit.txt", "zoo.txt")  # the last is the first that is seen
_CHECKOUT = Path(__file__).resolve().parents[3] / "examples"


def stories() -> list[Story]:
    """The stories, as a reader would give them. Raises InstallError V410 where they are missing."""
    found = []
    for name in NAMES:
        packed = resources.files("verbale").joinpath("data", "examples", name)
        for place in (packed, _CHECKOUT / name):  # in a wheel, or in a checkout of the repository
            if place.is_file():
                text = place.read_text(encoding="utf-8")
                found.append(reading.from_text(text, name=name.removesuffix(".txt")))
                break
        else:
            raise InstallError("V410", f"The example story {name} is missing.", "Install the package again.")
    return found
