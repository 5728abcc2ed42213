"""The answer of a costing: who gains and loses by a reform, worked out by hand; budgets, evidence, plain data."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import date
from typing import Any

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from innovatory.policy.books import Books, books
from innovatory.policy.cost_answer import answer
from innovatory.policy.costing import Costing
from innovatory.policy.library import Library, libraries
from innovatory.policy.located import parse_yaml
from innovatory.policy.reforms import Reform, ReformedLibrary

ON, YEAR = date(2022, 12, 31), 2022
GRANT = ("toy_grant",)
HEAD = "reform: {name}\nlabel: {{en: The {name}, zh: 改革{name}}}\nfrom: 2022-07-01\n"
Row = dict[str, Any]


def toy() -> Library:
    return libraries()[-1]


def reform(text: str, name: str = "r") -> Reform:
    return Reform(parse_yaml((HEAD.format(name=name) + text).encode(), f"{name}.yaml"))


def law(names: Sequence[str] | None = GRANT, *reforms: Reform, on: date = ON) -> Books:
    library = ReformedLibrary(toy(), reforms) if reforms else toy()
    return books(library, {"enterprise"}, on, YEAR, names)


def firm(name: str, base: float, most: float | None = None, **more: Any) -> Row:
    """Accepted R&D in millions, up to `most` where it is open; of a service firm without profit."""
    accepted = {"rd_accepted_low": base * 1e6, "rd_accepted_high": (base if most is None else most) * 1e6}
    facts = {"sector": "services", "status_toy_champion": False, "profit": 0.0, "losses": 0.0, "rd_2022": 0.0}
    return {"id": name, "rd_declared": 60e6, **accepted, **facts, **more}


FREE = reform("changes:\n  toy_grant:\n    rationing: null\n", "free")  # the law without its budget of 2 m


def compared(rows: Sequence[Row], *reforms: Reform, names: Sequence[str] = GRANT) -> dict[str, Any]:
    """The law under reforms against the law without."""
    sides = [law(names, *reforms), law(names)]
    return answer(Costing(sides, pl.DataFrame(rows)).run(), reforms)


# Who gains and who loses -----------------------------------------------------------------------------------------------


def test_gainers_and_losers_by_hand() -> None:
    # 5 % of the first 10 m and 2.5 % of the rest, at most 1 m; now 10 % of the first 10 m, at most 0.6 m
    new = reform("changes:\n  toy_grant:\n    rationing: null\n    parameters: {first_rate: 10%, cap: 0.6m}\n")
    rows = [firm("a", 4), firm("b", 6), firm("c", 30), firm("d", 0.1), firm("e", 0.4, 2), firm("f", 2, 28)]
    change = answer(Costing([law(GRANT, new), law(GRANT, FREE)], pl.DataFrame(rows)).run())["change"]
    # a 200 000 → 400 000; b 300 000 → 600 000; c 1 m → 0.6 m; d nothing; e 0..100 000 → 0..200 000;
    # f 100 000..950 000 → 200 000..600 000
    assert [change[key] for key in ("gainers", "losers", "unchanged", "open")] == [2, 1, 1, 2]
    assert change["gained"] == pytest.approx({"low": 500_000, "high": 500_000})
    assert change["lost"] == pytest.approx({"low": -400_000, "high": -400_000})
    # against: a, b, c, and f 100 000 more; in favour: a, b, c, e 100 000 more, f 350 000 less
    assert change["difference"] == pytest.approx({"low": -150_000, "high": 200_000})


def test_a_criterion_that_opens_lets_some_in_and_takes_from_nobody() -> None:
    new = reform("changes:\n  toy_grant:\n    criteria: {sector: null}\n    rationing: null\n")
    change = compared([firm("a", 4), firm("b", 4, sector="real_estate")], new)["change"]
    assert [change[key] for key in ("gainers", "losers", "unchanged")] == [1, 0, 1]
    assert change["difference"] == pytest.approx({"low": 200_000, "high": 200_000})


def test_a_smaller_budget_takes_from_everybody_alike() -> None:
    new = reform("changes:\n  toy_grant:\n    rationing: {budget: 600k}\n")
    told = compared([firm("a", 4), firm("c", 30), firm("d", 0.1)], new)
    # claims of 0.2 m and 1 m against 0.6 m: half; without the reform 2 m suffice
    assert [told["change"][key] for key in ("gainers", "losers", "unchanged")] == [0, 2, 1]
    assert told["change"]["lost"] == pytest.approx({"low": -600_000, "high": -600_000})
    assert (told["totals"]["awarded_low"], told["change"]["totals"]["awarded_low"]) == pytest.approx(
        (600_000, 1_200_000)
    )
    assert [one["rationing"]["budget"] for one in (told["instruments"][0], told["change"]["instruments"][0])] == [
        600e3,
        2e6,
    ]


def test_weights_count_units_and_multiply_yuan() -> None:
    new = reform("changes:\n  toy_grant:\n    parameters: {cap: 0.1m}\n    rationing: null\n")
    change = compared([firm("a", 4, weight=2.5), firm("d", 1, weight=4.0)], new)["change"]
    assert [change[key] for key in ("gainers", "losers", "unchanged")] == [0, 2.5, 4]
    assert change["lost"] == pytest.approx({"low": -250_000, "high": -250_000})


def test_a_tax_reform_is_worth_what_it_saves() -> None:
    new = reform("changes:\n  toy_relief:\n    parameters: {reduced_rate: 5%}\n")
    rows = [firm("a", 0, profit=2e6, status_toy_champion=True), firm("b", 0, profit=2e6)]
    change = compared(rows, new, names=("toy_relief",))["change"]
    assert change["gained"] == pytest.approx({"low": 200_000, "high": 200_000})  # 10 points of 2 m
    assert [change[key] for key in ("gainers", "unchanged")] == [1, 1]


def test_the_law_of_another_day_is_the_other_side() -> None:
    sides = [law(on=date(2022, 6, 30)), law(on=date(2021, 6, 30))]
    change = answer(Costing(sides, pl.DataFrame([firm("a", 4)])).run())["change"]
    assert (change["on"], change["losers"]) == ("2021-06-30", 1)  # 10 % until the end of 2021
    assert change["lost"] == pytest.approx({"low": -200_000, "high": -200_000})


def test_without_another_law_there_is_no_change() -> None:
    assert answer(Costing([law()], pl.DataFrame([firm("a", 4)])).run())["change"] is None


ROWS = st.lists(
    st.builds(firm, st.just("x"), st.integers(0, 40), most=st.one_of(st.none(), st.just(50))), min_size=1, max_size=8
)


@settings(max_examples=8, deadline=None)
@given(rows=ROWS, cap=st.sampled_from(["0", "0.3m", "1m", "5m"]), rate=st.sampled_from(["1%", "5%", "20%"]))
def test_every_unit_gains_loses_stays_or_is_open_and_the_sums_agree(rows: list[Row], cap: str, rate: str) -> None:
    text = f"changes:\n  toy_grant:\n    rationing: null\n    parameters: {{cap: {cap}, first_rate: {rate}}}\n"
    sides = [law(GRANT, reform(text)), law(GRANT, FREE)]
    told = answer(Costing(sides, pl.DataFrame(rows)).run())
    change = told["change"]
    assert sum(change[key] for key in ("gainers", "losers", "unchanged", "open")) == told["units"]
    ends = sorted(told["totals"][f"amount_{end}"] - change["totals"][f"amount_{end}"] for end in ("low", "high"))
    assert [change["difference"][end] for end in ("low", "high")] == pytest.approx(ends, abs=1e-3)
    assert change["gained"]["low"] >= 0 >= change["lost"]["high"]


# What stands beside the figures ----------------------------------------------------------------------------------------


def test_the_reform_and_what_its_author_expects_stand_in_the_answer() -> None:
    new = reform("expect: {amount: 1m..2m, source: Someone}\nchanges:\n  toy_grant:\n    parameters: {cap: 9m}\n")
    old = reform("changes:\n  toy_relief:\n    parameters: {reduced_rate: 5%}\n", "s")
    told = answer(Costing([law(None, new, old), law(None)], pl.DataFrame([firm("a", 4)])).run(), (new, old))
    expect = {"low": 1e6, "high": 2e6, "source": "Someone"}
    assert told["reforms"] == [
        {"id": "r", "label": {"en": "The r", "zh": "改革r"}, "from": "2022-07-01", "expect": expect},
        {"id": "s", "label": {"en": "The s", "zh": "改革s"}, "from": "2022-07-01", "expect": None},
    ]
    by_reform = {one["id"]: one["reform"] for one in told["instruments"]}
    assert by_reform == {"toy_champion": None, "toy_grant": "r", "toy_relief": "s"}
    assert {one["id"]: one["reform"] for one in told["change"]["instruments"]} == dict.fromkeys(by_reform)


def test_the_answer_is_plain_data_without_nan() -> None:
    rows = [firm("a", 4), firm("b", 0.4, 6), firm("c", 1, profit=None)]
    told = answer(Costing([law(), law()], pl.DataFrame(rows), ["sector"]).run())
    assert json.loads(json.dumps(told, allow_nan=False)) == told
    assert (told["on"], told["year"], told["rows"], told["units"]) == ("2022-12-31", 2022, 3, 3)


def test_a_sheet_that_is_not_in_force_brings_nothing() -> None:
    told = answer(Costing([law(("toy_grant", "toy_relief"), on=date(2019, 6, 30))], pl.DataFrame([firm("a", 4)])).run())
    relief = told["instruments"][1]
    assert (relief["in_force"], relief["eligible"], relief["depends"]) == (False, 0, 0)
    assert told["instruments"][0]["amount_low"] == 400_000  # 10 % at that time


def test_columns_that_are_missing_and_figures_that_cannot_be_used_are_told() -> None:
    frame = pl.DataFrame([firm("a", 4), firm("b", 2, rd_declared=float("nan"))]).drop("sector")
    told = answer(Costing([law()], frame).run())
    assert told["missing_columns"] == ["sector"]
    assert told["door"]["rd_declared"]["nan"] == 1
    assert told["totals"]["depends"] == 2


@pytest.mark.parametrize(
    ("origin", "own"), [(None, "your_records"), ("observed", "your_records"), ("synthetic", "assumption")]
)
def test_the_evidence_adds_up_and_synthetic_rows_are_an_assumption(origin: str | None, own: str) -> None:
    frame = pl.DataFrame([firm("a", 4)])
    evidence = answer(Costing([law()], frame if origin is None else frame.with_columns(origin=pl.lit(origin))).run())[
        "evidence"
    ]
    # three inputs (declared, accepted, sector) and six parameters of the grant
    assert evidence == pytest.approx(
        {"published": 0, "your_records": 0, "assumption": 0, "prior": 0, "rule": 6 / 9} | {own: 3 / 9}
    )


def test_each_instrument_says_what_its_own_figures_rest_on() -> None:
    found = answer(Costing([law()], pl.DataFrame([firm("a", 4)])).run())
    own = {one["id"]: one["evidence"] for one in found["instruments"]}
    assert all(sum(shares.values()) == pytest.approx(1.0) for shares in own.values())
    assert own == {name: pytest.approx(found["evidence"]) for name in own}  # one sheet: its figures are all there are
