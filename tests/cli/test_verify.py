"""`innovatory verify`: its screen in both languages, its data, its exit codes and what a user can get wrong."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from innovatory.experiment import verification
from innovatory.experiment.ladder import closed
from innovatory.experiment.ladder.plan import QUICK, Plan
from innovatory.experiment.ladder.rows import Published, Quantity, Row
from innovatory.report.verify import TELLING, chance, number
from innovatory.report.words import phrases

Innovatory = Callable[..., Any]
SMALL = replace(
    QUICK, cities=6, quarterly_cities=2, quarterly_lines=500, tiny_cities=6, rates_cities=2, grown_cities=2, equilibrium_cities=2,
    growth_cities=3, growth_lines=5_000, lives_lines=5_000, lives_ages=(1, 10), policy_cities=3, policy_lines=500, policy_years=2, quality_lines=300,
    nested_cities=2,
    type_cities=2, type_lines=200,
)  # fmt: skip


@pytest.fixture(scope="module")
def kept(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the small ladder is kept between the tests."""
    return tmp_path_factory.mktemp("kept")


@pytest.fixture
def small(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "100")
    monkeypatch.setattr(verification, "PLANS", {"quick": SMALL, "full": SMALL})


@pytest.fixture
def wrong(monkeypatch: pytest.MonkeyPatch, small: None) -> None:
    """Two rungs, of which one finds a figure in print that the formula does not meet."""

    def rung(plan: Plan, resolve: object) -> list[Row]:
        return [Quantity("later", "hot_share").row(0.4, published=Published(0.5, 0.01))]

    monkeypatch.setattr(verification, "RUNGS", {"frozen_owners": closed.frozen_owners, "later": rung})


@pytest.mark.usefixtures("small")
def test_every_row_of_the_full_ladder_has_its_words(innovatory: Innovatory, kept: Path) -> None:
    ended = innovatory("verify", "--full", "--json", "--keep", kept)
    found = json.loads(ended.out)
    assert ended.code == (0 if found["passed"] else 1)
    names = {row["quantity"] for row in found["rows"]}
    assert {row["section"] for row in found["rows"]} == set(verification.SECTIONS)
    spoken = {key.removeprefix("verify.q.") for key in phrases() if key.startswith("verify.q.")}
    assert names == spoken
    assert set(TELLING) <= names
    assert found["level"] == pytest.approx(0.01 / sum(row["p"] is not None for row in found["rows"]))


@pytest.mark.usefixtures("small")
@pytest.mark.parametrize("lang", ["en", "zh"])
def test_the_quick_screen_is_one_screen(innovatory: Innovatory, kept: Path, lang: str) -> None:
    out = innovatory("verify", "--lang", lang, "--keep", kept).out.splitlines()[:-1]
    assert len(out) < 62
    assert all(len(line) <= 100 for line in out)
    assert "{" not in "".join(out)


@pytest.mark.usefixtures("wrong")
def test_a_row_that_fails_is_shown_and_ends_with_one(innovatory: Innovatory) -> None:
    ended = innovatory("verify")
    assert ended.code == 1
    assert "1 of 5 rows FAIL." in ended.out
    line = next(line for line in ended.out.splitlines() if line.endswith("FAIL"))
    assert line.split()[-3:] == ["0.5", "0.4", "FAIL"]
    assert json.loads(innovatory("verify", "--json").out)["failed"] == 1


@pytest.mark.usefixtures("wrong")
def test_finished_parts_are_kept_where_asked(innovatory: Innovatory, tmp_path: Path) -> None:
    ended = innovatory("verify", "--keep", tmp_path / "kept")
    assert len(list((tmp_path / "kept").glob("*.json"))) == 2
    assert str(tmp_path / "kept") in "".join(ended.out.split("\n"))


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["--quick", "--full"], "--quick and --full exclude each other"),
        (["--processes", "0"], "a whole number from 1 to 64"),
        (["--processes", "two"], "not 'two'"),
        (["--lang", "fr"], "en or zh"),
    ],
)
def test_what_a_user_can_get_wrong(innovatory: Innovatory, words: list[str], told: str) -> None:
    ended = innovatory("verify", *words)
    assert ended.code == 2
    assert told in ended.err


def test_a_file_is_no_folder(innovatory: Innovatory, tmp_path: Path) -> None:
    (tmp_path / "kept").write_text("", encoding="utf-8")
    ended = innovatory("verify", "--keep", tmp_path / "kept")
    assert (ended.code, "a folder is expected" in ended.err) == (2, True)


def test_numbers_are_short() -> None:
    shown = [number(value) for value in (None, 12217.49, 0.0049, 5.6e-15, 0.0, 432.0)]
    assert shown == ["", "12,217.5", "0.0049", "5.6e-15", "0", "432"]
    assert [chance(p) for p in (None, 0.04999, 1e-7)] == ["", "0.050", "<1e-04"]
