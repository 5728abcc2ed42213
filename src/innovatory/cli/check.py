"""`innovatory check`: the statutory floors, plan targets and statements of a city, each met, not met or cannot say."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from innovatory.cli.console import print_json, print_shown, working
from innovatory.cli.default_city import default_city
from innovatory.cli.options import JsonOption, LangOption, assessed_year, language
from innovatory.language.mistakes import Mistake, Place, nearest
from innovatory.report.words import LANGUAGES, say

if TYPE_CHECKING:
    from innovatory.measure.checks import Check, Checked
    from innovatory.measure.city import City

WordsArgument = Annotated[
    list[str] | None,
    typer.Argument(metavar="[CITY|DIR] [ID…]", help="A city or its folder, then checks; all if none. 城市与核对项。"),
]
YearOption = Annotated[
    str, typer.Option("--year", metavar="YEAR", help="The year whose figures decide. 以该年数据判断。")
]


def check(
    words: WordsArgument = None, year: YearOption = "", json: JsonOption = False, lang: LangOption = "en"
) -> None:
    """Check floors and targets: met, not met, cannot say. 核对投入下限与目标：达到、未达到、无法判断。

    innovatory check basic_research_floor_30
    """
    language(lang)
    asked = assessed_year(year)
    from innovatory.measure.checking import checked, sources_of

    city, ids = _asked(list(words or []))
    with working(say("check.working", lang, city=city.label[lang])):
        found = _found(checked(city), ids, asked)
    cited = {each.source for each in found} | {one.source for each in found for one in each.findings}
    cited |= {figure.source for each in found for one in each.findings for figure in one.figures}
    sources = {name: source for name, source in sources_of(city).items() if name in cited}
    answer = {"city": dict(city.label), "year": asked, "checks": [_told(one) for one in found], "sources": sources}
    if json:
        print_json(answer)
        return
    from innovatory.report.check import show

    print_shown(lambda console: show(answer, console, lang))


def _found(checks: Checked, ids: list[str], year: int | None) -> list[Check]:
    """The checks asked for; a word that is none of them may also be a misspelt city."""
    from innovatory.policy.cities import cities

    known = checks.ids()
    if wrong := next((word for word in ids if word not in known), None):
        en, zh = (
            f"no check {wrong!r} of this city, and no city of that name",
            f"该市没有核对项 {wrong!r}，也没有这个城市",
        )
        raise Mistake("name", en, zh, nearest=nearest(wrong, [*known, *cities()]), place=Place(path="ID"))
    return checks.checks(ids, year)


def _told(one: Check) -> dict[str, Any]:
    """A check as plain data, with its answer as a sentence by language."""
    from innovatory.report.check_sentences import verdict

    data = one.as_dict()
    return {**data, "says": {lang: verdict(data, lang) for lang in LANGUAGES}}


def _asked(words: list[str]) -> tuple[City, list[str]]:
    """The city and the checks that were typed: the first word may be a city or a folder, else it is a check."""
    from innovatory.measure.city import read_city
    from innovatory.policy.cities import cities

    if words and (words[0] in cities() or Path(words[0]).is_dir() or "/" in words[0]):
        return read_city(words[0]), words[1:]
    return default_city("CITY"), words
