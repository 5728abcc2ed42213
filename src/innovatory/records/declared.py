"""A jurisdiction of its own: inputs declared beside the sheets (`inputs.yaml`) instead of by the dictionary.

The toy jurisdiction uses it; so may anyone who writes rules about something else than enterprises of a Chinese city.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from innovatory.language.mistakes import Mistake, Place, nearest
from innovatory.language.types import Series, Truth, Type, declared
from innovatory.records.applicant import Applicant
from innovatory.records.dictionary import Bounds
from innovatory.records.readings import Value, read_figure, read_one, text_of


def declared_inputs(data: Mapping[str, object]) -> dict[str, Type]:
    """The inputs that a file declares under `inputs`: {unit: yuan, series: true}, {one_of: [...]}, {unit: date}."""
    stated = data.get("inputs")
    if not isinstance(stated, Mapping):
        raise Mistake("missing_key", "expected `inputs: {name: {unit: …}}`", "应有 `inputs: {名称: {unit: …}}`")
    return {str(name): _type(str(name), one) for name, one in stated.items()}


def _type(name: str, one: object) -> Type:
    if isinstance(one, Mapping) and isinstance(one.get("one_of"), list):
        return declared({"one_of": [str(item) for item in one["one_of"]]})
    if isinstance(one, Mapping) and isinstance(one.get("unit"), str):
        return declared(f"series {one['unit']}" if one.get("series") == "true" else one["unit"])
    raise Mistake(
        "type", "expected {unit: …} or {one_of: […]}", "应为 {unit: …} 或 {one_of: […]}", place=Place(path=name)
    )


def read_declared(
    given: Mapping[str, object], inputs: Mapping[str, Type], kind: str, on: date, year: int | None
) -> Applicant:
    """What was typed of an applicant whose inputs are declared; statuses are written `status(name): true`."""
    values: dict[str, Value] = {}
    for name, raw in given.items():
        of = Truth() if name.startswith("status(") and name.endswith(")") else inputs.get(name)
        if of is None:
            raise Mistake(
                "name",
                f"no input {name!r}",
                f"没有输入项 {name!r}",
                nearest=nearest(name, inputs),
                place=Place(path=name),
            )
        values[name] = _value(name, raw, of)
    return Applicant(kind, on, on.year - 1 if year is None else year, values, (), frozenset(values))


def _value(name: str, raw: object, of: Type) -> Value:
    try:
        if isinstance(of, Series):
            years = raw if isinstance(raw, list | tuple) else [raw]
            return [read_figure(text_of(one), Bounds(of.unit)) for one in years]
        return read_one(raw, of)
    except Mistake as mistake:
        raise mistake.at(Place(path=name)) from None
