"""The checks of a city: its statutory floors, what its plans aim at and what its documents state, each with its answer.

*met*, *not met* or *cannot say*, with the figures and rows that decide it, under every definition that may be meant. An
answer that was looked for and not found is an answer: nothing is filled in.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

from innovatory.language.mistakes import Mistake, nearest
from innovatory.language.units import unit
from innovatory.measure.denominators import Answer, Facts, Finding, Reason, finding, overall
from innovatory.measure.evidence import Evidence, together
from innovatory.measure.floors import Law, Split, floors_of, law_of, policy, statute
from innovatory.measure.targets import FloorFigures, Kind, Target, Targets, named, wrong_at

if TYPE_CHECKING:
    from innovatory.measure.readings import Reading
    from innovatory.measure.statistics import Figure
    from innovatory.policy.library import Instrument, Library

WEAK = frozenset({"aggregator"})  # sources that only pass on what others say
NO_FIGURES = FloorFigures()
Names = Mapping[str, frozenset[str]]
"""What `targets.yaml` may name: `published` series, `indicator`, `source`, `floor`, `input` (as `sheet.input`)."""


@dataclass(frozen=True)
class Check:
    """One law, target or statement with its answer.

    `law` is there for a floor, `source` and `quote` for what a plan or document says; `findings` holds the answer under
    each definition (for a floor: under the law, then as the policy before it). `rows` counts the records read.
    """

    id: str
    kind: Literal["floor"] | Kind
    label: Mapping[str, str]
    answer: Answer
    reason: Reason
    findings: tuple[Finding, ...]
    law: Law | None = None
    source: str | None = None
    quote: str | None = None
    year_inferred: bool = False
    notes: tuple[Mapping[str, str], ...] = ()

    @property
    def evidence(self) -> Evidence:
        """What the answer rests on: the figures and sums compared, and the rule or the document compared with."""
        judged = [one.reading for each in self.findings for one in each.judged]
        figures = [figure for each in self.findings for figure in each.figures]
        published = sum(figure not in figures[:index] for index, figure in enumerate(figures))
        records = together(one.rests_on for one in judged if one.rests_on is not None)
        stated = sum(each.kind == "policy" for each in self.findings) + (self.law is None)
        return records + Evidence(published + stated, rules=self._rules())

    def _rules(self) -> dict[str, int]:
        if self.law is None:
            return {}
        return {"unconfirmed" if self.law.confidence == "unconfirmed" else self.law.state: 1}

    def as_dict(self) -> dict[str, Any]:
        """Plain data of the whole check (JSON)."""
        return {
            "id": self.id,
            "kind": self.kind,
            "label": dict(self.label),
            "answer": self.answer,
            "reason": self.reason,
            "findings": [one.as_dict() for one in self.findings],
            "law": None if self.law is None else self.law.as_dict(),
            "source": self.source,
            "quote": self.quote,
            "year_inferred": self.year_inferred,
            "notes": [dict(note) for note in self.notes],
            "evidence": self.evidence.as_dict(),
        }


@dataclass(frozen=True)
class Checked:
    """What is needed to check one city: its id, its targets, its facts, its budget by year and basis, the sheets."""

    city: str
    targets: Targets
    facts: Facts
    budget: Sequence[Split]
    library: Library

    def ids(self) -> list[str]:
        """The ids of all checks: floors first, then the targets in the order of the file."""
        floors = floors_of(self.city, self.targets.floors, self.library)
        return [*(one.sheet.instrument for one in floors), *(one.id for one in self.targets.targets)]

    def checks(self, ids: Iterable[str] = (), year: int | None = None) -> list[Check]:
        """The checks asked for (all if none is named) in a year.

        Without a year, floors are asked in the latest year under the law that has figures, all others in their own. With
        a year, those are left out that are about another year, unless they are asked for by id: then `Mistake("year")`.
        `Mistake("name")` for an unknown id, with the nearest.
        """
        known, asked = self.ids(), list(ids)
        if wrong := next((name for name in asked if name not in known), None):
            en, zh = f"no check {wrong!r}", f"没有核对项 {wrong!r}"
            raise Mistake("name", en, zh, nearest=nearest(wrong, known))
        floors = floors_of(self.city, self.targets.floors, self.library)
        found = [self._floor(one, year) for one in floors if not asked or one.sheet.instrument in asked]
        for target in self.targets.targets:
            if (not asked or target.id in asked) and self._is_of(target, year, named=bool(asked)):
                found.append(self._target(target, target.year if year is None else year))
        return found

    def _is_of(self, target: Target, year: int | None, *, named: bool) -> bool:
        if year is None or target.any_year or target.year == year:
            return True
        if named:
            en = f"{target.id} is about {target.year} and cannot be asked for {year}"
            raise Mistake("year", en, f"{target.id} 针对 {target.year} 年，不能用于 {year} 年")
        return False

    def _floor(self, instrument: Instrument, year: int | None) -> Check:
        sheet = instrument.sheet
        of = self.targets.floors.get(sheet.instrument, NO_FIGURES)
        law = statute(instrument, self.facts, of, self.budget, year)
        before = [one for each in of.policy if (one := policy(each, self.facts, law.unit, year)) is not None]
        return Check(
            sheet.instrument,
            "floor",
            law.label,
            law.answer,
            law.reason,
            (law, *before),
            law_of(instrument),
            notes=tuple({"en": note.en, "zh": note.zh} for note in sheet.notes),
        )

    def _target(self, target: Target, year: int) -> Check:
        self._same_units(target, year)
        findings = [
            finding(answer, self.facts, year, target.comparison, target.unit, target.source)
            for answer in target.answers
        ]
        answer, reason = overall(findings)
        return Check(
            target.id,
            target.kind,
            {"en": target.label.en, "zh": target.label.zh},
            answer,
            reason,
            tuple(findings),
            source=target.source,
            quote=target.quote,
            year_inferred=target.any_year,
            notes=() if target.note is None else ({"en": target.note.en, "zh": target.note.zh},),
        )

    def _same_units(self, target: Target, year: int) -> None:
        """Figures are compared with a threshold of their own unit; a share of two has the unit of their quotient."""
        wanted = unit(target.unit)
        index = self.targets.targets.index(target)
        for number, answer in enumerate(target.answers):
            given = {key: self._unit(name, year) for key, name in answer.published.items()}
            part, whole = given.pop("part", None), given.pop("whole", None)
            if part is not None and whole is not None:
                given["part"] = part / whole
            for key, found in given.items():
                if found is not None and found != wanted:
                    en = f"the threshold is in {wanted}, the figures are in {found}"
                    told = Mistake("unit", en, f"阈值的单位是 {wanted}，数据的单位是 {found}")
                    raise wrong_at(self.targets, ("targets", index, "answers", number, key), told)

    def _unit(self, series: str, year: int) -> Any:
        return next((one.unit for one in self.facts.published(series, year)), None)


def facts_of(
    figures: Iterable[Figure],
    reliability: Mapping[str, str],
    observed: Callable[[str, int], Sequence[Reading]] | None = None,
) -> Facts:
    """The facts of a city from its published figures, how far each source can be relied on, and its records."""
    by: defaultdict[tuple[str, int], list[Figure]] = defaultdict(list)
    for figure in figures:
        by[figure.indicator, figure.year].append(figure)
    return Facts(dict(by), observed, frozenset(name for name, how in reliability.items() if how in WEAK))


def confirm(targets: Targets, names: Names) -> None:
    """`Mistake("name")` at its place for the first name in `targets.yaml` that is none of the known ones."""
    said = {
        "published": ("published series", "公布数据"),
        "indicator": ("indicator", "指标"),
        "source": ("source", "来源"),
        "floor": ("sheet of a floor", "投入下限规则表"),
        "input": ("input of a sheet", "规则表输入项"),
    }
    for steps, what, name in named(targets):
        if name not in names[what]:
            en, zh = said[what]
            mistake = Mistake("name", f"no {en} {name!r}", f"没有{zh} {name!r}", nearest=nearest(name, names[what]))
            raise wrong_at(targets, steps, mistake)
