"""`verbale code`: claims of stories, as a table, JSON lines, CSV or the rows of other event data."""
from __future__ import annotations

import itertools
import sys

import msgspec

from verbale.cli.options import ClaimFormat, Output, Published, Sources
from verbale.record import Coding


def code(
    src: Sources, /, *,
    format: ClaimFormat = "table",  # noqa: A002 - the option's name
    published: Published = None,
    output: Output = None,
) -> int:
    """Code stories and print what they claim.

    One row a claim: who, what, to whom, when, who says so, and the sentence that says it. Stories that cannot be read
    are told one by one on stderr; the last line there accounts for all of them. The formats icews, polecat and gdelt
    hold only what is told as done or going on; another line on stderr says how many claims they leave out, and why.
    """
    from verbale import pipeline
    from verbale.cli.flow import Account, codings, without_repeats
    from verbale.cli.output import writing
    from verbale.report import write_claims

    account = Account()
    run = without_repeats(codings(src, account, published=published), account)
    first = next(run, None)
    if first is not None:
        with writing(output) as out:
            coded = map(_with_codes, itertools.chain([first], run))
            losses = write_claims(coded, format, out, pipeline.country_names())
        if losses is not None:
            print(losses.line(), file=sys.stderr)
    print(account.line(), file=sys.stderr)
    return 0 if account.taken else 2


def _with_codes(coding: Coding) -> Coding:
    """The coding with a CAMEO code for each claim whose type and mode give one."""
    from verbale.claims import cameo

    return msgspec.structs.replace(coding, claims=tuple(map(cameo.filled, coding.claims)))
