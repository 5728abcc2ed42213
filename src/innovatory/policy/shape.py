"""What every part of a sheet is made of: the strict base model, the leaf types, and how they refuse.

Leaves arrive as text. A leaf type reads the text into what it means and refuses with a `Mistake`; `first_mistake` in
`refusal.py` finds the place.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Annotated, Any, TypeVar

from pydantic import BaseModel, ConfigDict, Field, PlainValidator, WithJsonSchema, model_validator
from pydantic_core import PydanticCustomError

from innovatory.language.literals import day, number, number_or_range
from innovatory.language.mistakes import Mistake
from innovatory.policy.located import Steps

T = TypeVar("T")

NUMBER_PATTERN = r"^-?[0-9]+(\.[0-9]+)?(%|k|m|bn)?$"
RANGE_PATTERN = r"^-?[0-9]+(\.[0-9]+)?(%|k|m|bn)? ?\.\. ?-?[0-9]+(\.[0-9]+)?(%|k|m|bn)?$"
DAY_PATTERN = r"^[0-9]{4}-[0-9]{2}-[0-9]{2}$"
NAME_PATTERN = r"^[a-z][a-z0-9_]*$"


class Shape(BaseModel):
    """A part of a sheet: frozen, and no key but its own."""

    model_config = ConfigDict(frozen=True, extra="forbid")


def refused(mistake: Mistake, *inner: str | int) -> PydanticCustomError:
    """A mistake in the form that Pydantic collects; `inner` are the steps from the validated value to the culprit."""
    return PydanticCustomError("mistake", "mistake", {"mistake": mistake, "inner": inner})


def inner_steps(context: dict[str, object]) -> Steps:
    """The steps that `refused` was given."""
    steps = context.get("inner")
    return steps if isinstance(steps, tuple) else ()


def told(read: Callable[[str], T]) -> Callable[[object], T]:
    """A reader of text as a validator: other data and the reader's mistakes are refused at their place."""

    def reading(value: object) -> T:
        text = checked_text(value)
        try:
            return read(text)
        except Mistake as mistake:
            raise refused(mistake) from None

    return reading


def checked_text(value: object, *inner: str | int) -> str:
    """A text that is not empty; `inner` as in `refused`."""
    if not isinstance(value, str):
        raise refused(expected("a text", "文本", value), *inner)
    if not value:
        raise refused(
            Mistake("missing_key", "nothing is written here; expected a text", "此处为空；应填写文本"), *inner
        )
    return value


def expected(en: str, zh: str, found: object) -> Mistake:
    """A mistake of kind `type`: what the shape asks for and what stands there."""
    if isinstance(found, str):
        en_found, zh_found = (f"the text {found!r}", f"文本 {found!r}") if found else ("nothing", "空值")
    else:
        en_found, zh_found = ("a list", "列表") if isinstance(found, list) else ("keys with values", "键值")
    return Mistake("type", f"expected {en}, found {en_found}", f"此处应为{zh}，实际为{zh_found}")


def _year(text: str) -> int:
    if len(text) == 4 and text.isascii() and text.isdigit():
        return int(text)
    raise Mistake("date", f"{text!r} is no year (YYYY)", f"{text!r} 不是年份（YYYY）")


TEXT_SCHEMA: dict[str, Any] = {"type": ["string", "number", "boolean"]}
NUMBER_SCHEMA: dict[str, Any] = {"anyOf": [{"type": "number"}, {"type": "string", "pattern": NUMBER_PATTERN}]}
AMOUNT_SCHEMA: dict[str, Any] = {
    "anyOf": [{"type": "number"}, {"type": "string", "pattern": f"{NUMBER_PATTERN}|{RANGE_PATTERN}"}]
}

Text = Annotated[str, Field(strict=True, min_length=1), WithJsonSchema(TEXT_SCHEMA)]
"""Any text that is not empty; an expression is one too."""

Name = Annotated[str, Field(strict=True, pattern=NAME_PATTERN)]
"""A name in snake_case."""

Day = Annotated[date, PlainValidator(told(day)), WithJsonSchema({"type": "string", "pattern": DAY_PATTERN})]
"""A calendar day, YYYY-MM-DD."""

Year = Annotated[
    int,
    PlainValidator(told(_year)),
    WithJsonSchema({"anyOf": [{"type": "integer"}, {"type": "string", "pattern": "^[0-9]{4}$"}]}),
]
"""A calendar year, YYYY."""

Number = Annotated[float, PlainValidator(told(number)), WithJsonSchema(NUMBER_SCHEMA)]
"""A number as typed: `12`, `5%`, `10k`, `50m`, `3bn`."""

Amount = Annotated[
    float | tuple[float, float],
    PlainValidator(told(number_or_range)),
    WithJsonSchema(AMOUNT_SCHEMA),
]
"""A number, or the low and high of `low..high`."""


class Label(Shape):
    """A text in both languages."""

    en: Text = Field(description="In English.")
    zh: Text = Field(description="In Chinese.")

    @model_validator(mode="before")
    @classmethod
    def _two_languages(cls, value: object) -> object:
        if isinstance(value, str) and value:
            raise refused(
                Mistake(
                    "label",
                    f"a label is given in both languages: {{en: …, zh: …}}; found the text {value!r}",
                    f"标签须写明两种语言：{{en: …, zh: …}}；实际为文本 {value!r}",
                )
            )
        return value
