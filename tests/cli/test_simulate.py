"""`innovatory simulate`: the command as the documentation has it, what it answers, and every mistake it may meet."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from pathlib import Path
from time import monotonic, sleep
from typing import Any, Protocol

import pytest

from innovatory.cli.simulate import spread


class Ended(Protocol):
    """How a command ended and what it printed."""

    code: int
    out: str
    err: str


class Innovatory(Protocol):
    """Runs one command with its words."""

    def __call__(self, *words: object) -> Ended: ...


SHORT = ("simulate", "--preset", "klette-kortum")
SMALL = ("simulate", "--preset", "klette-kortum", "--set", "lambda=0.06", "eta=0.04", "lines=500", "years=5")


def answered(innovatory: Innovatory, *words: object) -> Any:
    ended = innovatory(*words, "--json")
    assert (ended.code, ended.err) == (0, "")
    return json.loads(ended.out)


# How it is typed -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("--set a=1 b=2 --runs 3", "--set a=1 --set b=2 --runs 3"),
        ("--set a=1 --set b=2", "--set a=1 --set b=2"),
        ("--set=a=1 b=2 c=3", "--set=a=1 --set b=2 --set c=3"),
        ("--set a=1 b=2 --against c=3 d=4", "--set a=1 --set b=2 --against c=3 --against d=4"),
        ("--runs 3 a=1", "--runs 3 a=1"),
        ("--set a=1 --json b=2", "--set a=1 --json b=2"),
    ],
)
def test_several_values_follow_one_option(typed: str, meant: str) -> None:
    assert spread(typed.split()) == meant.split()


def test_several_values_are_the_same_as_repeated_options(innovatory: Innovatory) -> None:
    repeated = [word for pair in SMALL[4:] for word in ("--set", pair)]
    assert answered(innovatory, *SMALL) == answered(innovatory, *SMALL[:3], *repeated)


# What it answers -------------------------------------------------------------------------------------------------------


def test_every_run_is_told_with_theory_beside(innovatory: Innovatory) -> None:
    found = answered(innovatory, *SMALL, "--runs", 3, "--seed", 7)
    assert [run["seed"] for run in found["runs"]] == [7, 8, 9]
    for run in found["runs"]:
        assert run.keys() >= {
            "seed",
            "firms",
            "sizes",
            "entries",
            "exits",
            "candidates",
            "accepted",
            "self_hits",
            "growth",
        }
        assert sum(int(size) * firms for size, firms in run["sizes"].items()) == 500
    assert found["theory"]["entries"] == {"mean": pytest.approx(100.0), "sd": pytest.approx(10.0)}
    assert found["parameters"]["lambda"] == 0.06
    assert [row["quantity"] for row in found["summary"]][:2] == ["firms", "size_1"]


def test_the_number_of_processes_changes_nothing(innovatory: Innovatory) -> None:
    assert answered(innovatory, *SMALL, "--runs", 3, "--processes", 2) == answered(innovatory, *SMALL, "--runs", 3)


@pytest.mark.parametrize(("lang", "words"), [("en", "firms at the end"), ("zh", "期末企业数")])
def test_people_get_a_table(innovatory: Innovatory, monkeypatch: pytest.MonkeyPatch, lang: str, words: str) -> None:
    monkeypatch.setenv("COLUMNS", "100")
    ended = innovatory(*SMALL, "--runs", 2, "--lang", lang)
    assert ended.code == 0
    assert words in ended.out
    assert "25,000" in ended.out  # 500 lines · 5 years · 10 million yuan, in million yuan


def test_a_second_arm_is_told_by_horizon(innovatory: Innovatory, monkeypatch: pytest.MonkeyPatch) -> None:
    words = (*SMALL, "--against", "lambda=0.09", "--runs", 3)
    found = answered(innovatory, *words)
    assert found["against"] == {"lambda": "0.09"}
    assert {one["quantity"] for one in found["effects"]} == {"firms", "captures", "largest", "entries", "growth"}
    assert [one["years"] for one in found["effects"]][:10] == [0.5, 1, 1.5, 2, 2.5, 3, 3.5, 4, 4.5, 5]
    monkeypatch.setenv("COLUMNS", "100")
    assert "Changed in the second arm: lambda = 0.09" in innovatory(*words).out
    assert "方差比" in innovatory(*words, "--lang", "zh").out


def test_one_pair_has_no_standard_error(innovatory: Innovatory) -> None:
    assert "At least two pairs" in innovatory(*SMALL, "--against", "lambda=0.09").out


def test_a_chart_is_written(innovatory: Innovatory, tmp_path: Path) -> None:
    chart = tmp_path / "sizes.svg"
    assert str(chart) in innovatory(*SMALL, "--chart", chart, "--lang", "zh").out.replace("\n", "")
    assert "至少拥有的线数" in chart.read_text(encoding="utf-8")


# Kept, resumed, branched -----------------------------------------------------------------------------------------------


def test_runs_are_kept_and_taken_up_again(innovatory: Innovatory, tmp_path: Path) -> None:
    kept = ("--out", tmp_path / "kept")
    first = answered(innovatory, *SMALL, *kept, "--runs", 2)
    assert innovatory(*SMALL, *kept, "--runs", 2).code == 2
    assert answered(innovatory, *SMALL, *kept, "--runs", 3, "--resume")["runs"][:2] == first["runs"]
    other = innovatory(*SMALL, *kept, "--set", "step=0.1", "--resume")
    assert other.code == 2
    assert "step = 0.05, asked for is 0.1" in other.err


def test_futures_of_a_saved_city(innovatory: Innovatory, tmp_path: Path) -> None:
    answered(innovatory, *SMALL, "--out", tmp_path / "past")
    city = tmp_path / "past" / "run-1.city"
    found = answered(innovatory, "simulate", "--from", city, "--set", "years=8", "--runs", 2)
    longer = answered(innovatory, *SHORT, "--set", "lines=500", "years=8")
    assert found["runs"][0] == longer["runs"][0]
    assert found["theory"] == {}
    ended = innovatory("simulate", "--from", city)
    assert (ended.code, "the saved city is 5 years old" in ended.err) == (2, True)
    pairs = answered(
        innovatory, "simulate", "--from", city, "--set", "years=8", "--against", "lambda=0.09", "--runs", 2
    )
    for pair in pairs["pairs"]:
        assert pair["base"]["candidates"] == pair["against"]["candidates"]
        assert pair["base"]["captures"] < pair["against"]["captures"]


# Mistakes --------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("--runs", "0"), "--runs: a whole number from 1"),
        (("--runs", "1.5"), "--runs: a whole number from 1"),
        (("--seed", "-1"), "--seed: a whole number from 0"),
        (("--seed", "4294967295", "--runs", "2"), "the seeds would reach 4,294,967,296"),
        (("--processes", "0"), "--processes: a whole number from 1"),
        (("--set", "years=0"), "years = 0 is out of range"),
        (("--set", "lambda=-0.1"), "lambda = -0.1 is out of range"),
        (("--set", "lambda=nan"), "lambda"),
        (("--set", "lambda=500"), "lambda = 500 is out of range"),
        (("--set", "lamda=0.1"), "did you mean lambda?"),
        (("--set", "lambda"), "NAME=VALUE is expected, not 'lambda'"),
        (("--set", "lambda="), "NAME=VALUE is expected"),
        (("--set", "--runs", "3"), "--set: NAME=VALUE is expected, not '--runs'"),
        (("--set", "lines=0"), "lines = 0 is out of range; expected a number in [1, 1,073,741,823]"),
        (("--chart", "none/x.svg"), "none/x.svg: the folder does not exist"),
        (("--set", "eta=0.1", "eta=0.2"), "eta is given twice"),
        (("--against", "lines=10"), "lines is the same in both arms"),
        (("--resume",), "name it with --out"),
        (("--chart", "x.pdf"), ".svg or .png"),
        (("--out", "/proc/none"), "nothing can be written"),
        (("--from", "none.city"), "there is no such file"),
        (("--preset", "klette-kortun"), "did you mean klette-kortum?"),
        (("--lang", "fr"), "en or zh"),
    ],
)
def test_mistakes_are_told(innovatory: Innovatory, words: tuple[str, ...], told: str) -> None:
    ended = innovatory(*SHORT, *words)
    assert (ended.code, ended.out) == (2, "")
    assert told in ended.err
    assert "Traceback" not in ended.err


def test_the_presets_are_named_when_none_is_asked(innovatory: Innovatory) -> None:
    ended = innovatory("simulate")
    assert ended.code == 2
    assert "akcigit-kerr, klette-kortum, klette-kortum-equilibrium, two-types" in ended.err


def test_a_city_of_another_preset_is_refused(innovatory: Innovatory, tmp_path: Path) -> None:
    answered(innovatory, *SMALL, "--out", tmp_path / "past")
    ended = innovatory("simulate", "--preset", "two-types", "--from", tmp_path / "past" / "run-1.city")
    assert (ended.code, "is one of klette-kortum, not of two-types" in ended.err) == (2, True)


def test_a_run_without_room_leaves_its_city(innovatory: Innovatory, tmp_path: Path) -> None:
    words = (*SMALL, "--set", "start=singletons", "firms_max=500", "--seed", 3)
    ended = innovatory(*words, "--out", tmp_path / "kept", "--lang", "zh")
    assert ended.code == 2
    assert "种子 3" in ended.err
    assert "firms_max" in ended.err
    assert (tmp_path / "kept" / "run-3.city").is_file()


# Interrupts ------------------------------------------------------------------------------------------------------------


HEARD = "import signal; signal.signal(signal.SIGINT, signal.default_int_handler)"
"""Ctrl-C is heard, also where whoever started the tests has it ignored (as shells do for what runs behind)."""


def started(folder: Path, processes: int) -> subprocess.Popen[str]:
    """Many runs under way, of which one at least is finished."""
    words = ["simulate", "--preset", "klette-kortum", "--set", "lines=5000", "years=500", "--runs", "500"]
    command = [sys.executable, "-c", f"{HEARD}; from innovatory.cli import main; main()", *words]
    options = ["--out", str(folder), "--processes", str(processes)]
    process = subprocess.Popen([*command, *options], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    end = monotonic() + 120.0
    while not list(folder.glob("run-*.json")):
        assert monotonic() < end, "no run was finished"
        sleep(0.1)
    return process


@pytest.mark.parametrize("processes", [1, 2])
def test_an_interrupt_keeps_what_is_finished_and_the_cities_under_way(tmp_path: Path, processes: int) -> None:
    folder = tmp_path / "kept"
    with started(folder, processes) as process:
        process.send_signal(signal.SIGINT)
        _, err = process.communicate(timeout=90)
    assert process.returncode == 130
    assert "--resume goes on" in err
    assert list(folder.glob("run-*.city"))


def test_processes_end_with_their_parent(tmp_path: Path) -> None:
    """A killed command leaves no process behind: the error stream closes once all of them have ended."""
    with started(tmp_path / "kept", 2) as process:
        os.kill(process.pid, signal.SIGKILL)
        process.communicate(timeout=90)
    assert process.returncode == -signal.SIGKILL
