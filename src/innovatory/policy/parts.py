"""The parts of a sheet that state its rule: judged values, definitions, criteria, what a pass gives, how to apply.

All leaves are read from text; an expression stays text until names and units are known. Keys are those of the file;
where a key is a word of Python (`from`, `is`, `for`) the attribute has another name.
"""

from __future__ import annotations

import re
from typing import Annotated, Literal, Self

from pydantic import Discriminator, Field, PlainValidator, Tag, WithJsonSchema, model_validator

from innovatory.language.mistakes import Mistake
from innovatory.policy.dated import Confidence
from innovatory.policy.shape import Amount, Day, Label, Name, Shape, Text, refused, told


class Judged(Shape):
    """What a human decides: a mark within a range, or a truth."""

    unit: Text | None = Field(default=None, description="Unit of a mark.")
    range: Amount | None = Field(default=None, description="Lowest and highest mark, `0..30`.")
    truth: Literal["true"] | None = Field(default=None, description="`true` for what is either true or false.")
    label: Label = Field(description="Its name in both languages.")

    @model_validator(mode="after")
    def _mark_or_truth(self) -> Self:
        if self.truth is not None and (self.unit is not None or self.range is not None):
            raise refused(Mistake("type", "a truth has no `unit` and no `range`", "真假判断不写 `unit` 和 `range`"))
        for key in () if self.truth is not None else ("unit", "range"):
            if getattr(self, key) is None:
                raise refused(
                    Mistake(
                        "missing_key",
                        f"a judged mark needs `{key}`, or `truth: true`",
                        f"评分项须写 `{key}`，或写 `truth: true`",
                    )
                )
        if isinstance(self.range, float):
            raise refused(Mistake("range", "expected a range `low..high`", "此处应为区间 `低..高`"), "range")
        return self


class Definition(Shape):
    """A named expression."""

    unit: Text = Field(description="Unit of the value, or `truth`.")
    formula: Text = Field(alias="is", description="The expression.")
    label: Label | None = Field(default=None, description="Its name in both languages.")


ComparisonWord = Literal["at_least", "more_than", "at_most", "less_than", "is"]
COMPARISONS: tuple[ComparisonWord, ...] = ("at_least", "more_than", "at_most", "less_than", "is")


class Criterion(Shape):
    """A value, one comparison, one threshold."""

    value: Text = Field(description="The expression that is compared.")
    at_least: Text | None = Field(default=None, description="Threshold: value ≥ it.")
    more_than: Text | None = Field(default=None, description="Threshold: value > it.")
    at_most: Text | None = Field(default=None, description="Threshold: value ≤ it.")
    less_than: Text | None = Field(default=None, description="Threshold: value < it.")
    equals: Text | None = Field(default=None, alias="is", description="What the value must be, such as `true`.")
    unit: Text | None = Field(default=None, description="Unit of value and threshold, checked.")
    lever: Name | None = Field(default=None, description="The input that is changed to find the gap.")
    moves: dict[Name, tuple[Name, ...]] = Field(default={}, description="Lever → inputs that change with it.")
    source: Text = Field(description="A key of `sources` and the article.")
    says: Label | None = Field(default=None, description="What the article says, restated; for the review page.")
    label: Label = Field(description="Its name in both languages.")
    confidence: Confidence

    @model_validator(mode="before")
    @classmethod
    def _one_comparison(cls, value: object) -> object:
        if isinstance(value, dict) and value.keys() <= _CRITERION_KEYS:
            words = [key for key in value if key in COMPARISONS]
            if len(words) != 1:
                raise refused(_comparisons(words), *words[1:2])
        return value

    @property
    def comparison(self) -> tuple[ComparisonWord, str]:
        """The word of the comparison and the threshold, an expression."""
        thresholds = (self.at_least, self.more_than, self.at_most, self.less_than, self.equals)
        return next((word, text) for word, text in zip(COMPARISONS, thresholds, strict=True) if text is not None)


_CRITERION_KEYS = {field.alias or name for name, field in Criterion.model_fields.items()}


def _comparisons(words: list[str]) -> Mistake:
    valid = ", ".join(COMPARISONS)
    if not words:
        return Mistake("no_comparison", f"a criterion needs one comparison: {valid}", f"条件须有一个比较词：{valid}")
    found = ", ".join(words)
    return Mistake(
        "two_comparisons", f"a criterion has one comparison, found {found}", f"条件只能有一个比较词，实际有 {found}"
    )


def _years(text: str) -> int:
    if found := re.fullmatch(r"([1-9][0-9]?) years?", text):
        return int(found[1])
    raise Mistake("literal", f"{text!r} is no time; write `3 years`", f"{text!r} 不是期限；请写作 `3 years`")


class Grant(Shape):
    """The status that a pass gives, and for how long."""

    status: Name = Field(description="Name of the status.")
    years: Annotated[
        int, PlainValidator(told(_years)), WithJsonSchema({"type": "string", "pattern": "^[1-9][0-9]? years?$"})
    ] = Field(alias="for", description="How long it lasts: `3 years`.")


class Rationing(Shape):
    """How a budget is shared when claims exceed it."""

    budget: Text = Field(description="The budget, a parameter or an expression.")
    share: Literal["pro_rata"] | None = Field(default=None, description="`pro_rata`: all get the same part.")
    rank_by: Text | None = Field(default=None, description="Expression; highest first, in full, until the budget ends.")

    @model_validator(mode="after")
    def _one_way(self) -> Self:
        if self.share is None and self.rank_by is None:
            raise refused(
                Mistake("missing_key", "expected `share: pro_rata` or `rank_by`", "应有 `share: pro_rata` 或 `rank_by`")
            )
        if self.share is not None and self.rank_by is not None:
            raise refused(
                Mistake("type", "expected `share` or `rank_by`, not both", "`share` 与 `rank_by` 只能写一个"), "rank_by"
            )
        return self


def _words_or_label(value: object) -> str:
    return "(text)" if isinstance(value, str) else "(label)"


TextOrLabel = Annotated[
    Annotated[Text, Tag("(text)")] | Annotated[Label, Tag("(label)")], Discriminator(_words_or_label)
]


class Application(Shape):
    """Where, when and with which documents to apply."""

    authority: TextOrLabel = Field(description="Who decides.")
    window: TextOrLabel = Field(description="When to apply, or `not recorded`.")
    documents: TextOrLabel = Field(description="What to hand in, or `not recorded`.")


class Signature(Shape):
    """Who answers for the sheet."""

    state: Literal["draft", "checked", "adopted"] = Field(description="draft, checked or adopted.")
    by: Text | None = Field(default=None, description="Who signed.")
    on: Day | None = Field(default=None, description="When.")
    hash: Text | None = Field(default=None, description="Hash of the signed file.")

    @model_validator(mode="after")
    def _signed_by_someone(self) -> Self:
        missing = [key for key in ("by", "on", "hash") if getattr(self, key) is None]
        if self.state != "draft" and missing:
            keys = ", ".join(f"`{key}`" for key in missing)
            raise refused(
                Mistake(
                    "missing_key",
                    f"a sheet that is {self.state} needs {keys}",
                    f"状态为 {self.state} 的规则表须写明 {keys}",
                )
            )
        return self
