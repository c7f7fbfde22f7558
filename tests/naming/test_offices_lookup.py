"""Offices by date: the same name on different days, full and by surname."""

from __future__ import annotations

import datetime

import pytest
from actor_tables import check, read

from verbale.naming import tables
from verbale.naming.people import in_office, tenure_at

TABLE = read("actors_offices.toml")


@pytest.mark.parametrize(("day", "name", "code", "sector"), TABLE["tenures"])
def test_office_on_a_day(day: datetime.date, name: str, code: str, sector: str) -> None:
    tenure = tenure_at(tables.load().persons[tables.canonical(name)], day)
    assert tenure is not None
    assert (tenure.code, tenure.sector) == (code, sector)
    assert in_office(tenure, day)


@pytest.mark.parametrize(
    ("day", "text", "expectations"),
    [
        *(pytest.param(row[0], row[1], tuple(row[2:]), id=f"{row[0]} {row[1]}") for row in TABLE["right"]),
        *(
            pytest.param(
                row[0],
                row[2],
                tuple(row[3:]),
                id=f"{row[0]} {row[2]}",
                marks=pytest.mark.xfail(reason=row[1], strict=False),
            )
            for row in TABLE["wrong"]
        ),
    ],
)
def test_person_in_a_sentence(day: datetime.date, text: str, expectations: tuple[str, ...]) -> None:
    check(text, day, expectations)


def test_without_a_day_the_office_still_held_wins() -> None:
    tenures = tables.load().persons["Mark Rutte"]
    tenure = tenure_at(tenures, None)
    assert tenure is not None
    assert tenure.code == "NAT"


def test_before_the_first_and_after_the_last_office_the_nearest_is_given() -> None:
    tenures = tables.load().persons["Angela Merkel"]
    for day in (datetime.date(1960, 1, 1), datetime.date(2024, 1, 1)):
        tenure = tenure_at(tenures, day)
        assert tenure is not None
        assert tenure.code == "DEU"
        assert not in_office(tenure, day)
    assert tenure_at((), datetime.date(2024, 1, 1)) is None


def test_no_office_ends_before_it_begins() -> None:
    assert all(t.last is None or t.first <= t.last for tenures in tables.load().persons.values() for t in tenures)


def test_every_surname_leads_to_a_person() -> None:
    loaded = tables.load()
    assert all(
        name in {t.person for t in loaded.persons.get(tables.canonical(name), ())}
        for names in loaded.surnames.values()
        for name in names
    )
