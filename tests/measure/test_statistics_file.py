"""The files of published figures: every cell is checked at its line, and so is what only the whole file can show."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from innovatory.language.mistakes import Mistake
from innovatory.measure.figure_file import COLUMNS, INDICATOR_COLUMNS, check_figures, read_figures
from innovatory.measure.sources import COLUMNS as SOURCE_COLUMNS
from innovatory.measure.sources import read_sources

FIGURE = {
    "indicator_id": "rd",
    "indicator_name": "R&D",
    "year": "2021",
    "value": "168.2",
    "unit": "bn yuan",
    "qualifier": "",
    "source_id": "bureau",
    "quote": "168.2 billion yuan",
    "role": "check",
    "period": "full_year",
    "bound": "exact",
    "flag": "observed",
    "series": "rd",
    "released_on": "2022-11-18",
    "preferred": "yes",
}
SECOND = FIGURE | {"source_id": "page", "value": "160", "role": "show", "preferred": "no", "released_on": ""}
SOURCES = ["bureau,Release,Bureau,2022-11-18,https://example.org,official", "page,Page,Site,2023,x.html,aggregator"]

Write = Callable[..., Path]


@pytest.fixture
def write(tmp_path: Path) -> Write:
    def files(*figures: dict[str, str], sources: list[str] = SOURCES, unit: str = "bn yuan") -> Path:
        (tmp_path / "sources.csv").write_text("\n".join([",".join(SOURCE_COLUMNS), *sources]), encoding="utf-8")
        named = f"rd,R&D,研发,{unit},单位\nheads,Heads,人数,persons,人"
        (tmp_path / "indicators.csv").write_text(f"{','.join(INDICATOR_COLUMNS)}\n{named}\n", encoding="utf-8")
        lines = [",".join(figure[column] for column in COLUMNS) for figure in figures]
        (tmp_path / "figures.csv").write_text("\n".join([",".join(COLUMNS), *lines]) + "\n", encoding="utf-8")
        return tmp_path

    return files


def test_a_figure_is_read_in_its_base_unit_with_what_was_printed_beside_it(write: Write) -> None:
    first, second = read_figures(write(FIGURE, SECOND))
    assert (first.value, str(first.unit), first.shown, first.shown_unit) == (168.2e9, "yuan", "168.2", "bn yuan")
    assert (first.name["zh"], first.shown_unit_zh, first.released_on) == ("研发", "单位", date(2022, 11, 18))
    assert (first.preferred, second.preferred, second.released_on) == (True, False, None)
    assert (first.place.line, second.place.line) == (2, 3)


@pytest.mark.parametrize(
    ("change", "kind", "column", "nearest"),
    [
        ({"indicator_id": "rdd"}, "category", "indicator_id", "rd"),
        ({"indicator_name": "R & D"}, "name", "indicator_name", "R&D"),
        ({"unit": "m yuan"}, "name", "unit", "bn yuan"),
        ({"year": "21"}, "date", "year", None),
        ({"value": "168.2 bn"}, "type", "value", None),
        ({"value": ""}, "missing", "value", None),
        ({"source_id": "burea"}, "category", "source_id", "bureau"),
        ({"quote": ""}, "missing", "quote", None),
        ({"quote": "x" * 201}, "long", "quote", None),
        ({"role": "checks"}, "category", "role", "check"),
        ({"period": "fullyear"}, "category", "period", "full_year"),
        ({"bound": "low"}, "category", "bound", "lower"),
        ({"flag": "observe"}, "category", "flag", "observed"),
        ({"bound": "lower"}, "flag", "flag", None),
        ({"flag": "bound"}, "flag", "flag", None),
        ({"series": ""}, "missing", "series", None),
        ({"released_on": "2022-11"}, "date", "released_on", None),
        ({"released_on": "2022-02-30"}, "date", "released_on", None),
        ({"preferred": "true"}, "category", "preferred", None),
        ({"period": "target"}, "role", "role", None),
        ({"period": "part_year"}, "role", "role", None),
    ],
)
def test_a_wrong_cell_is_told_at_its_line_and_column(
    write: Write, change: dict[str, str], kind: str, column: str, nearest: str | None
) -> None:
    folder = write(FIGURE | change)
    with pytest.raises(Mistake) as told:
        read_figures(folder)
    place = told.value.place
    assert place is not None
    assert (told.value.kind, place.file, place.line, place.path) == (kind, str(folder / "figures.csv"), 2, column)
    assert nearest is None or told.value.nearest == nearest


@pytest.mark.parametrize(
    ("second", "kind"),
    [
        (SECOND | {"preferred": "yes"}, "preferred"),  # two
        (FIGURE, "twice"),
        (
            SECOND | {"indicator_id": "heads", "indicator_name": "Heads", "unit": "persons", "preferred": "yes"},
            "series",
        ),
    ],
)
def test_what_is_wrong_between_lines_is_told_at_the_later_one(write: Write, second: dict[str, str], kind: str) -> None:
    found = check_figures(write(FIGURE, second))
    assert kind in [mistake.kind for mistake in found]
    assert {mistake.place.line for mistake in found if mistake.place} == {3}


def test_one_figure_must_be_preferred(write: Write) -> None:
    (found,) = check_figures(write(FIGURE | {"preferred": "no", "role": "show"}, SECOND))
    assert (found.kind, found.place and found.place.line) == ("preferred", 3)


def test_people_are_counted_in_whole_numbers(write: Write) -> None:
    heads = {"indicator_id": "heads", "indicator_name": "Heads", "unit": "persons", "series": "heads"}
    assert [mistake.kind for mistake in check_figures(write(FIGURE | heads | {"value": "3.5"}))] == ["type"]


def test_every_wrong_line_is_told_once(write: Write) -> None:
    found = check_figures(write(FIGURE | {"year": "x", "value": "y"}, FIGURE, SECOND | {"role": "no"}))
    assert [(one.kind, one.place and one.place.line) for one in found] == [("date", 2), ("category", 4)]


def test_a_unit_that_nothing_is_known_of_is_refused_by_name(write: Write) -> None:
    (found,) = check_figures(write(FIGURE | {"unit": "bushels"}, unit="bushels"))
    assert (found.kind, found.place and found.place.path) == ("unit", "unit")
    assert "'bushels'" in found.en


def test_a_source_published_in_a_month_or_a_year_is_known_by_its_last_day(write: Write) -> None:
    lines = [f"{name},T,P,{day},u,press" for name, day in (("a", "2024-02"), ("b", "2019"), ("c", ""))]
    found = read_sources(write(sources=lines))
    assert [found[name].known_by for name in "abc"] == [date(2024, 2, 29), date(2019, 12, 31), None]


@pytest.mark.parametrize(
    ("line", "kind"),
    [
        ("a,T,P,2024-13,u,press", "date"),
        ("a,T,P,last year,u,press", "date"),
        ("a,T,P,2024,u,good", "category"),
        ("a,T,P,2024,,press", "missing"),
        ("page,T,P,2024,u,press", "twice"),
    ],
)
def test_a_wrong_source_is_told_at_its_line(write: Write, line: str, kind: str) -> None:
    with pytest.raises(Mistake) as told:
        read_sources(write(sources=[*SOURCES, line]))
    assert (told.value.kind, told.value.place and told.value.place.line) == (kind, 4)


def test_a_qualifier_is_told_in_chinese_where_somebody_wrote_it(write: Write) -> None:
    folder = write(FIGURE | {"qualifier": "preliminary"}, SECOND | {"qualifier": "page of 2023"})
    (folder / "qualifiers.csv").write_text("qualifier,zh\npreliminary,初步数\n", encoding="utf-8")
    assert [(one.qualifier, one.qualifier_zh) for one in read_figures(folder)] == [
        ("preliminary", "初步数"),
        ("page of 2023", ""),
    ]


@pytest.mark.parametrize(
    ("lines", "kind", "number"),
    [
        ("preliminary,\n", "missing", 2),
        (",初步数\n", "missing", 2),
        ("preliminary,初步数\npreliminary,初步\n", "twice", 3),
        ("preliminary\n", "cells", 2),
    ],
)
def test_wrong_qualifiers_are_told_at_their_line(write: Write, lines: str, kind: str, number: int) -> None:
    folder = write(FIGURE)
    (folder / "qualifiers.csv").write_text(f"qualifier,zh\n{lines}", encoding="utf-8")
    (found,) = check_figures(folder)
    assert (found.kind, found.place and found.place.line) == (kind, number)


def test_a_source_stands_in_chinese_where_somebody_wrote_it(write: Write) -> None:
    folder = write(FIGURE)
    text = "source_id,title,publisher,url_or_file\nbureau,公报,统计局,\n"
    (folder / "sources_zh.csv").write_text(text, encoding="utf-8")
    found = read_sources(folder)
    told = [(one.title, one.title_zh, one.publisher_zh, one.address_zh) for one in found.values()]
    assert told == [
        ("Release", "公报", "统计局", "https://example.org"),  # an empty cell: as recorded
        ("Page", "Page", "Site", "x.html"),
    ]


@pytest.mark.parametrize(
    ("lines", "kind", "number"),
    [
        ("bureu,公报,统计局,\n", "category", 2),
        (",公报,统计局,\n", "missing", 2),
        ("bureau,公报,统计局,\nbureau,,统计局,\n", "twice", 3),
        ("bureau,公报\n", "cells", 2),
    ],
)
def test_wrong_chinese_of_a_source_is_told_at_its_line(write: Write, lines: str, kind: str, number: int) -> None:
    folder = write(FIGURE)
    (folder / "sources_zh.csv").write_text(f"source_id,title,publisher,url_or_file\n{lines}", encoding="utf-8")
    (found,) = check_figures(folder)
    assert (found.kind, found.place and found.place.line) == (kind, number)
