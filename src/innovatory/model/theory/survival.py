"""How long a firm lives, how large it is at a given age, and how the growth of a firm varies with its size.

A new firm is a linear birth–death process that starts with one line: birth rate λ, death rate τ per line, E = e^(−ηa).
Source: Klette and Kortum (2004), section III and appendix; the law of the process is Kendall's (1948, "On the
Generalized Birth-and-Death Process", Annals of Mathematical Statistics 19, 1–15). Ages and horizons in years.
"""

from __future__ import annotations

from math import exp, expm1, log

from innovatory.model.theory.klette_kortum import Rates
from innovatory.model.theory.ranges import not_negative, positive, whole


def survival(rates: Rates, age: float) -> float:
    """Probability that a firm founded with one line is alive at an age: S(a) = ηE / (τ − λE)."""
    decayed = exp(-rates.entry * not_negative("age (a)", age))
    return rates.entry * decayed / (rates.destruction - rates.innovation * decayed)


def survival_of(rates: Rates, size: int, years: float) -> float:
    """Probability that a firm with n lines today is alive after some years: 1 − (1 − S)^n."""
    return 1.0 - (1.0 - survival(rates, years)) ** whole("size (n)", size, 1)


def size_parameter(rates: Rates, age: float) -> float:
    """γ(a) = λ(1−E)/(τ−λE): the size of a survivor is n with probability (1−γ) γ^(n−1)."""
    aged = not_negative("age (a)", age)
    return (
        -rates.innovation
        * expm1(-rates.entry * aged)
        / (rates.destruction - rates.innovation * exp(-rates.entry * aged))
    )


def hazard(rates: Rates, age: float) -> float:
    """Exits per surviving firm and year at an age: h(a) = τ(1 − γ(a)), falling from τ to η."""
    return rates.destruction * (1.0 - size_parameter(rates, age))


def mean_size_at(rates: Rates, age: float) -> float:
    """Lines of a surviving firm at an age, 1/(1−γ) = (τ − λE)/η."""
    return 1.0 / (1.0 - size_parameter(rates, age))


def median_life(rates: Rates) -> float:
    """The age at which half of the firms of a cohort are gone, in years: S(a) = ½ at E = τ/(2η + λ)."""
    return -log(rates.destruction / (2.0 * rates.entry + rates.innovation)) / rates.entry


def cohort_survival(rates: Rates, age: float, span: float) -> float:
    """Mean of S over ages [a, a + span]: the share alive of firms founded evenly over a span of years, in closed form.

    ∫S da = (1/λ) ln(τ − λE) with its sign: d/da ln(τ − λE) = ληE/(τ − λE) = λS(a).
    """
    start, length = not_negative("age (a)", age), positive("span", span)
    low, high = (rates.destruction - rates.innovation * exp(-rates.entry * a) for a in (start, start + length))
    return log(high / low) / (rates.innovation * length)


def mean_growth(rates: Rates, years: float) -> float:
    """E[G] = e^(−ηt) − 1 with G = (n_t − n_0)/n_0 and exits counted as −1; the same for every size (Gibrat)."""
    return expm1(-rates.entry * not_negative("years (t)", years))


def growth_variance(rates: Rates, size: int, years: float) -> float:
    """Var[G | n] = (1/n) ((2λ+η)/η) e^(−ηt) (1 − e^(−ηt)), exits counted as −1."""
    change = mean_growth(rates, years)
    scale = (2.0 * rates.innovation + rates.entry) / rates.entry
    return -scale * (1.0 + change) * change / whole("size (n)", size, 1)


def survivors_growth(rates: Rates, size: int, years: float) -> float:
    """E[G | n, alive] = e^(−ηt) / (1 − (1−S)^n) − 1, falling with n."""
    return (1.0 + mean_growth(rates, years)) / survival_of(rates, size, years) - 1.0
