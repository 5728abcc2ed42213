"""Statutory floors on a budget, generated from the sheets that apply to one (`applies_to: budget`).

The sheet itself judges: on the lines of the city's budget, by plan, by grant and by payment, where it has them, and on
published figures. Only years that end under the law count for the law; what was policy before is answered as policy.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import product
from math import inf
from pathlib import Path
from typing import TYPE_CHECKING, Any

from innovatory.measure.denominators import (
    Answer,
    Facts,
    Finding,
    Judged,
    Reason,
    answered,
    decides,
    together,
)  # fmt: skip
from innovatory.measure.evidence import Evidence
from innovatory.measure.readings import Reading, read, tidy
from innovatory.measure.targets import FloorFigures, Policy, Threshold, Word
from innovatory.policy.catalogue import unconfirmed
from innovatory.policy.signature import effective

if TYPE_CHECKING:
    import polars as pl

    from innovatory.policy.library import Instrument, Library

KIND = "budget"
MOST = 1e18  # yuan: what stands for "no upper end is known", more than any budget
BASES = ("planned", "granted", "paid")
COLUMNS = 3  # of a line that are read: an amount, whether it is in the fund, its class of research
GOVERNMENT = "gov:city"
RESEARCH = ("basic", "applied_basic")  # the law's classes, none of the Frascati Manual
ANSWERS: Mapping[str, Answer] = {
    "pass": "met",
    "fail": "not_met",
    "depends": "cannot_say",
    "not_in_force": "cannot_say",
}


@dataclass(frozen=True)
class Law:
    """The law behind a floor: sheet, citation, article as the sheet has it, days in force, how far it may be trusted.

    `confidence` is `found` or `unconfirmed` (a draft, or not in a stored source), `state` that of the sheet's review.
    """

    instrument: str
    cite: str
    title: Mapping[str, str | None]
    article: str
    start: date
    end: date | None
    confidence: str
    state: str
    documents: tuple[str, ...]

    def as_dict(self) -> dict[str, Any]:
        """Plain data."""
        return {
            "instrument": self.instrument,
            "cite": self.cite,
            "title": dict(self.title),
            "article": self.article,
            "from": self.start.isoformat(),
            "to": None if self.end is None else self.end.isoformat(),
            "confidence": self.confidence,
            "state": self.state,
            "documents": list(self.documents),
        }


@dataclass(frozen=True)
class Split:
    """One year of the city's budget for science and technology: what a sheet asks of it, by one basis.

    `inputs` are yuan, None where a line has no amount; `rows` the lines that were added up, `empty` those without an
    amount, `invented` whether a line is synthetic or simulated.
    """

    year: int
    basis: str
    inputs: Mapping[str, float | None]
    rows: int
    empty: int
    invented: bool


def floors_of(city: str, figures: Mapping[str, FloorFigures], library: Library) -> list[Instrument]:
    """The floors that apply to a city: those of its own jurisdiction, and those that its `targets.yaml` names."""
    asked = [name for name, one in library.located.items() if one.data.get("applies_to") == KIND]
    own = [name for name in asked if Path(library.located[name].file).parent.name == city]
    named = [name for name in asked if name in figures and name not in own]
    return [library.instrument(name) for name in (*own, *named)]


def law_of(instrument: Instrument) -> Law:
    """The law that a floor's sheet rests on; days and source are those of the sheet."""
    sheet = instrument.sheet
    key, _, article = next(iter(sheet.criteria.values())).source.partition(" ")
    source, periods = sheet.sources[key], sheet.in_force
    return Law(
        sheet.instrument,
        source.cite,
        {"en": source.title.en, "zh": source.title.zh},
        article.strip("()"),
        periods[0].start,
        periods[-1].end,
        unconfirmed(sheet),
        effective(sheet, instrument.rule.located).state,
        source.stored,
    )


def splits(lines: pl.LazyFrame) -> list[Split]:
    """The city's budget by year and basis, from its lines (table `budget_lines`); a basis without any amount is left out."""
    import polars as pl

    fund = lines.filter((pl.col("government") == GOVERNMENT) & pl.col("in_rd_fund"))
    basic = pl.col("research_class").is_in(RESEARCH)
    there = lines.collect_schema().names()
    invented = (pl.col("origin") != "observed").any() if "origin" in there else pl.lit(value=False)
    bases = [name for name in BASES if name in there]
    told = [pl.len().alias("rows"), invented.alias("invented")]
    for name in bases:
        amount = pl.col(name)
        told += [
            amount.sum().alias(f"{name}.rd_fund"),
            amount.filter(basic).sum().alias(f"{name}.rd_fund_basic"),
            amount.is_null().sum().alias(f"{name}.empty"),
            amount.filter(basic).is_null().sum().alias(f"{name}.empty_basic"),
        ]
    years = fund.group_by("year").agg(told).sort("year").collect()
    return [one for row in years.to_dicts() for name in bases if (one := _split(row, name)) is not None]


def _split(row: Mapping[str, Any], basis: str) -> Split | None:
    rows, empty = int(row["rows"]), int(row[f"{basis}.empty"])
    if empty == rows:
        return None
    amounts = {
        "rd_fund": None if empty else float(row[f"{basis}.rd_fund"]),
        "rd_fund_basic": None if row[f"{basis}.empty_basic"] else float(row[f"{basis}.rd_fund_basic"]),
    }
    return Split(int(row["year"]), basis, amounts, rows, empty, bool(row["invented"]))


def statute(
    instrument: Instrument, facts: Facts, of: FloorFigures, budget: Sequence[Split], year: int | None
) -> Finding:
    """The answer of the law in a year; without one, in the latest year that ends under the law and has figures."""
    law = law_of(instrument)
    budget = [one for one in budget if set(one.inputs) >= set(inputs_of(instrument))]
    asked = year if year is not None else _latest(instrument, facts, of, budget)
    if asked is None:
        return _finding(instrument, law, None, (), ("cannot_say", "none_since"), of)
    if not _in_force(instrument, asked):
        return _finding(instrument, law, asked, (), ("cannot_say", "not_in_force"), of)
    judged = [*_of_budget(instrument, budget, asked), *_of_figures(instrument, facts, of, asked)]
    answer, reason = together(judged)
    if reason == "too_wide" and all(one.reading.value is None for one in judged):
        reason = "no_amount" if any(one.empty for one in budget if one.year == asked) else "nothing"
    return _finding(instrument, law, asked, judged, (answer, reason), of)


def policy(of: Policy, facts: Facts, unit: str, year: int | None) -> Finding | None:
    """What held as policy in a year; without one, in its latest year with figures. None where it did not hold then."""
    years = [one for one in range(of.end, of.start - 1, -1) if year in (None, one)]
    word, threshold = of.comparison
    found = {one: answered(of.answer, facts, one, (word, threshold), None) for one in years}
    asked = next((one for one in years if found[one]), years[0] if years else None)
    if asked is None:
        return None
    label = {"en": of.label.en, "zh": of.label.zh}
    answer, reason = together(found[asked])
    return Finding(
        "policy", label, asked, word, threshold.value, unit, answer, reason, tuple(found[asked]), source=of.source
    )


def _finding(
    instrument: Instrument,
    law: Law,
    year: int | None,
    judged: Iterable[Judged],
    told: tuple[Answer, Reason],
    of: FloorFigures,
) -> Finding:
    word, threshold = _threshold(instrument, law.start if year is None else max(law.start, _last_day(year)))
    label, note = instrument.sheet.label, of.note
    return Finding(
        "statute",
        {"en": label.en, "zh": label.zh},
        year,
        word,
        None if threshold is None else threshold.value,
        "1",
        *told,
        tuple(judged),
        law.start.isoformat(),
        None if law.end is None else law.end.isoformat(),
        note=None if note is None else {"en": note.en, "zh": note.zh},
    )


def _latest(instrument: Instrument, facts: Facts, of: FloorFigures, budget: Sequence[Split]) -> int | None:
    """The latest year under the law that the budget or the published figures tell anything of."""
    years = {one.year for one in budget}
    if set(of.inputs) >= set(inputs_of(instrument)):
        years |= set(facts.years(*(of.inputs[name] for name in inputs_of(instrument))))
    if of.printed is not None:
        years |= set(facts.years(of.printed))
    return max((year for year in years if _in_force(instrument, year)), default=None)


def _of_budget(instrument: Instrument, budget: Sequence[Split], year: int) -> Iterator[Judged]:
    for split in budget:
        if split.year == year:
            told = ("synthetic",) if split.invented else ()
            amounts = [split.inputs[name] for name in inputs_of(instrument)]
            of = tuple(amount for amount in amounts if amount is not None)
            facts = Evidence(assumption=COLUMNS) if split.invented else Evidence(your_records=COLUMNS)
            reading = Reading(-inf, inf, None, of=of, rows=split.rows, basis=split.basis, told=told, rests_on=facts)
            yield _judged(reading, instrument, year, dict(split.inputs))


def _of_figures(instrument: Instrument, facts: Facts, of: FloorFigures, year: int) -> Iterator[Judged]:
    """Every combination of published figures of the inputs as the sheet judges it, then the ratio as it was printed."""
    names = inputs_of(instrument)
    if set(of.inputs) >= set(names):
        for figures in product(*(facts.published(of.inputs[name], year) for name in names)):
            readings = [read(figure) for figure in figures]
            values = tuple(one.value for one in readings if one.value is not None)
            reading = Reading(
                -inf, inf, None, figures=figures, of=values, preferred=all(one.preferred for one in figures)
            )
            given = {name: _ends(one) for name, one in zip(names, readings, strict=True)}
            yield _judged(facts.marked(reading), instrument, year, given)
    word, threshold = _threshold(instrument, _last_day(year))
    if of.printed is not None and threshold is not None and len(instrument.sheet.criteria) == 1:
        for figure in facts.published(of.printed, year):
            yield Judged(facts.marked(read(figure)), decides(read(figure), word, threshold))


def _ends(reading: Reading) -> tuple[float, float]:
    return max(reading.low, 0.0), min(reading.high, MOST)


def _judged(reading: Reading, instrument: Instrument, year: int, inputs: Mapping[str, Any]) -> Judged:
    """What the sheet says of some inputs, and the value that its first criterion found (unknown where there is none)."""
    known = {name: value for name, value in inputs.items() if value is not None}
    explained = instrument.explain(known, on=_last_day(year), year=year)
    answer, value = ANSWERS[explained.result], explained.as_dict()["criteria"][0]["value"]
    if value is None:
        return Judged(reading, answer)
    low, high = tidy(value["low"]), tidy(value["high"]) if MOST not in _tops(inputs) else inf
    middle = tidy(reading.of[0] / reading.of[1]) if len(reading.of) == 2 and reading.of[1] else low
    return Judged(replace(reading, low=low, high=high, value=middle), answer)


def _tops(inputs: Mapping[str, Any]) -> list[float]:
    return [value[1] for value in inputs.values() if isinstance(value, tuple)]


def _last_day(year: int) -> date:
    return date(year, 12, 31)


def _in_force(instrument: Instrument, year: int) -> bool:
    return instrument.on(_last_day(year), year).in_force


def inputs_of(instrument: Instrument) -> list[str]:
    """The inputs that the criteria read, in the order in which they stand there."""
    return list(
        dict.fromkeys(name for one in instrument.on(instrument.sheet.in_force[0].start).criteria for name in one.reads)
    )


def _threshold(instrument: Instrument, on: date) -> tuple[Word, Threshold | None]:
    """The comparison of the first criterion and its threshold on a day; None where that depends on the inputs."""
    criterion = instrument.explain({}, on=on).as_dict()["criteria"][0]
    at, word = criterion["threshold"], criterion["comparison"]
    point = at is not None and at["low"] == at["high"]
    return word, Threshold(at["low"], 0.0) if point else None
