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
    # a list of firms that ships with the constants
    assert set(named) - known == {"EU Industrial R&D Investment Scoreboard, 2023"}


def printed(indicator: str, year: int) -> float:
    """The one figure of an indicator and year that is preferred, as printed."""
    (figure,) = [one for one in SHENZHEN.figures if (one.indicator, one.year) == (indicator, year) and one.preferred]
    return figure.value


def share_that_ended_in_2022() -> float:
    """Of the enterprises of a year before, 14 of the 26 months from the end of October 2020 to that of 2022."""
    first, last = printed("enterprises", 2020), printed("enterprises", 2022)
    before = first * (last / first) ** (14 / 26)
    return 1 - (last - printed("enterprises_new", 2022)) / before


def patents_by_technology_enterprise() -> float:
    own = printed("invention_patents_in_force", 2022) * printed("share_invention_patents_enterprises", 2023)
    return own / round(0.032 * printed("enterprises", 2022))


DERIVED = {
    "technology_share": (lambda: printed("tech_enterprises", 2020) / printed("enterprises", 2020), 3),
    "exit_rate": (share_that_ended_in_2022, 3),
    "patents_per_enterprise": (patents_by_technology_enterprise, 1),
    "listed_mainland_share": (lambda: printed("listed_companies_ashare", 2022) / printed("listed_companies", 2022), 2),
}
"""How each derived constant follows from published figures, and the decimals to which it is stated."""


@pytest.mark.parametrize("name", DERIVED)
def test_a_derived_constant_is_what_its_figures_give_to_its_digits(name: str) -> None:
    worked_out, digits = DERIVED[name]
    assert getattr(read_parameters(SHENZHEN.folder).constants, name) == round(worked_out(), digits)


def test_no_other_constant_is_called_derived() -> None:
    stated = read_parameters(SHENZHEN.folder).stated
    # the tail is held to its list of firms in test_population_recognition; the lists of clusters are no number
    assert {name for name, one in stated.items() if one.basis == "derived"} == {*DERIVED, "rd_tail_index", "clusters"}


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
