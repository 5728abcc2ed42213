"""Which group of emerging industries an enterprise belongs to, such that each group can reach its value added.

The largest are placed one by one where most is still lacking; all others are drawn in proportion to what is left, so that
no group has to be scaled by much.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from innovatory.records.synthetic.draws import Floats, Whole

ONE_BY_ONE = 3000


def assigned(made: Floats, wanted: Mapping[str, int], u: Floats) -> Whole:
    """The number of the group (in the order of `wanted`) of each row, whose value added is `made`."""
    goals = np.array([float(total) for total in wanted.values()])
    lacking = goals / goals.sum() * float(made.sum())
    group = np.zeros(len(made), dtype=np.int64)
    order = np.argsort(-made, kind="stable")
    for row in order[:ONE_BY_ONE].tolist():
        at = int(np.argmax(lacking))
        group[row] = at
        lacking[at] -= made[row]
    rest = order[ONE_BY_ONE:]
    ends = np.cumsum(np.maximum(lacking, lacking.max() * 1e-6))
    group[rest] = np.minimum(np.searchsorted(ends / ends[-1], u[rest], side="right"), len(goals) - 1)
    return group
