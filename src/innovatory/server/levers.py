"""What may be changed at the budget desk: the plain values of the rules behind a plan's lines and its floors.

Each stands with the value in force on the day on which the desk asks the rule, its unit and its law. A table of tiers
is no single value and is left out.
"""

from __future__ import annotations

from collections.abc import Iterator

from innovatory.measure.budget.change import asked_day
from innovatory.measure.budget.desk import Desk
from innovatory.policy.library import Instrument
from innovatory.report.review_rule import dated
from innovatory.report.words import label
from innovatory.server.labels import unit_name
from innovatory.server.rule import dated_value
from innovatory.server.shapes import budget as shapes
from innovatory.server.shapes.parts import Word


def levers(desk: Desk, lang: str) -> list[shapes.Lever]:
    """The values that may be changed, by instrument: those of the lines in the order of the plan, then the floors."""
    names = dict.fromkeys([*desk.plan.instruments, *(one.instrument for one in desk.floors)])
    return [one for name in names for one in _of(desk.library.instrument(name), desk, lang)]


def _of(instrument: Instrument, desk: Desk, lang: str) -> Iterator[shapes.Lever]:
    sheet = instrument.sheet
    day = asked_day(desk.library, sheet.instrument, desk.plan.year)
    if day is None:
        return
    whole = Word(id=sheet.instrument, label=label(sheet.label.model_dump(), lang))
    for name, shape in sheet.parameters.items():
        written = instrument.rule.located.data["parameters"][name]
        for one in dated(shape, written):
            value = one.entry.value
            if value is None or not (one.start <= day and (one.end is None or day <= one.end)):
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
