"""The cases of `conformance/sheets.json` in the words of the rule engine: toy sheets with changes, applicants, rows.

A row of a population holds a range as `name_low` and `name_high`, a series as `name_2022` and so on back, an unknown as
null; a judged value that is not given has no column.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any

import polars as pl

from innovatory.language.types import Type, declared
from innovatory.policy.changes import lay_over
from innovatory.policy.library import Instrument, Library
from innovatory.policy.located import Located, read_yaml

FOLDER = Path(__file__).parents[2] / "conformance"
FILE: dict[str, Any] = json.loads((FOLDER / "sheets.json").read_text(encoding="utf-8"))
CASES: list[dict[str, Any]] = FILE["cases"]
SHEETS = {Path(name).stem: read_yaml(FOLDER / name) for name in FILE["sheets"]}
ACCOUNT = read_yaml(FOLDER / "toy" / "account.yaml")


def _input_type(spec: Mapping[str, Any]) -> Type:
    if "one_of" in spec:
        return declared({"one_of": spec["one_of"]})
    return declared(("series " if spec.get("series") == "true" else "") + spec["unit"])


INPUTS = {name: _input_type(spec) for name, spec in read_yaml(FOLDER / FILE["inputs"]).data["inputs"].items()}


def library(changes: Mapping[str, Mapping[str, Any]] | None = None) -> Library:
    """The toy sheets with changes laid over them."""
    located = dict(SHEETS)
    for name, change in (changes or {}).items():
        old = SHEETS[name]
        located[name] = Located(lay_over(old.data, change), old.spots, old.keys, old.file)
    return Library(located, lambda kind: INPUTS, frozenset(), account=ACCOUNT)


def loaded(case: Mapping[str, Any]) -> Instrument:
    """The instrument of a case, every sheet beside it read and compiled; raises the `Mistake` that it may expect."""
    sheets = library(case.get("changes"))
    for name in sheets.located:
        sheets.instrument(name)
    return sheets.instrument(case["sheet"])


def day(case: Mapping[str, Any]) -> date:
    """The day of assessment."""
    return date.fromisoformat(case["on"])


def year(case: Mapping[str, Any]) -> int:
    """The assessed year: the calendar year of the day unless the case says otherwise (D31)."""
    return int(case.get("year", day(case).year))


def given(case: Mapping[str, Any]) -> dict[str, Any]:
    """What is given of the applicant, as written in the file."""
    return {**FILE["applicants"].get(case.get("like"), {}), **case.get("given", {})}


def record(case: Mapping[str, Any]) -> dict[str, Any]:
    """What is given of the applicant, as a record."""
    return {name: _plain(value) for name, value in given(case).items()}


def _plain(value: Any) -> Any:
    if isinstance(value, list):
        return tuple(_plain(end) for end in value)
    if not isinstance(value, dict):
        return value
    if "series" in value:
        return [_plain(one) for one in value["series"]]
    return value["date"] if "date" in value else float(value["float"])


def frame(case: Mapping[str, Any]) -> pl.DataFrame:
    """The applicant as a population of one row."""
    columns: dict[str, pl.Series] = {}
    for name, value in given(case).items():
        columns |= _columns(name, value, year(case))
    return pl.DataFrame(columns)


def _columns(name: str, value: Any, newest: int) -> dict[str, pl.Series]:
    if isinstance(value, dict) and "series" in value:
        years: dict[str, pl.Series] = {}
        for back, one in enumerate(reversed(value["series"])):
            years |= _columns(f"{name}_{newest - back}", one, newest)
        return years
    if isinstance(value, list):
        return {f"{name}_{end}": pl.Series([float(one)]) for end, one in zip(("low", "high"), value, strict=True)}
    if isinstance(value, dict) and "date" in value:
        return {name: pl.Series([date.fromisoformat(value["date"])])}
    return {name: pl.Series([_plain(value)], dtype=None if value is not None else pl.Null)}


def of_population(name: str) -> pl.DataFrame:
    """A population of the file as a table; a number that is a range in some row has a low and a high column."""
    rows: Sequence[Mapping[str, Any]] = FILE["populations"][name]
    columns: dict[str, list[Any]] = {}
    for key in rows[0]:
        values = [row[key] for row in rows]
        if any(isinstance(value, list) for value in values):
            pairs = [value if isinstance(value, list) else [value, value] for value in values]
            columns |= {f"{key}_low": [pair[0] for pair in pairs], f"{key}_high": [pair[1] for pair in pairs]}
        else:
            columns[key] = values
    return pl.DataFrame(columns)
