"""The types of the language: number with unit, truth, category of a closed set, day, series."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from innovatory.language.units import ONE, Unit, unit


@dataclass(frozen=True)
class Number:
    """A number with its unit; `whole` where its value cannot be a fraction (D11)."""

    unit: Unit = ONE
    whole: bool = False

    def __str__(self) -> str:
        return f"number in {self.unit}"


@dataclass(frozen=True)
class Truth:
    """True, false or unknown."""

    def __str__(self) -> str:
        return "truth"


@dataclass(frozen=True)
class Category:
    """A text out of a closed set."""

    one_of: tuple[str, ...]

    def __str__(self) -> str:
        return f"one of {', '.join(self.one_of)}"


@dataclass(frozen=True)
class Day:
    """A calendar date."""

    def __str__(self) -> str:
        return "date"


@dataclass(frozen=True)
class Series:
    """A number per year, newest last."""

    unit: Unit

    def __str__(self) -> str:
        return f"series in {self.unit}"


Type = Number | Truth | Category | Day | Series


def declared(spec: str | Mapping[str, Sequence[str]]) -> Type:
    """The type that a declaration states: `yuan`, `truth`, `date`, `series yuan` or `{one_of: [...]}`."""
    if not isinstance(spec, str):
        return Category(tuple(spec["one_of"]))
    if spec == "truth":
        return Truth()
    if spec == "date":
        return Day()
    if spec.startswith("series "):
        return Series(unit(spec.removeprefix("series ")))
    of = unit(spec)
    return Number(of, of.whole)
