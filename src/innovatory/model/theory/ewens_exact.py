"""Exact probabilities of what a finite economy shows: the whole law of its firm count and of its size counts.

Each law comes from one Fourier inversion of a closed generating function, summed over independent economies where
several are looked at together, so that a p-value is exact (to about 1e-12) and no normal approximation is asked for.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import ceil, sqrt

import numpy as np
from numpy.typing import NDArray
from scipy.special import gammaln, loggamma

from innovatory.model.theory.ewens import Ewens, mean_counts, mean_firms, variance_of_firms
from innovatory.model.theory.ranges import OutOfRangeError, whole

Array = NDArray[np.float64]
WIDE = 16.0  # standard deviations on either side of the mean that an inversion keeps; outside lies less than 1e-50
NEGLIGIBLE = 40.0  # e^-40 = 4e-18 is below what a float can tell from zero beside 1
LEAST_WINDOW = 256


@dataclass(frozen=True)
class Law:
    """Probabilities of the whole numbers `first`, `first` + 1, …"""

    first: int
    probabilities: Array

    def at(self, count: int) -> float:
        """Probability of a count; zero outside the window."""
        index = count - self.first
        return float(self.probabilities[index]) if 0 <= index < len(self.probabilities) else 0.0

    def tail(self, count: int) -> float:
        """Two-sided exact p-value: twice the smaller of P(X ≤ count) and P(X ≥ count), at most 1."""
        index = count - self.first
        below = float(self.probabilities[: max(index + 1, 0)].sum())
        above = float(self.probabilities[max(index, 0) :].sum())
        return min(1.0, 2.0 * min(below, above))

    def mean(self) -> float:
        """Expected value."""
        return float(self.probabilities @ self._values())

    def variance(self) -> float:
        """Variance."""
        return float(self.probabilities @ (self._values() - self.mean()) ** 2)

    def _values(self) -> Array:
        return self.first + np.arange(len(self.probabilities), dtype=np.float64)


def law_of_firms(law: Ewens, economies: int) -> Law:
    """The law of the number of firms, summed over independent economies.

    E[s^F] = Γ(Θs+J)Γ(Θ) / (Γ(Θs)Γ(Θ+J)), the generating function of a sum of independent Bernoulli(Θ/(Θ+i)).
    """
    count = whole("economies", economies, 1)
    spread = sqrt(count * variance_of_firms(law))
    size = _window(spread, count * law.lines + 1)
    angles = _angles(size)
    point = law.parameter * np.exp(1j * angles)
    fixed = gammaln(law.parameter) - gammaln(law.parameter + law.lines)
    logs = loggamma(point + law.lines) - loggamma(point) + fixed
    return _inverted(np.exp(count * logs), count * mean_firms(law))


def law_of_count(law: Ewens, size: int, economies: int) -> Law:
    """The law of the number of firms with n lines, summed over independent economies.

    Size counts are independent Poisson(Θr^m/m), m = 1, 2, …, given that Σ m a_m = J, for any r in (0, 1) (Arratia,
    Barbour and Tavaré 2003, "Logarithmic Combinatorial Structures", section 2): P(a_n = k) = Poisson(k; Θr^n/n) ·
    P(R = J − nk) / P(S = J), where R leaves out the size n and S does not; r = J/(J+Θ) puts the mean of S at J.
    """
    n = whole("size (n)", size, 1)
    if n > law.lines:
        raise OutOfRangeError("size (n)", size, f"at most J = {law.lines}")
    one = _one_economy(law, n)
    return _summed(one, whole("economies", economies, 1))


def _one_economy(law: Ewens, n: int) -> Law:
    tilt = law.lines / (law.lines + law.parameter)
    intensity = law.parameter * tilt**n / n
    rest = _tilted(law, tilt, n)
    counts = np.arange(_fewest(law, n), min(law.lines // n, ceil(intensity + WIDE * sqrt(intensity) + WIDE)) + 1)
    poisson = np.exp(counts * np.log(intensity) - intensity - gammaln(counts + 1.0))
    weights = poisson * np.array([rest.at(law.lines - n * int(k)) for k in counts])
    return Law(int(counts[0]), np.maximum(weights, 0.0) / weights.sum())


def _fewest(law: Ewens, n: int) -> int:
    expected = float(mean_counts(law, n)[0])
    return max(0, int(expected - WIDE * sqrt(expected) - WIDE))


def _tilted(law: Ewens, tilt: float, n: int) -> Law:
    """The law of R = Σ_(m≠n) m · Poisson(Θr^m/m), with E[s^R] = ((1−r)/(1−rs))^Θ e^(−Θr^n(s^n−1)/n)."""
    without = law.parameter * tilt**n
    mean = law.parameter * tilt / (1.0 - tilt) - without
    spread = sqrt(law.parameter * tilt) / (1.0 - tilt)
    reach = WIDE * spread + ceil(NEGLIGIBLE / -np.log(tilt))  # the far tail of R is geometric with ratio r
    angles = _angles(_power_of_two(2.0 * reach))
    turned = np.exp(1j * angles)
    logs = law.parameter * (np.log1p(-tilt) - np.log(1.0 - tilt * turned)) - without / n * (turned**n - 1.0)
    return _inverted(np.exp(logs), mean)


def _summed(one: Law, economies: int) -> Law:
    """The law of the sum of independent draws of a law."""
    size = len(one.probabilities)
    total = _power_of_two(economies * size)
    spectrum = np.fft.rfft(one.probabilities, total) ** economies
    return Law(economies * one.first, np.maximum(np.fft.irfft(spectrum, total)[: economies * (size - 1) + 1], 0.0))


def _inverted(transform: NDArray[np.complex128], mean: float) -> Law:
    """Probabilities from E[e^(itX)] at t = 2πj/N: the window of N whole numbers around the mean."""
    size = len(transform)
    first = max(0, int(mean) - size // 2)
    probabilities = np.fft.fft(transform).real / size
    return Law(first, np.maximum(np.roll(probabilities, -(first % size)), 0.0))


def _angles(size: int) -> Array:
    return 2.0 * np.pi * np.arange(size) / size


def _window(spread: float, values: int) -> int:
    return min(_power_of_two(2.0 * WIDE * spread), _power_of_two(values))


def _power_of_two(least: float) -> int:
    return int(max(LEAST_WINDOW, 1 << ceil(np.log2(max(least, 1.0)))))
