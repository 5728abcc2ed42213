"""`targets.yaml` of a city: what its plans aim at and what its documents state, each with the ways to answer it.

The file also says which published figures stand for the inputs of a floor, and what was policy before a floor was law.
A city without the file has no targets; its statutory floors are checked all the same.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Literal, Self

from pydantic import Field, PlainValidator, model_validator

from innovatory.language.literals import SCALES, number
from innovatory.language.mistakes import Mistake
from innovatory.language.units import unit
from innovatory.policy.located import Located, Steps, read_yaml
from innovatory.policy.refusal import first, placed, read_as
from innovatory.policy.shape import Label, Name, Shape, Text, Year, refused, told

FILE = "targets.yaml"
Kind = Literal["plan", "statement"]
Word = Literal["at_least", "more_than", "at_most", "less_than", "is"]
WORDS: tuple[Word, ...] = ("at_least", "more_than", "at_most", "less_than", "is")


@dataclass(frozen=True)
class Threshold:
    """A number as written in its base unit (`90%` is 0.9), and half a unit of its last digit."""

    value: float
    half: float


def threshold(text: str) -> Threshold:
    """Read a threshold such as `90%`, `4bn` or `5.49%`; `Mistake("literal")` for what is no number."""
    value = number(text)
    digits = text.rstrip("%kmbn")
    decimals = len(digits.partition(".")[2])
    scale = float(SCALES[text[len(digits) :]])
    return Threshold(value, 0.5 * 10.0**-decimals * scale)


Written = Annotated[Threshold, PlainValidator(told(threshold))]


class Answered(Shape):
    """One definition that a target may be answered under, and where its figures come from; at least one source of them."""

    label: Label = Field(description="What is counted, and of what.")
    series: Name | None = Field(default=None, description="A published series that gives it.")
    part: Name | None = Field(default=None, description="A published series: the numerator of a share.")
    whole: Name | None = Field(default=None, description="A published series: the denominator of that share.")
    increase: Name | None = Field(default=None, description="A published series: its increase over the year before.")
    indicator: Name | None = Field(default=None, description="An indicator of the library, over the records.")
    note: Label | None = Field(default=None, description="What must be known of this definition.")

    @model_validator(mode="after")
    def _somewhere(self) -> Self:
        if (self.part is None) != (self.whole is None):
            raise refused(
                Mistake("missing_key", "`part` and `whole` belong together", "`part` 与 `whole` 须同时填写"),
                "whole" if self.whole is None else "part",
            )
        if not any((self.series, self.part, self.increase, self.indicator)):
            raise refused(
                Mistake(
                    "missing_key",
                    "it says nowhere where its figures come from: one of series, part and whole, increase, indicator",
                    "未写明数据来源：须填 series、part 与 whole、increase、indicator 之一",
                )
            )
        return self

    @property
    def published(self) -> dict[str, str]:
        """The published series that it reads, by key."""
        named = {"series": self.series, "part": self.part, "whole": self.whole, "increase": self.increase}
        return {key: name for key, name in named.items() if name is not None}


class Compared(Shape):
    """What is compared with a threshold: exactly one comparison word with its number, and who says so."""

    label: Label = Field(description="What is aimed at or stated.")
    at_least: Written | None = Field(default=None, description="Not below it.")
    more_than: Written | None = Field(default=None, description="Above it.")
    at_most: Written | None = Field(default=None, description="Not above it.")
    less_than: Written | None = Field(default=None, description="Below it.")
    equal: Written | None = Field(default=None, alias="is", description="It, to the digits written.")
    source: Text = Field(description="Id of the source that says so.")

    @model_validator(mode="after")
    def _one_comparison(self) -> Self:
        words = [word for word, value in self._written().items() if value is not None]
        if not words:
            en = f"nothing to compare with; write one of {', '.join(WORDS)}"
            raise refused(Mistake("no_comparison", en, f"缺少比较词；请写 {'、'.join(WORDS)} 之一"))
        if len(words) > 1:
            en, zh = f"{words[0]} and {words[1]} stand together; write one", f"{words[0]} 与 {words[1]} 只能写一个"
            raise refused(Mistake("two_comparisons", en, zh), words[1])
        return self

    def _written(self) -> dict[Word, Threshold | None]:
        values = (self.at_least, self.more_than, self.at_most, self.less_than, self.equal)
        return dict(zip(WORDS, values, strict=True))

    @property
    def comparison(self) -> tuple[Word, Threshold]:
        """The comparison word and its threshold."""
        return next((word, value) for word, value in self._written().items() if value is not None)


class Target(Compared):
    """A target of a plan, or a statement of a document."""

    id: Name = Field(description="Its id.")
    kind: Kind = Field(description="A plan's target, or what a document states.")
    year: Year = Field(description="The year that it is about.")
    year_inferred: Literal["yes", "no"] = Field(default="no", description="yes: its source names no year.")
    unit: Text = Field(description="The unit of its threshold.")
    quote: Text = Field(description="The words of its source.")
    note: Label | None = Field(default=None, description="What must be known of it.")
    answers: tuple[Answered, ...] = Field(min_length=1, description="The definitions, the nearest to the words first.")

    @property
    def any_year(self) -> bool:
        """Whether it may be asked for every year: its source names none."""
        return self.year_inferred == "yes"


class Policy(Compared):
    """What was policy for some years before a floor was law."""

    start: Year = Field(alias="from", description="First year.")
    end: Year = Field(alias="to", description="Last year.")
    answer: Answered = Field(description="The published figures that answer it.")

    @model_validator(mode="after")
    def _begins_before_it_ends(self) -> Self:
        if self.end < self.start:
            en, zh = (
                f"it ends in {self.end}, before it begins in {self.start}",
                f"终止年 {self.end} 早于起始年 {self.start}",
            )
            raise refused(Mistake("date", en, zh), "to")
        return self


class FloorFigures(Shape):
    """Which published figures of the city stand for the inputs of a floor's sheet."""

    inputs: dict[Name, Name] = Field(default={}, description="Input of the sheet → published series.")
    printed: Name | None = Field(default=None, description="A published series of the very ratio of its criterion.")
    policy: tuple[Policy, ...] = Field(default=(), description="What was policy before the law.")
    note: Label | None = Field(default=None, description="Whose budget it is about, if not the city's own.")


class _File(Shape):
    city: Name = Field(description="Id of the city.")
    floors: dict[Name, FloorFigures] = Field(default={}, description="Sheet → its published figures.")
    targets: tuple[Target, ...] = Field(default=(), description="Targets and statements.")


@dataclass(frozen=True)
class Targets:
    """What a city's `targets.yaml` says, and where in the file it says it (None where a city has no such file)."""

    floors: dict[str, FloorFigures]
    targets: tuple[Target, ...]
    located: Located | None


def read_targets(folder: Path) -> Targets:
    """The targets of a city's folder; none if it has no `targets.yaml`.

    `Mistake` at its place in the file: of `read_yaml` and `read_as`, `name_twice` for an id that stands twice, `unit` for
    an unknown unit, `name` for the id of another city.
    """
    path = folder / FILE
    if not path.exists():
        return Targets({}, (), None)
    located = read_yaml(path)
    read = read_as(_File, located)
    if found := list(_wrong(read, folder.name)):
        raise first(found, located)
    return Targets(dict(read.floors), read.targets, located)


def _wrong(read: _File, folder: str) -> Iterator[tuple[Steps, Mistake]]:
    if read.city != folder:
        en, zh = (
            f"this is the folder of {folder!r}, not of {read.city!r}",
            f"此文件夹属于 {folder!r}，而非 {read.city!r}",
        )
        yield ("city",), Mistake("name", en, zh, nearest=folder)
    seen = dict.fromkeys(read.floors, "floors")
    for index, target in enumerate(read.targets):
        if target.id in seen:
            en, zh = f"the id {target.id!r} stands twice", f"标识 {target.id!r} 重复"
            yield ("targets", index, "id"), Mistake("name_twice", en, zh)
        seen[target.id] = "targets"
        try:
            unit(target.unit)
        except Mistake as mistake:
            yield ("targets", index, "unit"), mistake


def named(targets: Targets) -> Iterator[tuple[Steps, str, str]]:
    """Every name that the file takes from elsewhere: its steps, what it names, the name itself.

    What is named: `published` series, `indicator`, `source`, `floor` (a sheet), or `input` of a sheet as `sheet.input`.
    """
    for index, target in enumerate(targets.targets):
        yield ("targets", index, "source"), "source", target.source
        for number_, answer in enumerate(target.answers):
            yield from _named_by(answer, ("targets", index, "answers", number_))
    for sheet, floor in targets.floors.items():
        steps: Steps = ("floors", sheet)
        yield steps, "floor", sheet
        for name, series in floor.inputs.items():
            yield (*steps, "inputs", name), "input", f"{sheet}.{name}"
            yield (*steps, "inputs", name), "published", series
        if floor.printed is not None:
            yield (*steps, "printed"), "published", floor.printed
        for index, policy in enumerate(floor.policy):
            yield (*steps, "policy", index, "source"), "source", policy.source
            yield from _named_by(policy.answer, (*steps, "policy", index, "answer"))


def _named_by(answer: Answered, steps: Steps) -> Iterator[tuple[Steps, str, str]]:
    for key, name in answer.published.items():
        yield (*steps, key), "published", name
    if answer.indicator is not None:
        yield (*steps, "indicator"), "indicator", answer.indicator


def wrong_at(targets: Targets, steps: Steps, mistake: Mistake) -> Mistake:
    """A mistake at its place in the file."""
    return mistake if targets.located is None else placed(steps, mistake, targets.located)
