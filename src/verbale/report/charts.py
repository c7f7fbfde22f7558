"""Findings as pictures (Vega-Lite through altair), written as SVG or PNG without a browser or a network.

Colours hold for the colour-blind and in grey; every picture says what its bands are.
"""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from verbale.analysis.findings import Dyad, Score, Series, Weighed
from verbale.errors import InstallError, UsageError
from verbale.report.findings_text import clean

GREEN, RED, INK, GREY, BLUE = "#1b7f79", "#b5442e", "#1f2933", "#8a94a0", "#33618f"
COLOURS = {"cooperation": GREEN, "conflict": RED}
WIDTH = 640
FONT = "DejaVu Sans, Arial, sans-serif"
SCALE = 2.0  # pixels of a PNG for each of the picture


def save(chart: Any, path: Path) -> None:
    """Write a chart as .svg or .png. Raises UsageError V255 for another ending, V202 where it cannot be written."""
    ending = path.suffix.lower()
    if ending not in {".svg", ".png"}:
        raise UsageError("V255", f"{path.name} ends neither in .svg nor in .png.", "Name such a file.")
    try:
        import vl_convert
    except ModuleNotFoundError:
        raise _missing() from None
    spec = _cleaned(chart.to_dict())
    try:
        if ending == ".svg":
            path.write_text(vl_convert.vegalite_to_svg(spec), encoding="utf-8")
        else:
            path.write_bytes(vl_convert.vegalite_to_png(spec, scale=SCALE))
    except OSError as error:
        why = error.strerror or type(error).__name__
        raise UsageError("V202", f"{path.name} cannot be written ({why}).", "Choose another file.") from None


def _cleaned(value: Any) -> Any:
    """The specification with no control character in any text: the renderer aborts the whole process on some."""
    if isinstance(value, str):
        return clean(value)
    if isinstance(value, dict):
        return {key: _cleaned(one) for key, one in value.items()}
    return [_cleaned(one) for one in value] if isinstance(value, list) else value


def trend_svg(found: Dyad, width: int) -> str:
    """The trend for a page that has a title of its own: SVG of one picture, `width` px wide without its axis.

    Raises UsageError V256 as `trend`, InstallError V410 without the libraries.
    """
    chart = trend(found, width=width, bare=True)
    try:
        import vl_convert
    except ModuleNotFoundError:
        raise _missing() from None
    return str(vl_convert.vegalite_to_svg(_cleaned(chart.to_dict())))


def trend(found: Dyad, *, width: int = WIDTH, bare: bool = False) -> Any:
    """Cooperation and conflict of a pair: counts, rate with its bands, breaks; the treaty ladder below.

    `bare`: without title and background, for a page that has its own.
    Raises UsageError V256 where the events are too few for a curve and no treaty is told.
    """
    alt = _altair()
    panels = [_curve(alt, one, found, width) for one in found.series if one.direction == "all" and one.bands]
    ladder = _ladder(alt, found, width)
    if ladder is not None:
        panels.append(ladder)
    if not panels:
        message = f"{len(found.events)} events are too few for a curve, and no treaty is told."
        raise UsageError("V256", message, "Leave --plot out, or use a larger record.")
    whole = alt.vconcat(*panels, spacing=14).resolve_scale(x="shared")
    if bare:
        return whole.properties(background="transparent", padding=2).configure(font=FONT).configure_view(stroke=None)
    head = f"{found.a_name} and {found.b_name}"
    usual = ", at usual volume of news" if found.volume_controlled else ""
    below = f"bars: distinct events by {found.per}; line: rate{usual}, bands: 50 and 90 %; dashes: changes of rate"
    return _finished(whole, head, below)


def balance(found: Dyad) -> Any:
    """Who does it to whom: events each way as bars to both sides of a middle line."""
    alt = _altair()
    sides = ((found.a_name, -1, "forth"), (found.b_name, 1, "back"))
    rows = [
        {"what": one.what, "who": f"by {name}", "n": len(getattr(one, way)), "x": sign * len(getattr(one, way))}
        for one in found.balances
        for name, sign, way in sides
    ]
    if not any(one.share for one in found.balances):
        raise UsageError("V256", "No gift, visit, praise or accusation is told.", "Leave --plot out.")
    top = max(max(len(one.forth), len(one.back)) for one in found.balances) * 1.25
    base = alt.Chart(alt.InlineData(rows)).encode(
        y=alt.Y("what:N", title=None, sort=[b.what for b in found.balances], axis=_axis(alt, grid=False)),
        x=alt.X(
            "x:Q", title="events", scale=alt.Scale(domain=[-top, top]), axis=_axis(alt, labelExpr="abs(datum.value)")
        ),
    )
    names = [f"by {found.a_name}", f"by {found.b_name}"]
    bars = base.mark_bar(height=18).encode(
        color=alt.Color("who:N", scale=alt.Scale(domain=names, range=[BLUE, GREY]), legend=_legend(alt)),
    )
    words = [
        base.transform_filter(f"datum.x {sign} 0").mark_text(align=align, dx=shift, color=INK).encode(text="n:Q")
        for sign, align, shift in (("<", "right", -5), (">", "left", 5))
    ]
    chart = alt.layer(bars, *words).properties(width=WIDTH * 0.7, height=34 * len(found.balances))
    return _finished(chart, f"{found.a_name} and {found.b_name}: who does it to whom", f"{found.first} to {found.last}")


def hypotheses(found: Weighed) -> Any:
    """Posterior of each hypothesis: mean, 50 and 90 % intervals, and a hollow mark for the prior."""
    alt = _altair()
    rows = [
        {
            "text": one.text,
            "mean": one.posterior.mean,
            "prior": one.prior.mean,
            "l5": one.posterior.low50,
            "h5": one.posterior.high50,
            "l9": one.posterior.low90,
            "h9": one.posterior.high90,
        }
        for one in found.standpoints
    ]
    order = [row["text"] for row in rows]
    y = alt.Y("text:N", title=None, sort=order, axis=_axis(alt, grid=False, labelLimit=400))
    scale = alt.Scale(domain=[0, 1])

    def x(field: str) -> Any:
        return alt.X(f"{field}:Q", title="probability", scale=scale, axis=_axis(alt, format="%"))

    base = alt.Chart(alt.InlineData(rows))
    layers = [
        base.mark_rule(color=BLUE, strokeWidth=2).encode(y=y, x=x("l9"), x2="h9:Q"),
        base.mark_bar(color=BLUE, opacity=0.45, height=12).encode(y=y, x=x("l5"), x2="h5:Q"),
        base.mark_point(filled=True, color=INK, size=70, opacity=1).encode(y=y, x=x("mean")),
        base.mark_point(filled=False, color=GREY, size=70, shape="diamond").encode(y=y, x=x("prior")),
    ]
    chart = alt.layer(*layers).properties(width=WIDTH * 0.65, height=42 * len(rows))
    return _finished(chart, found.question, "dot: mean, bar: 50 %, line: 90 % interval; diamond: before the evidence")


def reliability(found: Score) -> Any:
    """Told probability against the share that came true, with 90 % intervals; number of forecasts beside each point."""
    if not found.bins:
        raise UsageError("V256", "No forecast has been scored.", "Wait until one is due.")
    alt = _altair()
    rows = [{"told": b.mean, "came": b.share, "low": b.low, "high": b.high, "n": b.count} for b in found.bins]
    scale = alt.Scale(domain=[0, 1])
    x = alt.X("told:Q", title="forecast probability", scale=scale, axis=_axis(alt, format="%"))

    def y(field: str) -> Any:
        return alt.Y(f"{field}:Q", title="share that came true", scale=scale, axis=_axis(alt, format="%"))

    line = alt.Chart(alt.InlineData([{"told": 0, "came": 0}, {"told": 1, "came": 1}]))
    base = alt.Chart(alt.InlineData(rows))
    layers = [
        line.mark_line(color=GREY, strokeDash=[4, 4]).encode(x=x, y=y("came")),
        base.mark_rule(color=BLUE, strokeWidth=2).encode(x=x, y=y("low"), y2="high:Q"),
        base.mark_point(filled=True, color=INK, size=60, opacity=1).encode(x=x, y=y("came")),
        base.mark_text(align="left", dx=8, dy=3, fontSize=9, color=GREY).encode(
            x=x, y=y("came"), text=alt.Text("n:Q", format=",")
        ),
    ]
    skill = "" if found.skill_climatology is None else f"; skill against climatology {found.skill_climatology:.3f}"
    below = f"Brier {found.brier:.4f}{skill}; lines: 90 % intervals; figures: forecasts"
    return _finished(alt.layer(*layers).properties(width=WIDTH * 0.6, height=WIDTH * 0.6), "Reliability", below)


def _curve(alt: Any, series: Series, found: Dyad, width: int) -> Any:
    colour = COLOURS[series.kind]
    day = datetime.timedelta(days=1)
    rows = [
        {
            "day": one.first.isoformat(),
            "end": (one.last + day).isoformat(),
            "n": one.count,
            "mean": b.mean,
            "l5": b.low50,
            "h5": b.high50,
            "l9": b.low90,
            "h9": b.high90,
        }
        for one, b in zip(series.bins, series.bands, strict=True)
    ]
    x = alt.X(
        "day:T",
        title=None,
        axis=_axis(alt, format="%-d %b %y", labelAngle=0, tickCount=max(2, width // 80), grid=False),
    )

    late = x.copy()  # the rate is what is known at the end of a bin
    late.shorthand = "end:T"

    def y(field: str) -> Any:
        return alt.Y(f"{field}:Q", title=f"{series.kind}, events a {found.per}", axis=_axis(alt, tickCount=5))

    base = alt.Chart(alt.InlineData(rows))
    layers = [
        base.mark_rect(color=GREY, opacity=0.28).encode(x=x, x2="end:T", y=y("n"), y2=alt.datum(0)),
        base.mark_area(color=colour, opacity=0.18, interpolate="monotone").encode(x=late, y=y("l9"), y2="h9:Q"),
        base.mark_area(color=colour, opacity=0.32, interpolate="monotone").encode(x=late, y=y("l5"), y2="h5:Q"),
        base.mark_line(color=colour, strokeWidth=2, interpolate="monotone").encode(x=late, y=y("mean")),
        *_breaks(alt, series, x),
    ]
    return alt.layer(*layers).properties(width=width, height=170)


def _breaks(alt: Any, series: Series, x: Any) -> Sequence[Any]:
    if not series.breaks:
        return []
    rows = [
        {"day": one.first.isoformat(), "words": f"×{one.ratio.mean:.2g}  {one.probability:.0%}"}
        for one in series.breaks
    ]
    base = alt.Chart(alt.InlineData(rows))
    return [
        base.mark_rule(color=INK, strokeDash=[5, 4], strokeWidth=1.3).encode(x=x),
        base.mark_text(align="left", dx=4, dy=9, baseline="top", color=INK, fontSize=10).encode(
            x=x,
            y=alt.value(0),
            text="words:N",
        ),
    ]


def _ladder(alt: Any, found: Dyad, width: int) -> Any:
    """Dated steps of treaties as marks on the same time axis."""
    rows = [
        {
            "day": step.date[0].isoformat(),
            "treaty": _short(treaty.name or "treaty"),
            "words": f"{step.step} {'+'.join(step.by)}",
            "place": place % 3,
        }
        for treaty in found.treaties
        for place, step in enumerate(s for s in treaty.steps if s.status in {"done", "ongoing"})
        if step.date
    ]
    if not rows:
        return None
    curves = any(one.bands for one in found.series)
    bins = found.series[0].bins
    after = bins[-1].last + datetime.timedelta(days=1)
    ends = [bins[0].first.isoformat(), after.isoformat()] if curves else None
    scale = alt.Scale(domain=ends) if ends else alt.Scale(padding=40)
    x = alt.X(
        "day:T",
        title=None,
        scale=scale,
        axis=_axis(alt, format="%-d %b %y", labelAngle=0, tickCount=max(2, width // 80), grid=False),
    )
    y = alt.Y("treaty:N", title=None, axis=_axis(alt, grid=False, labelLimit=150, labels=False, ticks=False))
    base = alt.Chart(alt.InlineData(rows))
    marks = base.mark_point(filled=True, size=70, color=BLUE, opacity=1).encode(x=x, y=y)
    words = [
        base.transform_filter(f"datum.place == {place}")
        .mark_text(dy=shift, fontSize=9, color=INK, align=align, dx=dx)
        .encode(x=x, y=y, text="words:N")
        for place, (shift, align, dx) in enumerate(((-12, "center", 0), (12, "right", 4), (24, "right", 4)))
    ]
    names = base.transform_aggregate(groupby=["treaty"]).mark_text(
        align="left", baseline="top", fontSize=10, color=GREY, dy=-34
    )
    named = names.encode(y=y, x=alt.value(2), text="treaty:N")
    return alt.layer(marks, *words, named).properties(width=width, height=80 * len({r["treaty"] for r in rows}))


def _short(name: str, longest: int = 60) -> str:
    return name if len(name) <= longest else name[: longest - 1].rstrip() + "…"


def _axis(alt: Any, **more: Any) -> Any:
    return alt.Axis(
        **{
            "labelColor": INK,
            "titleColor": INK,
            "titleFontWeight": "normal",
            "gridColor": "#e3e7ea",
            "domainColor": GREY,
            "tickColor": GREY,
            **more,
        }
    )


def _legend(alt: Any) -> Any:
    return alt.Legend(title=None, orient="bottom", labelColor=INK, symbolType="square")


def _finished(chart: Any, title: str, below: str) -> Any:
    from altair import TitleParams

    head = TitleParams(
        text=_short(title, 90),
        subtitle=below,
        anchor="start",
        color=INK,
        subtitleColor="#55606b",
        fontSize=15,
        subtitleFontSize=11,
        offset=12,
    )
    return chart.properties(title=head, background="white", padding=14).configure(font=FONT).configure_view(stroke=None)


def _altair() -> Any:
    try:
        import altair
    except ModuleNotFoundError:
        raise _missing() from None
    return altair


def _missing() -> InstallError:
    return InstallError("V410", "Pictures need a library that is not installed.", "pip install 'verbale[analysis]'.")
