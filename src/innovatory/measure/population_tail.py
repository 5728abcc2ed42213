"""The R&D tail of a population beside that of the large firms whose R&D is published.

Published firms are whole groups, and enter their list above thresholds that differ by region: so tails are compared only
between equal numbers of the largest, each in units of the next one below.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from importlib.resources import files

import numpy as np
import polars as pl

from innovatory.records.synthetic.draws import Floats
from innovatory.records.synthetic.tail_index import Tail, hill, nearest_threshold, same_tail

REGION = "China"
EURO = 1e6  # the list is in million euro


@dataclass(frozen=True)
class TailsCompared:
    """Both tails, the number of the largest compared, and the p-value that they are of one distribution.

    `published` is in euro, `generated` in yuan; `shown` are both tails in units of their thresholds, the largest first.
    """

    published: Tail
    generated: Tail | None
    compared: int
    p_value: float | None
    shown: tuple[Floats, Floats]


@cache
def published_rd(region: str) -> tuple[float, ...]:
    """R&D (euro) of the published firms of a region, the largest first."""
    text = (files("innovatory") / "library" / "population" / "rd_of_large_firms.csv").read_bytes()
    frame = pl.read_csv(text).filter(pl.col("region") == region)  # ten firms a line
    figures = frame["rd_eur_m"].cast(pl.String).str.split(" ").explode().cast(pl.Float64)
    return tuple((figures * EURO).sort(descending=True).to_list())


def tails(frame: pl.DataFrame, year: int) -> TailsCompared:
    """Compare the largest performers of a population with as many published firms above their tail's threshold."""
    listed = np.array(published_rd(REGION))
    published = nearest_threshold(listed)
    single = frame.filter(pl.col("weight") == 1.0)[f"rd_accounts_{year}"].to_numpy()
    largest = np.sort(single)[::-1]
    k = min(published.above, len(largest) - 1)
    above = float(largest[k])
    at = float(np.sort(listed)[::-1][k]) if k < len(listed) else published.threshold
    shown = (np.sort(listed)[::-1][:k] / at, largest[:k] / above)
    return TailsCompared(published, hill(largest, above), k, same_tail(listed, largest, at, above), shown)
