"""Who of a synthetic population holds which recognition: those who may pass the rule, and of them who applied.

Nobody gets a recognition that the sheet refuses. How many of those who may pass have it is taken from the published
count; where all who may pass are fewer, all have it and the rest is said to be missing.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date

import numpy as np
import polars as pl

from innovatory import policy
from innovatory.measure.population_constants import Parameters
from innovatory.measure.population_totals import CityTotals
from innovatory.records.synthetic.columns import valid_from, valid_to
from innovatory.records.synthetic.draws import Draws, Floats, Truths
from innovatory.records.synthetic.flat import completed
from innovatory.records.synthetic.picks import categories, choose
from innovatory.records.synthetic.validity import intakes, recognised_in, span

SHEETS = {
    "hnte": "hnte_recognition",
    "tsme": "tsme_evaluation",
    "specialised_sme": "specialised_sme",
    "little_giant": "little_giant_2022",
}
"""The sheet of each recognition, in the order in which they are given: later ones ask for earlier ones."""
AGES = {"hnte": 1, "specialised_sme": 2, "little_giant": 3}
"""Full years since the registration before the sheet lets anybody pass (365 days, two and three years in the segment)."""
UNICORN_YEARS = 10  # a unicorn is at most so old
ABROAD = "hkex"  # the board of who is listed, and not in the mainland
LISTED_YEARS = 3  # a listed company has three years of accounts


@dataclass(frozen=True)
class Pool:
    """Those who may pass a rule: the units who surely pass and who may, the day of the question, the rows who may.

    `first_day` tells that the rule was not yet in force at the end of the year and is asked on its first day.
    """

    status: str
    instrument: str
    on: date
    sure: float
    may: float
    rows: Truths
    first_day: bool


@dataclass(frozen=True)
class Given:
    """A recognition as given out: the count aimed at (None: not known), the units who have it, of which pool.

    `basis` is what the count rests on: published, derived, or assumed where a part of the pool has it. `intake` are the
    units by year in which they were recognised, empty where that is not told; `ends`: the recognition runs out.
    """

    status: str
    aimed: int | None
    units: float
    pool: Pool | None
    basis: str
    intake: Mapping[int, float]
    ends: bool


@dataclass(frozen=True)
class Recognised:
    """The tier with a column `status(…)` for each recognition that was given, and what became of each."""

    frame: pl.DataFrame
    given: Mapping[str, Given]


def pool(frame: pl.DataFrame, status: str, year: int) -> Pool:
    """Who may pass the sheet of a status at the end of a year, by the accounts of that year."""
    instrument = policy.load(SHEETS[status])
    first = instrument.sheet.in_force[0].start
    end = date(year, 12, 31)
    on = max(end, first)
    found = instrument.evaluate(frame.lazy(), on=on, year=year).columns(keep=["weight"], margins=False, gives=False)
    answers = found.collect()
    weight, may, sure = (answers[name].to_numpy() for name in ("weight", "may_pass", "passes"))
    may, sure = may.astype(np.bool_), sure.astype(np.bool_)
    return Pool(status, SHEETS[status], on, float(weight[sure].sum()), float(weight[may].sum()), may, on > end)


def recognise(frame: pl.DataFrame, totals: CityTotals, parameters: Parameters, draws: Draws) -> Recognised:
    """Give the recognitions of a year out; rows of which only a part gets one are divided in two."""
    return _Giving(completed(frame), totals, parameters, draws).all()


class _Giving:
    def __init__(self, frame: pl.DataFrame, totals: CityTotals, parameters: Parameters, draws: Draws) -> None:
        self.frame, self.totals, self.parameters, self.draws = frame, totals, parameters, draws
        self.given: dict[str, Given] = {}

    def all(self) -> Recognised:
        self._by_rule("hnte", np.ones(self.frame.height))
        self._by_rule("tsme", np.ones(self.frame.height))
        self._specialised()
        self._listed()
        self._unicorns()
        for status in (*SHEETS, "unicorn"):
            self._dated(status)
        self._held("hnte")
        self._held("tsme")
        return Recognised(self.frame, self.given)

    def _uniforms(self, status: str) -> Floats:
        return self.draws.uniforms(f"applies.{status}", self.frame.height)

    def _aimed(self, status: str, found: Pool | None) -> tuple[int | None, str]:
        """How many are to have a status, and what that rests on."""
        count = self.totals.count(status)
        known = self.totals.totals[status].known
        if count is not None and known is not None:
            return count, known.basis
        applies = self.parameters.applications.get(status)
        if applies is None or found is None:
            return None, "missing"
        return round(applies.value * found.may), "assumed"

    def _by_rule(self, status: str, odds: Floats) -> None:
        """A status whose sheet says who may have it."""
        if status == "hnte":
            self.frame = self.frame.with_columns(pl.lit(value=False).alias("status(hnte)"))
        found = pool(self.frame, status, self.totals.year)
        aimed, basis = self._aimed(status, found)
        self._give(status, found, found.rows, odds, aimed, basis)

    def _give(self, status: str, found: Pool | None, able: Truths, odds: Floats, aimed: int | None, basis: str) -> None:
        chosen = choose(able, odds, self.frame["weight"].to_numpy(), aimed or 0, self._uniforms(status))
        self.frame = self.frame.with_columns(pl.Series(f"status({status})", chosen.rows))
        if chosen.divided is not None:
            self.frame = divided(self.frame, *chosen.divided, f"status({status})")
        self.given[status] = Given(status, aimed, chosen.units, found, basis, {}, ends=False)

    def _specialised(self) -> None:
        """Specialised SMEs; among them, first in the queue, those who also become little giants."""
        assumed = self.frame.with_columns(pl.lit(value=True).alias("status(specialised_sme)"))
        able = pool(assumed, "specialised_sme", self.totals.year)
        giants = self._within(pool(assumed, "little_giant", self.totals.year), able)
        aimed, basis = self._aimed("little_giant", giants)
        self._give("little_giant", giants, giants.rows, np.ones(self.frame.height), aimed, basis)
        able = pool(self.frame, "specialised_sme", self.totals.year)
        first = self.frame["status(little_giant)"].to_numpy()
        aimed, basis = self._aimed("specialised_sme", able)
        self._give("specialised_sme", able, able.rows, np.where(first, 1e12, 1.0), aimed, basis)

    def _within(self, inner: Pool, outer: Pool) -> Pool:
        """The part of a pool that may pass another rule as well; who surely passes is then not known."""
        rows = inner.rows & outer.rows
        may = float(self.frame["weight"].to_numpy()[rows].sum())
        return replace(inner, rows=rows, may=may, sure=min(inner.sure, may))

    def _listed(self) -> None:
        """Listed companies: the larger, the likelier. No rule is asked: most were listed under older ones."""
        old = self.totals.year - self.frame["registered_on"].dt.year().to_numpy() >= LISTED_YEARS
        aimed, basis = self._aimed("listed", None)
        self._give("listed", None, old, self._size(), aimed, basis)
        aimed, basis = self._aimed("listed_mainland", None)
        if aimed is None:
            share = self.parameters.constants.listed_mainland_share
            aimed, basis = round(share * self.given["listed"].units), "assumed"
        listed = self.frame["status(listed)"].to_numpy()
        self._give("listed_mainland", None, listed, np.ones(self.frame.height), aimed, basis)
        self._boards()

    def _boards(self) -> None:
        """The board and the day of listing: after three years, evenly until the end of the year."""
        shares, n = self.parameters.constants.shares_board, self.frame.height
        board = categories(shares, self.draws.uniforms("listed.board", n))
        u = pl.Series(self.draws.uniforms("listed.day", n))
        listed, mainland = pl.col("status(listed)"), pl.col("status(listed_mainland)")
        first = pl.col("registered_on").dt.offset_by(f"{LISTED_YEARS - 1}y")
        span = (pl.lit(date(self.totals.year, 12, 31)) - first).dt.total_days()
        day = first + pl.duration(days=(u * span).floor())
        self.frame = self.frame.with_columns(
            pl.when(mainland).then(board).when(listed).then(pl.lit(ABROAD)).alias("board"),
            pl.when(listed).then(day).alias("listed_on"),
        )

    def _unicorns(self) -> None:
        """Unicorns: young, not listed, the larger the likelier."""
        age = self.totals.year - self.frame["registered_on"].dt.year().to_numpy()
        young = (age >= 1) & (age <= UNICORN_YEARS)
        unlisted = ~self.frame["status(listed)"].to_numpy()
        aimed, basis = self._aimed("unicorn", None)
        self._give("unicorn", None, young & unlisted, self._size(), aimed, basis)

    def _dated(self, status: str) -> None:
        """When a recognition was given, and for one that runs out the last day on which it holds."""
        given, year = self.given[status], self.totals.year
        if given.aimed is None:
            return
        sheet = policy.load(SHEETS[status]).sheet.grants if status in SHEETS else None
        years = 1 if sheet is None else sheet.years
        published = {one: known.value for one, known in self.totals.intakes.get(status, {}).items()}
        intake = intakes(given.units, year, years, published)
        own = self.frame.filter(pl.col(f"status({status})"))
        earliest = np.minimum(own["registered_on"].dt.year().to_numpy() + AGES.get(status, 0), year)
        u, day = (self._drawn(status, part) for part in ("since", "day"))
        recognised = recognised_in(earliest.astype(np.int64), own["weight"].to_numpy(), intake, u)
        first, last = span(recognised, years, own["registered_on"], day)
        self._place(status, valid_from(status), first)
        if sheet is not None:
            self._place(status, valid_to(status), last)
        given_in = {one: float(own["weight"].filter(pl.Series(recognised == one)).sum()) for one in intake}
        self.given[status] = replace(given, intake=given_in, ends=sheet is not None)

    def _drawn(self, status: str, part: str) -> Floats:
        """Uniform numbers of the holders of a status."""
        return self.draws.uniforms(f"status.{status}.{part}", self.frame.height)[self._holds(status)]

    def _holds(self, status: str) -> Truths:
        return self.frame[f"status({status})"].to_numpy()

    def _place(self, status: str, name: str, dates: pl.Series) -> None:
        """A column of dates for the holders of a status, nothing for all others."""
        column = pl.repeat(None, self.frame.height, dtype=pl.Date(), eager=True)
        self.frame = self.frame.with_columns(column.scatter(np.flatnonzero(self._holds(status)), dates).alias(name))

    def _held(self, status: str) -> None:
        """Whether a status was held on some day of each year: known since it was given, and for who does not hold it.

        Who holds it may have held an earlier one before; who was not registered yet held none.
        """
        holds, newest = pl.col(f"status({status})"), self.totals.year
        since = pl.col(valid_from(status)).dt.year() if self.given[status].intake else pl.lit(newest)
        known = {
            year: pl.when(~holds | (pl.col("registered_on").dt.year() > year)).then(0.0).when(since <= year).then(1.0)
            for year in (newest, newest - 1, newest - 2)
        }
        self.frame = self.frame.with_columns(one.alias(f"{status}_held_{year}") for year, one in known.items())

    def _size(self) -> Floats:
        return np.asarray(self.frame[f"revenue_{self.totals.year}"].to_numpy(), dtype=np.float64)


def divided(frame: pl.DataFrame, row: int, part: float, status: str) -> pl.DataFrame:
    """The frame with one row divided: `part` of its units has the status, the others, in a row at the end, have not."""
    rest = frame[row].with_columns(pl.col("weight") - part, pl.lit(value=False).alias(status))
    at = pl.int_range(pl.len()) == row
    frame = frame.with_columns(
        pl.when(at).then(part).otherwise("weight").alias("weight"), (pl.col(status) | at).alias(status)
    )
    return pl.concat([frame, rest.select(frame.columns)])
