"""`innovatory cost`: what instruments cost on a population, by group, and who gains and loses by a reform."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from innovatory.cli.console import print_json, print_shown
from innovatory.cli.evaluate import PopulationOption, out_file, table_file
from innovatory.cli.given import EXAMPLES
from innovatory.cli.options import JsonOption, LangOption, OnOption, YearOption, assessed_year, day, language
from innovatory.cli.progress import Told, watched
from innovatory.cli.writing import not_itself
from innovatory.language.mistakes import Mistake, Place, nearest
from innovatory.report.words import listing, say

if TYPE_CHECKING:
    from innovatory.policy.books import Books
    from innovatory.policy.library import Library
    from innovatory.policy.reforms import Reform

IdsArgument = Annotated[
    list[str] | None,
    typer.Argument(metavar="[ID ...]", help="Ids or files; all sheets for enterprises if none. 政策工具，不填则为全部企业政策。"),
]  # fmt: skip
ReformOption = Annotated[
    list[str] | None, typer.Option("--reform", metavar="FILE", help="A reform; may be repeated. 改革方案，可重复。")
]
BeforeOption = Annotated[
    str, typer.Option("--before", metavar="DATE", help="Compare with the law of that day. 与该日的规定比较。")
]
ByOption = Annotated[
    list[str] | None,
    typer.Option("--by", metavar="COLUMN", help="Add up by a column; may be repeated. 按列分组，可重复。"),
]
OutOption = Annotated[
    str, typer.Option("--out", metavar="FILE", help="Write all groups: .parquet, .csv, .xlsx. 保存各组结果。")
]


@dataclass(frozen=True)
class Asked:
    """What is asked: the sheets (ids or files; None: all of the kinds), days, year, reforms, columns to group by."""

    names: tuple[str, ...] | None
    on: date
    before: date | None
    year: int
    reforms: tuple[Reform, ...]
    by: tuple[str, ...]


def cost(
    population: PopulationOption,
    ids: IdsArgument = None,
    on: OnOption = "",
    year: YearOption = "",
    reform: ReformOption = None,
    before: BeforeOption = "",
    by: ByOption = None,
    out: OutOption = "",
    json: JsonOption = False,
    lang: LangOption = "en",
) -> None:
    """Cost instruments and reforms on a population. 测算政策与改革的总体成本。

    innovatory cost --population firms.parquet --on 2024-06-30 --reform reform_rd_relief --by district
    """
    language(lang)
    asked = _asked(ids or [], on, year, reform or [], before, by or [])
    table, written = table_file(population, "--population"), out_file(out) if out else None
    if written:
        not_itself(written, table)
    with watched(say("cost.working", lang, file=population)) as told:
        found = costed(asked, table, told)
        if written:
            save(found, written)
    if json:
        print_json(found)
        return
    from innovatory.report.cost import show

    print_shown(lambda console: show(found, console, lang, out))


# What is asked ---------------------------------------------------------------------------------------------------------


def _asked(ids: Sequence[str], on: str, year: str, reforms: Sequence[str], before: str, by: Sequence[str]) -> Asked:
    from innovatory.policy.reforms import read_reform

    asked_on = day(on)
    newest = assessed_year(year, asked_on)
    read_all = tuple(read_reform(_reform_file(name)) for name in _once(reforms))
    other = _day_before(before) if before else None
    names = _once(ids) or None
    return Asked(names, asked_on, other, asked_on.year - 1 if newest is None else newest, read_all, _once(by))


def asked_for(names: Sequence[str], on: date, year: int) -> Asked:
    """Some sheets by their ids, on a day, over the accounts of a year; no reform, no groups."""
    return Asked(_once(names), on, None, year, (), ())


def _once(names: Sequence[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(names))


def _day_before(text: str) -> date:
    try:
        return day(text)
    except Mistake as mistake:
        raise Mistake(mistake.kind, mistake.en, mistake.zh, place=Place(path="--before")) from None


def _reform_file(name: str) -> Path:
    """The file of a reform: a path, or the name of an example that is shipped."""
    path, shipped = Path(name), sorted(one.stem for one in EXAMPLES.glob("reform_*.yaml"))
    if path.exists() or path.suffix:
        return path
    if name in shipped:
        return EXAMPLES / f"{name}.yaml"
    en = f"{name!r} is no file and none of the shipped reforms ({listing(shipped, 'en')})"
    zh = f"{name!r} 既不是文件，也不是内置改革方案（{listing(shipped, 'zh')}）"
    raise Mistake("name", en, zh, nearest=nearest(name, shipped), place=Place(path="--reform"))


# The costing -----------------------------------------------------------------------------------------------------------


def costed(asked: Asked, table: Path, told: Told) -> dict[str, Any]:
    """The answer that may be told: costed on the table, small groups withheld, with the origins of its rows."""
    from innovatory.policy.admission import WEIGHT
    from innovatory.policy.cost_answer import answer
    from innovatory.policy.costing import Costing
    from innovatory.policy.disclosure import disclosed
    from innovatory.records.population_file import rows
    from innovatory.records.synthetic.basis import refuse_assumed

    sides = _sides(asked)
    frame = rows(table)
    refuse_assumed(table, asked.by)
    costing = Costing(sides, frame, asked.by).run(told)
    found = counted = answer(costing, asked.reforms)
    if weighted := WEIGHT in frame.collect_schema().names():
        counted = answer(Costing(sides, frame.drop(WEIGHT), asked.by).run(told), asked.reforms)
    return {**disclosed(found, counted), "origins": sorted(costing.origins), "weighted": weighted}


def _sides(asked: Asked) -> list[Books]:
    """The law asked for and, with a reform or another day, the law it is compared with."""
    from innovatory.policy.books import books
    from innovatory.policy.reforms import ReformedLibrary

    library, names = _library(asked)
    kinds = _kinds(library, names)
    today = ReformedLibrary(library, asked.reforms) if asked.reforms else library
    sides = [books(today, kinds, asked.on, asked.year, names)]
    if asked.reforms or asked.before:
        sides.append(books(library, kinds, asked.before or asked.on, asked.year, names))
    return sides


def _library(asked: Asked) -> tuple[Library, tuple[str, ...] | None]:
    """The library that has all sheets asked for and changed, and their ids; the standard one tells what is missing."""
    from innovatory.policy.library import libraries, standard
    from innovatory.policy.reforms import ACCOUNT

    if any(_is_file(name) for name in asked.names or ()):
        return _with_files(standard(), asked.names or ())
    names = {*(asked.names or ()), *(name for one in asked.reforms for name in one.file.changes if name != ACCOUNT)}
    return next((one for one in libraries() if names <= one.located.keys()), standard()), asked.names


def _is_file(name: str) -> bool:
    return name.endswith((".yaml", ".yml"))


def _with_files(library: Library, names: Sequence[str]) -> tuple[Library, tuple[str, ...]]:
    """The library with the files among the names, and the ids of all; `Mistake("name_twice")` for an id given twice."""
    found: dict[str, str] = {}
    for name in names:
        key = name
        if _is_file(name):
            library, key = library.with_file(Path(name))
        if key in found:
            en = f"{found[key]} and {name} are both the sheet {key}; give each an id of its own in `instrument:`"
            zh = f"{found[key]} 与 {name} 的标识均为 {key}；请在 `instrument:` 中改用不同标识"
            raise Mistake("name_twice", en, zh, place=Place(path="ID"))
        found[key] = name
    return library, tuple(found)


def _kinds(library: Library, names: Sequence[str] | None) -> frozenset[str]:
    """The kinds of unit that the sheets are for; `Mistake("kind")` where no one table can hold them."""
    from innovatory.policy.match import ENTERPRISE, OF_AN_ENTERPRISE

    kinds = {name: library.sheet(name).applies_to for name in names or ()}
    if len(set(kinds.values())) > 1 and not OF_AN_ENTERPRISE.issuperset(kinds.values()):
        told = [
            listing([f"{name} ({say(f'applies_to.{kind}', lang)})" for name, kind in kinds.items()], lang)
            for lang in ("en", "zh")
        ]
        raise Mistake(
            "kind",
            f"these are for units of different kinds, which do not stand in one table: {told[0]}",
            f"这些政策适用于不同类型的对象，不能用同一张表测算：{told[1]}",
            place=Place(path="ID"),
        )
    return frozenset(kinds.values()) or frozenset({ENTERPRISE})


# The table of all groups ---------------------------------------------------------------------------------


def save(found: Mapping[str, Any], path: Path) -> None:
    """Write a row for each instrument in each group, by the ending of the file; never half of it."""
    from innovatory.policy.cost_table import table
    from innovatory.records.export import write_table

    write_table(table(found), path)
