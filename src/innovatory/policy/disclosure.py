"""What the answer of a costing may tell of small groups: who can be counted on ten fingers is not told apart.

A count of fewer than ten rows is told as `<10` and the amounts behind it are not told. The figures of all rows together
are told in full, as they are what was asked; so further cells are withheld until none follows from the others, neither
along the groups of an instrument nor along the instruments of a group. Rows count, whatever they weigh.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from innovatory.policy.withheld import FEW, LEAST, WITHHELD

Answer = Mapping[str, Any]
"""Plain data as `cost_answer.answer` gives it."""
Cells = NDArray[np.bool_]
Counts = NDArray[np.float64]

CLAIMS = ("eligible", "depends")  # counts of those whose amounts are summed: told together or not at all
APART = ("near_misses", "unknown", "unbounded")  # counts that amounts do not follow from
AMOUNTS = ("amount_low", "amount_high", "awarded_low", "awarded_high")
OF_ALL_UNITS = ("tax_low", "tax_high")  # amounts to which every unit of a group adds
CHANGES = ("gainers", "losers", "open")


def disclosed(told: Answer, counted: Answer) -> dict[str, Any]:
    """The answer with small groups withheld; `counted` is the same answer with every row counted once.

    Withheld counts are `<10` or `withheld` (large enough, but a small one would follow), withheld amounts None. `few`
    lists what is told of all rows together though fewer than ten rows stand behind it.
    """
    groups = {name: _dimension(own, counted["groups"][name]) for name, own in told["groups"].items()}
    return {**told, "groups": groups, "few": _few(counted)}


def _few(counted: Answer) -> dict[str, list[str]]:
    instruments = [
        one["id"] for one in counted["instruments"] if "amount_low" in one and any(_small(one[key]) for key in CLAIMS)
    ]
    change = counted["change"] or {}
    return {"instruments": instruments, "change": [key for key in CHANGES if _small(change.get(key, 0))]}


def _small(rows: float) -> bool:
    return 0 < rows < LEAST


def _dimension(told: Answer, counted: Answer) -> dict[str, Any]:
    """The groups of one dimension; where there is one group only, it is all rows together."""
    if len(told) < 2:
        return dict(told)
    names = list(told)
    rows = [counted[name] for name in names]
    units = _paired(np.array([float(group["units"]) for group in rows]))
    parts = {part: [_of(group, part) for group in rows] for part in ("", *rows[0]["instruments"])}
    hidden = _hidden(parts)
    return {
        name: {
            "units": _count(told[name]["units"], rows[index]["units"], withheld=bool(units[index])),
            "totals": _cell(told[name]["totals"], rows[index]["totals"], hidden[""], index, taxes=bool(units[index])),
            "instruments": {
                part: _cell(own, rows[index]["instruments"][part], hidden[part], index)
                for part, own in told[name]["instruments"].items()
            },
        }
        for index, name in enumerate(names)
    }


def _of(group: Answer, part: str) -> Answer:
    """The cell of an instrument in a group; of all together for the empty name."""
    cell: Answer = group["instruments"][part] if part else group["totals"]
    return cell


def _hidden(parts: Mapping[str, Sequence[Answer]]) -> dict[str, dict[str, Cells]]:
    """For every part and count in which groups it is withheld; `claims` stands for those whose amounts are summed."""
    claims = {part: np.array([[float(cell[key]) for key in CLAIMS] for cell in cells]) for part, cells in parts.items()}
    small: dict[str, Cells] = {
        part: np.asarray(((counts > 0) & (counts < LEAST)).any(axis=1)) for part, counts in claims.items()
    }
    paying = [part for part, cells in parts.items() if any("amount_low" in cell for cell in cells)]
    closed = dict(zip(paying, _closed(small, claims, paying), strict=True))
    return {
        part: {
            "claims": closed[part] if part in closed else _paired(claims[part].sum(axis=1), small[part]),
            **{key: _paired(np.array([float(cell[key]) for cell in cells])) for key in _apart(cells)},
        }
        for part, cells in parts.items()
    }


def _apart(cells: Sequence[Answer]) -> Iterable[str]:
    return (key for key in APART if all(key in cell for cell in cells))


def _paired(counts: Counts, small: Cells | None = None) -> Cells:
    """Which of the counts of a sum are withheld: small ones, and where that is only one, the next larger one."""
    hidden = (counts > 0) & (counts < LEAST) if small is None else small.copy()
    if hidden.sum() == 1:
        hidden[int(np.argmin(np.where(hidden, np.inf, _cost(counts))))] = True
    return hidden


def _cost(counts: Counts) -> Counts:
    """What withholding a cell costs: the rows that it stands for; a cell of none comes last, it protects little."""
    return np.where(counts > 0, counts, counts.sum() + 1.0)


def _closed(small: Mapping[str, Cells], claims: Mapping[str, Counts], parts: Sequence[str]) -> Cells:
    """Cells (parts × groups) withheld so that none follows from the others and the sums of parts and of groups.

    A cell does not follow if it is one of four corners, all withheld: moving an amount around them changes no sum.
    """
    if not parts:
        return np.zeros((0, 0), dtype=np.bool_)
    if len(parts) == 1:
        return np.array([_paired(claims[parts[0]].sum(axis=1), small[parts[0]])])
    hidden = np.array([small[part] for part in parts])
    if hidden.shape[1] == 1:
        return hidden  # a single group is the whole, whose figures are told beside it
    cost = _cost(np.array([claims[part].sum(axis=1) for part in parts]))
    while (alone := np.argwhere(hidden & ~_corners(hidden))).size:
        part, group = alone[0]
        price = np.where(hidden, 0.0, cost)
        around = price[part, :] + price[:, [group]] + price
        around[part, :] = around[:, group] = np.inf
        other, beside = np.unravel_index(int(np.argmin(around)), around.shape)
        hidden[np.ix_([part, other], [group, beside])] = True
    return hidden


def _corners(hidden: Cells) -> Cells:
    """Which withheld cells are a corner of four: another part is withheld in the same group and in one more."""
    shared = hidden.astype(np.int64) @ hidden.T.astype(np.int64)
    np.fill_diagonal(shared, 0)
    return np.asarray(((shared >= 2).astype(np.int64) @ hidden.astype(np.int64)) > 0)


def _cell(own: Answer, rows: Answer, hidden: Mapping[str, Cells], index: int, *, taxes: bool = False) -> dict[str, Any]:
    """One cell as it is told."""
    cell = dict(own)
    claims = bool(hidden["claims"][index])
    withheld = dict.fromkeys(CLAIMS, claims) | {key: bool(hidden[key][index]) for key in APART if key in hidden}
    for key, hide in withheld.items():
        cell[key] = _count(own[key], rows[key], withheld=hide)
    silent = [key for key in AMOUNTS if claims] + [key for key in OF_ALL_UNITS if taxes]
    return cell | {key: None for key in silent if key in cell}


def _count(value: float, rows: float, *, withheld: bool) -> float | str:
    if not withheld:
        return value
    return FEW if rows < LEAST else WITHHELD
