"""The check of a whole table against the dictionary, as import does it: what is wrong, where, and which rows are good.

The table stays lazy. One pass counts every broken rule and finds the keys that occur twice; the first rows that break a
rule are fetched only for rules that are broken.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

import polars as pl

from innovatory.language.mistakes import nearest
from innovatory.records.dictionary import Column, Table
from innovatory.records.findings import Example, Finding, Findings, say
from innovatory.records.rules import Reading, Rule, reading

EXAMPLES = 10
OWN = ("_row", "_rules", "_times")  # refused rows that were mended and come again bring these along
LATEST = "_latest"  # of a day known only to its month or year: `x` is the first possible day, `x_latest` the last


@dataclass(frozen=True)
class _Check:
    """A table on its way through the check: its rows numbered, its columns read, its rules."""

    table: Table
    columns: Mapping[str, Column]
    readings: Mapping[str, Reading]
    rows: pl.LazyFrame
    as_of: date

    @property
    def key(self) -> tuple[str, ...]:
        return tuple(name for name in self.table.key if name in self.readings)

    @property
    def rules(self) -> list[Rule]:
        rules = [rule for read in self.readings.values() for rule in read.rules]
        return [*rules, *self._reversed()]

    def _reversed(self) -> list[Rule]:
        pairs = [(name.removesuffix(LATEST), name) for name in self.readings if name not in self.table.columns]
        return [
            Rule("reversed", last, self.readings[last].typed < self.readings[first].typed, pl.col(last))
            for first, last in pairs
            if first in self.readings
        ]


def validate(frame: pl.LazyFrame, table: Table, as_of: date | None = None) -> Findings:
    """Check a table against the dictionary; columns may be of the wrong type or text.

    `as_of` is the day after which no fact can lie (the day of the records; today if not said). Nothing is raised for
    what is wrong in the data: every broken rule is a `Finding`.
    """
    as_of = as_of or date.today()
    frame = frame.drop(OWN, strict=False)
    schema = frame.collect_schema()
    columns = _known(schema.names(), table)
    readings = {name: reading(column, name, schema[name], as_of) for name, column in columns.items()}
    check = _Check(table, columns, readings, frame.with_row_index("_row", offset=1), as_of)
    counts, repeated = _count(check)
    rows = counts.pop()
    broken = [(rule, count) for rule, count in zip(check.rules, counts, strict=True) if count]
    missing = [column for column in table.columns.values() if column.required and column.name not in columns]
    findings = (
        *(_about_column("missing column", column.name, column, rows, check) for column in missing),
        *(_about_column("unknown column", name, None, 0, check) for name in schema.names() if name not in columns),
        *_found(broken, check),
        *_duplicates(repeated, check),
    )
    return _parted(check, rows, findings, [rule for rule, _ in broken], repeated)


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


def _count(check: _Check) -> tuple[list[int], pl.DataFrame]:
    """How many rows break each rule, then the number of all rows; and the keys that occur more than once."""
    flags = [rule.broken.sum().alias(str(index)) for index, rule in enumerate(check.rules)]
    counting = check.rows.select(*flags, pl.len().alias("rows"))
    keys = check.rows.select(check.readings[name].typed.alias(name) for name in check.key).drop_nulls()
    if check.key != check.table.key:  # without the whole key nothing can be said of it
        return list(counting.collect(engine="streaming").row(0)), pl.DataFrame()
    grouped = keys.group_by(check.key).len("_times").filter(pl.col("_times") > 1)
    counted, repeated = pl.collect_all([counting, grouped], engine="streaming")
    return list(counted.row(0)), repeated


def _about_column(rule: str, name: str, column: Column | None, count: int, check: _Check) -> Finding:
    en, zh = say(rule, name, column, count, str(check.as_of))
    close = nearest(name, check.table.columns) if column is None else None
    return Finding(rule, name, count, (), en, zh, close, refuses=column is not None)


def _found(broken: Sequence[tuple[Rule, int]], check: _Check) -> list[Finding]:
    first = [
        check.rows.filter(rule.broken)
        .head(EXAMPLES)
        .select(*_shown(check), rule.shown.cast(pl.String, strict=False).alias("_value"))
        for rule, _ in broken
    ]
    findings = []
    for (rule, count), rows in zip(broken, pl.collect_all(first), strict=True):
        en, zh = say(rule.name, rule.column, check.columns[rule.column], count, str(check.as_of))
        findings.append(Finding(rule.name, rule.column, count, _examples(rows), en, zh, refuses=rule.refuses))
    return findings


def _duplicates(repeated: pl.DataFrame, check: _Check) -> list[Finding]:
    if repeated.is_empty():
        return []
    count = int(repeated["_times"].sum())
    rows = _marked(check, repeated).filter(pl.col("_times").is_not_null()).head(EXAMPLES)
    shown = rows.select(*_shown(check), pl.lit(None, pl.String).alias("_value")).collect()
    name = ", ".join(check.key)
    en, zh = say("duplicate", name, None, count, str(check.as_of))
    return [Finding("duplicate", name, count, _examples(shown), en, zh)]


def _marked(check: _Check, repeated: pl.DataFrame) -> pl.LazyFrame:
    """The rows with `_times`: how often their key occurs where that is more than once, null elsewhere."""
    if repeated.is_empty():
        return check.rows.with_columns(pl.lit(None, pl.UInt32).alias("_times"))
    typed = [check.readings[name].typed.alias(f"_key_{name}") for name in check.key]
    return (
        check.rows.with_columns(typed)
        .join(
            repeated.lazy(),
            left_on=[f"_key_{name}" for name in check.key],
            right_on=check.key,
            how="left",
            maintain_order="left",
        )
        .drop(f"_key_{name}" for name in check.key)
    )


def _shown(check: _Check) -> list[pl.Expr]:
    return [pl.col("_row"), *(pl.col(name).cast(pl.String, strict=False).alias(f"_key_{name}") for name in check.key)]


def _examples(rows: pl.DataFrame) -> tuple[Example, ...]:
    return tuple(Example(row[0], row[1:-1], row[-1]) for row in rows.rows())


def _parted(
    check: _Check, rows: int, findings: tuple[Finding, ...], broken: Sequence[Rule], repeated: pl.DataFrame
) -> Findings:
    """The findings with the rows parted: every row is either good or bad."""
    hopeless = any(finding.rule == "missing column" for finding in findings)
    marks = [pl.when(rule.broken).then(pl.lit(f"{rule.column}:{rule.name}")) for rule in broken if rule.refuses]
    marks.append(pl.when(pl.col("_times").is_not_null()).then(pl.lit("key:duplicate")))
    refused = pl.concat_str(marks, separator=" ", ignore_nulls=True)
    marked = _marked(check, repeated).with_columns(refused.alias("_rules")).drop("_times")
    fine = pl.lit(value=False) if hopeless else pl.col("_rules") == ""
    good = marked.filter(fine).select(read.typed.alias(name) for name, read in check.readings.items())
    return Findings(rows, findings, good, marked.filter(~fine))
