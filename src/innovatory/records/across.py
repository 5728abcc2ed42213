"""What is wrong with rows only beside other rows: keys that occur twice, shares that add to more than one, identifiers
that no table has, years before there was anything.

Each check returns the numbers of the rows that break its rule; a check that needs a table which is not there says nothing.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import polars as pl

from innovatory.records.checking import Check
from innovatory.records.dictionary import table_named
from innovatory.records.relations import Relation, relations
from innovatory.records.rules import typed

ELSEWHERE = r"^(?:gov|outside):"  # units that no table of the city lists
OVER_ONE = 1 + 1e-9  # shares typed with some digits need not add to 1 exactly


@dataclass(frozen=True)
class Offence:
    """A rule that rows break beside others: `rows` are their numbers (`_row`), ascending.

    `column` is the column that breaks it or the key, `about` what else the rule speaks of, `refuses` whether the rows are
    refused.
    """

    rule: str
    column: str
    rows: pl.Series
    about: str = ""
    refuses: bool = True


def offences(check: Check) -> list[Offence]:
    """Every rule across rows that some row breaks."""
    found = [*_duplicates(check), *_relations(check), *_references(check)]
    return [offence for offence in found if not offence.rows.is_empty()]


def _numbers(rows: pl.LazyFrame) -> pl.Series:
    return rows.select("_row").unique().sort("_row").collect(engine="streaming")["_row"]


def _duplicates(check: Check) -> Iterator[Offence]:
    if check.key != check.table.key:  # without the whole key nothing can be said of it
        return
    keys = check.rows.select("_row", *(typed(name).alias(name) for name in check.key)).drop_nulls()
    grouped = keys.group_by(check.key).len("_times").filter(pl.col("_times") > 1)
    repeated = grouped.collect(engine="streaming")
    if not repeated.is_empty():
        alike = keys.join(repeated.lazy(), on=check.key, how="semi")
        yield Offence("duplicate", ", ".join(check.key), _numbers(alike))


def _relations(check: Check) -> Iterator[Offence]:
    for relation in relations(check.table.name):
        if relation.kind == "shares":
            yield from _shares(check, relation)
        elif relation.kind == "since":
            yield from _since(check, relation)


def _shares(check: Check, relation: Relation) -> Iterator[Offence]:
    (share,) = relation.columns
    if not {share, *relation.by} <= check.readings.keys():
        return
    rows = check.rows.select("_row", *(typed(name).alias(name) for name in (share, *relation.by)))
    over = rows.group_by(relation.by).agg(pl.col(share).sum()).filter(pl.col(share) > OVER_ONE)
    alike = rows.join(over, on=relation.by, how="semi")
    yield Offence("shares", share, _numbers(alike), about=", ".join(relation.by))


def _since(check: Check, relation: Relation) -> Iterator[Offence]:
    unit, year = relation.columns
    table, _, day = relation.by[0].partition(".")
    if table not in check.around.tables or not {unit, year} <= check.readings.keys():
        return
    (key,) = table_named(table).key
    begun = check.around.tables[table].select(pl.col(key).alias("_unit"), pl.col(day).dt.year().alias("_first"))
    rows = check.rows.select("_row", typed(unit).alias("_unit"), typed(year).alias("_year"))
    early = rows.join(begun, on="_unit").filter(pl.col("_year") < pl.col("_first"))
    yield Offence("too early", year, _numbers(early), about=relation.by[0])


def _references(check: Check) -> Iterator[Offence]:
    """Identifiers found nowhere are told but not refused: which table is incomplete cannot be known from here."""
    own = f"{check.table.name}."
    for name in check.readings:
        column = check.columns[name]
        targets = [target for target in column.references if target != own + name]
        known = [_identifiers(check, target) for target in targets]
        there = [ids for ids in known if ids is not None]
        if there and len(there) == len(known):
            rows = check.rows.select("_row", typed(name).alias("_id")).drop_nulls()
            rows = rows.filter(~pl.col("_id").str.contains(ELSEWHERE))
            lost = rows.join(pl.concat(there), on="_id", how="anti")
            yield Offence("reference", name, _numbers(lost), about=", ".join(targets), refuses=False)


def _identifiers(check: Check, target: str) -> pl.LazyFrame | None:
    """The identifiers in `table.column`, those of the rows being checked included; None if the table is not there."""
    table, _, column = target.partition(".")
    found = []
    if table in check.around.tables:
        found.append(check.around.tables[table].select(pl.col(column).alias("_id")))
    if table == check.table.name and column in check.readings:
        found.append(check.rows.select(typed(column).alias("_id")))
    return pl.concat(found) if found else None
