"""The answer of a costing as plain data: totals and groups of every sheet and of all together, who gains and who loses."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any

import numpy as np

from innovatory.policy.bound import BoundRule
from innovatory.policy.catalogue import unconfirmed
from innovatory.policy.costing import Costing, Rationed, Side, joined
from innovatory.policy.dimensions import Dimension
from innovatory.policy.reforms import Reform
from innovatory.policy.settlement import Floats
from innovatory.policy.signature import effective

SAME = 0.005  # yuan: half a fen is no gain
WHOLE = {"eligible", "depends", "near_misses", "unknown", "unbounded"}
AFTER = ("awarded_low", "awarded_high")


def answer(costing: Costing, reforms: Sequence[Reform] = (), before: Sequence[Reform] = ()) -> dict[str, Any]:
    """Plain data (JSON) of a costing that has run; `reforms` are those of the law asked for, `before` of the other."""
    side = costing.sides[0]
    return {
        "on": side.books.on.isoformat(),
        "year": side.books.year,
        "reforms": [_reform(one) for one in reforms],
        "rows": costing.rows,
        "units": _plain(float(costing.weight.sum())),
        "totals": _totals(costing, side),
        "instruments": [_instrument(costing, side, name) for name in side.books.rules],
        "groups": {
            one.name: _groups(costing, side, index + 1, one) for index, one in enumerate(costing.dimensions.each)
        },
        "change": _change(costing, before) if len(costing.sides) > 1 else None,
        "door": costing.admitted[0].counts,
        "missing_columns": [name for name in costing.admitted[0].missing_columns if name != side.books.derived],
        "evidence": _evidence(costing, side.books.rules.values(), costing.admitted[0].given),
    }


def _reform(one: Reform) -> dict[str, Any]:
    expect = one.file.expect
    label = {"en": one.file.label.en, "zh": one.file.label.zh}
    amount = None if expect is None else expect.amount if isinstance(expect.amount, tuple) else (expect.amount,) * 2
    expected = (
        None if amount is None or expect is None else {"low": amount[0], "high": amount[1], "source": expect.source}
    )
    return {"id": one.file.reform, "label": label, "from": one.start.isoformat(), "expect": expected}


def _plain(number: float) -> float | int:
    return int(number) if number == int(number) else number


def _told(sums: Mapping[str, float]) -> dict[str, Any]:
    return {name: _plain(value) if name in WHOLE else value for name, value in sums.items()}


def _totals(costing: Costing, side: Side) -> dict[str, Any]:
    parts = [tally.of(0, 0) for tally in side.sheets.values()]
    summed = {f"sum_of_parts_{end}": sum(part.get(f"amount_{end}", 0.0) for part in parts) for end in ("low", "high")}
    return {**_told(side.all.of(0, 0)), **summed, **_after(costing, side, None, None)}


def _instrument(costing: Costing, side: Side, name: str) -> dict[str, Any]:
    bound = side.books.rules[name]
    sheet = bound.rule.sheet
    return {
        "id": name,
        "label": {"en": sheet.label.en, "zh": sheet.label.zh},
        "in_force": bound.in_force,
        "confidence": unconfirmed(sheet),
        "state": effective(sheet, bound.rule.located).state,
        "reform": bound.rule.located.reform,
        "conditions": len(bound.criteria),
        **_told(side.sheets[name].of(0, 0)),
        "rationing": _rationing(side.rationed[name], costing) if name in side.rationed else None,
        "evidence": _evidence(costing, [bound], bound.names_read) if bound.in_force else None,
    }


def _rationing(rationed: Rationed, costing: Costing) -> dict[str, Any]:
    awards = rationed.awards
    assert awards is not None  # shared out when the table was read
    claims = rationed.worths and joined([part[0] for part in rationed.worths])
    part = np.divide(awards.low, claims, out=np.zeros_like(awards.low), where=awards.low > 0)
    granted = (part if rationed.ranks else awards.low > 0) * costing.weight  # by rank, of several units some are funded
    return {
        "budget": rationed.budget,
        "way": "rank" if rationed.ranks else "pro_rata",
        "claims": {"low": awards.claimed[0], "high": awards.claimed[1]},
        "spent": {"low": awards.spent[0], "high": awards.spent[1]},
        "ratio": None if awards.ratio is None else {"low": awards.ratio[0], "high": awards.ratio[1]},
        "funded": _plain(float(granted.sum())),
    }


def _groups(costing: Costing, side: Side, index: int, dimension: Dimension) -> dict[str, Any]:
    return {
        _name(value, dimension): {
            "units": _plain(float(costing.weight[joined(dimension.seen) == code].sum())),
            "totals": {**_told(side.all.of(index, code)), **_after(costing, side, dimension, code)},
            "instruments": {name: _told(tally.of(index, code)) for name, tally in side.sheets.items()},
        }
        for value, code in ((value, dimension.codes[value]) for value in dimension.values)
    }


def _name(value: str | None, dimension: Dimension) -> str:
    """The name of a group; one without a value is called unknown, also beside a value of that text."""
    if value is not None:
        return value
    return "unknown" if "unknown" not in dimension.codes else "unknown (no value)"


def _after(costing: Costing, side: Side, dimension: Dimension | None, code: int | None) -> dict[str, float]:
    """What budgets leave of the amounts of a group; nothing to say where no sheet has a budget."""
    if not side.rationed:
        return {}
    rows = slice(None) if dimension is None else joined(dimension.seen) == code
    weight = costing.weight[rows]
    return {name: float((values[rows] * weight).sum()) for name, values in zip(AFTER, after_budgets(side), strict=True)}


def after_budgets(side: Side) -> tuple[Floats, Floats]:
    """What all sheets bring to each row when budgets have been shared out, yuan per unit, at least and at most."""
    rest = [joined([part[end] for part in side.benefits]) for end in (0, 1)]
    low, high = np.zeros(len(rest[0])), np.zeros(len(rest[0]))
    for rationed in side.rationed.values():
        awards = rationed.awards
        assert awards is not None  # shared out when the table was read
        rest = [one - joined([part[end] for part in rationed.worths]) for end, one in enumerate(rest)]
        low, high = low + awards.low, high + awards.high
    return np.fmin(*rest) + low, np.fmax(*rest) + high


def _cut(side: Side) -> tuple[Floats, Floats]:
    """What budgets take off each row's awards, at least and at most; never more than nothing."""
    low, high = (np.zeros(len(joined([part[0] for part in side.benefits]))) for _ in (0, 1))
    for rationed in side.rationed.values():
        awards = rationed.awards
        assert awards is not None  # shared out when the table was read
        least, most = (joined([part[end] for part in rationed.worths]) for end in (0, 1))
        low, high = low + np.minimum(awards.low - most, 0.0), high + np.minimum(awards.high - least, 0.0)
    return low, high


def _change(costing: Costing, before: Sequence[Reform]) -> dict[str, Any]:
    """The law asked for against the other: totals before, units that gain, lose, are as before, or may be either."""
    least, most = _difference(costing)
    gains, loses = least > SAME, most < -SAME
    same = (np.abs(least) <= SAME) & (np.abs(most) <= SAME)
    weight = costing.weight
    side = costing.sides[1]
    return {
        "on": side.books.on.isoformat(),
        "reforms": [_reform(one) for one in before],
        "totals": _totals(costing, side),
        "instruments": [_instrument(costing, side, name) for name in side.books.rules],
        "gainers": _plain(float(weight[gains].sum())),
        "losers": _plain(float(weight[loses].sum())),
        "unchanged": _plain(float(weight[same].sum())),
        "open": _plain(float(weight[~(gains | loses | same)].sum())),
        "gained": _pair(least, most, gains, weight),
        "lost": _pair(least, most, loses, weight),
        "difference": _in_all(costing),
    }


def _difference(costing: Costing) -> tuple[Floats, Floats]:
    """What the law asked for brings each row more than the other, at least and at most."""
    ours, theirs = costing.sides
    ends = [
        joined([part[end] for part in ours.benefits]) - joined([part[end] for part in theirs.benefits])
        for end in (0, 1)
    ]
    cut, other = _cut(ours), _cut(theirs)
    return np.fmin(*ends) + cut[0] - other[1], np.fmax(*ends) + cut[1] - other[0]


def _in_all(costing: Costing) -> dict[str, float]:
    """The difference of all rows together: what a budget takes off them is what is claimed less what is spent."""
    weight = costing.weight
    ours, theirs = costing.sides
    sums = [
        float(((joined([a[end] for a in ours.benefits]) - joined([b[end] for b in theirs.benefits])) * weight).sum())
        for end in (0, 1)
    ]
    low, high = min(sums), max(sums)
    for side, sign in ((ours, 1), (theirs, -1)):
        for rationed in side.rationed.values():
            awards = rationed.awards
            assert awards is not None
            least, most = awards.spent[0] - awards.claimed[1], min(awards.spent[1] - awards.claimed[0], 0.0)
            low, high = (low + least, high + most) if sign > 0 else (low - most, high - least)
    return {"low": low, "high": high}


def _pair(least: Floats, most: Floats, rows: Any, weight: Floats) -> dict[str, float]:
    return {"low": float((least * weight)[rows].sum()), "high": float((most * weight)[rows].sum())}


def _evidence(costing: Costing, bounds: Iterable[BoundRule], names: Collection[str]) -> dict[str, float]:
    """Shares of what a costing reads of the inputs `names`: columns that are there, absent ones (assumed open), rules."""
    absent = len(set(names).intersection(costing.admitted[0].missing_columns))
    read = len(names)
    rules = sum(len(bound.rule.parameters) for bound in bounds)
    synthetic = "synthetic" in costing.origins
    total = read + rules or 1
    facts = {
        "published": 0, "your_records": 0 if synthetic else read - absent, "rule": rules,
        "assumption": absent + (read - absent if synthetic else 0), "prior": 0,
    }  # fmt: skip
    return {key: count / total for key, count in facts.items()}
