"""One line of a budget against what it will be asked for: enough, short by so much, or what nobody can say."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from math import ceil
from typing import Any, Literal

from innovatory.measure.budget.claims import Claims
from innovatory.measure.budget.expectation import Expectation, Unasked
from innovatory.measure.budget.plan import Line
from innovatory.measure.budget.queue import Rationed, by_rank, pro_rata
from innovatory.measure.budget.scale import factor

Answer = Literal["enough", "short", "cannot_say"]
Reason = (
    Unasked
    | Literal[
        "decided",  # the claims decide it
        "between",  # the plan lies between the low and the high claims
        "unknown_amount",  # for some who may claim nothing says how much
        "lacking",  # the population lacks columns that decide who may claim, or how much
        "no_instrument",  # the line names none
        "relief",  # lower taxes, which no line pays
    ]
)
FEN = 2  # decimals of a yuan: what is smaller is an error of rounding


@dataclass(frozen=True)
class Verdict:
    """The answer of a line.

    `claims` are what is expected, yuan low and high, with the stated take-up or, where none is stated (`if_all`), if
    all who may claim do; the high end is None where it is unknown. `short` is what is missing, low and high, in whole
    yuan. `doubt` is the factor of units by which plan and claims differ, if they do by one.
    """

    line: Line
    answer: Answer
    reason: Reason
    claims: tuple[int, int | None] | None
    if_all: bool
    short: tuple[int, int | None] | None
    found: Claims | None
    rationed: Rationed | None
    doubt: int | None

    def as_dict(self) -> dict[str, Any]:
        """Plain data."""
        found = self.found
        counts = None if found is None else {
            "units": found.units, "sure": found.sure, "may": found.may, "unbounded": found.unbounded,
            "low": found.low, "all_low": found.all_low, "all_high": found.all_high,
            "missing": list(found.missing), "lacking": list(found.lacking), "few": found.few,
        }  # fmt: skip
        return {
            "answer": self.answer,
            "reason": self.reason,
            "claims": _ends(self.claims),
            "if_all": self.if_all,
            "short": _ends(self.short),
            "population": counts,
            "on": None if found is None else found.on,
            "rationing": None if self.rationed is None else self.rationed.as_dict(),
            "doubt": self.doubt,
        }


def _ends(pair: tuple[int, int | None] | None) -> dict[str, int | None] | None:
    return None if pair is None else {"low": pair[0], "high": pair[1]}


def verdicts(lines: tuple[Line, ...], of: Expectation) -> list[Verdict]:
    """The answer of every line, those of one instrument sharing its claims in the order of the file.

    Several lines of one instrument pay the same claims: the first takes as much of them as it has, the last the rest.
    """
    left: dict[str, list[Line]] = {}
    for line in lines:
        if line.instrument is not None:
            left.setdefault(line.instrument, []).append(line)
    return [_verdict(line, left.get(line.instrument or "", [line]), of) for line in lines]


def _verdict(line: Line, same: list[Line], of: Expectation) -> Verdict:
    if line.instrument is None:
        return _unsaid(line, "no_instrument")
    if line.instrument in of.unasked:
        return _unsaid(line, of.unasked[line.instrument])
    found = of.claims[line.instrument]
    if found.relief:
        return _unsaid(line, "relief", found)
    claims = _left_for(line, same, _expected(line, found))
    answer, reason = _answer(line.planned, claims)
    if found.lacking and reason == "between":
        claims, reason = (
            (claims[0], None),
            "lacking",
        )  # the high end tells what is not known, not what is to be expected
    doubt = factor(float(line.planned), float(claims[1] if claims[1] is not None else claims[0]))
    rationed = _rationed(line, found, of) if len(same) == 1 else None
    short = _short(line.planned, claims)
    return Verdict(line, answer, reason, claims, line.take_up is None, short, found, rationed, doubt)


def _unsaid(line: Line, reason: Reason, found: Claims | None = None) -> Verdict:
    return Verdict(line, "cannot_say", reason, None, False, None, found, None, None)


def _expected(line: Line, found: Claims) -> tuple[int, int | None]:
    """What is expected of a sheet: with a take-up, that part of the claims of all who may claim."""
    part = line.take_up
    low = found.low if part is None else part[0] * found.all_low
    most = 1.0 if part is None else part[1]
    high = None if found.unbounded and most > 0 else _whole(most * found.all_high)
    return _whole(low), high


def _whole(amount: float) -> int:
    """The whole yuan that cover an amount."""
    return ceil(round(amount, FEN))


def _left_for(line: Line, same: list[Line], claims: tuple[int, int | None]) -> tuple[int, int | None]:
    """The claims that the earlier lines of the instrument leave to a line, and at most what it has if others follow."""
    place = next(at for at, one in enumerate(same) if one is line)
    before = sum(one.planned for one in same[:place])
    low, high = max(0, claims[0] - before), None if claims[1] is None else max(0, claims[1] - before)
    if place == len(same) - 1:
        return low, high
    return min(low, line.planned), line.planned if high is None else min(high, line.planned)


def _answer(planned: int, claims: tuple[int, int | None]) -> tuple[Answer, Reason]:
    low, high = claims
    if planned < low:
        return "short", "decided"
    if high is None:
        return "cannot_say", "unknown_amount"
    return ("enough", "decided") if planned >= high else ("cannot_say", "between")


def _short(planned: int, claims: tuple[int, int | None]) -> tuple[int, int | None]:
    low, high = claims
    return max(0, low - planned), None if high is None else max(0, high - planned)


def _rationed(line: Line, found: Claims, of: Expectation) -> Rationed | None:
    """What the plan gives where the sheet shares a budget out, if all who may claim do."""
    if found.way is None:
        return None
    if found.way == "pro_rata":
        return pro_rata(found.low, found.all_high, float(line.planned))
    return by_rank(of.queues[found.instrument], float(line.planned))


def reliefs(found: list[Verdict]) -> Mapping[str, Claims]:
    """Taxes forgone under the instruments of lines, by instrument: listed apart, no line pays them."""
    return {one.found.instrument: one.found for one in found if one.found is not None and one.found.relief}
