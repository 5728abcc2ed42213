"""`innovatory budget`: what the planned lines of a budget will be asked for, its floors, the smallest shift that meets all."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from innovatory.cli.console import print_json, print_shown
from innovatory.cli.evaluate import table_file
from innovatory.cli.given import EXAMPLES
from innovatory.cli.importing import IgnoreOption, MapOption, SheetOption, UnitOption
from innovatory.cli.options import JsonOption, LangOption, assessed_year, language
from innovatory.cli.progress import Told, watched
from innovatory.cli.report import write as write_page
from innovatory.language.mistakes import Mistake, Place, nearest
from innovatory.report.words import listing, say

if TYPE_CHECKING:
    from innovatory.measure.budget.desk import Desk
    from innovatory.measure.budget.expectation import Expectation
    from innovatory.measure.budget.plan import Plan
    from innovatory.policy.library import Library

FileArgument = Annotated[
    str, typer.Argument(metavar="FILE", help="Planned lines, .xlsx or .csv, or an example. 预算表文件或示例名。")
]
PopulationOption = Annotated[
    str, typer.Option("--population", metavar="FILE", help="Table of enterprises: .parquet or .csv. 企业总体数据表。")
]
YearOption = Annotated[str, typer.Option("--year", metavar="YEAR", help="Year of the budget. 预算年度。")]
ChangeOption = Annotated[
    list[str] | None,
    typer.Option("--change", metavar="SHEET.PARAMETER=VALUE", help="Another value of a rule; may be repeated. 改动规则中的值，可重复。"),
]  # fmt: skip
OutOption = Annotated[
    str, typer.Option("--out", metavar="FILE", help="The lines with their answers: .xlsx, .csv. 各行及结论。")
]
PageOption = Annotated[str, typer.Option("--page", metavar="FILE.html", help="A page to print. 可打印的网页。")]
CacheOption = Annotated[
    str, typer.Option("--cache", metavar="DIR", help="Keep the claims there for the next run. 缓存申领额的文件夹。")
]
TemplateOption = Annotated[
    str, typer.Option("--template", metavar="FILE.xlsx", help="Write an empty plan instead. 输出空白预算表。")
]
TABLES = (".xlsx", ".csv")


@dataclass(frozen=True)
class Outputs:
    """Where the answer goes beside the terminal; None for what was not asked for."""

    table: Path | None
    page: Path | None


def budget(
    file: FileArgument = "",
    population: PopulationOption = "",
    year: YearOption = "",
    change: ChangeOption = None,
    out: OutOption = "",
    page: PageOption = "",
    cache: CacheOption = "",
    template: TemplateOption = "",
    sheet: SheetOption = "",
    map_: MapOption = None,
    unit: UnitOption = None,
    ignore_unknown: IgnoreOption = False,
    json: JsonOption = False,
    lang: LangOption = "en",
) -> None:
    """Plan a budget: enough or short, floors, smallest shift. 编制预算：是否足够、法定下限与最小调整。

    innovatory budget budget_shenzhen_example --population firms.parquet --year 2023
    """
    language(lang)
    if template:
        _template(template, json, lang)
        return
    name, table, asked = _plan_name(file), _population(population), _year(year)
    outputs = _outputs(out, page, (Path(name), table))
    from innovatory.measure.budget.desk import change_of
    from innovatory.measure.budget.plan_file import PlanFile, read_plan
    from innovatory.policy.library import libraries
    from innovatory.records.importing.mapping import answers

    plan = read_plan(PlanFile(name, sheet, answers(map_ or [], unit or []), ignore_unknown), asked, libraries())
    with watched(say("budget.working", lang, file=file)) as told:
        desk, changed = _desks(plan, table, change or [], Path(cache) if cache else None, told)
        found = {**desk.as_dict(), "file": file}
        found["change"] = None if changed is None else change_of(desk, changed, change or [])
    saved = _written(found, plan, outputs, lang)
    if json:
        print_json(found)
        return
    from innovatory.report.budget import show

    print_shown(lambda console: show(found, console, lang, saved))


# What is asked ---------------------------------------------------------------------------------------------------------


def _plan_name(file: str) -> str:
    """The file of a plan: a path, or the name of an example that is shipped."""
    if not file:
        told = (
            "the file of planned lines is missing; --template writes an empty one",
            "缺少预算表文件；可用 --template 输出空白表",
        )
        raise Mistake("missing", *told, place=Place(path="FILE"))
    shipped = {one.stem: str(one) for one in sorted(EXAMPLES.glob("budget_*.csv"))}
    name = file if Path(file).exists() else shipped.get(file, file)
    if not Path(name).suffix:
        en = f"{file!r} is no file and none of the shipped plans ({listing(list(shipped), 'en')})"
        zh = f"{file!r} 既不是文件，也不是内置预算表（{listing(list(shipped), 'zh')}）"
        raise Mistake("name", en, zh, nearest=nearest(file, shipped), place=Place(path="FILE"))
    if Path(name).suffix.lower() not in TABLES:
        told = f"planned lines end in .xlsx or .csv, not {file!r}", f"预算表应为 .xlsx 或 .csv 文件，不能是 {file!r}"
        raise Mistake("file", *told, place=Place(path="FILE"))
    return name


def _population(name: str) -> Path:
    if not name:
        told = "the population is missing: --population FILE", "缺少总体数据：请用 --population 指定文件"
        raise Mistake("missing", *told, place=Place(path="--population"))
    return table_file(name, "--population")


def _year(text: str) -> int:
    year = assessed_year(text)
    if year is None:
        told = "the year of the budget is missing: --year 2024", "缺少预算年度：请用 --year 指定，如 --year 2024"
        raise Mistake("missing", *told, place=Place(path="--year"))
    return year


def _outputs(out: str, page: str, inputs: Sequence[Path]) -> Outputs:
    for name, option, endings in ((out, "--out", TABLES), (page, "--page", (".html", ".htm"))):
        if not name:
            continue
        path, listed = Path(name), " / ".join(endings)
        if path.suffix.lower() not in endings:
            told = (
                f"a file that ends in {listed} is expected, not {name!r}",
                f"文件名应以 {listed} 结尾，不能是 {name!r}",
            )
            raise Mistake("file", *told, place=Place(path=option))
        if any(path.resolve() == one.resolve() for one in inputs):
            told = f"{option} is a file that is read; give another name", f"{option} 与输入文件相同，请另取名称"
            raise Mistake("file", *told, place=Place(str(path)))
        if not path.parent.is_dir():
            raise Mistake("file", "the folder does not exist", "文件夹不存在", place=Place(str(path)))
    return Outputs(Path(out) if out else None, Path(page) if page else None)


def _template(name: str, json: bool, lang: str) -> None:
    from innovatory.measure.budget.plan_columns import template_table
    from innovatory.report.template import write_template

    if Path(name).suffix.lower() != ".xlsx":
        told = f"a file that ends in .xlsx is expected, not {name!r}", f"文件名应以 .xlsx 结尾，不能是 {name!r}"
        raise Mistake("file", *told, place=Place(path="--template"))
    write_template([template_table()], Path(name))
    if json:
        print_json({"file": name, "columns": list(template_table().columns)})
    else:
        print(say("budget.template_written", lang, file=name))


# The desk --------------------------------------------------------------------------------------------------------------


def desk_of(example: str, table: Path, year: int, told: Told) -> dict[str, Any]:
    """The answer for a plan that is shipped, as plain data, under the law as it is."""
    from innovatory.measure.budget.plan_file import PlanFile, read_plan
    from innovatory.policy.library import libraries
    from innovatory.records.importing.mapping import answers

    plan = read_plan(PlanFile(_plan_name(example), "", answers((), ()), False), year, libraries())
    desk, _ = _desks(plan, table, (), None, told)
    return {**desk.as_dict(), "file": example, "change": None}


def _desks(plan: Plan, table: Path, changes: Sequence[str], cache: Path | None, told: Told) -> tuple[Desk, Desk | None]:
    """The plan under the law as it is and, with changes, under the law as changed."""
    from innovatory.measure.budget.change import changed, sheets_of
    from innovatory.measure.budget.desk import Desk
    from innovatory.measure.budget.expectation import library_of
    from innovatory.policy.library import libraries

    library = library_of(libraries(), [*plan.instruments, *sheets_of(changes, libraries())])
    reformed = changed(library, changes, plan.year) if changes else None
    now = Desk(plan, library, _expected(library, plan, table, cache, told))
    if reformed is None:
        return now, None
    return now, Desk(plan, reformed, _expected(reformed, plan, table, cache, told))


def _expected(library: Library, plan: Plan, table: Path, cache: Path | None, told: Told) -> Expectation:
    from innovatory.measure.budget.claims_cache import ClaimsCache
    from innovatory.measure.budget.expectation import expected
    from innovatory.records.population_file import rows

    if cache is None:
        return expected(library, rows(table), plan.instruments, plan.year, told)
    return ClaimsCache(cache).get(
        table,
        library,
        plan.instruments,
        plan.year,
        lambda: expected(library, rows(table), plan.instruments, plan.year, told),
    )


def _written(found: Mapping[str, Any], plan: Plan, outputs: Outputs, lang: str) -> list[str]:
    """Write the table and the page that were asked for; what was written, as sentences."""
    saved = []
    if outputs.table is not None:
        from innovatory.measure.budget.result_table import result_table
        from innovatory.records.export import write_table
        from innovatory.report import budget_sentences

        words = {
            line["id"]: (budget_sentences.answer(line, found["year"], lang), budget_sentences.evidence(line, lang))
            for line in found["lines"]
        }
        write_table(result_table(plan, found, words, lang), outputs.table)
        saved.append(say("budget.written", lang, file=outputs.table))
    if outputs.page is not None:
        from innovatory.report.budget_page import page

        write_page(page(found, lang), outputs.page)
        saved.append(say("budget.page_written", lang, file=outputs.page))
    return saved
