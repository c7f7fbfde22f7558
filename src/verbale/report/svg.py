"""A drawing of another program made safe for a page: only known elements and attributes, ids of its own, no address."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET
from collections.abc import Mapping
from xml.sax.saxutils import escape, quoteattr

ELEMENTS = frozenset({
    "svg", "g", "path", "rect", "line", "circle", "text", "tspan", "title", "defs", "clipPath", "polygon", "polyline",
})  # fmt: skip
ATTRIBUTES = frozenset({
    "viewBox", "d", "x", "y", "x1", "x2", "y1", "y2", "cx", "cy", "r", "rx", "ry", "width", "height", "points",
    "transform", "fill", "fill-opacity", "stroke", "stroke-width", "stroke-opacity", "stroke-dasharray",
    "stroke-linecap", "stroke-linejoin", "stroke-miterlimit", "opacity", "text-anchor", "font-size", "font-weight",
    "font-style", "dominant-baseline", "clip-path", "id", "display",
})  # fmt: skip
_LOCAL = re.compile(r"url\(#([A-Za-z0-9_-]{1,60})\)")
_SAFE = re.compile(r"[-A-Za-z0-9_#.,+% ()]*")  # no colon, slash, quote or backslash: no address can be written so
_LONG = re.compile(r"\d{1,9}\.\d{2,20}")  # a tenth of a pixel is enough
_SPACE = "{http://www.w3.org/2000/svg}"
LONGEST = 2_000_000


def cleaned(drawing: str, name: str, colours: Mapping[str, str], label: str) -> str:
    """The drawing as SVG to set into a page, of class `name`, its ids beginning with `name`.

    Colours are replaced by what `colours` says (lower case '#rrggbb' -> a variable of the page). What is not known is
    left out with all that it holds. Raises ValueError where it is no SVG, or declares entities.
    """
    if len(drawing) > LONGEST or "<!" in drawing:
        raise ValueError("not a plain SVG")
    try:
        root = ET.fromstring(drawing)  # noqa: S314 - no document type, so no entity to expand
    except ET.ParseError as error:
        raise ValueError("not a plain SVG") from error
    if root.tag != f"{_SPACE}svg":
        raise ValueError("not a plain SVG")
    inner = "".join(_element(one, name, colours) for one in root)
    box = _value("viewBox", root.get("viewBox", ""), name, colours) or "0 0 640 400"
    return f'<svg class={quoteattr(name)} viewBox="{box}" role="img" aria-label={quoteattr(label)}>{inner}</svg>'


def _element(one: ET.Element, name: str, colours: Mapping[str, str]) -> str:
    tag = one.tag.removeprefix(_SPACE) if isinstance(one.tag, str) else ""
    if tag not in ELEMENTS:
        return ""
    told = ((key, _value(key, value, name, colours)) for key, value in one.attrib.items() if key in ATTRIBUTES)
    attributes = "".join(f" {key}={quoteattr(value)}" for key, value in told if value is not None)
    inside = escape(one.text or "") + "".join(
        _element(child, name, colours) + escape(child.tail or "") for child in one
    )
    return f"<{tag}{attributes}>{inside}</{tag}>"


def _value(key: str, value: str, name: str, colours: Mapping[str, str]) -> str | None:
    """The value as it may stand, or None. Only a reference into the drawing itself is let through."""
    if key == "id":
        return f"{name}-{value}" if re.fullmatch(r"[A-Za-z0-9_-]{1,60}", value) else None
    local = _LOCAL.fullmatch(value)
    if local:
        return f"url(#{name}-{local[1]})"
    if "url" in value.lower() or not _SAFE.fullmatch(value):
        return None
    return colours.get(value.lower()) or _LONG.sub(lambda found: f"{float(found[0]):.1f}", value)
