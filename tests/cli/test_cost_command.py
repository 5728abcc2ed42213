"""`innovatory cost` on a small table: what is asked, what is compared, what is written, what is refused."""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from io import StringIO
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from rich.console import Console

from innovatory.cli.progress import watched
from innovatory.policy.costing import Costing

Innovatory = Callable[..., Any]
ON = ("--on", "2022-12-31", "--year", "2022")
GRANT = ("cost", "toy_grant")
REFORM = "reform: r\nlabel: {en: Higher rate, zh: 提高比例}\nfrom: 2022-07-01\nexpect: {amount: 2m, source: Someone}\nchanges:\n  toy_grant:\n    parameters: {first_rate: 10%}\n    rationing: null\n"


def table(*rows: tuple[str, float, str, str]) -> pl.DataFrame:
    """Rows of id, accepted R&D in millions, sector, district."""
    names, bases, sectors, districts = zip(*rows, strict=True)
    money = [base * 1e6 for base in bases]
    facts = {"rd_declared": money, "rd_accepted": money, "sector": sectors, "district": districts, "status_hnte": False}
    return pl.DataFrame({"id": names, **facts})  # none holds a certificate


@pytest.fixture
def firms(tmp_path: Path) -> Path:
    """Thirty firms: 12 in the north and 15 in the south with 4 m of R&D, 3 in the west with 10 m."""
    rows = [(f"n{i:02}", 4.0, "services", "N") for i in range(12)] + [
        (f"s{i:02}", 4.0, "services", "S") for i in range(15)
    ]
    path = tmp_path / "firms.parquet"
    table(*rows, *((f"w{i}", 10.0, "manufacturing", "W") for i in range(3))).write_parquet(path)
    return path


@pytest.fixture
def higher(tmp_path: Path) -> Path:
    path = tmp_path / "higher.yaml"
    path.write_text(REFORM, encoding="utf-8")
    return path


def asked(innovatory: Innovatory, *words: object) -> dict[str, Any]:
    ended = innovatory(*words, "--json")
    assert (ended.code, ended.err) == (0, "")
    told: dict[str, Any] = json.loads(ended.out)
    return told


def wrong(innovatory: Innovatory, *words: object) -> str:
    ended = innovatory(*words)
    assert (ended.code, ended.out) == (2, "")
    assert "Traceback" not in ended.err
    return str(ended.err)


# What is asked ---------------------------------------------------------------------------------------------------------


def test_one_instrument_on_a_table(innovatory: Innovatory, firms: Path) -> None:
    told = asked(innovatory, *GRANT, "--population", firms, *ON)
    (grant,) = told["instruments"]
    # 27 of 200 000 and 3 of 500 000
    assert (told["rows"], grant["eligible"], grant["amount_low"], grant["amount_high"]) == (30, 30, 6.9e6, 6.9e6)
    assert grant["rationing"]["spent"] == {"low": 2e6, "high": 2e6}
    assert (told["on"], told["year"], told["change"], told["weighted"], told["origins"]) == (
        "2022-12-31",
        2022,
        None,
        False,
        [],
    )


def test_csv_and_parquet_are_costed_alike(innovatory: Innovatory, firms: Path, tmp_path: Path) -> None:
    csv = tmp_path / "firms.csv"
    pl.read_parquet(firms).write_csv(csv)
    words = (*ON, "--by", "district")
    assert asked(innovatory, *GRANT, "--population", csv, *words) == asked(
        innovatory, *GRANT, "--population", firms, *words
    )


def test_without_ids_all_sheets_for_enterprises_are_asked(innovatory: Innovatory, firms: Path) -> None:
    told = asked(innovatory, "cost", "--population", firms, "--on", "2024-06-30")
    ids = {one["id"] for one in told["instruments"]}
    assert {"hnte_recognition", "cit_hnte_15", "sz_tech_loan_interest_subsidy"} <= ids
    assert not ids & {"toy_grant", "gba_iit_subsidy", "basic_research_floor_30", "hetao_platform_grant"}
    assert told["year"] == 2023


def test_sheets_for_a_project_and_the_enterprise_behind_it_stand_in_one_table(
    innovatory: Innovatory, firms: Path
) -> None:
    told = asked(innovatory, "cost", "hetao_platform_grant", "cit_hnte_15", "--population", firms, "--on", "2024-06-30")
    assert [one["id"] for one in told["instruments"]] == ["cit_hnte_15", "hetao_platform_grant"]


def test_budgets_are_costed_alone_on_a_table_of_budgets(innovatory: Innovatory, tmp_path: Path) -> None:
    path = tmp_path / "budgets.csv"
    path.write_text("id,rd_fund,rd_fund_basic\na,100,30\nb,100,29\nc,100,\n", encoding="utf-8")
    told = asked(innovatory, "cost", "basic_research_floor_30", "--population", path, "--on", "2024-06-30")
    floor = told["instruments"][0]
    assert (floor["eligible"], floor["depends"], floor["near_misses"]) == (1, 1, 1)
    assert innovatory("cost", "basic_research_floor_30", "--population", path, "--on", "2024-06-30").code == 0


def test_groups_asked_for_twice_are_told_once(innovatory: Innovatory, firms: Path) -> None:
    told = asked(
        innovatory, *GRANT, "--population", firms, *ON, "--by", "district", "--by", "sector", "--by", "district"
    )
    assert list(told["groups"]) == ["district", "sector"]


# What is compared ------------------------------------------------------------------------------------------------------


def test_a_reform_is_compared_with_the_law_without_it(innovatory: Innovatory, firms: Path, higher: Path) -> None:
    told = asked(innovatory, *GRANT, "--population", firms, *ON, "--reform", higher)
    assert told["instruments"][0]["amount_low"] == 27 * 400_000 + 3 * 1_000_000
    assert told["change"]["instruments"][0]["amount_low"] == 6.9e6
    assert (told["change"]["gainers"], told["change"]["losers"]) == (30, 0)
    assert told["change"]["gained"]["low"] == pytest.approx(13.8e6 - 2e6)  # of the claims of 6.9 m only 2 m were paid
    assert [one["expect"]["low"] for one in told["reforms"]] == [2e6]


def test_without_ids_a_reform_is_asked_of_all_sheets_of_its_library(
    innovatory: Innovatory, firms: Path, higher: Path
) -> None:
    told = asked(innovatory, "cost", "--population", firms, *ON, "--reform", higher)
    assert [one["id"] for one in told["instruments"]] == ["toy_champion", "toy_grant", "toy_relief"]


def test_the_law_of_another_day_may_be_compared(innovatory: Innovatory, firms: Path) -> None:
    told = asked(innovatory, *GRANT, "--population", firms, *ON, "--before", "2021-12-31")
    assert told["change"]["on"] == "2021-12-31"
    assert told["change"]["instruments"][0]["amount_low"] == 27 * 400_000 + 3 * 1_000_000  # 10 % until the end of 2021


def test_with_another_day_the_other_law_is_that_of_the_day_without_the_reform(
    innovatory: Innovatory, firms: Path, higher: Path
) -> None:
    words = (*GRANT, "--population", firms, *ON, "--reform", higher, "--before", "2021-12-31")
    change = asked(innovatory, *words)["change"]
    assert (change["on"], change["reforms"]) == ("2021-12-31", [])
    assert change["instruments"][0]["rationing"]["budget"] == 2e6


def test_a_shipped_reform_is_known_by_its_name(innovatory: Innovatory, firms: Path) -> None:
    words = ("cost", "cit_hnte_15", "--population", firms, "--on", "2024-06-30", "--reform", "reform_rd_relief")
    assert [one["id"] for one in asked(innovatory, *words)["reforms"]] == ["reform_rd_relief"]


# What is shown and written ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("lang", "told"),
    [
        ("en", ["Toy R&D grant", "30 eligible", "6.9 million yuan", "By district", "30 units gain", "Someone", "<10", "withheld"]),
        ("zh", ["玩具研发资助", "符合 30", "690 万元", "按 行政区", "受益单位 30 个", "Someone", "<10", "不予显示"]),
    ],
)  # fmt: skip
def test_people_read_it_in_their_language(
    innovatory: Innovatory, firms: Path, higher: Path, monkeypatch: pytest.MonkeyPatch, lang: str, told: list[str]
) -> None:
    monkeypatch.setenv("COLUMNS", "80")
    words = ("--population", firms, *ON, "--reform", higher, "--by", "district", "--lang", lang)
    ended = innovatory(*GRANT, *words)
    assert ended.code == 0
    assert [one for one in told if one not in ended.out] == []


def test_small_groups_are_withheld_on_the_terminal_in_the_table_and_in_json_alike(
    innovatory: Innovatory, firms: Path, tmp_path: Path
) -> None:
    out = tmp_path / "groups.csv"
    words = (*GRANT, "--population", firms, *ON, "--by", "district", "--out", out)
    groups = asked(innovatory, *words)["groups"]["district"]
    assert {name: group["units"] for name, group in groups.items()} == {"N": "withheld", "S": 15, "W": "<10"}
    assert {name: group["totals"]["amount_low"] for name, group in groups.items()} == {"N": None, "S": 3e6, "W": None}
    written = pl.read_csv(out).filter(pl.col("dimension") == "district", pl.col("instrument") == "toy_grant")
    assert dict(written.select("group", "eligible").iter_rows()) == {"N": None, "S": 15, "W": None}
    assert "<10" in written.filter(pl.col("group") == "W")["withheld"].item()
    shown = innovatory(*words).out
    assert "1.5 million yuan" not in shown  # three of 500 000
    assert "2.4 million yuan" not in shown  # what would give them away
    assert str(out) in "".join(shown.split())  # a long path is folded


def test_rows_and_not_their_weight_make_a_group_large(innovatory: Innovatory, firms: Path, tmp_path: Path) -> None:
    path = tmp_path / "weighted.parquet"
    pl.read_parquet(firms).with_columns(weight=pl.lit(50.0)).write_parquet(path)
    told = asked(innovatory, *GRANT, "--population", path, *ON, "--by", "district")
    assert (told["weighted"], told["units"]) == (True, 1500)
    assert {name: group["units"] for name, group in told["groups"]["district"].items()} == {
        "N": "withheld",
        "S": 750,
        "W": "<10",
    }


@pytest.mark.parametrize("ending", ["csv", "parquet"])
def test_the_groups_are_written(innovatory: Innovatory, firms: Path, tmp_path: Path, ending: str) -> None:
    out = tmp_path / f"groups.{ending}"
    asked(innovatory, *GRANT, "--population", firms, *ON, "--out", out, "--by", "sector")
    frame = pl.read_csv(out) if ending == "csv" else pl.read_parquet(out)
    assert frame["dimension"].to_list() == ["*"] * 2 + ["sector"] * 4
    assert frame["amount_low"].to_list()[:2] == [6.9e6, 6.9e6]
    assert [path.name for path in tmp_path.iterdir() if path.name.startswith(".")] == []


def test_an_interrupt_leaves_no_half_written_file(
    innovatory: Innovatory, firms: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    out = tmp_path / "groups.csv"
    out.write_text("kept\n", encoding="utf-8")

    def interrupted(frame: pl.LazyFrame, path: Path, **options: object) -> None:
        path.write_text("half", encoding="utf-8")
        raise KeyboardInterrupt

    monkeypatch.setattr(pl.LazyFrame, "sink_csv", interrupted)
    before = sorted(tmp_path.iterdir())
    assert innovatory(*GRANT, "--population", firms, *ON, "--out", out).code == 130
    assert (sorted(tmp_path.iterdir()), out.read_text(encoding="utf-8")) == (before, "kept\n")


def test_an_interrupt_while_costing_writes_nothing(
    innovatory: Innovatory, firms: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def interrupted(run: Costing, progress: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(Costing, "run", interrupted)
    ended = innovatory(*GRANT, "--population", firms, *ON, "--out", tmp_path / "groups.csv")
    assert (ended.code, (tmp_path / "groups.csv").exists()) == (130, False)


def test_what_takes_long_says_how_far_it_is_and_what_does_not_says_nothing() -> None:
    text = StringIO()
    with watched("Costing …", Console(file=text, force_terminal=True, width=80), wait=0.0) as told:
        told(1, 4)
        time.sleep(0.3)
    assert "25%" in text.getvalue()
    for console in (Console(file=(quick := StringIO()), force_terminal=True), Console(file=(piped := StringIO()))):
        with watched("Costing …", console, wait=30.0 if console.is_terminal else 0.0) as told:
            told(1, 4)
    assert (quick.getvalue(), piped.getvalue()) == ("", "")


# What is refused -------------------------------------------------------------------------------------------------------


def test_an_unknown_id_is_refused_with_the_nearest(innovatory: Innovatory, firms: Path) -> None:
    assert "cit_hnte_15" in wrong(innovatory, "cost", "cit_hnte_51", "--population", firms)


def test_sheets_of_different_kinds_are_refused(innovatory: Innovatory, firms: Path) -> None:
    words = ("cost", "gba_iit_subsidy", "cit_hnte_15", "--population", firms)
    assert "gba_iit_subsidy (person)" in wrong(innovatory, *words)
    assert "gba_iit_subsidy (个人)" in wrong(innovatory, *words, "--lang", "zh")


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("--on", "2022-13-01"), "--on"),
        (("--before", "soon"), "--before"),
        (("--on", "2022-12-31", "--year", "2023"), "--year"),
        (("--by", "distrct"), "district"),
        (("--out", "groups.txt"), "--out"),
        (("--out", "/nowhere/groups.csv"), "/nowhere"),
        (("--reform", "missing.yaml"), "missing.yaml"),
        (("--lang", "fr"), "--lang"),
    ],
)  # fmt: skip
def test_a_wrong_word_is_told_at_its_place(
    innovatory: Innovatory, firms: Path, words: tuple[str, ...], told: str
) -> None:
    assert told in wrong(innovatory, *GRANT, "--population", firms, *words)


def test_a_table_that_is_none_is_refused(innovatory: Innovatory, tmp_path: Path) -> None:
    assert "missing.parquet" in wrong(innovatory, *GRANT, "--population", tmp_path / "missing.parquet")
    assert "--population" in wrong(innovatory, *GRANT, "--population", tmp_path)
    assert "--population" in wrong(innovatory, *GRANT)


def test_a_table_without_rows_or_with_a_broken_one_is_refused(
    innovatory: Innovatory, firms: Path, tmp_path: Path
) -> None:
    path = tmp_path / "firms.csv"
    path.write_text("revenue,staff\n", encoding="utf-8")
    assert "the table has no row" in wrong(innovatory, *GRANT, "--population", path)
    path.write_text("revenue,staff\n1,2,3\n", encoding="utf-8")
    assert "no readable table" in wrong(innovatory, *GRANT, "--population", path)


def test_the_table_is_not_written_over(innovatory: Innovatory, firms: Path) -> None:
    before = firms.read_bytes()
    assert "give another name" in wrong(innovatory, *GRANT, "--population", firms, *ON, "--out", firms)
    assert firms.read_bytes() == before


def test_a_mistake_of_a_reform_is_told_at_its_line(innovatory: Innovatory, firms: Path, tmp_path: Path) -> None:
    path = tmp_path / "wrong.yaml"
    path.write_text(REFORM.replace("first_rate", "frst_rate"), encoding="utf-8")
    told = wrong(innovatory, *GRANT, "--population", firms, *ON, "--reform", path)
    assert f"{path}:7" in told
    assert "first_rate" in told


def test_the_same_reform_twice_is_one_reform(innovatory: Innovatory, firms: Path, higher: Path) -> None:
    words = (*GRANT, "--population", firms, *ON, "--reform", higher, "--reform", higher)
    assert len(asked(innovatory, *words)["reforms"]) == 1
