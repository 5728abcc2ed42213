"""The budget desk: what a plan meets in a year, line by line, its floors, the smallest shift, and what a change does.

This puts the parts together and gives the whole as plain data; nothing is worked out here.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

from innovatory.measure.budget.expectation import Expectation
from innovatory.measure.budget.plan import FUND, REST, Line, Plan
from innovatory.measure.budget.plan_floors import FloorAnswer, floors_for, judge, share_of
from innovatory.measure.budget.shift import Shift, smallest_shift
from innovatory.measure.budget.verdict import Verdict, reliefs, verdicts
from innovatory.measure.evidence import Evidence, together
from innovatory.policy.catalogue import unconfirmed
from innovatory.policy.match import ENTERPRISE
from innovatory.policy.signature import effective
from innovatory.records.dictionary import desk_columns

if TYPE_CHECKING:
    from innovatory.policy.library import Library

CELLS = 1  # facts of the plan behind the answer of a line: what is planned
INVENTED = frozenset({"synthetic", "simulated"})


@dataclass(frozen=True)
class Desk:
    """A plan under a library of sheets, with what a population will claim."""

    plan: Plan
    library: Library
    expectation: Expectation

    @cached_property
    def verdicts(self) -> list[Verdict]:
        """The answer of every line."""
        return verdicts(self.plan.lines, self.expectation)

    @cached_property
    def invented(self) -> bool:
        """Whether the plan says of itself that it is not observed."""
        return bool(self.plan.origins & INVENTED)

    @cached_property
    def floors(self) -> list[FloorAnswer]:
        """What every floor says of the plan."""
        return self.floors_at([line.planned for line in self.plan.lines])

    def floors_at(self, amounts: Sequence[int]) -> list[FloorAnswer]:
        """What every floor says of other amounts of the lines."""
        plan = self.plan
        return [judge(one, plan.lines, amounts, plan.year, self.invented) for one in floors_for(plan, self.library)]

    @cached_property
    def shifts(self) -> dict[str, Shift]:
        """The smallest shift for the low and for the high claims."""
        plan = self.plan
        shares = [share_of(one, plan.lines, plan.year) for one in floors_for(plan, self.library)]
        known = [one for one in shares if one is not None]
        return {
            "low": smallest_shift(self.verdicts, known, "low"),
            "high": smallest_shift(self.verdicts, known, "high"),
        }

    def evidence(self, one: Verdict) -> Evidence:
        """What the answer of a line rests on."""
        own = Evidence(assumption=CELLS) if self.invented else Evidence(your_records=CELLS)
        return own + self._claims_evidence(one.line)

    def _claims_evidence(self, line: Line) -> Evidence:
        found = self.expectation.claims.get(line.instrument or "")
        if found is None or line.instrument is None:
            return Evidence()
        sheet = self.library.sheet(line.instrument)
        state = effective(sheet, self.library.located[line.instrument]).state
        name = "unconfirmed" if unconfirmed(sheet) == "unconfirmed" else state
        there, absent = found.reads - len(found.missing), len(found.missing)
        synthetic = bool(self.expectation.origins & INVENTED)
        assumed = absent + (there if synthetic else 0) + (not found.relief)  # who of those that may claim does
        return Evidence(your_records=0 if synthetic else there, rules={name: len(sheet.parameters)}, assumption=assumed)

    def as_dict(self) -> dict[str, Any]:
        """Plain data of everything (JSON)."""
        plan, of = self.plan, self.expectation
        pots = {pot: sum(line.planned for line in plan.lines if line.pot == pot) for pot in (FUND, REST)}
        return {
            "file": plan.file,
            "year": plan.year,
            "planned": plan.planned,
            "pots": pots,
            "totals_checked": plan.totals,
            "left_out": list(plan.left_out),
            "plan_origins": sorted(plan.origins),
            "population": {"rows": of.rows, "weighted": of.weighted, "origins": sorted(of.origins)},
            "tally": {
                word: sum(one.answer == word for one in self.verdicts) for word in ("enough", "short", "cannot_say")
            },
            "lines": [self._line(place, one) for place, one in enumerate(self.verdicts)],
            "floors": [one.as_dict() for one in self.floors],
            "shifts": {end: self._shift(one) for end, one in self.shifts.items()},
            "statuses": [one.as_dict() for one in of.statuses],
            "reliefs": [self._relief(name) for name in reliefs(self.verdicts)],
            "evidence": self._whole_evidence().as_dict(),
        }

    def _line(self, place: int, one: Verdict) -> dict[str, Any]:
        line = one.line
        return {
            "id": line.id,
            "row": line.row,
            "label": dict(line.label),
            "instrument": line.instrument,
            "instrument_label": None if line.instrument is None else self._label(line.instrument),
            "planned": line.planned,
            "in_rd_fund": line.in_rd_fund,
            "research_class": line.research_class,
            "link": line.link,
            "take_up": None if line.take_up is None else {"low": line.take_up[0], "high": line.take_up[1]},
            "least": line.least,
            "most": line.most,
            **one.as_dict(),
            "names": self._names(one),
            "after": {end: shift.amounts[place] for end, shift in self.shifts.items()},
            "evidence": self.evidence(one).as_dict(),
        }

    def _names(self, one: Verdict) -> dict[str, dict[str, str]]:
        """What the missing inputs of a line are called: judged ones as in the sheet, others as in the dictionary."""
        if one.found is None:
            return {}
        judged, columns = self.library.sheet(one.found.instrument).judged, desk_columns(ENTERPRISE)
        named = {}
        for name in one.found.missing:
            own, known = judged.get(name), columns.get(name)
            words = name.replace("_", " ")
            en, zh = (words, known.zh or name) if own is None and known is not None else (name, name)
            named[name] = (
                {"en": en, "zh": zh} if own is None else {"en": own.label.en, "zh": own.label.zh or own.label.en}
            )
        return named

    def _label(self, name: str) -> dict[str, str]:
        label = self.library.sheet(name).label
        return {"en": label.en, "zh": label.zh or label.en}

    def _shift(self, shift: Shift) -> dict[str, Any]:
        """A shift with what the floors say after it."""
        floors = [{"instrument": one.law.instrument, "answer": one.answer} for one in self.floors_at(shift.amounts)]
        return {**shift.as_dict(self.plan.lines), "floors": floors, "evidence": self._whole_evidence().as_dict()}

    def _relief(self, name: str) -> dict[str, Any]:
        found = self.expectation.claims[name]
        line = next(one for one in self.verdicts if one.line.instrument == name)
        return {
            "instrument": name, "label": self._label(name), "low": found.low, "high": found.all_high,
            "unbounded": found.unbounded, "evidence": self._claims_evidence(line.line).as_dict(),
        }  # fmt: skip

    def _whole_evidence(self) -> Evidence:
        return together([*(self.evidence(one) for one in self.verdicts), *(one.evidence for one in self.floors)])


def change_of(before: Desk, after: Desk, changes: Sequence[str]) -> dict[str, Any]:
    """What a change does to each line and floor, as plain data: claims and answer before and after it."""
    lines = [
        {
            "id": old.line.id,
            "label": dict(old.line.label),
            "before": _told(old),
            "after": _told(new),
            "changed": _told(old) != _told(new),
            "evidence": after.evidence(new).as_dict(),
        }
        for old, new in zip(before.verdicts, after.verdicts, strict=True)
    ]
    floors = [
        {"instrument": old.instrument, "label": dict(old.label), "before": old.answer, "after": new.answer,
         "threshold": {"before": old.threshold, "after": new.threshold}}
        for old, new in zip(before.floors, after.floors, strict=True)
    ]  # fmt: skip
    moved = {end: {"before": before.shifts[end].moved, "after": after.shifts[end].moved,
                   "feasible": {"before": before.shifts[end].feasible, "after": after.shifts[end].feasible}}
             for end in ("low", "high")}  # fmt: skip
    return {"changes": list(changes), "lines": lines, "floors": floors, "shifts": moved}


def _told(one: Verdict) -> dict[str, Any]:
    told = one.as_dict()
    return {key: told[key] for key in ("answer", "reason", "claims", "short", "rationing")}
