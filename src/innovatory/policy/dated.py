"""What holds from a day on: sources, the time in which a sheet is in force, and parameters with their dated values.

Days are included at both ends; entries of one parameter, and periods of one sheet, share no day.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from typing import Annotated, Literal, Self

from pydantic import AfterValidator, BeforeValidator, Field, PlainValidator, WithJsonSchema, model_validator

from innovatory.language.mistakes import Mistake
from innovatory.policy.rows import Rows
from innovatory.policy.shape import Amount, Day, Label, Shape, Text, checked_text, expected, refused

Confidence = Annotated[
    Literal["unconfirmed"] | None,
    Field(default=None, description="`unconfirmed` where the source has not been confirmed; shown with every result."),
]


class Title(Shape):
    """The title of a source; Chinese may be missing."""

    en: Text = Field(description="In English.")
    zh: Text | None = Field(default=None, description="In Chinese.")


class Source(Shape):
    """A legal source."""

    cite: Text = Field(description="How it is cited: number or short name.")
    title: Title = Field(description="Its title.")
    start: Day = Field(alias="from", description="First day on which it applies.")
    stored: tuple[Text, ...] = Field(default=(), description="Ids of stored documents.")


class Period(Shape):
    """Days from `start` to `end`, both included; open where `end` is None."""

    start: Day = Field(alias="from", description="First day.")
    end: Day | None = Field(default=None, alias="to", description="Last day; open if not given.")

    @model_validator(mode="after")
    def _begins_before_it_ends(self) -> Self:
        if self.end is not None and self.end < self.start:
            raise refused(_ends_first(self.start, self.end), "to")
        return self


def _ends_first(start: date, end: date) -> Mistake:
    return Mistake("date", f"it ends on {end}, before it begins on {start}", f"终止日 {end} 早于起始日 {start}")


def _overlap(first: str, second: str) -> Mistake:
    return Mistake(
        "overlap",
        f"the entry from {first} still holds when that from {second} begins; end it the day before",
        f"自 {first} 起的条目与自 {second} 起的条目日期重叠；请将前者终止于前一日",
    )


def _listed(value: object) -> object:
    return [value] if isinstance(value, dict) else value


def _apart(periods: tuple[Period, ...]) -> tuple[Period, ...]:
    """Periods in the order of time, none sharing a day."""
    ordered = sorted(periods, key=lambda period: period.start)
    for earlier, later in pairwise(ordered):
        if earlier.end is None or earlier.end >= later.start:
            raise refused(_overlap(str(earlier.start), str(later.start)), periods.index(later))
    return tuple(ordered)


Periods = Annotated[tuple[Period, ...], Field(min_length=1), BeforeValidator(_listed), AfterValidator(_apart)]
"""One period, or a list of periods; kept in the order of time."""


class Entry(Shape):
    """What a parameter is from one day on: one value, or the rows of a table."""

    source: Text = Field(description="A key of `sources` and the article.")
    value: Amount | None = Field(default=None, description="A number or a range.")
    rows: Rows | None = Field(
        default=None, description="The rows of a table, read from the top; the last is `otherwise`."
    )
    end: Day | None = Field(default=None, alias="to", description="Last day; else the day before the next entry.")
    says: Label | None = Field(default=None, description="What the article says, restated; for the review page.")
    confidence: Confidence

    @model_validator(mode="after")
    def _value_or_rows(self) -> Self:
        if self.value is None and self.rows is None:
            raise refused(Mistake("missing_key", "an entry needs a `value` or `rows`", "条目须有 `value` 或 `rows`"))
        if self.value is not None and self.rows is not None:
            raise refused(
                Mistake("table", "an entry has a `value` or `rows`, not both", "条目只能有 `value` 或 `rows` 之一")
            )
        return self


@dataclass(frozen=True)
class Argument:
    """What a table is read by: an input, or a label with its unit (`unit` is None for an input, which has its own)."""

    name: str
    unit: str | None


def _argument(value: object) -> Argument:
    if isinstance(value, str) and value:
        return Argument(value, None)
    if isinstance(value, dict) and len(value) == 1:
        label, unit = next(iter(value.items()))
        return Argument(label, checked_text(unit, label))
    raise refused(expected("an input, or one {label: unit}", "一个输入名，或一个 {标签: 单位}", value))


By = Annotated[
    Argument,
    PlainValidator(_argument),
    WithJsonSchema(
        {
            "anyOf": [
                {"type": "string"},
                {
                    "type": "object",
                    "minProperties": 1,
                    "maxProperties": 1,
                    "additionalProperties": {"type": ["string", "number"]},
                },
            ]
        }
    ),
]


class Parameter(Shape):
    """A number or a table of the law; every value dated and sourced."""

    unit: Text = Field(description="Unit of the value.")
    by: By | None = Field(default=None, description="For a table: the input it is read by, or {label: unit}.")
    label: Label | None = Field(default=None, description="Its name in both languages.")
    values: dict[Day, Entry] = Field(min_length=1, description="First day of each value → the value.")

    @model_validator(mode="after")
    def _dates_and_tables(self) -> Self:
        days = sorted(self.values)
        for start, following in zip(days, [*days[1:], None], strict=True):
            self._check(start, self.values[start], following)
        return self

    def _check(self, start: date, entry: Entry, following: date | None) -> None:
        here = ("values", start.isoformat())
        if entry.end is not None and entry.end < start:
            raise refused(_ends_first(start, entry.end), *here, "to")
        if entry.end is not None and following is not None and entry.end >= following:
            raise refused(_overlap(str(start), str(following)), *here, "to")
        if (self.by is None) != (entry.rows is None):
            raise refused(
                Mistake(
                    "table",
                    "`by` and `rows` belong together: a table says what it is read by, a plain value has no `by`",
                    "`by` 与 `rows` 须同时出现：分档表须写明依据，单一数值不写 `by`",
                ),
                *here,
            )
