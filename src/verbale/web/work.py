"""Coding in the background, one story after another, with what a page can tell of it meanwhile."""
from __future__ import annotations

import contextlib
import datetime
import secrets
import tempfile
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path, PurePath
from typing import TYPE_CHECKING

import msgspec

import verbale
from verbale import pipeline, reading
from verbale.errors import InputError, VerbaleError
from verbale.reading.problems import wrong_language
from verbale.record import Story
from verbale.web.safety import WebError

if TYPE_CHECKING:
    from verbale.web.answers import Answers

KEPT = 200  # jobs remembered
WAITING = 20  # jobs that may wait; more are refused
STORIES = 500  # of one file
SUFFIXES = 12  # characters of the ending of a file that is sent


class Job(msgspec.Struct, kw_only=True):
    """One thing to read and code. `step`: "waiting", "reading", "coding", "done" or "failed"."""

    id: str
    name: str
    step: str = "waiting"
    stories: list[str] = []  # ids, as they are kept
    claims: int = 0
    events: int = 0
    came: int = 0
    rejected: list[str] = []  # one line each
    error: VerbaleError | None = None
    notes: list[str] = []

    @property
    def ended(self) -> bool:
        """Whether nothing more will happen."""
        return self.step in {"done", "failed"}


class Sent(msgspec.Struct, frozen=True, kw_only=True):
    """What a reader gives: one of text, address or file (its name and bytes), and the day of publication if known."""

    text: str = ""
    title: str = ""
    url: str = ""
    file: tuple[str, bytes] | None = None
    published: datetime.date | None = None
    stories: tuple[Story, ...] = ()


class Work:
    """The jobs of one server; one thread does them in the order in which they came."""

    def __init__(self, answers: Answers) -> None:
        self._answers = answers
        self._jobs: dict[str, Job] = {}
        self._lock = threading.Lock()
        self._writing = threading.Lock()  # one run at a time, whether in the background or at once
        self._pool = ThreadPoolExecutor(max_workers=1, thread_name_prefix="coding")

    def close(self) -> None:
        """Give up what still waits."""
        self._pool.shutdown(wait=True, cancel_futures=True)

    def job(self, name: str) -> Job:
        """One job as it stands: a page must not see it end between its first line and its last. Raises WebError 404."""
        with self._lock:
            found = self._jobs.get(name)
        if found is None:
            raise WebError(404, "V280", "There is no such task.", "It may have been done before the server started.")
        step = found.step  # first, so that a job that is done has all its stories
        return msgspec.structs.replace(found, step=step, stories=list(found.stories), rejected=list(found.rejected))

    def begin(self, sent: Sent) -> Job:
        """Take something to read. Raises WebError 429 where too much waits."""
        with self._lock:
            if sum(not job.ended for job in self._jobs.values()) >= WAITING:
                raise WebError(429, "V286", "Too many stories wait to be coded.", "Try again in a minute.")
            job = Job(id=secrets.token_hex(8), name=_name(sent), stories=[], rejected=[], notes=[])
            self._jobs[job.id] = job
            for old in [n for n, j in self._jobs.items() if j.ended][: max(0, len(self._jobs) - KEPT)]:
                del self._jobs[old]
        self._pool.submit(self._do, job, sent)
        return job

    def do(self, sent: Sent) -> Job:
        """Read, code and keep at once, in this thread."""
        job = Job(id=secrets.token_hex(8), name=_name(sent), stories=[], rejected=[], notes=[])
        self._do(job, sent)
        return job

    def _do(self, job: Job, sent: Sent) -> None:
        try:
            with self._writing:
                self._each(job, sent)
            self._answers.forget()
            job.step = "done"
        except VerbaleError as error:
            job.error, job.step = error, "failed"
        except Exception as error:  # noqa: BLE001 - the thread must go on, and the reader must be told
            job.error = InputError("V199", f"It could not be coded ({type(error).__name__}).", "Please report it.")
            job.step = "failed"

    def _each(self, job: Job, sent: Sent) -> None:
        job.step = "reading"
        book = self._answers.book
        run = book.begin_run(verbale.__version__)
        try:
            with _source(sent) as items:
                for item in items:
                    if job.came >= STORIES:
                        job.notes.append(f"Only the first {STORIES:,} stories were read.")
                        break
                    job.came += 1
                    job.step = "coding"
                    try:
                        self._one(job, item)
                    except InputError as error:
                        book.add_rejected(item.name if isinstance(item, Story) else job.name, error.code, error.message)
                        job.rejected.append(error.line())
                        job.error = error
        finally:
            book.finish_run(run, job.came)
        if job.error is not None and job.stories:
            job.error = None
        if job.error is not None:
            raise job.error

    def _one(self, job: Job, item: Story | InputError) -> None:
        if isinstance(item, InputError):
            raise item
        coding = code(item)
        known = self._answers.book.has(item.id)
        added = self._answers.book.add(coding)
        job.stories.append(coding.story.id)
        job.claims += added.claims_new
        job.events += added.events_new
        if known:
            job.notes.append("This text was in the ledger already; nothing was added twice.")
        elif coding.note:
            job.notes.append(coding.note)


def code(story: Story) -> verbale.Coding:
    """Code one story. Raises InputError where its language is not English."""
    if story.language not in {None, "en"}:
        raise wrong_language(story.name, str(story.language))
    coding = pipeline.code(story)
    if coding.note and coding.note.startswith("language"):
        raise wrong_language(story.name, coding.note.removeprefix("language").strip())
    return coding


def _name(sent: Sent) -> str:
    if sent.file is not None:
        return PurePath(sent.file[0].replace("\\", "/")).name[:120] or "file"
    if sent.url:
        return sent.url[:200]
    return (sent.title or sent.text.strip().split("\n", 1)[0])[:120] or "text"


@contextlib.contextmanager
def _source(sent: Sent) -> Iterator[Iterator[Story | InputError]]:
    """The stories of what was sent, one by one."""
    if sent.stories:
        yield iter(sent.stories)
    elif sent.file is None and not sent.url:
        yield iter([reading.from_text(sent.text, title=sent.title, published=sent.published)])
    elif sent.file is None:
        yield reading.read_each(sent.url, published=sent.published)
    else:
        name, data = sent.file
        stem = "".join(c for c in PurePath(_name(sent)).stem if c.isalnum() or c in "-_. ")[:80].strip(". ") or "file"
        ending = "".join(c for c in PurePath(name).suffix.lower() if c.isalnum() or c == ".")[:SUFFIXES]
        with tempfile.TemporaryDirectory() as folder:  # the name of the reader's file goes no further than its stem
            path = Path(folder) / f"{stem}{ending or '.txt'}"
            path.write_bytes(data)
            yield reading.read_each(path, published=sent.published)
