"""From values to a page: templates, the style sheets with their hash, and the limit of size."""

from __future__ import annotations

import base64
import functools
import hashlib
import json
import re
from collections.abc import Mapping
from importlib import resources
from typing import Any

import jinja2

MAX_BYTES = 1_500_000  # above this the machine-readable block and the reasons are left out, and the page says so
SHEETS = ("brief.css", "findings.css", "narrow.css", "print.css")
# What no HTML text may hold: controls, lone surrogates, non-characters. They show as U+FFFD; the record keeps them.
_UNPRINTABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]")


@functools.cache
def _environment() -> jinja2.Environment:
    return jinja2.Environment(
        loader=jinja2.PackageLoader("verbale.report", "templates"),
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
        undefined=jinja2.StrictUndefined,
    )


@functools.cache
def _style() -> tuple[str, str]:
    """The style sheets as one and the hash by which the page's policy admits it, and no other."""
    folder = resources.files("verbale.report").joinpath("templates")
    css = "".join(folder.joinpath(name).read_text(encoding="utf-8").replace("\r", "") for name in SHEETS)
    digest = base64.b64encode(hashlib.sha256(css.encode()).digest()).decode()
    return css, f"sha256-{digest}"


def render(template: str, context: Mapping[str, Any]) -> str:
    """A page of a template, with the style of the brief."""
    css, style_hash = _style()
    return printable(_environment().get_template(template).render(context, css=css, style_hash=style_hash))


def fitted(template: str, context: dict[str, Any], most: int) -> str:
    """The page; above `most` bytes without the machine-readable block, then without the reasons of the fields."""
    page = render(template, context)
    for left_out in ({"machine": None}, {"why": False}):
        if len(page.encode()) <= most:
            break
        context.update(left_out)
        page = render(template, context)
    return page


def printable(html: str) -> str:
    """The text with U+FFFD for what no HTML text may hold."""
    return _UNPRINTABLE.sub("\ufffd", html)


def json_block(value: Any) -> str:
    """JSON that no HTML parser can read as markup: ASCII only, with '<', '>' and '&' as escapes."""
    text = json.dumps(value, ensure_ascii=True, separators=(",", ":"), allow_nan=False)
    return text.replace("<", "\\u003c").replace(">", "\\u003e").replace("&", "\\u0026")
