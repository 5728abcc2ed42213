"""The budget desk: planned lines in, what they will be asked for, floors and the smallest shift out."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from innovatory.server.shapes.instruments import Law
from innovatory.server.shapes.parts import Evidence, Lang, Lines, Range, Told, Verdict, Word

LineAnswer = Literal["enough", "short", "cannot_say"]
MOST_LINES = 2000
MOST_CHANGES = 50


class PlanColumn(Told):
    """A column of the spreadsheet of planned lines."""

    name: str
    label: str
    definition: str
    required: bool
    choices: list[Word]
    unit: str | None
    unit_label: str | None


class PlanExample(Told):
    """An invented plan that is shipped, as rows to start from."""

    id: str
    label: str
    year: int
    columns: list[PlanColumn]
    rows: list[dict[str, str]]


class Plan(Told):
    """Planned lines as rows of text, as they would stand in a spreadsheet: names of columns, or headers it knows.

    Amounts under a name without a unit are yuan.
    """

    rows: list[dict[str, str]] = Field(min_length=1, max_length=MOST_LINES)
    year: int = Field(ge=1000, le=2999, description="The year of the budget.")
    lang: Lang = "en"
    changes: list[str] = Field(
        default=[],
        max_length=MOST_CHANGES,
        description="Other values of the rules, `sheet.parameter=value`: what they do is told in `change`.",
        examples=[["basic_research_floor_30.min_share=35%"]],
    )


class After(Told):
    """What a line has after the smallest shift, for the low and for the high claims, in yuan."""

    low: int
    high: int


class BudgetLine(Told):
    """A planned line against what it will be asked for."""

    id: str
    row: int
    label: str
    name: str = Field(description="Id and label.")
    instrument: Word | None
    planned: int = Field(description="Yuan.")
    planned_text: str
    link: str | None
    claims: Range | None = Field(description="Expected claims in yuan; null where nothing can be said.")
    claims_text: str
    assumed: str
    who: str
    answer: LineAnswer
    answer_text: str
    short: Range | None
    after: After
    details: list[str]
    evidence: Evidence


class BudgetFloor(Told):
    """What a floor says of the plan."""

    instrument: str
    label: str
    answer: Verdict
    sentence: str
    share: Range | None
    threshold: float | None
    evidence: Evidence


class BudgetShift(Told):
    """The smallest shift between lines that meets all claims of one end and all floors, as far as it can."""

    end: Literal["low", "high"]
    feasible: bool
    moved: int = Field(description="Yuan.")
    lines: list[str]
    evidence: Evidence


class Lever(Told):
    """A value of a rule behind the plan that may be changed, as it is in force on the day on which the desk asks."""

    name: str = Field(description="What a change of it begins with.", examples=["basic_research_floor_30.min_share"])
    instrument: Word
    label: str
    value: float | None = Field(description="In the base unit; null where it is a range.")
    text: str
    unit: str = Field(description="The base unit; `1` is a share or a factor.")
    unit_label: str | None
    period: str
    confirmed: bool
    law: Law


class LineThen(Told):
    """A line before or after a change."""

    claims_text: str
    answer: LineAnswer
    answer_text: str


class ChangedLine(Told):
    """What a change does to a line."""

    id: str
    name: str
    changed: bool
    before: LineThen
    after: LineThen
    evidence: Evidence


class FloorThen(Told):
    """A floor before or after a change."""

    answer: Verdict
    threshold_text: str


class ChangedFloor(Told):
    """What a change does to a floor."""

    instrument: str
    label: str
    changed: bool
    before: FloorThen
    after: FloorThen


class ShiftThen(Told):
    """The smallest shift before or after a change; `moved` is yuan."""

    moved: int
    moved_text: str
    feasible: bool


class ChangedShift(Told):
    """What a change does to the smallest shift."""

    end: Literal["low", "high"]
    label: str
    before: ShiftThen
    after: ShiftThen


class BudgetChange(Told):
    """What other values of the rules do to the plan: told in sentences, and each part before and after."""

    changes: list[str] = Field(description="What was changed, from the value in force to the one that is tried.")
    sentences: list[str]
    lines: list[ChangedLine]
    floors: list[ChangedFloor]
    shifts: list[ChangedShift]


class Budget(Told):
    """The answer of the desk."""

    title: str
    year: int
    head: list[str]
    notices: list[str]
    tally: str
    population: str = Field(description="What the claims are counted on, or that no population is served.")
    lines: list[BudgetLine]
    floors: list[BudgetFloor]
    no_floor: str | None
    shifts: list[BudgetShift]
    sections: list[Lines] = Field(description="Rationing, statuses, reliefs, what to look at, what it rests on.")
    evidence: Evidence
    foot: str
    rows: list[dict[str, str]] = Field(
        description="The plan as it was read, under the names of its columns, in yuan, without totals."
    )
    levers: list[Lever] = Field(description="What may be changed of the rules behind the lines and the floors.")
    change: BudgetChange | None = Field(description="What the changes asked for do; null where none was asked.")
