"""Costing on hand-made tables of the toy jurisdiction, worked out by hand; order, batches, weights and groups.

On 2022-12-31 the toy grant is 5 % of the first 10 m and 2.5 % of the rest, 1 m at most; the relief deducts 81.25 % of
the R&D of 2022 (nine months at 75 %, three at 100 %) and lowers the rate from 25 % to 15 %. They exclude each other.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from innovatory.language.mistakes import Mistake
from innovatory.policy import costing
from innovatory.policy.books import Books, books
from innovatory.policy.cost_answer import answer
from innovatory.policy.costing import Costing
from innovatory.policy.library import Library, folder_library, libraries
from innovatory.policy.match import Match

ON, YEAR = date(2022, 12, 31), 2022
BOTH = ("toy_grant", "toy_relief")
GRANT = ("toy_grant",)
Row = dict[str, Any]


def toy() -> Library:
    return libraries()[-1]


def law(names: Sequence[str] = BOTH, library: Library | None = None) -> Books:
    return books(library or toy(), {"enterprise"}, ON, YEAR, names)


def firm(name: str, sector: str, held: bool | None, *, profit: float = 0.0, losses: float = 0.0, rd: float = 0.0,
         base: float = 0.0, most: float | None = None, district: str | None = "N", weight: float = 1.0) -> Row:  # fmt: skip
    """One row; `base` is the accepted R&D, up to `most` if that is still open."""
    return {
        "id": name, "district": district, "weight": weight, "sector": sector, "status_toy_champion": held,
        "profit": profit, "losses": losses, "rd_2022": rd, "rd_declared": 50e6, "rd_accepted_low": base,
        "rd_accepted_high": base if most is None else most,
    }  # fmt: skip


EIGHT = [
    firm("a", "manufacturing", True, profit=8e6, losses=1e6, rd=2.8e6),  # relief only
    firm("b", "services", False, profit=1e6, base=4e6),  # grant only
    firm("c", "services", True, profit=1e6, base=10e6),  # both, of which the grant is worth more
    firm("d", "real_estate", True, profit=4e6, base=6e6),  # wrong sector for both
    firm("e", "manufacturing", None, profit=2e6, district="S"),  # whether the status is held is not known
    firm("f", "services", False, base=0.4e6, most=6e6, district="S"),  # what is accepted is open
    firm("g", "manufacturing", False, profit=-1e6, base=30e6, district="S"),
    firm("h", "services", True, profit=20e6, rd=12e6, district=None),
]


def costed(rows: Sequence[Row] | pl.DataFrame, of: Books | None = None, by: Sequence[str] = ()) -> dict[str, Any]:
    frame = rows if isinstance(rows, pl.DataFrame) else pl.DataFrame(rows)
    return answer(Costing([of or law()], frame, by).run())


def sheet(told: dict[str, Any], name: str) -> dict[str, Any]:
    return next(one for one in told["instruments"] if one["id"] == name)


def counts(cell: dict[str, Any]) -> tuple[float, ...]:
    return tuple(cell[key] for key in ("eligible", "depends", "near_misses"))


def amounts(cell: dict[str, Any], name: str = "amount") -> tuple[float, float]:
    return cell[f"{name}_low"], cell[f"{name}_high"]


# By hand ---------------------------------------------------------------------------------------------------------------


def test_each_sheet_by_hand() -> None:
    told = costed(EIGHT)
    # b 5 % of 4 m; c 500 000 less the relief of 100 000 that it could take instead; g 0.5 m + 2.5 % of 20 m; f 0 .. 300 000
    assert counts(sheet(told, "toy_grant")) == (3, 1, 4)  # a, e, h lack R&D, d the sector
    assert amounts(sheet(told, "toy_grant")) == pytest.approx((1.6e6, 1.9e6))
    # a 25 % of 7 m less 15 % of 4.725 m; c takes the grant; h 25 % of 20 m less 15 % of 10.25 m; e 10 % of 2 m or nothing
    assert counts(sheet(told, "toy_relief")) == (3, 1, 4)  # b, f, g lack the status, d the sector
    assert amounts(sheet(told, "toy_relief")) == pytest.approx((1_041_250 + 3_462_500, 1_041_250 + 3_462_500 + 200_000))


def test_all_together_are_not_the_sum_of_the_parts() -> None:
    total = costed(EIGHT)["totals"]
    assert counts(total) == (5, 2, 1)  # nearly: d alone, the others may claim the other sheet
    assert amounts(total) == pytest.approx((6_203_750, 6_703_750))  # c brings 500 000 whichever sheet is looked at
    assert amounts(total, "sum_of_parts") == pytest.approx((6_103_750, 6_603_750))
    # a 15 % of 4.725 m, b, c 25 % of 1 m, d of 4 m, e 15 or 25 % of 2 m, h 15 % of 10.25 m
    assert amounts(total, "tax") == pytest.approx((4_046_250, 4_246_250))
    assert (total["unknown"], total["unbounded"]) == (0, 0)


def test_groups_by_hand_and_a_missing_value_is_a_group_of_its_own() -> None:
    groups = costed(EIGHT, by=["district"])["groups"]["district"]
    assert {name: group["units"] for name, group in groups.items()} == {"N": 4, "S": 3, "unknown": 1}
    assert {name: counts(group["instruments"]["toy_grant"]) for name, group in groups.items()} == {
        "N": (2, 0, 2), "S": (1, 1, 1), "unknown": (0, 0, 1),
    }  # fmt: skip
    assert amounts(groups["S"]["totals"]) == pytest.approx((1e6, 1.5e6))
    assert amounts(groups["unknown"]["instruments"]["toy_relief"]) == pytest.approx((3_462_500, 3_462_500))


def test_a_sheet_costed_alone_takes_nothing_from_another() -> None:
    told = costed(EIGHT, law(GRANT))
    assert amounts(sheet(told, "toy_grant")) == pytest.approx((1.7e6, 2.0e6))
    assert amounts(told["totals"]) == amounts(told["totals"], "sum_of_parts") == pytest.approx((1.7e6, 2.0e6))


def test_an_unknown_profit_leaves_the_relief_out_and_is_counted() -> None:
    rows = [*EIGHT, {**firm("u", "services", True, rd=1e6), "profit": None}]
    told = costed(rows)
    assert (told["totals"]["unknown"], sheet(told, "toy_relief")["unknown"]) == (1, 1)
    assert amounts(told["totals"]) == amounts(costed(EIGHT)["totals"])


def test_an_award_that_nothing_bounds_is_counted_apart() -> None:
    changed = toy().located["toy_grant"]
    data = {**changed.data, "define": {**changed.data["define"], "amount": {"unit": "yuan", "is": "first_rate * base"}}}
    library = toy().with_sheets({"toy_grant": type(changed)(data, changed.spots, changed.keys, changed.file)})
    rows = [
        firm("a", "services", False, base=1e6),
        {**firm("b", "services", False), "rd_accepted_low": None, "rd_declared": None},
    ]
    told = sheet(costed(rows, law(GRANT, library)), "toy_grant")
    assert (told["unbounded"], *amounts(told)) == (1, 50_000, 50_000)


def test_a_budget_of_nothing_leaves_the_claims_and_pays_nothing() -> None:
    library = with_rationing(toy(), {"budget": "0", "share": "pro_rata"})
    told = costed(EIGHT, law(GRANT, library))
    rationing = sheet(told, "toy_grant")["rationing"]
    assert rationing["claims"] == pytest.approx({"low": 1.7e6, "high": 2.0e6})
    assert (rationing["spent"], rationing["ratio"], rationing["funded"]) == (
        {"low": 0, "high": 0},
        {"low": 0, "high": 0},
        0,
    )
    assert amounts(told["totals"], "awarded") == (0, 0)
    assert amounts(told["totals"]) == pytest.approx((1.7e6, 2.0e6))


def test_of_equal_rank_the_first_by_id_is_funded_in_whatever_order_the_rows_stand() -> None:
    library = with_rationing(toy(), {"budget": "450k", "rank_by": "rd_declared"})
    rows = [firm(name, "services", False, base=4e6) for name in ("d", "b", "a", "c")]
    for order in (rows, rows[::-1], [rows[2], rows[0], rows[3], rows[1]]):
        run = Costing([law(GRANT, library)], pl.DataFrame(order)).run()
        awards = run.sides[0].rationed["toy_grant"].awards
        assert awards is not None
        assert {row["id"] for row, award in zip(order, awards.low, strict=True) if award} == {"a", "b"}


def with_rationing(library: Library, rationing: dict[str, str]) -> Library:
    located = library.located["toy_grant"]
    data = {**located.data, "rationing": rationing}
    return library.with_sheets({"toy_grant": type(located)(data, located.spots, located.keys, located.file)})


# Circles of sheets -----------------------------------------------------------------------------------------------------

SHEET = """
instrument: {name}
label: {{en: Award {name}, zh: 资助{name}}}
applies_to: enterprise
sources: {{law: {{cite: Law, title: {{en: Law, zh: 法}}, from: 2020-01-01}}}}
in_force: {{from: 2020-01-01}}
define: {{amount: {{unit: yuan, is: "{amount}"}}}}
criteria: {{any: {{value: patents, at_least: 0, source: law art 1, label: {{en: Any, zh: 任意}}}}}}
eligible: all
acts: [{{cash_grant: {{stage: technical, amount: amount}}}}]
{word}: [{others}]
signed: {{state: draft}}
tests:
  - {{name: p, on: 2022-12-31, given: {{patents: 1}}, expect: {{result: pass}}}}
  - {{name: f, on: 2022-12-31, given: {{patents: 1}}, expect: {{result: fail}}}}
  - {{name: d, on: 2022-12-31, given: {{}}, expect: {{result: depends}}}}
"""


def circle(folder: Path, word: str, amounts_of: dict[str, str]) -> Library:
    """Sheets of which each stands in a relation to the next, the last to the first."""
    (folder / "inputs.yaml").write_text("inputs:\n  patents: {unit: count}\n", encoding="utf-8")
    names = list(amounts_of)
    for name, following in zip(names, [*names[1:], names[0]], strict=True):
        text = SHEET.format(name=name, amount=amounts_of[name], word=word, others=following)
        (folder / f"{name}.yaml").write_text(text, encoding="utf-8")
    return folder_library(folder)


def test_of_sheets_that_exclude_each_other_in_a_circle_the_best_set_is_paid(tmp_path: Path) -> None:
    library = circle(tmp_path, "excludes", {"a": "1k", "b": "4k", "c": "5k", "d": "3k"})
    told = costed([{"id": "one", "patents": 1}], books(library, {"enterprise"}, ON, YEAR))
    assert amounts(told["totals"]) == (7_000, 7_000)  # b and d; a and c bring 6 000
    # without b the best is a and c, without d that again; without a or c nothing changes
    assert {one["id"]: one["amount_low"] for one in told["instruments"]} == {"a": 0, "b": 1_000, "c": 0, "d": 1_000}


def test_sheets_that_reduce_each_other_in_a_circle_are_refused(tmp_path: Path) -> None:
    library = circle(tmp_path, "reduces", {"a": "1k", "b": "4k", "c": "5k"})
    with pytest.raises(Mistake) as caught:
        books(library, {"enterprise"}, ON, YEAR)
    assert caught.value.kind == "circular"
    assert all(name in caught.value.en for name in ("a", "b", "c"))


# Whatever the order, the batches, the weights --------------------------------------------------------------------------

MONEY = st.sampled_from([0.0, 0.5e6, 2e6, 10e6, 30e6])
FIRM = st.builds(
    firm, st.just("x"), st.sampled_from(["manufacturing", "services", "real_estate"]), st.sampled_from([True, False, None]),
    profit=st.sampled_from([-1e6, 0.0, 1e6, 20e6]), losses=MONEY, rd=MONEY, base=MONEY,
    most=st.sampled_from([None, 40e6]), district=st.sampled_from(["N", "S", None]), weight=st.sampled_from([1.0, 2.0, 3.0]),
)  # fmt: skip
TABLE = st.lists(FIRM, min_size=1, max_size=12).map(
    lambda rows: [{**row, "id": f"r{n:02}"} for n, row in enumerate(rows)]
)
FEW = settings(max_examples=6, deadline=None)


def alike(first: Any, second: Any) -> bool:
    """Whether two answers are the same but for the last digits of their sums."""
    if isinstance(first, dict):
        return first.keys() == second.keys() and all(alike(first[key], second[key]) for key in first)
    if isinstance(first, list):
        return len(first) == len(second) and all(alike(*both) for both in zip(first, second, strict=True))
    if isinstance(first, float) or isinstance(second, float):
        return bool(first == pytest.approx(second, rel=1e-9, abs=1e-6))
    return bool(first == second)


@FEW
@given(rows=TABLE, seed=st.integers(0, 99), rank=st.booleans())
def test_the_order_of_the_rows_changes_nothing(rows: list[Row], seed: int, rank: bool) -> None:
    way = {"rank_by": "rd_accepted"} if rank else {"share": "pro_rata"}
    of = law(BOTH, with_rationing(toy(), {"budget": "700k", **way}))
    frame = pl.DataFrame(rows)
    assert alike(
        costed(frame, of, ["district"]), costed(frame.sample(fraction=1.0, shuffle=True, seed=seed), of, ["district"])
    )


@FEW
@given(rows=TABLE, size=st.integers(1, 5))
def test_the_size_of_the_batches_changes_nothing(rows: list[Row], size: int) -> None:
    of = law(BOTH, with_rationing(toy(), {"budget": "700k", "rank_by": "rd_accepted"}))
    frame = pl.DataFrame(rows)
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(costing, "BATCH", size)
        told: list[tuple[int, int]] = []
        pieces = answer(Costing([of], frame, ["district"]).run(lambda done, all_of: told.append((done, all_of))))
    assert alike(pieces, costed(frame, of, ["district"]))
    assert [done for done, _ in told] == [*range(size, len(rows), size), len(rows)]


def apart(rows: Sequence[Row]) -> list[Row]:
    """Every unit as a row of its own."""
    return [{**row, "weight": 1.0, "id": f"{row['id']}{n}"} for row in rows for n in range(int(row["weight"]))]


def without_awards(told: Any) -> Any:
    """An answer without what open claims get of a budget: units of one row turn out alike, rows of their own need not."""
    if isinstance(told, dict):
        left = {key: value for key, value in told.items() if key != "rationing" and not key.startswith("awarded")}
        return {key: without_awards(value) for key, value in left.items()}
    return [without_awards(one) for one in told] if isinstance(told, list) else told


@FEW
@given(rows=TABLE)
def test_a_row_of_weight_three_is_three_rows(rows: list[Row]) -> None:
    weighted, single = (without_awards(costed(table, by=["district"])) for table in (rows, apart(rows)))
    assert (weighted["rows"], single["rows"]) == (len(rows), len(apart(rows)))
    for key in ("units", "totals", "groups", "instruments"):
        assert alike(weighted[key], single[key]), key


@pytest.mark.parametrize("way", [{"share": "pro_rata"}, {"rank_by": "rd_accepted"}])
def test_a_row_of_weight_three_gets_of_a_budget_what_three_rows_get(way: dict[str, str]) -> None:
    # claims: 500 000, three of 200 000, 50 000
    of = law(GRANT, with_rationing(toy(), {"budget": "750k", **way}))
    bases = {"a": (10e6, 1.0), "b": (4e6, 3.0), "c": (1e6, 1.0)}
    rows = [firm(name, "services", False, base=base, weight=weight) for name, (base, weight) in bases.items()]
    weighted, single = (costed(table, of) for table in (rows, apart(rows)))
    assert alike(weighted["totals"], single["totals"])
    found, want = (sheet(told, "toy_grant")["rationing"] for told in (weighted, single))
    assert alike(found["claims"], want["claims"])
    assert alike(found["spent"]["high"], want["spent"]["high"])
    spent = {"share": 750_000, "rank_by": 700_000}  # by rank: 500 000 and one of the three
    assert amounts(weighted["totals"], "awarded") == pytest.approx((spent[next(iter(way))],) * 2)


@FEW
@given(rows=TABLE)
def test_the_groups_add_up_to_the_whole(rows: list[Row]) -> None:
    told = costed(rows, by=["district", "sector"])
    for groups in told["groups"].values():
        assert sum(group["units"] for group in groups.values()) == told["units"]
        for key in ("eligible", "depends", "near_misses", "amount_low", "amount_high", "tax_low", "tax_high"):
            assert sum(group["totals"][key] for group in groups.values()) == pytest.approx(told["totals"][key])
        for one in told["instruments"]:
            for key in ("eligible", "depends", "near_misses", "amount_low", "amount_high"):
                parts = [group["instruments"][one["id"]][key] for group in groups.values()]
                assert sum(parts) == pytest.approx(one[key])


@FEW
@given(rows=TABLE)
def test_the_total_is_that_of_all_applicants_matched_one_by_one(rows: list[Row]) -> None:
    of = law()
    totals = costed([{**row, "weight": 1.0} for row in rows], of)["totals"]
    matches = [Match(of, applicant(row)) for row in rows]
    ends = [sorted(match.total) for match in matches]
    assert amounts(totals) == pytest.approx((sum(low for low, _ in ends), sum(high for _, high in ends)))


def applicant(row: Row) -> dict[str, Any]:
    """A row as one applicant."""
    record = {key: row[key] for key in ("sector", "profit", "losses", "rd_declared")}
    accepted = row["rd_accepted_low"], max(row["rd_accepted_low"], row["rd_accepted_high"])
    held = {} if row["status_toy_champion"] is None else {"status(toy_champion)": row["status_toy_champion"]}
    return {**record, "rd": [row["rd_2022"]], "rd_accepted": accepted, **held}


def test_a_column_that_is_not_there_cannot_be_grouped_by() -> None:
    with pytest.raises(Mistake) as caught:
        costed(EIGHT, by=["distrct"])
    assert (caught.value.kind, caught.value.nearest) == ("name", "district")
    assert caught.value.place is not None
    assert caught.value.place.path == "--by"


def test_a_table_that_the_sheets_cannot_read_is_refused() -> None:
    with pytest.raises(Mistake) as caught:
        costed([{"id": "a", "height": 3.0}])
    assert caught.value.kind == "name"


def test_the_rows_say_what_they_are() -> None:
    frame = pl.DataFrame(EIGHT)
    assert Costing([law()], frame).origins == frozenset()
    synthetic = Costing([law()], frame.with_columns(origin=pl.lit("synthetic")))
    assert synthetic.origins == {"synthetic"}
