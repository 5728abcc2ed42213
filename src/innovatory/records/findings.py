"""What the check of a table finds, said in both languages: the rule broken, how often, and the first rows that break it."""

from __future__ import annotations

from dataclasses import dataclass

import polars as pl

from innovatory.records.dictionary import Column

SAYINGS = {
    "missing column": ("the column {column} ({of.zh}) is missing", "缺少列 {column}（{of.zh}）"),
    "unknown column": ("the dictionary has no column {column}", "字典中没有列 {column}"),
    "type": ("{column} is no {expected} in {rows}", "{column}：有 {count} 行不是{expected_zh}"),
    "required": ("{column} is required and missing in {rows}", "{column}：有 {count} 行缺少必填值"),
    "finite": (
        "{column} is NaN or infinite in {rows} and taken as unknown",
        "{column}：有 {count} 行为 NaN 或无穷，按未知处理",
    ),
    "negative": ("{column} is negative in {rows}", "{column}：有 {count} 行为负数"),
    "minimum": (
        "{column} is below {of.bounds.minimum:g} in {rows}",
        "{column}：有 {count} 行小于 {of.bounds.minimum:g}",
    ),
    "maximum": (
        "{column} is above {of.bounds.maximum:g} in {rows}",
        "{column}：有 {count} 行大于 {of.bounds.maximum:g}",
    ),
    "whole": ("{column} is no whole number in {rows}", "{column}：有 {count} 行不是整数"),
    "year": ("{column} is no year in {rows}", "{column}：有 {count} 行不是年份"),
    "date": (
        "{column} is a day that the calendar does not have in {rows}",
        "{column}：有 {count} 行的日期在日历上不存在",
    ),
    "future": ("{column} lies after {as_of} in {rows}", "{column}：有 {count} 行晚于 {as_of}"),
    "category": ("{column} is none of {one_of} in {rows}", "{column}：有 {count} 行不在可选值之内（{one_of}）"),
    "check digit": ("{column} has a wrong form or check digit in {rows}", "{column}：有 {count} 行格式或校验码有误"),
    "reversed": ("{column} lies before the first possible day in {rows}", "{column}：有 {count} 行早于可能的最早日期"),
    "listed": (
        "{column} is not in the list of the city ({about}) in {rows}",
        "{column}：有 {count} 行不在本市清单之内（{about_zh}）",
    ),
    "order": ("{column} is less or earlier than {about} in {rows}", "{column}：有 {count} 行小于或早于 {about_zh}"),
    "part": (
        "{column} is more than {about}, of which it is a part, in {rows}",
        "{column}：有 {count} 行大于其所属总量 {about_zh}",
    ),
    "sum": (
        "{column} is not the sum of its parts ({about}) in {rows}",
        "{column}：有 {count} 行与各分项之和不符（{about_zh}）",
    ),
    "shares": (
        "{column} adds to more than 1 over the same {about} in {rows}",
        "{column}：有 {count} 行在相同的 {about_zh} 下合计超过 1",
    ),
    "too early": (
        "{column} lies before the unit existed ({about}) in {rows}",
        "{column}：有 {count} 行早于该单位的设立年份（{about_zh}）",
    ),
    "reference": (
        "{column} is found nowhere in {about} in {rows}; they are kept",
        "{column}：有 {count} 行在 {about_zh} 中查不到，仍予保留",
    ),
    "jump": (
        "{column} is suspicious in {rows}: a thousand-fold or more off the year before or the middle of the table, as "
        "amounts in 万元 taken for yuan are; they are kept",
        "{column}：有 {count} 行可疑，与上年或全表中位数相差千倍以上，可能误把万元当作元；仍予保留",
    ),
    "duplicate": ("the key {column} occurs more than once in {rows}", "主键 {column}：有 {count} 行重复"),
}
EXPECTED = {
    "number": ("number", "数字"),
    "day": ("day such as 2024-06-30", "日期（如 2024-06-30）"),
    "truth": ("yes or no", "是或否"),
    "text": ("text", "文本"),
    "year": ("year", "年份"),
}


@dataclass(frozen=True)
class Example:
    """A row that breaks a rule: its number among the data rows (from 1), its key, and the value, as texts.

    `nearest` is the valid value that a value outside a closed list comes closest to, if it comes close to any.
    """

    row: int
    key: tuple[str | None, ...]
    value: str | None
    nearest: str | None = None


@dataclass(frozen=True)
class Finding:
    """A rule that is broken in a column: in how many rows, with up to ten of them.

    `count` is 0 for an unknown column, which no row can help. `refuses` tells whether those rows are refused; rows that
    are not (NaN, an identifier found nowhere, an amount that jumps) are good all the same. Rules are the ids of `SAYINGS`.
    """

    rule: str
    column: str
    count: int
    examples: tuple[Example, ...]
    en: str
    zh: str
    nearest: str | None = None
    refuses: bool = True


@dataclass(frozen=True)
class Findings:
    """All that is wrong in a table of `rows` rows.

    `good` are the rows that no finding refuses, in the types of the dictionary, columns it does not know left out;
    `bad` are the others as they came, with `_row` (their number from 1) and `_rules` (the rules they break).
    """

    rows: int
    findings: tuple[Finding, ...]
    good: pl.LazyFrame
    bad: pl.LazyFrame


def say(rule: str, name: str, column: Column | None, count: int, as_of: str, about: str = "") -> tuple[str, str]:
    """The sentence of a finding in English and in Chinese; `about` are the names it speaks of beside the column."""
    en, zh = SAYINGS[rule]
    rows = "1 row" if count == 1 else f"{count:,} rows"
    facts = {"column": name, "of": column, "count": f"{count:,}", "rows": rows, "as_of": as_of, "about": about}
    facts["about_zh"] = about.replace(", ", "、")
    if column is not None:
        facts["expected"], facts["expected_zh"] = EXPECTED[_kind(column)]
        facts["one_of"] = ", ".join(column.one_of)
    return en.format(**facts), zh.format(**facts)


def _kind(column: Column) -> str:
    if column.bounds is not None:
        return "number"
    return {"bool": "truth", "date": "day", "event": "day", "year": "year"}.get(column.type, "text")
