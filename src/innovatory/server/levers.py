"""What may be changed at the budget desk: the plain values of the rules behind a plan's lines and its floors.

Each stands with the value in force on the day on which the desk asks the rule, its unit and its law. A table of tiers
is no single value and is left out.
"""

from __future__ import annotations

from collections.abc import Iterator

from innovatory.measure.budget.change import asked_day
from innovatory.measure.budget.desk import Desk
from innovatory.policy.library import Instrument
from innovatory.report.amounts import amount
from innovatory.report.review_rule import Dated, dated
from innovatory.report.words import label
from innovatory.server.labels import unit_name
from innovatory.server.rule import dated_value
from innovatory.server.shapes import budget as shapes
from innovatory.server.shapes.parts import Word


def levers(desk: Desk, lang: str) -> list[shapes.Lever]:
    """The values that may be changed, by instrument: those of the lines in the order of the plan, then the floors."""
    names = dict.fromkeys([*desk.plan.instruments, *(one.instrument for one in desk.floors)])
    return [one for name in names for one in _of(desk.library.instrument(name), desk, lang)]


def value_text(desk: Desk, name: str, lang: str) -> str:
    """The value that `sheet.parameter` has for a desk, as people read it."""
    sheet, _, parameter = name.partition(".")
    instrument = desk.library.instrument(sheet)
    unit = instrument.sheet.parameters[parameter].unit
    found = next(iter(_in_force(instrument, parameter, desk)), None)
    return "" if found is None or found.entry.value is None else amount(found.entry.value, unit, lang)


def _in_force(instrument: Instrument, parameter: str, desk: Desk) -> list[Dated]:
    """The value of a parameter on the day on which the desk asks its sheet; none if it has none then."""
    day = asked_day(desk.library, instrument.sheet.instrument, desk.plan.year)
    written = instrument.rule.located.data["parameters"][parameter]
    values = dated(instrument.sheet.parameters[parameter], written)
    return [one for one in values if day is not None and one.start <= day and (one.end is None or day <= one.end)]


def _of(instrument: Instrument, desk: Desk, lang: str) -> Iterator[shapes.Lever]:
    sheet = instrument.sheet
    whole = Word(id=sheet.instrument, label=label(sheet.label.model_dump(), lang))
    for name, shape in sheet.parameters.items():
        for one in _in_force(instrument, name, desk):
            value = one.entry.value
            if value is None:
                continue
            told = dated_value(shape, one, sheet, instrument, lang)
            yield shapes.Lever(
                name=f"{sheet.instrument}.{name}",
                instrument=whole,
                label=label(shape.label.model_dump(), lang) if shape.label else name,
                value=None if isinstance(value, tuple) else value,
                text=told.text or told.written,
                unit=str(shape.unit),
                unit_label=unit_name(str(shape.unit), lang),
                period=told.period.text,
                confirmed=told.confirmed,
                law=told.law,
            )
