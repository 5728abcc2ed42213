"""The catalogue of instruments, one instrument with its rule beside the law, and what it costs on a population."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from innovatory.server.shapes.parts import Evidence, Lines, Range, Source, Told, Word


class InstrumentBrief(Told):
    """A policy in the catalogue: what the register says of it, and its sheet if a rule is stored."""

    id: str = Field(examples=["hnte_recognition"])
    label: str
    level: Word | None
    link: Word | None
    kind: Word | None
    city: Word | None
    start: str | None = Field(description="The day on which it begins to be in force, as written.")
    end: str | None
    in_force: bool | None = Field(description="On the day asked for; null where the dates are not known to the day.")
    reference: str | None = Field(description="The legal basis.")
    who: str | None = Field(description="Who is eligible.")
    rule: Word | None = Field(description="What is known of the rule itself.")
    confidence: Word
    sheet: bool = Field(description="Whether a rule is stored that can be asked.")
    applies_to: Word | None
    state: Word | None = Field(description="draft, checked or adopted: what may be trusted of the sheet's sign-off.")
    tests: int
    dates_differ: bool


class Choice(Told):
    """A value of a filter with the number of policies that have it."""

    id: str
    label: str
    count: int


class Filters(Told):
    """What the catalogue can be narrowed by."""

    link: list[Choice]
    level: list[Choice]
    kind: list[Choice]
    state: list[Choice]


class Instruments(Told):
    """The catalogue on a day."""

    on: str
    summary: str
    filters: Filters
    instruments: list[InstrumentBrief]


class Law(Told):
    """Where a number stands in the law, and what the law says there in our words."""

    source: str = Field(description="The key of the source in this sheet.")
    cite: str = Field(examples=["国科发火〔2016〕32号"])
    article: str = Field(examples=["art 11(4)"])
    title: str
    since: str
    says: str | None = Field(description="A restatement; null where none is stored.")


class Period(Told):
    """Days, both included; an open end is null."""

    start: str
    end: str | None
    text: str


class Tier(Told):
    """A row of a table of values: its edge in words, its value."""

    edge: str
    value: str


class DatedValue(Told):
    """A value of the law with the days on which it holds: one text, or a table of tiers."""

    period: Period
    text: str | None
    tiers: list[Tier]
    written: str = Field(description="As the sheet has it.")
    confirmed: bool
    law: Law


class Parameter(Told):
    """A number of the law, dated."""

    id: str
    label: str
    unit: str
    by: str | None = Field(description="What a table of tiers is read by.")
    values: list[DatedValue]


class Condition(Told):
    """A condition: what is compared, how, with what, beside its law."""

    id: str
    label: str
    value: str = Field(description="The expression of what is compared.", examples=["st_staff / staff_mean"])
    comparison: str = Field(examples=["at least"])
    threshold: str = Field(description="As written: a number, or an expression over parameters.")
    thresholds: list[DatedValue] = Field(description="The values that a threshold by name has on the days in force.")
    unit: str
    lever: str | None = Field(description="The figure that may be changed to pass.")
    confirmed: bool
    law: Law


class Judged(Told):
    """What a person decides: a mark with its range, or yes or no."""

    id: str
    label: str
    range: str


class Definition(Told):
    """A value that the conditions use by name."""

    id: str
    label: str
    expression: str
    unit: str


class Tested(Told):
    """A test at the foot of a sheet."""

    name: str
    on: str | None
    expected: str
    passed: bool
    differences: list[str]


class Signature(Told):
    """How far a sheet has been reviewed, by whom, and whether the signature still holds."""

    state: Literal["draft", "checked", "adopted"]
    sentence: str
    by: str | None
    on: str | None
    hash: str | None = Field(description="The fingerprint that was signed.")
    fingerprint: str | None = Field(description="The fingerprint of the sheet as it is.")


class Rule(Told):
    """The sheet of an instrument as it is reviewed beside its law."""

    applies_to: Word
    confidence: Word
    in_force: list[Period]
    conditions: list[Condition]
    eligible: str
    parameters: list[Parameter]
    judged: list[Judged]
    definitions: list[Definition]
    outcome: list[Lines] = Field(description="What a pass gives and does, what it excludes, how to apply.")
    inputs: list[Word]
    tests: list[Tested]
    notes: list[str]
    signature: Signature
    file: str = Field(description="The name of the sheet's file.")


class Instrument(Told):
    """One instrument: its entry in the catalogue, its rule if one is stored, the stored documents that name it."""

    entry: InstrumentBrief
    rule: Rule | None
    unstored: str | None = Field(description="That no rule is stored and what is known; null where there is one.")
    documents: list[Source]
    differences: list[str] = Field(description="Where the register and the sheet say different things.")


class CostGroup(Told):
    """What an instrument costs in one group; counts and amounts of small groups are withheld as text."""

    name: str
    units: str
    eligible: str
    depends: str
    amount: str


class CostBy(Told):
    """The groups of one dimension."""

    dimension: Word
    groups: list[CostGroup]


class InstrumentCost(Told):
    """What an instrument costs on the served population, and how many nearly pass.

    `state`: `ready`, `computing` (ask again in `retry_after_s` seconds), `no_population`, `not_asked` (the sheet is for
    other units, or is not stored) or `failed`; the sentence says which.
    """

    id: str
    state: Literal["ready", "computing", "no_population", "not_asked", "failed"]
    sentence: str
    retry_after_s: int | None
    on: str | None
    year: int | None
    rows: int | None
    eligible: float | str | None
    depends: float | str | None
    near_misses: float | str | None
    amount: Range | None = Field(description="Yuan, low and high; null for an instrument without an amount of its own.")
    lines: list[str]
    groups: list[CostBy]
    data: list[str] = Field(description="What the sheet asks for and the population does not have.")
    evidence: Evidence | None
