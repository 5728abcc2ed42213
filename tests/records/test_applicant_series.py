from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from innovatory.language.mistakes import Mistake
from innovatory.records.applicant import Value, read_applicant

ON = date(2025, 3, 1)  # so the assessed year is 2024


def values(given: dict[str, object], year: int | None = None) -> dict[str, Value]:
    return dict(read_applicant(given, kind="enterprise", on=ON, year=year, judged={}, lasts={}).values)


def refused(given: dict[str, object], year: int | None = None) -> Mistake:
    with pytest.raises(Mistake) as caught:
        values(given, year)
    return caught.value


def path(mistake: Mistake) -> str | None:
    return mistake.place.path if mistake.place else None


def test_one_figure_is_the_assessed_year_and_older_years_are_unknown() -> None:
    assert values({"revenue": "40m"})["revenue"] == [None, 40e6]


def test_a_list_ends_in_the_assessed_year() -> None:
    assert values({"revenue": ["20m", "30m", "40m"]})["revenue"] == [None, 20e6, 30e6, 40e6]


def test_a_mapping_leaves_its_gaps_unknown() -> None:
    assert values({"revenue": {"2022": "20m", "2024": "40m"}})["revenue"] == [None, 20e6, None, 40e6]
    assert values({"revenue": {"2023": "20m"}})["revenue"] == [None, 20e6, None]


def test_years_may_be_ranges_or_unknown() -> None:
    assert values({"revenue": ["1m..2m", "unknown", "3m"]})["revenue"] == [None, (1e6, 2e6), None, 3e6]


@pytest.mark.parametrize(
    ("registered", "expected"),
    [
        ("2022-12-31", [20.0, 30.0, 40.0]),  # all its years are there: a young enterprise, windows shorten
        ("2021-12-31", [None, 20.0, 30.0, 40.0]),  # 2021 existed and nobody typed it
        ("2022", [20.0, 30.0, 40.0]),
        ("2023-05", [20.0, 30.0, 40.0]),  # 2022 was typed, so it stays
        ("unknown", [None, 20.0, 30.0, 40.0]),
    ],
)
def test_years_before_the_registration_do_not_exist(registered: str, expected: list[float | None]) -> None:
    assert values({"revenue": ["20", "30", "40"], "registered_on": registered})["revenue"] == expected


def test_an_unknown_year_before_the_registration_is_no_year() -> None:
    assert values({"registered_on": "2023-05-01", "revenue": ["unknown", "30", "40"]})["revenue"] == [30.0, 40.0]
    assert values({"registered_on": "2022-05-01", "revenue": ["unknown", "30", "40"]})["revenue"] == [None, 30.0, 40.0]


def test_the_first_possible_year_counts_where_only_the_age_is_known() -> None:
    # two completed years on 2025-03-01: registered from 2022-03-02 to 2023-03-01, so 2022 may have existed
    assert values({"age": "2", "revenue": ["30", "40"]})["revenue"] == [None, 30.0, 40.0]
    assert values({"age": "2", "revenue": ["20", "30", "40"]})["revenue"] == [20.0, 30.0, 40.0]


@given(
    st.lists(st.one_of(st.none(), st.integers(0, 10**9)), min_size=1, max_size=8),
    st.one_of(st.none(), st.integers(2015, 2024)),
    st.integers(2015, 2025),
)
def test_a_list_and_a_mapping_of_the_same_years_mean_the_same(
    figures: list[int | None], founded: int | None, year: int
) -> None:
    texts = ["unknown" if figure is None else str(figure) for figure in figures]
    by_year = {str(year - len(texts) + 1 + index): text for index, text in enumerate(texts)}
    registered: dict[str, object] = {} if founded is None else {"registered_on": str(founded)}
    listed = values({**registered, "profit": texts}, year)["profit"]
    assert listed == values({**registered, "profit": by_year}, year)["profit"]
    assert isinstance(listed, list)
    # the newest year comes last, and nothing typed is lost
    assert listed[-1] == figures[-1]
    assert [figure for figure in listed if figure is not None] == [figure for figure in figures if figure is not None]
    # a series without a leading None is complete back to the registration
    if listed[0] is not None:
        assert founded is not None
        assert year - len(listed) + 1 <= founded


def test_the_assessed_year_may_be_named() -> None:
    assert values({"revenue": {"2022": "20", "2023": "30"}}, year=2023)["revenue"] == [None, 20.0, 30.0]
    assert values({"revenue": "9"}, year=2025)["revenue"] == [None, 9.0]


@pytest.mark.parametrize(
    ("raw", "kind", "where"),
    [
        ({"2026": "1m"}, "future", "revenue.2026"),
        ({"2025": "1m"}, "future", "revenue.2025"),
        ({"24": "1m"}, "date", "revenue"),
        ({"last": "1m"}, "date", "revenue"),
        ([], "type", "revenue"),
        ({}, "type", "revenue"),
        (["1m", ["2m"]], "type", "revenue.2024"),
        (["1m", "x", "2m"], "type", "revenue.2023"),
        (["-1m", "2m"], "negative", "revenue.2023"),
        ("5%", "type", "revenue.2024"),
        ("", "type", "revenue.2024"),
    ],
)
def test_a_wrong_year_is_refused_at_its_place(raw: object, kind: str, where: str) -> None:
    mistake = refused({"revenue": raw})
    assert (mistake.kind, path(mistake)) == (kind, where)


def test_people_are_whole_in_every_year() -> None:
    mistake = refused({"staff_mean": ["100", "100.5"]})
    assert (mistake.kind, path(mistake)) == ("whole", "staff_mean.2024")
    assert refused({"st_staff": "10..10.5"}).kind == "whole"


def test_an_assessed_year_in_the_future_is_refused() -> None:
    mistake = refused({}, year=2026)
    assert (mistake.kind, path(mistake)) == ("future", "year")


def test_losses_are_figures_where_they_make_sense() -> None:
    assert values({"profit": "-3m", "net_assets_end": "-1"})["profit"] == [None, -3e6]


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ({"conversions": ["3", "4", "8"]}, 5.0),
        ({"conversions": ["100", "3", "4", "4"]}, 11 / 3),  # the last three only
        ({"conversions": ["1..3", "2", "3"]}, (2.0, 8 / 3)),
        ({"conversions": ["3", "6"], "registered_on": "2023-07-01"}, 4.5),
        ({"conversions": ["3", "6", "9"], "conversions_per_year": "2.5"}, 2.5),
        ({"conversions": ["3", "6", "9"], "conversions_per_year": "unknown"}, None),
    ],
)
def test_conversions_give_their_yearly_mean(typed: dict[str, object], expected: Value) -> None:
    assert values(typed)["conversions_per_year"] == expected


@pytest.mark.parametrize("typed", [{"conversions": ["3", "6"]}, {"conversions": ["3", "unknown", "6"]}])
def test_a_missing_year_leaves_the_mean_of_conversions_unknown(typed: dict[str, object]) -> None:
    assert "conversions_per_year" not in values(typed)
