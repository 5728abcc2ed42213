"""The parameters of a closed preset: what may be set, in which range, and how a text becomes a value.

A preset says by which rule firms find their rates (`rates`) and how innovations move quality (`steps`); each rule has its
own parameters, and a name that is not of the preset is refused. All rates are per year.
"""

from __future__ import annotations

import math
from dataclasses import Field, dataclass, field, fields, replace
from typing import Any

from innovatory.language.literals import number
from innovatory.language.mistakes import Mistake, nearest

MOST_A_YEAR = 100.0
"""Rates above this are refused: a hundred events a year on one line are no city."""
MOST_SLOTS = 2**31 - 2
"""Owners are slots in 32 bits."""


@dataclass(frozen=True)
class Range:
    """Where a value may lie, ends included unless `above`: then it must be larger than `low`."""

    low: float
    high: float
    above: bool = False
    whole: bool = False

    def holds(self, value: float) -> bool:
        """Whether a value lies here."""
        return (self.low < value if self.above else self.low <= value) and value <= self.high

    def say(self) -> str:
        """The range in the notation of intervals."""
        low, high = (f"{end:,.0f}" if self.whole else f"{end:g}" for end in (self.low, self.high))
        return f"{'(' if self.above else '['}{low}, {high}]"


def _in(low: float, high: float, *, above: bool = False, whole: bool = False) -> Any:
    return field(metadata={"range": Range(low, high, above, whole)})


def _limit(low: float, high: float, *, above: bool = False, whole: bool = False) -> Any:
    return field(default=None, metadata={"range": Range(low, high, above, whole)})


def _rate() -> Any:
    return _in(0.0, MOST_A_YEAR, above=True)


@dataclass(frozen=True)
class ConstantRates:
    """Klette–Kortum with given rates: every firm captures at rate λ per owned line, entry is η per line of the city."""

    lambda_: float = _rate()
    eta: float = _rate()


@dataclass(frozen=True)
class FreeEntryRates:
    """Klette–Kortum from primitives (model.md §7.3): profit π, research cost χx², founding cost F, interest r."""

    profit: float = _in(0.0, 1.0, above=True)
    research_cost: float = _in(0.0, 1e6, above=True)
    founding_cost: float = _in(0.0, 1e6, above=True)
    interest: float = _in(0.0, 1.0, above=True)


@dataclass(frozen=True)
class PolicyRates:
    """Akcigit–Kerr (JPE 2018): rates from the firm's problem in the free-entry equilibrium.

    Discount rate ρ, curvature ψ, product-line share σ, costs χ_E and χ_I, quality share β, entry cost ν.
    """

    discount: float = _in(0.0, 1.0, above=True)
    curvature: float = _in(1.0, 10.0, above=True)
    line_share: float = _in(0.0, 1.0)
    external_cost: float = _in(0.0, 1e6, above=True)
    internal_cost: float = _in(0.0, 1e6, above=True)
    quality_share: float = _in(0.0, 1.0, above=True)
    entry_cost: float = _in(0.0, 1e6, above=True)


@dataclass(frozen=True)
class TwoTypeRates:
    """Two types: x_H and x_L per owned line, a firm enters as H with probability p_H, H becomes L at rate ν."""

    x_high: float = _rate()
    x_low: float = _in(0.0, MOST_A_YEAR)
    switch: float = _in(0.0, MOST_A_YEAR)
    high_share: float = _in(0.0, 1.0)
    eta: float = _rate()


@dataclass(frozen=True)
class MultiplicativeSteps:
    """q_j ← q_j (1+s) at an external innovation or entry, q_j (1+λ_I) at an internal one, which comes at rate z per line."""

    step: float = _in(0.0, 10.0)
    internal_rate: float = _in(0.0, MOST_A_YEAR)
    internal_step: float = _in(0.0, 10.0)


@dataclass(frozen=True)
class AdditiveSteps:
    """Akcigit–Kerr steps: with probability θ_m q_j += η_m q̄ and κ_j = 0, else κ_j += 1 and q_j += η_m α^κ q̄; internal 1+λ_I."""

    internal_step: float = _in(0.0, 10.0)
    major_step: float = _in(0.0, 10.0, above=True)
    major_share: float = _in(0.0, 1.0, above=True)
    follow_up_decay: float = _in(0.0, 1.0, above=True)


@dataclass(frozen=True)
class Size:
    """Lines of the city, length of the run and of a quarter in years, and the limits that arms of a comparison share.

    `lines_max`: lines the candidate events are drawn for; `firms_max`: slots; `lambda_max`, `eta_max`, `z_max`: rates the candidate
    events are drawn at. None: as large as this arm needs.
    """

    lines: int = _in(1, MOST_SLOTS // 2, whole=True)
    years: float = _in(0.0, 100_000.0, above=True)
    delta: float = _in(0.0, 100.0, above=True)
    lines_max: int | None = _limit(1, MOST_SLOTS // 2, whole=True)
    firms_max: int | None = _limit(1, MOST_SLOTS, whole=True)
    lambda_max: float | None = _limit(0.0, MOST_A_YEAR, above=True)
    eta_max: float | None = _limit(0.0, MOST_A_YEAR, above=True)
    z_max: float | None = _limit(0.0, MOST_A_YEAR, above=True)


Rates = ConstantRates | FreeEntryRates | PolicyRates | TwoTypeRates
Steps = MultiplicativeSteps | AdditiveSteps
RATES: dict[str, type[Rates]] = {
    "constant": ConstantRates,
    "free_entry": FreeEntryRates,
    "policy": PolicyRates,
    "two_types": TwoTypeRates,
}
STEPS: dict[str, type[Steps]] = {"multiplicative": MultiplicativeSteps, "additive": AdditiveSteps}
STARTS = ("stationary", "singletons")


@dataclass(frozen=True)
class Parameters:
    """The parameters of one run: of the preset named, with what was set."""

    preset: str
    rates: Rates
    steps: Steps
    size: Size
    start: str

    @property
    def quarters(self) -> int:
        """Periods of the run."""
        return round(self.size.years / self.size.delta)

    @property
    def lines_max(self) -> int:
        """Lines that the candidate events are drawn for."""
        return self.size.lines if self.size.lines_max is None else self.size.lines_max


def written(name: str) -> str:
    """The name of a field as users write it: `lambda_` is `lambda`."""
    return name.rstrip("_")


def named(of: type[Any]) -> dict[str, Field[Any]]:
    """The parameters of one part by the name that users write."""
    return {written(one.name): one for one in fields(of)}


def names(parameters: Parameters) -> list[str]:
    """Every name that may be set in this preset."""
    parts = (parameters.rates, parameters.steps, parameters.size)
    return [*(name for part in parts for name in named(type(part))), "start"]


def values(parameters: Parameters) -> dict[str, float | int | str | None]:
    """Every parameter by name; None for a limit that is not set."""
    found: dict[str, float | int | str | None] = {"start": parameters.start}
    for part in (parameters.rates, parameters.steps, parameters.size):
        found |= {name: getattr(part, one.name) for name, one in named(type(part)).items()}
    return found


def read_value(name: str, one: Field[Any], text: str) -> float | int:
    """A text as the value of a parameter; `Mistake` of kind `literal`, `whole` or `range`."""
    try:
        value = number(text.strip())
    except Mistake as mistake:
        raise Mistake(mistake.kind, f"{name}: {mistake.en}", f"{name}：{mistake.zh}") from None
    allowed: Range = one.metadata["range"]
    if allowed.whole and value != int(value):
        raise Mistake("whole", f"{name} = {text}: expected a whole number", f"{name} = {text}：应为整数")
    if not allowed.holds(value):
        raise Mistake(
            "range",
            f"{name} = {text} is out of range; expected a number in {allowed.say()}",
            f"{name} = {text} 超出范围；应为 {allowed.say()} 内的数",
        )
    return int(value) if allowed.whole else value


def read_start(text: str) -> str:
    """How the city starts; `Mistake` of kind `word`."""
    if text in STARTS:
        return text
    raise Mistake(
        "word",
        f"start = {text} is not known; expected one of {', '.join(STARTS)}",
        f"start = {text} 未知；应为 {'、'.join(STARTS)} 之一",
        nearest=nearest(text, STARTS),
    )


def with_values(parameters: Parameters, texts: dict[str, str]) -> Parameters:
    """The parameters with values set as a user writes them, checked together.

    Raises `Mistake` of kind `name`, `literal`, `range`, `whole` or `word`.
    """
    known = names(parameters)
    for name in texts:
        if name not in known:
            raise Mistake(
                "name",
                f"the preset {parameters.preset} has no parameter {name!r}; it has {', '.join(known)}",
                f"预设 {parameters.preset} 没有参数 {name!r}；可用参数：{'、'.join(known)}",
                nearest=nearest(name, known),
            )
    changed = replace(
        parameters,
        rates=_with(parameters.rates, texts),
        steps=_with(parameters.steps, texts),
        size=_with(parameters.size, texts),
        start=read_start(texts["start"]) if "start" in texts else parameters.start,
    )
    check(changed)
    return changed


def _with(part: Any, texts: dict[str, str]) -> Any:
    changes = {one.name: read_value(name, one, texts[name]) for name, one in named(type(part)).items() if name in texts}
    return replace(part, **changes)


def check(parameters: Parameters) -> None:
    """What only several parameters together can get wrong; `Mistake` of kind `range`."""
    size, quarters = parameters.size, parameters.size.years / parameters.size.delta
    if not math.isclose(quarters, round(quarters), rel_tol=1e-9) or round(quarters) < 1:
        raise Mistake(
            "range",
            f"years = {size.years:g} is no whole number of periods of delta = {size.delta:g} years",
            f"years = {size.years:g} 不是每期 delta = {size.delta:g} 年的整数倍",
        )
    if parameters.lines_max < size.lines:
        raise Mistake(
            "range",
            f"lines_max = {parameters.lines_max} is below lines = {size.lines}; it must be at least as large",
            f"lines_max = {parameters.lines_max} 小于 lines = {size.lines}；前者不得更小",
        )
    if parameters.start == "stationary" and isinstance(parameters.rates, TwoTypeRates):
        raise Mistake(
            "word",
            "start = stationary has no closed form for two types; use start = singletons and let years pass",
            "两类企业模型没有闭式平稳分布，不能用 start = stationary；请用 start = singletons 并模拟足够年数",
        )
