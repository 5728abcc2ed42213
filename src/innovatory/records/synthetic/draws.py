"""Random numbers that depend on what they are for and on nothing else: not on order, not on the number of processes.

Every variable of every block of rows has a stream of its own: the counter-based generator Philox (Salmon et al. 2011),
its key made from the seed and the name of the variable, its counter from the number of the block.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtri

Floats = NDArray[np.float64]
Whole = NDArray[np.int64]
Truths = NDArray[np.bool_]
_BITS = 53  # of a float64


@dataclass(frozen=True)
class Draws:
    """The random numbers of one population."""

    seed: int

    def uniforms(self, variable: str, n: int, block: int = 0) -> Floats:
        """n numbers strictly between 0 and 1."""
        digest = hashlib.sha256(f"{self.seed}:{variable}".encode()).digest()
        key = np.frombuffer(digest[:16], dtype="<u8")
        counter = np.array([0, block, 0, 0], dtype=np.uint64)
        raw = np.random.Philox(key=key, counter=counter).random_raw(n)
        return (np.right_shift(raw, np.uint64(64 - _BITS)).astype(np.float64) + 0.5) * 2.0**-_BITS

    def normals(self, variable: str, n: int, block: int = 0) -> Floats:
        """n standard normal numbers, by the inverse of the distribution function."""
        normal: Floats = ndtri(self.uniforms(variable, n, block))
        return normal


def poisson(u: Floats, mean: Floats) -> Floats:
    """Counts with Poisson distributions of the given means (at most 500), by inversion of uniform numbers."""
    found = np.zeros(len(u))
    rows = np.arange(len(u))
    probability = np.exp(-np.minimum(mean, 500.0))
    reached = probability.copy()
    for count in range(1, 1000):
        more = u[rows] > reached
        if not more.any():
            break
        rows, probability, reached = rows[more], probability[more], reached[more]
        probability = probability * np.minimum(mean[rows], 500.0) / count
        reached = reached + probability
        found[rows] = count
    return found
