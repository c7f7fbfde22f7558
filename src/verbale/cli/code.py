"""`verbale code`: claims of stories, as a table, JSON lines or CSV."""
from __future__ import annotations

import itertools
import sys

from verbale.cli.options import Format, Output, Published, Sources


def code(
    src: Sources, /, *,
    format: Format = "table",  # noqa: A002 - the option's name
    published: Published = None,
    output: Output = None,
) -> int:
    """Code stories and print what they claim.

    One row a claim: who, what, to whom, when, who says so, and the sentence that says it. Stories that cannot be read
    are told one by one on stderr; the last line there accounts for all of them.
    """
    from verbale.cli.flow import Account, codings, without_repeats
    from verbale.cli.output import writing
    from verbale.report import write_claims

    account = Account()
    run = without_repeats(codings(src, account, published=published), account)
    first = next(run, None)
    if first is not None:
        with writing(output) as out:
            write_claims(itertools.chain([first], run), format, out)
    print(account.line(), file=sys.stderr)
    return 0 if account.taken else 2
