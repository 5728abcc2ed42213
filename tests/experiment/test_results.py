"""Finished runs are kept whole, and a folder belongs to one question."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

from innovatory.experiment.results import (
    ASKED,
    Asked,
    Run,
    Snapshot,
    arm_file,
    claim,
    read_path,
    read_run,
    run_of,
    write_json,
)
from innovatory.language.mistakes import Mistake

RUN = Run(
    seed=3,
    quarters=4,
    firms=2,
    sizes={1: 1, 9: 1},
    entries=1,
    exits=0,
    candidates=5,
    accepted=4,
    captures=2,
    self_hits=1,
    growth=0.1 + 0.2,
    fingerprint="ab",
    flows={"sales": 2**60},
    path=(Snapshot(1, 2, 9, 1, 1, 1e-300),),
)
ASK = Asked("klette-kortum", ({"lambda": 0.06, "lines_max": None},), 3)


def kind(folder: Path, asked: Asked = ASK, resume: bool = False) -> tuple[str, str]:
    with pytest.raises(Mistake) as caught:
        claim(folder, asked, resume)
    assert caught.value.zh
    return caught.value.kind, caught.value.en


def test_a_run_is_read_as_it_was_written(tmp_path: Path) -> None:
    path = arm_file(tmp_path, 3, 0)
    write_json(path, RUN.as_dict())
    assert read_run(path, 3) == RUN
    assert run_of(json.loads(json.dumps(RUN.as_dict()))) == RUN
    assert os.listdir(tmp_path) == ["run-3.json"]


def test_a_run_that_is_not_there_is_none(tmp_path: Path) -> None:
    assert read_run(tmp_path / "run-9.json", 9) is None


@pytest.mark.parametrize("content", ["", "{}", "[]", '{"seed": 1}', '"x"', "\0"])
def test_a_damaged_result_is_refused(tmp_path: Path, content: str) -> None:
    path = tmp_path / "run-3.json"
    path.write_text(content, encoding="utf-8")
    with pytest.raises(Mistake, match="cannot be read"):
        read_run(path, 3)


def test_the_result_of_another_seed_is_no_result(tmp_path: Path) -> None:
    path = arm_file(tmp_path, 4, 0)
    write_json(path, RUN.as_dict())
    with pytest.raises(Mistake, match="the result of seed 3, not of 4; remove the file") as caught:
        read_run(path, 4)
    assert "种子 3" in caught.value.zh


@pytest.mark.parametrize("content", ["", "null", '{"a": 1}', "[1]", '[{"quarter": 1}]'])
def test_what_a_stopped_run_had_seen_is_refused_where_damaged(tmp_path: Path, content: str) -> None:
    path = arm_file(tmp_path, 3, 0, "path")
    path.write_text(content, encoding="utf-8")
    with pytest.raises(Mistake, match=r"remove it and run-3\.city") as caught:
        read_path(path)
    assert caught.value.place is not None
    assert caught.value.place.file == str(path)


def test_what_a_stopped_run_had_seen_is_read_as_it_was_written(tmp_path: Path) -> None:
    path = arm_file(tmp_path, 3, 0, "path")
    write_json(path, RUN.as_dict()["path"])
    assert read_path(path) == list(RUN.path)


def test_a_folder_is_claimed_once_and_taken_up_again_on_request(tmp_path: Path) -> None:
    folder = tmp_path / "a" / "b"
    claim(folder, ASK, resume=False)
    assert kind(folder)[1].endswith("add --resume to go on with them, or name another folder")
    claim(folder, ASK, resume=True)
    assert json.loads((folder / ASKED).read_text(encoding="utf-8"))["seed"] == 3


@pytest.mark.parametrize(
    ("other", "told"),
    [
        (Asked("two-types", ASK.arms, 3), "preset = klette-kortum, asked for is two-types"),
        (Asked("klette-kortum", ({"lambda": 0.07, "lines_max": None},), 3), "lambda = 0.06, asked for is 0.07"),
        (Asked("klette-kortum", ASK.arms, 4), "seed = 3, asked for is 4"),
        (Asked("klette-kortum", ASK.arms * 2, 3), "it holds runs of one arm; name another folder"),
        (Asked("klette-kortum", ASK.arms, 3, "cd"), "start = None, asked for is cd"),
    ],
)
def test_the_folder_of_another_simulation_is_refused_with_the_difference(
    tmp_path: Path, other: Asked, told: str
) -> None:
    claim(tmp_path, ASK, resume=False)
    found = kind(tmp_path, other, resume=True)
    assert found[0] == "runs"
    assert told in found[1]


def test_a_folder_of_other_things_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "letter.txt").touch()
    assert kind(tmp_path)[0] == "file"
    assert os.listdir(tmp_path) == ["letter.txt"]


def test_what_a_killed_simulation_left_unfinished_does_not_count(tmp_path: Path) -> None:
    (tmp_path / f".{ASKED}.17.partial").touch()
    claim(tmp_path, ASK, resume=False)


def test_a_result_that_cannot_be_written_is_said_so(tmp_path: Path) -> None:
    with pytest.raises(Mistake, match="cannot be written"):
        write_json(tmp_path / "none" / "run-3.json", {})


def test_a_file_in_the_place_of_the_folder_is_said_so(tmp_path: Path) -> None:
    (tmp_path / "x").touch()
    assert kind(tmp_path / "x")[0] == "file"


def test_a_manifest_that_cannot_be_read_is_refused(tmp_path: Path) -> None:
    for content in ("{", "[]", "null", '{"seed": 1}', '{"format": 1}'):
        (tmp_path / ASKED).write_text(content, encoding="utf-8")
        found = kind(tmp_path, resume=True)
        assert found[0] == "runs"
        assert f"its {ASKED} is damaged" in found[1]


def test_pairs_are_no_runs_of_one_arm(tmp_path: Path) -> None:
    claim(tmp_path, Asked("klette-kortum", ASK.arms * 2, 3), resume=False)
    assert "it holds pairs of two arms (--against); name another folder" in kind(tmp_path, resume=True)[1]
