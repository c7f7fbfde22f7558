"""What every page of one server shares: the ledger, the work under way, and who may write."""
from __future__ import annotations

import hmac
import secrets
from pathlib import Path

from verbale import pipeline
from verbale.web.answers import Answers
from verbale.web.work import Work

TOKEN_BYTES = 24
LOCAL_HOSTS = ("127.0.0.1", "localhost", "[::1]")


class Desk:
    """One ledger as it is served. `token` lets its holder write; with `read_only` nobody writes.

    `hosts` are the names that requests may give to this server, beside those of the machine itself.
    """

    def __init__(
        self, ledger: str | Path, *, read_only: bool = False, token: str | None = None, hosts: tuple[str, ...] = (),
    ) -> None:
        self.answers = Answers(ledger, read_only=read_only)
        self.work = Work(self.answers)
        self.read_only = read_only
        self.token = token or secrets.token_urlsafe(TOKEN_BYTES)
        self.hosts = frozenset(host.lower() for host in (*LOCAL_HOSTS, *hosts))
        self.names = pipeline.country_names()

    def knows(self, token: str) -> bool:
        """Whether this is the token, compared in constant time."""
        return hmac.compare_digest(token.encode(), self.token.encode())

    @property
    def form_key(self) -> str:
        """What each form carries to show that this server wrote it; it does not give the token away."""
        return hmac.new(self.token.encode(), b"form", "sha256").hexdigest()[:32]

    def close(self) -> None:
        """End the work under way and let the ledger go."""
        self.work.close()
        self.answers.close()
