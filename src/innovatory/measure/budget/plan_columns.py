"""The columns of a planned budget: those of the records' table `budget_lines`, and what only a plan has.

A plan adds to a line how far the bureau may move it and which part of the claims it expects; its headers are read, and
its template is written, from the same description.
"""

from __future__ import annotations

from dataclasses import replace
from functools import cache

from innovatory.language.units import ONE
from innovatory.records.dictionary import Column, Table, tables

RECORDS = "budget_lines"
NEEDED = ("line_id", "planned", "in_rd_fund", "research_class")
TEMPLATE = (
    "line_id", "name_zh", "name_en", "instrument", "planned", "in_rd_fund", "research_class", "link",
    "take_up_low", "take_up_high", "least", "most", "note", "origin",
)  # fmt: skip
RESULTS = {
    "claims_low": ("expected claims, low (yuan)", "预计申领额下限（元）"),
    "claims_high": ("expected claims, high (yuan)", "预计申领额上限（元）"),
    "if_all_low": ("claims of who surely may claim (yuan)", "确定符合者申领额（元）"),
    "if_all_high": ("claims if all who may claim do (yuan)", "可能符合者全部申领额（元）"),
    "answer": ("answer", "结论"),
    "short_low": ("short by at least (yuan)", "缺口下限（元）"),
    "short_high": ("short by at most (yuan)", "缺口上限（元）"),
    "after_low": ("after the shift for the low claims (yuan)", "满足下限的调整后金额（元）"),
    "after_high": ("after the shift for the high claims (yuan)", "满足上限的调整后金额（元）"),
    "evidence": ("rests on", "依据"),
}
"""What the desk adds to every line when the plan goes back out, in English and Chinese; these headers are not read."""


@cache
def plan_table() -> Table:
    """The table of a plan."""
    records = tables()[RECORDS]
    own = {one.name: replace(one, required=one.name in NEEDED) for one in records.columns.values()}
    money = own["planned"]
    more = [
        replace(money, name="least", zh="最低额", headers=("调减下限",), required=False,
                definition="amount below which the line may not be lowered", definition_zh="该行可调减到的最低金额"),
        replace(money, name="most", zh="最高额", headers=("调增上限",), required=False,
                definition="amount above which the line may not be raised", definition_zh="该行可调增到的最高金额"),
        _share("take_up_low", "申领率下限", "least part of the claims of all who may claim that is made and accepted",
               "在可能符合者的全部申领额中，实际申领并获批部分的最低比例"),
        _share("take_up_high", "申领率上限", "greatest part of the claims of all who may claim that is made and accepted",
               "在可能符合者的全部申领额中，实际申领并获批部分的最高比例"),
        _text("name_en", "英文名称", "English name", "英文名称"),
        _text("note", "备注", "remark", "备注"),
    ]  # fmt: skip
    columns = own | {one.name: one for one in more}
    columns["planned"] = replace(money, required=True, headers=(*money.headers, "计划额", "预算金额"))
    columns["line_id"] = replace(own["line_id"], headers=(*own["line_id"].headers, "编号", "序号"))
    return replace(records, columns=columns, key=("line_id", "year"))


def _share(name: str, zh: str, en: str, definition_zh: str) -> Column:
    return Column(name, zh, "share", ONE, (), False, "i", None, 0.0, False, False, (), (), en, definition_zh)


def _text(name: str, zh: str, en: str, definition_zh: str) -> Column:
    return Column(name, zh, "text", None, (), False, "i", None, None, False, False, (), (), en, definition_zh)


def template_table() -> Table:
    """The table of a template: the columns that a plan is made of, in the order in which one fills them in."""
    table = plan_table()
    return replace(table, columns={name: table.columns[name] for name in TEMPLATE})
