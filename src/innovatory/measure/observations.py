"""What was observed of an indicator: one value of one year from one source or from the city's records, with all that limits it.

Published figures and values worked out from records are observations alike and stand side by side. Nothing is averaged,
nothing missing is zero, and observations are compared only within one line: one origin, one series, one group.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Final, Literal

from innovatory.language.units import Unit
from innovatory.measure.evidence import Evidence
from innovatory.measure.readings import is_observed, tidy
from innovatory.measure.statistics import Figure

Origin = Literal["published", "records"]
RECORDS: Final = "records"
Group = Mapping[str, str | None]


@dataclass(frozen=True)
class Observation:
    """One value of one year.

    `low` and `high` are in `unit` and equal for a point; an end that is not known is None, both are None where records
    cannot say (`reason`: `unknown`, or `published` with the names in `lacking`). `group` holds the dimensions
    (None: unknown). `flag` is observed, preliminary, revised, derived, bound, estimated or simulated; `bound` exact,
    lower, upper or approximate; `period` full_year, part_year, stock or target. `series` is the segment that it may be
    compared within. `qualifier` and `qualifier_zh` are a figure's, by language. Of published figures `shown` and `quote` are as printed; of records `rows` were there, of which
    `left_out` are unknown to the expression.
    """

    indicator: str
    year: int
    low: float | None
    high: float | None
    unit: Unit
    origin: Origin
    series: str
    flag: str
    evidence: Evidence
    group: Group = field(default_factory=dict)
    sources: tuple[str, ...] = ()
    qualifier: str = ""
    qualifier_zh: str = ""
    preferred: bool = True
    period: str = "full_year"
    bound: str = "exact"
    shown: str | None = None
    quote: str | None = None
    rows: int | None = None
    left_out: int = 0
    reason: str | None = None
    lacking: tuple[str, ...] = ()
    whole: bool = True

    @property
    def value(self) -> float | None:
        """The value where it is one number, None where it is a range, a bound or unknown."""
        return self.low if self.low == self.high else None

    @property
    def on_line(self) -> bool:
        """Whether it may stand on a line over the years: a known value of a whole year or a day, no target."""
        return self.whole and self.period in ("full_year", "stock") and (self.low, self.high) != (None, None)

    def as_dict(self) -> dict[str, Any]:
        """Plain data of the observation."""
        return {
            "year": self.year,
            "group": dict(self.group),
            "low": self.low,
            "high": self.high,
            "unit": str(self.unit),
            "flag": self.flag,
            "bound": self.bound,
            "origin": self.origin,
            "sources": list(self.sources),
            "qualifier": self.qualifier,
            "qualifier_zh": self.qualifier_zh,
            "series": self.series,
            "period": self.period,
            "preferred": self.preferred,
            "shown": self.shown,
            "quote": self.quote,
            "rows": self.rows,
            "left_out": self.left_out,
            "reason": self.reason,
            "lacking": list(self.lacking),
            "evidence": self.evidence.shares(),
        }


@dataclass(frozen=True)
class Line:
    """Observations that may be compared: one origin, one series, one group; one a year, in the order of the years."""

    origin: Origin
    series: str
    group: Group
    observations: tuple[Observation, ...]

    def changes(self) -> dict[int, tuple[float, float]]:
        """The difference to the year before and its share of that year, where both are single positive numbers."""
        values = {one.year: one.value for one in self.observations}
        pairs = ((year, value, values.get(year - 1)) for year, value in values.items())
        known = [(year, value, before) for year, value, before in pairs if value is not None and before and before > 0]
        return {year: (tidy(value - before), tidy(value / before - 1.0)) for year, value, before in known}


@dataclass(frozen=True)
class Unsaid:
    """Why something cannot be measured.

    `kind`: no_figures (no published figure of the series), no_records, not_recorded (`tables`, or `columns` of the first
    of them), no_rows (the records have none in these years), assumed (`columns`: dimensions that are assumed in the
    records).
    """

    kind: str
    tables: tuple[str, ...] = ()
    columns: tuple[str, ...] = ()

    def as_dict(self) -> dict[str, Any]:
        """Plain data."""
        return {"kind": self.kind, "tables": list(self.tables), "columns": list(self.columns)}


def of_figure(figure: Figure, indicator: str) -> Observation:
    """A published figure as an observation of an indicator; a bound leaves its other end open."""
    return Observation(
        indicator=indicator,
        year=figure.year,
        low=None if figure.bound == "upper" else figure.value,
        high=None if figure.bound == "lower" else figure.value,
        unit=figure.unit,
        origin="published",
        series=figure.series,
        flag=figure.flag,
        evidence=Evidence(published=1),
        sources=(figure.source,),
        qualifier=figure.qualifier,
        qualifier_zh=figure.qualifier_zh,
        preferred=figure.preferred,
        period=figure.period,
        bound=figure.bound,
        shown=f"{figure.shown} {figure.shown_unit}",
        quote=figure.quote,
        whole=is_observed(figure),
    )


def lines(observations: Iterable[Observation]) -> list[Line]:
    """The lines of some observations in the order of their first years; of disagreeing figures the preferred one."""
    groups: dict[tuple[Any, ...], list[Observation]] = defaultdict(list)
    for one in observations:
        if one.on_line:
            groups[(one.origin, one.series, tuple(one.group.items()))].append(one)
    found = [Line(key[0], key[1], dict(key[2]), _one_a_year(group)) for key, group in groups.items()]
    return sorted(found, key=lambda line: line.observations[0].year)


def _one_a_year(group: Iterable[Observation]) -> tuple[Observation, ...]:
    """One observation a year: the preferred before the others, a single number before a bound."""
    best: dict[int, Observation] = {}
    for one in sorted(group, key=lambda one: (one.year, not one.preferred, one.value is None)):
        best.setdefault(one.year, one)
    return tuple(best.values())


def newest(observations: Iterable[Observation]) -> Observation | None:
    """The observation of the whole city to show first: of the latest year, preferred, a published figure before records.

    None if nothing is known of the whole city.
    """
    known = [one for one in observations if one.on_line and not one.group]
    return max(
        known, key=lambda one: (one.year, one.preferred, one.value is not None, one.origin == "published"), default=None
    )
