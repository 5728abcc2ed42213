"""Cities, their chain as one picture, their checks and their sources."""

from __future__ import annotations

from typing import Any, Literal

from pydantic import Field

from innovatory.server.shapes.parts import Evidence, Source, Told, Value, Verdict, Word

Role = Literal["input", "flow", "leak"]
"""What an indicator says of a link: what goes in, what goes on to another link (with its time), what is lost."""
LinkId = Literal["all", "basic_research", "technical_research", "industrialisation", "technology_finance", "talent"]


class About(Told):
    """What this server serves: the product's version, the folder's city if one was given, whether files may be imported."""

    product: str = Field(examples=["innovatory"])
    version: str = Field(examples=["0.1.0"])
    default_city: str = Field(examples=["shenzhen"])
    importable: list[str] = Field(description="Cities into whose records files may be imported.")
    population: str | None = Field(description="The name of the served population file; null if none is served.")


class City(Told):
    """A city: whether it has records of its own, whether it is invented."""

    id: str = Field(examples=["shenzhen"])
    label: str = Field(examples=["Shenzhen"])
    invented: bool = Field(description="An invented city holds for no real place.")
    figures: int = Field(description="Published figures.")
    checks: bool = Field(description="Whether the folder has targets of its own.")
    records_as_of: str | None = Field(description="The day up to which the records tell; null without records.")
    registers: int
    districts: int


class Cities(Told):
    """All cities that are served; `default` is shown first."""

    default: str
    cities: list[City]


class CityHead(Told):
    """The city that an answer is about, and the day of its data in words."""

    id: str
    label: str
    days: list[str] = Field(examples=[["latest source published by 2025-09-30", "no records of the city's own"]])
    invented: str | None = Field(description="A sentence for an invented city; null for a real one.")


class Point(Told):
    """A year of a sparkline; `low` and `high` differ for a range, one is null for a bound."""

    year: int
    low: float | None
    high: float | None


class Spark(Told):
    """The lines of an indicator over the years (a break ends a line) and the figures that contradict them."""

    title: str = Field(description="What the sparkline shows, for readers of the screen.")
    lines: list[list[Point]]
    beside: list[Point]


class KeyFigure(Told):
    """The newest value of an indicator with what limits it, what it rests on and where it comes from."""

    id: str = Field(examples=["rd_gdp_ratio"])
    label: str
    value: Value
    better: Literal["higher", "lower", "neither"]
    change: str | None = Field(description="The change on the year before on the same line, as text.")
    limits: list[str] = Field(
        description="What must be told beside the value: preliminary, budget figure, year inferred …"
    )
    disputed_years: list[int] = Field(description="Years in which figures of sources contradict each other.")
    spark: Spark | None = Field(description="Null where one year is all that is known.")
    sources: list[str] = Field(description="Ids; the list of sources of the answer has them.")
    evidence: Evidence


class Unsaid(Told):
    """An indicator of which nothing is known, and why."""

    id: str
    label: str
    why: list[str]


class Flow(Told):
    """One indicator of what goes into a link, on from it, or is lost on the way; without a value it is said why."""

    role: Role
    id: str
    label: str
    figure: KeyFigure | None
    why: list[str] = Field(description="Why nothing can be said; empty where there is a figure.")


class CheckBrief(Told):
    """A check as it is named beside a link."""

    id: str
    label: str
    answer: Verdict
    answer_text: str
    needed: str


class Link(Told):
    """One link of the chain (`all`: what holds for the whole chain)."""

    id: LinkId
    label: str
    says: str = Field(description="What the link is, in a sentence.")
    figures: list[KeyFigure]
    lacking: list[Unsaid] = Field(description="Key indicators that have no value.")
    flows: list[Flow]
    checks: list[CheckBrief]


class Node(Told):
    """A node of the flow picture; `column` is its place from left to right."""

    id: str
    label: str
    column: int


class Stream(Told):
    """A flow of money between two nodes."""

    source: str
    target: str
    value: float = Field(description="In the unit of the picture.")
    text: str
    derived: bool = Field(
        description="Worked out from others (what is left of a total), not published or recorded as such."
    )


class Sankey(Told):
    """The money of R&D from who pays to who performs to which type, of the latest year in which the parts are known."""

    year: int | None
    unit: str = Field(examples=["yuan"])
    title: str
    alt: str = Field(description="The picture in words.")
    nodes: list[Node]
    streams: list[Stream]
    unsaid: list[str] = Field(description="What cannot be drawn and why.")
    sources: list[str]
    evidence: Evidence | None


class Chain(Told):
    """The chain of a city: its five links with figures, flows and checks, the flow of R&D money, what cannot be said."""

    city: CityHead
    lead: str
    says: str
    links: list[Link]
    sankey: Sankey
    tally: str = Field(description="How many checks have which answer.")
    sources: list[Source]
    evidence: Evidence


class Finding(Told):
    """The answer of a check under one definition, as a sentence."""

    kind: Literal["statute", "policy", "definition"]
    year: int | None
    answer: Verdict
    answer_text: str
    sentence: str


class Check(Told):
    """A floor, a plan's target or a document's statement: met, not met or cannot say, and what decides it."""

    id: str = Field(examples=["basic_research_floor_30"])
    kind: Literal["floor", "plan", "statement"]
    kind_text: str
    label: str
    answer: Verdict
    answer_text: str
    needed: str = Field(examples=["at least 30 %"])
    verdict: str = Field(description="The whole answer in one sentence.")
    by_definition: str | None = Field(description="That the answer depends on the definition; null where it does not.")
    findings: list[Finding]
    behind: list[str] = Field(description="The law or document, what must be known of it, the evidence line.")
    quote: str | None = Field(description="The words of the document as printed; null for a law.")
    figures: list[str] = Field(description="Every published figure that was compared.")
    links: list[LinkId]
    instrument: str | None = Field(description="The sheet that a floor comes from.")
    evidence: Evidence


class Checks(Told):
    """All checks of a city."""

    city: CityHead
    tally: str
    met: int
    not_met: int
    cannot_say: int
    checks: list[Check]


class Sources(Told):
    """The sources of a city's published figures."""

    city: CityHead
    sources: list[Source]


class CityMap(Told):
    """The districts of a city with their names and, where it has them, its maps as GeoJSON."""

    districts: list[Word]
    tiles: dict[str, Any] | None = Field(description="Equal squares in grid units, y upwards.")
    outlines: dict[str, Any] | None = Field(description="Outlines in degrees, outer rings counter-clockwise.")
