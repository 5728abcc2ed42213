"""Joint dependence, made explicit: a Gaussian copula with named latent factors.

A variable is the sum of the factors by its loadings and of noise of its own, all standard normal; its marginal
distribution is laid over it afterwards. So the correlation of two variables on the normal scale is the sum of the
products of their loadings, and nothing else ties them together.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from math import sqrt

import numpy as np
from scipy.special import expit, logit

from innovatory.records.synthetic.constants import FACTORS, Spread
from innovatory.records.synthetic.draws import Draws, Floats


@dataclass(frozen=True)
class Copula:
    """The joint normal scores of some rows; `prefix` sets the streams of one tier of enterprises apart."""

    draws: Draws
    loadings: Mapping[str, Mapping[str, float]]
    prefix: str
    n: int
    block: int = 0

    def factor(self, name: str) -> Floats:
        """The values of a latent factor."""
        return self.draws.normals(f"{self.prefix}.factor.{name}", self.n, self.block)

    def factors(self) -> dict[str, Floats]:
        """All latent factors by name."""
        return {name: self.factor(name) for name in FACTORS}

    def score(self, variable: str, factors: Mapping[str, Floats], draw: str | None = None) -> Floats:
        """The normal scores of a variable; `draw` names a further draw of the same variable (another year)."""
        own = self.loadings[variable]
        noise = self.draws.normals(f"{self.prefix}.{draw or variable}", self.n, self.block)
        total = sqrt(rest(own)) * noise
        for name, loading in own.items():
            total += loading * factors[name]
        return total


def rest(loadings: Mapping[str, float]) -> float:
    """The share of a variable's variance that is its own; below 0 where the loadings are too large."""
    return 1.0 - sum(loading**2 for loading in loadings.values())


def lognormal(of: Spread, scores: Floats) -> Floats:
    """A positive quantity with median `middle`."""
    return np.asarray(of.middle * np.exp(of.spread * scores), dtype=np.float64)


def logit_normal(of: Spread, scores: Floats) -> Floats:
    """A share with median `middle`."""
    return np.asarray(expit(logit(of.middle) + of.spread * scores), dtype=np.float64)


def normal(of: Spread, scores: Floats) -> Floats:
    """A quantity of either sign with mean `middle`."""
    return of.middle + of.spread * scores
