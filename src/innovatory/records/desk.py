"""The names that may be typed at the desk and the values that each of them stands for.

A name is a column of the dictionary, a judged name of a sheet, `age`, or one of `status`, `statuses`, `marks`; a name
that is none of these is refused with the nearest valid one.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from innovatory.language.mistakes import Mistake, Place, nearest
from innovatory.language.types import Series, Type
from innovatory.language.units import YEAR
from innovatory.records.anniversaries import registered_at_age
from innovatory.records.credit_code import is_enterprise_id
from innovatory.records.dictionary import Bounds, Column, status_names
from innovatory.records.held import is_held
from innovatory.records.readings import Value, read_figure, read_one, text_of
from innovatory.records.series import Window, read_series

NEVER = date.min  # the day of an incident that never happened: longer ago than any rule looks back
NO_DAY = ("none", "无")  # how that is typed
SHORTHANDS = {
    "rd": ("rd_hnte", "rd_tsme", "rd_super_deduction", "rd_accounts"),
    "staff": ("staff_mean", "staff_quarter_mean"),
}
GROUPS = ("status", "statuses", "marks")
OLDEST = 1000  # years: no enterprise is older, and the calendar begins later than such a day


@dataclass(frozen=True)
class Desk:
    """What is needed to read a typed name: the columns, the judged names, how long statuses last, the years."""

    columns: Mapping[str, Column]
    judged: Mapping[str, Type]
    lasts: Mapping[str, int]
    window: Window

    @property
    def statuses(self) -> tuple[str, ...]:
        """The statuses of the dictionary, then those that sheets grant beside them."""
        known = status_names()
        return (*known, *(name for name in self.lasts if name not in known))

    @property
    def names(self) -> tuple[str, ...]:
        """Every name that may be typed."""
        desk_only = (*SHORTHANDS, "age") if "registered_on" in self.columns else ()
        return (*self.columns, *self.judged, *desk_only, *GROUPS)


def read_name(name: str, raw: object, desk: Desk) -> dict[str, Value]:
    """The names and values that one typed name stands for; none for `statuses` and the shorthands, which fill gaps."""
    column = desk.columns.get(name)
    if column is not None:
        return {name: read_column(raw, column, desk.window)}
    if name in desk.judged:
        return {name: _judged(name, raw, desk)}
    if name.startswith("status(") and name.endswith(")"):
        return dict((_status(name[7:-1].strip(), raw, desk, name),))
    if name in GROUPS:
        return _group(name, raw, desk)
    if name not in desk.names:
        raise _no_such_name(name, desk)
    return {"registered_on": _from_age(text_of(raw), desk.window.on)} if name == "age" else {}


def _group(name: str, raw: object, desk: Desk) -> dict[str, Value]:
    if name == "status":
        return dict(_status(key, entry, desk, f"status.{key}") for key, entry in _entries(raw))
    if name == "marks":
        return dict(_mark(key, entry, desk) for key, entry in _entries(raw))
    _only_complete(text_of(raw))
    return {}


def read_column(raw: object, column: Column, window: Window) -> Value:
    """The value of a column of the dictionary; a yearly one is a series that ends in the assessed year."""
    of, within = column.input_type, column.bounds
    if within is not None and column.yearly:
        return read_series(raw, column.name, within, window)
    if of is None:
        return _identifier(text_of(raw), column)
    if column.name == "last_serious_incident_on" and raw in NO_DAY:
        return NEVER
    return read_one(raw, of, within)


def _identifier(text: str, column: Column) -> str:
    if column.name == "enterprise_id" and not is_enterprise_id(text):
        raise Mistake(
            "check digit",
            f"{text!r} is no unified social credit code: 18 characters with the right check digit are expected",
            f"{text!r} 不是有效的统一社会信用代码：应为 18 位且校验码正确",
        )
    return text


def _judged(name: str, raw: object, desk: Desk) -> Value:
    of = desk.judged[name]
    return read_series(raw, name, Bounds(of.unit), desk.window) if isinstance(of, Series) else read_one(raw, of)


def _mark(name: str, raw: object, desk: Desk) -> tuple[str, Value]:
    place = Place(path=f"marks.{name}")
    if name not in desk.judged:
        raise Mistake(
            "name",
            f"no sheet has a judged name {name!r}",
            f"没有名为 {name!r} 的评审项",
            nearest=nearest(name, desk.judged),
            place=place,
        )
    try:
        return name, _judged(name, raw, desk)
    except Mistake as mistake:
        raise mistake.at(place) from None


def _status(name: str, raw: object, desk: Desk, path: str) -> tuple[str, Value]:
    if name not in desk.statuses:
        raise Mistake(
            "name",
            f"no status {name!r}",
            f"没有名为 {name!r} 的资质",
            nearest=nearest(name, desk.statuses),
            place=Place(path=path),
        )
    try:
        return f"status({name})", is_held(raw, on=desk.window.on, lasts=desk.lasts.get(name))
    except Mistake as mistake:
        raise mistake.at(Place(path=path)) from None


def _entries(raw: object) -> list[tuple[str, object]]:
    if not isinstance(raw, Mapping):
        raise Mistake("type", "names with their values are expected here (a mapping)", "此处应为“名称: 取值”的映射")
    return [(str(key), entry) for key, entry in raw.items()]


def _from_age(text: str, on: date) -> Value:
    age = read_figure(text, Bounds(YEAR, 0.0))
    if age is None:
        return None
    youngest, oldest = age if isinstance(age, tuple) else (age, age)
    if youngest != int(youngest) or oldest != int(oldest):
        raise Mistake("whole", f"completed years are expected, not {text}", f"此处应填周年整数，不能是 {text}")
    if oldest > OLDEST:
        raise Mistake("range", f"no enterprise is {text} years old", f"没有成立 {text} 年的企业")
    return registered_at_age(int(youngest), int(oldest), on)


def _only_complete(text: str) -> None:
    if text != "complete":
        raise Mistake(
            "category",
            f"statuses can only be complete (all that are held are named), not {text!r}",
            f"statuses 只能填 complete（所持资质已全部列出），不能是 {text!r}",
        )


def _no_such_name(name: str, desk: Desk) -> Mistake:
    labels = {label: column.name for column in desk.columns.values() for label in (column.zh, *column.headers)}
    return Mistake(
        "name",
        f"no name {name!r} can be given here",
        f"此处没有名为 {name!r} 的项目",
        nearest=labels.get(name) or nearest(name, desk.names),
    )
