"""Fetching: what is refused before a byte is sent, and that a good page comes. The only server is on this machine."""
from __future__ import annotations

import gzip
import http.server
import shutil
import socket
import ssl
import subprocess
import threading
import time

import pytest

from verbale.errors import InputError
from verbale.reading import read
from verbale.reading.addresses import refusal
from verbale.reading.fetch import fetch
from verbale.settings import Settings

LOCAL = "127.0.0.1"
HITS: list[str] = []
BOMB = gzip.compress(b"\0" * 50_000_000, 1)


class Handler(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        HITS.append(self.path)
        getattr(self, "give_" + self.path.strip("/").split("/")[0].split("?")[0])()

    def head(self, status=200, **headers):
        self.send_response(status)
        for key, value in headers.items():
            self.send_header(key.replace("_", "-"), value)
        self.end_headers()

    def give_good(self):
        self.head(Content_Type="text/html; charset=iso-8859-1")
        self.wfile.write("<p>Café".encode("latin-1"))

    def give_zipped(self):
        self.head(Content_Encoding="gzip")
        self.wfile.write(gzip.compress(b"x" * 1000))

    def give_bomb(self):
        self.head(Content_Encoding="gzip")
        self.wfile.write(BOMB)

    def give_stacked(self):
        self.head(Content_Encoding="gzip, gzip")
        self.wfile.write(gzip.compress(gzip.compress(b"\0" * 1000)))

    def give_drip(self):
        self.head()
        for _ in range(100):
            self.wfile.write(b"x")
            self.wfile.flush()
            time.sleep(0.1)

    def give_missing(self):
        self.head(404)

    def give_hop(self):
        left = int(self.path.rsplit("/", 1)[1])
        self.head(302, Location=f"/hop/{left - 1}" if left else "/good")

    def give_away(self):
        self.head(302, Location=self.path.partition("?")[2])

    def log_message(self, *_args):
        pass


@pytest.fixture(scope="module")
def port():
    server = http.server.ThreadingHTTPServer((LOCAL, 0), Handler)
    server.daemon_threads = True
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield server.server_address[1]
    server.shutdown()


def here(_host, _port):
    return [LOCAL]


def get(port, path, **more):
    return fetch(f"http://news.example:{port}/{path}", resolve=here, allowed={LOCAL}, **more)


def refused(url, **more):
    with pytest.raises(InputError) as caught:
        fetch(url, **more)
    return caught.value


def test_a_good_page_comes(port):
    got = get(port, "good")
    assert (got.data, got.media, got.charset) == ("<p>Café".encode("latin-1"), "text/html", "iso-8859-1")
    assert get(port, "zipped").data == b"x" * 1000


def test_redirects_are_followed_three_times(port):
    assert get(port, "hop/2").url.endswith("/good")
    with pytest.raises(InputError, match="more than 3 redirects"):
        get(port, "hop/3")


@pytest.mark.parametrize(
    "host",
    ["127.0.0.1", "localhost", "127.1", "2130706433", "0x7f.1", "0177.0.0.1", "[::1]", "[::ffff:127.0.0.1]", "0.0.0.0",
     "１２７.0.0.1", "127。0。0。1"],
)
def test_this_machine_is_refused_in_every_notation(port, host):
    before = len(HITS)
    assert refused(f"http://{host}:{port}/good").code in {"V150", "V151"}
    assert len(HITS) == before


def test_the_command_line_has_no_way_round(port):
    with pytest.raises(InputError, match="not a public address"):
        read(f"http://127.0.0.1:{port}/good")


@pytest.mark.parametrize("target", ["http://10.0.0.1/", "http://[64:ff9b::7f00:1]/", "file:///etc/passwd", "ftp://a.example/"])
def test_a_redirect_is_vetted_like_the_first_address(port, target):
    def resolve(host, _port):
        return [LOCAL] if host == "news.example" else [host]

    with pytest.raises(InputError) as caught:
        fetch(f"http://news.example:{port}/away?{target}", resolve=resolve, allowed={LOCAL})
    assert caught.value.code == "V150"


def test_one_private_address_among_public_ones_refuses_the_host():
    error = refused("http://two.example/", resolve=lambda *_: ["93.184.215.14", "192.168.0.1"])
    assert "192.168.0.1" in error.message


@pytest.mark.parametrize(
    "url", ["file:///etc/passwd", "gopher://x.example/", "http://user:secret@x.example/", "http://", "://"],
)
def test_only_plain_web_addresses(url):
    assert refused(url, resolve=here, allowed={LOCAL}).code == "V150"


def test_limits_on_size_and_time(port):
    tight = Settings(fetch_bytes=1_000_000, fetch_seconds=1.0)
    with pytest.raises(InputError, match="larger than 1 MB"):
        get(port, "bomb", settings=tight)
    with pytest.raises(InputError, match="not asked for"):
        get(port, "stacked")
    began = time.monotonic()
    with pytest.raises(InputError, match="longer than 1 s"):
        get(port, "drip", settings=tight)
    assert time.monotonic() - began < 3


def test_a_resolver_that_hangs_does_not_hang_us():
    short = Settings(fetch_seconds=0.5)
    error = refused("http://slow.example/", resolve=lambda *_: time.sleep(5) or [], settings=short)
    assert error.code == "V152"


def test_failures_are_told(port):
    with pytest.raises(InputError, match="answered 404"):
        get(port, "missing")

    def unknown(*_):
        raise socket.gaierror

    assert refused("http://nowhere.example/", resolve=unknown).code == "V151"
    assert refused(f"https://news.example:{port}/good", resolve=here, allowed={LOCAL}).code == "V151"  # no TLS there


@pytest.mark.parametrize(
    "address",
    ["127.0.0.1", "10.1.2.3", "172.16.0.1", "192.168.1.1", "169.254.169.254", "100.64.0.1", "192.0.0.8", "198.18.0.1",
     "224.0.0.1", "240.0.0.1", "255.255.255.255", "0.0.0.0", "::", "::1", "::127.0.0.1", "::ffff:10.0.0.1", "fe80::1",
     "fe80::1%eth0", "fec0::1", "fc00::1", "ff02::1", "64:ff9b::7f00:1", "64:ff9b:1::1", "2002:7f00:1::", "2001::1",
     "192.88.99.1", "nonsense", ""],
)
def test_addresses_that_are_not_public(address):
    assert refusal(address)


@pytest.mark.parametrize("address", ["93.184.215.14", "1.1.1.1", "8.8.8.8", "2606:4700::1111", "2a00:1450:4001::200e"])
def test_public_addresses(address):
    assert refusal(address) is None


@pytest.fixture
def secure(tmp_path):
    """A server for news.example whose certificate nobody knows: its port and the certificate."""
    if shutil.which("openssl") is None:
        pytest.skip("no openssl to make a certificate with")
    key, certificate = tmp_path / "key.pem", tmp_path / "certificate.pem"
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=news.example",
         "-addext", "subjectAltName=DNS:news.example", "-keyout", key, "-out", certificate],
        check=True, capture_output=True,
    )
    server = http.server.ThreadingHTTPServer((LOCAL, 0), Handler)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate, key)
    server.socket = context.wrap_socket(server.socket, server_side=True)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield server.server_address[1], certificate
    server.shutdown()


def test_certificates_are_verified_against_the_name(secure):
    port, certificate = secure
    trust = ssl.create_default_context(cafile=certificate)
    got = fetch(f"https://news.example:{port}/good", resolve=here, allowed={LOCAL}, trust=trust)
    assert got.media == "text/html"
    for host, known in (("news.example", None), ("other.example", trust)):
        error = refused(f"https://{host}:{port}/good", resolve=here, allowed={LOCAL}, trust=known)
        assert error.code == "V151"
    down = f"https://news.example:{port}/away?http://news.example:{port}/good"
    assert refused(down, resolve=here, allowed={LOCAL}, trust=trust).code == "V150"
