"""The cube of a table, worked out by hand; and the file that says which cubes there are."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import numpy as np
import polars as pl
import pytest

from innovatory.language.mistakes import Mistake
from innovatory.measure.cube_sheet import CubeSheet, cubes, read_cubes
from innovatory.measure.cubes import COUNT, Slice, cube, with_totals
from innovatory.measure.suppression import Rule
from innovatory.records.dictionary import tables


@dataclass(frozen=True)
class Records:
    tables: Mapping[str, pl.DataFrame]

    def scan(self, table: str) -> pl.LazyFrame:
        return self.tables[table].lazy()


REGISTER = pl.DataFrame(
    {
        "enterprise_id": ["a", "b", "c", "d"],
        "district": ["d1", "d1", "d1", "d2"],
        "cluster": ["c1", "c1", "c2", "c1"],
    }
)
YEARS = pl.DataFrame(
    {
        "enterprise_id": ["a", "b", "c", "d", "e", "a"],
        "year": [2023] * 5 + [2022],
        "revenue": [100.0, 50.0, 30.0, 20.0, 7.0, 90.0],
        "exports": [40.0, None, 10.0, 0.0, 0.0, 1.0],
        "profit": [-5.0, 4.0, 1.0, 1.0, 0.0, 0.0],
        "staff_mean": [10.0, 5.0, 3.0, 2.0, 1.0, 9.0],
        "weight": [1.0, 1.0, 2.0, 1.0, None, 1.0],
    }
)
ACCOUNTS = CubeSheet(
    unit="enterprise_id",
    year="year",
    dimensions=("district", "cluster"),
    measures={"revenue": ("exports",), "exports": (), "profit": (), "staff_mean": (), "rd_accounts": ()},
)
ROWS = {name: at for at, name in enumerate(["further", "revenue", "exports", "profit", "staff_mean", "rd_accounts"])}


def accounts() -> Slice:
    return cube("enterprise_years", ACCOUNTS, Records({"enterprises": REGISTER, "enterprise_years": YEARS})).slices[
        2023
    ]


def test_dimensions_come_from_the_register_and_an_unknown_place_is_one_of_its_own() -> None:
    assert accounts().values == (("d1", "d2", None), ("c1", "c2", None))


def test_enterprises_are_rows_and_counts_are_what_rows_stand_for() -> None:
    of = accounts()
    assert of.lattice.units.tolist() == [[2, 1, 0, 3], [1, 0, 0, 1], [0, 0, 1, 1], [3, 1, 1, 5]]
    assert of.figures[COUNT].tolist() == [[2, 2, 0, 4], [1, 0, 0, 1], [0, 0, 1, 1], [3, 2, 1, 6]]


def test_sums_are_weighted_and_have_all_totals() -> None:
    revenue = accounts().figures["revenue"]
    assert revenue[0].tolist() == [150, 60, pytest.approx(np.nan, nan_ok=True), 210]
    assert (revenue[1, 0], revenue[2, 2], revenue[-1, -1]) == (20, 7, 237)


def test_a_part_and_the_rest_are_protected_together_with_what_an_unknown_part_leaves() -> None:
    of = accounts().lattice
    assert of.amounts[ROWS["exports"], 0, 0] == 40
    assert of.amounts[ROWS["revenue"], 0, 0] == (100 - 40) + 50
    assert of.largest[ROWS["revenue"], 0, 0] == 60


def test_a_row_stands_for_several_that_contribute_alike_and_none_of_them_is_a_giant() -> None:
    of = accounts().lattice
    assert of.amounts[ROWS["revenue"], 0, 1] == 2 * (30 - 10)
    assert of.largest[ROWS["revenue"], 0, 1] == 30 - 10
    assert (of.amounts[ROWS["further"], 0, 1], of.largest[ROWS["further"], 0, 1]) == (1, 0)
    assert of.largest[ROWS["revenue"], -1, -1] == 60


def test_losses_count_by_their_size_and_may_be_of_any_sign() -> None:
    of = accounts().lattice
    at = ROWS["profit"]
    assert (of.amounts[at, 0, 0], of.gross[at, 0, 0], of.largest[at, 0, 0]) == (-1, 9, 5)
    assert of.signed == (False, False, False, True, False, False)


def test_persons_are_whole_numbers_and_money_is_not() -> None:
    assert accounts().lattice.whole == (True, False, False, False, True, False)


def test_what_is_not_recorded_is_unknown_not_zero() -> None:
    assert np.isnan(accounts().figures["rd_accounts"]).all()


def test_years_are_tables_of_their_own() -> None:
    made = cube("enterprise_years", ACCOUNTS, Records({"enterprises": REGISTER, "enterprise_years": YEARS}))
    assert list(made.slices) == [2022, 2023]
    assert made.slices[2022].values == (("d1",), ("c1",))
    assert made.slices[2022].lattice.units.tolist() == [[1, 1], [1, 1]]


def test_a_table_of_events_counts_its_units_once() -> None:
    loans = pl.DataFrame(
        {
            "loan_id": ["1", "2", "3", "4"],
            "enterprise_id": ["a", "a", "b", "c"],
            "drawn_on": [date(2023, 1, 1), date(2023, 5, 1), date(2023, 7, 1), None],
            "principal": [10.0, 30.0, 5.0, 1.0],
        }
    )
    sheet = CubeSheet(unit="enterprise_id", year="drawn_on", dimensions=("district",), measures={"principal": ()})
    of = cube("loans", sheet, Records({"enterprises": REGISTER, "loans": loans})).slices[2023]
    assert of.values == (("d1",),)
    assert of.lattice.units.tolist() == [2, 2]
    assert of.figures[COUNT].tolist() == [3, 3]
    assert of.lattice.largest[:, 0].tolist() == [1, 40]


def test_carriers_have_their_place_too() -> None:
    carriers = pl.DataFrame({"carrier_id": ["u"], "district": ["d2"]})
    rd = pl.DataFrame(
        {
            "unit_id": ["a", "u"],
            "year": [2023, 2023],
            "performer_sector": ["business", "higher_education"],
            "rd_basic": [1.0, 8.0],
        }
    )
    sheet = CubeSheet(
        unit="unit_id", year="year", dimensions=("performer_sector", "district"), measures={"rd_basic": ()}
    )
    of = cube("rd_years", sheet, Records({"enterprises": REGISTER, "carriers": carriers, "rd_years": rd})).slices[2023]
    assert of.values == (("business", "higher_education"), ("d1", "d2"))
    assert of.lattice.units.tolist() == [[1, 0, 1], [0, 1, 1], [1, 1, 2]]


def test_a_table_that_is_not_recorded_has_no_cube() -> None:
    with pytest.raises(Mistake) as told:
        cube("enterprise_years", ACCOUNTS, Records({}))
    assert told.value.kind == "records"


def test_totals_stand_last_on_every_axis() -> None:
    assert with_totals(np.array([[1.0, 2.0], [3.0, 4.0]])).tolist() == [[1, 2, 3], [3, 4, 7], [4, 6, 10]]
    assert with_totals(np.array([1.0, 5.0]), np.max).tolist() == [1, 5, 5]


def test_the_library_withholds_cells_of_fewer_than_three_and_of_a_giant_of_85_percent() -> None:
    assert cubes().rule == Rule(least=3, share=0.85, reach=0.15)


def test_every_cube_of_the_library_is_of_a_table_and_has_additive_measures() -> None:
    """Shares and prices do not add up; parts of one measure do not overlap."""
    assert {"enterprises", "enterprise_years", "rd_years", "loans", "deals"} <= set(cubes().sheets)
    for name, sheet in cubes().sheets.items():
        types = {tables()[name].columns[measure].type for measure in sheet.measures}
        assert types <= {"money", "persons", "fte", "count"}, name
        parts = [part for of in sheet.measures.values() for part in of]
        assert len(parts) == len(set(parts)), name


def written(tmp_path: Path, cube_text: str, rule: str = "{least: 3, share: 85%, reach: 15%}") -> Path:
    path = tmp_path / "cubes.yaml"
    path.write_text(f"rule: {rule}\ncubes:\n{cube_text}", encoding="utf-8")
    return path


GOOD = "  loans: {unit: enterprise_id, year: drawn_on, dimensions: [district], measures: {principal: []}}\n"


def test_a_file_of_cubes_is_read(tmp_path: Path) -> None:
    found = read_cubes(written(tmp_path, GOOD, "{least: 5, share: 70%, reach: 0.2}"))
    assert found.rule == Rule(5, 0.7, 0.2)
    assert found.sheets["loans"].dimensions == ("district",)
    assert found.table_of("loans") == "loans"
    assert found.table_of("loans_by_year") is None


@pytest.mark.parametrize(
    ("old", "new", "kind", "line"),
    [
        ("  loans:", "  lones:", "name", 3),
        ("drawn_on", "drawn", "name", 3),
        ("principal: []", "collateral: []", "type", 3),
        ("principal: []", "principal: [loss]", "type", 3),
        ("[district]", "[collateral]", "dimension", 3),
        ("least: 3", "least: 1", "range", 1),
        ("share: 85%", "share: 1", "range", 1),
        ("reach: 15%", "reach: 0", "range", 1),
    ],
)
def test_what_is_wrong_in_a_file_of_cubes_is_told_at_its_line(
    tmp_path: Path, old: str, new: str, kind: str, line: int
) -> None:
    path = written(tmp_path, GOOD)
    path.write_text(path.read_text(encoding="utf-8").replace(old, new), encoding="utf-8")
    with pytest.raises(Mistake) as told:
        read_cubes(path)
    assert told.value.kind == kind
    assert told.value.place is not None
    assert told.value.place.line == line
