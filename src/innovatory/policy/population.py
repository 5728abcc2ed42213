"""A rule on a whole population: results, margins, failed mask and amounts as columns, and their summary.

Everything is one lazy calculation over the admitted table; nothing is dropped, what could not be used is counted.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import narwhals as nw

from innovatory.language import columns, evaluate
from innovatory.language.columns import Numbers, Truths
from innovatory.language.mistakes import Mistake, Place, nearest
from innovatory.language.tree import Node
from innovatory.language.vectors import Vector, computed, literal, select
from innovatory.policy.admission import Admitted
from innovatory.policy.bound import BoundRule
from innovatory.policy.catalogue import unconfirmed
from innovatory.policy.rule import unit_of
from innovatory.policy.signature import effective

ORIGIN = "origin"  # the column that says where a row comes from (records.md)
NO_LIMIT = 2**62  # rows
GROUP = "·group"  # no column of a record begins so


@dataclass(frozen=True)
class Evaluation:
    """A rule evaluated on an admitted population."""

    bound: BoundRule
    admitted: Admitted

    @cached_property
    def _compiler(self) -> evaluate.Compiler:
        return evaluate.Compiler(self.admitted.given)

    def values(self, node: Node) -> Any:
        """The columns of a bound tree of the rule."""
        return evaluate.evaluated(node, self.admitted.given, self._compiler)

    @cached_property
    def _criteria(self) -> dict[str, Truths]:
        return {one.of.name: _truths(self.values(one.nodes["holds"])) for one in self.bound.criteria}

    @cached_property
    def _result(self) -> Truths:
        if not self.bound.in_force:
            return Truths(False, False)
        return _truths(evaluate.evaluated(self.bound.rule.eligible, self._criteria))

    def _passes(self) -> dict[str, Vector]:
        return {
            "passes": columns.condition(self._result.sure),
            "may_pass": columns.condition(self._result.maybe),
        }

    def _failed(self) -> Vector:
        """Bit i is set where criterion i certainly fails."""
        total: Vector = literal(0.0)
        for index, truth in enumerate(self._criteria.values()):
            fails = columns.inverse(truth.maybe)
            if fails is not False:
                total = select(columns.condition(fails), float(2**index), 0.0) + total
        return total

    def _margins(self) -> dict[str, Vector]:
        found: dict[str, Vector] = {}
        for one in self.bound.criteria:
            if "margin" in one.nodes:
                number = self.values(one.nodes["margin"])
                found |= _ends(f"margin_{one.of.name}", number)
        return found

    def _given(self) -> dict[str, Vector]:
        found: dict[str, Vector] = {}
        for name in self.bound.rule.sheet.gives:
            value = self.values(self.bound.definitions[name])
            found |= _ends(name, value) if isinstance(value, Numbers) else {}
        if self.bound.amount_node is not None:
            found |= self._amount(self.bound.amount_node)
        return found

    def _amount(self, node: Node) -> dict[str, Vector]:
        """Nothing for who fails, from nothing for who depends."""
        value = self.values(node)
        total = value if isinstance(value, Numbers) else columns.unknown()
        nothing = columns.constant(0.0).low
        low = columns.picked(self._result.sure, total.low, columns.lesser(nothing, total.low))
        low = columns.picked(self._result.maybe, low, nothing)
        high = columns.picked(self._result.sure, total.high, columns.larger(nothing, total.high))
        high = columns.picked(self._result.maybe, high, nothing)
        return {"amount_low": low.expr, "amount_high": high.expr}

    def outputs(self, *, margins: bool = True, gives: bool = True) -> dict[str, Vector]:
        """The vectors of the result columns."""
        found = self._passes()
        if margins:
            found |= self._margins() | {"failed": self._failed().whole()}
        return found | (self._given() if gives else {})

    def columns(self, *, keep: Sequence[str] = (), margins: bool = True, gives: bool = True) -> Any:
        """A lazy frame of the engine: `passes`, `may_pass`, `margin_…`, `failed` (bit mask), what it gives, low/high."""
        carried = list(keep) or self._first_column()
        outputs = self.outputs(margins=margins, gives=gives)
        frame = self._computed(outputs, carried)
        return (frame if keep else frame.select(*outputs)).to_native()

    def _computed(self, outputs: Mapping[str, Vector], keep: list[str]) -> nw.LazyFrame[Any]:
        """The outputs beside the columns to keep.

        DuckDB writes stages that are summed into each other, which grows without bounds (a minute for 300 rows); behind
        a limit that no table reaches they stay apart.
        """
        frame = computed(self.admitted.frame.to_native(), outputs, keep)
        return frame.head(NO_LIMIT) if frame.implementation.is_duckdb() else frame

    def _first_column(self) -> list[str]:
        return list(self.admitted.frame.collect_schema().names())[:1]

    def summary(self, by: Sequence[str] = ()) -> dict[str, Any]:
        """Counts of results and criteria, sums of what is given, near misses, by dimensions; weighted if so given."""
        schema = self.admitted.frame.collect_schema().names()
        for name in by:
            if name not in schema:
                near = nearest(name, schema)
                raise Mistake(
                    "name",
                    f"no column {name!r} in the population",
                    f"数据中没有列 {name!r}",
                    nearest=near,
                    place=Place(path="--by"),
                )
        weighted = "weight" in schema
        names = self._counted()
        keep = list(dict.fromkeys([*by, *(["weight"] if weighted else [])])) or self._first_column()
        frame = self._computed(names, keep)
        total = _row(frame.select(*_sums(names, weighted)).collect())
        return {
            **self._about(),
            **self._told(total),
            **({"by": self._groups(frame, names, by, weighted)} if by else {}),
        }

    def counted_results(self) -> dict[str, Vector]:
        """Who surely and who possibly passes, and who fails by one criterion only, as 1 or 0."""
        sure, maybe = self._result.sure, self._result.maybe
        return {"sure": _one(sure), "maybe": _one(maybe), "near": self._near()}

    def counted_without(self, names: Collection[str]) -> dict[str, Vector]:
        """As `counted_results` of all criteria but some, which must all hold: how many of them surely fail as well."""
        rest = [truth for name, truth in self._criteria.items() if name not in names]
        failing: Vector = literal(0.0)
        for truth in rest:
            failing = _one(columns.inverse(truth.maybe)) + failing
        sure, maybe = columns.all_of(truth.sure for truth in rest), columns.all_of(truth.maybe for truth in rest)
        return {"others_sure": _one(sure), "others_maybe": _one(maybe), "others_failing": failing}

    def _counted(self) -> dict[str, Vector]:
        """What is summed over rows: every result and criterion as 1 or 0, near misses, amounts."""
        sure, maybe = self._result.sure, self._result.maybe
        counted = {
            "pass": _one(sure),
            "fail": _one(columns.inverse(maybe)),
            "depends": _one(columns.both(maybe, columns.inverse(sure))),
        }
        for name, truth in self._criteria.items():
            counted |= {f"pass {name}": _one(truth.sure), f"fail {name}": _one(columns.inverse(truth.maybe))}
        counted["near"] = self._near()
        for name, vector in self._given().items():
            counted[f"sum {name}"] = vector
        return counted

    def _near(self) -> Vector:
        """Who fails by exactly one criterion."""
        fails = [_one(columns.inverse(truth.maybe)) for truth in self._criteria.values()]
        total = fails[0]
        for one in fails[1:]:
            total = total + one
        return select((total.equals(1.0)) & columns.condition(columns.inverse(self._result.maybe)), 1.0, 0.0)

    def _about(self) -> dict[str, Any]:
        sheet = self.bound.rule.sheet
        standing = effective(sheet, self.bound.rule.located)
        return {
            "instrument": sheet.instrument,
            "label": sheet.label.model_dump(),
            "on": self.bound.on.isoformat(),
            "year": self.bound.year,
            "in_force": self.bound.in_force,
            "confidence": unconfirmed(sheet),
            "state": standing.state,
            "signature": standing.as_dict(),
            "rows": self.admitted.rows,
            "door": self.admitted.counts,
            "missing_columns": self.admitted.missing_columns,
            "evidence": self._evidence(),
        }

    @cached_property
    def origins(self) -> tuple[str, ...]:
        """What the rows say of themselves: observed, synthetic, simulated; nothing if the table does not say."""
        frame = self.admitted.frame
        if ORIGIN not in frame.collect_schema():
            return ()
        found = frame.select(nw.col(ORIGIN).cast(nw.String)).unique().collect()[ORIGIN].to_list()
        return tuple(sorted(one for one in found if one is not None))

    def _evidence(self) -> dict[str, float]:
        read = list(self.bound.names_read)
        absent = len(self.admitted.missing_columns)
        rules = len(self.bound.rule.parameters)
        total = len(read) + rules or 1
        invented = len(read) - absent if "synthetic" in self.origins else 0
        records = len(read) - absent - invented
        facts = {"published": 0, "your_records": records, "rule": rules, "assumption": absent + invented, "prior": 0}
        return {key: count / total for key, count in facts.items()}

    def _told(self, sums: Mapping[str, Any]) -> dict[str, Any]:
        shapes = self.bound.rule.sheet.criteria
        total = _count(sums["pass"]) + _count(sums["fail"]) + _count(sums["depends"])
        return {
            "results": {word: _count(sums[word]) for word in ("pass", "depends", "fail")}
            if self.bound.in_force
            else {"not_in_force": self.admitted.rows},
            "criteria": [
                {
                    "id": name,
                    "label": shapes[name].label.model_dump(),
                    "pass": _count(sums[f"pass {name}"]),
                    "depends": total - _count(sums[f"pass {name}"]) - _count(sums[f"fail {name}"]),
                    "fail": _count(sums[f"fail {name}"]),
                }
                for name in self._criteria
            ],
            "near": _count(sums["near"]),
            "gives": self._sums_given(sums),
        }

    def _sums_given(self, sums: Mapping[str, Any]) -> dict[str, Any]:
        names = dict.fromkeys(
            key[4:].rsplit("_", 1)[0] for key in sums if key.startswith("sum ") and not key.endswith("?")
        )
        given = {}
        for name in names:
            unit = "yuan" if name == "amount" else str(unit_of(self.bound.definitions[name]))
            unknown = _count(sums[f"sum {name}_low?"])
            given[name] = {
                "low": sums[f"sum {name}_low"],
                "high": sums[f"sum {name}_high"],
                "unit": unit,
                "unknown_rows": unknown,
            }
        return given

    def _groups(
        self, frame: nw.LazyFrame[Any], names: Mapping[str, Vector], by: Sequence[str], weighted: bool
    ) -> dict[str, Any]:
        groups = {}
        for dimension in by:
            # a row of no group and a row of the group called unknown stand together: no group may replace another
            labelled = frame.with_columns(nw.col(dimension).cast(nw.String).fill_null("unknown").alias(GROUP))
            table = labelled.group_by(GROUP).agg(*_sums(names, weighted)).collect()
            rows = {row[GROUP]: row for row in table.iter_rows(named=True)}
            groups[dimension] = {
                key: self._group(rows[key]) for key in sorted(rows, key=lambda key: (key == "unknown", key))
            }
        return groups

    def _group(self, row: Mapping[str, Any]) -> dict[str, Any]:
        sums = {key[4:]: row[key] for key in row if key.startswith("sum ") and not key.endswith("?")}
        return {
            "rows": _count(row["rows"]),
            **{word: _count(row[word]) for word in ("pass", "depends", "fail", "near")},
            **sums,
        }


def _truths(value: object) -> Truths:
    return value if isinstance(value, Truths) else columns.UNDECIDED


def _ends(name: str, number: object) -> dict[str, Vector]:
    value = number if isinstance(number, Numbers) else columns.unknown()
    return {f"{name}_low": value.low.expr, f"{name}_high": value.high.expr}


def _one(test: columns.Condition) -> Vector:
    return columns.condition(test).number()


def _sums(names: Mapping[str, Vector], weighted: bool) -> list[nw.Expr]:
    weight = nw.col("weight") if weighted else None
    parts = [(weight.sum() if weight is not None else nw.len()).alias("rows")]
    for name in names:
        value = nw.col(name)
        parts.append((value * weight if weight is not None else value).sum().alias(name))
        if name.startswith("sum "):
            parts.append(value.is_null().sum().alias(f"{name}?"))
    return parts


def _row(table: Any) -> dict[str, Any]:
    return {name: table[name][0] for name in table.columns}


def _count(value: Any) -> float | int:
    number = float(value or 0)
    return int(number) if number == int(number) else number
