"""What the reader of an answer is told of its inputs: what they are called, and which are not exactly known."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from innovatory.report.sentences import Inputs

if TYPE_CHECKING:
    from innovatory.language.tree import Window
    from innovatory.policy.bound import BoundCriterion
    from innovatory.policy.library import Instrument
    from innovatory.records.applicant import Applicant


def inputs_of(instrument: Instrument, record: Applicant) -> Inputs:
    """The inputs that an instrument reads of an applicant."""
    from innovatory.records.dictionary import desk_columns

    columns = desk_columns(instrument.sheet.applies_to)
    labels = {name: {"en": column.definition, "zh": column.zh} for name, column in columns.items()}
    for shapes in (instrument.sheet.parameters, instrument.sheet.judged):
        labels |= {name: {"en": one.label.en, "zh": one.label.zh} for name, one in shapes.items() if one.label}
    bound = instrument.on(record.on, record.year)
    return Inputs(labels, {one.of.name: _open_names(one, record) for one in bound.criteria})


def _open_names(criterion: BoundCriterion, record: Applicant) -> tuple[str, ...]:
    """The inputs of a criterion that are not known, or only as a range; of a series the years that it reads."""
    from innovatory.language.tree import Input, Window, walk

    found: dict[str, None] = {}
    for node in (one for key in ("value", "threshold") for one in walk(criterion.nodes[key])):
        match node:
            case Window(series=name) if any(_is_open(record.values.get(name), back) for back in _years(node)):
                found[name] = None
            case Input(name=name) if _is_open(record.values.get(name), 0):
                found[name] = None
    return tuple(found)


def _years(window: Window) -> list[int]:
    """The years that a window reads, counted back from the newest."""
    from innovatory.language.algebra import atoms

    return [atom.year or 0 for atom in atoms(window)]


def _is_open(value: object, back: int) -> bool:
    """Whether a value is not known or a range; of a series, the year that lies `back` years before the newest."""
    if isinstance(value, list):
        value = value[-1 - back] if back < len(value) else 0.0  # years before a series do not exist
    return value[0] != value[1] if isinstance(value, tuple) else value is None


def with_notes(answer: dict[str, Any], record: Applicant) -> dict[str, Any]:
    """The answer with what must be told of the values given, where it reads them."""
    read = {name for criterion in answer["criteria"] for name in criterion["reads"]}
    told = [_note(note) for note in record.notes if read & set(note.names)]
    return {**answer, "notes": [*answer["notes"], *told]}


def _note(note: Any) -> Mapping[str, str]:
    names = ", ".join(note.names)
    return {"en": f"{note.en}: {names}", "zh": f"{note.zh}：{names}"}
