"""What differs between the sheets of two libraries on two days: in force or not, every value of the day, confidence.

One library on two days shows what the law changed; a library and the same one with a reform laid over it, on one day,
show what the reform changes. Values are compared as numbers, texts (expressions, thresholds) as written.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from difflib import SequenceMatcher
from typing import Any

from innovatory.language.types import Number, Series, Type
from innovatory.policy.dated import Entry, Parameter
from innovatory.policy.library import Library
from innovatory.policy.located import dotted
from innovatory.policy.rows import Row
from innovatory.policy.sheet import Sheet

Amount = float | tuple[float, float]
Edge = tuple[str, float | None]
NOT_RULES = frozenset({"signed", "tests", "notes", "parameters", "in_force", "confidence", "sources"})
"""Keys of a sheet that are compared elsewhere or state no rule."""
OF_A_PARAMETER = ("unit", "by")
NO_RULE = frozenset({"label", "says", "confidence"})


@dataclass(frozen=True)
class RowChange:
    """One row of a table: its edge word, its edge (None for `otherwise`), its values; None where there is no such row."""

    word: str
    edge: float | None
    old: Amount | None
    new: Amount | None


@dataclass(frozen=True)
class ValueChange:
    """A parameter whose value of the day differs: both values, or the rows that differ, with their sources.

    `old` and `new` are None where there is a table or no value on the day; `unit` is that of the value. A table is read
    by `by`, an input or a label, whose unit is `edge_unit`. Sources (how they are cited, and the text with the article)
    and confidences are None where there is no value on the day.
    """

    parameter: str
    label: dict[str, str] | None
    unit: str
    by: str | None
    edge_unit: str | None
    old: Amount | None
    new: Amount | None
    rows: tuple[RowChange, ...]
    old_source: str | None
    new_source: str | None
    old_cite: str | None
    new_cite: str | None
    old_confidence: str | None
    new_confidence: str | None


@dataclass(frozen=True)
class TextChange:
    """A text of the rule that differs, at its dotted path; None where it is not there."""

    path: str
    old: str | None
    new: str | None


@dataclass(frozen=True)
class SheetDifference:
    """What differs in one sheet; `in_force` and `confidence` hold both days, None where there is no such sheet."""

    instrument: str
    label: dict[str, str]
    in_force: tuple[bool | None, bool | None]
    confidence: tuple[str | None, str | None]
    values: tuple[ValueChange, ...]
    texts: tuple[TextChange, ...]

    @property
    def differs(self) -> bool:
        """Whether anything differs at all."""
        pairs = (self.in_force, self.confidence)
        return bool(self.values or self.texts) or any(old != new for old, new in pairs)


@dataclass(frozen=True)
class Differences:
    """The sheets that differ, in the order of their ids, and how many do not."""

    days: tuple[date, date]
    sheets: tuple[SheetDifference, ...]
    unchanged: int

    def as_dict(self) -> dict[str, Any]:
        """Plain data (JSON): days as text, ranges and pairs as lists."""
        days = [day.isoformat() for day in self.days]
        return {"days": days, "sheets": [_plain(asdict(sheet)) for sheet in self.sheets], "unchanged": self.unchanged}


def differences(
    first: Library, day1: date, second: Library, day2: date, names: Iterable[str] | None = None
) -> Differences:
    """Compare the sheets of one library on one day with those of another (or the same) on another.

    `names` are the ids compared, all of both libraries if not given; raises `Mistake("name")` for one that neither has.
    """
    asked = sorted(first.located.keys() | second.located.keys()) if names is None else sorted(set(names))
    found = [_sheet(name, _of(first, name, second), day1, _of(second, name, first), day2) for name in asked]
    different = tuple(one for one in found if one.differs)
    return Differences((day1, day2), different, len(found) - len(different))


def merged(parts: Sequence[Differences]) -> Differences:
    """Differences of several libraries on the same two days as one."""
    sheets = tuple(sheet for part in parts for sheet in part.sheets)
    return Differences(parts[0].days, sheets, sum(part.unchanged for part in parts))


@dataclass(frozen=True)
class _Read:
    """A sheet as read, and the inputs that it may name."""

    sheet: Sheet
    data: Mapping[str, Any]
    inputs: Mapping[str, Type]


def _of(library: Library, name: str, other: Library) -> _Read | None:
    """The sheet of a library; None for one that only the other has."""
    if name in other.located and name not in library.located:
        return None
    sheet = library.sheet(name)
    return _Read(sheet, library.located[name].data, library.inputs(sheet.applies_to))


def _sheet(name: str, old: _Read | None, day1: date, new: _Read | None, day2: date) -> SheetDifference:
    label = next(one.sheet.label for one in (new, old) if one is not None)
    return SheetDifference(
        name,
        label.model_dump(),
        (None if old is None else _in_force(old.sheet, day1), None if new is None else _in_force(new.sheet, day2)),
        (None if old is None else _confidence(old.sheet, day1), None if new is None else _confidence(new.sheet, day2)),
        tuple(_values(old, day1, new, day2)),
        tuple(_texts(old, new)),
    )


def _in_force(sheet: Sheet, day: date) -> bool:
    return any(period.start <= day and (period.end is None or day <= period.end) for period in sheet.in_force)


def _confidence(sheet: Sheet, day: date) -> str:
    """`unconfirmed` if the sheet, a criterion or a value of the day is, else `found`."""
    entries = (entry_of(parameter, day) for parameter in sheet.parameters.values())
    parts = [sheet.confidence, *(one.confidence for one in sheet.criteria.values())]
    return "unconfirmed" if any(parts) or any(entry is not None and entry.confidence for entry in entries) else "found"


def entry_of(parameter: Parameter, day: date) -> Entry | None:
    """What a parameter is on a day; None where there is no rule on that day."""
    begun = [start for start in parameter.values if start <= day]
    entry = parameter.values[max(begun)] if begun else None
    return None if entry is None or (entry.end is not None and entry.end < day) else entry


def _values(old: _Read | None, day1: date, new: _Read | None, day2: date) -> Iterator[ValueChange]:
    before = {} if old is None else old.sheet.parameters
    after = {} if new is None else new.sheet.parameters
    for name in dict.fromkeys([*before, *after]):
        first = entry_of(before[name], day1) if name in before else None
        second = entry_of(after[name], day2) if name in after else None
        if _facts(first) != _facts(second):
            cites = (_cite(old, first), _cite(new, second))
            holder = new if new is not None and name in after else old
            assert holder is not None  # the name is that of one of the two
            yield _change(name, holder, first, second, cites)


def _facts(entry: Entry | None) -> tuple[object, ...] | None:
    """What of an entry is compared; where it stands in the law is shown, but is no other value."""
    return None if entry is None else (entry.value, entry.rows and _by_edge(entry.rows), entry.confidence)


def _cite(of: _Read | None, entry: Entry | None) -> str | None:
    return None if of is None or entry is None else of.sheet.sources[entry.source.split()[0]].cite


def _change(
    name: str, holder: _Read, old: Entry | None, new: Entry | None, cites: tuple[str | None, str | None]
) -> ValueChange:
    shape = holder.sheet.parameters[name]
    return ValueChange(
        name,
        None if shape.label is None else shape.label.model_dump(),
        shape.unit,
        None if shape.by is None else shape.by.name,
        _edge_unit(shape, holder.inputs),
        None if old is None else old.value,
        None if new is None else new.value,
        tuple(_rows((old.rows if old else None) or (), (new.rows if new else None) or ())),
        None if old is None else old.source,
        None if new is None else new.source,
        *cites,
        None if old is None else old.confidence or "found",
        None if new is None else new.confidence or "found",
    )


def _edge_unit(shape: Parameter, inputs: Mapping[str, Type]) -> str | None:
    """The unit of a table's edges: stated with its label, or that of the input it is read by."""
    if shape.by is None or shape.by.unit is not None:
        return None if shape.by is None else shape.by.unit
    of = inputs.get(shape.by.name)
    return str(of.unit) if isinstance(of, Number | Series) else None


def _by_edge(rows: Sequence[Row]) -> dict[Edge, Amount]:
    """A table by its edges: since no row is unreachable, rows that may change places mean the same in any order."""
    return {(row.word, row.edge): row.value for row in rows}


def _rows(old: Sequence[Row], new: Sequence[Row]) -> Iterator[RowChange]:
    """The rows that differ, in the order of both tables; of what takes each other's place the old one first."""
    before, after = _by_edge(old), _by_edge(new)
    keys = list(before), list(after)
    steps = SequenceMatcher(None, *keys, autojunk=False).get_opcodes()
    order = [key for _, i, j, k, m in steps for key in (*keys[0][i:j], *keys[1][k:m])]
    for word, edge in dict.fromkeys(order):
        values = before.get((word, edge)), after.get((word, edge))
        if values[0] != values[1]:
            yield RowChange(word, edge, *values)


def _texts(old: _Read | None, new: _Read | None) -> Iterator[TextChange]:
    """Texts of the rule that differ; nothing for a sheet that only one library has, or that both share."""
    if old is None or new is None or old.data is new.data:
        return
    before, after = dict(_leaves(_rule_of(old.data))), dict(_leaves(_rule_of(new.data)))
    for path in dict.fromkeys([*before, *after]):
        if before.get(path) != after.get(path):
            yield TextChange(path, before.get(path), after.get(path))


def _rule_of(data: Mapping[str, Any]) -> dict[str, Any]:
    kept = {key: value for key, value in data.items() if key not in NOT_RULES}
    parameters = data.get("parameters") or {}
    kept["parameters"] = {
        name: {key: one[key] for key in OF_A_PARAMETER if key in one} for name, one in parameters.items()
    }
    return kept


def _leaves(node: Any, *steps: str | int) -> Iterator[tuple[str, str]]:
    if isinstance(node, Mapping):
        for key, inner in node.items():
            if key not in NO_RULE:
                yield from _leaves(inner, *steps, key)
    elif isinstance(node, list):
        for index, inner in enumerate(node):
            yield from _leaves(inner, *steps, index)
    else:
        yield dotted(steps) or "", str(node)


def _plain(node: Any) -> Any:
    if isinstance(node, dict):
        return {key: _plain(inner) for key, inner in node.items()}
    return [_plain(inner) for inner in node] if isinstance(node, list | tuple) else node
