"""The budget desk: planned lines in, what they will be asked for, floors and the smallest shift out."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from innovatory.server.shapes.parts import Evidence, Lang, Lines, Range, Told, Verdict, Word

LineAnswer = Literal["enough", "short", "cannot_say"]
MOST_LINES = 2000


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
