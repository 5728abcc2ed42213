"""Every edge of every table of the library: on it, just below and just above, on both back ends.

What a table must say is read here from the words of the sheet as typed, row by row from the top.
"""

from __future__ import annotations

import operator
from collections.abc import Callable, Iterator
from datetime import date
from decimal import Decimal
from typing import Any

import applicants
import polars as pl
import populations
import pytest
from applicants import SHEETS, Typed
from populations import ENGINES

from innovatory import policy
from innovatory.language import evaluate
from innovatory.language.bind import bind
from innovatory.language.columns import Column, Numbers
from innovatory.language.door import admit
from innovatory.language.explain import Case
from innovatory.language.literals import number_or_range
from innovatory.language.names import Names
from innovatory.language.ranges import evaluator
from innovatory.language.reader import expression
from innovatory.language.types import Number, Series
from innovatory.language.vectors import column, computed

EDGE_WORDS: dict[str, Callable[[float, float], bool]] = {
    "up_to": operator.le, "below": operator.lt, "from": operator.ge, "above": operator.gt,
}  # fmt: skip


def tables() -> Iterator[tuple[str, str, str]]:
    for sheet in SHEETS:
        for name, parameter in policy.standard().located[sheet].data.get("parameters", {}).items():
            if "by" in parameter:
                yield from ((sheet, name, day) for day in parameter["values"])


TABLES = list(tables())


def as_typed(sheet: str, name: str, day: str) -> list[dict[str, str]]:
    rows: list[dict[str, str]] = policy.standard().located[sheet].data["parameters"][name]["values"][day]["rows"]
    return rows


def said(rows: list[dict[str, str]], x: float) -> tuple[float, float]:
    """What the first fitting row says of a number."""
    for row in rows:
        for word, fits in EDGE_WORDS.items():
            if word in row and fits(x, float(number_or_range(row[word]))):
                return both(row["value"])
    return both(rows[-1]["otherwise"])


def both(text: str) -> tuple[float, float]:
    value = number_or_range(text)
    return value if isinstance(value, tuple) else (value, value)


def around_edges(rows: list[dict[str, str]], step: Decimal) -> list[float]:
    edges = [Decimal(str(number_or_range(row[word]))) for row in rows for word in EDGE_WORDS if word in row]
    return sorted({float(edge + side * step) for edge in edges for side in (-1, 0, 1)})


def step_of(of: Any) -> Decimal:
    """One unit of what is counted, one yuan, a millionth of a share or of a mean."""
    return Decimal(1) if of.whole or str(of) == "yuan" else Decimal("0.000001")


def test_there_are_tables_and_each_has_edges() -> None:
    assert len(TABLES) > 10
    assert all(any(word in row for word in EDGE_WORDS for row in as_typed(*one)) for one in TABLES)


@pytest.mark.parametrize("table", TABLES, ids=" ".join)
def test_a_table_says_on_below_and_above_each_edge_what_its_rows_say(table: tuple[str, str, str]) -> None:
    sheet, name, day = table
    rule = policy.load(sheet).rule
    by = rule.parameters[name].by
    assert by is not None
    x = Number(by, by.whole)
    node = bind(
        expression(f"{name}(x)", Names({"x": x}, rule.parameters, {})), rule.parameters, date.fromisoformat(day), 0
    )
    points = around_edges(as_typed(*table), step_of(by))
    want = [said(as_typed(*table), point) for point in points]
    explained = [populations.ends(evaluator(node)(Case({"x": admit(point, x)[0]}))) for point in points]
    assert explained == want
    frame = pl.DataFrame({"row": range(len(points)), "x": points}, schema_overrides={"x": pl.Float64})
    end = Column(column("x"), points[0], points[-1])
    found = evaluate.evaluated(node, {"x": Numbers(end, end)})
    assert isinstance(found, Numbers)
    for engine in ENGINES.values():
        vectors = {"low": found.low.expr, "high": found.high.expr}
        got = populations.rows(computed(engine(frame), vectors, ["row"]).to_native())
        assert [(row["low"], row["high"]) for row in got] == want


def records_of(sheet: str) -> dict[tuple[date, int], list[dict[str, Any]]]:
    """The applicants of a sheet's tests by day and year; the passing ones also with each table's input at its edges."""
    found: dict[tuple[date, int], list[dict[str, Any]]] = {}
    for case in applicants.of(sheet):
        applicant = case.read()
        here = found.setdefault((case.on, applicant.year), [])
        here.append(dict(applicant.values))
        if case.result == "pass":
            here += at_edges(case, dict(applicant.values))
    return found


def at_edges(case: Typed, values: dict[str, Any]) -> list[dict[str, Any]]:
    rule, made = case.instrument.rule, []
    for sheet, name, day in TABLES:
        of = rule.kinds.get(rule.sheet.parameters[name].by.name) if sheet == case.sheet else None
        if isinstance(of, Number | Series):
            key = rule.sheet.parameters[name].by.name
            for point in around_edges(as_typed(sheet, name, day), step_of(of.unit)):
                older = list(values.get(key) or [None])[:-1] if isinstance(of, Series) else None
                made.append({**values, key: point if older is None else [*older, point]})
    return made


def disagreements(sheet: str, records: dict[tuple[date, int], list[dict[str, Any]]], engine: str) -> list[Any]:
    found = [
        (on, populations.disagreements(one, (policy.load(sheet), on, year), engine))
        for (on, year), one in records.items()
    ]
    return [one for one in found if one[1]]


@pytest.mark.parametrize("sheet", SHEETS)
def test_the_applicants_of_a_sheet_and_all_edges_get_the_same_answer_as_rows(sheet: str) -> None:
    assert disagreements(sheet, records_of(sheet), "polars") == []


@pytest.mark.parametrize("sheet", SHEETS)
def test_another_engine_gives_the_same_rows_in_every_state_of_the_rule(sheet: str) -> None:
    assert disagreements(sheet, once_per_state(sheet), "duckdb") == []


def once_per_state(sheet: str) -> dict[tuple[date, int], list[dict[str, Any]]]:
    """Of the days on which the same values are in force, the one with most applicants: translating a rule costs most.

    Days outside the sheet's time need no translating; the conformance cases ask them of every engine.
    """
    records = {day: one for day, one in records_of(sheet).items() if policy.load(sheet).on(*day).in_force}
    best = {state(sheet, *day): day for day in sorted(records, key=lambda day: len(records[day]))}
    return {day: records[day] for day in best.values()}


def state(sheet: str, on: date, year: int) -> tuple[object, ...]:
    """What is in force on a day: the entry of each parameter, and the year where a mean over it is taken."""
    rule = policy.load(sheet).rule
    entries = (max((day for day in one.values if day <= on), default=None) for one in rule.sheet.parameters.values())
    return (year if "year_mean" in str(rule.located.text) else None, *entries)


@pytest.mark.parametrize("sheet", [sheet for sheet in SHEETS if any(sheet == table[0] for table in TABLES)])
def test_no_row_of_a_table_brings_an_amount_below_zero(sheet: str) -> None:
    for (on, year), records in records_of(sheet).items():
        bound = policy.load(sheet).on(on, year)
        for record in records:
            case = policy.load(sheet).explain(record, on, year).case
            values = {entry: bound.money(entry, case) for entry in bound.money_nodes}
            assert [entry for entry, value in values.items() if value is not None and value[0][0] < 0] == []
