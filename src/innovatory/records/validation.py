"""The check of a whole table against the dictionary, as import does it: what is wrong, where, and which rows are good.

The table stays lazy. One pass counts every rule that a row breaks by itself, further ones look at rows beside other rows
and only at the columns that they need; the first rows that break a rule are fetched only for rules that are broken.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import replace
from datetime import date

import polars as pl

from innovatory.language.mistakes import nearest
from innovatory.records.across import Offence, offences
from innovatory.records.checking import Around, Check, read_rows
from innovatory.records.dictionary import Column, Table
from innovatory.records.findings import Example, Finding, Findings, say
from innovatory.records.jumps import jumps
from innovatory.records.rules import LATEST, Rule, raw, reading, typed

EXAMPLES = 10
CLOSED = ("category", "listed")  # rules of closed lists
OWN = ("_row", "_rules", "_times")  # refused rows that were mended and come again bring these along


def validate(frame: pl.LazyFrame, table: Table, as_of: date | None = None, around: Around | None = None) -> Findings:
    """Check a table against the dictionary; columns may be of the wrong type or text.

    `as_of` is the day after which no fact can lie (the day of the records; today if not said), `around` what the city
    says beside it: its lists and its other tables. Nothing is raised for what is wrong in the data: every broken rule is
    a `Finding`.
    """
    check = _check(frame.drop(OWN, strict=False), table, as_of or date.today(), around or Around())
    rows, broken = _count(check)
    across = [*offences(check), *jumps(check)]
    findings = (*_about_columns(frame, check, rows), *_found(broken, check), *_found_across(across, check))
    return _parted(check, rows, findings, [rule for rule, _ in broken], across)


def _check(frame: pl.LazyFrame, table: Table, as_of: date, around: Around) -> Check:
    schema = frame.collect_schema()
    columns = _known(schema.names(), table)
    readings = {
        name: reading(column, name, schema[name], as_of, around.lists.get(name)) for name, column in columns.items()
    }
    return Check(table, columns, readings, read_rows(frame, readings), as_of, around)


def _known(names: Sequence[str], table: Table) -> dict[str, Column]:
    known = {}
    for name in names:
        column = table.columns.get(name)
        first = table.columns.get(name.removesuffix(LATEST))
        if column is not None:
            known[name] = column
        elif first is not None and first.type in ("date", "event"):
            known[name] = replace(first, name=name, required=False, key=None)
    return known


def _count(check: Check) -> tuple[int, list[tuple[Rule, int]]]:
    """How many rows there are, and the rules that some of them break with how many."""
    rules = check.rules
    flags = [rule.broken.sum().alias(str(index)) for index, rule in enumerate(rules)]
    *counts, rows = check.rows.select(*flags, pl.len().alias("rows")).collect(engine="streaming").row(0)
    return int(rows), [(rule, int(count)) for rule, count in zip(rules, counts, strict=True) if count]


def _about_columns(frame: pl.LazyFrame, check: Check, rows: int) -> list[Finding]:
    """The columns that the table should have and has not, and those that the dictionary does not know."""
    names = [name for name in frame.collect_schema().names() if name not in OWN]
    missing = [column for name, column in check.table.columns.items() if column.required and name not in check.columns]
    return [
        *(_about_column("missing column", column.name, column, rows, check) for column in missing),
        *(_about_column("unknown column", name, None, 0, check) for name in names if name not in check.columns),
    ]


def _about_column(rule: str, name: str, column: Column | None, count: int, check: Check) -> Finding:
    en, zh = say(rule, name, column, count, str(check.as_of))
    close = nearest(name, check.table.columns) if column is None else None
    return Finding(rule, name, count, (), en, zh, close, refuses=column is not None)


def _found(broken: Sequence[tuple[Rule, int]], check: Check) -> list[Finding]:
    first = [_shown(check.rows.filter(rule.broken).head(EXAMPLES), rule.shown, check) for rule, _ in broken]
    findings = []
    for (rule, count), rows in zip(broken, pl.collect_all(first), strict=True):
        told = say(rule.name, rule.column, check.columns[rule.column], count, str(check.as_of), rule.about)
        examples = _examples(rows)
        if rule.name in CLOSED:
            examples = _with_nearest(examples, _allowed(rule, check))
        findings.append(Finding(rule.name, rule.column, count, examples, *told, refuses=rule.refuses))
    return findings


def _allowed(rule: Rule, check: Check) -> Collection[str]:
    """What a column of a closed list may hold: by the dictionary, or by the list of the city."""
    name = rule.column
    return check.columns[name].one_of if rule.name == "category" else check.around.lists[name]


def _with_nearest(examples: Sequence[Example], allowed: Collection[str]) -> tuple[Example, ...]:
    return tuple(replace(one, nearest=nearest(one.value, allowed) if one.value else None) for one in examples)


def _found_across(across: Sequence[Offence], check: Check) -> list[Finding]:
    findings = []
    for one in across:
        column = check.columns.get(one.column)
        value = pl.lit(None, pl.String) if one.rule == "duplicate" else raw(one.column)
        rows = check.rows.filter(pl.col("_row").is_in(one.rows.head(EXAMPLES).implode()))
        examples = _examples(_shown(rows, value, check).collect(engine="streaming"))
        told = say(one.rule, one.column, column, len(one.rows), str(check.as_of), one.about)
        findings.append(Finding(one.rule, one.column, len(one.rows), examples, *told, refuses=one.refuses))
    return findings


def _shown(rows: pl.LazyFrame, value: pl.Expr, check: Check) -> pl.LazyFrame:
    keys = (pl.col(name).cast(pl.String, strict=False).alias(f"_key_{name}") for name in check.key)
    return rows.select(pl.col("_row"), *keys, value.cast(pl.String, strict=False).alias("_value"))


def _examples(rows: pl.DataFrame) -> tuple[Example, ...]:
    return tuple(Example(row[0], row[1:-1], row[-1]) for row in rows.rows())


def _parted(
    check: Check, rows: int, findings: tuple[Finding, ...], broken: Sequence[Rule], across: Sequence[Offence]
) -> Findings:
    """The findings with the rows parted: every row is either good or bad."""
    hopeless = any(finding.rule == "missing column" for finding in findings)
    marked, marks = _marked_across(check, [one for one in across if one.refuses])
    marks = [pl.when(rule.broken).then(pl.lit(f"{rule.column}:{rule.name}")) for rule in broken if rule.refuses] + marks
    refused = pl.concat_str(marks, separator=" ", ignore_nulls=True) if marks else pl.lit("")
    marked = marked.with_columns(refused.alias("_rules"))
    fine = pl.lit(value=False) if hopeless else pl.col("_rules") == ""
    good = marked.filter(fine).select(typed(name).alias(name) for name in check.readings)
    names = [
        name for name in marked.collect_schema().names() if not name.startswith(("_raw ", "_read ", "_typed ", "_at "))
    ]
    return Findings(rows, findings, good, marked.filter(~fine).select(names))


def _marked_across(check: Check, across: Sequence[Offence]) -> tuple[pl.LazyFrame, list[pl.Expr]]:
    """The rows with a column for each rule across rows, true where it is broken, and what marks them in `_rules`."""
    rows = check.rows
    marks: list[pl.Expr] = []
    for at, one in enumerate(across):
        flags = pl.LazyFrame({"_row": one.rows}).with_columns(pl.lit(value=True).alias(f"_at {at}"))
        rows = rows.join(flags, on="_row", how="left", maintain_order="left")
        mark = f"key:{one.rule}" if one.rule == "duplicate" else f"{one.column}:{one.rule}"
        marks.append(pl.when(pl.col(f"_at {at}")).then(pl.lit(mark)))
    return rows, marks
