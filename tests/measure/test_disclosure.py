"""What is withheld in tables small enough to see through, and the gate that nothing passes but told cells of a cube."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import polars as pl
import pytest

from innovatory.language.units import ONE
from innovatory.measure.cube_sheet import Cubes, CubeSheet
from innovatory.measure.cubes import Cube, Slice, with_totals
from innovatory.measure.disclosure import Protected, protected, released
from innovatory.measure.evidence import Evidence
from innovatory.measure.indicator import read_indicators
from innovatory.measure.observations import Observation
from innovatory.measure.suppression import Lattice, Rule, pattern, sensitive
from innovatory.records.dictionary import tables

Firms = list[float]
Table = list[list[Firms]]
RULE = Rule()


def lattice(table: Table, *, signed: bool = False) -> Lattice:
    """The lattice of a table whose cells list what each enterprise contributes to one sum."""

    def each(of: Callable[[Firms], float]) -> np.ndarray[tuple[int, ...], np.dtype[np.float64]]:
        return np.array([[float(of(cell)) for cell in row] for row in table])

    return Lattice(
        units=with_totals(each(len)).astype(np.int64),
        amounts=np.array([with_totals(each(sum))]),
        gross=np.array([with_totals(each(lambda cell: sum(map(abs, cell))))]),
        largest=np.array([with_totals(each(lambda cell: max(map(abs, cell), default=0.0)), np.max)]),
        signed=(signed,),
        whole=(False,),
    )


def withheld(table: Table, rule: Rule = RULE) -> list[tuple[int, ...]]:
    found = pattern(lattice(table), rule).withheld
    return [(int(place[0]), int(place[1])) for place in np.argwhere(found)]


def firms(number: int, each: float = 10.0) -> Firms:
    return [each] * number


def test_three_enterprises_are_told_and_two_are_not() -> None:
    of = lattice([[firms(3), firms(2)], [firms(9), firms(9)]])
    assert sensitive(of, RULE).tolist() == [[False, True, False], [False, False, False], [False, False, False]]
    assert sensitive(of, replace(RULE, least=2)).sum() == 0


def test_one_of_more_than_85_percent_is_not_told() -> None:
    exactly, more = [85.0, 5.0, 10.0], [86.0, 5.0, 10.0]
    of = lattice([[exactly, more], [firms(9), firms(9)]])
    assert sensitive(of, RULE).tolist() == [[False, True, False], [False, False, False], [False, False, False]]


def test_a_loss_does_not_hide_a_giant_nor_make_one() -> None:
    """Profits of 100 and -99 sum to 1; each is half of what is there."""
    of = lattice([[[100.0, -99.0, 0.0], [100.0, -1.0, -2.0]], [firms(9), firms(9)]], signed=True)
    assert sensitive(of, RULE)[0].tolist() == [False, True, False]


def test_the_cheapest_box_keeps_a_lone_enterprise() -> None:
    """The three other corners have 5 + 4 + 5 enterprises; through the third column they would have 6 + 4 + 7."""
    table = [[firms(1), firms(5), firms(6)], [firms(4), firms(5), firms(7)]]
    assert withheld(table) == [(0, 0), (0, 1), (1, 0), (1, 1)]


def test_two_lone_enterprises_of_a_row_do_not_unlock_each_other() -> None:
    """Each of them knows its own cell, so that a third cell of the row is withheld, or its total."""
    row = [firms(1), firms(1), firms(6), firms(7)]
    found = withheld([row, [firms(5), firms(5), firms(7), firms(8)], [firms(9), firms(9), firms(9), firms(9)]])
    assert {(0, 0), (0, 1)} < set(found)
    assert {(0, 2), (0, 3), (0, 4)} & set(found)


def test_a_table_of_one_group_is_withheld_or_told_with_its_totals() -> None:
    assert withheld([[firms(2)]]) == [(0, 0), (0, 1), (1, 0), (1, 1)]
    assert withheld([[firms(3)]]) == []


def test_nothing_is_withheld_from_an_empty_table() -> None:
    assert withheld([[[]]]) == []


def test_a_column_of_one_filled_cell_is_withheld_with_its_total() -> None:
    """The total of the column is the cell; the row gives one more cell, whose column gives another."""
    found = withheld([[firms(1), firms(6), firms(9)], [[], firms(8), firms(9)], [[], firms(9), firms(9)]])
    assert {(0, 0), (3, 0)} <= set(found)
    assert not {(1, 0), (2, 0), (3, 3)} & set(found)


def test_all_measures_of_a_cell_are_withheld_together() -> None:
    """Staff is spread evenly, revenue is not: a ratio of the two would tell of the giant all the same."""
    even, uneven = (
        lattice([[[one, two, two], firms(5)], [firms(5), firms(5)]]) for one, two in ((10.0, 10.0), (900.0, 10.0))
    )
    both = Lattice(
        even.units,
        *(np.concatenate([getattr(even, name), getattr(uneven, name)]) for name in ("amounts", "gross", "largest")),
        signed=(False, False),
        whole=(False, False),
    )
    assert not pattern(even, RULE).withheld.any()
    assert pattern(both, RULE).withheld[0, 0]


def test_a_stricter_rule_withholds_what_it_names() -> None:
    table = [[firms(4), firms(9), firms(9)], [firms(9), firms(9), firms(9)]]
    assert withheld(table) == []
    assert (0, 0) in withheld(table, replace(RULE, least=5))
    assert len(withheld(table, replace(RULE, share=0.2))) > 0


# -- the gate --------------------------------------------------------------------------------------------------------

SHEET = CubeSheet(
    unit="enterprise_id",
    year="year",
    dimensions=("district", "cluster"),
    measures={"revenue": ("exports",), "exports": ()},
    same_rows=("enterprise_accounts",),
)
KNOWN = Cubes({"enterprise_years": SHEET}, RULE)
TABLE = [[firms(1), firms(5), firms(6)], [firms(4), firms(5), []]]
D1, D2 = tables()["enterprises"].columns["district"].one_of[:2]
C1, C2 = "s01", "s02"


@pytest.fixture
def gate() -> Protected:
    of = lattice(TABLE)
    figures = {"count": of.units.astype(float), "revenue": of.amounts[0], "exports": np.full(of.units.shape, np.nan)}
    values = ((D1, D2), (C1, C2, None))
    return protected(
        Cube("enterprise_years", ("district", "cluster"), ("revenue", "exports"), {2023: Slice(values, figures, of)}),
        RULE,
    )


@pytest.mark.parametrize(
    ("year", "group", "told"),
    [
        (2023, {}, True),
        (2023, {"district": D1}, True),
        (2023, {"district": D1, "cluster": C1}, False),
        (2023, {"cluster": None}, True),
        (2023, {"district": D2, "cluster": None}, True),
        (2023, {"district": "d9"}, True),
        (2023, {"sector": "C"}, None),
        (2022, {}, None),
    ],
)
def test_a_cell_is_told_withheld_or_in_no_cube(
    gate: Protected, year: int, group: dict[str, str | None], told: bool | None
) -> None:
    assert gate.told(year, group) is told


def test_what_leaves_has_nothing_of_a_withheld_cell(gate: Protected) -> None:
    frame = gate.frame()
    assert frame.height == 3 * 4
    hidden = frame.filter(~pl.col("told"))
    assert {(row["district"], row["cluster"]) for row in hidden.iter_rows(named=True)} == {
        (D1, C1), (D1, C2), (D2, C1), (D2, C2),
    }  # fmt: skip
    assert hidden.select("units", "count", "revenue", "exports").null_count().row(0) == (4, 4, 4, 4)


def test_an_empty_cell_is_told_as_nothing_and_an_unknown_sum_as_unknown(gate: Protected) -> None:
    empty = gate.frame().filter((pl.col("district") == D2) & pl.col("cluster").is_null())
    assert empty.select("told", "units", "count", "revenue").row(0) == (True, 0, 0.0, 0.0)
    total = gate.frame().filter((pl.col("district") == "*") & (pl.col("cluster") == "*"))
    assert total.select("units", "revenue", "exports").row(0) == (21, 210.0, None)


def indicators(tmp_path: Path, *values: str, over: str = "enterprise_accounts") -> Sequence[str]:
    for number, value in enumerate(values):
        (tmp_path / f"i{number}.yaml").write_text(
            f"- id: i{number}\n"
            "  label: {en: Indicator, zh: 指标}\n"
            "  family: industry\n  links: []\n  systems: [8]\n"
            f'  unit: "{"yuan" if "median" in value else 1}"\n  shown: plain\n  better: neither\n'
            "  standard: {en: None, zh: 无}\n  shows_not: {en: Much, zh: 很多}\n  note: {en: Note, zh: 注}\n"
            f"  over: {over}\n  value: {value}\n",
            encoding="utf-8",
        )
    return [f"i{number}" for number in range(len(values))]


def observed(group: dict[str, str | None]) -> Observation:
    return Observation(
        "i0", 2023, 0.25, 0.25, ONE, "records", "i0", "observed", Evidence(your_records=2), group, rows=12
    )


def released_as(
    tmp_path: Path, gate: Protected, value: str, one: Observation, over: str = "enterprise_accounts"
) -> Observation:
    indicators(tmp_path, value, over=over)
    return released([one], read_indicators(tmp_path)["i0"], {"enterprise_years": gate}, KNOWN)[0]


SHARE = "sum(exports) / sum(revenue)"


def test_a_ratio_of_a_told_cell_passes_as_it_is(tmp_path: Path, gate: Protected) -> None:
    one = observed({"district": D1})
    assert released_as(tmp_path, gate, SHARE, one) is one


def test_of_a_withheld_cell_nothing_is_told(tmp_path: Path, gate: Protected) -> None:
    one = released_as(tmp_path, gate, SHARE, observed({"district": D1, "cluster": C1}))
    assert (one.low, one.high, one.rows, one.reason) == (None, None, None, "withheld")
    assert "0.25" not in str(one.as_dict())


def test_what_rows_are_left_out_of_is_no_cell_of_the_cube(tmp_path: Path, gate: Protected) -> None:
    one = released_as(tmp_path, gate, SHARE, replace(observed({}), left_out=2))
    assert (one.low, one.left_out, one.reason) == (None, 0, "incomplete")


@pytest.mark.parametrize(
    "value",
    [
        "sum(revenue where exports > 0) / sum(revenue)",  # a filter cuts a cell of its own
        "median(revenue)",  # a value of one enterprise
        "top_share(revenue, 10)",
        "count(where revenue > 0) / count()",
        "sum(staff_mean) / sum(staff_mean)",  # staff is no measure of this cube
        "sum(exports + revenue) / sum(revenue)",  # told apart they add up; together they are another measure
    ],
)
def test_what_is_not_made_of_a_cube_is_not_told(tmp_path: Path, gate: Protected, value: str) -> None:
    assert released_as(tmp_path, gate, value, observed({})).reason == "no_cube"


@pytest.mark.parametrize(
    ("value", "group", "reason"),
    [
        (f"sum(exports where district == '{D1}') / sum(revenue where district == '{D1}')", {}, None),
        (f"sum(exports where cluster == '{C1}') / sum(revenue)", {"district": D1}, "withheld"),
        (f"share(revenue where cluster == '{C1}')", {"district": D1}, "withheld"),
        (f"share(revenue where cluster == '{C1}')", {}, None),
        (f"share(revenue where cluster != '{C2}')", {"district": D2}, "withheld"),  # the rest is c1
        (f"share(revenue where cluster in ['{C1}', '{C2}'])", {}, None),
        (f"share(revenue where cluster in ['{C1}', '{C2}'])", {"district": D1}, "withheld"),
        (f"share(revenue where cluster == '{C1}' and district == '{D1}')", {}, "no_cube"),
        (f"share(revenue where cluster == '{C1}' or exports > 0)", {}, "no_cube"),
        (f"share(revenue where cluster == '{C1}')", {"cluster": C2}, "no_cube"),
    ],
)
def test_a_filter_by_a_dimension_of_the_cube_reads_its_cells(
    tmp_path: Path, gate: Protected, value: str, group: dict[str, str | None], reason: str | None
) -> None:
    assert released_as(tmp_path, gate, value, observed(group)).reason == reason


def test_a_view_with_other_rows_has_no_cube(tmp_path: Path, gate: Protected) -> None:
    one = released_as(tmp_path, gate, "sum(damages) / sum(fine)", observed({}), over="ip_cases_by_year")
    assert (one.low, one.reason) == (None, "no_cube")


def test_what_is_read_from_public_tables_alone_passes(tmp_path: Path, gate: Protected) -> None:
    one = observed({})
    indicators(tmp_path, "count(where opened) / count()", over="carriers_at_year_end")
    of, public = read_indicators(tmp_path)["i0"], replace(KNOWN, public=frozenset({"carriers", "enterprises"}))
    assert released([one], of, {"enterprise_years": gate}, public) == [one]
    assert released([one], of, {"enterprise_years": gate}, KNOWN)[0].reason == "no_cube"


def test_without_a_gate_nothing_is_told(tmp_path: Path) -> None:
    indicators(tmp_path, SHARE)
    assert released([observed({})], read_indicators(tmp_path)["i0"], {}, KNOWN)[0].reason == "no_cube"


def test_published_figures_are_public(tmp_path: Path, gate: Protected) -> None:
    one = replace(observed({}), origin="published")
    assert released_as(tmp_path, gate, "median(revenue)", one) is one
