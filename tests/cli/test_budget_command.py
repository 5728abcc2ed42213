"""`innovatory budget`: what is read and written, in both languages, and what is refused."""

from __future__ import annotations

import json
from collections.abc import Callable
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import fastexcel
import polars as pl
import pytest

from innovatory.measure.budget.plan_file import PlanFile, read_plan
from innovatory.policy.library import libraries

Innovatory = Callable[..., Any]
GRANT = "sz_hte_cultivation_grant"
HEAD = "line_id,name_zh,name_en,instrument,planned (yuan),in_rd_fund,research_class,least (yuan),备注,origin\n"
LINES = (
    "B,基础研究,Basic research,,3000000,yes,basic,,留,synthetic",
    f"K,培育,Cultivation,{GRANT},400000,yes,other,,=1+1,synthetic",
    "T,技术攻关,Technical research,,6600000,yes,other,5800000,,synthetic",
    "合计,,,,10000000,,,,,",
)


@pytest.fixture
def plan(tmp_path: Path) -> Path:
    path = tmp_path / "plan.csv"
    path.write_text(HEAD + "\n".join(LINES) + "\n", encoding="utf-8")
    return path


@pytest.fixture
def firms(tmp_path: Path) -> Path:
    """Ten firms that surely get 100,000 yuan, five that get 200,000 if a condition holds."""
    rd = [30e6] * 10 + [60e6] * 5
    path = tmp_path / "firms.parquet"
    pl.DataFrame(
        {
            "rd_accounts_2020": rd, "rd_accounts_2021": rd, "rd_super_deduction_2021": rd, "revenue_2022": rd,
            "status_above_size": False, "first_batch": False, "cultivation_conditions": [True] * 10 + [None] * 5,
            "origin": "synthetic",
        }
    ).write_parquet(path)  # fmt: skip
    return path


def asked(innovatory: Innovatory, plan: Path, firms: Path, *words: object) -> Any:
    ended = innovatory("budget", plan, "--population", firms, "--year", "2023", *words)
    assert (ended.code, ended.err) == (0, "")
    return ended


def wrong(innovatory: Innovatory, *words: object) -> str:
    ended = innovatory("budget", *words)
    assert (ended.code, ended.out) == (2, "")
    assert "Traceback" not in ended.err
    return str(ended.err)


def test_the_whole_answer_as_plain_data(innovatory: Innovatory, plan: Path, firms: Path) -> None:
    told = json.loads(asked(innovatory, plan, firms, "--json").out)
    assert (told["planned"], told["pots"], told["totals_checked"]) == (10**7, {"rd_fund": 10**7, "other": 0}, 1)
    assert told["tally"] == {"enough": 0, "short": 1, "cannot_say": 2}
    line = told["lines"][1]
    assert (line["claims"], line["short"]) == ({"low": 10**6, "high": 2 * 10**6}, {"low": 600_000, "high": 1_600_000})
    assert told["shifts"]["low"]["moves"] == {"K": 600_000, "T": -600_000}
    assert told["floors"][0]["answer"] == "met"
    assert told["change"] is None


@pytest.mark.parametrize(
    ("lang", "said"),
    [
        (
            "en",
            ("K Cultivation", "short by 0.6 – 1.6 million yuan", "met; 30% of the R&D fund", "One more yuan in the R&D fund takes 0.7 yuan",
             "T Technical research: −600,000 yuan, to 6 million yuan", "invented", "This answer rests on"),
        ),
        (
            "zh",
            ("K 培育", "不足，缺 60 – 160 万元", "达到；基础研究与应用基础研究占科技研发资金 30%", "科技研发资金每增加 1 元，申领缺口减少 0.7 元",
             "T 技术攻关：−60 万元，调整后 600 万元", "虚构", "本结论依据"),
        ),
    ],
)  # fmt: skip
def test_what_the_terminal_says(
    innovatory: Innovatory, plan: Path, firms: Path, lang: str, said: tuple[str, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "400")
    out = asked(innovatory, plan, firms, "--lang", lang).out
    assert [text for text in said if text not in out] == []


def test_a_narrow_terminal_says_the_same(
    innovatory: Innovatory, plan: Path, firms: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "50")
    out = asked(innovatory, plan, firms).out
    assert max(map(len, out.splitlines())) <= 50
    assert "✗ short by 0.6 – 1.6 million yuan" in out


@pytest.mark.parametrize("lang", ["en", "zh"])
@pytest.mark.parametrize("name", ["out.xlsx", "out.csv"])
def test_the_lines_go_back_out_and_can_be_read_again(
    innovatory: Innovatory, plan: Path, firms: Path, tmp_path: Path, name: str, lang: str
) -> None:
    out = tmp_path / name
    asked(innovatory, plan, firms, "--out", out, "--lang", lang)
    frame = fastexcel.read_excel(out).load_sheet(0).to_polars() if name.endswith("xlsx") else pl.read_csv(out)
    assert frame.columns[: len(HEAD.split(","))] == HEAD.strip().split(",")
    assert frame["planned (yuan)"].to_list() == [3_000_000, 400_000, 6_600_000, 10_000_000]
    moved = frame.to_series(-3).to_list()  # after the shift for the low claims
    assert moved == [3_000_000, 1_000_000, 6_000_000, None]
    assert "'=1+1" in (out.read_text(encoding="utf-8-sig") if name.endswith("csv") else "'=1+1")
    again, before = (read_plan(PlanFile(str(path)), 2023, libraries()) for path in (out, plan))
    assert again.lines == before.lines
    assert again.left_out == ()


class Seen(HTMLParser):
    """What a page loads, and its texts."""

    def __init__(self) -> None:
        super().__init__()
        self.loads: list[str] = []
        self.texts: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.loads += [tag] if tag in ("script", "link", "img", "iframe") else []
        self.loads += [name for name, _ in attrs if name in ("src", "href") or name.startswith("on")]

    def handle_data(self, data: str) -> None:
        self.texts.append(data)


def test_the_page_holds_both_languages_and_loads_nothing(
    innovatory: Innovatory, plan: Path, firms: Path, tmp_path: Path
) -> None:
    plan.write_text(plan.read_text(encoding="utf-8").replace("Basic research", "<b>&amp"), encoding="utf-8")
    asked(innovatory, plan, firms, "--page", tmp_path / "page.html", "--change", f"{GRANT}.cap=50000")
    page = Seen()
    page.feed((tmp_path / "page.html").read_text(encoding="utf-8"))
    text = " ".join(page.texts)
    assert page.loads == []
    for said in (
        "short by 0.6 – 1.6 million yuan",
        "不足，缺 60 – 160 万元",
        "B <b>&amp",
        "What the change does",
        "改动的影响",
    ):
        assert said in text


def test_a_change_is_shown_line_by_line(innovatory: Innovatory, plan: Path, firms: Path) -> None:
    told = json.loads(asked(innovatory, plan, firms, "--json", "--change", f"{GRANT}.cap=50000").out)
    changed = {one["id"]: one for one in told["change"]["lines"]}
    # 50,000 yuan for ten, then for fifteen
    assert changed["K"]["after"]["claims"] == {"low": 500_000, "high": 750_000}
    assert [name for name, one in changed.items() if one["changed"]] == ["K"]


def test_kept_claims_give_the_same_answer(innovatory: Innovatory, plan: Path, firms: Path, tmp_path: Path) -> None:
    words = ("--json", "--cache", tmp_path / "kept")
    first, second = (asked(innovatory, plan, firms, *words).out for _ in range(2))
    assert first == second == asked(innovatory, plan, firms, "--json").out
    assert len(list((tmp_path / "kept").glob("claims-*.json"))) == 1


def test_the_example_and_the_template_are_what_the_desk_reads(
    innovatory: Innovatory, firms: Path, tmp_path: Path
) -> None:
    ended = innovatory("budget", "budget_shenzhen_example", "--population", firms, "--year", "2023", "--json")
    told = json.loads(ended.out)
    assert told["plan_origins"] == ["synthetic"]
    assert all("invented" in line["label"]["en"] and "虚构" in line["label"]["zh"] for line in told["lines"])
    template = tmp_path / "plan.xlsx"
    assert innovatory("budget", "--template", template).code == 0
    sheet = fastexcel.read_excel(template).load_sheet("budget_lines").to_polars()
    assert {"预算（元）*", "最低额（元）", "申领率下限"} <= set(sheet.columns)
    assert "no row of data" in wrong(innovatory, template, "--population", firms, "--year", "2023")


# What is refused -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ((), "the file of planned lines is missing"),
        (("plan.pdf", "--population", "f.parquet", "--year", "2023"), "planned lines end in .xlsx or .csv"),
        (("budget_shenzhen_exampl", "--population", "f.parquet", "--year", "2023"), "did you mean budget_shenzhen_example?"),
        (("budget", "--population", "f.parquet", "--year", "2023"), "none of the shipped plans (budget_shenzhen_example)"),
        (("plan.csv", "--year", "2023"), "the population is missing"),
        (("plan.csv", "--population", "f.parquet"), "the year of the budget is missing"),
        (("plan.csv", "--population", "f.txt", "--year", "2023"), "ends in .parquet or .csv"),
        (("plan.csv", "--population", "f.parquet", "--year", "next"), "a year such as 2023"),
        (("plan.csv", "--population", "f.parquet", "--year", "2023", "--out", "x.pdf"), "ends in .xlsx / .csv"),
        (("plan.csv", "--population", "f.parquet", "--year", "2023", "--page", "x.pdf"), "ends in .html / .htm"),
        (("plan.csv", "--population", "f.parquet", "--year", "2023", "--out", "plan.csv"), "a file that is read"),
        (("plan.csv", "--population", "f.parquet", "--year", "2023", "--page", "no/x.html"), "folder does not exist"),
        (("--template", "plan.csv"), "ends in .xlsx is expected"),
        (("none.csv", "--population", "f.parquet", "--year", "2023"), "none.csv"),
    ],
)  # fmt: skip
def test_what_cannot_be_asked(innovatory: Innovatory, words: tuple[str, ...], said: str) -> None:
    assert said in wrong(innovatory, *words)


def test_a_wrong_budget_is_told_in_both_languages(innovatory: Innovatory, plan: Path, firms: Path) -> None:
    plan.write_text(plan.read_text(encoding="utf-8").replace("合计,,,,10000000", "合计,,,,1000"), encoding="utf-8")
    words = (plan, "--population", firms, "--year", "2023")
    assert "its lines add up to 10,000,000 yuan" in wrong(innovatory, *words)
    assert "所属各行之和为 10,000,000 元" in wrong(innovatory, *words, "--lang", "zh")


def test_a_population_that_is_not_there_is_told(innovatory: Innovatory, plan: Path) -> None:
    assert "does not exist" in wrong(innovatory, plan, "--population", "none.parquet", "--year", "2023")


def test_a_template_is_never_written_over_a_file(innovatory: Innovatory, tmp_path: Path) -> None:
    (tmp_path / "plan.xlsx").write_bytes(b"filled in")
    assert "exists already" in wrong(innovatory, "--template", tmp_path / "plan.xlsx")
    assert (tmp_path / "plan.xlsx").read_bytes() == b"filled in"
