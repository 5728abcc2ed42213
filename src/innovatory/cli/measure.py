"""`innovatory measure`: the indicators of a city from published figures and from its own records."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from innovatory.cli.console import print_json, print_shown, working
from innovatory.cli.default_city import default_city
from innovatory.cli.options import JsonOption, LangOption, language
from innovatory.language.mistakes import Mistake, Place, nearest
from innovatory.report.words import say

if TYPE_CHECKING:
    from innovatory.measure.city import City
    from innovatory.measure.measurement import Measured

WordsArgument = Annotated[
    list[str] | None,
    typer.Argument(metavar="[CITY|DIR] [ID]…", help="A city or its folder, then indicators. 城市或其文件夹，指标。"),
]
FromOption = Annotated[str, typer.Option("--from", metavar="YEAR", help="The first year. 起始年份。")]
ToOption = Annotated[str, typer.Option("--to", metavar="YEAR", help="The last year. 截止年份。")]
ByOption = Annotated[
    list[str] | None,
    typer.Option("--by", metavar="DIMENSION", help="Group the records by a dimension; may be repeated. 分组维度。"),
]
OutOption = Annotated[
    str, typer.Option("--out", metavar="FILE", help="Write the values: .csv, .parquet or .xlsx. 写入数据表。")
]
ChartOption = Annotated[
    str,
    typer.Option("--chart", metavar="FILE.svg|.png", help="Draw the series of one indicator. 绘制一项指标的序列图。"),
]
PublicOption = Annotated[
    bool, typer.Option("--public", help="Withhold what would give away single units. 隐去可能泄露个体信息的数值。")
]
TABLES = (".csv", ".parquet", ".xlsx")


def measure(
    words: WordsArgument = None,
    first: FromOption = "",
    last: ToOption = "",
    by: ByOption = None,
    out: OutOption = "",
    chart: ChartOption = "",
    public: PublicOption = False,
    json: JsonOption = False,
    lang: LangOption = "en",
) -> None:
    """Show indicators with sources, breaks and evidence. 查看指标及其来源、口径与依据。

    innovatory measure rd_gdp_ratio --from 2015 --chart rd.svg
    """
    language(lang)
    years = (_year(first, "--from"), _year(last, "--to"))
    table, picture = _file(out, TABLES, "--out"), _file(chart, (".svg", ".png"), "--chart")
    from innovatory.measure import measurement
    from innovatory.measure.group_names import group_names
    from innovatory.measure.indicator import indicators

    city, ids = _asked(words or [])
    _one_picture(chart, ids)
    with working(say("measure.working", lang, city=city.label[lang])):
        found = measurement.measure(city, ids or list(indicators()), years, by or [])
        found = _released(found, city) if public else found
    told = [one.as_dict() | {"names": group_names(one, city)} for one in found]
    sources = {
        name: {
            "publisher": one.publisher,
            "title": one.title,
            "publisher_zh": one.publisher_zh,
            "title_zh": one.title_zh,
        }
        for name, one in city.sources.items()
    }
    saved = [out] if table is not None else []
    if table is not None:
        _write(found, by or [], table)
    if picture is not None:
        saved += _draw(told[0], sources, city.label, lang, picture)
    _tell(city, told, sources, saved, bool(ids), json, lang)


def _released(found: Sequence[Measured], city: City) -> list[Measured]:
    """What people without access to the records may see of it."""
    from dataclasses import replace

    from innovatory.measure.disclosure import protected_cubes, released

    gates = {} if city.workspace is None else protected_cubes(city.workspace)
    return [replace(one, observations=tuple(released(one.observations, one.indicator, gates))) for one in found]


def _tell(
    city: City,
    told: Sequence[dict[str, Any]],
    sources: Mapping[str, Any],
    saved: Sequence[str],
    asked: bool,
    json: bool,
    lang: str,
) -> None:
    answer = {"city": city.id, "label": dict(city.label), "indicators": told}
    if json:
        used = {name for one in told for each in one["observations"] for name in each["sources"]}
        print_json(answer | {"sources": {name: sources[name] for name in sorted(used & sources.keys())}})
        return
    from innovatory.report.measure import show_list

    if not asked:
        print_shown(lambda console: show_list(answer, console, lang))
        return
    for number, one in enumerate(told):
        if number:
            print()
        _page(one, sources, saved if number == len(told) - 1 else [], lang)


def _page(one: dict[str, Any], sources: Mapping[str, Any], saved: Sequence[str], lang: str) -> None:
    from innovatory.report.measure import show_page

    print_shown(lambda console: show_page(one, sources, console, lang, saved))


# What was asked -------------------------------------------------------------------------------------------------------


def _asked(words: Sequence[str]) -> tuple[City, list[str]]:
    """The city, and the ids after it; without a city the only one that is not invented."""
    from innovatory.measure.city import CITY_FILE, read_city
    from innovatory.measure.indicator import indicators
    from innovatory.policy.cities import cities

    if words and (words[0] in cities() or (Path(words[0]) / CITY_FILE).is_file()):
        return read_city(words[0]), list(dict.fromkeys(words[1:]))
    if words and words[0] not in indicators():
        if Path(words[0]).is_dir():
            return read_city(words[0]), []  # says what the folder lacks
        near = nearest(words[0], [*indicators(), *cities()])
        told = f"no indicator and no city {words[0]!r}", f"没有指标或城市 {words[0]!r}"
        raise Mistake("name", *told, nearest=near)
    return default_city("CITY"), list(dict.fromkeys(words))


def _year(text: str, option: str) -> int | None:
    if not text:
        return None
    if not re.fullmatch(r"[12][0-9]{3}", text):
        told = f"a year such as 2023 is expected, not {text!r}", f"应为年份（如 2023），不能是 {text!r}"
        raise Mistake("date", *told, place=Place(path=option))
    return int(text)


def _file(name: str, endings: Sequence[str], option: str) -> Path | None:
    """The path of a file to write; `Mistake("file")` for another ending."""
    if not name:
        return None
    path = Path(name)
    if path.suffix.lower() in endings:
        return path
    told = (
        f"a file that ends in {' or '.join(endings)} is expected, not {name!r}",
        f"文件名应以 {'、'.join(endings)} 结尾，不能是 {name!r}",
    )
    raise Mistake("file", *told, place=Place(path=option))


def _one_picture(chart: str, ids: Sequence[str]) -> None:
    if chart and len(ids) != 1:
        told = "a picture shows one indicator; name one", "一张图只画一项指标；请指明一项"
        raise Mistake("option", *told, place=Place(path="--chart"))


# What is written ------------------------------------------------------------------------------------------------------


def _write(found: Sequence[Measured], by: Sequence[str], path: Path) -> None:
    from innovatory.measure.value_table import value_table
    from innovatory.records.export import write_table

    write_table(value_table(found, by), path)


def _draw(one: dict[str, Any], sources: Mapping[str, Any], city: Mapping[str, str], lang: str, path: Path) -> list[str]:
    from innovatory.report.picture import picture as write_picture
    from innovatory.report.series_chart import chart

    picture = chart(one, sources, city, lang)
    if picture is None:
        told = f"nothing of {one['id']} can be drawn: no value is known", f"{one['id']} 没有可绘制的数值"
        raise Mistake("no_values", *told, place=Place(path="--chart"))
    write_picture(picture, path)
    return [str(path)]
