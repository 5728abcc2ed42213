"""A planned budget read from CSV and XLSX, and everything that can be wrong with one, each with its row and header."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import polars as pl
import pytest

from innovatory.language.mistakes import Mistake
from innovatory.measure.budget.plan import Line, Plan
from innovatory.measure.budget.plan_file import PlanFile, read_plan
from innovatory.policy.library import libraries
from innovatory.records.export import write_table
from innovatory.records.importing.mapping import answers

Written = Callable[..., Plan]
YEAR = 2023
ZH = "编号,项目名称,政策工具,预算（万元）,是否科技研发资金,研究类别,申领率下限,申领率上限,最低额（亿元）,最高额（万元）\n"
GRANT = "sz_hte_cultivation_grant"


def refused(plan_of: Written, *lines: str, **how: str) -> Mistake:
    with pytest.raises(Mistake) as caught:
        plan_of(*lines, **how)
    assert caught.value.place is not None
    return caught.value


def only(plan: Plan) -> Line:
    (line,) = plan.lines
    return line


# What is read ----------------------------------------------------------------------------------------------------------


def test_a_line_with_everything(plan_of: Written) -> None:
    line = only(plan_of(f"K1,培育,{GRANT},1500000,yes,other,20%,0.3,1000000,2000000"))
    assert (line.id, line.row, line.instrument, line.planned) == ("K1", 2, GRANT, 1_500_000)
    assert (line.in_rd_fund, line.pot, line.research_class, line.basic) == (True, "rd_fund", "other", False)
    assert (line.take_up, line.least, line.most) == ((0.2, 0.3), 1_000_000, 2_000_000)
    assert line.label == {"en": "培育", "zh": "培育"}


def test_chinese_headers_values_and_units(plan_of: Written) -> None:
    plan = plan_of(
        "K1,面上项目,,12.5,是,应用基础研究,,,0.001,20",
        "K2,培育,深圳市高新技术企业培育资助,0.57,否,其他,,,,",
        "合计,,,13.07,,,,,,",
        head=ZH,
    )
    first, second = plan.lines
    # 12.5 ten thousand; 0.001 hundred million; 20 ten thousand
    assert (first.planned, first.least, first.most) == (125_000, 100_000, 200_000)
    assert (first.research_class, first.basic, first.in_rd_fund) == ("applied_basic", True, True)
    assert (second.planned, second.instrument, second.pot) == (5_700, GRANT, "other")
    assert plan.totals == 1


def test_a_spreadsheet_is_read_like_the_same_csv_file(plan_of: Written, tmp_path: Path) -> None:
    rows = {
        "编号": ["K1", "K2", "合计"], "预算（万元）": [12.5, 0.57, 13.07], "是否科技研发资金": ["是", "否", None],
        "研究类别": ["基础研究", "其他", None], "政策工具": [None, GRANT, None],
    }  # fmt: skip
    write_table(pl.DataFrame(rows), tmp_path / "plan.xlsx")
    plan = read_plan(PlanFile(str(tmp_path / "plan.xlsx")), YEAR, libraries())
    assert [(line.row, line.planned, line.basic) for line in plan.lines] == [(2, 125_000, True), (3, 5_700, False)]


def test_a_header_may_name_the_year_and_other_years_are_left_aside(plan_of: Written) -> None:
    head = "line_id,in_rd_fund,research_class,2022年预算（元）,2023年预算（元）\n"
    assert only(plan_of("K1,yes,basic,5,7", head=head)).planned == 7


def test_an_empty_class_of_research_is_not_known(plan_of: Written) -> None:
    assert only(plan_of("K1,,,10,yes,,,,,")).basic is None


def test_a_unit_may_be_said_beside_the_file(tmp_path: Path) -> None:
    path = tmp_path / "plan.csv"
    path.write_text("line_id,planned,in_rd_fund,research_class\nK1,3,yes,basic\n", encoding="utf-8")
    plan = read_plan(PlanFile(str(path), answers=answers([], ["万元"])), YEAR, libraries())
    assert only(plan).planned == 30_000


def test_subtotals_add_up_since_the_last_one(plan_of: Written) -> None:
    plan = plan_of(
        "K1,,,10,yes,basic,,,,", "小计,,,10,,,,,,", "K2,,,5,yes,other,,,,", "小计,,,5,,,,,,", "总计,,,15,,,,,,"
    )
    assert (len(plan.lines), plan.totals) == (2, 3)


def test_a_total_may_stand_above_the_lines(plan_of: Written) -> None:
    assert plan_of("合计,,,15,,,,,,", "K1,,,10,yes,basic,,,,", "K2,,,5,yes,other,,,,").totals == 1


# What is refused -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("line", "kind", "told"),
    [
        ("K1,,,-5,yes,basic,,,,", "negative", "row 2, planned (yuan): -5 yuan is negative"),
        ("K1,,,100000000000001,yes,basic,,,,", "range", "row 2, planned (yuan): 1.00e+14 yuan is more than any budget has"),
        ("K1,,,1e30,yes,basic,,,,", "range", "row 2, planned (yuan): 1e+30 yuan is more than any budget has"),
        ("K1,,,-1e30,yes,basic,,,,", "range", "is the unit right?"),
        ("K1,,,1.5,yes,basic,,,,", "whole", "row 2, planned (yuan): 1.5 yuan is no whole number of yuan"),
        ("K1,,,much,yes,basic,,,,", "type", "row 2, planned (yuan): 'much' is no number"),
        ("K1,,,inf,yes,basic,,,,", "type", "row 2, planned (yuan): 'inf' is no number"),
        ("K1,,,,yes,basic,,,,", "missing", "row 2, planned (yuan): the cell is empty"),
        (",,,5,yes,basic,,,,", "missing", "row 2, line_id: the cell is empty"),
        ("K1,,,5,,basic,,,,", "missing", "row 2, in_rd_fund: the cell is empty"),
        ("K1,,,5,perhaps,basic,,,,", "type", "row 2, in_rd_fund: yes or no is expected, not 'perhaps'"),
        ("K1,,,5,yes,basc,,,,", "name", "row 2, research_class: no value 'basc'; did you mean basic?"),
        ("K1,,sz_hte_cultivation_grand,5,yes,basic,,,,", "name", f"no instrument 'sz_hte_cultivation_grand'; did you mean {GRANT}?"),
        ("K1,,,5,yes,basic,0.5,,,", "missing", "row 2, take_up_high: both ends of the take-up are needed"),
        ("K1,,,5,yes,basic,0.6,0.5,,", "range", "row 2, take_up_low: it is above the upper end"),
        ("K1,,,5,yes,basic,50,60,,", "range", "row 2, take_up_low: 50 is no part from 0 to 1"),
        ("K1,,,5,yes,basic,,,6,", "range", "row 2, least (yuan): 6 yuan is above the planned 5 yuan"),
        ("K1,,,5,yes,basic,,,,4", "range", "row 2, most (yuan): 4 yuan is below the planned 5 yuan"),
    ],
)  # fmt: skip
def test_a_wrong_cell_is_told_with_its_row_and_header(plan_of: Written, line: str, kind: str, told: str) -> None:
    mistake = refused(plan_of, line)
    assert mistake.kind == kind
    assert told in mistake.en
    assert "第 2 行" in mistake.zh


def test_all_wrong_cells_are_told_at_once(plan_of: Written) -> None:
    mistake = refused(plan_of, "K1,,,-5,yes,basic,,,,", "K2,,,5,no,bsic,,,,")
    assert "row 2, planned" in mistake.en
    assert "row 3, research_class" in mistake.en


def test_a_total_that_does_not_add_up(plan_of: Written) -> None:
    mistake = refused(plan_of, "K1,,,10,yes,basic,,,,", "K2,,,5,yes,other,,,,", "合计,,,16,,,,,,")
    assert mistake.kind == "sum"
    assert "row 4, planned (yuan): the total is 16 yuan, its lines add up to 15 yuan (difference +1)" in mistake.en


def test_a_subtotal_that_does_not_add_up(plan_of: Written) -> None:
    lines = ("K1,,,10,yes,basic,,,,", "小计,,,10,,,,,,", "K2,,,5,yes,other,,,,", "小计,,,15,,,,,,")
    assert "row 5" in refused(plan_of, *lines).en


def test_a_total_in_another_unit_is_told_as_one(plan_of: Written) -> None:
    # lines in 万元 under a header of yuan, the total in yuan
    mistake = refused(plan_of, "K1,,,100,yes,basic,,,,", "K2,,,50,yes,other,,,,", "合计,,,1500000,,,,,,")
    assert "it differs about 10,000 times" in mistake.en
    assert "万元" in mistake.zh


def test_a_bound_in_another_unit_is_told_as_one(plan_of: Written) -> None:
    mistake = refused(plan_of, "K1,,,120,yes,basic,,,1000000,")
    assert mistake.kind == "unit"
    assert "10,000 times" in mistake.en


def test_a_line_that_stands_twice(plan_of: Written) -> None:
    mistake = refused(plan_of, "K1,,,10,yes,basic,,,,", "K2,,,1,yes,basic,,,,", "K1,,,5,yes,other,,,,")
    assert mistake.kind == "twice"
    assert "in rows 2 and 4" in mistake.en


@pytest.mark.parametrize("lines", [(), ("合计,,,0,,,,,,",)])
def test_a_file_without_a_line(plan_of: Written, lines: tuple[str, ...]) -> None:
    assert refused(plan_of, *lines).kind == "empty"


def test_money_without_a_unit_is_asked(plan_of: Written) -> None:
    mistake = refused(plan_of, "K1,5,yes,basic", head="line_id,planned,in_rd_fund,research_class\n")
    assert mistake.kind == "headers"
    assert "--unit planned=万元" in mistake.en


def test_a_missing_column_is_named(plan_of: Written) -> None:
    assert "planned" in refused(plan_of, "K1,yes,basic", head="line_id,in_rd_fund,research_class\n").en


def test_a_budget_of_another_year(plan_of: Written) -> None:
    head = "line_id,year,planned (yuan),in_rd_fund,research_class\n"
    mistake = refused(plan_of, "K1,2022,5,yes,basic", head=head)
    assert (mistake.kind, "of 2022, not of 2023" in mistake.en) == ("year", True)


def test_two_governments_are_two_budgets(plan_of: Written) -> None:
    head = "line_id,government,planned (yuan),in_rd_fund,research_class\n"
    mistake = refused(plan_of, "K1,gov:city,5,yes,basic", "K2,gov:central,5,yes,basic", head=head)
    assert (mistake.kind, "row 3, government" in mistake.en) == ("government", True)


def test_a_row_with_too_many_cells(plan_of: Written) -> None:
    mistake = refused(plan_of, "K1,,,10,yes,basic,,,,", "K2,,,10,yes,basic,,,,,,7")
    assert mistake.kind == "cells"
    assert mistake.en == "row 3: too many or too few cells for the header; text with a comma needs quotation marks"
    assert mistake.zh == "第 3 行：单元格数与表头不符；含逗号的内容须加引号"
