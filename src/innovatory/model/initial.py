"""The city at the start of a run: who owns which line, of which quality, and of which kind the firms are.

`singletons`: every line is a firm of its own. `stationary`: the law that the rates bring about - with one constant rate it
is Ewens' sampling formula with parameter Jη/λ, drawn exactly by Hoppe's urn (Hoppe 1984), so that nothing has to relax; with
rates by size the sizes are drawn independently from the stationary F_n until the lines are used up, the last firm cut.
"""

from __future__ import annotations

import numpy as np
from numba import njit
from numpy.typing import NDArray
from scipy.special import ndtri

from innovatory.language.mistakes import Mistake
from innovatory.model.flows import opening_ledger
from innovatory.model.line_quality import MOST_FOLLOW_UPS
from innovatory.model.links.technical_research import Tables, akcigit_kerr
from innovatory.model.parameters import MOST_SLOTS, Parameters
from innovatory.model.portable import exp
from innovatory.model.random import LOW16, MOST_SEED, Stream, draws, index_below, unit, words
from innovatory.model.state import HIGH, Counters, Float32, Int32, Lines, State, empty_firms, empty_lines

WORDS = 2.0**32
OWNERS = int(Stream.START_OWNERS)
CHUNK = 1_000_000
SPREAD = 0.31
"""Standard deviation of log quality at the start where steps are additive: its stationary value at the published
parameters of Akcigit and Kerr (model.md §1.1, §7.7)."""


def initial_state(parameters: Parameters, tables: Tables, seed: int) -> State:
    """The state before the first quarter.

    `Mistake` of kind `seed` unless 0 ≤ seed < 2³², `capacity` if the slots for firms are fewer than the firms.
    """
    _check_seed(seed)
    lines_count = parameters.size.lines
    lines = empty_lines(parameters.lines_max, lines_count)
    owners, firm_count = _owners(parameters, tables, seed)
    firms = empty_firms(_slots(parameters, tables, firm_count, seed))
    lines.owner[:lines_count] = owners
    firms.lines[:firm_count] = np.bincount(owners, minlength=firm_count)
    firms.uid[:firm_count] = np.arange(firm_count)
    firms.free_count -= firm_count
    if tables.high_share > 0.0:
        drawn = draws(Stream.START_KINDS, seed, firms.uid[:firm_count], 0)[0]
        firms.kind[:firm_count][drawn < round(WORDS * tables.high_share)] = HIGH
    quality_sum = 0.0
    if tables.quality.additive:
        quality_sum = _draw_quality(lines, tables, seed)
    return State(seed, 0, lines, firms, Counters(), quality_sum, quality_sum, opening_ledger(parameters))


def _check_seed(seed: int) -> None:
    if not 0 <= seed <= MOST_SEED:
        raise Mistake(
            "seed",
            f"seed = {seed} is out of range; expected a whole number from 0 to {MOST_SEED}",
            f"seed = {seed} 超出范围；应为 0 至 {MOST_SEED} 的整数",
        )


def _slots(parameters: Parameters, tables: Tables, firms: int, seed: int) -> int:
    """Slots for firms: as asked, or for a firm on each line and all entrants of a period but in one case of 10²⁰."""
    asked = parameters.size.firms_max
    if asked is None:
        entrants = parameters.lines_max * tables.entry_max * parameters.size.delta
        return min(MOST_SLOTS, parameters.size.lines + int(entrants + 10.0 * entrants**0.5) + 50)
    if asked < firms:
        raise Mistake(
            "capacity",
            f"the city of seed {seed} starts with {firms} firms and firms_max = {asked} has no room for them; "
            f"raise firms_max, to {firms} at least",
            f"种子 {seed} 的城市初始有 {firms} 家企业，firms_max = {asked} 容纳不下；请将 firms_max 至少提高到 {firms}",
        )
    return asked


def _owners(parameters: Parameters, tables: Tables, seed: int) -> tuple[Int32, int]:
    """The slot of the owner of every line, slots numbered by their first line, and the number of firms."""
    count = parameters.size.lines
    if parameters.start == "singletons":
        return np.arange(count, dtype=np.int32), count
    if tables.external.shape[1] == 2:
        owners = np.empty(count, dtype=np.int32)
        return owners, int(_urn(owners, float(tables.external[0, 1]), tables.entry, seed))
    return _by_size(akcigit_kerr(parameters).firms, count, seed)


@njit(cache=True)
def _urn(owners: Int32, innovation: float, entry: float, seed: int) -> int:
    """Hoppe's urn with Θ = Jη/λ: line i is a new firm with probability Θ/(Θ+i), else one more of an earlier line's firm."""
    firms, weight = 0, owners.size * entry
    for line in range(owners.size):
        first, second, high, low = words(line, 0, 0, seed, OWNERS)
        if line == 0 or unit(first, second) * (weight + line * innovation) < weight:
            owners[line] = firms
            firms += 1
        else:
            owners[line] = owners[index_below(high, low & LOW16, line)]
    return firms


def _by_size(firms: NDArray[np.float64], count: int, seed: int) -> tuple[Int32, int]:
    """Sizes drawn from F_n until they fill the lines; the last firm gets what is left."""
    below = np.cumsum(firms) / firms.sum()
    sizes = np.empty(0, dtype=np.int64)
    while sizes.sum() < count:
        drawn = draws(Stream.START_OWNERS, seed, np.arange(len(sizes), len(sizes) + CHUNK), 0)[0]
        found = np.searchsorted(below, (drawn + 0.5) / WORDS) + 1
        sizes = np.concatenate([sizes, np.minimum(found, len(firms))])
    ends = np.cumsum(sizes)
    number = int(np.searchsorted(ends, count)) + 1
    owned = sizes[:number].copy()
    owned[-1] -= int(ends[number - 1]) - count
    return np.repeat(np.arange(number, dtype=np.int32), owned), number


def _draw_quality(lines: Lines, tables: Tables, seed: int) -> float:
    """Log quality Normal(−σ²/2, σ²), follow-up counts P(k) = θ_m (1−θ_m)^k; the sum of quality."""
    rarer = np.cumprod(np.full(MOST_FOLLOW_UPS, 1.0 - tables.quality.major_share))  # P(count > k), k = 0 …
    for start in range(0, lines.count, CHUNK):
        part = slice(start, min(start + CHUNK, lines.count))
        first, second, third, _ = draws(Stream.START_QUALITY, seed, np.arange(part.start, part.stop), 0)
        chance = ((first.astype(np.uint64) << np.uint64(32) | second) >> np.uint64(12)).astype(np.float64) + 0.5
        lines.log_quality[part] = SPREAD * ndtri(chance * 2.0**-52) - SPREAD**2 / 2.0
        lines.follow_up[part] = np.searchsorted(-rarer, -(third + 0.5) / WORDS)
    return float(_sum_of_quality(lines.log_quality[: lines.count]))


@njit(cache=True)
def _sum_of_quality(log_quality: Float32) -> float:
    total = 0.0
    for line in range(log_quality.size):
        total += exp(np.float64(log_quality[line]))
    return total
