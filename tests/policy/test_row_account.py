"""The account over rows is the account of one applicant, row by row: the real library on random enterprises.

Enterprises are drawn with missing figures, ranges, absent columns, young firms and losses; every sheet's answer, worth,
the net and what all sheets bring must be those of `match`, to the yuan.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from functools import cache
from math import inf, isnan
from typing import Any

import numpy as np
import polars as pl
import pytest

from innovatory.language.types import Category, Day, Number, Series, Truth, Type
from innovatory.policy.admission import Asked, admit_all
from innovatory.policy.books import Books, books
from innovatory.policy.library import standard
from innovatory.policy.match import OF_AN_ENTERPRISE, Match, Matched
from innovatory.policy.row_account import RowAccounts, RowBooks, asked_of, groups

ON, YEAR = date(2024, 6, 30), 2023
ROWS = 40
FIRST_YEAR = 2011
HELD = {"pass": (True, True), "depends": (False, True), "fail": (False, False), "not_in_force": (False, False)}
Random = np.random.Generator


@cache
def law(on: date = ON, year: int = YEAR, kinds: frozenset[str] = frozenset({"enterprise"})) -> Books:
    return books(standard(), kinds, on, year)


# Random enterprises ----------------------------------------------------------------------------------------------------


def drawn(random: Random, asked: Asked) -> pl.DataFrame:
    """Rows with every input: mostly a figure, sometimes null, a range or no column at all."""
    columns: dict[str, Any] = {"enterprise_id": [f"syn:{row}" for row in range(ROWS)]}
    columns["registered_on"] = [date(2003, 1, 1) + timedelta(days=int(random.integers(0, 7600))) for _ in range(ROWS)]
    for name, of in asked.inputs.items():
        if name != "registered_on" and random.random() > 0.06:
            columns |= _columns(random, name, of, asked)
    return pl.DataFrame(columns, strict=False)


def _columns(random: Random, name: str, of: Type, asked: Asked) -> dict[str, Any]:
    column = f"status_{name[7:-1]}" if name.startswith("status(") else name
    if isinstance(of, Series):
        number = Number(of.unit, of.unit.whole)
        years = [f"{name}_{asked.year - back}" for back in range(asked.years[name] + 1)]
        return {key: values for year in years for key, values in _numbers(random, year, number, gaps=0.04).items()}
    if isinstance(of, Number):
        return _numbers(random, column, of, gaps=0.15)
    return {column: [None if random.random() < 0.15 else _plain(random, of) for _ in range(ROWS)]}


def _plain(random: Random, of: Type) -> Any:
    match of:
        case Truth():
            return bool(random.random() < 0.7)
        case Day():
            return ON - timedelta(days=int(random.integers(0, 4000)))
        case Category():
            return str(random.choice(of.one_of))
    raise AssertionError(of)


def _numbers(random: Random, name: str, of: Number, gaps: float) -> dict[str, Any]:
    low = [None if random.random() < gaps else _figure(random, name, of) for _ in range(ROWS)]
    if random.random() > 0.12:
        return {name: low}
    high = [
        None if one is None else one + (0 if random.random() < 0.5 else abs(_figure(random, name, of))) for one in low
    ]
    return {f"{name}_low": low, f"{name}_high": high}


def _figure(random: Random, name: str, of: Number) -> float:
    if str(of.unit) == "yuan":
        may_be_negative = "profit" in name or "taxable_income_before" in name
        sign = -1 if may_be_negative and random.random() < 0.2 else 1
        return sign * float(random.choice([0.0, 2.9e6, 3e6, round(10 ** random.uniform(4, 9))]))
    if of.unit.whole or str(of.unit) == "point":
        return float(random.integers(0, 40))
    return float(random.choice([0.0, 0.05, 0.1, 0.5, round(random.random(), 3)]))


# A row as one applicant ------------------------------------------------------------------------------------------------


def record(row: dict[str, Any], asked: Asked) -> dict[str, Any]:
    """The row in the words of one applicant; what is null is not given."""
    values = {name: _value(row, name, of, asked) for name, of in asked.inputs.items()}
    return {name: value for name, value in values.items() if value is not None}


def _value(row: dict[str, Any], name: str, of: Type, asked: Asked) -> Any:
    if not isinstance(of, Series):
        return _one(row, f"status_{name[7:-1]}" if name.startswith("status(") else name)
    years = range(asked.year - asked.years[name], asked.year + 1)
    figures = {year: _one(row, f"{name}_{year}") for year in years}
    known = [year for year in years if figures[year] is not None or year >= row["registered_on"].year]
    return [figures[year] for year in years if year >= min(known, default=asked.year)]


def _one(row: dict[str, Any], column: str) -> Any:
    if f"{column}_low" in row:
        pair = row[f"{column}_low"], row[f"{column}_high"]
        return None if None in pair else pair
    return row.get(column)


# The comparison --------------------------------------------------------------------------------------------------------


def compared(of: Books, frame: pl.DataFrame) -> tuple[RowAccounts, list[Match]]:
    """The accounts of all rows together, and the match of each row by itself."""
    asked = asked_of(of)
    admitted = admit_all(frame.lazy(), asked)
    accounts = RowBooks(of, admitted).over(admitted.frame.to_native().collect())
    return accounts, [Match(of, record(row, asked)) for row in frame.to_dicts()]


def differences(accounts: RowAccounts, row: int, match: Match) -> Iterator[str]:
    for one in match.matched:
        yield from _of_sheet(accounts, row, one)
    nets = match._nets[0].yuan
    yield from _ends("net", accounts.net, row, nets)
    if isnan(nets[0]):
        awards = match._nets[0].awards  # of an unknown tax nothing is said
        yield from _ends("awards", accounts.benefit, row, awards)
    else:
        yield from _ends("benefit", accounts.benefit, row, match.total)


def _of_sheet(accounts: RowAccounts, row: int, one: Matched) -> Iterator[str]:
    rows = accounts.sheets[one.name]
    answer = bool(rows.sure[row]), bool(rows.maybe[row])
    if answer != HELD[one.result]:
        yield f"{one.name}: {answer}, {one.result}"
    near = one.result == "fail" and len(one.answer.failed) == 1
    if bool(rows.near[row]) != near:
        yield f"{one.name}: nearly {rows.near[row]}, failed {one.answer.failed}"
    if one.name in accounts.worth:
        yield from _ends(one.name, accounts.worth[one.name], row, one.worth)


def _ends(name: str, found: Any, row: int, want: tuple[float, float]) -> Iterator[str]:
    """NaN stands for what the unknown profit leaves open; an award without bound adds nothing to the high end."""
    for end, ends in enumerate(found):
        value, wanted = float(ends[row]), want[end]
        if isnan(value) or isnan(wanted):
            if not isnan(value) or (wanted != inf and not isnan(wanted) and wanted != 0.0):
                yield f"{name}: {value}, {want}"
        elif wanted != inf and abs(value - wanted) > 0.5:
            yield f"{name}: {value}, {want}"


@cache
def of_seed(seed: int) -> tuple[RowAccounts, list[Match]]:
    return compared(law(), drawn(np.random.default_rng(seed), asked_of(law())))


@pytest.mark.parametrize("seed", range(4))
def test_every_row_has_the_account_of_its_enterprise(seed: int) -> None:
    accounts, matches = of_seed(seed)
    found = {row: told for row, match in enumerate(matches) if (told := list(differences(accounts, row, match)))}
    assert found == {}


@pytest.mark.parametrize(
    ("on", "year"), [(date(2021, 3, 1), 2020), (date(2023, 9, 30), 2023), (date(2026, 2, 1), 2025)]
)
def test_so_it_is_on_other_days_and_for_projects_and_purchases(on: date, year: int) -> None:
    of = law(on, year, OF_AN_ENTERPRISE)
    accounts, matches = compared(of, drawn(np.random.default_rng(year), asked_of(of)).head(20))
    found = {row: told for row, match in enumerate(matches) if (told := list(differences(accounts, row, match)))}
    assert found == {}


def test_what_is_drawn_passes_fails_and_depends_and_brings_something() -> None:
    accounts, matches = of_seed(0)
    results = [one.result for match in matches for one in match.matched if one.name in accounts.worth]
    assert {result: results.count(result) > 30 for result in ("pass", "depends", "fail")} == {
        "pass": True, "depends": True, "fail": True,
    }  # fmt: skip
    assert (accounts.benefit[1] > 0).sum() > ROWS / 2
    assert np.isnan(accounts.net[0]).any()
    assert accounts.unbounded.any()


def test_sheets_that_touch_each_other_are_settled_together_all_others_apart() -> None:
    of = law()
    found = groups(of)
    assert [group.taxed for group in found].count(True) == 1
    assert sorted(name for group in found for name in group.names) == sorted(of.paying)
    place = {name: index for index, group in enumerate(found) for name in group.names}
    linked = [set(pair) & set(of.paying) for pair in of.order.excludes]
    linked += [{name, *others} & set(of.paying) for name, others in of.order.reduced_by.items()]
    assert all(len({place[name] for name in names}) <= 1 for names in linked)
    assert {"cit_hnte_15", "rd_super_deduction_general"} <= set(found[0].names)
