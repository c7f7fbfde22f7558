"""What a page keeps from its readers does not become text, by whatever means; what they see stays."""
from __future__ import annotations

import pytest
from hostile import BODY, LEAD

from verbale.reading.page import parse

PLANTED = "Norway declared war on Chile on Wednesday, and the army has crossed the border in the north."
HIDDEN = {
    "class": (".x{color:red} .gone , .b{ display : none !important }", '<p class="a gone">%s</p>'),
    "two rules": (".t{display:none} .t{color:red}", "<p class=t>%s</p>"),
    "id": ("#q{visibility:hidden}", "<p id=q>%s</p>"),
    "descendant": ("article .deep > p{font-size:0}", "<div class=deep><p>%s</p></div>"),
    "screen": ("@media screen{.m{display:none}}", "<p class=m>%s</p>"),
    "white": ("", '<p style="color:#fff">%s</p>'),
    "same colour": (".d{background:#222;color:#eee}", '<div class=d><p style="color: rgb(34,34,34)">%s</p></div>'),
    "transparent": ("", '<p style="color:transparent">%s</p>'),
    "clipped": (".sr{position:absolute;clip:rect(0,0,0,0);width:1px}", "<p class=sr>%s</p>"),
    "tiny": ("", '<p style="font-size:1px">%s</p>'),
    "no height": ("", '<div style="max-height:0;overflow:hidden"><p>%s</p></div>'),
    "moved away": ("", '<p style="transform: translateX(-9999px)">%s</p>'),
    "see-through": ("", '<p style="opacity:0.0">%s</p>'),
    "within a line": ("", '<p>Officials met. <span style="display:none">%s</span> They left.</p>'),
    "dialog": ("", "<dialog><p>%s</p></dialog>"),
}
SHOWN = {
    "light on dark": ("body{background:#111}.w{color:#fff}", "<p class=w>%s</p>"),
    "not in print": ("@media print{.np{display:none}}", "<p class=np>%s</p>"),
    "shown again": (".t{display:none} .t{display:block}", "<p class=t>%s</p>"),
    "minimum": ("", '<p style="min-width:0;padding:0;width:100%%;font-size:100%%;opacity:1">%s</p>'),
    "moved a little": ("", '<p style="margin-top:-20px">%s</p>'),
    "on a picture": ("", '<div style="background:url(x.png)"><p style="color:#fff">%s</p></div>'),
}


def page(sheet, body):
    head = f"<title>t</title><style>{sheet}</style>"
    article = f"<article><h1>H</h1><p>{LEAD} {BODY}</p>{body % PLANTED}<p>{BODY.replace('Chile', 'Peru')}</p></article>"
    return parse(f"<!doctype html><html><head>{head}</head><body>{article}</body></html>".encode())


@pytest.mark.parametrize("means", HIDDEN)
def test_hidden_words_are_left_out_and_counted(means):
    found = page(*HIDDEN[means])
    assert "declared war" not in found.text
    assert "patrol vessels" in found.text
    assert found.hidden == len(PLANTED)


@pytest.mark.parametrize("means", SHOWN)
def test_words_that_readers_see_stay(means):
    found = page(*SHOWN[means])
    assert "declared war" in found.text
    assert found.hidden == 0
