"""Technical research: the rates at which firms innovate, and what an innovation does to the quality of its line.

Every firm has a rate x of external innovations per line and year, by its kind and the number of its lines; every line a rate
z of internal ones (model.md §3.2). Here the parameters of a preset become those numbers: rates as given, by type, or from
the theory of the firm.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cache

import numpy as np
from numpy.typing import NDArray

from innovatory.language.mistakes import Mistake
from innovatory.model.parameters import (
    AdditiveSteps,
    ConstantRates,
    FreeEntryRates,
    MultiplicativeSteps,
    Parameters,
    PolicyRates,
    TwoTypeRates,
)
from innovatory.model.portable import log
from innovatory.model.theory.akcigit_kerr import Economy, Technology, profit_per_line
from innovatory.model.theory.akcigit_kerr import Steps as TheorySteps
from innovatory.model.theory.equilibrium import Primitives, klette_kortum_equilibrium
from innovatory.model.theory.free_entry import Equilibrium, akcigit_kerr_equilibrium
from innovatory.model.theory.ranges import OutOfRangeError

Floats = NDArray[np.float64]

FOLLOW_UPS = 256
LARGEST = 256
"""Sizes of the policy table; larger firms innovate, per line, as one of this size."""

NO_EQUILIBRIUM = {
    "entry (η)": "新设企业始终不划算，须满足 (π − χλ²)/F > r",
    "founding (ν_e)": "没有任何 τ 能使新设企业恰好收支相抵，请改变进入成本",
    "largest (N)": "企业会超出可计算的最大规模",
    "curvature (ψ)": "各规模的企业数不再有限，请提高曲率",
}
"""Why there is none, in Chinese, by the number that is out of range."""


@dataclass(frozen=True)
class Quality:
    """What innovations do to quality.

    `additive`: q_j += size·q̄ with q̄ the mean of the city at that instant, else ln q_j += size. `external`: float64[256],
    the size by follow-up count (all equal where steps are multiplicative); `major_share` θ_m; `internal`: ln(1+λ_I).
    """

    additive: bool
    external: Floats
    major_share: float
    internal: float


@dataclass(frozen=True)
class Tables:
    """The rates of a preset as numbers, per line and year.

    `external`: float64[2, N], of a firm by kind and lines owned (the last column holds for all larger firms);
    `entry` η and `internal` z per line of the city; `external_max`, `entry_max`, `internal_max`: the rates at which
    candidate events are drawn; `switch`: rate at which H becomes L; `high_share`: probability that an entrant is H.
    """

    external: Floats
    entry: float
    internal: float
    external_max: float
    entry_max: float
    internal_max: float
    switch: float
    high_share: float
    quality: Quality

    @property
    def candidates(self) -> float:
        """Candidate events per line and year."""
        return self.external_max + self.entry_max + self.internal_max


@dataclass(frozen=True)
class _Rates:
    external: Floats
    entry: float
    internal: float
    switch: float = 0.0
    high_share: float = 0.0


def tables_of(parameters: Parameters) -> Tables:
    """The rates of a preset; `Mistake` of kind `range` where a ceiling is below a rate or there is no equilibrium."""
    rates, size = _rates(parameters), parameters.size
    found = Tables(
        external=rates.external,
        entry=rates.entry,
        internal=rates.internal,
        external_max=_ceiling("lambda_max", size.lambda_max, float(rates.external.max())),
        entry_max=_ceiling("eta_max", size.eta_max, rates.entry),
        internal_max=_ceiling("z_max", size.z_max, rates.internal),
        switch=rates.switch,
        high_share=rates.high_share,
        quality=_quality(parameters.steps),
    )
    _check_candidates(parameters, found)
    return found


def with_shared_limits(first: Parameters, second: Parameters) -> tuple[Parameters, Parameters]:
    """Both arms of a comparison with the limits of both, so that they draw the same candidate events."""
    tables = tables_of(first), tables_of(second)

    def limited(one: Parameters) -> Parameters:
        size = replace(
            one.size,
            lines_max=max(first.lines_max, second.lines_max),
            lambda_max=max(arm.external_max for arm in tables),
            eta_max=max(arm.entry_max for arm in tables),
            z_max=max(arm.internal_max for arm in tables),
        )
        return replace(one, size=size)

    return limited(first), limited(second)


def akcigit_kerr(parameters: Parameters) -> Equilibrium:
    """The free-entry equilibrium of an Akcigit–Kerr preset; `Mistake` of kind `range` where there is none."""
    if not isinstance(parameters.rates, PolicyRates) or not isinstance(parameters.steps, AdditiveSteps):
        raise TypeError(f"{parameters.preset} does not take its rates from an Akcigit–Kerr policy")
    try:
        return _equilibrium(parameters.rates, parameters.steps)
    except OutOfRangeError as error:
        raise _no_equilibrium(error) from None


def _rates(parameters: Parameters) -> _Rates:
    steps = parameters.steps
    internal = steps.internal_rate if isinstance(steps, MultiplicativeSteps) else 0.0
    match parameters.rates:
        case ConstantRates() as given:
            return _Rates(_constant(given.lambda_, given.lambda_), given.eta, internal)
        case TwoTypeRates() as types:
            external = _constant(types.x_low, types.x_high)
            return _Rates(external, types.eta, internal, types.switch, types.high_share)
        case FreeEntryRates() as primitives:
            return _free_entry(primitives, internal)
        case PolicyRates():
            return _policy(akcigit_kerr(parameters))


def _constant(low: float, high: float) -> Floats:
    return np.array([[0.0, low], [0.0, high]])


def _free_entry(given: FreeEntryRates, internal: float) -> _Rates:
    primitives = Primitives(given.profit, given.research_cost, given.founding_cost, given.interest)
    try:
        found = klette_kortum_equilibrium(primitives)
    except OutOfRangeError as error:
        raise _no_equilibrium(error) from None
    return _Rates(_constant(found.innovation, found.innovation), found.entry, internal)


def _policy(found: Equilibrium) -> _Rates:
    row = np.concatenate([[0.0], found.policy.external])
    entry = found.destruction * float(found.firms[0])
    return _Rates(np.array([row, row]), entry, found.policy.internal)


@cache
def _equilibrium(rates: PolicyRates, steps: AdditiveSteps) -> Equilibrium:
    technology = Technology(rates.internal_cost, rates.external_cost, rates.curvature, rates.line_share)
    moves = TheorySteps(steps.internal_step, steps.major_step, steps.major_share, steps.follow_up_decay)
    profit = profit_per_line(rates.quality_share)
    return akcigit_kerr_equilibrium(
        Economy(technology, moves, profit, rates.quality_share, rates.discount, rates.entry_cost), LARGEST
    )


def _no_equilibrium(error: OutOfRangeError) -> Mistake:
    return Mistake(
        "range",
        f"these parameters have no equilibrium with entry: {error}",
        f"这组参数没有存在进入的均衡：{NO_EQUILIBRIUM.get(error.name, '')}（{error.name} = {error.value:.6g}）",
    )


def _ceiling(name: str, asked: float | None, highest: float) -> float:
    if asked is None:
        return highest
    if asked < highest:
        raise Mistake(
            "range",
            f"{name} = {asked:g} is below the highest rate of this run, {highest:g} per line and year",
            f"{name} = {asked:g} 低于本次模拟的最高速率（每条技术线每年 {highest:g}）",
        )
    return asked


def _quality(steps: MultiplicativeSteps | AdditiveSteps) -> Quality:
    internal = float(log(1.0 + steps.internal_step))
    if isinstance(steps, MultiplicativeSteps):
        return Quality(False, np.full(FOLLOW_UPS, log(1.0 + steps.step)), 0.0, internal)
    sizes = [steps.major_step]
    for _ in range(FOLLOW_UPS - 1):
        sizes.append(sizes[-1] * steps.follow_up_decay)
    return Quality(True, np.array(sizes), steps.major_share, internal)


def _check_candidates(parameters: Parameters, tables: Tables) -> None:
    mean = parameters.lines_max * tables.candidates * parameters.size.delta
    if mean >= 2.0**31:
        raise Mistake(
            "range",
            f"{mean:.3g} candidate events in a period are too many, expected fewer than 2^31; "
            "lower lines, the rates or delta",
            f"每期候选事件约 {mean:.3g} 个，过多，应少于 2^31；请减小 lines、各速率或 delta",
        )
