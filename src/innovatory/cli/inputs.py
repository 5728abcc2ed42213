"""What the reader of an answer is told of its inputs: what they are called."""

from __future__ import annotations

from typing import TYPE_CHECKING

from innovatory.report.recorded_names import status_inputs
from innovatory.report.sentences import Inputs

if TYPE_CHECKING:
    from innovatory.policy.library import Instrument


def inputs_of(instrument: Instrument) -> Inputs:
    """The inputs that an instrument reads."""
    from innovatory.records.dictionary import desk_columns

    columns = desk_columns(instrument.sheet.applies_to)
    labels = {name: {"en": column.definition, "zh": column.zh} for name, column in columns.items()}
    for shapes in (instrument.sheet.parameters, instrument.sheet.judged):
        labels |= {name: {"en": one.label.en, "zh": one.label.zh} for name, one in shapes.items() if one.label}
    return Inputs(labels | status_inputs())
