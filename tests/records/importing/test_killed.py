"""A few imports killed in the middle of their write; `verification/test_killed_imports.py` kills two hundred."""

from __future__ import annotations

import random
from pathlib import Path

from killed_imports import Aim, killed, scene


def test_a_killed_import_leaves_the_old_state_or_the_new(tmp_path: Path) -> None:
    chance = random.Random(7)
    of = scene(tmp_path, 20_000)
    aim = Aim(of.write)
    ends = [killed(of, chance, aim if at else None, again=at == 9) for at in range(10)]
    assert {one.years for one in ends} <= {of.before, of.after}
    assert any(one.inside for one in ends)
