"""Published figures of a city, and what may be done with them: which disagree, which stand in one series, which may score.

A figure is one number that one source gives for one year. Nothing is averaged: figures that disagree stand side by side,
one of them preferred; a series ends at a break and is never joined across it; what has started or fitted a model does
not judge it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Literal, TypeVar, get_args

from innovatory.language.mistakes import Mistake, Place
from innovatory.language.units import Unit
from innovatory.measure.readings import read
from innovatory.measure.sources import Source

Role = Literal["start", "fit", "check", "show"]
Period = Literal["full_year", "part_year", "stock", "target"]
Bound = Literal["exact", "lower", "upper", "approximate"]
Flag = Literal["observed", "preliminary", "revised", "derived", "bound", "estimated"]
ROLES: tuple[str, ...] = get_args(Role)
PERIODS: tuple[str, ...] = get_args(Period)
BOUNDS: tuple[str, ...] = get_args(Bound)
FLAGS: tuple[str, ...] = get_args(Flag)

K = TypeVar("K")


@dataclass(frozen=True)
class Figure:
    """One published figure.

    `name` is that of its indicator by language (`en`, `zh`). `value` is in the base unit `unit` (yuan, a fraction for
    %, persons, a count …); `shown` and `shown_unit` are the number and unit as published (`shown_unit_zh` in Chinese). `qualifier` says what
    limits it, `qualifier_zh` the same in Chinese (empty where nobody has written it), `source` is an id of the city's sources, `quote` its words. `period` is full_year, part_year, stock (at
    a day, or added up to it) or target; `bound` exact, lower, upper or approximate. Figures are compared only within
    one `series`. `released_on` is the day of publication, None where it is not known to the day. Of all figures of one
    indicator, year and period exactly one is `preferred`. `place` is where it stands.
    """

    indicator: str
    name: Mapping[str, str] = field(hash=False)
    year: int
    value: float
    unit: Unit
    shown: str
    shown_unit: str
    shown_unit_zh: str
    qualifier: str
    source: str
    quote: str
    role: str
    period: str
    bound: str
    flag: str
    series: str
    released_on: date | None
    preferred: bool
    place: Place
    qualifier_zh: str = ""


@dataclass(frozen=True)
class Disagreement:
    """Figures of one indicator, year and period of which no one value can be true, the preferred one first.

    `kind` is `sources` where figures of one series contradict each other, `series` where only those of different
    series do: another definition, another vintage, another day of the year.
    """

    indicator: str
    year: int
    period: str
    figures: tuple[Figure, ...]

    @property
    def kind(self) -> str:
        """`sources` or `series`."""
        groups = _grouped(self.figures, lambda one: one.series)
        return "sources" if any(_contradict(group) for group in groups.values()) else "series"


@dataclass(frozen=True)
class Segment:
    """The figures of one series in the order of their years; `line` holds one per year, the preferred one where it is here."""

    series: str
    figures: tuple[Figure, ...]

    @property
    def line(self) -> tuple[Figure, ...]:
        """One figure per year and period, parts of years and targets left out: what may be drawn as a line."""
        whole = [one for one in self.figures if one.period in ("full_year", "stock")]
        groups = _grouped(whole, lambda one: (one.year, one.period))
        return tuple(min(group, key=lambda one: not one.preferred) for group in groups.values())


def disagreeing(figures: Iterable[Figure]) -> list[Disagreement]:
    """The groups of figures that contradict each other, in the order of the figures.

    What was printed is read as an interval (half a unit of the last digit, one side of a bound): 6.46 and 6.5, or
    `more than 90` and 93.3, do not contradict each other.
    """
    groups = _grouped(figures, lambda one: (one.indicator, one.year, one.period))
    found = [(key, sorted(group, key=lambda one: not one.preferred)) for key, group in groups.items()]
    return [Disagreement(*key, tuple(group)) for key, group in found if _contradict(group)]


def series_of(indicator: str, figures: Iterable[Figure]) -> list[Segment]:
    """The series of an indicator, each by itself, in the order of their first years; none for an unknown indicator."""
    own = sorted((one for one in figures if one.indicator == indicator), key=lambda one: one.year)
    return [Segment(series, tuple(group)) for series, group in _grouped(own, lambda one: one.series).items()]


def vintages(
    indicator: str, year: int, figures: Iterable[Figure], sources: Mapping[str, Source]
) -> list[tuple[date | None, Figure]]:
    """All figures of an indicator and a year with the day by which each was surely published, oldest first.

    Where no day is recorded it is None, and the figure stands last: nobody can say who knew it when.
    """
    own = [(sources[one.source].known_by, one) for one in figures if (one.indicator, one.year) == (indicator, year)]
    return sorted(own, key=lambda dated: (dated[0] is None, dated[0] or date.max))


def usable_for_scoring(figure: Figure) -> bool:
    """Whether a model may be judged by a figure: only by what was held out for it (role `check`).

    A figure of role `start` or `fit` went into the model, one of role `show` is not fit to judge anything.
    """
    return figure.role == "check"


def check_scoring(figures: Sequence[Figure]) -> None:
    """`Mistake` where a model may not be judged by these figures together.

    Kind `role`: one of them started or fitted the model, or is only shown. Kind `break`: they are of several series.
    """
    for figure in figures:
        if not usable_for_scoring(figure):
            what = f"{figure.indicator} {figure.year}"
            en = f"{what} has the role {figure.role}: a model is judged only by figures of the role check"
            zh = f"{what} 的用途为 {figure.role}：只能用 check（留作检验）的数据评判模型"
            raise Mistake("role", en, zh, place=figure.place)
    names = list(dict.fromkeys(figure.series for figure in figures))
    if len(names) > 1:
        en = f"the series {names[0]} and {names[1]} stand on two sides of a break; they are not joined"
        zh = f"序列 {names[0]} 与 {names[1]} 之间口径中断，不能连接"
        raise Mistake("break", en, zh, place=figures[0].place)


def _contradict(figures: Iterable[Figure]) -> bool:
    readings = [read(figure) for figure in figures]
    return max(one.low for one in readings) > min(one.high for one in readings)


def _grouped(figures: Iterable[Figure], key: Callable[[Figure], K]) -> dict[K, list[Figure]]:
    groups: dict[K, list[Figure]] = defaultdict(list)
    for figure in figures:
        groups[key(figure)].append(figure)
    return dict(groups)
