"""The catalogue of indicators and one indicator in full."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from innovatory.server.shapes.city import CityHead, KeyFigure, LinkId
from innovatory.server.shapes.parts import Evidence, Source, Told, Twins, Word


class IndicatorBrief(Told):
    """An indicator in the catalogue."""

    id: str = Field(examples=["rd_gdp_ratio"])
    label: str
    family: str
    links: list[LinkId]
    unit: str
    figure: KeyFigure | None = Field(description="Null where nothing is known.")
    why: list[str] = Field(description="Why nothing is known; empty where there is a figure.")
    from_published: bool = Field(description="Whether it reads a published series.")
    from_records: bool = Field(description="Whether it has an expression over records.")
    by: list[Word] = Field(description="The dimensions that records can be grouped by.")


class Catalogue(Told):
    """All indicators of a city, family by family."""

    city: CityHead
    summary: str
    families: list[Word]
    links: list[Word]
    known: int
    indicators: list[IndicatorBrief]
    sources: list[Source]


class Observation(Told):
    """One value of one year from one source or from the city's records, with what limits it."""

    year: int
    group: dict[str, str] = Field(description="The names of its dimensions' values; empty for the whole city.")
    codes: dict[str, str | None] = Field(description="The same as they are recorded.")
    low: float | None
    high: float | None
    text: str
    flag: str = Field(description="observed, preliminary, revised, derived, bound, estimated or simulated.")
    period: str = Field(description="full_year, part_year, stock or target.")
    on_line: bool = Field(description="Whether it may stand on a line over the years.")
    preferred: bool
    limits: list[str]
    change: str | None
    sources: list[str]
    quote: str | None = Field(description="As printed, in the language of the source.")
    qualifier: str = Field(description="What limits it; in English where it has no Chinese.")
    rows: int | None = Field(description="Rows of records behind it.")


class Series(Told):
    """Observations that may be compared: one origin, one definition. Between two series lies a break."""

    origin: Literal["published", "records"]
    id: str
    label: str
    after_break: str | None = Field(description="That this series is not joined to the one before; null for the first.")
    observations: list[Observation]


class Conflict(Told):
    """Figures of one year that cannot all be true, or belong to different definitions."""

    year: int
    kind: Literal["sources", "series"]
    sentence: str


class Vintage(Told):
    """From which year on another definition holds."""

    since: int
    note: str


class Expression(Told):
    """How an indicator is worked out from records."""

    value: str = Field(examples=["sum(rd_intramural) / gdp"])
    over: str = Field(description="A table of the dictionary or a named view.")
    lines: list[str]


class Indicator(Told):
    """One indicator of a city: its meaning, what it does not show, every observation with its source."""

    city: CityHead
    id: str
    label: str
    family: Word
    links: list[Word]
    unit: str
    shown: str = Field(description="How it is shown: percent, plain, money, per_10k, ratio, days, years.")
    better: Literal["higher", "lower", "neither"]
    note: str
    standard: str | None
    law: str | None
    shows_not: str
    vintages: list[Vintage]
    figure: KeyFigure | None
    series: list[Series]
    conflicts: list[Conflict]
    unsaid: list[str]
    expression: Expression | None
    dimensions: list[Word] = Field(description="What it can be asked by: `?by=`.")
    by: list[Word] = Field(description="What this answer is grouped by.")
    evidence: Evidence
    sources: list[Source]
    python: str = Field(description="A snippet that gives the same table.")
    twins: Twins
