"""Invented enterprises for demonstrations and benchmarks: no firm of any city, every column marked synthetic.

The shapes are plausible (revenue lognormal over five orders of magnitude, few innovators), the figures are nobody's.
Nothing may be concluded from them but that the rules run. The same seed gives the same rows.
"""

from __future__ import annotations

from datetime import date

import numpy as np
import polars as pl
from numpy.typing import NDArray

Floats = NDArray[np.float64]
DISTRICTS = ("east", "west", "north", "south")
FIELDS = (
    "electronics", "biomedicine", "aerospace", "materials", "services", "energy", "environment", "manufacturing", "none",
)  # fmt: skip
MARKS = {
    "technical_level": 8, "core_support": 8, "ip_acquisition": 6, "standards_part": 2, "rd_rules": 6, "rd_unit": 6,
    "conversion_rules": 4, "talent_rules": 4,
}  # fmt: skip
INNOVATORS = 0.05  # share of enterprises that do much R&D


def enterprises(n: int, seed: int, on: date) -> pl.DataFrame:
    """n invented enterprises with the three years before the year of `on`, one row each (money in yuan)."""
    random = np.random.default_rng(seed)
    year = on.year - 1
    innovator = random.random(n) < INNOVATORS
    revenue = random.lognormal(15.5, 2.0, n).round()
    staff = np.maximum(1.0, (revenue / 8e5 * random.lognormal(0.0, 0.5, n)).round())
    intensity = np.where(innovator, random.beta(3, 30, n), random.beta(0.6, 12, n))
    growth = [random.normal(1.1, 0.3, n).clip(0.2) for _ in range(2)]
    revenues = _years(revenue, growth)
    assets = _years(
        (revenue * random.lognormal(-0.3, 0.6, n)).round(), [random.normal(1.05, 0.2, n).clip(0.3) for _ in range(2)]
    )
    columns: dict[str, object] = {
        "enterprise_id": [f"syn:{index}" for index in range(n)],
        "origin": pl.repeat("synthetic", n, eager=True),
        "district": pl.Series(random.choice(DISTRICTS, n)),
        "hte_field": pl.Series(np.where(innovator, random.choice(FIELDS[:-1], n), random.choice(FIELDS, n))),
        "registered_on": _days_before(on, random.integers(30, 9000, n)),
        "staff_mean": staff,
        "st_staff": np.floor(staff * np.where(innovator, random.beta(3, 10, n), random.beta(1.2, 8, n))),
    }
    for back, (one, worth) in enumerate(zip(revenues, assets, strict=True)):
        spent = (one * intensity).round()
        columns |= {f"revenue_{year - back}": one, f"rd_hnte_{year - back}": spent}
        columns |= {
            f"rd_hnte_domestic_{year - back}": (spent * random.beta(9, 1, n)).round(),
            f"net_assets_end_{year - back}": worth,
        }
    total = (revenue * 1.01).round()
    columns |= {
        "total_income": total,
        "hightech_income": (total * np.where(innovator, random.beta(5, 2, n), random.beta(1.5, 1.5, n))).round(),
        "conversions_per_year": random.poisson(np.where(innovator, 4.0, 0.8)).astype(np.float64),
        "ip_class1": random.poisson(np.where(innovator, 1.5, 0.05)).astype(np.float64),
        "ip_class2": random.poisson(np.where(innovator, 8.0, 0.5)).astype(np.float64),
        "last_serious_incident_on": pl.repeat(date(1900, 1, 1), n, eager=True),
        "core_ip": _known(innovator | (random.random(n) < 0.2), random.random(n) < 0.8),
    }
    for name, most in MARKS.items():
        columns |= _mark(name, most, innovator, random)
    return pl.DataFrame(columns)


def _known(truth: NDArray[np.bool_], known: NDArray[np.bool_]) -> pl.Series:
    return pl.select(pl.when(pl.Series(known)).then(pl.Series(truth))).to_series()


def _mark(name: str, most: int, innovator: NDArray[np.bool_], random: np.random.Generator) -> dict[str, pl.Series]:
    """A mark as an assessor's range, low and high: better for innovators, never above the most points."""
    share = np.where(innovator, random.beta(6, 2, len(innovator)), random.beta(2, 4, len(innovator)))
    low = np.floor(share * most).astype(np.int8)
    high = np.minimum(most, low + random.integers(0, 3, len(low))).astype(np.int8)
    return {f"{name}_low": pl.Series(low), f"{name}_high": pl.Series(high)}


def _years(newest: Floats, growth: list[Floats]) -> list[Floats]:
    """A figure by year, newest first."""
    years = [newest]
    for factor in growth:
        years.append((years[-1] / factor).round())
    return years


def _days_before(on: date, days: NDArray[np.int64]) -> pl.Series:
    first = on.toordinal() - date(1970, 1, 1).toordinal()
    return pl.Series((first - days).astype(np.int32)).cast(pl.Date)
