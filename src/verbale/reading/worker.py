"""The process that parses what comes from outside: jobs on stdin, answers on stdout, until stdin ends.

Every parser can be made to hang or to eat memory, so this runs apart from Verbale, under limits of memory and of
processor time that it sets itself, and a limit of waiting that its parent keeps. Once ready it sends one empty frame.
"""
from __future__ import annotations

import contextlib
import os
import signal
import sys
from collections.abc import Iterator
from typing import BinaryIO

import msgspec

from verbale.reading.jobs import LENGTH, Answer, Job, TroubleError


def answer(job: Job) -> Answer:
    """Do one job."""
    match job.kind:
        case "page":
            from verbale.reading import page

            return Answer(page=page.parse(job.data))
        case "docx":
            from verbale.reading import docx

            return Answer(page=docx.parse(job.data))
        case "pdf":
            from verbale.reading import pdf

            return Answer(page=pdf.parse(job.data, job.limit))
        case "feed":
            from verbale.reading import feed

            return Answer(feed=feed.parse(job.data, job.path))
        case "opml":
            from verbale.reading import feed

            return Answer(outlines=feed.outlines(job.data))
        case "warc":
            from verbale.reading import warc

            return Answer(record=warc.record(job.path, job.offset, job.limit))
    return Answer(trouble="damaged", detail=f"no such kind as {job.kind}")


def _safely(job: Job) -> Answer:
    try:
        return answer(job)
    except TroubleError as error:
        return Answer(trouble=error.word, detail=error.detail)
    except MemoryError:
        return Answer(trouble="hostile", detail="too much memory")
    except RecursionError:
        return Answer(trouble="hostile", detail="too deep")
    except Exception as error:  # noqa: BLE001 - whatever a parser raises on foreign input is an answer, not a crash
        return Answer(trouble="damaged", detail=f"{type(error).__name__}: {error}"[:200])


def _limit_memory(size: int) -> None:
    with contextlib.suppress(ImportError, ValueError, OSError):  # no such limit on Windows
        import resource

        resource.setrlimit(resource.RLIMIT_AS, (size, size))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


@contextlib.contextmanager
def _timed(seconds: float) -> Iterator[None]:
    """The system ends this process where a job takes more processor time, also inside of a parser written in C."""
    if not hasattr(signal, "setitimer"):  # Windows: the parent's waiting is the only limit
        yield
        return
    signal.setitimer(signal.ITIMER_PROF, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)


def serve(source: BinaryIO, sink: BinaryIO, seconds: float) -> None:
    """Answer jobs until the source ends, each within so much processor time."""
    sink.write(LENGTH.pack(0))
    sink.flush()
    while len(head := source.read(LENGTH.size)) == LENGTH.size:
        job = msgspec.msgpack.decode(source.read(LENGTH.unpack(head)[0]), type=Job)
        with _timed(seconds):
            data = msgspec.msgpack.encode(_safely(job))
        sink.write(LENGTH.pack(len(data)) + data)
        sink.flush()


def main() -> None:
    """Serve on stdin and stdout; what libraries print goes nowhere."""
    with os.fdopen(os.dup(sys.stdout.fileno()), "wb") as sink:
        with open(os.devnull, "wb") as nowhere:  # noqa: PTH123 - a device
            os.dup2(nowhere.fileno(), sys.stdout.fileno())
        import trafilatura  # noqa: F401 - before the limit, so that the limit is the document's own

        _limit_memory(int(sys.argv[1]))
        serve(sys.stdin.buffer, sink, float(sys.argv[2]))


if __name__ == "__main__":
    main()
