"""What many answers of the API share: words, values as people read them, evidence, sources, mistakes, downloads.

Every text is in the language that was asked for, unless its field says otherwise.
"""

from __future__ import annotations

from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

Lang = Literal["en", "zh"]
Result = Literal["pass", "fail", "depends", "not_in_force"]
Verdict = Literal["met", "not_met", "cannot_say"]


class Told(BaseModel):
    """The ground of all shapes: nothing beside its fields, never changed once made."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Word(Told):
    """A word of a closed list, or anything else with an id: the id, and what people call it."""

    id: str = Field(examples=["basic_research"])
    label: str = Field(examples=["Basic research"])


class Range(Told):
    """An amount in its base unit (yuan, a fraction, persons …); an end that is not known is null."""

    low: float | None
    high: float | None
    text: str = Field(description="The amount as people read it.", examples=["2.05 million yuan"])


class Value(Told):
    """A value of one year, with its unit, as a number and as people read it."""

    year: int = Field(examples=[2024])
    low: float | None = Field(description="In the base unit; equal to `high` for a point, null where an end is open.")
    high: float | None
    unit: str = Field(description="The base unit: `yuan`, `1` (a fraction), `person`, `count` …", examples=["yuan"])
    text: str = Field(examples=["245.307 billion yuan"])


class Shares(Told):
    """Which share of the facts behind a number rests on what; they sum to 1, or are all 0 where nothing is behind it."""

    published: float = 0.0
    your_records: float = 0.0
    rule: float = 0.0
    assumption: float = 0.0
    prior: float = 0.0


class Evidence(Told):
    """The evidence line of a number: one sentence, and the shares it tells."""

    sentence: str = Field(examples=["Rests on: published figures 100%"])
    shares: Shares


class Source(Told):
    """A source as it is listed: title and publisher stand in the language in which they were recorded."""

    id: str = Field(examples=["S001"])
    title: str
    publisher: str
    published: str | None = Field(description="Day, month or year, as far as it is known.", examples=["2024-01-30"])
    address: str = Field(description="A web address or a file, as recorded; never fetched.")
    reliability: str = Field(description="How the source came to its figures, in words.")
    weak: bool = Field(description="Whether nothing may be decided by this source alone.")


class Twins(Told):
    """Stable addresses of the same data as files, relative to the server."""

    csv: str = Field(examples=["/api/v1/cities/shenzhen/indicators/rd_gdp_ratio.csv"])
    xlsx: str
    parquet: str
    metadata: str = Field(description="What the columns mean, and where the data come from (JSON).")


class Place(Told):
    """Where a mistake stands: a file, a line and a column (both from 1), a path of keys or the name of a field."""

    file: str | None = None
    line: int | None = None
    column: int | None = None
    path: str | None = None


class Problem(Told):
    """What was wrong with a request, said in both languages with its place and the nearest valid name."""

    kind: str = Field(description="Stable, machine-readable.", examples=["name"])
    en: str = Field(examples=["no indicator 'rd_gdp'"])
    zh: str = Field(examples=["没有指标 'rd_gdp'"])
    nearest: str | None = Field(default=None, examples=["rd_gdp_ratio"])
    place: Place | None = None


class Lines(Told):
    """A heading with sentences below it."""

    heading: str
    lines: list[str]
