"""What headers leave open is asked, all of it at once; answers are taken at their word."""

from __future__ import annotations

from typing import Any

import pytest

from innovatory.language.mistakes import Mistake
from innovatory.records.dictionary import tables
from innovatory.records.importing.mapping import Mapped, about_these, answers, mapped

FIRM, YEAR, REVENUE = "统一社会信用代码", "年份", "营业收入（万元）"


def plan(
    headers: list[str], maps: list[str] | None = None, units: list[str] | None = None, year: int | None = None, *,
    ignore: bool = False,
) -> Mapped:  # fmt: skip
    said = answers(maps or [], units or [])
    return mapped(tuple(headers), tables()["enterprise_years"], said, year, ignore, "a.csv")


def asked(headers: list[str], **answered: Any) -> Mistake:
    with pytest.raises(Mistake) as caught:
        plan(headers, **answered)
    return caught.value


def columns(of: Mapped) -> list[tuple[str, int, int | None]]:
    return [(one.column, one.tens, one.year) for one in of.filled]


def test_headers_with_units_need_no_answer() -> None:
    assert columns(plan([FIRM, YEAR, REVENUE])) == [("enterprise_id", 0, None), ("year", 0, None), ("revenue", 4, None)]


def test_money_without_a_unit_is_refused_until_one_is_said() -> None:
    mistake = asked([FIRM, YEAR, "营业收入"])
    assert "--unit revenue=万元" in mistake.en
    assert "没有注明金额单位" in mistake.zh
    assert columns(plan([FIRM, YEAR, "营业收入"], units=["revenue=万元"]))[-1] == ("revenue", 4, None)
    assert columns(plan([FIRM, YEAR, "营业收入"], units=["千元"]))[-1] == ("revenue", 3, None)


def test_the_name_of_the_dictionary_does_not_say_a_unit_either() -> None:
    assert "no unit of money" in asked(["enterprise_id", "year", "revenue"]).en


def test_a_unit_in_the_header_wins_over_the_one_for_all() -> None:
    found = plan([FIRM, YEAR, REVENUE, "利润总额"], units=["元"])
    assert [(one.column, one.tens) for one in found.filled[2:]] == [("revenue", 4), ("profit", 0)]


def test_an_ambiguous_header_is_asked_and_the_answer_taken_with_or_without_its_unit() -> None:
    headers = [FIRM, YEAR, REVENUE, "研发费用（万元）"]
    mistake = asked(headers)
    assert "--map 研发费用=rd_accounts" in mistake.en
    assert "rd_hnte" in mistake.zh
    for said in ("研发费用=rd_hnte", "研发费用（万元）=rd_hnte"):
        assert columns(plan(headers, [said]))[-1] == ("rd_hnte", 4, None)


def test_unknown_headers_are_left_out_only_when_that_is_said() -> None:
    headers = [FIRM, YEAR, REVENUE, "备注"]
    assert "'备注'" in asked(headers).en
    assert plan(headers, ignore=True).left_out == ("备注",)
    assert plan(headers, ["备注=-"]).left_out == ("备注",)


def test_everything_open_is_told_at_once() -> None:
    mistake = asked([FIRM, "营业收入", "备注", "研发费用（元）"])
    for part in ("'备注'", "营业收入", "研发费用", "--year"):
        assert part in mistake.en
        assert part in mistake.zh


def test_two_headers_of_one_column_are_refused() -> None:
    assert "both revenue" in asked([FIRM, YEAR, REVENUE, "销售收入（元）"]).en
    assert "both revenue" in asked([FIRM, REVENUE, "2023年营业收入（元）"], year=2023).en


def test_a_required_column_that_is_missing_is_told() -> None:
    assert "revenue (营业收入)" in asked([FIRM, YEAR, "利润总额（元）"]).en


def test_years_come_from_a_column_from_headers_or_from_the_user() -> None:
    assert "--year" in asked([FIRM, REVENUE]).en
    assert plan([FIRM, REVENUE], year=2023).years == ()
    assert plan([FIRM, "2022年营业收入（元）", "2023年营业收入（元）"]).years == (2022, 2023)
    assert "this or last year" in asked([FIRM, "上年营业收入（元）"]).en
    assert "of which year" in asked([FIRM, "2022年营业收入（元）", "利润总额（元）"]).en
    assert "keep one" in asked([FIRM, YEAR, "2022年营业收入（元）"]).en


def test_a_year_in_a_header_of_a_table_without_years_is_refused() -> None:
    with pytest.raises(Mistake, match="names a year"):
        mapped(("单位标识", "资质名称", "2023年有效期起"), tables()["statuses"], answers([], []), None, False, "a.csv")


@pytest.mark.parametrize(
    ("maps", "units", "kind", "nearest"),
    [
        (["备注=revenu"], [], "name", "revenue"),
        ([], ["revenue=公斤"], "option", None),
        ([], ["人"], "option", None),
        (["备注"], [], "option", None),
        (["=revenue"], [], "option", None),
    ],
)
def test_answers_that_mean_nothing_are_refused(
    maps: list[str], units: list[str], kind: str, nearest: str | None
) -> None:
    mistake = asked([FIRM, YEAR, "营业收入", "备注"], maps=maps, units=units, ignore=True)
    assert (mistake.kind, mistake.nearest) == (kind, nearest)


def test_an_answer_about_a_header_that_is_not_there_is_refused() -> None:
    said = answers(["营业收如=revenue"], [])
    with pytest.raises(Mistake) as caught:
        about_these(said, (FIRM, YEAR, REVENUE), tables()["enterprise_years"], "a.csv")
    assert (caught.value.kind, caught.value.nearest) == ("option", REVENUE)
    assert caught.value.en == "a.csv has no header '营业收如'"
    assert caught.value.zh == "a.csv 中没有表头 '营业收如'"


def test_an_answer_may_name_a_header_without_its_unit_and_year() -> None:
    for said in ("营业收入=revenue", "营业收入（万元）=revenue", f"{FIRM}=-"):
        about_these(answers([said], []), (FIRM, REVENUE), tables()["enterprise_years"], "a.csv")


def test_the_nearest_header_is_told_as_one_writes_it() -> None:
    assert "did you mean legal_form?" in _unknown_in("enterprises", "legal_frm")


def _unknown_in(table: str, header: str) -> str:
    with pytest.raises(Mistake) as caught:
        mapped((header,), tables()[table], answers([], []), None, False, "a.csv")
    return caught.value.en
