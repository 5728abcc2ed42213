"""The answer for one applicant: pass, fail or depends; margins, gaps, what is missing, what it gives, how sure it is."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property, lru_cache
from itertools import product
from typing import Any

from innovatory.language import ends
from innovatory.language.explain import Case, Trace, Value
from innovatory.language.ranges import number_of
from innovatory.language.tree import Node, inputs
from innovatory.language.types import Day, Number
from innovatory.language.units import BARE
from innovatory.policy.bound import KEPT, BoundCriterion, BoundRule, Judgement
from innovatory.policy.dated import Source
from innovatory.policy.gaps import Gap, gap, lever_atom
from innovatory.policy.rule import parameters_of, unit_of
from innovatory.policy.shape import Label
from innovatory.policy.signature import effective
from innovatory.records.anniversaries import anniversary
from innovatory.records.applicant import Note

MOST_TRIED = 8  # open criteria whose every decision is tried: 2⁸ results
WORDS = {True: "pass", False: "fail", None: "depends"}


@dataclass(frozen=True)
class Explanation:
    """What a sheet says of one case on one day; everything beyond the result is worked out when asked for."""

    bound: BoundRule
    case: Case
    given: frozenset[str]
    refused: Mapping[str, str]
    judgements: tuple[Judgement, ...]
    truth: bool | None
    in_force: bool
    notes: tuple[Note, ...] = ()

    @property
    def result(self) -> str:
        """`pass`, `fail`, `depends` or `not_in_force`."""
        return WORDS[self.truth] if self.in_force else "not_in_force"

    def _named(self, truth: bool | None) -> list[str]:
        pairs = zip(self.bound.criteria, self.judgements, strict=False)
        return [criterion.of.name for criterion, judgement in pairs if judgement.truth is truth]

    @property
    def failed(self) -> list[str]:
        """Criteria that are certainly false, in the order of the sheet."""
        return self._named(False)

    @property
    def open(self) -> list[str]:
        """Criteria that are undecided."""
        return self._named(None)

    @cached_property
    def missing(self) -> list[str]:
        """For *depends*: unknown or ranged inputs, and judged bands, that the open criteria that matter read."""
        if self.result != "depends":
            return []
        found: dict[str, None] = {}
        for criterion in self.bound.criteria:
            if criterion.of.name in self.matters:
                found |= dict.fromkeys(self.missing_of(criterion))
        return list(found)

    @cached_property
    def matters(self) -> frozenset[str]:
        """The open criteria on which the result can turn, however the other open ones are decided."""
        undecided = self.open
        if len(undecided) > MOST_TRIED or self.truth is not None:
            return frozenset(undecided if self.truth is None else ())
        decided = {one.of.name: truth.truth for one, truth in zip(self.bound.criteria, self.judgements, strict=True)}
        trials = [
            dict(zip(undecided, answers, strict=True)) for answers in product((False, True), repeat=len(undecided))
        ]
        results = {
            tuple(trial.values()): self.bound.eligible(Case({**decided, **trial}, ranged=False)) for trial in trials
        }
        return frozenset(
            name
            for index, name in enumerate(undecided)
            if any(
                result != results[(*key[:index], not key[index], *key[index + 1 :])] for key, result in results.items()
            )
        )

    def _reads(self, criterion: BoundCriterion) -> dict[str, None]:
        return criterion.reads

    def missing_of(self, criterion: BoundCriterion) -> list[str]:
        """Unknown or ranged inputs, and judged bands, that one criterion reads."""
        read = dict.fromkeys(name for name in self._reads(criterion) if self._is_open(name, criterion))
        return list(read | self._trace(criterion).bands)

    def _is_open(self, name: str, criterion: BoundCriterion) -> bool:
        value = self.case.values.get(name)
        if value is None:
            return True
        years = criterion.years_read.get(name, ())
        if years and isinstance(value, tuple):
            there = [number_of(self.case, atom) for atom in years if atom.year is not None and atom.year < len(value)]
            return any(number is None or number[0] is not number[1] for number in there)
        return isinstance(value, tuple) and value[0] is not value[1]

    @cached_property
    def _traces(self) -> dict[str, Trace]:
        return {}

    def _trace(self, criterion: BoundCriterion) -> Trace:
        """Why a criterion is open: computed again with notes taken."""
        name = criterion.of.name
        if name not in self._traces:
            case = Case(self.case.values, self.case.ranged)
            case.trace = self._traces[name] = Trace()
            criterion.value(case)
            criterion.threshold(case)
        return self._traces[name]

    def reason(self, criterion: BoundCriterion) -> dict[str, str] | None:
        """Why a value is unknown: a zero divisor, a parameter without a rule on the day, too few years."""
        trace = self._trace(criterion)
        for kind in ("zero", "no_rule", "short"):
            for name in getattr(trace, kind):
                return {kind: name}
        return None

    @cached_property
    def gaps(self) -> dict[str, Gap]:
        """The gap of each failed criterion."""
        kinds = self.bound.rule.kinds
        pairs = zip(self.bound.criteria, self.judgements, strict=False)
        return {one.of.name: gap(one, self.case, kinds) for one, judgement in pairs if judgement.truth is False}

    def gaps_told(self) -> list[dict[str, Any]]:
        """Every failed criterion with the change of its lever that would pass, as plain data.

        `change` is null where there is none (with the reason), `share` the change as a part of what is there.
        """
        told = []
        for criterion in self.bound.criteria:
            found = self.gaps.get(criterion.of.name)
            if found is not None:
                label = _both_languages(criterion.of.shape.label)
                told.append({"criterion": criterion.of.name, "label": label, **self._change(found)})
        return told

    def _change(self, found: Gap) -> dict[str, Any]:
        lever, unit = found.lever, str(getattr(self.bound.rule.kinds.get(found.lever or ""), "unit", "1"))
        if found.low is None or lever is None:
            return {"lever": lever, "change": None, "unit": unit, "share": None, "reason": found.reason}
        now = number_of(self.case, lever_atom(lever, self.bound.rule.kinds))
        there = abs(now[0][0]) if now is not None else 0.0
        change = {"low": found.low, "high": found.high}
        return {
            "lever": lever,
            "change": change,
            "unit": unit,
            "share": abs(found.low) / there if there else None,
            "reason": None,
        }

    @cached_property
    def amount(self) -> ends.Number | None:
        """What a pass gives in money: nothing for who fails, from nothing for who depends."""
        if self.bound.amount_node is None or self.result in ("fail", "not_in_force"):
            return ends.point(0.0)
        amount = self.bound.amount(self.case)
        return ends.hull(ends.point(0.0), amount) if self.truth is None else amount

    def gives(self) -> dict[str, tuple[Value, Node]]:
        """The definitions that the sheet shows, by name, and their trees."""
        names = self.bound.rule.sheet.gives if self.in_force else ()
        return {name: (self.bound.value(name, self.case), self.bound.definitions[name]) for name in names}

    def grants(self) -> list[dict[str, Any]]:
        """The status that a pass writes into the register, both days included."""
        grant = self.bound.rule.sheet.grants
        if grant is None or self.result != "pass":
            return []
        last = anniversary(self.bound.on, grant.years) - timedelta(days=1)
        return [{"status": grant.status, "from": self.bound.on.isoformat(), "to": last.isoformat()}]

    @cached_property
    def confidence(self) -> str:
        """`unconfirmed` if anything the answer rests on is."""
        sheet = self.bound.rule.sheet
        shapes = [criterion.of.shape.confidence for criterion in self.bound.criteria]
        return (
            "unconfirmed"
            if sheet.confidence or any(shapes) or any(entries_of_the_day(self.bound).values())
            else "found"
        )

    def evidence(self) -> dict[str, float]:
        """Shares of the facts that the answer reads, by what they rest on; they sum to 1."""
        read, rules = facts_of_the_rule(self.bound)
        records = sum(name in self.given for name in read)
        facts = {"published": 0, "your_records": records, "rule": rules, "assumption": len(read) - records, "prior": 0}
        total = sum(facts.values()) or 1
        return {key: count / total for key, count in facts.items()}

    def applicant_notes(self) -> list[dict[str, Any]]:
        """What must be told of the values given, where a criterion reads them: the note and the names it reads."""
        read, _ = facts_of_the_rule(self.bound)
        told = [(note, [name for name in note.names if name in read]) for note in self.notes]
        return [{"en": note.en, "zh": note.zh, "names": names} for note, names in told if names]

    def as_dict(self) -> dict[str, Any]:
        """Plain data of the whole answer (JSON)."""
        sheet = self.bound.rule.sheet
        standing = effective(sheet, self.bound.rule.located)
        pairs = list(zip(self.bound.criteria, self.judgements, strict=False)) if self.in_force else []
        return {
            "instrument": sheet.instrument,
            "label": _both_languages(sheet.label),
            "on": self.bound.on.isoformat(),
            "year": self.bound.year,
            "result": self.result,
            "confidence": self.confidence,
            "state": standing.state,
            "signature": standing.as_dict(),
            "criteria": [self._criterion(criterion, judgement) for criterion, judgement in pairs],
            "failed": self.failed,
            "open": self.open,
            "gives": self._gives(),
            "missing": self.missing,
            "refused": dict(self.refused),
            "grants": self.grants(),
            "evidence": self.evidence(),
            "notes": [_both_languages(note) for note in sheet.notes],
            "applicant_notes": self.applicant_notes(),
            "apply": sheet.apply.model_dump() if sheet.apply else None,
            "sources": {key: _source(source) for key, source in sheet.sources.items()},
        }

    def _criterion(self, criterion: BoundCriterion, judgement: Judgement) -> dict[str, Any]:
        shape = criterion.of.shape
        found = self.gaps.get(criterion.of.name)
        unit = _unit(criterion.of.value if unit_of(criterion.of.value) != BARE else criterion.of.threshold)
        return {
            "id": criterion.of.name,
            "label": _both_languages(shape.label),
            "result": WORDS[judgement.truth],
            "value": shown(judgement.value, criterion.of.value),
            "unit": unit,
            "comparison": criterion.of.word,
            "threshold": shown(judgement.threshold, criterion.of.threshold),
            "margin": shown(judgement.margin, criterion.of.value),
            "gap": _gap(found, self.bound),
            "gap_reason": found.reason if found else None,
            "passes": [list(one) for one in found.passes] if found and found.passes else None,
            "source": shape.source,
            "confidence": "unconfirmed" if shape.confidence else "found",
            "reason": self.reason(criterion) if judgement.truth is None else None,
            "matters": judgement.truth is not None or criterion.of.name in self.matters,
            "missing": self.missing_of(criterion) if judgement.truth is None else [],
            "reads": list(self._reads(criterion)),
            "expression": {"value": shape.value, "threshold": shape.comparison[1]},
        }

    def _gives(self) -> dict[str, Any]:
        shapes = self.bound.rule.sheet.define
        given: dict[str, Any] = {}
        for name, (value, node) in self.gives().items():
            label = shapes[name].label
            ends_of = shown(value, node)
            ends_of = ends_of if isinstance(ends_of, dict) else {"low": ends_of, "high": ends_of}
            given[name] = {**ends_of, "unit": _unit(node), "label": _both_languages(label) if label else None}
        if self.bound.amount_node is not None and self.in_force:
            amount = shown(self.amount, self.bound.amount_node) or {"low": None, "high": None}
            given["amount"] = {**amount, "unit": "yuan", "label": None} if isinstance(amount, dict) else None
        return given


@lru_cache(maxsize=KEPT)
def entries_of_the_day(bound: BoundRule) -> dict[str, bool]:
    """Parameters that the criteria and what is given read, and whether their value of the day is unconfirmed."""
    rule, on = bound.rule, bound.on
    nodes = [node for one in rule.criteria for node in (one.value, one.threshold)]
    nodes += [rule.definitions[name] for name in rule.sheet.gives]
    nodes += [] if rule.amount is None else [rule.amount]
    used = set().union(*(parameters_of(node) for node in nodes)) & set(rule.sheet.parameters)
    in_force = {name: [day for day in rule.sheet.parameters[name].values if day <= on] for name in sorted(used)}
    values = {name: rule.sheet.parameters[name].values for name in in_force}
    return {name: bool(days) and values[name][max(days)].confidence is not None for name, days in in_force.items()}


@lru_cache(maxsize=KEPT)
def facts_of_the_rule(bound: BoundRule) -> tuple[frozenset[str], int]:
    """The inputs that the criteria read, and how many facts of the law (dated values, literal thresholds) they use."""
    read = frozenset(name for criterion in bound.criteria for name in criterion.reads)
    return read, len(entries_of_the_day(bound)) + sum(_literal_threshold(criterion) for criterion in bound.criteria)


def _both_languages(label: Label) -> dict[str, str]:
    return {"en": label.en, "zh": label.zh}


def _source(source: Source) -> dict[str, Any]:
    title = {"en": source.title.en, "zh": source.title.zh or source.title.en}
    return {"cite": source.cite, "title": title, "from": source.start.isoformat(), "stored": list(source.stored)}


def explained(
    bound: BoundRule,
    record: Mapping[str, object],
    given: frozenset[str] | None = None,
    notes: tuple[Note, ...] = (),
) -> Explanation:
    """The explanation of a record under a bound rule; `given` are the names typed, `notes` what is told of them."""
    case, refused = bound.case(record)
    judgements = tuple(criterion.judged(case) for criterion in bound.criteria)
    truths = {one.of.name: judgement.truth for one, judgement in zip(bound.criteria, judgements, strict=True)}
    truth = bound.eligible(Case(truths, ranged=False))
    typed = given if given is not None else record.keys()
    read = bound.names_read.keys() & typed
    names = frozenset(name for name in read if record.get(name) is not None and name not in refused)
    return Explanation(
        bound, case, names, refused, judgements, truth if isinstance(truth, bool) else None, bound.in_force, notes
    )


def shown(value: Value, node: Node) -> dict[str, Any] | bool | str | None:
    """A value as plain data: low and high of a number (days as text), a truth, a category, null if unknown."""
    if not isinstance(value, tuple):
        return value
    low, high = value[0][0], value[1][0]
    if isinstance(node.type, Day):
        return {"low": date.fromordinal(int(low)).isoformat(), "high": date.fromordinal(int(high)).isoformat()}
    return {"low": low, "high": high}


def _unit(node: Node) -> str | None:
    if not isinstance(node.type, Number):
        return None
    return "1" if node.type.unit == BARE else str(node.type.unit)


def _gap(found: Gap | None, bound: BoundRule) -> dict[str, Any] | None:
    if found is None or found.low is None or found.lever is None:
        return None
    of = bound.rule.kinds.get(found.lever)
    return {"lever": found.lever, "low": found.low, "high": found.high, "unit": str(getattr(of, "unit", "1"))}


def _literal_threshold(criterion: BoundCriterion) -> int:
    threshold = criterion.of.threshold
    return int(criterion.of.word != "is" and not parameters_of(threshold) and not inputs(threshold))
