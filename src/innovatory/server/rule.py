"""A sheet as it is reviewed: every condition and every dated number beside its law, its tests and its sign-off, as text.

The contents are those of the review page (`report/review.py`), in one language and without markup.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any

from innovatory.language.literals import number
from innovatory.language.mistakes import Mistake
from innovatory.language.types import Number
from innovatory.language.types import Series as Yearly
from innovatory.language.units import BARE
from innovatory.policy.catalogue import unconfirmed
from innovatory.policy.dated import Parameter
from innovatory.policy.library import Instrument
from innovatory.policy.rule import Criterion, parameters_of, unit_of
from innovatory.policy.shape import Label
from innovatory.policy.sheet import Sheet
from innovatory.policy.signature import effective, fingerprint
from innovatory.records.dictionary import desk_columns
from innovatory.report import standing
from innovatory.report.amounts import amount, days, edge
from innovatory.report.review_rule import Dated, dated
from innovatory.report.sentences import recorded, source
from innovatory.report.words import label, say
from innovatory.server.acts import act_told, sheet_label
from innovatory.server.labels import status_label, unit_name
from innovatory.server.shapes import instruments as shapes
from innovatory.server.shapes.parts import Lines, Word
from innovatory.server.who_passes import who_passes


def rule(of: Instrument, lang: str) -> shapes.Rule:
    """The whole sheet in one language; its tests are run."""
    sheet, located = of.sheet, of.rule.located
    known = unconfirmed(sheet)
    return shapes.Rule(
        applies_to=Word(id=sheet.applies_to, label=say(f"applies_to.{sheet.applies_to}", lang)),
        confidence=Word(id=known, label=say(f"review.{known}", lang)),
        in_force=[_period(one.start, one.end, lang) for one in sheet.in_force],
        conditions=[_condition(one, of, lang) for one in of.rule.criteria],
        eligible=who_passes(sheet, lang),
        parameters=[_parameter(name, of, lang) for name in sheet.parameters],
        judged=[_judged(name, sheet, lang) for name in sheet.judged],
        definitions=[_definition(name, sheet, lang) for name in sheet.define],
        outcome=list(_outcome(of, lang)),
        inputs=_inputs(of, lang),
        tests=[_tested(case, outcome, lang) for case, outcome in zip(sheet.tests, of.check(), strict=True)],
        notes=[label(note.model_dump(), lang) for note in sheet.notes],
        signature=_signature(of, lang),
        file=located.file.replace("\\", "/").rpartition("/")[2],
    )


# The law on the left ---------------------------------------------------------------------------------------------------


def _law(text: str, says: Label | None, sheet: Sheet, lang: str) -> shapes.Law:
    key, _, _ = text.partition(" ")
    of = sheet.sources[key]
    return shapes.Law(
        source=key,
        cite=of.cite,
        article=source({"source": text}, {"sources": {key: {"cite": ""}}}, lang),
        title=label(of.title.model_dump(), lang) or of.title.en,
        since=of.start.isoformat(),
        says=None if says is None else label(says.model_dump(), lang),
    )


def _period(start: date, end: date | None, lang: str) -> shapes.Period:
    return shapes.Period(
        start=start.isoformat(), end=None if end is None else end.isoformat(), text=days(start, end, lang)
    )


# The rule on the right -------------------------------------------------------------------------------------------------


def _condition(of: Criterion, whole: Instrument, lang: str) -> shapes.Condition:
    shape, unit = of.shape, _unit(of)
    word, threshold = shape.comparison
    return shapes.Condition(
        id=of.name,
        label=label(shape.label.model_dump(), lang),
        value=shape.value,
        comparison=say(f"review.word_{word}", lang),
        threshold=_threshold(of, threshold, unit, lang),
        thresholds=[one for name in sorted(parameters_of(of.threshold)) for one in _used(name, whole, lang)],
        unit="" if of.word == "is" else _unit_words(unit, lang),
        lever=shape.lever,
        confirmed=shape.confidence is None,
        law=_law(shape.source, shape.says, whole.sheet, lang),
    )


def _threshold(of: Criterion, written: str, unit: str, lang: str) -> str:
    if of.word == "is" and written in ("true", "false"):
        return say("truth.yes" if written == "true" else "truth.no", lang)
    try:
        return amount(number(written), unit, lang)
    except Mistake:
        return written


def _unit(of: Criterion) -> str:
    """The unit in which a condition is measured; a bare number is a share."""
    found = unit_of(of.value) if unit_of(of.value) != BARE else unit_of(of.threshold)
    return "1" if found == BARE else str(found)


def _unit_words(unit: str | None, lang: str) -> str:
    return unit_name(unit, lang) or ""


def _used(name: str, whole: Instrument, lang: str) -> Iterator[shapes.DatedValue]:
    """The values of a parameter, of this sheet or another, on the days on which this sheet is in force."""
    sheet, written, own = whole.sheet, whole.rule.located.data, name
    if "." in name:
        other, _, own = name.partition(".")
        sheet, written = whole.library.sheet(other), whole.library.located[other].data
    spans = whole.sheet.in_force
    for one in dated(sheet.parameters[own], written["parameters"][own]):
        if any(
            (span.end is None or one.start <= span.end) and (one.end is None or span.start <= one.end) for span in spans
        ):
            yield dated_value(sheet.parameters[own], one, sheet, whole, lang)


def _parameter(name: str, of: Instrument, lang: str) -> shapes.Parameter:
    shape, written = of.sheet.parameters[name], of.rule.located.data["parameters"][name]
    return shapes.Parameter(
        id=name,
        label=label(shape.label.model_dump(), lang) if shape.label else name,
        unit=_unit_words(shape.unit, lang),
        by=None if shape.by is None else shape.by.name,
        values=[dated_value(shape, one, of.sheet, of, lang) for one in dated(shape, written)],
    )


def dated_value(shape: Parameter, of: Dated, sheet: Sheet, whole: Instrument, lang: str) -> shapes.DatedValue:
    """A value of a parameter with its days and its law: a number, or a table with its edges in words."""
    plain = of.entry.rows is None
    value = of.entry.value
    return shapes.DatedValue(
        period=_period(of.start, of.end, lang),
        text=amount(value, shape.unit, lang) if plain and value is not None else None,
        tiers=[] if plain else list(_tiers(shape, of, sheet, whole, lang)),
        written=str(of.written["value"]) if plain else "",
        confirmed=of.entry.confidence is None,
        law=_law(of.entry.source, of.entry.says, sheet, lang),
    )


def _tiers(shape: Parameter, of: Dated, sheet: Sheet, whole: Instrument, lang: str) -> Iterator[shapes.Tier]:
    assert shape.by is not None  # a table says what it is read by
    unit = shape.by.unit
    if unit is None:
        known = whole.library.inputs(sheet.applies_to).get(shape.by.name)
        unit = str(known.unit) if isinstance(known, Number | Yearly) else "1"
    for row in of.entry.rows or ():
        yield shapes.Tier(edge=edge(row.word, row.edge, unit, lang), value=amount(row.value, shape.unit, lang))


def _judged(name: str, sheet: Sheet, lang: str) -> shapes.Judged:
    one = sheet.judged[name]
    told = say("review.yes_or_no", lang) if one.range is None else amount(one.range, one.unit or "", lang)
    return shapes.Judged(id=name, label=label(one.label.model_dump(), lang), range=told)


def _definition(name: str, sheet: Sheet, lang: str) -> shapes.Definition:
    one = sheet.define[name]
    called = label(one.label.model_dump(), lang) if one.label else name
    return shapes.Definition(id=name, label=called, expression=one.formula, unit=_unit_words(one.unit, lang))


# What follows ----------------------------------------------------------------------------------------------------------


def _outcome(of: Instrument, lang: str) -> Iterator[Lines]:
    """What a pass gives and does, what it cannot be joined with, how its budget is shared, how to apply."""
    sheet = of.sheet
    status = (
        sheet.grants and f"{status_label(sheet.grants.status, lang)} {say('review.years', lang, n=sheet.grants.years)}"
    )
    applying = sheet.apply.model_dump() if sheet.apply else {}
    pairs: list[tuple[str, Sequence[str]]] = [
        ("review.status", [status] if status else []),
        ("review.gives", [_given(name, sheet, lang) for name in sheet.gives]),
        ("review.acts", [act_told(act, of, lang) for act in sheet.acts]),
        ("review.excludes", [sheet_label(name, of, lang) for name in sheet.excludes]),
        ("review.reduces", [sheet_label(name, of, lang) for name in sheet.reduces]),
        ("review.cap", [sheet.cap] if sheet.cap else []),
        ("review.rationing", _rationing(sheet, lang)),
        *((f"apply.{key}", [recorded(text, lang)]) for key, text in applying.items()),
    ]
    for key, lines in pairs:
        if lines:
            yield Lines(heading=say(key, lang), lines=list(lines))


def _given(name: str, sheet: Sheet, lang: str) -> str:
    one = sheet.define[name].label
    return label(one.model_dump(), lang) if one else name


def _rationing(sheet: Sheet, lang: str) -> list[str]:
    one = sheet.rationing
    if one is None:
        return []
    way = say("review.pro_rata", lang) if one.share else f"{say('review.rank_by', lang)} {one.rank_by}"
    return [f"{say('review.budget', lang)} {one.budget}", way]


def _inputs(of: Instrument, lang: str) -> list[Word]:
    """What the conditions and definitions read of the records, as the dictionary calls it."""
    known, judged, latest = desk_columns(of.sheet.applies_to), of.sheet.judged, of.sheet.in_force[-1]
    names = [name for name in of.on(latest.end or latest.start).names() if name not in judged]
    return [Word(id=name, label=_meaning(known.get(name), name, lang)) for name in names]


def _meaning(column: Any, name: str, lang: str) -> str:
    if column is None:
        return status_label(name[7:-1], lang) if name.startswith("status(") else name
    return str(column.zh if lang == "zh" else column.definition)


def _tested(case: Any, outcome: Any, lang: str) -> shapes.Tested:
    result = case.expect.get("result")
    return shapes.Tested(
        name=case.called(lang),
        on=None if case.on is None else case.on.isoformat(),
        expected=say(f"review.result_{result}", lang) if isinstance(result, str) else "",
        passed=outcome.passed,
        differences=[f"{key}: {wanted} ≠ {got}" for key, wanted, got in outcome.differences],
    )


def _signature(of: Instrument, lang: str) -> shapes.Signature:
    located = of.rule.located
    held = effective(of.sheet, located)
    return shapes.Signature(
        state=held.state,
        sentence=standing.state({"state": held.state, "signature": held.as_dict()}, lang),
        by=held.by,
        on=None if held.on is None else held.on.isoformat(),
        hash=held.hash,
        fingerprint=fingerprint(located),
    )
