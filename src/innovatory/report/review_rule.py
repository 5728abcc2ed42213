"""The right side of the review page: a condition and a dated value as the sheet has them, with their numbers in words."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise
from typing import Any

from innovatory.language.literals import number
from innovatory.language.mistakes import Mistake
from innovatory.language.types import Number, Series
from innovatory.language.units import BARE
from innovatory.policy.dated import Entry, Parameter
from innovatory.policy.library import Instrument
from innovatory.policy.rule import Criterion, parameters_of, unit_of
from innovatory.report.amounts import Amount, amount, days, edge
from innovatory.report.markup import both, code, facts, flag, named, pair
from innovatory.report.words import LANGUAGES, phrases


@dataclass(frozen=True)
class Dated:
    """A value of a parameter with the days on which it holds, and the entry as the file has it."""

    start: date
    end: date | None
    entry: Entry
    written: Mapping[str, Any]


def dated(parameter: Parameter, written: Mapping[str, Any]) -> list[Dated]:
    """The values of a parameter in the order of time; one without an end ends the day before the next."""
    starts = sorted(parameter.values)
    ends = {start: following - timedelta(days=1) for start, following in pairwise(starts)}
    values = written["values"]
    return [
        Dated(start, parameter.values[start].end or ends.get(start), parameter.values[start], values[start.isoformat()])
        for start in starts
    ]


def period(of: Dated) -> str:
    """The days on which a value holds."""
    return pair(*(days(of.start, of.end, lang) for lang in LANGUAGES))


def unit_words(text: str) -> str:
    """A unit in words, as written where it is a product or a quotient."""
    key = f"review.unit_{text}"
    return both(key) if key in phrases() else code(text)


class Rules:
    """The conditions and values of one instrument in HTML."""

    def __init__(self, instrument: Instrument) -> None:
        self.instrument = instrument
        self.rule, self.sheet = instrument.rule, instrument.sheet
        self.written = instrument.rule.located.data

    def criterion(self, of: Criterion) -> str:
        """A condition: what is compared, how, with which threshold on each day in force, and what may be changed."""
        shape, unit = of.shape, _unit(of)
        word, threshold = shape.comparison
        moves = "; ".join(f"{lever}: {', '.join(names)}" for lever, names in shape.moves.items())
        told = facts(
            [
                ("review.expression", code(shape.value)),
                ("review.comparison", f"{code(word)} {both(f'review.word_{word}')}"),
                ("review.threshold", self._threshold(of, threshold, unit)),
                ("review.unit", unit_words(unit) if of.word != "is" else ""),
                ("review.lever", code(shape.lever) if shape.lever else ""),
                ("review.moves", code(moves) if moves else ""),
            ]
        )
        return f'<p class="name">{named(shape.label.model_dump())} {code(of.name)} {flag(shape.confidence)}</p>{told}'

    def _threshold(self, of: Criterion, written: str, unit: str) -> str:
        value = _literal(written)
        if value is not None:
            return f"{code(written)} {_amounts(value, unit)}"
        if of.word == "is" and written in ("true", "false"):
            return f"{code(written)} {both('truth.yes' if written == 'true' else 'truth.no')}"
        return code(written) + "".join(self._used(name) for name in sorted(parameters_of(of.threshold)))

    def _used(self, name: str) -> str:
        """The values of a parameter on the days on which the sheet is in force."""
        sheet, written, own = self.sheet, self.written, name
        if "." in name:
            other, _, own = name.partition(".")
            sheet, written = self.instrument.library.sheet(other), self.instrument.library.located[other].data
        shape = sheet.parameters[own]
        rows = [one for one in dated(shape, written["parameters"][own]) if self._in_force(one)]
        told = "".join(f"<dt>{period(one)}</dt><dd>{self.value(shape, one)}</dd>" for one in rows)
        return f'<div class="used"><p>{code(name)} {named(shape.label.model_dump() if shape.label else None)}</p><dl>{told}</dl></div>'

    def _in_force(self, of: Dated) -> bool:
        return any(
            (span.end is None or of.start <= span.end) and (of.end is None or span.start <= of.end)
            for span in self.sheet.in_force
        )

    def parameter(self, name: str, of: Dated) -> str:
        """One dated value of a parameter: when, what, in which unit, by what a table is read."""
        shape = self.sheet.parameters[name]
        by = "" if shape.by is None else code(shape.by.name)
        told = facts(
            [
                ("review.holds", period(of)),
                ("review.value", self.value(shape, of)),
                ("review.unit", unit_words(shape.unit)),
                ("review.read_by", by),
            ]
        )
        label = named(shape.label.model_dump()) if shape.label else ""
        return f'<p class="name">{label} {code(name)}</p>{told}'

    def value(self, shape: Parameter, of: Dated) -> str:
        """A number, or a table with its edges in words; each as written and in both languages."""
        if of.entry.rows is None:
            assert of.entry.value is not None  # an entry has a value or rows
            return f"{code(of.written['value'])} {_amounts(of.entry.value, shape.unit)} {flag(of.entry.confidence)}"
        rows = "".join(self._rows(shape, of))
        head = f'<tr><th scope="col">{both("review.edge")}</th><th scope="col">{both("review.value")}</th></tr>'
        return f'<table class="tiers"><thead>{head}</thead><tbody>{rows}</tbody></table>{flag(of.entry.confidence)}'

    def _rows(self, shape: Parameter, of: Dated) -> Iterator[str]:
        unit = self._edge_unit(shape)
        for row, written in zip(of.entry.rows or (), of.written["rows"], strict=True):
            at, raw = written[row.word], written.get("value", written[row.word])
            words = pair(*(edge(row.word, row.edge, unit, lang) for lang in LANGUAGES))
            edge_written = row.word if row.edge is None else f"{row.word}: {at}"
            yield f"<tr><td>{code(edge_written)} {words}</td><td>{code(raw)} {_amounts(row.value, shape.unit)}</td></tr>"

    def _edge_unit(self, shape: Parameter) -> str:
        """The unit of a table's edges: stated with its label, or that of the input it is read by."""
        assert shape.by is not None  # a table says what it is read by
        if shape.by.unit is not None:
            return shape.by.unit
        of = self.instrument.library.inputs(self.sheet.applies_to).get(shape.by.name)
        return str(of.unit) if isinstance(of, Number | Series) else "1"


def _amounts(value: Amount, unit: str) -> str:
    return f'<span class="amount">{pair(*(amount(value, unit, lang) for lang in LANGUAGES))}</span>'


def _literal(written: str) -> float | None:
    """The number of a threshold that is written as one; None for any other."""
    try:
        return number(written)
    except Mistake:
        return None


def _unit(of: Criterion) -> str:
    """The unit in which a condition is measured; a bare number is a share."""
    found = unit_of(of.value) if unit_of(of.value) != BARE else unit_of(of.threshold)
    return "1" if found == BARE else str(found)
