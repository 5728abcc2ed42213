"""A planned budget read from CSV or XLSX: headers and units as at import, every line checked, rows of totals added up."""

from __future__ import annotations

from collections.abc import Iterator, Sequence, Set
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import polars as pl

from innovatory.language.mistakes import Mistake, Place
from innovatory.measure.budget.plan import Line, Plan
from innovatory.measure.budget.plan_cells import Cells, Reader
from innovatory.measure.budget.plan_columns import RESULTS, plan_table
from innovatory.measure.budget.plan_totals import check_totals, is_total
from innovatory.measure.budget.scale import suspicion
from innovatory.records.importing.headers import plain
from innovatory.records.importing.mapping import LEFT_OUT, about_these, mapped
from innovatory.records.importing.reading import Asked, read_source
from innovatory.records.importing.shaping import shaped
from innovatory.records.importing.sheet import cell_name
from innovatory.records.workspace import Answers

if TYPE_CHECKING:
    from innovatory.policy.library import Library
    from innovatory.records.importing.mapping import Mapped
    from innovatory.records.importing.sheet import Sheet


@dataclass(frozen=True)
class PlanFile:
    """What a user says of the file: its name, the sheet of a workbook, answers about headers and units."""

    name: str
    sheet: str = ""
    answers: Answers = field(default_factory=Answers)
    ignore_unknown: bool = False


def read_plan(file: PlanFile, year: int, libraries: Sequence[Library]) -> Plan:
    """The plan of a year.

    Raises `Mistake` as the readers of imports do (`file`, `headers`, `empty` …), and one with all wrong cells, each with
    its row and header: `missing`, `type`, `negative`, `whole`, `range`, `name`, `twice`, `sum`, `year`, `unit`, `cells`.
    """
    table = plan_table()
    source = read_source(Asked(file.name, file.sheet), table)
    about_these(file.answers, source.sheet.headers, table, source.name)
    answers = _with_results_left_out(file.answers)
    plan = mapped(source.sheet.headers, table, answers, year, file.ignore_unknown, source.name)
    rows = shaped(source.sheet, plan, source.name)
    headers = {column: header for (column, of), header in rows.headers.items() if of in (None, year)}
    frame = rows.frame.with_columns(number=source.sheet.numbers.gather(rows.positions))
    cells = [
        Cells(int(row["number"]), {name: None if one is None else str(one) for name, one in row.items()}, headers)
        for row in frame.to_dicts()
    ]
    reader = Reader(file.name)
    _broken(source.sheet, reader)
    cells = list(_of_year(cells, year, reader))
    lines = [line for at in cells if not is_total(at) if (line := _line(at, reader, libraries)) is not None]
    _one_government(cells, reader)
    _once(lines, cells, reader)
    totals = check_totals(cells, reader)
    reader.finish()
    if not lines:
        told = "there is no line of a budget here, only headers or totals", "没有预算行，只有表头或合计"
        raise Mistake("empty", *told, place=Place(file.name))
    results = {plain(header) for pair in RESULTS.values() for header in pair}
    left_out = tuple(header for header in plan.left_out if plain(header) not in results)
    numbers = tuple(int(row) for row in source.sheet.numbers)
    written = _written(source.sheet, plan, results)
    return Plan(tuple(lines), year, file.name, totals, left_out, _origins(cells), written, numbers)


def _written(sheet: Sheet, plan: Mapped, results: Set[str]) -> pl.DataFrame:
    """The rows under the headers of the file, without the results of an earlier answer; amounts and parts as numbers."""
    columns = plan_table().columns
    numeric = {one.header for one in plan.filled if columns[one.column].unit is not None}
    found = []
    for position, header in enumerate(sheet.headers):
        if plain(header) not in results:
            cells = sheet.rows[cell_name(position)].cast(pl.String)
            found.append((_numbers(cells) if header in numeric else cells).alias(header))
    return pl.DataFrame(found)


def _numbers(cells: pl.Series) -> pl.Series:
    """Texts as numbers, if all of them are plain ones."""
    numbers = cells.str.strip_chars().replace("", None).cast(pl.Float64, strict=False)
    return numbers if numbers.null_count() == cells.str.strip_chars().replace("", None).null_count() else cells


def _with_results_left_out(answers: Answers) -> Answers:
    """A plan that comes back with the columns of an answer is read without them."""
    own = {plain(header): LEFT_OUT for pair in RESULTS.values() for header in pair}
    return Answers(columns=own | answers.columns, units=answers.units)


def _broken(sheet: Sheet, reader: Reader) -> None:
    for one in sheet.broken:
        if one.position is None:
            en = "too many or too few cells for the header; text with a comma needs quotation marks"
            reader.refuse_row("cells", one.row, en, "单元格数与表头不符；含逗号的内容须加引号")
        else:
            told = Cells(one.row, {}, {"": sheet.headers[one.position]})
            en, zh = f"the formula gives an error ({one.value})", f"公式结果为错误值（{one.value}）"
            reader.refuse("cells", told, "", en, zh)


def _of_year(cells: Sequence[Cells], year: int, reader: Reader) -> Iterator[Cells]:
    """The rows of the year; a file that has none of it is of another year."""
    years = {at.text("year") for at in cells} - {None}
    if str(year) not in years and cells:
        listed = ", ".join(sorted(one for one in years if one))
        en, zh = f"the budget is of {listed}, not of {year}", f"预算年度为 {listed}，不是 {year}"
        raise Mistake("year", en, zh, place=Place(reader.file))
    yield from (at for at in cells if is_total(at) or at.text("year") == str(year))


def _line(at: Cells, reader: Reader, libraries: Sequence[Library]) -> Line | None:
    name = reader.needed(at, "line_id")
    reader.needed(at, "planned")
    reader.needed(at, "in_rd_fund")
    planned, in_fund = reader.money(at, "planned"), reader.truth(at, "in_rd_fund")
    least, most = reader.money(at, "least"), reader.money(at, "most")
    research, link = reader.one_of(at, "research_class"), reader.one_of(at, "link")
    take_up = _take_up(at, reader)
    instrument = _instrument(at, reader, libraries)
    if name is None or planned is None or in_fund is None:
        return None
    _bounds(at, reader, planned, least, most)
    label = _label(at, name)
    return Line(name, at.row, label, instrument, planned, in_fund, research, link, take_up, least, most)


def _label(at: Cells, name: str) -> dict[str, str]:
    """The names of a line; the one in the other language, or its id, stands in for a missing one."""
    zh, en = at.text("name_zh"), at.text("name_en")
    return {"en": en or zh or name, "zh": zh or en or name}


def _take_up(at: Cells, reader: Reader) -> tuple[float, float] | None:
    low, high = reader.share(at, "take_up_low"), reader.share(at, "take_up_high")
    given = [name for name in ("take_up_low", "take_up_high") if at.text(name) is not None]
    if len(given) == 1:
        other = "take_up_high" if given == ["take_up_low"] else "take_up_low"
        reader.refuse(
            "missing", at, other, "both ends of the take-up are needed, or none", "申领率上下限须同时填写或同时留空"
        )
    if low is None or high is None:
        return None
    if low > high:
        reader.refuse("range", at, "take_up_low", "it is above the upper end", "高于上限")
    return low, high


def _bounds(at: Cells, reader: Reader, planned: int, least: int | None, most: int | None) -> None:
    """What is planned lies between the least and the most of its line; a difference of ten thousand is one of units."""
    for name, bound, wrong in (("least", least, least is not None and least > planned),
                               ("most", most, most is not None and most < planned)):  # fmt: skip
        if wrong and bound is not None:
            way = ("above", "高于") if name == "least" else ("below", "低于")
            doubt = suspicion(bound, planned)
            en = f"{bound:,} yuan is {way[0]} the planned {planned:,} yuan{doubt[0]}"
            reader.refuse(
                "unit" if doubt[0] else "range", at, name, en, f"{bound:,} 元{way[1]}预算 {planned:,} 元{doubt[1]}"
            )


def _instrument(at: Cells, reader: Reader, libraries: Sequence[Library]) -> str | None:
    """The id of an instrument, from its id or its label."""
    text = at.text("instrument")
    if text is None:
        return None
    if any(text in library.located for library in libraries):
        return text
    known = {name: name for library in reversed(libraries) for name in library.located}
    for library in reversed(libraries):
        for name in library.located:
            label = library.sheet(name).label
            known |= {one: name for one in (label.en, label.zh) if one}
    if text not in known:
        reader.unknown(at, "instrument", text, known, ("instrument", "政策工具"))
    return known.get(text)


def _once(lines: Sequence[Line], cells: Sequence[Cells], reader: Reader) -> None:
    first: dict[str, int] = {}
    at = {one.row: one for one in cells}
    for line in lines:
        if line.id in first:
            en = f"the line {line.id!r} stands twice, in rows {first[line.id]} and {line.row}"
            zh = f"预算行 {line.id!r} 重复出现（第 {first[line.id]} 行和第 {line.row} 行）"
            reader.refuse("twice", at[line.row], "line_id", en, zh)
        first.setdefault(line.id, line.row)


def _one_government(cells: Sequence[Cells], reader: Reader) -> None:
    named = [at for at in cells if at.text("government") is not None and not is_total(at)]
    for at in named[1:]:
        if at.text("government") != named[0].text("government"):
            en = (
                f"this is the budget of {at.text('government')}, row {named[0].row} is of {named[0].text('government')}"
            )
            zh = f"该行属于 {at.text('government')} 的预算，第 {named[0].row} 行属于 {named[0].text('government')}"
            reader.refuse("government", at, "government", en, zh)


def _origins(cells: Sequence[Cells]) -> frozenset[str]:
    return frozenset(one for at in cells if (one := at.text("origin")) is not None)
