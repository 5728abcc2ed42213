"""`innovatory populate`: a synthetic population of a city that meets its published totals, and the report on them."""

from __future__ import annotations

import multiprocessing
import signal
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from types import FrameType
from typing import TYPE_CHECKING, Annotated, Any

import typer

from innovatory.cli.console import print_json, print_shown
from innovatory.cli.interrupts import InterruptedWork
from innovatory.cli.options import JsonOption, LangOption, language, whole_number
from innovatory.cli.progress import Told, watched
from innovatory.cli.report import write
from innovatory.cli.writing import beside, into_folder
from innovatory.language.mistakes import Mistake, Place
from innovatory.report.words import say

if TYPE_CHECKING:
    from collections.abc import Callable

    from innovatory.measure.population_make import Asked
    from innovatory.measure.population_study import Study

CityArgument = Annotated[str, typer.Argument(metavar="CITY|DIR", help="A city or its folder. 城市或其文件夹。")]
YearOption = Annotated[str, typer.Option("--year", metavar="YEAR", help="The end of which year, 2017 to 2023. 年末。")]
OutOption = Annotated[
    str, typer.Option("--out", metavar="FILE|DIR", help="A new .parquet file, or a new folder of records. 输出。")
]
WeightOption = Annotated[
    str,
    typer.Option("--weight", metavar="N", help="Real enterprises that a row stands for, from 1. 每行代表的企业数。"),
]
SeedOption = Annotated[str, typer.Option("--seed", metavar="N", help="The same seed, the same bytes. 随机种子。")]
ProcessesOption = Annotated[
    str, typer.Option("--processes", metavar="N", help="Processes that draw beside each other. 进程数。")
]
ReportOption = Annotated[
    str,
    typer.Option("--report", metavar="FILE", help="The totals report: .html or .json; else beside the output. 报告。"),
]
SEED = 1
FILE, PAGES = ".parquet", (".html", ".htm", ".json")
MOST_WEIGHT, MOST_PROCESSES = 1_000_000, 64


def populate(
    city: CityArgument,
    year: YearOption,
    out: OutOption,
    weight: WeightOption = "1",
    seed: SeedOption = str(SEED),
    processes: ProcessesOption = "1",
    report: ReportOption = "",
    json: JsonOption = False,
    lang: LangOption = "en",
) -> None:
    """Make all enterprises of a city such that every published total is met. 生成与公布总量一致的合成企业总体。

    innovatory populate shenzhen --year 2022 --out shenzhen_2022.parquet
    """
    language(lang)
    asked_year, path = whole_number(year, "--year", 1, 9999), _output(out)
    page = _page(report, path)
    units, chosen = whole_number(weight, "--weight", 1, MOST_WEIGHT), whole_number(seed, "--seed", 0, 2**63 - 1)
    beside = whole_number(processes, "--processes", 1, MOST_PROCESSES)
    from innovatory.measure.city import read_city
    from innovatory.measure.population_make import Asked

    asked = Asked(read_city(city), asked_year, units, chosen, beside)
    working = say("populate.working", lang, city=asked.city.label[lang], year=asked_year)
    with _interruptible(path), watched(working) as done, _ended_in_order():
        found = made(asked, path, done)
        write_report(found, page, lang)
    if json:
        print_json(found | {"report": str(page)})
        return
    from innovatory.report.populate import show

    print_shown(lambda console: show(found, str(page), console, lang))


def made(asked: Asked, path: Path, told: Told) -> dict[str, Any]:
    """The population written, and its report as plain data; the held-out years are told beside the writing."""
    from innovatory.measure.population_make import plan, write_file, write_folder
    from innovatory.measure.population_report import report

    population = plan(asked)
    with _studied(asked) as studied:
        (write_file if path.suffix == FILE else write_folder)(population, path, told)
        study = studied()
    return report(population, path, study)


@contextmanager
def _interruptible(path: Path) -> Iterator[None]:
    """An interrupt says whether the population stands already, which is written whole before its report."""
    try:
        yield
    except KeyboardInterrupt:
        stands = any(path.iterdir()) if path.is_dir() else path.exists()
        raise InterruptedWork("populate.interrupted.written" if stands else "populate.interrupted", file=path) from None


@contextmanager
def _ended_in_order() -> Iterator[None]:
    """Take a wish to end (SIGTERM) as an interruption, so that no part of a file is left behind."""

    def interrupt(_signal: int, _frame: FrameType | None) -> None:
        raise KeyboardInterrupt

    before = signal.signal(signal.SIGTERM, interrupt)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)


@contextmanager
def _studied(asked: Asked) -> Iterator[Callable[[], Study]]:
    """The study of the held-out years, by a process of its own where more than one is allowed."""
    if asked.processes == 1:
        yield lambda: _study(asked)
        return
    with ProcessPoolExecutor(1, mp_context=multiprocessing.get_context("spawn")) as pool:
        future = pool.submit(_study, asked)
        try:
            yield future.result
        finally:
            future.cancel()


def _study(asked: Asked) -> Study:
    from innovatory.measure.population_constants import read_parameters
    from innovatory.measure.population_study import study

    return study(asked.city, read_parameters(asked.city.folder), asked.seed)


def write_report(found: dict[str, Any], page: Path, lang: str) -> None:
    """Write the totals report as a page or, by the ending of the file, as JSON."""
    if page.suffix.lower() == ".json":
        import json as encoder

        write(encoder.dumps(found, ensure_ascii=False, indent=1), page)
        return
    from innovatory.report.population_page import page as drawn

    write(drawn(found, lang), page)


# What is asked ---------------------------------------------------------------------------------------------------------


def _output(name: str) -> Path:
    """A new Parquet file, or a new or empty folder."""
    path = Path(name)
    suffix = path.suffix.lower()
    if suffix not in ("", FILE):
        en = f"a file that ends in .parquet or a folder is expected, not {name!r}"
        raise Mistake("file", en, f"应为 .parquet 文件或文件夹，不能是 {name!r}", place=Place(path="--out"))
    if suffix == FILE and path.exists():
        told = "the file exists already and is left as it is", "文件已存在，未作改动"
        raise Mistake("file", *told, place=Place(name))
    return into_folder(path) if suffix == FILE else beside(path)


def _page(name: str, out: Path) -> Path:
    """The report: as asked, else beside a file or inside a folder."""
    if not name:
        return out.with_name(f"{out.stem}_totals.html") if out.suffix == FILE else out / "totals.html"
    path = Path(name)
    if path.suffix.lower() not in PAGES:
        en = f"a report is written to .html or .json, not {name!r}"
        raise Mistake("file", en, f"报告可写为 .html 或 .json，不能是 {name!r}", place=Place(path="--report"))
    return into_folder(path)
