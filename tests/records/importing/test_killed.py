"""A few imports killed in the middle of their write; `verification/test_killed_imports.py` kills two hundred."""

from __future__ import annotations

import random
from pathlib import Path

from killed_imports import Aim, killed, scene

MOST = 60  # kills until one has fallen inside the write; on a busy machine the first ones may all come too late


def test_a_killed_import_leaves_the_old_state_or_the_new(tmp_path: Path) -> None:
    chance = random.Random(7)
    of = scene(tmp_path, 20_000)
    aim = Aim(of.write)
    ends = [killed(of, chance, aim if at else None, again=at == 9) for at in range(10)]
    while not any(one.inside for one in ends) and len(ends) < MOST:
        ends.append(killed(of, chance, aim))
    assert {one.years for one in ends} <= {of.before, of.after}
    assert any(one.inside for one in ends)
