"""The column dictionary as data: every table of a city's records, every column of a table, every name an applicant types.

The dictionary itself stands in `library/records/*.csv`, one file per table and one row per column, the tables in
`tables.csv`; a column that many tables share is written once in `shared.csv`. This file only reads it and says which of
its names a sheet may use as inputs, and with which type of the language.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache, cached_property
from importlib.resources import files

from innovatory.language.mistakes import Mistake, nearest
from innovatory.language.types import Category, Day, Number, Series, Truth, Type
from innovatory.language.units import Unit, unit
from innovatory.records.geography import places

GROUPS = ("enterprises", "carriers", "talent", "research_to_product", "finance", "public_money", "registers")
KINDS = ("enterprise", "person", "loan", "investment", "ip_purchase", "project", "budget", "fund")
BEHIND_IT_AN_ENTERPRISE = frozenset(
    {"enterprise", "loan", "investment", "ip_purchase", "project"}
)  # borrower, investee …
BOOKKEEPING = frozenset({"weight", "origin", "source", "year"})  # about the row, never about the enterprise
NUMERIC = frozenset({"money", "persons", "fte", "share", "count", "number"})


@dataclass(frozen=True)
class Bounds:
    """The unit of a number with the least and the greatest value allowed (both included; None: no bound)."""

    unit: Unit
    minimum: float | None = None
    maximum: float | None = None

    @cached_property
    def whole(self) -> bool:
        """Whether values are counted (person, count, day) and so cannot be fractions."""
        return self.unit.whole


@dataclass(frozen=True)
class Column:
    """One column of the dictionary.

    `type` is a type of records.md section 1 (`money`, `persons`, `cat` …), `unit` the unit of a number and None
    otherwise, `key` the position in the key of the table (from 1) or None, `minimum` the least value allowed,
    `future` whether a day after the day of the check is allowed, `filled_by` the letters of `i s m`. `headers` are
    further Chinese headers for imports; those in `ambiguous` name several columns and need a question to the user.
    `references` are the columns `table.column` in which an identifier is looked up, whichever of them has it.
    """

    name: str
    zh: str
    type: str
    unit: Unit | None
    one_of: tuple[str, ...]
    required: bool
    filled_by: str
    key: int | None
    minimum: float | None
    future: bool
    yearly: bool
    headers: tuple[str, ...]
    ambiguous: tuple[str, ...]
    definition: str
    definition_zh: str
    references: tuple[str, ...] = ()

    @cached_property
    def bounds(self) -> Bounds | None:
        """The bounds of a number (a share is at most 1), None for all else."""
        return None if self.unit is None else Bounds(self.unit, self.minimum, 1.0 if self.type == "share" else None)

    @cached_property
    def input_type(self) -> Type | None:
        """Its type as an input of a sheet; None for identifiers without a list, texts and years, which no rule reads."""
        if self.unit is not None:
            return Series(self.unit) if self.yearly else Number(self.unit, self.unit.whole)
        if self.one_of:
            return Category(self.one_of)
        if self.type == "bool":
            return Truth()
        return Day() if self.type in ("date", "event") else None


@dataclass(frozen=True)
class Table:
    """A table of the records: its columns by name, in order, and the names of its key.

    `zh` and `en` are what it is called, `row` and `row_zh` what one row of it is, `group` one of `GROUPS`. A row of a
    `weighted` table may stand for many units (column `weight`).
    """

    name: str
    zh: str
    columns: Mapping[str, Column]
    key: tuple[str, ...]
    en: str
    row: str
    row_zh: str
    group: str
    weighted: bool


def tables() -> dict[str, Table]:
    """All tables of the dictionary by name, in its order."""
    return {name: _table(name) for name in _headings()}


def table_named(text: str) -> Table:
    """The table of a name (`enterprises`) or a Chinese label (`企业`); `Mistake("name")` with the nearest for none."""
    headings = _headings()
    names = {row["zh"]: name for name, row in headings.items()} | {name: name for name in headings}
    if text.strip() in names:
        return _table(names[text.strip()])
    raise Mistake(
        "name",
        f"the dictionary has no table {text!r}; innovatory describe lists them",
        f"字典中没有数据表 {text!r}；用 innovatory describe 查看全部数据表",
        nearest=nearest(text, names),
    )


def inputs(kind: str) -> dict[str, Type]:
    """Every name that a sheet with `applies_to: kind` may use, with its type; `Mistake("name")` for an unknown kind."""
    return dict(_inputs(kind))


def status_names() -> tuple[str, ...]:
    """The statuses that the dictionary knows, in its order."""
    return _table("statuses").columns["status"].one_of


@cache
def desk_columns(kind: str) -> Mapping[str, Column]:
    """Every name that an applicant of a kind may type, identifiers and texts included; read only."""
    own = _applicant().get(kind)
    if own is None:
        raise Mistake(
            "name",
            f"no kind of applicant {kind!r}; the kinds are {', '.join(KINDS)}",
            f"没有申请对象类型 {kind!r}；可用类型：{'、'.join(KINDS)}",
            nearest=nearest(kind, KINDS),
        )
    columns = {column.name: column for column in own}
    if kind in BEHIND_IT_AN_ENTERPRISE:
        # the loan's or investment's own facts win over those of the enterprise behind it
        columns = {column.name: column for column in _enterprise()} | columns
    return columns


@cache
def _inputs(kind: str) -> Mapping[str, Type]:
    typed = {name: column.input_type for name, column in desk_columns(kind).items()}
    return {name: of for name, of in typed.items() if of is not None}


def _enterprise() -> Iterable[Column]:
    for table in ("enterprises", "enterprise_years"):
        yield from (column for column in _table(table).columns.values() if column.name not in BOOKKEEPING)
    yield from _applicant()["enterprise"]


@cache
def _headings() -> Mapping[str, dict[str, str]]:
    return {row["name"]: row for row in _rows("tables")}


@cache
def _table(name: str) -> Table:
    yearly = name == "enterprise_years"  # its figures are series for whoever asks about one enterprise
    rows = [_inherited(row) for row in _rows(name)]
    columns = [_column(row, yearly=yearly and row["type"] in NUMERIC) for row in rows]
    keys = sorted((column.key, column.name) for column in columns if column.key is not None)
    told = _headings()[name]
    return Table(
        name=name,
        zh=told["zh"],
        columns={column.name: column for column in columns},
        key=tuple(key for _, key in keys),
        en=told["en"],
        row=told["row"],
        row_zh=told["row_zh"],
        group=told["group"],
        weighted=told["weighted"] == "yes",
    )


@cache
def _shared() -> Mapping[str, dict[str, str]]:
    return {row["name"]: row for row in _rows("shared")}


def _inherited(row: dict[str, str]) -> dict[str, str]:
    """A row without a type is of a shared column: what it leaves empty is as `shared.csv` has it."""
    if row["type"]:
        return row
    return {name: row[name] or text for name, text in _shared()[row["name"]].items()}


@cache
def _applicant() -> Mapping[str, tuple[Column, ...]]:
    rows = _rows("applicant")
    return {
        kind: tuple(_column(row, yearly=row["yearly"] == "yes") for row in rows if row["kind"] == kind)
        for kind in KINDS
    }


def _rows(name: str) -> list[dict[str, str]]:
    text = (files("innovatory") / "library" / "records" / f"{name}.csv").read_text(encoding="utf-8")
    return list(csv.DictReader(text.splitlines()))


def _column(row: Mapping[str, str], *, yearly: bool) -> Column:
    use, _, filled_by = row["use"].partition(" ")
    headers = [header for header in row["headers"].split("|") if header]
    return Column(
        name=row["name"],
        zh=row["zh"],
        type=row["type"],
        unit=unit(row["unit"]) if row["unit"] else None,
        one_of=places(row["name"]) or tuple(row["one_of"].split()),
        required=use in ("k", "r"),
        filled_by=filled_by,
        key=int(row["key"]) if row["key"] else None,
        minimum=float(row["minimum"]) if row["minimum"] else None,
        future=row["future"] == "yes",
        yearly=yearly,
        headers=tuple(header.removesuffix("†") for header in headers),
        ambiguous=tuple(header.removesuffix("†") for header in headers if header.endswith("†")),
        definition=row["definition"],
        definition_zh=row["definition_zh"],
        references=tuple(one for one in row.get("references", "").split("|") if one),
    )
