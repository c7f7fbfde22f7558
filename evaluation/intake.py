"""`python -m evaluation.intake`: run the corpus beside the repository through the intake, twice, and print the law.

For each folder and for all together: in = coded + no event + duplicate + rejected (by reason). Then the same sources in
another order into another ledger, which must hold the same content. Exit status 1 where the law or the equality fails.
"""
from __future__ import annotations

import argparse
import contextlib
import io
import random
import sys
import tempfile
import time
import warnings
from collections.abc import Sequence
from pathlib import Path

from evaluation.__main__ import shared_folder
from evaluation.measured import table
from verbale.cli.flow import Account, codings
from verbale.errors import InputError
from verbale.ledger import Ledger
from verbale.reading.near import NearIndex

FOLDERS = ("stories", "html", "feeds", "warc", "pdf")
SEED = 20_241_123


def main(arguments: Sequence[str] = ()) -> int:
    """Run and print; the exit status."""
    asked = argparse.ArgumentParser(prog="python -m evaluation.intake", description=__doc__)
    asked.add_argument("folders", nargs="*", type=Path, help="folders to run instead of those of the corpus")
    folders = asked.parse_args(arguments).folders or [shared_folder() / "corpus" / name for name in FOLDERS]
    missing = [folder for folder in folders if not folder.is_dir()]
    if missing:
        print(f"Nothing to measure: {missing[0]} is missing.")
        return 1
    rows = [(folder.name, *_counts(account), _reasons(account)) for folder in folders
            for account in [_run([str(folder)], Path(":memory:"))[0]]]
    paths = [str(path) for folder in folders for path in sorted(folder.rglob("*")) if path.is_file()]
    shuffled = random.Random(SEED).sample(paths, len(paths))  # noqa: S311 - an order, no secret
    begun = time.perf_counter()
    account, first = _run(paths)
    seconds = time.perf_counter() - begun
    again, second = _run(shuffled)
    rows += [("all", *_counts(account), _reasons(account)), ("all, shuffled", *_counts(again), _reasons(again))]
    heads = ("folder", "in", "coded", "no event", "duplicate", "rejected", "reasons")
    print("\n".join(table(heads, rows)))
    print(f"all: {seconds:.0f} s for {account.came} stories")
    print(account.near_line() or "No near-duplicates.")
    same = "identical" if first == second else "DIFFERENT"
    print(f"content of the ledger: {first[:16]}; shuffled: {second[:16]}; {same}")
    return 0 if first == second else 1


def _counts(account: Account) -> tuple[int, ...]:
    account.line()  # raises where a story was lost
    return account.came, account.coded, account.no_event, account.duplicate, account.rejected.total()


def _reasons(account: Account) -> str:
    return ", ".join(f"{reason} {count}" for reason, count in sorted(account.rejected.items())) or "-"


def _run(sources: Sequence[str], where: Path | None = None) -> tuple[Account, str]:
    """The account of a run into a fresh ledger, and the hash of what the ledger holds then."""
    account, before = Account(), NearIndex()
    with tempfile.TemporaryDirectory() as folder, contextlib.redirect_stderr(io.StringIO()), warnings.catch_warnings():
        warnings.simplefilter("ignore")
        with Ledger(where or Path(folder) / "corpus.db") as book:
            run = book.begin_run("evaluation")

            def note(name: str, error: InputError) -> None:
                book.add_rejected(name, error.code, error.message)

            for coding in codings(sources, account, rejected=note, before=before, ordered=True):
                if not book.add(coding).story_new:
                    account.count_again(coding)
            stored = book.finish_run(run, account.came)
            if stored.lost:
                raise AssertionError(f"the ledger lost {stored.lost} of {stored.received} stories")
            return account, book.content_hash()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
