"""Recognitions go only to who may pass the rule, in the published number, and held-out years are told untuned."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import numpy as np
import polars as pl
import pytest

from innovatory import policy
from innovatory.measure.city import read_city
from innovatory.measure.population_constants import Parameters, read_parameters
from innovatory.measure.population_make import tier_of
from innovatory.measure.population_recognition import Recognised, divided, pool, recognise
from innovatory.measure.population_study import LEARN, TELL, study
from innovatory.measure.population_tail import published_rd, tails
from innovatory.measure.population_totals import CityTotals, city_totals
from innovatory.records.synthetic.ages import cohorts
from innovatory.records.synthetic.draws import Draws
from innovatory.records.synthetic.flat import completed
from innovatory.records.synthetic.technology import technology

CITY = read_city("shenzhen")
SEED = 11


@pytest.fixture(scope="module")
def parameters() -> Parameters:
    return read_parameters(CITY.folder)


def totals(parameters: Parameters, year: int) -> CityTotals:
    return city_totals(CITY.figures, year, parameters, CITY.id)


def tier(parameters: Parameters, year: int, weight: int) -> pl.DataFrame:
    plain = totals(parameters, year).plain
    constants = parameters.constants
    ages = cohorts(year, plain.stock, plain.new, constants.exit_rate, constants.growth_before)
    return technology(Draws(SEED), plain, constants, ages, {}, weight).frame


@pytest.fixture(scope="module")
def recognised(parameters: Parameters) -> Recognised:
    return recognise(tier(parameters, 2022, 50), totals(parameters, 2022), parameters, Draws(SEED))


def units(frame: pl.DataFrame, status: str) -> float:
    return float((frame["weight"] * frame[f"status({status})"]).sum())


def test_published_counts_are_met_exactly_although_rows_stand_for_fifty(recognised: Recognised) -> None:
    published = {"hnte": 23_000, "specialised_sme": 8_600, "little_giant": 443, "listed": 535, "listed_mainland": 405}
    assert {name: units(recognised.frame, name) for name in published} == published
    assert recognised.frame["weight"].sum() == round(0.032 * 2_457_740)


@pytest.mark.parametrize(("status", "sheet"), [("hnte", "hnte_recognition"), ("tsme", "tsme_evaluation"), ("specialised_sme", "specialised_sme")])  # fmt: skip
def test_nobody_holds_what_the_rule_refuses(recognised: Recognised, status: str, sheet: str) -> None:
    frame = recognised.frame
    answers = policy.load(sheet).evaluate(frame.lazy(), on=date(2022, 12, 31), year=2022).columns(keep=["weight"])
    may_pass = answers.collect()["may_pass"].to_numpy().astype(np.bool_)
    assert not (frame[f"status({status})"].to_numpy() & ~may_pass).any()


def test_little_giants_are_specialised_and_unicorns_young_and_not_listed(recognised: Recognised) -> None:
    frame = recognised.frame
    assert frame.filter(pl.col("status(little_giant)"))["status(specialised_sme)"].all()
    unicorns = frame.filter(pl.col("status(unicorn)"))
    assert unicorns["registered_on"].min() >= date(2012, 1, 1)
    assert not unicorns["status(listed)"].any()
    assert frame.filter(pl.col("status(listed)"))["board"].null_count() == 0


def test_recognitions_end_after_the_years_of_their_sheet_and_by_the_published_intakes(parameters: Parameters) -> None:
    frame = recognise(tier(parameters, 2022, 1), totals(parameters, 2022), parameters, Draws(SEED)).frame
    ends = {
        name: frame.filter(pl.col(f"status({name})")).group_by(pl.col(f"status({name})_valid_to").dt.year()).len()
        for name in ("hnte", "tsme", "specialised_sme", "little_giant")
    }
    found = {name: dict(one.iter_rows()) for name, one in ends.items()}
    # three years: 275 new little giants in 2022 and 134 in 2021 are published, of 443; 4,826 new specialised SMEs of 8,600
    assert found["little_giant"] == {2025: 275, 2024: 134, 2023: 443 - 275 - 134}
    assert found["specialised_sme"] == {2025: 4_826, 2024: (8_600 - 4_826) / 2, 2023: (8_600 - 4_826) / 2}
    assert sorted(found["hnte"]) == [2023, 2024, 2025]
    assert max(found["hnte"].values()) - min(found["hnte"].values()) <= 2
    # one year
    assert list(found["tsme"]) == [2023]
    assert frame.filter(~pl.col("status(hnte)"))["status(hnte)_valid_to"].null_count() == frame.height - 23_000


def test_a_recognition_counts_as_held_since_it_was_given(recognised: Recognised) -> None:
    own = recognised.frame.filter(pl.col("status(hnte)"))
    since = own["status(hnte)_valid_from"].dt.year()
    for year in (2020, 2021, 2022):
        held = own[f"hnte_held_{year}"]
        assert (held.filter(since <= year) == 1).all()
        assert (held.filter(own["registered_on"].dt.year() > year) == 0).all()
    assert (own["registered_on"].dt.year() < since).all()


def test_a_count_that_is_not_published_is_a_stated_part_of_who_may_pass(recognised: Recognised) -> None:
    found = recognised.given["tsme"]
    assert found.pool is not None
    assert (found.basis, found.aimed) == ("assumed", round(0.44 * found.pool.may))
    assert units(recognised.frame, "tsme") == found.aimed


@pytest.mark.parametrize(("status", "year", "published"), [("tsme", 2023, 23_300), ("specialised_sme", 2022, 8_600)])
def test_a_stated_part_is_the_published_count_by_the_pool_of_its_year(
    parameters: Parameters, status: str, year: int, published: int
) -> None:
    applies = parameters.applications[status]
    assert applies.basis == "derived"
    frame, seed = tier_of(CITY, year, parameters, 1).technology.frame, Draws(1)
    found = recognise(frame, totals(parameters, year), parameters, seed).given[status].pool
    assert found is not None
    assert round(published / found.may, 2) == applies.value


def test_a_pool_that_is_too_small_is_given_in_full_and_said(parameters: Parameters) -> None:
    # nobody has anything that an assessor asks of a little giant
    poor = replace(parameters, constants=replace(parameters.constants, qualities_share=0.05))
    found = recognise(tier(poor, 2022, 50), totals(poor, 2022), poor, Draws(SEED)).given["little_giant"]
    assert found.pool is not None
    assert found.aimed == 443
    assert found.units == found.pool.may < 443


def test_a_rule_that_is_not_yet_in_force_is_asked_on_its_first_day(parameters: Parameters) -> None:
    frame = completed(tier(parameters, 2021, 50)).with_columns(pl.lit(value=False).alias("status(hnte)"))
    early = pool(frame, "specialised_sme", 2021)
    assert (early.on, early.first_day) == (date(2022, 8, 1), True)
    assert pool(frame, "hnte", 2021).on == date(2021, 12, 31)


def test_a_row_is_divided_without_loss() -> None:
    frame = pl.DataFrame({"weight": [5.0, 100.0], "status(x)": [True, False], "revenue": [1.0, 2.0]})
    found = divided(frame, 1, 43.0, "status(x)")
    assert found.rows() == [(5.0, True, 1.0), (43.0, True, 2.0), (57.0, False, 2.0)]


@pytest.mark.parametrize("year", [2019, 2022])
def test_the_tail_of_research_is_that_of_published_firms(parameters: Parameters, year: int) -> None:
    found = tails(tier(parameters, year, 1), year)
    assert found.generated is not None
    assert found.p_value is not None
    assert found.p_value > 0.01
    gap = abs(found.generated.index - found.published.index)
    assert gap < 3 * np.hypot(found.generated.error, found.published.error)


def test_the_published_tail_is_the_one_that_the_constant_states(parameters: Parameters) -> None:
    from innovatory.records.synthetic.tail_index import nearest_threshold

    found = nearest_threshold(np.array(published_rd("China")))
    assert round(found.index, 3) == parameters.constants.rd_tail_index
    assert round(found.threshold / 1e6) == 69
    assert round(found.error, 3) == 0.043


def test_held_out_years_are_told_without_having_been_learnt(parameters: Parameters) -> None:
    found = study(CITY, parameters, SEED)
    assert found.applications is not None
    assert {one.year for one in found.applications.set_on} == set(LEARN)
    assert [one.year for one in found.years] == list(TELL)
    # what is told is the part that applies times the pool, whatever was published
    for one in found.years:
        assert one.told == pytest.approx(found.applications.share(one.year) * one.pool)
    tuned, other, cultivation = found.plans
    assert (tuned.plan.year, tuned.tuned, tuned.firms) == (2020, True, pytest.approx(11_971))
    assert tuned.amount == pytest.approx(2_502_174_000)
    assert (other.plan.year, other.tuned) == (2019, False)
    assert other.firms != pytest.approx(10_236, rel=1e-6)
    # of a grant on which nothing was tuned only means are told: a firm gets 0.1 to 3 million yuan
    assert (cultivation.plan.year, cultivation.firms, cultivation.amount) == (2023, None, None)
    assert 0.1e6 <= cultivation.most / cultivation.performers <= 3e6
