"""The firms of one moment, by name, so that two moments of a city can be laid beside each other."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from innovatory.model.state import Firms


@dataclass(frozen=True)
class Present:
    """Firms at one moment, by rising uid: their names, sizes and quarters of birth."""

    uid: NDArray[np.int64]
    lines: NDArray[np.int64]
    born: NDArray[np.int64]

    def lines_later(self, later: Present) -> NDArray[np.int64]:
        """Lines that each of these firms has at a later moment; 0 if it is gone."""
        places = np.minimum(np.searchsorted(later.uid, self.uid), len(later.uid) - 1)
        return np.where(later.uid[places] == self.uid, later.lines[places], 0)


def present(firms: Firms) -> Present:
    """The firms alive."""
    slots = np.flatnonzero(firms.alive)
    slots = slots[np.argsort(firms.uid[slots])]
    return Present(firms.uid[slots], firms.lines[slots].astype(np.int64), firms.born[slots].astype(np.int64))
