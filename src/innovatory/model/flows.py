"""The money of one quarter of a closed preset: sales, wages, research, dividends, and the founding of firms.

Households spend a given amount on the lines of the city; technology firms pay it back as production wages, R&D wages and
dividends, to the last yuan. Owners make good what a firm lacks, as these presets know no financing constraint. So no
firm holds cash from one quarter to the next, and the books add nothing to what later quarters depend on.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numba import njit
from numpy.typing import NDArray

from innovatory.model.ledger import Ledger, Whole, exact_sum, open_ledger, overflow, pay, rounded
from innovatory.model.parameters import (
    AdditiveSteps,
    ConstantRates,
    FreeEntryRates,
    Parameters,
    PolicyRates,
    TwoTypeRates,
)
from innovatory.model.split import MOST_TOTAL, split
from innovatory.model.theory.akcigit_kerr import profit_per_line
from innovatory.policy.csv_file import read_csv

if TYPE_CHECKING:
    from innovatory.model.links.technical_research import Tables
    from innovatory.model.state import State

Int32 = NDArray[np.int32]
Bytes = NDArray[np.uint8]

Floats = NDArray[np.float64]
FIRMS, HOUSEHOLDS = "technology_firms", "households"
QUALITY_UNITS = np.float32(
    2**30
)  # of the best line; weights of lines are whole numbers, so that their sums know no order


@dataclass(frozen=True)
class Money:
    """What the books need and some presets do not say: yuan per line and year, profit share, cost of founding a firm.

    `line_revenue` is in yuan per year, `profit_share` a part of revenue before R&D, `founding_cost` in years of the mean
    revenue of a line.
    """

    line_revenue: float
    profit_share: float
    founding_cost: float


@cache
def money() -> Money:
    """The amounts that ship with the code, with their sources: `library/ledger/money.csv`."""
    path = Path(str(files("innovatory") / "library" / "ledger" / "money.csv"))
    lines = read_csv(path, ["name", "value", "unit", "source"])
    return Money(**{line["name"]: float(line["value"]) for line in lines})


def opening_ledger(parameters: Parameters) -> Ledger:
    """Books in which households hold what they spend in one quarter and no other account holds anything."""
    return open_ledger({HOUSEHOLDS: _line_yuan(parameters) * parameters.size.lines})


def book_production(state: State, parameters: Parameters, tables: Tables) -> None:
    """Book the quarter's sales, production wages, R&D wages and dividends from who owns what before its events.

    Every line earns the same where steps are multiplicative (Klette–Kortum), a share in proportion to its quality where
    they are additive (Akcigit–Kerr); model.md §3.0. R&D is paid at the rates of the quarter, before its results.
    """
    if isinstance(parameters.steps, AdditiveSteps):
        sales, research = _by_quality(state, parameters, tables)
        _book(state.ledger, parameters, sales, research, None)
        return
    firms = state.firms
    number = _classes(firms.lines, firms.kind, int(firms.lines.max()))
    kind, size = np.nonzero(number)
    sales = size * _line_yuan(parameters)
    research = rounded(external_research(parameters, tables, kind, size) * _mean_yuan(parameters))
    _book(state.ledger, parameters, sales, research, number[kind, size])


@njit(cache=True)
def _classes(lines: Int32, kinds: Bytes, largest: int) -> Whole:
    """Firms by kind and lines owned, of shape (2, largest + 1); firms alike pay alike and are booked together."""
    number = np.zeros((2, largest + 1), np.int64)
    for slot in range(len(lines)):
        if lines[slot] > 0:
            number[kinds[slot], lines[slot]] += 1
    return number


def book_founding(ledger: Ledger, entries: int, parameters: Parameters) -> None:
    """Book what the quarter's entrants cost: equity that households pay in, spent on the research that founds the firm."""
    each = int(rounded(np.array([founding_cost(parameters) * money().line_revenue]))[0])
    pay(ledger, "founders_equity", HOUSEHOLDS, FIRMS, each * entries)
    pay(ledger, "research_wages", FIRMS, HOUSEHOLDS, each * entries)


def _book(ledger: Ledger, parameters: Parameters, sales: Whole, research: Whole, number: Whole | None) -> None:
    """The flows of firms one by one, or of classes of firms with the same sales and costs, `number` of each."""
    wages = rounded(np.asarray(sales * (1.0 - profit_share(parameters)), dtype=np.float64))
    rest = sales - wages - research
    pay(ledger, "sales", HOUSEHOLDS, FIRMS, _all(sales, number))
    pay(ledger, "production_wages", FIRMS, HOUSEHOLDS, _all(wages, number))
    pay(ledger, "research_wages", FIRMS, HOUSEHOLDS, _all(research, number))
    pay(ledger, "dividends", FIRMS, HOUSEHOLDS, _all(np.maximum(rest, 0), number))
    pay(ledger, "founders_equity", HOUSEHOLDS, FIRMS, _all(np.maximum(-rest, 0), number))


def _all(each: Whole, number: Whole | None) -> int:
    """The sum over all firms, exact beyond 64 bits."""
    if number is None:
        return exact_sum(each)
    return sum(yuan * firms for yuan, firms in zip(each.tolist(), number.tolist(), strict=True))


def _by_quality(state: State, parameters: Parameters, tables: Tables) -> tuple[Whole, Whole]:
    """Sales and R&D of every firm where revenue is in proportion to quality, in whole yuan; in the order of slots."""
    lines, firms = state.lines, state.firms
    log_quality = lines.log_quality[: lines.count]
    quality = np.exp(log_quality - log_quality.max()) * QUALITY_UNITS
    owned = _gathered(lines.owner[: lines.count], quality.astype(np.int64), len(firms.lines))
    alive = np.flatnonzero(firms.lines)
    sales = split(_spent(parameters, lines.count), owned[alive], firms.uid[alive])
    kind, size = firms.kind[alive].astype(np.int64), firms.lines[alive].astype(np.int64)
    external = external_research(parameters, tables, kind, size)
    return sales, rounded(external * _mean_yuan(parameters) + internal_research(parameters, tables) * sales)


@njit(cache=True)
def _gathered(owner: Int32, weights: Whole, slots: int) -> Whole:
    """The sum of the weights of the lines of each firm, of shape (slots,)."""
    sums = np.zeros(slots, np.int64)
    for line in range(len(owner)):
        sums[owner[line]] += weights[line]
    return sums


# Prices and costs, in years of the mean revenue of a line ---------------------------------------------------------------


def _mean_yuan(parameters: Parameters) -> float:
    """The mean revenue of a line in one quarter, in yuan."""
    return money().line_revenue * parameters.size.delta


def _line_yuan(parameters: Parameters) -> int:
    """The same as whole yuan, which is what households spend on each line."""
    return int(rounded(np.array([_mean_yuan(parameters)]))[0])


def _spent(parameters: Parameters, lines: int) -> int:
    """What households spend on a number of lines in one quarter; `Mistake("overflow")` if it cannot be split exactly."""
    spent = _line_yuan(parameters) * lines
    if spent > MOST_TOTAL:
        raise overflow("sales")
    return spent


def profit_share(parameters: Parameters) -> float:
    """π: profit before R&D as a share of sales (model.md §3.0); the rest is production wages."""
    match parameters.rates:
        case FreeEntryRates() as rates:
            return rates.profit
        case PolicyRates() as rates:
            return rates.quality_share
        case ConstantRates() | TwoTypeRates():
            return money().profit_share


def founding_cost(parameters: Parameters) -> float:
    """F: what it takes to found a firm."""
    match parameters.rates:
        case FreeEntryRates() as rates:
            return rates.founding_cost
        case PolicyRates() as rates:
            return rates.entry_cost * _revenue_of_quality(rates)
        case ConstantRates() | TwoTypeRates():
            return money().founding_cost


def external_research(parameters: Parameters, tables: Tables, kind: Whole, size: Whole) -> Floats:
    """External R&D per year of firms by kind and lines owned, arrays of one shape.

    χ n x² from primitives (model.md §7.3); χ_E n^σ̃ x^ψ with σ̃ = (1−σ)ψ for Akcigit–Kerr (§3.2). Where rates are given
    without costs, χ is the one at which the given rate is the best one: 2χx = F (§7.3), so that R&D is n F x / 2.
    """
    rate = tables.external[kind, np.minimum(size, tables.external.shape[1] - 1)].astype(np.float64)
    match parameters.rates:
        case FreeEntryRates() as rates:
            return np.asarray(rates.research_cost * size * rate**2)
        case PolicyRates() as rates:
            spread = size ** ((1.0 - rates.line_share) * rates.curvature) * rate**rates.curvature
            return np.asarray(rates.external_cost * _revenue_of_quality(rates) * spread)
        case ConstantRates() | TwoTypeRates():
            return np.asarray(size * money().founding_cost * rate / 2.0)


def internal_research(parameters: Parameters, tables: Tables) -> float:
    """Internal R&D as a share of sales, χ_I z^ψ (model.md §3.2); nothing where quality earns nothing."""
    rates = parameters.rates
    if isinstance(rates, PolicyRates):
        return float(rates.internal_cost * _revenue_of_quality(rates) * tables.internal**rates.curvature)
    return 0.0


def _revenue_of_quality(rates: PolicyRates) -> float:
    """Years of revenue in a unit of mean quality: a line's profit is π in that unit and β of its revenue."""
    return rates.quality_share / profit_per_line(rates.quality_share)
