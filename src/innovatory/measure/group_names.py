"""What people call the groups that records are told by: districts and clusters by the city, closed lists by
the dictionary, values that a view makes by the list beside the views.

A code that none of them names is shown as it is.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Protocol

import polars as pl

from innovatory.measure.measurement import Measured
from innovatory.measure.recorded import tables_behind
from innovatory.measure.views import category_names
from innovatory.records.dictionary import tables
from innovatory.records.labels import value_zh

Names = dict[str, dict[str, dict[str, str]]]
"""The names of values by dimension and value: `en` and `zh`."""

TRUTHS = {"true": {"en": "yes", "zh": "是"}, "false": {"en": "no", "zh": "否"}}


class Places(Protocol):
    """What is needed of a city: its lists with `id`, `name_en`, `name_zh`; `City` is one."""

    @property
    def districts(self) -> pl.DataFrame:
        """The districts."""

    @property
    def zones(self) -> pl.DataFrame:
        """The functional zones."""

    @property
    def clusters(self) -> pl.DataFrame:
        """The clusters of industries."""


def group_names(found: Measured, city: Places) -> Names:
    """The names of all groups that occur among the observations of an indicator."""
    values: dict[str, set[str]] = {}
    for one in found.observations:
        for name, value in one.group.items():
            if value is not None:
                values.setdefault(name, set()).add(value)
    over = found.indicator.entry.over or ""
    return {name: dict(_named(name, some, over, city)) for name, some in values.items()}


def _named(column: str, values: Iterable[str], over: str, city: Places) -> Iterator[tuple[str, dict[str, str]]]:
    listed = _listed(column, city)
    for value in sorted(values):
        if value in listed:
            yield value, listed[value]
        elif value in TRUTHS:
            yield value, TRUTHS[value]
        elif (column, value) in category_names():
            yield value, category_names()[column, value]
        elif (zh := _of_the_dictionary(column, value, over)) is not None:
            yield value, {"en": value.replace("_", " "), "zh": zh}


def _listed(column: str, city: Places) -> Mapping[str, dict[str, str]]:
    """What a city's own list calls its places and clusters."""
    if column not in ("district", "zone_id", "cluster"):
        return {}
    table = {"district": city.districts, "zone_id": city.zones, "cluster": city.clusters}[column]
    rows = table.select("id", "name_en", "name_zh").rows()
    return {name: {"en": en or name, "zh": zh or name} for name, en, zh in rows}


def _of_the_dictionary(column: str, value: str, over: str) -> str | None:
    """The Chinese name of a value of a closed list, from the first table behind the indicator that has the column."""
    for name in tables_behind(over):
        of = tables()[name].columns.get(column)
        if of is not None and value in of.one_of:
            return value_zh(tables()[name], of, value)
    return None
