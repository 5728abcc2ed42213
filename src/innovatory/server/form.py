"""The form of an applicant: every fact that a rule in force reads, with its unit, its years, its choices and who reads it.

Nothing is asked that no rule reads. What a person decides and the statuses held have groups of their own.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from innovatory.language.algebra import atoms
from innovatory.language.tree import walk
from innovatory.language.types import Number, Series, Truth, Type
from innovatory.language.units import PERSON
from innovatory.policy.books import Books, books
from innovatory.policy.kinds import inferred_kind, names_by_kind, written_kind
from innovatory.policy.located import read_yaml
from innovatory.policy.match import ENTERPRISE, OF_AN_ENTERPRISE
from innovatory.policy.parts import Judged
from innovatory.records.dictionary import KINDS, Column, desk_columns, tables
from innovatory.report.amounts import amount
from innovatory.report.words import label, say
from innovatory.server.labels import status_label, unit_name, value_label, worded
from innovatory.server.shapes.eligibility import Example, FieldGroup, FieldType, Form, InputField
from innovatory.server.shapes.parts import Word
from innovatory.server.sheets import sheets

EXAMPLES = Path(__file__).parent.parent / "library" / "examples"
GROUPS = ("about", "staff", "research", "money", "other", "statuses", "marks")
EXAMPLES_ON = "2024-06-30"  # the day that the shipped applicants are written for
ALL_STATUSES = "statuses"
TYPES: Mapping[str, FieldType] = {"bool": "yes_no", "date": "date", "event": "date"}


@dataclass(frozen=True)
class _Asking:
    """What is needed for each field: the books of the day, who reads each name, how many years back."""

    books: Books
    kind: str
    lang: str
    readers: Mapping[str, list[str]]
    back: Mapping[str, int]


def form(kind: str, on: date, year: int | None, lang: str) -> Form:
    """The form for a kind of applicant on a day; `year` is the latest complete year (None: the one before the day)."""
    newest = on.year - 1 if year is None else year
    kinds = {kind, ENTERPRISE} if kind in OF_AN_ENTERPRISE else {kind}
    of = books(sheets(), kinds, on, newest)
    asking = _Asking(of, kind, lang, _readers(of), _years_back(of))
    fields = sorted(_fields(asking), key=lambda one: -len(one[1].read_by))
    groups = [(name, [field for group, field in fields if group == name]) for name in GROUPS]
    return Form(
        kind=_kind(kind, lang),
        kinds=[_kind(one, lang) for one in KINDS],
        on=on.isoformat(),
        year=newest,
        instruments=sum(bound.in_force for bound in of.rules.values()),
        groups=[FieldGroup(id=name, label=say(f"server.form.{name}", lang), fields=own) for name, own in groups if own],
        examples=[
            Example(id=name, label=label(title, lang), kind=of_kind, on=EXAMPLES_ON, facts=_flat(facts))
            for name, title, of_kind, facts in examples()
            if of_kind == kind
        ],
    )


def _kind(kind: str, lang: str) -> Word:
    return Word(id=kind, label=say(f"applies_to.{kind}", lang))


@cache
def examples() -> tuple[tuple[str, Any, str, Mapping[str, Any]], ...]:
    """The shipped applicants: name, title by language, kind, facts."""
    found = []
    for path in sorted(EXAMPLES.glob("example_*.yaml")):
        given = dict(read_yaml(path).data)
        title = given.pop("label", "")
        written, facts = written_kind(given)
        found.append((path.stem, title, written or inferred_kind(names_by_kind(sheets()), facts), facts))
    return tuple(found)


def _flat(facts: Mapping[str, Any]) -> dict[str, Any]:
    """The facts of an example as a form has them: no groups, lists year by year."""
    found: dict[str, Any] = {}
    newest = date.fromisoformat(EXAMPLES_ON).year - 1
    for name, value in facts.items():
        if name == "marks":
            found |= value
        elif name == "status":
            found |= {f"status({one})": held for one, held in value.items()}
        elif isinstance(value, list):
            found[name] = {str(newest - len(value) + 1 + place): one for place, one in enumerate(value)}
        else:
            found[name] = value
    return found


def _readers(of: Books) -> dict[str, list[str]]:
    """The sheets in force that read each name."""
    found: dict[str, list[str]] = {}
    for name, bound in of.rules.items():
        for read in bound.names_read if bound.in_force else ():
            found.setdefault(read, []).append(name)
    return found


def _years_back(of: Books) -> dict[str, int]:
    """How many years before the newest each yearly name is read, at most."""
    found: dict[str, int] = {}
    trees = [
        node
        for bound in of.rules.values()
        if bound.in_force
        for node in (*(each for one in bound.criteria for each in one.nodes.values()), *bound.values_shown())
    ]
    trees += list(of.account.nodes.values()) if of.account is not None else []
    for atom in (atom for tree in trees for one in walk(tree) for atom in atoms(one)):
        if atom.year is not None:
            found[atom.name] = max(found.get(atom.name, 0), atom.year)
    return found


def _fields(asking: _Asking) -> Iterator[tuple[str, InputField]]:
    columns, judged = desk_columns(asking.kind), _judged(asking.books)
    for name in dict.fromkeys([*asking.readers, *asking.back]):
        if name.startswith("status("):
            yield "statuses", _status(name, asking)
        elif name in judged:
            yield "marks", _mark(name, judged[name], asking)
        elif name in columns:
            yield _group(columns[name]), _of_column(columns[name], asking)
    if any(name.startswith("status(") for name in asking.readers):
        yield "statuses", _all_statuses(asking)


def _judged(of: Books) -> dict[str, tuple[Judged, Type]]:
    return {
        name: (one, bound.rule.judged[name])
        for bound in of.rules.values()
        for name, one in bound.rule.sheet.judged.items()
    }


def _group(column: Column) -> str:
    """Where a fact stands in the form: people, research, other yearly figures, what it is, all else."""
    if column.unit == PERSON:
        return "staff"
    if column.name.startswith("rd_") or column.name in _of_research():
        return "research"
    if column.yearly:
        return "money"
    return "about" if column.name in tables()["enterprises"].columns else "other"


@cache
def _of_research() -> frozenset[str]:
    """What the dictionary tells of research without the letters rd_ in front: intellectual property, prizes, standards."""
    names = desk_columns(ENTERPRISE)
    return frozenset(one for one in names if one.startswith(("ip_", "award_", "contest", "standard_", "conversions")))


def _base(name: str, type_: FieldType, asking: _Asking, **facts: Any) -> InputField:
    told = {
        "unit": None, "unit_label": None, "choices": [], "years": [], "minimum": None, "maximum": None, "whole": False,
        "read_by": asking.readers.get(name, []), "example": say(f"server.example.{type_}", asking.lang),
    }  # fmt: skip
    return InputField(name=name, type=type_, **(told | facts))


def _of_column(column: Column, asking: _Asking) -> InputField:
    lang, of = asking.lang, column.input_type
    type_ = _type(column, of)
    back, newest = asking.back.get(column.name, 0), asking.books.year
    of_number = type_ in ("number", "years")
    example = _example(column) if of_number else say(f"server.example.{type_}", lang)
    return _base(
        column.name,
        type_,
        asking,
        label=column.zh if lang == "zh" else _sentence(column.definition),
        law_label=column.zh,
        definition=worded(column.definition_zh, lang) if lang == "zh" else column.definition,
        unit=None if column.unit is None else str(column.unit),
        unit_label=None if column.unit is None or column.type == "number" else unit_name(str(column.unit), lang),
        choices=_choices(column, lang),
        years=list(range(newest - back, newest + 1)) if type_ == "years" else [],
        minimum=column.minimum if column.unit is not None else None,
        maximum=column.bounds.maximum if column.bounds is not None else None,
        whole=column.unit is not None and column.unit.whole,
        example=column.one_of[0] if type_ == "choice" and column.one_of else example,
    )


def _type(column: Column, of: Type | None) -> FieldType:
    if column.one_of:
        return "choice"
    if isinstance(of, Series):
        return "years"
    return "number" if isinstance(of, Number) else TYPES.get(column.type, "text")


def _example(column: Column) -> str:
    if column.type == "number":
        return "58m"
    return {"yuan": "50m", "1": "12%", "person": "120"}.get(str(column.unit), "3")


def _choices(column: Column, lang: str) -> list[Word]:
    return [Word(id=one, label=value_label(column, one, lang)) for one in column.one_of]


def _sentence(text: str) -> str:
    return text[:1].upper() + text[1:]


def _mark(name: str, of: tuple[Judged, Type], asking: _Asking) -> InputField:
    one, type_ = of
    lang, truth = asking.lang, isinstance(type_, Truth)
    low, high = one.range if isinstance(one.range, tuple) else (one.range, one.range)
    return _base(
        name,
        "yes_no" if truth else "years" if isinstance(type_, Series) else "mark",
        asking,
        label=label(one.label.model_dump(), lang),
        law_label=one.label.zh,
        definition=say("server.mark.range", lang, range=amount(one.range, one.unit or "", lang))
        if one.range is not None
        else say("server.mark", lang),
        unit=None if truth else one.unit,
        unit_label=None if truth or one.unit is None else unit_name(one.unit, lang),
        minimum=low,
        maximum=high,
        years=_years(name, asking) if isinstance(type_, Series) else [],
        example=say("server.example.yes_no", lang) if truth else f"{_written(low)}..{_written(high)}",
    )


def _written(mark: float | None) -> str:
    """A number as one types it."""
    return "" if mark is None else f"{mark:.12f}".rstrip("0").rstrip(".")


def _years(name: str, asking: _Asking) -> list[int]:
    newest = asking.books.year
    return list(range(newest - asking.back.get(name, 0), newest + 1))


def _status(name: str, asking: _Asking) -> InputField:
    told = status_label(name[7:-1], asking.lang)
    definition = say("server.status.says", asking.lang)
    return _base(name, "status", asking, label=told, law_label=status_label(name[7:-1], "zh"), definition=definition)


def _all_statuses(asking: _Asking) -> InputField:
    lang = asking.lang
    return _base(
        ALL_STATUSES,
        "choice",
        asking,
        label=say("server.statuses", lang),
        law_label=say("server.statuses", "zh"),
        definition=say("server.statuses.says", lang),
        choices=[Word(id="complete", label=say("server.statuses.complete", lang))],
        example="complete",
        read_by=sorted({one for name, own in asking.readers.items() if name.startswith("status(") for one in own}),
    )
