"""Floors of law on a plan: which apply, what the sheet of each says of the planned amounts, and of other amounts.

The sheets are those that apply to a budget; a floor holds where it stands in the folder of a jurisdiction of which the
lines name an instrument. The sheet itself judges.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from math import isfinite
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from innovatory.language.tree import Arithmetic, Input
from innovatory.measure.budget.plan import FUND, Line, Plan
from innovatory.measure.budget.programme import Share
from innovatory.measure.denominators import Answer
from innovatory.measure.evidence import Evidence
from innovatory.measure.floors import ANSWERS, COLUMNS, KIND, Law, inputs_of, law_of

if TYPE_CHECKING:
    from innovatory.policy.library import Instrument, Library

READ = {FUND, f"{FUND}_basic"}  # inputs that the lines of a city's budget tell
LARGEST = 10**6  # denominator of a share as a fraction: what a law writes
Reason = Literal["decided", "not_in_force", "unclassified", "nothing"]


@dataclass(frozen=True)
class FloorAnswer:
    """What a floor says of some amounts: *met*, *not met* or *cannot say*, and why.

    `share` is basic research of the R&D fund, low and high; `fund` and `basic` are yuan. `short` is what is missing to
    the floor with the fund as it is, yuan, at least and at most.
    """

    instrument: str
    label: Mapping[str, str]
    law: Law
    answer: Answer
    reason: Reason
    share: tuple[float, float] | None
    threshold: float | None
    fund: int
    basic: tuple[int, int]
    short: tuple[int, int] | None
    evidence: Evidence

    def as_dict(self) -> dict[str, Any]:
        """Plain data."""
        return {
            "instrument": self.instrument,
            "label": dict(self.label),
            "law": self.law.as_dict(),
            "answer": self.answer,
            "reason": self.reason,
            "share": _pair(self.share),
            "threshold": self.threshold,
            "fund": self.fund,
            "basic": _pair(self.basic),
            "short": _pair(self.short),
            "evidence": self.evidence.as_dict(),
        }


def _pair(ends: tuple[float, float] | None) -> dict[str, float] | None:
    return None if ends is None else {"low": ends[0], "high": ends[1]}


def floors_for(plan: Plan, library: Library) -> list[Instrument]:
    """The floors that hold for a plan: of the jurisdictions whose instruments its lines name, and national ones."""
    folders = {_folder(library, name) for name in plan.instruments} | {"national"}
    asked = [name for name, one in library.located.items() if one.data.get("applies_to") == KIND]
    found = [library.instrument(name) for name in sorted(asked) if _folder(library, name) in folders]
    return [one for one in found if set(inputs_of(one)) <= READ]


def _folder(library: Library, name: str) -> str:
    return Path(library.located[name].file).parent.name


def judge(
    instrument: Instrument, lines: Sequence[Line], amounts: Sequence[int], year: int, invented: bool
) -> FloorAnswer:
    """What a floor says of the amounts of some lines on the last day of a year."""
    on, law = date(year, 12, 31), law_of(instrument)
    fund, low, high = _inputs(lines, amounts)
    facts = Evidence(assumption=COLUMNS) if invented else Evidence(your_records=COLUMNS)
    state = "unconfirmed" if law.confidence == "unconfirmed" else law.state
    rests = facts + Evidence(rules={state: len(instrument.rule.parameters)})
    label = {"en": instrument.sheet.label.en, "zh": instrument.sheet.label.zh or instrument.sheet.label.en}
    if not instrument.on(on, year).in_force:
        return FloorAnswer(
            law.instrument, label, law, "cannot_say", "not_in_force", None, None, fund, (low, high), None, rests
        )
    basic = float(low) if low == high else (float(low), float(high))
    told = instrument.explain({FUND: float(fund), f"{FUND}_basic": basic}, on=on, year=year)
    first = told.as_dict()["criteria"][0]
    answer = ANSWERS[told.result]
    reason: Reason = "decided" if answer != "cannot_say" else "nothing" if fund == 0 else "unclassified"
    threshold = _threshold(first["threshold"])
    short = None if threshold is None else _short(threshold, fund, (low, high))
    share = None if first["value"] is None else (first["value"]["low"], first["value"]["high"])
    if share is not None and not all(isfinite(one) for one in share if one is not None):
        share = None
    return FloorAnswer(
        law.instrument, label, law, answer, reason, share, None if threshold is None else float(threshold), fund,
        (low, high), short, rests,
    )  # fmt: skip


def _inputs(lines: Sequence[Line], amounts: Sequence[int]) -> tuple[int, int, int]:
    """The fund, and basic research in it: for certain, and with the lines whose class is not known."""
    inside = [(line, amount) for line, amount in zip(lines, amounts, strict=True) if line.in_rd_fund]
    low = sum(amount for line, amount in inside if line.basic)
    high = low + sum(amount for line, amount in inside if line.basic is None)
    return sum(amount for _, amount in inside), low, high


def _threshold(told: Mapping[str, float] | None) -> Fraction | None:
    if told is None or told["low"] != told["high"]:
        return None
    return Fraction(told["low"]).limit_denominator(LARGEST)


def _short(threshold: Fraction, fund: int, basic: tuple[int, int]) -> tuple[int, int]:
    """What is missing, at least and at most, in whole yuan."""
    level = -(-threshold.numerator * fund // threshold.denominator)
    return max(0, level - basic[1]), max(0, level - basic[0])


def share_of(instrument: Instrument, lines: Sequence[Line], year: int) -> Share | None:
    """A floor as the programme reads it; None where it is not in force, or no least part of an R&D fund that there is.

    Lines whose class is not known do not count, so that the floor holds whatever their class.
    """
    bound = instrument.on(date(year, 12, 31), year)
    if not any(line.in_rd_fund for line in lines):
        return None
    if not bound.in_force or len(bound.criteria) != 1 or bound.criteria[0].of.word != "at_least":
        return None
    value = bound.criteria[0].nodes["value"]
    parts = (value.left, value.right) if isinstance(value, Arithmetic) and value.sign == "/" else ()
    if [one.name for one in parts if isinstance(one, Input)] != [f"{FUND}_basic", FUND]:
        return None
    threshold = _threshold(instrument.explain({}, on=bound.on, year=year).as_dict()["criteria"][0]["threshold"])
    if threshold is None:
        return None
    places = frozenset(at for at, line in enumerate(lines) if line.in_rd_fund and line.basic)
    return Share(instrument.sheet.instrument, FUND, places, threshold)
