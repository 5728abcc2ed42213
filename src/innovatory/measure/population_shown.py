"""What a totals report shows of the distributions of a population: tails, ages, sizes, how variables hang together, and
sums that were not fitted beside what was published of them.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import polars as pl

from innovatory.measure.population_figures import nearest
from innovatory.measure.population_make import Population
from innovatory.measure.population_tail import tails
from innovatory.records.synthetic.draws import Floats
from innovatory.records.synthetic.tail_index import Tail
from innovatory.records.workspace import read_workspace

EVENLY, LARGEST = 1200, 600  # points of the joint plot: by rank evenly, and by the logarithm of rank
JOINT = ("revenue", "rd_accounts", "staff_mean", "assets_end", "profit", "age")
"""The variables whose rank correlations are told: yearly columns, and the age."""
UNFITTED = (("employment", "staff_mean"), ("hightech_output", "hightech_income"), ("smes", "sme"))
"""Published series beside the column whose sum says what the population has of it."""


def shown_tails(population: Population) -> dict[str, Any]:
    """Both tails of R&D with their indices, thresholds and p-value."""
    found = tails(population.frame, population.asked.year)
    return {
        "published": _tail(found.published),
        "generated": None if found.generated is None else _tail(found.generated),
        "compared": found.compared,
        "p_value": found.p_value,
        "shown": {name: _thinned(np.asarray(one)) for name, one in zip(("published", "generated"), found.shown, strict=True)},
    }  # fmt: skip


def _tail(of: Tail) -> dict[str, float]:
    return {"threshold": of.threshold, "index": of.index, "error": of.error, "above": float(of.above)}


def _thinned(ordered: Floats) -> list[list[float]]:
    """A falling sequence as (value, share of values at least as large), evenly by the logarithm of rank."""
    kept = np.unique(np.round(np.geomspace(1, max(len(ordered), 1), 120)).astype(int)) - 1
    return [[float(ordered[at]), (at + 1) / len(ordered)] for at in kept.tolist() if at < len(ordered)]


def plots(population: Population) -> dict[str, Any]:
    """Enterprises by year of registration, performers by revenue, R&D and revenue of some of them."""
    year, ages = population.asked.year, population.tier.cohorts
    figures = population.frame.select(f"rd_accounts_{year}", f"revenue_{year}", "weight", "status(hnte)")
    points = figures.sort(f"rd_accounts_{year}", descending=True)
    ends = points["weight"].cum_sum().to_numpy()
    units = np.concatenate([np.linspace(0, ends[-1], EVENLY, endpoint=False), np.geomspace(1, ends[-1], LARGEST) - 1])
    kept = points[np.unique(np.searchsorted(ends, units, side="right").clip(0, len(ends) - 1)).tolist()]
    return {
        "registered": [[int(one), int(count)] for one, count in zip(ages.years, ages.counts, strict=True) if count],
        "rd_and_revenue": [[row[0], row[1], bool(row[3])] for row in kept.iter_rows()],
        "sizes": _sizes(population),
    }


def _sizes(population: Population) -> list[list[float]]:
    """Performers of R&D by powers of ten of their revenue (units)."""
    year = population.asked.year
    power = pl.col(f"revenue_{year}").log10().floor().cast(pl.Int32)
    found = (
        population.frame.filter(pl.col(f"revenue_{year}") > 0)
        .group_by(power.alias("power"))
        .agg(pl.col("weight").sum())
    )
    return [[float(a), float(b)] for a, b in found.sort("power").iter_rows()]


# How variables hang together -------------------------------------------------------------------------------------------


def joint(population: Population) -> dict[str, Any]:
    """Spearman's rank correlations of `JOINT` over the performers of R&D of the last year."""
    year, frame = population.asked.year, population.frame
    weight = frame["weight"].to_numpy()
    values = [
        -frame["registered_on"].dt.epoch("d").to_numpy() if name == "age" else frame[f"{name}_{year}"].to_numpy()
        for name in JOINT
    ]
    return {"variables": list(JOINT), "ranks": rank_correlations(values, weight)}


def rank_correlations(values: list[Floats], weight: Floats) -> list[list[float]]:
    """Spearman's correlations; a row of weight w counts as w units. Equal values have equal ranks."""
    ranks = np.stack([_ranks(one, weight) for one in values])
    mean = (ranks * weight).sum(axis=1, keepdims=True) / weight.sum()
    off = ranks - mean
    together = (off * weight) @ off.T
    spread = np.sqrt(np.diag(together))
    return [[float(one) for one in row] for row in together / np.outer(spread, spread)]


def _ranks(values: Floats, weight: Floats) -> Floats:
    """The middle of the units of equal value, counted from the smallest."""
    _, at = np.unique(values, return_inverse=True)
    units = np.bincount(at, weight)
    return np.asarray((np.cumsum(units) - units / 2)[at], dtype=np.float64)


# Sums that were not fitted ---------------------------------------------------------------------------------------------


def unfitted(population: Population, path: Path) -> list[dict[str, Any]]:
    """Sums of a written population beside the nearest published figure; those without a figure are left out."""
    year, found = population.asked.year, list[dict[str, Any]]()
    sums = _sums(path, year, population.asked.weight > 1)
    for indicator, column in UNFITTED:
        known = nearest(population.asked.city.figures, indicator, year)
        if known is None or column not in sums:
            continue
        figure = known.figures[0]
        told = {"year": figure.year, "value": figure.value, "bound": figure.bound, "source": figure.source}
        found.append({"indicator": indicator, "column": column, "achieved": sums[column], "published": told})
    return found


def _sums(path: Path, year: int, weighted: bool) -> dict[str, float]:
    if path.is_dir():
        frame = read_workspace(path).scan("enterprise_years").filter(pl.col("year") == year)
        columns, weight = {name: pl.col(name) for name in ("staff_mean", "hightech_income")}, pl.col("weight")
    else:
        frame = pl.scan_parquet(path)
        columns = {name: pl.col(f"{name}_{year}") for name in ("staff_mean", "hightech_income")}
        columns["sme"] = pl.col("sme")
        weight = pl.col("weight") if weighted else pl.lit(1.0)
    row = frame.select(**{name: (of * weight).sum() for name, of in columns.items()}).collect().row(0, named=True)
    return {name: float(value or 0) for name, value in row.items()}
