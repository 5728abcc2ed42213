"""The worked example that most rungs share: Klette and Kortum's economy at λ = 0.06, η = 0.04, and its figures by hand."""

from __future__ import annotations

from innovatory.experiment.ladder.city import Setting
from innovatory.experiment.ladder.rows import Published
from innovatory.model.theory.klette_kortum import Rates

LIGHT = Rates(innovation=0.06, entry=0.04)
HEAVY = Rates(innovation=0.095, entry=0.005)
"""A second example, with larger firms."""
STEP = 0.05
LINES = 2_000
YEARS = 60.0  # two and a half times 1/η: long enough for a wrong kernel to leave the law it started from
FIRMS = {2_000: Published(1222.02, 0.005), 200_000: Published(122_172.4, 0.05)}
VARIANCES = {2_000: Published(20.53**2, 2 * 20.53 * 0.005), 200_000: Published(205.4**2, 2 * 205.4 * 0.05)}
COUNTS = {(2_000, n): Published(count, 0.005) for n, count in enumerate((800.24, 240.10, 96.03, 43.20), 1)}
"""Mean and variance of the number of firms by J, firms of size n by (J, n)."""
GROWTH = Published(0.004879, 5e-7)
"""Growth of log quality per year, τ ln(1+s)."""


def setting(lines: int, years: float, period: float, start: str, rates: Rates = LIGHT) -> Setting:
    """Klette–Kortum at these rates and steps of 5 %."""
    values = {"lambda": rates.innovation, "eta": rates.entry, "step": STEP}
    return Setting("klette-kortum", values | {"lines": lines, "years": years, "delta": period, "start": start})
