"""The free constants of a synthetic population, each with what it rests on: `library/population/constants.yaml`, over
which a city lays its own (`parameters.yaml` in its folder, under `population`).

A constant is *published* (a figure somebody printed), *derived* (worked out of published figures) or *assumed*. It names
the figures that it was set on; what is assumed says why.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields
from importlib.resources import files
from pathlib import Path
from typing import Any, Literal, Self

from pydantic import Field, model_validator

from innovatory.language.mistakes import Mistake, Place, nearest
from innovatory.policy.located import Located, read_yaml
from innovatory.policy.refusal import placed, read_as
from innovatory.policy.shape import Label, Name, Number, Shape, Text, Year, refused
from innovatory.records.synthetic.constants import FACTORS, VARIABLES, Constants, Spread
from innovatory.records.synthetic.copula import rest

GENERAL = "constants.yaml"
OF_A_CITY = "parameters.yaml"
Basis = Literal["published", "derived", "assumed"]
FORMS = ("value", "middle", "shares", "by", "loadings", "lists")


class Stated(Shape):
    """One constant as written: exactly one form of value, what it rests on, what it means and why it is so."""

    label: Label = Field(description="What it is.")
    basis: Basis = Field(description="published, derived or assumed.")
    why: Label = Field(description="Its source, how it was worked out, or the reason for an assumption.")
    set_on: tuple[Text, ...] = Field(default=(), description="The figures that it was set on: `series year`.")
    unit: Text | None = Field(default=None, description="Unit of the value.")
    value: Number | None = Field(default=None, description="One number.")
    middle: Number | None = Field(default=None, description="The middle of a distribution.")
    spread: Number | None = Field(default=None, description="Its spread on the normal scale.")
    shares: dict[Text, Number] | None = Field(default=None, description="Shares of the values of a column.")
    by: dict[Text, Number] | None = Field(default=None, description="Values in `unit` by value of a column.")
    loadings: dict[Name, dict[Name, Number]] | None = Field(default=None, description="Loadings by variable.")
    lists: dict[Name, tuple[Text, ...]] | None = Field(default=None, description="Values by group.")

    @model_validator(mode="after")
    def _one_form(self) -> Self:
        given = [name for name in FORMS if getattr(self, name) is not None]
        if len(given) != 1 or (self.middle is None) != (self.spread is None):
            en, zh = f"expected one of {', '.join(FORMS)}, `middle` with `spread`", f"应填 {'、'.join(FORMS)} 之一"
            raise refused(Mistake("missing_key", en, f"{zh}，`middle` 须与 `spread` 同时填写"))
        return self

    @property
    def content(self) -> Any:
        """The value in the form in which the generator takes it."""
        if self.middle is not None and self.spread is not None:
            return Spread(self.middle, self.spread)
        return next(getattr(self, name) for name in FORMS if getattr(self, name) is not None)


class _General(Shape):
    constants: dict[Name, Stated]


class Recognition(Shape):
    """How many of those who may pass a rule apply: constants of a city where no count of the year is published."""

    label: Label
    basis: Basis
    why: Label
    set_on: tuple[Text, ...] = ()
    value: Number


class Plan(Shape):
    """A published plan of a grant: how many enterprises got how much. `tuned`: the take-up is set on it."""

    instrument: Name
    year: Year
    firms: Number
    amount: Number
    tuned: Literal["yes", "no"]
    source: Text


class _Own(Shape):
    constants: dict[Name, Stated] = Field(default_factory=dict, description="Laid over the general ones.")
    applications: dict[Name, Recognition] = Field(default_factory=dict, description="By status.")
    plans: tuple[Plan, ...] = Field(default=(), description="Published plans of grants.")


class _CityFile(Shape):
    city: Name
    population: _Own


@dataclass(frozen=True)
class Parameters:
    """All constants as the generator takes them, and as they were stated; `own` names those that the city laid over."""

    constants: Constants
    stated: Mapping[str, Stated]
    applications: Mapping[str, Recognition]
    plans: tuple[Plan, ...]
    own: frozenset[str]


def read_parameters(city: Path) -> Parameters:
    """The constants for a city; `Mistake` at its place for a name that is none, a wrong form, loadings that are too large."""
    general = read_yaml(Path(str(files("innovatory"))) / "library" / "population" / GENERAL)
    stated = dict(read_as(_General, general).constants)
    path = city / OF_A_CITY
    laid_over = _Own()
    if path.is_file():
        located = read_yaml(path)
        laid_over = read_as(_CityFile, located).population
        _known(laid_over.constants, located)
        stated |= laid_over.constants
    own = frozenset(laid_over.constants)
    place = Place(str(path) if own else general.file)
    return Parameters(_constants(stated, place), stated, laid_over.applications, laid_over.plans, own)


def _known(constants: Mapping[str, Stated], located: Located) -> None:
    names = [one.name for one in fields(Constants)]
    for name in constants:
        if name not in names:
            told = f"the generator has no constant {name!r}", f"生成器没有常数 {name!r}"
            mistake = Mistake("name", *told, nearest=nearest(name, names))
            raise placed(("population", "constants", name), mistake, located)


def _constants(stated: Mapping[str, Stated], place: Place) -> Constants:
    values: dict[str, Any] = {}
    for one in fields(Constants):
        if one.name not in stated:
            told = f"the constant {one.name!r} is missing", f"缺少常数 {one.name!r}"
            raise Mistake("missing_key", *told, place=place)
        values[one.name] = stated[one.name].content
    constants = Constants(**values)
    for name, loadings in constants.loadings.items():
        strange = [factor for factor in loadings if factor not in FACTORS]
        if strange or rest(loadings) < 0:
            en = f"the loadings of {name} are of other factors than {', '.join(FACTORS)}, or their squares exceed 1"
            zh = f"{name} 的载荷含有 {'、'.join(FACTORS)} 以外的因子，或平方和大于 1"
            raise Mistake("name" if strange else "range", en, zh, place=place)
    missing = [name for name in VARIABLES if name not in constants.loadings]
    if missing:
        told = f"`loadings` has nothing for {', '.join(missing)}", f"`loadings` 缺少 {'、'.join(missing)}"
        raise Mistake("missing_key", *told, place=place)
    return constants
