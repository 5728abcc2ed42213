"""Every mistake of a user ends with 2 and one message that names the place, in the language asked for."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

Innovatory = Callable[..., Any]
HNTE = ("explain", "hnte_recognition", "--on", "2024-06-30")

# words of the command → what the message must name
MISTAKES = {
    "unknown id": (["explain", "hnte_recogniton"], ["hnte_recogniton", "did you mean hnte_recognition?"]),
    "wrong name": ([*HNTE, "revenu=5"], ["revenu", "did you mean revenue?"]),
    "text for a number": ([*HNTE, "staff_mean=many"], ["staff_mean", "many"]),
    "negative staff": ([*HNTE, "staff_mean=-5"], ["staff_mean", "-5"]),
    "half a person": ([*HNTE, "st_staff=2.5"], ["st_staff", "2.5"]),
    "impossible date": ([*HNTE, "registered_on=2023-02-30"], ["registered_on", "2023-02-30"]),
    "unknown category": ([*HNTE, "hte_field=magic"], ["hte_field", "magic"]),
    "unknown mark": ([*HNTE, "marks.core_ipp=yes"], ["marks.core_ipp", "did you mean core_ip?"]),
    "unknown status": ([*HNTE, "status.hntee=no"], ["status.hntee", "did you mean hnte?"]),
    "no pair": ([*HNTE, "staff_mean="], ["name=value", "staff_mean="]),
    "twice": ([*HNTE, "staff_mean=5", "staff_mean=6"], ["staff_mean", "twice"]),
    "missing file": ([*HNTE, "--given", "no/such.yaml"], ["no/such.yaml", "cannot be read"]),
    "unknown example": ([*HNTE, "--given", "example_robotic"], ["--given", "did you mean example_robotics?"]),
    "two files": ([*HNTE, "--given", "a.yaml", "--given", "b.yaml"], ["a.yaml, b.yaml"]),
    "bad day": (["explain", "hnte_recognition", "--on", "2024-13-01"], ["--on", "2024-13-01"]),
    "short day": (["explain", "hnte_recognition", "--on", "2024-6-30"], ["--on", "2024-06-30", "2024-6-30"]),
    "bad year": ([*HNTE, "--year", "last"], ["--year", "last"]),
    "year in the future": ([*HNTE, "--year", "2025"], ["year", "2025"]),
    "wrong language": ([*HNTE, "--lang", "fr"], ["--lang", "fr"]),
    "unknown command": (["explan"], ["explan", "did you mean explain?"]),
    "unknown subcommand": (["instruments", "lst"], ["lst", "did you mean list?"]),
    "unknown option": ([*HNTE, "--giv", "x"], ["--giv", "did you mean --given?"]),
    "option without value": (["explain", "hnte_recognition", "--on"], ["--on"]),
    "no id": (["explain"], ["ID"]),
    "no population": (["evaluate", "hnte_recognition"], ["--population"]),
    "missing population": (["evaluate", "hnte_recognition", "--population", "no.csv"], ["no.csv", "does not exist"]),
    "no table": (["evaluate", "hnte_recognition", "--population", "firms.xlsx"], [".parquet or .csv", "firms.xlsx"]),
    "out is no table": (["evaluate", "hnte_recognition", "--population", "a.csv", "--out", "a.txt"], ["--out", "a.txt"]),
    "no sheet": (["instruments", "lint", "no.yaml"], ["no.yaml"]),
    "unknown sheet": (["instruments", "show", "tsme_evaluatio"], ["did you mean tsme_evaluation?"]),
    "no folder": (["demo"], ["--out"]),
}  # fmt: skip


@pytest.mark.parametrize("mistake", MISTAKES)
@pytest.mark.parametrize("lang", ["en", "zh"])
def test_a_mistake_is_told_with_its_place_and_ends_with_2(innovatory: Innovatory, mistake: str, lang: str) -> None:
    words, named = MISTAKES[mistake]
    asked = words if "--lang" in words or words[-1] == "--on" or lang == "en" else [*words, "--lang", "zh"]
    ended = innovatory(*asked)
    assert (ended.code, ended.out) == (2, "")
    assert len(ended.err.splitlines()) == 1
    assert "Traceback" not in ended.err
    if asked is words:
        assert [one for one in named if one not in ended.err] == []
    else:
        assert any("\u4e00" <= letter <= "\u9fff" for letter in ended.err)
        assert not any(word in ended.err for word in (" is ", "did you mean", "expected"))


APPLICANT = """\
registered_on: 2019-01-01
staff_mean: 120
st_staff: {value}
"""


@pytest.mark.parametrize(
    ("content", "named"),
    [
        (APPLICANT.format(value="many"), [":3:", "st_staff", "many"]),
        (APPLICANT.format(value="-1"), [":3:", "st_staff", "-1"]),
        (APPLICANT.format(value="1\nstaf_mean: 3"), [":4:", "staf_mean", "did you mean staff_mean?"]),
        (APPLICANT.format(value="1\nst_staff: 2"), [":4:", "st_staff", "second time"]),
        (APPLICANT.format(value="[1, 2"), ["YAML"]),
        (APPLICANT.format(value="1\nmarks: {core_ip: perhaps}"), [":4:", "marks.core_ip", "perhaps"]),
        ("- a\n- b\n", [":1:1", "key: value"]),
        ("", [":1:1"]),
        ("registered_on: !!python/object:x 1\n", ["tag"]),
    ],
)  # fmt: skip
def test_a_mistake_in_a_file_is_told_at_its_line(
    innovatory: Innovatory, tmp_path: Path, content: str, named: list[str]
) -> None:
    path = tmp_path / "firm.yaml"
    path.write_text(content, encoding="utf-8")
    ended = innovatory(*HNTE, "--given", path)
    assert (ended.code, ended.out) == (2, "")
    assert str(path) in ended.err
    assert [one for one in named if one not in ended.err] == []
    assert "Traceback" not in ended.err


def test_a_population_that_is_no_table_is_a_mistake(innovatory: Innovatory, tmp_path: Path) -> None:
    path = tmp_path / "firms.parquet"
    path.write_bytes(b"no parquet at all")
    ended = innovatory("evaluate", "hnte_recognition", "--population", path, "--on", "2024-06-30")
    assert ended.code == 2
    assert str(path) in ended.err
    assert len(ended.err.splitlines()) == 1


def test_text_in_a_column_of_numbers_names_the_column(innovatory: Innovatory, tmp_path: Path) -> None:
    path = tmp_path / "firms.csv"
    path.write_text("enterprise_id,staff_mean,st_staff\na,120,15\nb,many,3\n", encoding="utf-8")
    ended = innovatory("evaluate", "hnte_recognition", "--population", path, "--on", "2024-06-30")
    assert ended.code == 2
    assert "staff_mean" in ended.err


def test_an_unknown_dimension_names_the_nearest_column(innovatory: Innovatory, tmp_path: Path) -> None:
    path = tmp_path / "firms.csv"
    path.write_text("enterprise_id,district,staff_mean\na,X,120\n", encoding="utf-8")
    ended = innovatory("evaluate", "hnte_recognition", "--population", path, "--on", "2024-06-30", "--by", "distict")
    assert ended.code == 2
    assert "did you mean district?" in ended.err


def test_the_installed_command_tells_a_mistake_without_a_traceback(tmp_path: Path) -> None:
    program = Path(sys.executable).parent / "innovatory"
    words = [str(program), "explain", "hnte_recogniton", "--lang", "zh"]
    done = subprocess.run(words, cwd=tmp_path, capture_output=True, text=True, encoding="utf-8")
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr == "没有政策工具 'hnte_recogniton'，是否应为 hnte_recognition？\n"


FIRM = "kind: enterprise\nst_staff: 12\nrevenue: {2022: 3m, 2023: -4m}\nmarks: {core_ip: yes}\n"


@pytest.mark.parametrize(
    ("pairs", "told"),
    [
        ((), "firm.yaml:3:27 · revenue.2023: it cannot be negative"),
        (("st_staff=-5",), "st_staff.2023: it cannot be negative, but -5 is"),
        (("revenue=1m", "st_staff=2.5"), "st_staff.2023: "),
        (("revenue=-1m",), "revenue.2023: it cannot be negative, but -1m is"),
        (("marks.core_ip=perhaps", "revenue=1m"), "marks.core_ip: "),
    ],
)
def test_a_pair_is_not_told_as_a_line_of_the_file_below_it(
    innovatory: Innovatory, tmp_path: Path, pairs: tuple[str, ...], told: str
) -> None:
    (tmp_path / "firm.yaml").write_text(FIRM, encoding="utf-8")
    ended = innovatory(*HNTE, "--given", tmp_path / "firm.yaml", *pairs)
    assert (ended.code, ended.out) == (2, "")
    assert ended.err.removeprefix(f"{tmp_path}/").startswith(told)
