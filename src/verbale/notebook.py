"""What a notebook shows of a coding, and its claims as a data frame."""
from __future__ import annotations

import html
import io
from collections.abc import Iterable, Mapping
from typing import Any

from verbale.errors import InstallError
from verbale.record import Coding
from verbale.report.rendering import printable
from verbale.report.tables import claim_rows
from verbale.report.words import amount_text, kind_label, party_names, says_text, when_text

SHOWN = 50  # claims in a notebook's table
HEADS = ("who", "what", "whom", "when", "status", "who says", "how many", "quote")


def to_html(coding: Coding) -> str:
    """The claims as an HTML table without script or style; everything is escaped."""
    from verbale.pipeline import country_names

    names = country_names()
    out = io.StringIO()
    title = coding.story.title or coding.story.name or coding.story.id
    count = f"{len(coding.claims)} claims about {len(coding.events)} events"
    out.write(f"<p><strong>{html.escape(title)}</strong><br>{count}</p>")
    if coding.note:
        out.write(f"<p>{html.escape(coding.note)}</p>")
    if coding.claims:
        out.write("<table><thead><tr>" + "".join(f"<th>{head}</th>" for head in HEADS) + "</tr></thead><tbody>")
        for claim in coding.claims[:SHOWN]:
            cells = (
                party_names((a.code or a.text for a in claim.actors), names), kind_label(claim),
                party_names((a.code or a.text for a in claim.recipients), names), when_text(claim.date),
                claim.status.value + (", denied" if claim.polarity.value == "-" else ""), says_text(claim, names),
                "; ".join(map(amount_text, claim.amounts)), coding.story.quote(claim.span),
            )
            out.write("<tr>" + "".join(f"<td>{html.escape(cell)}</td>" for cell in cells) + "</tr>")
        out.write("</tbody></table>")
    if len(coding.claims) > SHOWN:
        out.write(f"<p>The first {SHOWN} of {len(coding.claims)} claims.</p>")
    return printable(out.getvalue())


def to_frame(coding: Coding) -> Any:
    """The claims as a pandas data frame, one row a claim, columns as in the CSV. Raises InstallError V411."""
    return frame(list(claim_rows([coding])))


def frame(rows: Iterable[Mapping[str, Any]]) -> Any:
    """Rows as a pandas data frame. Raises InstallError V411 where pandas is missing."""
    try:
        import pandas as pd
    except ModuleNotFoundError:
        raise InstallError("V411", "A data frame needs pandas.", "Install it: pip install pandas.") from None
    return pd.DataFrame(list(rows))
