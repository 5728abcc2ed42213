"""What the reader of an answer is told of its inputs: what they are called, and notes on how they were typed."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from innovatory.report.sentences import Inputs

if TYPE_CHECKING:
    from innovatory.policy.library import Instrument
    from innovatory.records.applicant import Applicant


def inputs_of(instrument: Instrument) -> Inputs:
    """The inputs that an instrument reads."""
    from innovatory.records.dictionary import desk_columns

    columns = desk_columns(instrument.sheet.applies_to)
    labels = {name: {"en": column.definition, "zh": column.zh} for name, column in columns.items()}
    for shapes in (instrument.sheet.parameters, instrument.sheet.judged):
        labels |= {name: {"en": one.label.en, "zh": one.label.zh} for name, one in shapes.items() if one.label}
    return Inputs(labels)


def with_notes(answer: dict[str, Any], record: Applicant) -> dict[str, Any]:
    """The answer with what must be told of the values given, where it reads them."""
    read = {name for criterion in answer["criteria"] for name in criterion["reads"]}
    told = [_note(note) for note in record.notes if read & set(note.names)]
    return {**answer, "notes": [*answer["notes"], *told]}


def _note(note: Any) -> Mapping[str, str]:
    names = ", ".join(note.names)
    return {"en": f"{note.en}: {names}", "zh": f"{note.zh}：{names}"}
