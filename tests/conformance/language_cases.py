"""The cases of `conformance/language.json` in the words of the language, and when an answer is the expected one.

An *answer* has the shape of a case's `expect`: a number, `[low, high]`, a truth, `"unknown"`, `{"text": …}`,
`{"date": …}`, `{"groups": {…}}` or `{"error": kind}`.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from innovatory.language import explain
from innovatory.language.bind import bind
from innovatory.language.door import Inner, admit
from innovatory.language.mistakes import Mistake
from innovatory.language.names import Dated, Entry, Names, dated
from innovatory.language.reader import indicator
from innovatory.language.tables import WORDS, Row, Table, table
from innovatory.language.tree import Node
from innovatory.language.types import Day, Type, declared
from innovatory.language.units import unit

FILE = json.loads((Path(__file__).parents[2] / "conformance" / "language.json").read_text(encoding="utf-8"))
CASES: list[dict[str, Any]] = FILE["cases"]
OF_ONE_RECORD = [case for case in CASES if "rows" not in case]
OF_ROWS = [case for case in CASES if "rows" in case]
ON = date(2024, 6, 30)  # the day of the cases that do not care about the day

Record = Mapping[str, Inner]


@dataclass(frozen=True)
class Loaded:
    """A case made ready: its bound tree, its dimensions, the types of its names, its records as the door let them in."""

    node: Node
    dimensions: tuple[str, ...] | None
    types: Mapping[str, Type]
    records: Sequence[Record]
    door: Mapping[str, str]


def loaded(case: Mapping[str, Any]) -> Loaded:
    """Read, bind and admit a case; raises the `Mistake` that it may expect."""
    names = names_of(case)
    node, dimensions = indicator(case["expr"], names)
    on = date.fromisoformat(case["on"]) if "on" in case else ON
    bound = bind(node, names.parameters, on, on.year)
    given = FILE["datasets"][case["rows"]]["rows"] if "rows" in case else [case.get("inputs", {})]
    admitted = [{name: admit(typed(row.get(name)), of) for name, of in names.inputs.items()} for row in given]
    door = {name: why for name, (_, why) in admitted[0].items() if why and name in given[0]} if admitted else {}
    records = [{name: value for name, (value, _) in row.items()} for row in admitted]
    return Loaded(bound, dimensions, names.inputs, records, door)


def names_of(case: Mapping[str, Any]) -> Names:
    """The names that a case declares."""
    parameters = {name: _plain_table(spec) for name, spec in case.get("tables", {}).items()}
    parameters |= {name: _parameter(spec) for name, spec in case.get("parameters", {}).items()}
    units = FILE["datasets"][case["rows"]]["units"] if "rows" in case else case.get("units", {})
    return Names({name: declared(spec) for name, spec in units.items()}, parameters, {}, "rows" in case)


def _plain_table(spec: Mapping[str, Any]) -> Dated:
    return dated(unit(spec["unit"]), unit(spec["by"]), [Entry(date.min, None, table=_table(spec["rows"]))])


def _parameter(spec: Mapping[str, Any]) -> Dated:
    entries = [
        Entry(
            date.fromisoformat(start),
            date.fromisoformat(entry["to"]) if "to" in entry else None,
            _pair(entry["value"]) if "value" in entry else None,
            _table(entry["rows"]) if "rows" in entry else None,
        )
        for start, entry in spec["values"].items()
    ]
    return dated(unit(spec["unit"]), unit(spec["by"]) if "by" in spec else None, entries)


def _table(rows: Sequence[Mapping[str, Any]]) -> Table:
    return table([_row(row) for row in rows])


def _row(row: Mapping[str, Any]) -> Row:
    if "otherwise" in row:
        return Row("otherwise", 0.0, *_pair(row["otherwise"]))
    words = [word for word in WORDS if word in row]
    if len(words) != 1:  # a sheet is refused for it before the language sees the table
        raise Mistake("table", "a row has one edge", "每行只有一个边界")
    return Row(words[0], float(row[words[0]]), *_pair(row["value"]))


def _pair(value: Any) -> tuple[float, float]:
    low, high = value if isinstance(value, list) else (value, value)
    return float(low), float(high)


def typed(value: Any) -> Any:
    """A JSON input as a record holds it: dates and special floats unpacked, ranges as pairs."""
    if isinstance(value, list):
        return tuple(typed(end) for end in value)
    if not isinstance(value, dict):
        return value
    if "series" in value:
        return [typed(year) for year in value["series"]]
    return value["date"] if "date" in value else float(value["float"])


def answer(value: explain.Value, of: Type | None) -> Any:
    """A value of the language in the shape of an `expect`."""
    if value is None:
        return "unknown"
    if isinstance(value, tuple):
        low, high = (_day(end[0]) if isinstance(of, Day) else end[0] for end in value)
        return low if low == high else [low, high]
    return {"text": value} if isinstance(value, str) else value


def _day(ordinal: float) -> dict[str, str]:
    return {"date": date.fromordinal(int(ordinal)).isoformat()}


def close(a: float, b: float) -> bool:
    """Whether two numbers agree: |a − b| ≤ 10⁻⁹ · max(1, |a|, |b|)."""
    return abs(a - b) <= 1e-9 * max(1.0, abs(a), abs(b))


def agrees(got: Any, want: Any, *, sound_only: bool = False) -> bool:
    """Whether an answer is the expected one; with `sound_only` it may be wider, or unknown for a truth."""
    if isinstance(want, dict) and "groups" in want:
        groups = got.get("groups", {}) if isinstance(got, dict) else {}
        return groups.keys() == want["groups"].keys() and all(
            agrees(groups[key], value) for key, value in want["groups"].items()
        )
    a, b = _ends(got), _ends(want)
    if a is None or b is None:
        return (type(got) is type(want) and got == want) or (sound_only and isinstance(want, bool) and got == "unknown")
    if sound_only:
        return (a[0] <= b[0] or close(a[0], b[0])) and (a[1] >= b[1] or close(a[1], b[1]))
    return close(a[0], b[0]) and close(a[1], b[1])


def _ends(value: Any) -> tuple[float, float] | None:
    low, high = value if isinstance(value, list) else (value, value)
    numeric = all(isinstance(end, int | float) and not isinstance(end, bool) for end in (low, high))
    return (low, high) if numeric else None
