"""Watching feeds of a server on this machine: what is new, what is known, what fails, and a stop in the middle."""
from __future__ import annotations

import functools

import pytest
from feed_server import LOCAL, serving
from hostile import BODY, LEAD, html, rss

from verbale.errors import InputError, UsageError
from verbale.reading import fetch as room
from verbale.reading import watching
from verbale.reading.jobs import Outline
from verbale.settings import Settings

LONG = " ".join([LEAD, BODY] * 4)


@pytest.fixture
def server():
    with serving() as made:
        yield made


@pytest.fixture
def get(server):
    """The real fetcher, to which only this server is open: the name news.example leads there, others where they may."""
    names = {"news.example": LOCAL, "inside.example": "10.0.0.7"}
    ask = functools.partial(
        room.fetch, resolve=lambda host, _port: [names.get(host, host)], allowed=[LOCAL],
        settings=Settings(fetch_attempts=2, fetch_seconds=10),
    )
    return lambda url, marks: ask(url, marks=marks)


def address(server, path):
    return f"http://news.example:{server.server_address[1]}{path}"


def item(number, text="", link="", date="<pubDate>Tue, 05 Mar 2024 10:00:00 GMT</pubDate>"):
    return (
        f"<item><title>Item {number}</title><guid>{number}</guid><link>{link}</link>{date}"
        f"<description>{text}</description></item>"
    )


def names(found):
    return [i.code if isinstance(i, InputError) else i.title for i in found]


def test_only_what_is_new_comes_and_nothing_is_sent_twice(server, get):
    server.pages["/feed"] = 200, rss(item(1, LONG)), {"ETag": '"a"'}
    feed = watching.Watched(address(server, "/feed"))
    (story,) = watching.look(feed, get, pause=0)
    assert (story.text, story.outlet, story.read_as) == (LONG, "The Herald", "feed")
    assert story.retrieved
    assert list(watching.look(feed, get, pause=0)) == []
    server.pages["/feed"] = 200, rss(item(2, f"More. {LONG}") + item(1, LONG)), {"ETag": '"b"'}
    assert names(watching.look(feed, get, pause=0)) == ["Item 2"]
    assert (feed.failures, feed.items) == (0, 2)


def test_a_summary_has_its_page_fetched(server, get):
    server.pages["/feed"] = 200, rss(item(1, "Short.", "/news/1")), {}
    server.pages["/news/1"] = 200, html(), {"Content-Type": "text/html"}
    feed = watching.Watched(address(server, "/feed"))
    # Links in this feed are relative to the feed itself.
    (story,) = watching.look(feed, get, pause=0)
    assert "patrol vessels" in story.text
    assert story.url == address(server, "/news/1")
    assert story.published.isoformat() == "2024-03-05"


def test_links_that_lead_inside_are_refused_and_lost_pages_leave_the_summary(server, get):
    inside = [f"http://{host}/admin" for host in ("inside.example", "127.0.0.2", "[::1]", "169.254.169.254")]
    entries = "".join(item(n, "Short.", link) for n, link in enumerate(inside)) + item(9, "Ministers met.", "/gone")
    server.pages["/feed"] = 200, rss(entries), {}
    feed = watching.Watched(address(server, "/feed"))
    found = list(watching.look(feed, get, pause=0))
    assert names(found) == ["Item 9", "V150", "V150", "V150", "V150"]
    assert (found[0].text, found[0].read_as) == ("Ministers met.", "feed, summary only (V153)")
    assert list(watching.look(feed, get, pause=0)) == []


def test_a_page_that_does_not_come_is_asked_for_again(server, get):
    closed = address(server, "/x").replace(str(server.server_address[1]), "9")
    server.pages["/feed"] = 200, rss(item(1, "Short.", closed)), {"ETag": '"a"'}
    feed = watching.Watched(address(server, "/feed"))
    assert [names(watching.look(feed, get, pause=0)) for _ in range(4)] == [["V151"], ["V151"], ["V151"], []]


def test_a_feed_that_fails_is_kept_in_its_health(server, get):
    feed = watching.Watched(address(server, "/none"))
    assert list(watching.look(feed, get, pause=0)) == []
    assert feed.failures == 1
    assert "404" in feed.fault
    server.pages["/none"] = 200, b"<html>no feed", {}
    assert list(watching.look(feed, get, pause=0)) == []
    assert feed.failures == 2
    server.pages["/none"] = 200, rss(item(1, LONG)), {}
    assert names(watching.look(feed, get, pause=0)) == ["Item 1"]
    assert (feed.failures, feed.fault) == (0, None)


def test_a_stop_in_the_middle_loses_nothing(server, get, tmp_path):
    server.pages["/feed"] = 200, rss("".join(item(n, f"{n}. {LONG}") for n in range(5))), {"ETag": '"a"'}
    state = watching.State()
    (feed,) = state.take([Outline(address(server, "/feed"))])
    run = watching.look(feed, get, pause=0)
    assert next(run).title == "Item 4"
    assert next(run).title == "Item 3"
    run.close()
    watching.save(state, tmp_path / "state.json")
    (feed,) = watching.load(tmp_path / "state.json").take([Outline(address(server, "/feed"))])
    assert names(watching.look(feed, get, pause=0)) == ["Item 3", "Item 2", "Item 1", "Item 0"]


def test_lists_of_feeds(tmp_path):
    path = tmp_path / "feeds.opml"
    outline = '<outline text="%s" type="rss" xmlUrl="%s"/>'
    rows = outline % ("A", "http://a.example/rss") + outline % ("B", "file:///etc/passwd") + outline % ("A2", "http://a.example/rss")
    path.write_text(f'<opml version="2.0"><body><outline text="News">{rows}</outline></body></opml>', "utf-8")
    assert watching.feeds_of(str(path)) == [Outline("http://a.example/rss", "A")]
    assert watching.feeds_of("https://b.example/feed") == [Outline("https://b.example/feed")]
    path.write_text("<html>", "utf-8")
    with pytest.raises(InputError):
        watching.feeds_of(str(path))
    with pytest.raises(UsageError, match="no state"):
        watching.load(path)
