"""The answer of a costing as plain data: totals and groups of every sheet and of all together, who gains and who loses."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from innovatory.policy.books import Books
from innovatory.policy.catalogue import unconfirmed
from innovatory.policy.costing import Costing, Rationed, Side
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
        "missing_columns": costing.admitted[0].missing_columns,
        "evidence": _evidence(costing, side.books),
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
        **_told(side.sheets[name].of(0, 0)),
        "rationing": _rationing(side.rationed[name], costing) if name in side.rationed else None,
    }


def _rationing(rationed: Rationed, costing: Costing) -> dict[str, Any]:
    awards = rationed.awards
    assert awards is not None  # shared out when the table was read
    granted = (awards.low > 0) * costing.weight
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
        "unknown" if value is None else value: {
            "units": _plain(float(costing.weight[np.concatenate(dimension.seen) == code].sum())),
            "totals": {**_told(side.all.of(index, code)), **_after(costing, side, dimension, code)},
            "instruments": {name: _told(tally.of(index, code)) for name, tally in side.sheets.items()},
        }
        for value, code in ((value, dimension.codes[value]) for value in dimension.values)
    }


def _after(costing: Costing, side: Side, dimension: Dimension | None, code: int | None) -> dict[str, float]:
    """What budgets leave of the amounts of a group; nothing to say where no sheet has a budget."""
    if not side.rationed:
        return {}
    rows = slice(None) if dimension is None else np.concatenate(dimension.seen) == code
    weight = costing.weight[rows]
    return {name: float((values[rows] * weight).sum()) for name, values in zip(AFTER, after_budgets(side), strict=True)}


def after_budgets(side: Side) -> tuple[Floats, Floats]:
    """What all sheets bring to each row when budgets have been shared out, yuan per unit, against and in favour."""
    low, high = (np.concatenate([part[end] for part in side.benefits]) for end in (0, 1))
    for rationed in side.rationed.values():
        awards = rationed.awards
        assert awards is not None
        claimed = (np.concatenate([part[end] for part in rationed.worths]) for end in (0, 1))
        least, most = claimed
        low, high = low + awards.low - least, high + awards.high - most
    return low, high


def _change(costing: Costing, before: Sequence[Reform]) -> dict[str, Any]:
    """The law asked for against the other: totals before, units that gain, lose, are as before, or may be either."""
    after, other = (after_budgets(side) for side in costing.sides)
    against, favour = (after[end] - other[end] for end in (0, 1))
    gains = (against > SAME) & (favour > SAME)
    loses = (against < -SAME) & (favour < -SAME)
    same = (np.abs(against) <= SAME) & (np.abs(favour) <= SAME)
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
        "gained": _pair(against, favour, gains, weight),
        "lost": _pair(against, favour, loses, weight),
        "difference": _pair(against, favour, np.ones_like(gains), weight),
    }


def _pair(against: Floats, favour: Floats, rows: Any, weight: Floats) -> dict[str, float]:
    sums = [float((values * weight)[rows].sum()) for values in (against, favour)]
    return {"low": min(sums), "high": max(sums)}


def _evidence(costing: Costing, books: Books) -> dict[str, float]:
    """Shares of what the costing reads: columns that are there, those that are not (assumed open), rules."""
    admitted = costing.admitted[0]
    absent = len(admitted.missing_columns)
    read = len(admitted.given)
    rules = sum(len(bound.rule.parameters) for bound in books.rules.values())
    synthetic = "synthetic" in costing.origins
    total = read + rules or 1
    facts = {
        "published": 0, "your_records": 0 if synthetic else read - absent, "rule": rules,
        "assumption": absent + (read - absent if synthetic else 0), "prior": 0,
    }  # fmt: skip
    return {key: count / total for key, count in facts.items()}
