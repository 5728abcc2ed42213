"""Reforms as data: a file of changes of the shape of the sheets, and the day from which they hold.

A reform never disturbs an earlier day: asked of a day before it, the law is that without it; a parameter keeps its old
values and has a new one from the day on. Reforms are composed in the order of their days.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from copy import deepcopy
from dataclasses import replace
from datetime import date, timedelta
from functools import cached_property
from pathlib import Path
from typing import Annotated, Any

from pydantic import Field, PlainValidator, WithJsonSchema

from innovatory.language.mistakes import Mistake, Place, nearest
from innovatory.policy.changes import lay_over
from innovatory.policy.dated import Source
from innovatory.policy.library import Library
from innovatory.policy.located import Located, Steps, read_yaml
from innovatory.policy.parts import COMPARISONS
from innovatory.policy.refusal import read_as
from innovatory.policy.shape import Amount, Day, Label, Name, Shape, Text, expected, refused

ACCOUNT = "account"  # the account of a year may be reformed like a sheet
REMOVED = (None, "null", "")
LEVELS = 2  # sheet.section.name: what two reforms may not both change on one day


def _mapping(value: object) -> dict[str, Any]:
    if not isinstance(value, dict) or not value:
        raise refused(expected("keys of a sheet with their new values", "规则表的键及其新值", value))
    return value


Changes = Annotated[dict[str, Any], PlainValidator(_mapping), WithJsonSchema({"type": "object"})]
"""What is changed of one sheet, in the shape of a sheet; a key with dots leads straight to its place."""


class ExpectedTotal(Shape):
    """What the author of a reform expects it to cost or to bring, to stand beside what comes out."""

    amount: Amount = Field(description="Yuan a year.")
    source: Text = Field(description="Who expects it, and where it is written.")


class ReformFile(Shape):
    """The shape of a reform."""

    reform: Name = Field(description="Id of the reform.")
    label: Label = Field(description="Its name in both languages.")
    start: Day = Field(alias="from", description="First day on which it holds.")
    source: Source | None = Field(default=None, description="Where it is proposed.")
    changes: dict[Name, Changes] = Field(min_length=1, description="Id of a sheet → what is changed of it.")
    expect: ExpectedTotal | None = Field(default=None, description="An expected total.")
    notes: tuple[Label, ...] = Field(default=(), description="Remarks in both languages.")


class Reform:
    """A reform that was read: its file and where its parts stand."""

    def __init__(self, located: Located) -> None:
        self.located = located
        self.file = read_as(ReformFile, located)

    @property
    def start(self) -> date:
        """The first day on which it holds."""
        return self.file.start

    def laid_over(self, library: Library) -> Library:
        """The library from the day of the reform on; `Mistake` at its place in the reform's file."""
        unknown = [name for name in self.file.changes if name != ACCOUNT and name not in library.located]
        if unknown:
            place = self.located.key_place_of(("changes", unknown[0]))
            raise Mistake(
                "name", f"no instrument {unknown[0]!r}", f"没有政策工具 {unknown[0]!r}",
                nearest=nearest(unknown[0], library.located), place=place,
            )  # fmt: skip
        changed = {name: self._changed(library.located[name], name) for name in self.file.changes if name != ACCOUNT}
        account = library.account
        if ACCOUNT in self.file.changes:
            if account is None:
                raise Mistake(
                    "name", "these sheets have no account of a year", "这些规则表没有年度账户",
                    place=self.located.key_place_of(("changes", ACCOUNT)),
                )  # fmt: skip
            account = self._changed(account, ACCOUNT)
        found = library.with_sheets(changed, account)
        for name in changed:
            self._loads(found, name)
        return found

    def _loads(self, library: Library, name: str) -> None:
        """A sheet that no longer makes sense is the reform's mistake, told at the reform."""
        try:
            library.instrument(name)
        except Mistake as mistake:
            inner = mistake.place.path if mistake.place is not None else None
            place = self._place_of(("changes", name, *(inner or "").split(".")))
            raise Mistake(mistake.kind, mistake.en, mistake.zh, nearest=mistake.nearest, place=place) from None

    def _place_of(self, steps: Steps) -> Place:
        found = self.located.key_place_of(steps)
        return Place(found.file, found.line, found.column, ".".join(map(str, steps)))

    def _changed(self, located: Located, name: str) -> Located:
        changes = self.file.changes[name]
        data = deepcopy(located.data)
        try:
            data = lay_over(data, {path: new for path, new in changes.items() if "." in path})
        except Mistake as mistake:
            raise mistake.at(self.located.key_place_of(("changes", name))) from None
        data.setdefault("sources", {})["reform"] = self._source()
        for section, new in changes.items():
            if "." in section:
                continue
            if section == "parameters":
                self._parameters(data, name, new)
            elif section == "criteria":
                self._criteria(data, new, ("changes", name, section))
            else:
                _merge(data, section, new)
        return replace(located, data=data, reform=self.file.reform)

    def _source(self) -> dict[str, Any]:
        if self.file.source is not None:
            return dict(self.located.data["source"])
        label = self.file.label
        return {"cite": self.file.reform, "title": {"en": label.en, "zh": label.zh}, "from": self.start.isoformat()}

    def _parameters(self, data: dict[str, Any], name: str, new: object) -> None:
        """A new value from the day of the reform on; what the law says of other days stays."""
        steps: Steps = ("changes", name, "parameters")
        if not isinstance(new, Mapping):
            raise Mistake(
                "type", "expected parameters with their new values", "应为参数及其新值", place=self._place_of(steps)
            )
        old = data.setdefault("parameters", {})
        for parameter, value in new.items():
            if isinstance(value, Mapping) and "values" in value:
                old[parameter] = value
                continue
            if parameter not in old:
                raise Mistake(
                    "name", f"the sheet has no parameter {parameter!r}", f"规则表没有参数 {parameter!r}",
                    nearest=nearest(str(parameter), old), place=self._place_of((*steps, parameter)),
                )  # fmt: skip
            self._from_the_day(old[parameter]["values"], value, (*steps, parameter))

    def _from_the_day(self, values: dict[str, Any], value: object, steps: Steps) -> None:
        start = self.start.isoformat()
        entry = {"value": value} if isinstance(value, str) else dict(value) if isinstance(value, Mapping) else None
        if entry is None or not entry:
            raise Mistake(
                "type", "expected a value, or {rows: […]}", "应为一个值，或 {rows: […]}", place=self._place_of(steps)
            )
        before = [day for day in sorted(values) if day <= start]
        held = before and values[before[-1]].get("to", start) >= start
        if not held:
            raise Mistake(
                "date", f"there is no such value on {start}; the law has it on other days only",
                f"{start} 没有该值；法规仅在其他日期有此值", place=self._place_of(steps),
            )  # fmt: skip
        last = values[before[-1]]
        ends = last.get("to")
        if before[-1] < start and ends is not None:
            last["to"] = (self.start - timedelta(days=1)).isoformat()
        if ends is not None:
            entry.setdefault("to", ends)  # what the law ends, a reform of its value does not prolong
        values[start] = {"source": "reform", **entry}

    def _criteria(self, data: dict[str, Any], new: object, steps: Steps) -> None:
        """Criteria changed key by key (another comparison takes the place of the old one), added, or removed by null."""
        criteria = data.setdefault("criteria", {})
        for name, change in (new if isinstance(new, Mapping) else {}).items():
            if name not in criteria and not (isinstance(change, Mapping) and "value" in change):
                raise Mistake(
                    "name", f"the sheet has no criterion {name!r}", f"规则表没有条件 {name!r}",
                    nearest=nearest(str(name), criteria), place=self._place_of((*steps, str(name))),
                )  # fmt: skip
            if change in REMOVED:
                criteria.pop(name, None)
            elif name in criteria and isinstance(change, Mapping):
                kept = criteria[name]
                if any(word in change for word in COMPARISONS):
                    kept = {key: value for key, value in kept.items() if key not in COMPARISONS}
                criteria[name] = {**kept, "source": "reform", **change}
            else:
                criteria[name] = {"source": "reform", **change} if isinstance(change, Mapping) else change


def _merge(data: dict[str, Any], key: str, new: Any) -> None:
    """A mapping is laid over what stands there key by key; null removes; anything else takes its place."""
    if new in REMOVED:
        data.pop(key, None)
    elif isinstance(new, Mapping) and isinstance(data.get(key), dict):
        for inner, value in new.items():
            _merge(data[key], str(inner), value)
    else:
        data[key] = deepcopy(new)


class ReformedLibrary(Library):
    """A library under reforms: `at` a day it holds those that have begun; as a whole it is that of the last of them."""

    def __init__(self, base: Library, reforms: Sequence[Reform]) -> None:
        self.base = base
        self.reforms = tuple(sorted(reforms, key=lambda one: one.start))
        _no_conflict(self.reforms)
        whole = self._stages[-1][1]
        super().__init__(whole.located, whole.inputs, whole.status_names, whole.own, whole.account)

    @cached_property
    def _stages(self) -> list[tuple[date, Library]]:
        stages = [(date.min, self.base)]
        for one in self.reforms:
            stages.append((one.start, one.laid_over(stages[-1][1])))
        return stages

    def at(self, day: date) -> Library:
        """The library of a day."""
        return [library for start, library in self._stages if start <= day][-1]


def _no_conflict(reforms: Sequence[Reform]) -> None:
    """Two reforms of one day may not change the same thing: the order would decide."""
    for index, one in enumerate(reforms):
        for other in (earlier for earlier in reforms[:index] if earlier.start == one.start):
            for path in _paths(one.file.changes):
                if any(_overlap(path, theirs) for theirs in _paths(other.file.changes)):
                    raise _conflict(one, other, path)


def _overlap(first: Sequence[str], second: Sequence[str]) -> bool:
    """Whether one of two places lies within the other."""
    return all(a == b for a, b in zip(first, second, strict=False))


def _conflict(one: Reform, other: Reform, path: tuple[str, ...]) -> Mistake:
    names, place = f"{other.file.reform!r}, {one.file.reform!r}", ".".join(path)
    return Mistake(
        "twice", f"two reforms ({names}) change {place} on the same day", f"两项改革（{names}）在同一天改动 {place}",
        place=one.located.key_place_of(("changes", *path)),
    )  # fmt: skip


def _paths(changes: Mapping[str, Any], above: tuple[str, ...] = ()) -> list[tuple[str, ...]]:
    """The places that changes touch, as sheet, section and name; a key with dots leads there as well."""
    found = []
    for key, value in changes.items():
        path = (*above, *(str(key).split(".") if above else (str(key),)))
        if isinstance(value, Mapping) and value and len(path) <= LEVELS:
            found += _paths(value, path)
        else:
            found.append(path[: LEVELS + 1])
    return found


def read_reform(path: Path) -> Reform:
    """The reform of a file; `Mistake` as for a sheet."""
    return Reform(read_yaml(path))


def reformed(library: Library, paths: Sequence[Path]) -> Library:
    """A library under the reforms of some files; the library itself where there are none."""
    reforms = [read_reform(path) for path in paths]
    return ReformedLibrary(library, reforms) if reforms else library
