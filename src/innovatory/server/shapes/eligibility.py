"""The form of an applicant's facts, what every instrument answers, and one instrument explained.

Facts come by POST alone and are kept nowhere: they stand in no address and in no log.
"""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from innovatory.server.shapes.parts import Evidence, Lang, Lines, Problem, Range, Result, Told, Word

FieldType = Literal["number", "years", "yes_no", "choice", "date", "text", "mark", "status"]
Fact = str | bool | int | float | list[str | int | float | None] | dict[str, str | bool | int | float | None]
FACT_MOST = 200  # facts of one applicant


class InputField(Told):
    """A fact that may be typed.

    `years`: one figure a year, typed as a list that ends in `year` or as a mapping from year to figure. `mark`: what a
    person decides, a number within `range` or a range such as `20..28`. `status`: yes, no, or the day of the
    recognition; it is typed under the name `status(hnte)`.
    """

    name: str = Field(examples=["st_staff"])
    label: str = Field(description="In plain words.")
    law_label: str = Field(description="The name that laws and forms use, in Chinese; the label again on /zh.")
    definition: str
    type: FieldType
    unit: str | None = Field(description="The base unit of a number.", examples=["yuan"])
    unit_label: str | None
    choices: list[Word]
    years: list[int] = Field(description="The years that any rule reads, oldest first; empty for a single value.")
    minimum: float | None
    maximum: float | None
    whole: bool
    example: str = Field(description="An example of how it may be typed.", examples=["12", "50m", "2019-01-01"])
    read_by: list[str] = Field(description="Ids of the instruments in force that read it.")


class FieldGroup(Told):
    """Fields that belong together."""

    id: str
    label: str
    fields: list[InputField]


class Example(Told):
    """An invented applicant that is shipped: facts to start from."""

    id: str
    label: str
    kind: str
    on: str = Field(description="The day that it is written for.")
    facts: dict[str, Fact]


class Form(Told):
    """What may be typed of an applicant of a kind, most read first within each group."""

    kind: Word
    kinds: list[Word]
    on: str
    year: int
    instruments: int = Field(description="How many sheets in force are written for this kind.")
    groups: list[FieldGroup]
    examples: list[Example]


class Facts(Told):
    """What an applicant types: facts by name. What is not given is unknown, never zero."""

    kind: str | None = Field(
        default=None, description="Who asks; follows from the names if it is not given.", examples=["enterprise"]
    )
    facts: dict[str, Fact] = Field(
        max_length=FACT_MOST,
        examples=[
            {"registered_on": "2019-01-01", "staff_mean": "120", "st_staff": "15", "revenue": ["50m", "56m", "62m"]}
        ],
    )
    on: str | None = Field(
        default=None, description="The day of the question; today if it is not given.", examples=["2024-06-30"]
    )
    year: int | None = Field(
        default=None,
        ge=1000,
        le=2999,
        description="The latest complete year; the one before the day if it is not given.",
    )
    lang: Lang = "en"


class Missing(Told):
    """A fact that is not known."""

    name: str
    label: str


class Matched(Told):
    """What one instrument answers."""

    id: str
    label: str
    result: Result
    result_text: str
    worth: Range = Field(description="Yuan; what the account of the year has more with it than without it.")
    if_passed: Range
    worth_text: str = Field(description="The worth, or what it would be worth if it passed, in words.")
    lacks: str = Field(description="What it waits for, or how far the applicant is from it.")
    changes: list[str] = Field(description="The least changes of figures that would pass.")
    not_met: list[str] = Field(description="Conditions that no figure can change.")
    missing: list[Missing]
    levers: list[Missing] = Field(description="The facts that `changes` would change.")
    confirmed: bool
    state: Literal["draft", "checked", "adopted"]
    standing: str = Field(description="The state and the confidence in words.")
    law: str = Field(description="The citations of the sheet.")
    held: bool | None = Field(description="Whether the status it grants is held already.")
    matters: bool = Field(description="Whether it brings something, so that it is shown unfolded.")
    own: bool = Field(description="Whether it is written for this very kind of applicant.")
    apply: list[str] = Field(description="Where, when and with what to apply.")


class AccountLine(Told):
    """A line of the account of the year, in yuan; a rate is a fraction."""

    line: str
    label: str
    instrument: str | None
    low: float | None
    high: float | None
    low_text: str
    high_text: str
    source: str


class Step(Told):
    """What to do next."""

    instrument: str
    kind: Literal["tell", "close", "apply"]
    sentence: str
    missing: list[Missing] = Field(description="The facts that a step `tell` asks for.")
    levers: list[Missing] = Field(description="The facts that a step `close` would change.")
    worth: Range


class Deciding(Told):
    """A fact that instruments wait for."""

    name: str
    label: str
    instruments: list[str]
    sentence: str


class Eligibility(Told):
    """Everything that one applicant may claim, after cumulation. Facts that could not be read are told, the rest answered."""

    kind: Word
    on: str
    year: int
    headline: str
    tally: str
    counts: dict[Result, int]
    total: Range
    instruments: list[Matched] = Field(description="Worth most first.")
    account: list[AccountLine]
    totals: list[str] = Field(description="The worth of all together beside the sum of the parts, and why they differ.")
    next_steps: list[Step]
    deciding: list[Deciding] = Field(description="The facts that most instruments wait for, most first.")
    expiring: list[str]
    notes: list[str]
    not_asked: str
    foot: str
    evidence: Evidence
    sureness: list[str]
    problems: list[Problem] = Field(description="Facts that could not be read; `place.path` names each.")


class ConditionAnswer(Told):
    """One condition for the applicant."""

    id: str
    label: str
    result: Result
    sentence: str
    value: str
    needed: str
    margin: str = Field(description="The distance to the threshold; `—` where there is none to measure.")
    change: str = Field(description="What would change it.")
    missing: list[Missing]
    matters: bool
    law: str
    confirmed: bool


class Explanation(Told):
    """One instrument for the applicant, condition by condition."""

    id: str
    label: str
    on: str
    year: int
    result: Result
    headline: str
    tally: str
    several_ways: str | None
    unconfirmed: str | None
    conditions: list[ConditionAnswer]
    sections: list[Lines] = Field(description="What is missing, what it gives, how to apply, sources, notes, evidence.")
    evidence: Evidence
    problems: list[Problem]
