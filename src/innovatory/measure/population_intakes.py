"""How many got a recognition in which year, as far as it is published: it tells when the recognitions of today end."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from innovatory.measure.population_figures import Estimate, estimate
from innovatory.measure.statistics import Figure

INTAKES: Mapping[str, str] = {"little_giant": "little_giants_new", "specialised_sme": "specialised_smes_new"}
"""The published series of new holders. That of high-tech enterprises is a balance of new and ended ones: no intake."""


def published_intakes(figures: Sequence[Figure], years: Sequence[int]) -> dict[str, dict[int, Estimate]]:
    """New holders by status and year, where they are printed for the year itself."""
    found: dict[str, dict[int, Estimate]] = {}
    for status, indicator in INTAKES.items():
        known = {year: estimate(figures, indicator, year) for year in years}
        found[status] = {year: one for year, one in known.items() if one is not None and one.how == "printed"}
    return found
