"""The queue in front of a budget that is given out by rank, and what a planned amount gives to those who stand in it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import polars as pl
from numpy.typing import NDArray

from innovatory.policy.rationing import Awards, Claims, Way, ranked, ration
from innovatory.policy.settlement import Floats

COLUMNS = ("sure", "low", "high", "weight")


@dataclass(frozen=True)
class Queue:
    """Those who may claim, the first in the queue first: whether they surely do, low and high (yuan), units."""

    sure: NDArray[np.bool_]
    low: Floats
    high: Floats
    weight: Floats

    def frame(self) -> pl.DataFrame:
        """The queue as a table."""
        return pl.DataFrame({name: getattr(self, name) for name in COLUMNS})

    @staticmethod
    def of(frame: pl.DataFrame) -> Queue:
        """The queue of such a table."""
        return Queue(*(frame[name].to_numpy() for name in COLUMNS))


@dataclass
class QueueParts:
    """A queue that is read batch by batch."""

    parts: list[tuple[Queue, Floats, Sequence[str] | None]] = field(default_factory=list)

    def add(
        self,
        sure: NDArray[np.bool_],
        low: Floats,
        high: Floats,
        weight: Floats,
        rank: Floats,
        ids: Sequence[str] | None,
    ) -> None:
        """Add the rows of a batch that may claim anything."""
        rows = np.flatnonzero(high > 0)
        names = None if ids is None else [ids[row] for row in rows.tolist()]
        self.parts.append((Queue(sure[rows], low[rows], high[rows], weight[rows]), rank[rows], names))

    def ordered(self) -> Queue:
        """The whole queue: highest rank first, equal ranks in the order of their ids."""
        if not self.parts:
            none = np.zeros(0)
            return Queue(np.zeros(0, dtype=np.bool_), none, none, none)
        names = [name for *_, ids in self.parts for name in ids or ()]
        order = ranked(
            np.concatenate([rank for _, rank, _ in self.parts]), np.array(names, dtype=np.str_) if names else None
        )
        joined = [np.concatenate([getattr(queue, name) for queue, *_ in self.parts])[order] for name in COLUMNS]
        return Queue(*joined)


@dataclass(frozen=True)
class Rationed:
    """What a planned amount gives if all who may claim do.

    `ratio` is the part of every claim that is paid (pro rata, low and high). By rank, `funded` units are paid for
    certain and `reached` at most, of `queue` units in it. `spent` is yuan, low and high.
    """

    way: Way
    ratio: tuple[float, float] | None
    queue: float | None
    funded: float | None
    reached: float | None
    spent: tuple[float, float]

    def as_dict(self) -> dict[str, Any]:
        """Plain data."""
        ratio = None if self.ratio is None else {"low": self.ratio[0], "high": self.ratio[1]}
        spent = {"low": self.spent[0], "high": self.spent[1]}
        return {
            "way": self.way,
            "ratio": ratio,
            "queue": self.queue,
            "funded": self.funded,
            "reached": self.reached,
            "spent": spent,
        }


def pro_rata(low: float, high: float, planned: float) -> Rationed:
    """A planned amount cut to the same part for all, where `low` to `high` yuan are claimed."""
    ratio = tuple(1.0 if claimed <= planned else planned / claimed for claimed in (high, low))
    return Rationed("pro_rata", (ratio[0], ratio[1]), None, None, None, (min(low, planned), min(high, planned)))


def by_rank(queue: Queue, planned: float) -> Rationed:
    """A planned amount given out from the head of the queue until it ends."""
    claims = Claims(queue.sure, queue.low, queue.high, queue.weight)
    awards = ration(claims, planned, "rank", np.arange(len(queue.weight), dtype=np.intp))
    funded = float((_part(awards.low, np.where(queue.sure, queue.low, 0.0)) * queue.weight).sum())
    reached = float(queue.weight[awards.high > 0].sum())
    return Rationed("rank", None, float(queue.weight.sum()), funded, reached, _spent(awards))


def _part(given: Floats, claimed: Floats) -> Floats:
    """Which part of a row's units is paid: of several equal ones some are."""
    return np.divide(given, claimed, out=np.zeros_like(given), where=given > 0)


def _spent(awards: Awards) -> tuple[float, float]:
    return awards.spent
