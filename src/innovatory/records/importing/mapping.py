"""Which column of the table every header of a source fills, in which unit and of which year; what is open is asked.

Nothing is guessed: an unknown or ambiguous header, money without a unit, figures without a year are told together, each
with the words that answer it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property

from innovatory.language.mistakes import Mistake, Place, nearest
from innovatory.records.dictionary import Column, Table
from innovatory.records.importing.headers import OWN, UNITS, Headers, Reading, plain, tens_of
from innovatory.records.workspace import Answers

LEFT_OUT = "-"
ALL = "*"  # stands for every column in an answer about units
BOOKKEEPING = frozenset({"weight", "origin", "source"})
LATEST = "_latest"


@dataclass(frozen=True)
class Filled:
    """A header and the column that it fills.

    `tens` is the power of ten by which its figures are multiplied, `unit` the unit they are written in (None if neither
    header nor user says one), `year` the year of its figures (None if another column or none tells it).
    """

    header: str
    position: int
    column: str
    tens: int
    unit: str | None
    year: int | None


@dataclass(frozen=True)
class Mapped:
    """The headers of a source as columns of a table; `left_out` are headers that fill none, `own_rows` whether the file
    is one of refused rows that comes again."""

    table: Table
    filled: tuple[Filled, ...]
    left_out: tuple[str, ...]
    own_rows: bool
    year: int | None

    @property
    def years(self) -> tuple[int, ...]:
        """The years that headers name; empty where each row has or needs none of its own."""
        return tuple(sorted({one.year for one in self.filled if one.year is not None}))


def answers(maps: Iterable[str], units: Iterable[str]) -> Answers:
    """What a user typed as `HEADER=COLUMN` and `COLUMN=UNIT` (or a unit for all); `Mistake("option")` for other forms."""
    columns = {}
    for text in maps:
        header, equals, column = text.rpartition("=")
        if not equals or not header.strip() or not column.strip():
            en, zh = f"HEADER=COLUMN is expected, not {text!r}", f"应写作 表头=列名，不能是 {text!r}"
            raise Mistake("option", en, zh, place=Place(path="--map"))
        columns[plain(header)] = column.strip()
    named = {}
    for text in units:
        column, equals, unit = text.rpartition("=")
        if plain(unit) not in UNITS:
            en = f"{unit.strip()!r} is no unit; units are 元, 千元, 万元, 亿元, yuan, million yuan, %, 人 …"
            zh = f"{unit.strip()!r} 不是可用单位；可用：元、千元、万元、亿元、%、人等"
            raise Mistake("option", en, zh, place=Place(path="--unit"))
        named[column.strip() if equals else ALL] = unit.strip()
    return Answers(columns=columns, units=named)


def mapped(
    headers: tuple[str, ...], table: Table, answered: Answers, year: int | None, ignore_unknown: bool, place: str
) -> Mapped:
    """The headers of a source as columns of a table.

    Raises `Mistake("headers")` with everything that is open, `Mistake("name")` and `Mistake("option")` for an answer
    that names no column or no unit.
    """
    work = _Mapping(headers, Headers(table), answered, year, ignore_unknown)
    for column in answered.units:
        if column != ALL:
            work.must_be_a_column(column, "--unit")
    filled = [one for one in (work.fill(position, header) for position, header in enumerate(headers)) if one]
    work.finish(filled)
    if work.open:
        en, zh = "; ".join(en for en, _ in work.open), "；".join(zh for _, zh in work.open)
        raise Mistake("headers", en, zh, place=Place(place))
    return Mapped(table, tuple(filled), tuple(work.left_out), set(OWN) <= set(headers), year)


def about_these(said: Answers, headers: tuple[str, ...], table: Table, place: str) -> None:
    """`Mistake("option")` for an answer about a header that the source does not have: most likely a slip.

    Answers that were remembered from another file of the same source may be about headers that this one lacks.
    """
    known = Headers(table)
    there = {text: header for header in headers for text in (plain(header), known.stem(header))}
    for asked in said.columns:
        if asked not in there:
            near = there.get(nearest(asked, there) or "")
            en, zh = f"{place} has no header {asked!r}", f"{place} 中没有表头 {asked!r}"
            raise Mistake("option", en, zh, nearest=near, place=Place(path="--map"))


@dataclass
class _Mapping:
    """The mapping of one source under way: `open` are the questions found so far, in English and Chinese."""

    headers: tuple[str, ...]
    known: Headers
    answered: Answers
    year: int | None
    ignore_unknown: bool
    open: list[tuple[str, str]] = field(default_factory=list)
    left_out: list[str] = field(default_factory=list)

    @property
    def table(self) -> Table:
        return self.known.table

    @cached_property
    def _columns(self) -> Mapping[str, Column]:
        days = {f"{one.name}{LATEST}": one for one in self.table.columns.values() if one.type in ("date", "event")}
        return days | dict(self.table.columns)

    def fill(self, position: int, header: str) -> Filled | None:
        """The column of one header, None if it is left out or open."""
        if header in OWN:
            return None
        reading = self._reading(header)
        if reading is None:
            return None
        column = self._columns[reading.column]
        unit, tens = self._unit(header, reading, column)
        return Filled(header, position, reading.column, tens, unit, self._year(header, reading, column))

    def _reading(self, header: str) -> Reading | None:
        read = self.known.read(header)
        said = self._said(header)
        if said == LEFT_OUT:
            self.left_out.append(header)
            return None
        if said is not None:
            self.must_be_a_column(said, "--map")
            return Reading(said, read.unit if read else _unit_in(header), read.year if read else None,
                           read.relative if read else False)  # fmt: skip
        if read is None:
            self._unknown(header)
            return None
        if read.ambiguous:
            self._ambiguous(header)
            return None
        return read

    def _said(self, header: str) -> str | None:
        """The column that the user says for a header, as it stands or without its unit and year."""
        said = self.answered.columns
        return said.get(plain(header)) or said.get(self.known.stem(header))

    def must_be_a_column(self, name: str, option: str) -> None:
        """`Mistake("name")` for a name in an answer that is no column of the table."""
        if name not in self._columns:
            en, zh = f"the table {self.table.name} has no column {name!r}", f"表 {self.table.name} 没有列 {name!r}"
            raise Mistake("name", en, zh, nearest=nearest(name, self._columns), place=Place(path=option))

    def _unknown(self, header: str) -> None:
        if self.ignore_unknown:
            self.left_out.append(header)
            return
        labels = [text for one in self.table.columns.values() for text in (one.name, one.zh, *one.headers)]
        named = {plain(text): text for text in labels}
        near = named.get(nearest(plain(header), named) or "")
        en = f"the header {header!r} is unknown" + (f" (did you mean {near}?)" if near else "")
        zh = f"表头 {header!r} 无法识别" + (f"（是否为 {near}？）" if near else "")
        answer = f"--map {header}={{}}, --map {header}=- / --ignore-unknown"
        self.open.append((f"{en}: {answer.format('COLUMN')}", f"{zh}：{answer.format('列名')}"))

    def _ambiguous(self, header: str) -> None:
        columns = self.known.candidates(header)
        en = ", ".join(f"{one.name} ({one.definition})" for one in columns)
        zh = "、".join(f"{one.name}（{one.definition_zh}）" for one in columns)
        first, header = columns[0].name, self.known.stem(header)
        self.open.append(
            (
                f"the header {header!r} can mean several things: {en}; say which with --map {header}={first}",
                f"表头 {header!r} 口径不明，可能是：{zh}；请用 --map {header}={first} 等说明",
            )
        )

    def _unit(self, header: str, reading: Reading, column: Column) -> tuple[str | None, int]:
        units = self.answered.units
        said = units.get(column.name) or (units.get(ALL) if column.type == "money" else None)
        unit = reading.unit or said
        if unit is None:
            if column.type == "money":
                self._money(header, column)
            return None, 0
        tens = tens_of(unit, column)
        if tens is None:
            en = f"{unit!r} is no unit of {column.name} (header {header!r})"
            zh = f"{unit!r} 不是 {column.name} 的单位（表头 {header!r}）"
            raise Mistake("option", en, zh, place=Place(path="--unit"))
        return unit, tens

    def _money(self, header: str, column: Column) -> None:
        answer = f"--unit {column.name}=万元 / --unit 元"
        self.open.append(
            (
                f"the header {header!r} names no unit of money: write it behind it as （万元）, or say {answer}",
                f"表头 {header!r} 没有注明金额单位：请在表头后注明（如（万元）），或用 {answer} 说明",
            )
        )

    def _year(self, header: str, reading: Reading, column: Column) -> int | None:
        if reading.year is None:
            return None
        if "year" not in self.table.key or column.name in self.table.key:
            en = f"the header {header!r} names a year, which {self.table.name} has not"
            zh = f"表头 {header!r} 带有年份，但表 {self.table.name} 不按年记录"
            self.open.append((en, zh))
            return None
        if not reading.relative:
            return reading.year
        if self.year is None:
            en = f"the header {header!r} speaks of this or last year: say which year this is with --year"
            self.open.append((en, f"表头 {header!r} 以本年或上年表述：请用 --year 说明本年是哪一年"))
            return None
        return self.year + reading.year

    # What all headers together leave open ------------------------------------------------------------------------------

    def finish(self, filled: list[Filled]) -> None:
        """Ask what no single header shows: columns filled twice, required ones that are missing, the year."""
        self._settle_years(filled)
        self._twice(filled)
        self._missing({one.column for one in filled})

    def _twice(self, filled: list[Filled]) -> None:
        seen: dict[tuple[str, int | None], str] = {}
        for one in filled:
            other = seen.setdefault((one.column, one.year), one.header)
            if other != one.header:
                en = f"the headers {other!r} and {one.header!r} are both {one.column}; leave one out with --map {one.header}=-"
                zh = f"表头 {other!r} 与 {one.header!r} 都对应 {one.column}；请用 --map {one.header}=- 舍弃其一"
                self.open.append((en, zh))

    def _settle_years(self, filled: list[Filled]) -> None:
        """Beside headers with years, figures without one are of `--year`; a column of years goes with neither."""
        if not any(one.year is not None for one in filled):
            return
        if any(one.column == "year" for one in filled):
            en = "some headers name a year and there is a column of years as well; keep one of the two"
            self.open.append((en, "有的表头带年份，又另有年份列；请只保留一种"))
            return
        for index, one in enumerate(filled):
            if one.year is None and self._is_yearly(one.column):
                if self.year is None:
                    en = f"of which year is {one.header!r}? Say it with --year"
                    self.open.append((en, f"{one.header!r} 是哪一年的数据？请用 --year 说明"))
                filled[index] = Filled(one.header, one.position, one.column, one.tens, one.unit, self.year)

    def _is_yearly(self, name: str) -> bool:
        column = self._columns[name]
        return column.unit is not None and name not in self.table.key and name not in BOOKKEEPING

    def _missing(self, present: set[str]) -> None:
        known = present | ({"year"} if self.year is not None or self._has_years else set())
        absent = [one for one in self.table.columns.values() if one.required and one.name not in known]
        hopeless = [one for one in absent if one.name != "year"]
        if hopeless:
            listed = ", ".join(f"{one.name} ({one.zh})" for one in hopeless)
            named = "、".join(f"{one.zh}（{one.name}）" for one in hopeless)
            self.open.append((f"no header is {listed}, which every row needs", f"缺少必填列：{named}"))
        elif absent:
            en = "no header tells the year: say it with --year"
            self.open.append((en, "没有年份列，表头也未带年份：请用 --year 说明"))

    @property
    def _has_years(self) -> bool:
        readings = (self.known.read(header) for header in self.headers)
        return any(read is not None and read.year is not None for read in readings)


def _unit_in(header: str) -> str | None:
    """The unit in brackets of a header that is not known."""
    inside = plain(header).rpartition("(")[2].removesuffix(")").removeprefix("单位:")
    return inside if inside in UNITS else None
