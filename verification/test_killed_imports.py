"""Two hundred imports killed at random moments, at least a hundred of them inside the write: always one state or the other."""

from __future__ import annotations

import random
from collections import Counter
from pathlib import Path

import pytest
from killed_imports import Aim, killed, scene

KILLS, LEAST_INSIDE = 200, 100
ROWS = 300_000


def test_a_killed_import_leaves_the_old_state_or_the_new(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    chance = random.Random(20240630)
    of = scene(tmp_path, ROWS)
    assert (of.before, of.after) == ({2022}, {2022, 2023})
    aim = Aim(of.write)
    ends = [killed(of, chance, aim if at % 8 else None, again=at % 10 == 0) for at in range(KILLS)]
    states = Counter("new" if one.years == of.after else "old" for one in ends)
    inside = sum(one.inside for one in ends)
    with capsys.disabled():
        print(f"\n{KILLS} kills, {inside} inside the write: {states['old']} old states, {states['new']} new states")
    assert {one.years for one in ends} <= {of.before, of.after}
    assert inside >= LEAST_INSIDE
    assert states["old"] > 0
    assert states["new"] > 0
