"""The constants: all are there, each says what it rests on, and a wrong one is refused at its place."""

from __future__ import annotations

from dataclasses import fields
from pathlib import Path

import pytest

from innovatory.language.mistakes import Mistake
from innovatory.measure.city import read_city
from innovatory.measure.figure_file import FIGURES
from innovatory.measure.population_constants import read_parameters
from innovatory.records.synthetic.constants import FACTORS, Constants
from innovatory.records.synthetic.copula import rest

SHENZHEN = read_city("shenzhen")


def city_file(tmp_path: Path, text: str) -> Path:
    (tmp_path / "parameters.yaml").write_text(text, encoding="utf-8")
    return tmp_path


def test_every_constant_is_stated_and_no_other() -> None:
    assert set(read_parameters(Path("no city")).stated) == {one.name for one in fields(Constants)}


def test_what_is_derived_names_figures_that_exist() -> None:
    stated = read_parameters(SHENZHEN.folder).stated
    known = {f"{one.indicator} {one.year}" for one in SHENZHEN.figures}
    assert (SHENZHEN.folder / "statistics" / FIGURES).is_file()
    derived = [one for name, one in stated.items() if one.basis == "derived" and name != "clusters"]
    assert len(derived) >= 4
    named = [figure for one in derived for figure in one.set_on]
    assert named
    # interpolated between two years; a list of firms that ships with the constants
    assert set(named) - known <= {"enterprises 2020", "EU Industrial R&D Investment Scoreboard, 2023"}


def test_shares_sum_to_one() -> None:
    constants = read_parameters(Path("no city")).constants
    for name in (
        "shares_sector",
        "shares_technology_sector",
        "shares_legal_form",
        "shares_ownership",
        "shares_hte_field",
    ):
        assert sum(getattr(constants, name).values()) == pytest.approx(1.0), name


def test_loadings_are_of_the_factors_and_leave_room_for_noise() -> None:
    for name, loadings in read_parameters(Path("no city")).constants.loadings.items():
        assert set(loadings) <= set(FACTORS), name
        assert rest(loadings) > 0, name


def test_a_city_lays_its_own_over_them(tmp_path: Path) -> None:
    folder = city_file(
        tmp_path,
        "city: harbour\npopulation:\n  constants:\n    exit_rate: {value: 4%, basis: published, "
        "label: {en: Exits, zh: 退出}, why: {en: Counted., zh: 统计。}}\n",
    )
    found = read_parameters(folder)
    assert (found.constants.exit_rate, found.stated["exit_rate"].basis, found.own) == (0.04, "published", {"exit_rate"})


@pytest.mark.parametrize(
    ("constant", "kind"),
    [
        ("exit_rat: {value: 4%, basis: assumed, label: {en: a, zh: b}, why: {en: a, zh: b}}", "name"),
        ("exit_rate: {basis: assumed, label: {en: a, zh: b}, why: {en: a, zh: b}}", "missing_key"),
        ("exit_rate: {value: 4%, middle: 1, spread: 1, basis: assumed, label: {en: a, zh: b}, why: {en: a, zh: b}}", "missing_key"),
        ("capital: {middle: 1, basis: assumed, label: {en: a, zh: b}, why: {en: a, zh: b}}", "missing_key"),
        ("exit_rate: {value: 4%, basis: guessed, label: {en: a, zh: b}, why: {en: a, zh: b}}", "category"),
        ("loadings: {loadings: {rd: {luck: 0.5}}, basis: assumed, label: {en: a, zh: b}, why: {en: a, zh: b}}", "name"),
        ("loadings: {loadings: {rd: {scale: 0.9}}, basis: assumed, label: {en: a, zh: b}, why: {en: a, zh: b}}", "missing_key"),
        ("loadings: {loadings: {rd: {scale: 0.9, maturity: 0.9}}, basis: assumed, label: {en: a, zh: b}, why: {en: a, zh: b}}", "range"),
    ],
)  # fmt: skip
def test_a_wrong_constant_is_refused(tmp_path: Path, constant: str, kind: str) -> None:
    folder = city_file(tmp_path, f"city: harbour\npopulation:\n  constants:\n    {constant}\n")
    with pytest.raises(Mistake) as told:
        read_parameters(folder)
    assert told.value.kind == kind


def test_the_plans_of_the_shipped_city_are_those_of_the_sheet() -> None:
    plans = {one.year: (one.firms, one.amount, one.tuned) for one in read_parameters(SHENZHEN.folder).plans}
    # the batches of 2023 that are stored: 6,766 + 5,332 + 138 firms, 839.6 + 586 + 34.52 million yuan
    batches = (6_766 + 5_332 + 138, 839_600_000 + 586_000_000 + 34_520_000, "no")
    assert plans == {2020: (11_971, 2_502_174_000, "yes"), 2019: (10_236, 2_778_474_000, "no"), 2023: batches}
