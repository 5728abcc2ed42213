"""What the columns of a population rest on, by the totals that were known for it: a column is no better than its total."""

from __future__ import annotations

from collections.abc import Mapping

from innovatory.measure.population_recognition import Given
from innovatory.measure.population_totals import EMERGING, CityTotals
from innovatory.records.synthetic.basis import Basis
from innovatory.records.synthetic.columns import valid_to

FOLLOWS: Mapping[str, tuple[str, ...]] = {
    "enterprises": ("registered_on", "technology"),
    "patents": ("filed_on", "granted_on", "held_from"),
    "rd": ("rd_intramural", "rd_accounts"),
    "rd_personnel": ("rd_personnel_fte",),
    EMERGING: ("value_added",),
}
"""Columns worked out of a total of the year: derived where the total is published or derived itself."""


def grounds(totals: CityTotals, given: Mapping[str, Given]) -> dict[str, Basis]:
    """What columns rest on, by name without a year; those that are not named are assumed."""
    found: dict[str, Basis] = {}
    for name, columns in FOLLOWS.items():
        total = totals.totals.get(name) or totals.totals[f"{name}_{totals.year}"]
        if total.known is not None and total.known.basis != "assumed":
            found |= dict.fromkeys(columns, "derived")
    patents = totals.totals["patents"].known
    if patents is not None:
        found["ip_class1"] = patents.basis
    for status, one in given.items():
        if one.aimed is not None:
            found[f"status({status})"] = _of(one.basis)
        if one.ends and one.basis != "assumed" and totals.intakes.get(status):
            found[valid_to(status)] = "derived"
    return found


def _of(basis: str) -> Basis:
    if basis == "published":
        return "published"
    return "derived" if basis == "derived" else "assumed"
