"""Treaty steps by their verbs, transfers with kinds and terms, figures as a table, links between claims."""

from __future__ import annotations

import msgspec
import pytest

from evaluation.bundles import notation
from verbale.events import claim_links, figure_table, find_transfers, find_treaties, merge
from verbale.events.kinds import kind_of
from verbale.record import Span


def bundle(text: str) -> notation.Bundle:
    (one,) = notation.bundles("[test]\n" + text)
    return one


@pytest.mark.parametrize(
    ("phrase", "kind"),
    [
        ("a young elephant", "animals"),
        ("50,000 doses of vaccine", "goods"),
        ("a group of 52 Cuban doctors", "people"),
        ("air defence batteries", "arms"),
        ("two fighter jets", "arms"),
        ("30 million euros of debt", "money"),
        ("rescue workers", "people"),
        ("warm words", None),
    ],
)
def test_kinds(phrase, kind):
    assert kind_of(phrase) == kind


def test_a_currency_is_money_whatever_it_is_for():
    assert kind_of("hospital", "USD") == "money"


def test_the_verb_tells_the_step_where_the_coder_knows_less():
    one = bundle("""A 2020-02-03 Post
  Norway suspended the transit agreement with Belarus on Monday.
  > t SANCTION NOR>BLR 2020-02-03 t=suspended item="the transit agreement" treaty=denounced
B 2020-09-01 Post
  The transit agreement between Norway and Belarus came into force on January 1.
  > t SUPPORT NOR+BLR 2020-01-01 t=came
""")
    (treaty,) = find_treaties(one.stories, one.claims)
    assert [(s.step, s.by) for s in treaty.steps] == [("in force", ("NOR", "BLR")), ("suspended", ("NOR",))]


def test_the_year_of_the_name_is_no_date_of_the_step():
    one = bundle("""A 2020-02-03 Post
  Norway ratified the 2018 transit agreement with Belarus.
  > t SUPPORT NOR>BLR 2018-01-01..2018-12-31 t=ratified item="the 2018 transit agreement" treaty=ratified
""")
    (treaty,) = find_treaties(one.stories, one.claims)
    assert treaty.steps[0].date is None


def test_the_heir_of_a_treaty_is_named():
    one = next(b for b in notation.read("treaties") if b.name == "old-and-new")
    old, new = find_treaties(one.stories, one.claims)
    assert (old.replaced_by, new.replaced_by) == (new.id, None)


def test_what_is_bought_goes_to_the_buyer():
    one = bundle("""A 2016-07-01 Post
  Botswana bought eight jets from Sweden on Thursday.
  > e COOPERATE BWA>SWE 2016-06-30 t=bought item="eight jets" n="8 jets"
B 2016-07-01 Courier
  Sweden sold eight jets to Botswana on Thursday.
  > e COOPERATE SWE>BWA 2016-06-30 t=sold item="eight jets" n="8 jets"
""")
    bought, sold = one.claims
    start = bought.span.start
    bought = msgspec.structs.replace(
        bought, actors=tuple(msgspec.structs.replace(a, span=Span(start, start + 8)) for a in bought.actors)
    )
    claims = [bought, sold]
    events = merge(one.stories, claims)
    assert len(events) == 1
    (jets,) = find_transfers(one.stories, claims, events)
    assert (jets.giver, jets.receiver, jets.basis, jets.kinds) == (("SWE",), ("BWA",), "sale", ("arms",))


def test_figures_of_an_event_by_day_and_source():
    one = next(b for b in notation.read("events") if b.name == "death-toll")
    (event,) = merge(one.stories, one.claims)
    rows = figure_table(one.stories, one.claims, event)
    assert [(r.low, r.high, r.by, r.published and r.published.day) for r in rows] == [
        (5.0, None, ("ARM",), 2),
        (12.0, 12.0, ("ARM",), 3),
        (18.0, 18.0, ("ARM",), 4),
    ]


def test_a_voice_that_takes_back_what_it_said_retracts_and_an_outlet_does_not_uphold_it():
    one = next(b for b in notation.read("events") if b.name == "retracted")
    (event,) = merge(one.stories, one.claims)
    assert event.standing.value == "retracted"
    assert event.status.value == "done"


def test_every_claim_but_the_first_assertion_answers_one():
    for one in notation.read("events"):
        events = merge(one.stories, one.claims)
        links = claim_links(one.stories, one.claims, events)
        assert len({x.first for x in links}) == len(links)
        asserted = {c.id for c in one.claims if c.polarity.value == "+"}
        wanted = sum(len(e.claims) - 1 for e in events if asserted & set(e.claims))
        assert len(links) == wanted
