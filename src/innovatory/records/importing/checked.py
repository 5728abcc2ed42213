"""The check of shaped rows: which are good, which are refused by which rule, which stand there twice.

Rows of one file that are the same in every cell count once; two rows with one key and different facts are both refused.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date

import polars as pl

from innovatory.records.checking import Around
from innovatory.records.dictionary import Table
from innovatory.records.findings import Finding
from innovatory.records.importing.mapping import Mapped
from innovatory.records.importing.merging import POSITION
from innovatory.records.importing.refused import Refusal, parted
from innovatory.records.importing.shaping import Shaped
from innovatory.records.importing.sheet import Sheet
from innovatory.records.validation import validate

KEY = "key"  # what the check marks rows with whose key is wrong


@dataclass(frozen=True)
class Checked:
    """`good` rows in the types of the dictionary with `POSITION` (their place among the shaped rows, from 0).

    `refusals` say which rules are broken where in the source, `refused` how many shaped rows that are, `twice` how many
    rows repeat another one of the file. The rows that `findings` show are numbered as in the source.
    """

    good: pl.DataFrame
    refusals: tuple[Refusal, ...]
    refused: int
    twice: int
    findings: tuple[Finding, ...]


@dataclass(frozen=True)
class Places:
    """Where shaped rows and their columns stand in the source."""

    sheet: Sheet
    shaped: Shaped
    at: Mapping[str, int]

    @classmethod
    def of(cls, sheet: Sheet, shaped: Shaped, mapped: Mapped) -> Places:
        """The places of rows that were shaped by a mapping."""
        return cls(sheet, shaped, {one.header: one.position for one in mapped.filled})

    def refusal(self, rule: str, column: str, rows: pl.Series) -> list[Refusal]:
        """A rule that shaped rows (from 0) break in a column, by the header under which each has it."""
        rows = rows.cast(pl.Int64)
        positions = self.shaped.positions.gather(rows)
        years = self.shaped.frame["year"].gather(rows).cast(pl.String) if self._wide else None
        if years is None:
            return [Refusal(rule, column, self._header(column, None), positions)]
        return [
            Refusal(rule, column, self._header(column, int(year)), positions.filter(years == year))
            for year in years.unique().sort().to_list()
        ]

    @property
    def _wide(self) -> bool:
        return any(year is not None for _, year in self.shaped.headers)

    def _header(self, column: str, year: int | None) -> int | None:
        header = self.shaped.headers.get((column, year)) or self.shaped.headers.get((column, None))
        return None if header is None else self.at[header]

    def numbered(self, finding: Finding) -> Finding:
        """A finding about shaped rows (from 1) with the numbers of the rows in the source."""
        examples = tuple(
            replace(one, row=int(self.sheet.numbers[self.shaped.positions[one.row - 1]])) for one in finding.examples
        )
        return replace(finding, examples=examples)


def checked(places: Places, table: Table, as_of: date, around: Around) -> Checked:
    """Check shaped rows against the dictionary, the lists of the city and its other tables."""
    frame = places.shaped.frame.with_row_index(POSITION)
    single = frame
    found = validate(frame.drop(POSITION).lazy(), table, as_of, around)
    if any(one.rule == "duplicate" for one in found.findings):
        single = _once(frame, table)
        found = validate(single.drop(POSITION).lazy(), table, as_of, around)
    good, bad = pl.collect_all([found.good, found.bad.select("_row", "_rules")], engine="streaming")
    refused_at = (bad["_row"].cast(pl.Int64) - 1).rename("at")
    kept = ~pl.int_range(0, single.height, eager=True).is_in(refused_at.implode())
    good = good.with_columns(single[POSITION].filter(kept))
    back = Places(places.sheet, _only(places.shaped, single[POSITION]), places.at)
    refusals = [one for rule in _by_rule(bad, table.key[0]) for one in back.refusal(rule[1], rule[0], rule[2])]
    findings = tuple(back.numbered(one) for one in found.findings if one.rule != "unknown column")
    return Checked(good, tuple(refusals), bad.height, frame.height - single.height, findings)


def _once(frame: pl.DataFrame, table: Table) -> pl.DataFrame:
    """The rows without those that repeat another one in every cell."""
    repeated = frame.select(pl.struct(table.key).is_duplicated()).to_series()
    cells = [name for name in frame.columns if name != POSITION]
    once = frame.filter(repeated).unique(cells, keep="first", maintain_order=True)
    return frame.filter(~repeated | pl.col(POSITION).is_in(once[POSITION].implode()))


def _only(shaped: Shaped, kept: pl.Series) -> Shaped:
    if len(kept) == shaped.frame.height:
        return shaped
    return Shaped(shaped.frame[kept], shaped.positions.gather(kept), shaped.headers)


def _by_rule(bad: pl.DataFrame, key: str) -> Iterable[tuple[str, str, pl.Series]]:
    """Column, rule and the rows (from 0) of every rule that is broken; a key stands under its first column."""
    for (rules,), rows in bad.group_by("_rules", maintain_order=True):
        for column, rule in parted(str(rules)):
            yield column if column != KEY else key, rule, rows["_row"].cast(pl.Int64) - 1
