"""What the reader of an answer is told of its inputs: what they are called, and which are not exactly known."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from innovatory.report.sentences import Inputs

if TYPE_CHECKING:
    from innovatory.policy.library import Instrument
    from innovatory.records.applicant import Applicant


def inputs_of(instrument: Instrument, record: Applicant) -> Inputs:
    """The inputs that an instrument reads of an applicant."""
    from innovatory.records.dictionary import desk_columns

    columns = desk_columns(instrument.sheet.applies_to)
    labels = {name: {"en": column.definition, "zh": column.zh} for name, column in columns.items()}
    labels |= {name: {"en": one.label.en, "zh": one.label.zh} for name, one in instrument.sheet.judged.items()}
    read = instrument.on(record.on, record.year).names()
    return Inputs(labels, frozenset(name for name in read if _is_open(record.values.get(name))))


def _is_open(value: object) -> bool:
    """Whether a value is not known, or only as a range; of a series, whether any year is."""
    if isinstance(value, tuple):
        return value[0] != value[1]
    if isinstance(value, list):
        return any(_is_open(one) for one in value)
    return value is None


def with_notes(answer: dict[str, Any], record: Applicant) -> dict[str, Any]:
    """The answer with what must be told of the values given, where it reads them."""
    read = {name for criterion in answer["criteria"] for name in criterion["reads"]}
    told = [_note(note) for note in record.notes if read & set(note.names)]
    return {**answer, "notes": [*answer["notes"], *told]}


def _note(note: Any) -> Mapping[str, str]:
    names = ", ".join(note.names)
    return {"en": f"{note.en}: {names}", "zh": f"{note.zh}：{names}"}
