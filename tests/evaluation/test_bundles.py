"""The floors of the bundles, given the annotated claims; the notation of their files."""

from __future__ import annotations

import pytest

from evaluation.bundles import measure, notation, objects


@pytest.mark.parametrize("half", ["events_a", "events_b"])
def test_events_are_put_together_and_their_origins_counted(half):
    bundles = notation.read(half)
    counts, wrong = measure.given(bundles)
    assert len(bundles) == 20
    assert counts.f1 >= 0.90, wrong
    assert counts.origins_right >= 0.90 * counts.origins, wrong


def test_hard_bundles_hold_what_they_reached():
    counts, wrong = measure.given(notation.read("events_c"))
    assert counts.f1 >= 0.90, wrong
    assert counts.origins_right >= 0.80 * counts.origins, wrong


def test_claims_that_lose_fields_are_still_put_together():
    assert measure.worn(notation.read("events"), 0.3, seeds=1).f1 >= 0.90


def test_bundles_merged_at_once_stay_apart():
    assert measure.together(notation.read("events")).precision >= 0.95


def test_treaties_are_right_step_by_step():
    bundles = notation.read("treaties")
    right, wrong = objects.treaties_right(bundles)
    assert (right, len(bundles)) == (15, 15), wrong


def test_transfers_are_right():
    bundles = notation.read("transfers")
    right, wrong = objects.transfers_right(bundles)
    assert (right, len(bundles)) == (20, 20), wrong


def test_every_bundle_has_from_three_to_eight_reports():
    assert all(3 <= len(b.stories) <= 8 for b in notation.read("events"))


@pytest.mark.parametrize(
    "line",
    [
        "A 2020-01-01 X\n  Word.\n  > e1 NOTHING A>B",
        "A 2020-01-01 X\n  Word.\n  > e1 AID A>B t=other",
        "A 2020-01-01 X\n  Word.\n  > e1 AID A>B sometime",
        "wrong words here",
    ],
)
def test_what_cannot_be_read_is_told(line):
    with pytest.raises(notation.NotationError, match="test"):
        list(notation.bundles(f"[test]\n{line}\n"))


def test_an_agency_s_text_under_another_head():
    (bundle,) = notation.bundles("[x]\nA 2020-01-01 X\n  Word.\n  > e AID A>B\nB 2020-01-02 Y copy A\n  More.\n")
    assert [s.text for s in bundle.stories] == ["Word.", "Y: Word. More."]
    assert set(bundle.ids) == {"A1", "B1"}
