"""`innovatory report`: what is known of a city, what is not, and why, as one page in both languages."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from innovatory.cli.console import print_json, working
from innovatory.cli.options import JsonOption, LangOption, assessed_year, language
from innovatory.cli.writing import into_folder
from innovatory.language.mistakes import Mistake, Place
from innovatory.report.words import say

CityArgument = Annotated[str, typer.Argument(metavar="CITY|DIR", help="A city or its folder. 城市或其文件夹。")]
PageOption = Annotated[str, typer.Option("--out", metavar="FILE.html", help="The page to write. 报告文件。")]
YearOption = Annotated[
    str, typer.Option("--year", metavar="YEAR", help="Nothing later than this year. 仅用该年及以前的数据。")
]


def report(
    city: CityArgument, out: PageOption, year: YearOption = "", json: JsonOption = False, lang: LangOption = "en"
) -> None:
    """Write the report of a city as one page in both languages. 输出城市报告（中英双语网页）。

    innovatory report shenzhen --out shenzhen.html
    """
    language(lang)
    path, asked = page_file(out), assessed_year(year)
    from innovatory.measure.city import read_city
    from innovatory.report.city_page import page
    from innovatory.report.city_report import gather

    of = read_city(city)
    with working(say("report.working", lang, city=of.label[lang])):
        found = gather(of, asked)
        write(page(found, lang), path)
    if json:
        counts = {"indicators": len(found.measured), "with_value": len(found.said), "checks": len(found.checks)}
        conflicts = {"disagreements": len(found.disagreements), "sources": len(found.cited)}
        print_json({"city": of.id, "page": str(path), **counts, **conflicts, "evidence": found.evidence.as_dict()})
    else:
        print(say("report.written", lang, city=of.label[lang], page=path))


def page_file(out: str) -> Path:
    """The file for a page, as typed behind `--out`; `Mistake("file")` for the name of another kind of file.

    And where its folder takes no file.
    """
    path = Path(out)
    if path.suffix.lower() in (".html", ".htm"):
        return into_folder(path)
    told = f"a file that ends in .html is expected, not {out!r}", f"文件名应以 .html 结尾，不能是 {out!r}"
    raise Mistake("file", *told, place=Place(path="--out"))


def write(text: str, path: Path) -> None:
    """Write a page, all of it or nothing; `Mistake("file")` where that cannot be done."""
    from innovatory.records.export import replaced

    with replaced(path) as part:
        part.write_text(text, encoding="utf-8")
