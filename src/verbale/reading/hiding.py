"""What a page keeps from its readers: a planted sentence that nobody sees must not become an event.

Read are the attributes, the inline styles and the style sheets inside the page; sheets from elsewhere are not fetched.
Of a sheet count plain rules without a condition: `.x`, `#x`, `p.x`, `div .x > p`. What is below is hidden too.
"""
from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

NEVER_SHOWN = (
    "//script|//style|//noscript|//template|//*[@hidden]|//*[@aria-hidden='true']|//dialog[not(@open)]|//comment()"
)
SHEET = 200_000  # characters of style sheets looked at
RULES = 1_000  # hiding or colouring rules of a sheet that are applied
WIDE = 2_000  # characters of one inline style looked at
_SPACE = re.compile(r"\s+")
_ZERO = r":(?:0|0?\.0\d*|[01]px)(?:px|pt|em|rem|vw|vh|%)?(?:!important)?(?:;|$)"
_HIDING = re.compile(
    r"(?:^|;)(?:display:none|visibility:(?:hidden|collapse)|content-visibility:hidden"
    r"|opacity:0?(?:\.0\d*)?%?(?:!important)?(?:;|$)"
    rf"|font-size{_ZERO}|(?:max-)?(?:height|width){_ZERO}"
    r"|(?:left|right|top|text-indent|margin-left|margin-top):-\d{3,6}"
    r"|clip:rect\((?:0|1px)|clip-path:(?:inset\((?:50|100)%|circle\(0)"
    r"|transform:(?:scale\(0\)|translate[xy]?\(-\d{3,6})|font:0)"
)
_TOUCHING = re.compile(r"display|visibility|opacity|font|height|width|left|right|top|indent|clip|transform|colo|backg")
_COLOUR = re.compile(r"(?:^|;)color:([^;!]{1,40})")
_GROUND = re.compile(r"(?:^|;)background(?:-color)?:([^;!]{1,60})")
_HEX = re.compile(r"#([0-9a-f]{3,8})$")
_RGB = re.compile(r"rgba?\((\d{1,3}),(\d{1,3}),(\d{1,3})(?:,([\d.]{1,6}))?\)$")
_NAMED = {"white": (255, 255, 255), "black": (0, 0, 0), "red": (255, 0, 0), "ivory": (255, 255, 240),
          "snow": (255, 250, 250), "whitesmoke": (245, 245, 245), "transparent": None}
_CLEAR = re.compile(r"transparent|(?:rgba|hsla)\([^)]{1,30},0?\.?0*\)$")
WHITE = (255, 255, 255)
ALIKE = 24  # sum of differences of red, green and blue at which no eye tells two colours apart
_COMPOUND = re.compile(r"(?:(\*|[a-z][a-z0-9]{0,20})?((?:[.#][a-zA-Z_-][\w-]{0,80}){0,4}))$")
_PART = re.compile(r"([.#])([\w-]+)")
_COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)
Colour = tuple[int, int, int] | None


def drop(tree: Any) -> int:
    """Take out of the tree what no reader sees; how many characters of text that was, scripts not counted."""
    sheet: dict[str, str] = {}
    for path, style in _rules(tree):
        sheet[path] = f"{sheet[path]};{style}" if path in sheet else style
    styled = _styles(tree, sheet)
    hidden = [element for element, style in styled.items() if _HIDING.search(style)]
    hidden += [element for element in styled if _same_colour(element, styled)]
    return sum(_drop(element) for element in (*tree.xpath(NEVER_SHOWN), *hidden))


def _drop(element: Any) -> int:
    if element.getparent() is None or element.tag in {"body", "html"}:
        return 0
    quiet = not isinstance(element.tag, str) or element.tag in {"script", "style", "noscript", "template"}
    size = 0 if quiet else len(_SPACE.sub(" ", "".join(element.itertext(with_tail=False))).strip())
    element.drop_tree()
    return size


def _styles(tree: Any, sheet: Mapping[str, str]) -> dict[Any, str]:
    """Each element with a style of its own or by a rule, and that style: rules first, so that what is inline wins."""
    found: dict[Any, list[str]] = {}
    for path, style in sheet.items():
        for element in tree.xpath(path):
            found.setdefault(element, []).append(style)
    for element in tree.xpath("//*[@style]"):
        found.setdefault(element, []).append(flat(element.get("style")))
    return {element: _last_wins(";".join(styles)) for element, styles in found.items()}


def flat(style: str) -> str:
    """A style without blanks and in lower case."""
    return _SPACE.sub("", style[:WIDE].lower())


def _last_wins(style: str) -> str:
    """Only the last value of each property; an important one stays."""
    kept: dict[str, str] = {}
    for part in style.split(";"):
        name, _, value = part.partition(":")
        if value and ("!important" in value or "!important" not in kept.get(name, "")):
            kept[name] = value
    return ";".join(f"{name}:{value}" for name, value in kept.items())


def _same_colour(element: Any, styled: Mapping[Any, str]) -> bool:
    told = _COLOUR.search(styled[element])
    if told and _CLEAR.match(told.group(1)):
        return True
    colour = _colour(told.group(1)) if told else None
    return colour is not None and _near(colour, _ground(element, styled))


def _ground(element: Any, styled: Mapping[Any, str]) -> Colour:
    """The background that an element stands on, as far as the page tells; a picture is none, white is the default."""
    while element is not None:
        found = _GROUND.search(styled.get(element, ""))
        if found:
            colour = _colour(found.group(1))
            if colour is not None or not found.group(1).startswith(("transparent", "none", "inherit")):
                return colour
        element = element.getparent()
    return WHITE


def _colour(word: str) -> Colour:
    if word in _NAMED:
        return _NAMED[word]
    if match := _HEX.match(word):
        digits = match.group(1)
        if len(digits) in {3, 4}:
            digits = "".join(d * 2 for d in digits)
        return (int(digits[:2], 16), int(digits[2:4], 16), int(digits[4:6], 16)) if len(digits) >= 6 else None
    if match := _RGB.match(word):
        return (int(match.group(1)), int(match.group(2)), int(match.group(3)))
    return None


def _near(one: Colour, other: Colour) -> bool:
    return one is not None and other is not None and sum(abs(a - b) for a, b in zip(one, other, strict=True)) <= ALIKE


def _rules(tree: Any) -> Iterator[tuple[str, str]]:
    """(XPath, style) of the rules that hide or show, or colour, in the order of the sheet."""
    sheet = "\n".join(element.text or "" for element in tree.xpath("//style"))[:SHEET]
    found = 0
    for selectors, body in _blocks(_COMMENT.sub(" ", sheet)):
        style = flat(body)
        if not _TOUCHING.search(style):
            continue
        for selector in selectors.split(",")[:50]:
            path = _path(selector)
            if path and found < RULES:
                found += 1
                yield path, style


def _blocks(sheet: str) -> Iterator[tuple[str, str]]:
    """(selectors, declarations) of the rules outside of conditions; one pass."""
    head, depth, skipping, selectors = 0, 0, 0, ""
    for i, mark in enumerate(sheet):
        if mark == "{":
            depth += 1
            before = sheet[head:i].rpartition(";")[2].strip().lower() if depth == 1 else sheet[head:i].strip()
            if before.startswith("@") and not skipping and before not in {"@media all", "@media screen"}:
                skipping = depth
            selectors, head = before, i + 1
        elif mark == "}":
            if not skipping and selectors and not selectors.startswith("@"):
                yield selectors, sheet[head:i]
            if depth == skipping:
                skipping = 0
            depth, head, selectors = max(0, depth - 1), i + 1, ""


def _path(selector: str) -> str | None:
    """The XPath of a selector of tags, classes, ids, descendants and children; None for any other."""
    steps, axis = [], "//"
    for part in selector.replace(">", " > ").split()[:12]:
        if part == ">":
            axis = "/"
            continue
        match = _COMPOUND.match(part)
        if not match or not part:
            return None
        tests = "".join(
            f"[@id='{name}']" if mark == "#" else f"[contains(concat(' ',normalize-space(@class),' '),' {name} ')]"
            for mark, name in _PART.findall(match.group(2))
        )
        steps.append(f"{axis}{match.group(1) or '*'}{tests}")
        axis = "//"
    return "".join(steps) or None
