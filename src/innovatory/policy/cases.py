"""The tests that a sheet ships, and the escape hatch to a function of Python with tests of its own.

Inputs and expectations are kept as typed; what they mean is known once the inputs are.
"""

from __future__ import annotations

import re
from typing import Annotated, Self

from pydantic import Field, PlainValidator, WithJsonSchema, model_validator

from innovatory.language.mistakes import Mistake
from innovatory.policy.shape import TEXT_SCHEMA, Amount, Day, Name, Shape, Text, Year, checked_text, refused, told

Given = str | tuple[str, ...] | dict[str, str | tuple[str, ...]]


def _given(value: object) -> Given:
    """A text, a list of texts (a series, oldest first), or texts and lists by key (years, statuses)."""
    if isinstance(value, dict):
        return {key: _texts(inner, key) for key, inner in value.items()}
    return _texts(value)


def _texts(value: object, *inner: str) -> str | tuple[str, ...]:
    if isinstance(value, list):
        return tuple(checked_text(item, *inner, index) for index, item in enumerate(value))
    return checked_text(value, *inner)


_LINE = {"anyOf": [TEXT_SCHEMA, {"type": "array", "items": TEXT_SCHEMA}]}

GivenValue = Annotated[
    Given,
    PlainValidator(_given),
    WithJsonSchema({"anyOf": [*_LINE["anyOf"], {"type": "object", "additionalProperties": _LINE}]}),
]
ExpectedValue = Annotated[str | tuple[str, ...], PlainValidator(_texts), WithJsonSchema(_LINE)]


class Case(Shape):
    """A test of the sheet: an applicant, a day, and what must come out."""

    name: Text = Field(description="What the case shows.")
    zh: Text | None = Field(default=None, description="The same in Chinese; without it the name stands there as given.")
    on: Day | None = Field(default=None, description="Day of assessment; that of `like` if not given.")
    year: Year | None = Field(default=None, description="Newest year of every series.")
    like: Text | None = Field(default=None, description="Name of an earlier case whose inputs are taken over.")
    given: dict[Text, GivenValue] = Field(default={}, description="Inputs, laid over those of `like`.")
    expect: dict[Text, ExpectedValue] = Field(
        default={},
        description="result, failed, open, missing, amount, gap.<criterion>, margin.<criterion>, gives.<definition>.",
    )

    def called(self, lang: str) -> str:
        """What the case shows in a language (`en`, `zh`); as given where nobody has written it in Chinese."""
        return self.zh if lang == "zh" and self.zh else self.name

    @model_validator(mode="after")
    def _has_a_day(self) -> Self:
        if self.on is None and self.like is None:
            raise refused(
                Mistake(
                    "missing_key",
                    "a test needs a day: `on`, or `like` an earlier test",
                    "测试须有日期：写 `on`，或用 `like` 引用之前的测试",
                )
            )
        return self


class CallCase(Shape):
    """A test of a called function."""

    given: dict[Name, GivenValue] = Field(description="Its inputs.")
    expect: Amount = Field(description="What it must answer.")


_FUNCTION = "[a-z_][a-z0-9_.]*:[a-z_][a-z0-9_]*"


def _function(text: str) -> str:
    if re.fullmatch(_FUNCTION, text):
        return text
    raise Mistake("type", f"expected `module:function`, found {text!r}", f"应为 `模块:函数`，实际为 {text!r}")


Function = Annotated[
    str, PlainValidator(told(_function)), WithJsonSchema({"type": "string", "pattern": f"^{_FUNCTION}$"})
]


class Call(Shape):
    """The escape hatch: a function of Python, with declared inputs, unit and tests."""

    function: Function = Field(description="`module:function`.")
    inputs: tuple[Name, ...] = Field(min_length=1, description="Names of the inputs, in the order of its arguments.")
    unit: Text = Field(description="Unit of the answer.")
    tests: tuple[CallCase, ...] = Field(min_length=1, description="Tests of the function.")
