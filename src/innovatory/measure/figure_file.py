"""Reads the published figures of a city folder: `statistics/figures.csv`, with `indicators.csv` and `sources.csv` beside it,
and `qualifiers.csv`, which says the qualifiers in Chinese.

Every cell is checked at its line and column. What only the whole file can show is checked afterwards: one preferred
figure among those of an indicator, year and period, one indicator for a series, no role for a figure that is only shown.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from innovatory.language.mistakes import Mistake, nearest
from innovatory.measure.published_units import Published, in_base_unit, published_unit
from innovatory.measure.sources import Source, read_sources
from innovatory.measure.statistics import BOUNDS, FLAGS, PERIODS, ROLES, Figure
from innovatory.policy.csv_file import Line, read_csv
from innovatory.records.amounts import day

FIGURES, INDICATORS, QUALIFIERS = "figures.csv", "indicators.csv", "qualifiers.csv"
COLUMNS = (
    "indicator_id",
    "indicator_name",
    "year",
    "value",
    "unit",
    "qualifier",
    "source_id",
    "quote",
    "role",
    "period",
    "bound",
    "flag",
    "series",
    "released_on",
    "preferred",
)
INDICATOR_COLUMNS = ("indicator_id", "name_en", "name_zh", "unit", "unit_zh")
QUALIFIER_COLUMNS = ("qualifier", "zh")
LONGEST_QUOTE = 200  # characters: what may be quoted of any source


@dataclass(frozen=True)
class Series:
    """What the figures of one indicator have in common: its names by language, its unit as published, in Chinese too."""

    id: str
    name: Mapping[str, str]
    unit: str
    unit_zh: str
    published: Published


def read_indicators(folder: Path) -> dict[str, Series]:
    """The published indicators in a folder of statistics by id.

    Raises `Mistake` as `read_csv` does, and of kind `missing`, `unit`, `twice`.
    """
    found: dict[str, Series] = {}
    for line in read_csv(folder / INDICATORS, INDICATOR_COLUMNS):
        name, en, zh, unit, unit_zh = (line.filled(column) for column in INDICATOR_COLUMNS)
        if name in found:
            told = f"the indicator {name} stands here a second time", f"指标 {name} 重复出现"
            raise Mistake("twice", *told, place=line.place("indicator_id"))
        try:
            published = published_unit(unit)
        except Mistake as mistake:
            raise mistake.at(line.place("unit")) from None
        found[name] = Series(name, {"en": en, "zh": zh}, unit, unit_zh, published)
    return found


def read_qualifiers(folder: Path) -> dict[str, str]:
    """The Chinese of qualifiers; none where the folder has no such file.

    Raises `Mistake` as `read_csv` does, and of kind `missing`, `twice`.
    """
    path = folder / QUALIFIERS
    found: dict[str, str] = {}
    for line in read_csv(path, QUALIFIER_COLUMNS) if path.is_file() else ():
        qualifier = line.filled("qualifier")
        if qualifier in found:
            en, zh = f"the qualifier {qualifier!r} stands here a second time", f"限定说明 {qualifier!r} 重复出现"
            raise Mistake("twice", en, zh, place=line.place("qualifier"))
        found[qualifier] = line.filled("zh")
    return found


def read_figures(folder: Path) -> tuple[Figure, ...]:
    """The published figures in a folder of statistics, in the order of the file.

    Raises the first `Mistake` of the file: those of `read_csv`, `read_sources`, `read_indicators`, `read_qualifiers`, and `name` (an
    indicator, its name, a source), `type`, `unit`, `category`, `date`, `missing`, `long`, `twice`, `preferred`,
    `role`, `flag`, `series`.
    """
    figures, mistakes = _read(folder)
    if mistakes:
        raise mistakes[0]
    return figures


def check_figures(folder: Path) -> list[Mistake]:
    """Everything that is wrong with the figures in a folder of statistics: of each line the first mistake."""
    try:
        return _read(folder)[1]
    except Mistake as mistake:  # one of the files cannot be read at all
        return [mistake]


def _read(folder: Path) -> tuple[tuple[Figure, ...], list[Mistake]]:
    sources, indicators, chinese = read_sources(folder), read_indicators(folder), read_qualifiers(folder)
    figures: list[Figure] = []
    mistakes: list[Mistake] = []
    for line in read_csv(folder / FIGURES, COLUMNS):
        try:
            figures.append(_figure(line, indicators, sources, chinese))
        except Mistake as mistake:
            mistakes.append(mistake)
    return tuple(figures), mistakes or list(_together(figures))


def _figure(
    line: Line, indicators: Mapping[str, Series], sources: Mapping[str, Source], chinese: Mapping[str, str]
) -> Figure:
    series = indicators[line.known("indicator_id", line.filled("indicator_id"), indicators)]
    _same(line, "indicator_name", series.name["en"])
    _same(line, "unit", series.unit)
    figure = Figure(
        indicator=series.id,
        name=series.name,
        year=_year(line),
        value=_value(line, series.published),
        unit=series.published.unit,
        shown=line["value"],
        shown_unit=series.unit,
        shown_unit_zh=series.unit_zh,
        qualifier=line["qualifier"],
        source=line.known("source_id", line.filled("source_id"), sources),
        quote=_quote(line),
        role=line.one_of("role", ROLES),
        period=line.one_of("period", PERIODS),
        bound=line.one_of("bound", BOUNDS),
        flag=line.one_of("flag", FLAGS),
        series=line.filled("series"),
        released_on=_released(line),
        preferred=line.one_of("preferred", ("yes", "no")) == "yes",
        place=line.place("value"),
        qualifier_zh=chinese.get(line["qualifier"], ""),
    )
    _fits(figure, line)
    return figure


def _same(line: Line, column: str, of_indicator: str) -> None:
    if line[column] != of_indicator:
        en = f"the indicator {line['indicator_id']} has {of_indicator!r} in {INDICATORS}, not {line[column]!r}"
        zh = f"指标 {line['indicator_id']} 在 {INDICATORS} 中为 {of_indicator!r}，不是 {line[column]!r}"
        raise Mistake("name", en, zh, nearest=nearest(line[column], [of_indicator]), place=line.place(column))


def _year(line: Line) -> int:
    text = line.filled("year")
    if len(text) == 4 and text.isascii() and text.isdigit():
        return int(text)
    raise Mistake("date", f"{text!r} is no year (YYYY)", f"{text!r} 不是年份（YYYY）", place=line.place("year"))


def _value(line: Line, published: Published) -> float:
    try:
        return in_base_unit(line.filled("value"), published)
    except Mistake as mistake:
        raise mistake.at(line.place("value")) from None


def _quote(line: Line) -> str:
    quote = line.filled("quote")
    if len(quote) > LONGEST_QUOTE:
        en = f"a quotation has at most {LONGEST_QUOTE} characters, this one {len(quote)}"
        raise Mistake("long", en, f"引文最多 {LONGEST_QUOTE} 字，此处有 {len(quote)} 字", place=line.place("quote"))
    return quote


def _released(line: Line) -> date | None:
    if not line["released_on"]:
        return None
    try:
        found = day(line["released_on"])
    except Mistake as mistake:
        raise mistake.at(line.place("released_on")) from None
    if isinstance(found, date):
        return found
    en = "a day such as 2024-01-30 is expected; leave it empty where only the month or year is known"
    raise Mistake("date", en, "应为日期（如 2024-01-30）；只知月份或年份时留空", place=line.place("released_on"))


def _fits(figure: Figure, line: Line) -> None:
    """What the cells of one line must say together."""
    one_sided = figure.bound in ("lower", "upper")
    if (figure.flag == "bound" and not one_sided) or (figure.flag == "observed" and one_sided):
        en = f"the flag {figure.flag} does not fit the bound {figure.bound}: a bound is flagged bound, or how it was made"
        zh = f"标志 {figure.flag} 与界限 {figure.bound} 不符：上下限应标为 bound，或标明其来历"
        raise Mistake("flag", en, zh, place=line.place("flag"))
    if figure.role != "show" and (not figure.preferred or figure.period in ("part_year", "target")):
        en = "a figure that is not preferred, a part of a year and a target are only shown (role show)"
        raise Mistake(
            "role", en, "非首选的数据、不足一年的数据和目标值只供展示（用途为 show）", place=line.place("role")
        )


def _together(figures: Sequence[Figure]) -> Iterator[Mistake]:
    """What is wrong between lines, at the later one of them."""
    keys: set[tuple[str, int, str, str]] = set()
    of_series: dict[str, str] = {}
    preferred: dict[tuple[str, int, str], bool] = {}
    for one in figures:
        key, group = (one.indicator, one.year, one.source, one.shown), (one.indicator, one.year, one.period)
        if key in keys:
            en, zh = "this figure of this source stands here a second time", "同一来源的同一数据重复出现"
            yield Mistake("twice", en, zh, place=one.place)
        keys.add(key)
        if of_series.setdefault(one.series, one.indicator) != one.indicator:
            en = f"the series {one.series} is one of {of_series[one.series]}; a series has one indicator"
            zh = f"序列 {one.series} 属于指标 {of_series[one.series]}；一个序列只属于一个指标"
            yield Mistake("series", en, zh, place=one.place)
        if one.preferred and preferred.get(group):
            yield _preferred(one, "two figures are", "有两个数据")
        preferred[group] = preferred.get(group, False) or one.preferred
    last = {(one.indicator, one.year, one.period): one for one in figures}
    yield from (_preferred(last[group], "no figure is", "没有数据") for group, found in preferred.items() if not found)


def _preferred(figure: Figure, en: str, zh: str) -> Mistake:
    what = f"{figure.indicator} {figure.year} ({figure.period})"
    told = f"{en} preferred of {what}; exactly one must be", f"{what} {zh}被标为首选；应恰有一个"
    return Mistake("preferred", *told, place=figure.place)
