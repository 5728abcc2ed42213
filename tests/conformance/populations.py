"""Applicants as the rows of one table, and whether a row's answer is that of its explanation.

Several tests share this: the records of a sheet's own tests, of table edges and of chance go through both doors.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Any

import duckdb
import polars as pl

from innovatory.language.types import Category, Day, Number, Series, Truth, Type
from innovatory.policy.bound import BoundRule
from innovatory.policy.explanation import Explanation

ENGINES: dict[str, Callable[[pl.DataFrame], Any]] = {
    "polars": lambda frame: frame.lazy(),
    "duckdb": lambda frame: duckdb.from_arrow(frame.to_arrow()),
}
Record = Mapping[str, Any]


def table(records: Sequence[Record], bound: BoundRule) -> pl.DataFrame:
    """Records (numbers, pairs, lists of years, dates) as columns; a name that no record has is no column."""
    columns: dict[str, pl.Series] = {"row": pl.Series(range(len(records)), dtype=pl.Int64)}
    for name in bound.names_read:
        if any(name in record for record in records):
            columns |= _columns(name, bound.rule.kinds.get(name, Truth()), records, bound.year)
    return pl.DataFrame(columns)


def _columns(name: str, of: Type, records: Sequence[Record], newest: int) -> dict[str, pl.Series]:
    values = [record.get(name) for record in records]
    match of:
        case Series():
            lengths = [len(value) for value in values if value is not None]
            years = range(max(lengths, default=0))
            back = {year: [_year(value, year) for value in values] for year in years}
            return {key: one for year in years for key, one in _numbers(f"{name}_{newest - year}", back[year]).items()}
        case Number():
            return _numbers(name, values)
        case Day():
            firsts = [value[0] if isinstance(value, tuple) else value for value in values]
            lasts = [value[1] if isinstance(value, tuple) else None for value in values]
            columns = {name: firsts} | ({f"{name}_latest": lasts} if any(lasts) else {})
            return {key: pl.Series(column, dtype=pl.Date) for key, column in columns.items()}
        case Truth():
            return {name: pl.Series(values, dtype=pl.Boolean)}
        case Category():
            return {name: pl.Series(values, dtype=pl.String)}


def _year(value: Sequence[Any] | None, back: int) -> Any:
    return value[-1 - back] if value is not None and back < len(value) else None


def _numbers(name: str, values: Sequence[Any]) -> dict[str, pl.Series]:
    if not any(isinstance(value, tuple) for value in values):
        return {name: pl.Series(values, dtype=pl.Float64)}
    pairs = [value if isinstance(value, tuple) else (value, value) for value in values]
    return {
        f"{name}_{end}": pl.Series([pair[at] for pair in pairs], dtype=pl.Float64)
        for at, end in enumerate(("low", "high"))
    }


def rows(lazy: Any) -> list[dict[str, Any]]:
    """The rows of a table of an engine, in the order of its column `row` if it has one."""
    frame: pl.DataFrame = lazy.collect() if isinstance(lazy, pl.LazyFrame) else lazy.pl()
    return list((frame.sort("row") if "row" in frame.columns else frame).iter_rows(named=True))


def word(row: Mapping[str, Any], *, in_force: bool = True) -> str:
    """The result of a row, as an explanation has it."""
    assert not (row["passes"] and not row["may_pass"])
    if not in_force:
        assert not row["may_pass"]
        return "not_in_force"
    return "pass" if row["passes"] else "depends" if row["may_pass"] else "fail"


def differences(answer: Explanation, row: Mapping[str, Any]) -> list[str]:
    """Where a row says something else than the explanation of the same record."""
    criteria = [one.of.name for one in answer.bound.criteria]
    failed = [name for bit, name in enumerate(criteria) if row["failed"] >> bit & 1]
    found = [("result", word(row, in_force=answer.in_force), answer.result), ("failed", failed, answer.failed)]
    for name, judgement in zip(criteria, answer.judgements, strict=True):
        if f"margin_{name}_low" in row:
            found.append((f"margin {name}", pair(row, f"margin_{name}"), ends(judgement.margin)))
    if "amount_low" in row:
        found.append(("amount", pair(row, "amount"), ends(answer.amount)))
    return [f"{what}: row {got}, explained {want}" for what, got, want in found if not close(got, want)]


def pair(row: Mapping[str, Any], name: str) -> tuple[float, float] | None:
    """Low and high of a result; None if it is not known."""
    low, high = row[f"{name}_low"], row[f"{name}_high"]
    return None if low is None or high is None else (low, high)


def ends(number: Any) -> tuple[float, float] | None:
    """Low and high of a number of the language."""
    return None if number is None else (number[0][0], number[1][0])


def close(got: Any, want: Any) -> bool:
    """Equal; numbers to nine digits of the larger."""
    if not isinstance(got, tuple) or not isinstance(want, tuple):
        return bool(got == want)
    return all(abs(a - b) <= 1e-9 * max(1.0, abs(a), abs(b)) for a, b in zip(got, want, strict=True))


def disagreements(records: Sequence[Record], bound_to: tuple[Any, date, int], engine: str) -> dict[int, list[str]]:
    """The records whose row and explanation differ, all of them evaluated in one table."""
    instrument, on, year = bound_to
    bound = instrument.on(on, year)
    evaluation = instrument.evaluate(ENGINES[engine](table(records, bound)), on, year)
    found = rows(evaluation.columns(keep=["row"]))
    assert len(found) == len(records)
    pairs = zip(records, found, strict=True)
    wrong = [differences(instrument.explain(record, on, year), row) for record, row in pairs]
    return {index: one for index, one in enumerate(wrong) if one}
