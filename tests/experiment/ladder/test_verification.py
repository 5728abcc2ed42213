"""The ladder as a whole: the level of its rows, finished rungs kept and used again, the same rows over processes."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from innovatory.experiment import verification
from innovatory.experiment.ladder.plan import FULL, QUICK, Plan
from innovatory.experiment.ladder.rows import Row
from innovatory.experiment.ladder.shelf import Shelf
from innovatory.experiment.verification import RUNGS, Found, climb_beside, judged
from innovatory.language.mistakes import Mistake
from innovatory.model.clocks import Clocks
from innovatory.model.lines import Walk
from innovatory.model.state import State

Rung = Callable[[Plan, object], list[Row]]
SMALL = replace(
    QUICK, cities=2, quarterly_cities=2, quarterly_lines=500, tiny_cities=3, grown_cities=2, equilibrium_cities=2,
    growth_cities=3, growth_lines=5_000, lives_lines=5_000, lives_ages=(1,), policy_cities=3, policy_lines=500, policy_years=2,
)  # fmt: skip


def row(p: float | None, simulated: float = 1.0) -> Row:
    return Row("firms", "firms", 1.0, simulated=simulated, p=p, test="none" if p is None else "exact")


def test_the_level_is_shared_by_all_rows_with_a_p_value() -> None:
    found = judged(QUICK, [Found("tiny", [row(0.5), row(None), row(0.006), row(0.004)])])
    assert found.level == pytest.approx(0.01 / 3)
    assert not found.failed
    assert judged(QUICK, [Found("tiny", [row(0.5), row(0.004)])]).failed == (row(0.004),)


def test_what_is_finished_is_kept_and_not_simulated_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    climbed: list[str] = []

    def counting(name: str) -> Rung:
        def rung(plan: Plan, resolve: object) -> list[Row]:
            climbed.append(name)
            if name == "tiny" and climbed.count("tiny") == 1:
                raise KeyboardInterrupt
            return [row(0.5)]

        return rung

    monkeypatch.setattr(verification, "RUNGS", {name: counting(name) for name in ("lives", "tiny", "later")})
    with pytest.raises(KeyboardInterrupt):
        climb_beside(SMALL, 1, tmp_path / "kept", lambda done, of: None)
    told: list[tuple[int, int]] = []
    found = climb_beside(SMALL, 1, tmp_path / "kept", lambda done, of: told.append((done, of)))
    assert climbed == ["lives", "tiny", "tiny", "later"]
    assert told == [(1, 3), (2, 3), (3, 3)]
    assert len(found.rows) == 3


def test_a_kept_rung_that_is_cut_off_or_of_another_engine_is_climbed_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    climbed: list[str] = []

    def rung(plan: Plan, resolve: object) -> list[Row]:
        climbed.append(plan.name)
        return [row(0.5)]

    monkeypatch.setattr(verification, "RUNGS", {"later": rung})
    climb_beside(SMALL, 1, tmp_path, lambda done, of: None)
    climb_beside(SMALL, 1, tmp_path, lambda done, of: None)
    assert len(climbed) == 1
    kept = next(tmp_path.glob("*.json"))
    kept.write_text(kept.read_text(encoding="utf-8")[:20], encoding="utf-8")
    climb_beside(SMALL, 1, tmp_path, lambda done, of: None)
    assert len(climbed) == 2
    monkeypatch.setattr(verification, "engine_digest", lambda: "0" * 64)
    climb_beside(SMALL, 1, tmp_path, lambda done, of: None)
    assert len(climbed) == 3


def test_the_cities_of_a_rung_under_way_are_kept_and_not_simulated_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Interrupted after any number of periods, the ladder goes on with the city under way and gives the same rows."""
    plan = replace(SMALL, quarterly_cities=3, type_cities=3, type_lines=300)
    monkeypatch.setattr(verification, "RUNGS", {name: RUNGS[name] for name in ("quarterly", "two_types")})
    whole = climb_beside(plan, 1, None, lambda done, of: None)
    ticks, walk = [0], verification.TRUE_KERNEL
    periods = 3 * 240 + 3 * 600

    def stopping(state: State, clocks: Clocks) -> Walk:
        ticks[0] += 1
        if ticks[0] in stops:
            raise KeyboardInterrupt
        return walk(state, clocks)

    monkeypatch.setattr(verification, "TRUE_KERNEL", stopping)
    stops = {200, 700, 1_400, 2_200}
    for _ in stops:
        with pytest.raises(KeyboardInterrupt):
            climb_beside(plan, 1, tmp_path, lambda done, of: None)
    assert climb_beside(plan, 1, tmp_path, lambda done, of: None) == whole
    # simulated twice: what was done of a first city; of a third after two; of a first of 600 after a third; of a second
    assert ticks[0] - periods == 200 + (500 - 2 * 240) + (700 - 240) + (800 - 600)
    assert sorted(path.suffix for path in tmp_path.iterdir()) == [".json", ".json"]


def test_a_city_on_the_shelf_that_is_cut_off_is_simulated_again(tmp_path: Path) -> None:
    shelf = Shelf(tmp_path / "cities")
    shelf.keep(7, {"sizes": np.arange(5)})
    kept = shelf.found(7)
    assert kept is not None
    assert kept["sizes"].tolist() == [0, 1, 2, 3, 4]
    file = next(shelf.folder.iterdir())
    for length in (0, 10, file.stat().st_size // 2):
        file.write_bytes(file.read_bytes()[:length])
        assert shelf.found(7) is None
    assert shelf.found(8) is None
    shelf.clear()
    assert not shelf.folder.exists()


def test_a_folder_that_cannot_be_is_a_mistake(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("", encoding="utf-8")
    with pytest.raises(Mistake, match="cannot be read and written"):
        climb_beside(SMALL, 1, tmp_path / "file" / "kept", lambda done, of: None)


def test_two_processes_give_the_rows_of_one(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(verification, "RUNGS", {name: RUNGS[name] for name in ("tiny", "equilibrium")})
    alone = climb_beside(SMALL, 1, None, lambda done, of: None)
    beside = climb_beside(SMALL, 2, None, lambda done, of: None)
    assert alone.rows == beside.rows
    assert {one.section for one in alone.rows} == {"firms", "turnover", "equilibrium"}


def test_no_two_rungs_or_seeds_share_a_city() -> None:
    most = max(max(vars(plan)[name] for name in vars(plan) if name.endswith("cities")) for plan in (QUICK, FULL))
    drawn = [
        seed for ladder in (1, 2) for rung in range(1, 13) for seed in replace(QUICK, seed=ladder).seeds(rung, most)
    ]
    assert len(set(drawn)) == len(drawn)
    assert max(drawn) < 2**32
    assert set(RUNGS) >= {"lives", "yearly", "policy"}
