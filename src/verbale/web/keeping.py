"""Answers over a whole large ledger, kept for a moment: a reader never waits for what was counted a minute ago."""
from __future__ import annotations

import threading
import time
from collections.abc import Callable, Hashable
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Any

QUICK = 0.05  # seconds: what takes no longer is always made anew
FRESH, STALE = 3.0, 60.0  # seconds: given as it is; given, and made anew behind the reader; not given any more
MOST = 100  # answers kept
STATES = 40  # of those that are kept as long as their part of the ledger does not change
WORKERS = 2  # a long analysis does not hold up a count


class Kept:
    """Slow answers by their question. Threads may share it."""

    def __init__(self) -> None:
        self._answers: dict[Hashable, tuple[float, Any]] = {}
        self._under_way: set[Hashable] = set()
        self._behind: dict[Hashable, tuple[Hashable, Any]] = {}  # question -> its state then, answer or error
        self._of_state: dict[Hashable, tuple[Hashable, Any]] = {}
        self._making: dict[Hashable, Future[Any]] = {}
        self._lock = threading.Lock()
        self._pool = ThreadPoolExecutor(max_workers=WORKERS, thread_name_prefix="counting")

    def close(self) -> None:
        """Give up what is under way."""
        self._pool.shutdown(wait=True, cancel_futures=True)

    def forget(self) -> None:
        """Something was changed: give nothing that was made before."""
        with self._lock:
            self._answers.clear()

    def get(self, question: Hashable, make: Callable[[], Any]) -> Any:
        """The answer: kept where it is recent, else made now."""
        with self._lock:
            kept = self._answers.get(question)
        age = time.monotonic() - kept[0] if kept else STALE
        if kept is None or age >= STALE:
            return self._made(question, make)
        with self._lock:
            due = age >= FRESH and question not in self._under_way
            if due:
                self._under_way.add(question)
        if due:
            self._pool.submit(self._again, question, make)
        return kept[1]

    def of_state(self, question: Hashable, state: Hashable, make: Callable[[], Any]) -> Any:
        """The answer that was made of this state, else made now: never one of another state."""
        with self._lock:
            kept = self._of_state.get(question)
        if kept is not None and kept[0] == state:
            return kept[1]
        found = make()
        with self._lock:
            self._of_state.pop(question, None)
            while len(self._of_state) >= STATES:
                del self._of_state[next(iter(self._of_state))]
            self._of_state[question] = state, found
        return found

    def within(self, seconds: float, question: Hashable, make: Callable[[], Any]) -> Any:
        """The answer of `get`, or None where it takes longer; it is then made behind the reader, who may ask again."""
        with self._lock:
            kept = self._answers.get(question)
        if kept is not None and time.monotonic() - kept[0] < STALE:
            return self.get(question, make)
        with self._lock:
            making = self._making.get(question)
            if making is None:
                making = self._making[question] = self._pool.submit(self._made_once, question, make)
        try:
            return making.result(seconds)
        except TimeoutError:
            return None

    def _made_once(self, question: Hashable, make: Callable[[], Any]) -> Any:
        try:
            return self._made(question, make)
        finally:
            with self._lock:
                self._making.pop(question, None)

    def ready(self, question: Hashable, state: Hashable, make: Callable[[], Any]) -> Any:
        """The answer if it was made already, else None: then it is made behind the reader, who may ask again.

        While that of a new state is made, the answer of the state before is given. What `make` raised is raised here.
        """
        with self._lock:
            kept = self._behind.get(question)
            due = (kept is None or kept[0] != state) and question not in self._under_way
            if due:
                self._under_way.add(question)
        if due:
            self._pool.submit(self._made_behind, question, state, make)
        if kept is not None and isinstance(kept[1], Exception):
            if due:
                return None
            raise kept[1]
        return kept[1] if kept is not None else None

    def _made_behind(self, question: Hashable, state: Hashable, make: Callable[[], Any]) -> None:
        found: Any
        try:
            found = make()
        except Exception as error:  # noqa: BLE001 - the reader is told, not the thread
            found = error
        with self._lock:
            self._behind.pop(question, None)
            while len(self._behind) >= MOST:
                del self._behind[next(iter(self._behind))]
            self._behind[question] = state, found
            self._under_way.discard(question)

    def _again(self, question: Hashable, make: Callable[[], Any]) -> None:
        try:
            self._made(question, make)
        finally:
            with self._lock:
                self._under_way.discard(question)

    def _made(self, question: Hashable, make: Callable[[], Any]) -> Any:
        began = time.monotonic()
        found = make()
        with self._lock:
            self._answers.pop(question, None)
            if time.monotonic() - began > QUICK:
                while len(self._answers) >= MOST:
                    del self._answers[next(iter(self._answers))]
                self._answers[question] = time.monotonic(), found
        return found
