"""The budget desk answers what `innovatory budget` answers; a plan comes as rows or as a spreadsheet and goes back out."""

from __future__ import annotations

import io
from collections.abc import Callable
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import fastexcel
import polars as pl
import pytest

from innovatory.measure.budget.plan_columns import TEMPLATE

Client = Any
Get = Callable[..., Any]
GRANT = "sz_hte_cultivation_grant"
HEAD = "line_id,name_zh,name_en,instrument,planned (yuan),in_rd_fund,research_class,least (yuan),备注,origin"
LINES = (
    "B,基础研究,Basic research,,3000000,yes,basic,,留,observed",
    f"K,培育,Cultivation,{GRANT},400000,yes,other,,=1+1,observed",
    "T,技术攻关,Technical research,,6600000,yes,other,5800000,,observed",
)
PLAN = "\n".join((HEAD, *LINES)) + "\n"
ROWS = [dict(zip(HEAD.split(","), line.split(","), strict=True)) for line in LINES]


@pytest.fixture(scope="module")
def firms(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Ten firms that surely get 100,000 yuan, five that get 200,000 if a condition holds."""
    rd = [30e6] * 10 + [60e6] * 5
    path = tmp_path_factory.mktemp("population") / "firms.parquet"
    pl.DataFrame(
        {
            "rd_accounts_2020": rd, "rd_accounts_2021": rd, "rd_super_deduction_2021": rd, "revenue_2022": rd,
            "status_above_size": False, "first_batch": False, "cultivation_conditions": [True] * 10 + [None] * 5,
            "origin": "synthetic",
        }
    ).write_parquet(path)  # fmt: skip
    return path


@pytest.fixture(scope="module")
def desk(firms: Path, serving: Callable[..., Client]) -> Client:
    client: Client = serving(None, firms)
    return client


def posted(client: Client, year: int = 2023, lang: str = "en") -> Any:
    found = client.post("/api/v1/budget", json={"rows": ROWS, "year": year, "lang": lang})
    assert found.status_code == 200, found.text
    return found.json()


def test_the_answer_is_that_of_the_terminal(
    desk: Client, firms: Path, tmp_path: Path, innovatory: Callable[..., Any]
) -> None:
    path = tmp_path / "plan.csv"
    path.write_text(PLAN, encoding="utf-8")
    told = innovatory("budget", path, "--population", firms, "--year", "2023", "--json").told
    found = posted(desk)
    for one, other in zip(found["lines"], told["lines"], strict=True):
        assert [one[key] for key in ("id", "planned", "answer", "after")] == [
            other[key] for key in ("id", "planned", "answer", "after")
        ]
        ends = one["claims"] and {end: one["claims"][end] for end in ("low", "high")}
        assert ends == other["claims"]
        assert one["evidence"]["shares"] == other["evidence"]["shares"]
    assert [(one["answer"], one["threshold"]) for one in found["floors"]] == [
        (one["answer"], one["threshold"]) for one in told["floors"]
    ]
    assert [one["moved"] for one in found["shifts"]] == [told["shifts"][end]["moved"] for end in ("low", "high")]


def test_claims_follow_from_the_population(desk: Client) -> None:
    """Ten times 100,000 for sure, five times 200,000 perhaps: 1 to 2 million; 400,000 planned are short by at least 600,000."""
    line = posted(desk)["lines"][1]
    assert (line["claims"]["low"], line["claims"]["high"]) == (1_000_000, 2_000_000)
    assert (line["answer"], line["short"]["low"], line["short"]["high"]) == ("short", 600_000, 1_600_000)


def test_a_file_and_its_rows_give_one_answer(desk: Client) -> None:
    form = {"year": "2023", "lang": "zh"}
    sent = desk.post("/api/v1/budget", data=form, files={"file": ("plan.csv", PLAN.encode(), "text/csv")})
    assert sent.json() == posted(desk, lang="zh")


def test_rows_that_come_back_can_be_sent_again(desk: Client) -> None:
    first = posted(desk)
    again = desk.post("/api/v1/budget", json={"rows": first["rows"], "year": 2023})
    assert again.json() == first


def test_a_spreadsheet_comes_back_with_the_answer_and_no_formula(desk: Client) -> None:
    sent = desk.post("/api/v1/budget.xlsx", json={"rows": ROWS, "year": 2023})
    assert sent.headers["content-type"] == "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    assert sent.headers["cache-control"] == "no-store"
    table = fastexcel.read_excel(sent.content).load_sheet(0).to_polars()
    assert table["备注"].to_list()[1] == "=1+1"
    assert table["expected claims, low (yuan)"].to_list() == [None, 1_000_000, None]
    assert table["answer"].to_list()[1] == "short by 0.6 – 1.6 million yuan"
    assert b"<f>" not in b"".join(_parts(sent.content))


def _parts(content: bytes) -> list[bytes]:
    with ZipFile(io.BytesIO(content)) as archive:
        return [archive.read(name) for name in archive.namelist()]


def test_the_answer_can_be_sent_in_again(desk: Client) -> None:
    out = desk.post("/api/v1/budget.xlsx", json={"rows": ROWS, "year": 2023}).content
    again = desk.post("/api/v1/budget", data={"year": "2023"}, files={"file": ("again.xlsx", out, "")})
    assert [one["answer_text"] for one in again.json()["lines"]] == [
        one["answer_text"] for one in posted(desk)["lines"]
    ]


def test_without_a_population_floors_are_judged_all_the_same(api: Client) -> None:
    """3 of 10 million are 30 %: the floor of 30 % is met; claims cannot be said."""
    found = posted(api)
    assert [one["answer"] for one in found["lines"]] == ["cannot_say"] * 3
    assert "no population is served" in found["lines"][1]["answer_text"]
    assert "--population" in found["population"]
    (floor,) = found["floors"]
    assert (floor["answer"], floor["share"]["low"], floor["threshold"]) == ("met", 0.3, 0.3)


@pytest.mark.parametrize(
    ("rows", "words"),
    [
        ([{**ROWS[0], "planned (yuan)": "many"}], "many"),
        ([{**ROWS[0], "instrument": "sz_hte_cultivation"}], "sz_hte_cultivation"),
        ([{"line_id": "A"}], "planned"),
        ([{**ROWS[0], "planned (yuan)": "1e30"}], "more than any budget has"),
    ],
)
def test_wrong_cells_are_told(api: Client, rows: list[dict[str, str]], words: str) -> None:
    found = api.post("/api/v1/budget", json={"rows": rows, "year": 2023})
    assert found.status_code == 422
    assert words in found.json()["en"]
    assert found.json()["place"]["file"] == "plan.csv"


@pytest.mark.parametrize(
    ("sent", "path"),
    [
        ({"json": {"rows": [], "year": 2023}}, "rows"),
        ({"json": {"rows": ROWS}}, "year"),
        ({"data": {"year": "2023"}, "files": {"other": ("a.csv", b"a", "")}}, "file"),
        ({"data": {"year": "soon"}, "files": {"file": ("a.csv", b"a", "")}}, "year"),
        ({"data": {"year": "0000"}, "files": {"file": ("a.csv", b"a", "")}}, "year"),
        ({"data": {"year": "3000"}, "files": {"file": ("a.csv", b"a", "")}}, "year"),
        ({"data": {"year": "2023", "lang": "fr"}, "files": {"file": ("a.csv", b"a", "")}}, "lang"),
        ({"json": {"rows": "none", "year": 2023}}, "rows"),
    ],
)
def test_what_is_missing_is_told_at_its_field(api: Client, sent: dict[str, Any], path: str) -> None:
    found = api.post("/api/v1/budget", **sent)
    assert (found.status_code, found.json()["place"]["path"]) == (422, path)


def test_a_year_that_the_population_does_not_reach_is_told_at_its_field(desk: Client) -> None:
    found = desk.post("/api/v1/budget", json={"rows": ROWS, "year": 2999})
    assert (found.status_code, found.json()["place"]["path"]) == (422, "year")


def test_no_shape_of_a_value_is_told_without_saying_what_is_expected(api: Client) -> None:
    assert api.post("/api/v1/budget", json={"rows": "none", "year": 2023}).json()["zh"] == "应为列表"
    assert api.get("/api/v1/instruments?on=1").json()["en"] == "a day such as 2024-06-30 is expected"


def test_the_example_and_the_template(api: Client, get: Get) -> None:
    example = get(api, "budget/example", lang="zh")
    assert [one["name"] for one in example["columns"]] == list(TEMPLATE)
    assert api.post("/api/v1/budget", json={"rows": example["rows"], "year": example["year"]}).status_code == 200
    text = pl.read_csv(io.BytesIO(api.get("/api/v1/budget/template.csv").content))
    assert text.columns == list(TEMPLATE)
    assert "budget_lines" in fastexcel.read_excel(api.get("/api/v1/budget/template.xlsx").content).sheet_names


# Another value of a rule -------------------------------------------------------------------------------------------------

FLOOR = "basic_research_floor_30.min_share"
CAP = f"{GRANT}.cap"


def changed(client: Client, *changes: str, lang: str = "en") -> Any:
    body = {"rows": ROWS, "year": 2023, "lang": lang, "changes": list(changes)}
    found = client.post("/api/v1/budget", json=body)
    assert found.status_code == 200, found.text
    return found.json()


def test_a_higher_floor_is_no_longer_met(api: Client) -> None:
    """3 of 10 million are 30 %: under 35 % of 10 million half a million is missing, which has to move."""
    found = changed(api, f"{FLOOR}=35%")
    assert {**found, "change": None} == posted(api)
    of = found["change"]
    (floor,) = of["floors"]
    assert [(floor[side]["answer"], floor[side]["threshold_text"]) for side in ("before", "after")] == [
        ("met", "30%"),
        ("not_met", "35%"),
    ]
    assert not any(one["changed"] for one in of["lines"])
    shift = next(one for one in of["shifts"] if one["end"] == "low")
    assert [shift[side]["moved"] for side in ("before", "after")] == [0, 500_000]


def test_a_lower_cap_lowers_the_claims(desk: Client) -> None:
    """With 50,000 yuan each at most, ten firms surely ask for half a million, and five perhaps for a quarter more."""
    found = changed(desk, f"{CAP}=50000")
    line = found["change"]["lines"][1]
    assert line["changed"]
    (told,) = found["change"]["changes"]
    assert told.endswith("3 million yuan → 50,000 yuan")
    assert line["before"]["claims_text"] == "1 – 2 million yuan"
    assert line["after"]["claims_text"] == "500,000 – 750,000 yuan"
    assert [one["changed"] for one in found["change"]["lines"]] == [False, True, False]
    assert found["lines"] == posted(desk)["lines"]


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_the_sentences_of_a_change_are_those_of_the_terminal(
    desk: Client,
    firms: Path,
    tmp_path: Path,
    innovatory: Callable[..., Any],
    lang: str,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("COLUMNS", "1000")
    path = tmp_path / "plan.csv"
    path.write_text(PLAN, encoding="utf-8")
    words = ("--population", firms, "--year", "2023", "--change", f"{CAP}=50000", "--lang", lang)
    told = innovatory("budget", path, *words).out
    sentences = changed(desk, f"{CAP}=50000", lang=lang)["change"]["sentences"]
    assert sentences
    assert all(one in told for one in sentences)


def test_changes_beside_a_file_stand_one_below_the_other(desk: Client) -> None:
    form = {"year": "2023", "changes": f"{FLOOR}=35%\n\n{CAP}=50000\n"}
    sent = desk.post("/api/v1/budget", data=form, files={"file": ("plan.csv", PLAN.encode(), "text/csv")})
    assert sent.json() == changed(desk, f"{FLOOR}=35%", f"{CAP}=50000")


@pytest.mark.parametrize(
    ("change", "words", "near"),
    [
        (f"{FLOOR}=many", "many", None),
        (f"{FLOOR}=-5%", "cannot be negative", None),
        (f"{CAP}=", "the new value is missing", None),
        ("basic_research_floor_30.min_shore=1%", "min_shore", "min_share"),
        ("basic_research_flor_30.min_share=1%", "basic_research_flor_30", "basic_research_floor_30"),
        ("more money", "more money", None),
    ],
)
def test_a_change_that_cannot_be_made_is_told_at_its_field(api: Client, change: str, words: str, near: str) -> None:
    found = api.post("/api/v1/budget", json={"rows": ROWS, "year": 2023, "changes": [change]})
    assert found.status_code == 422
    told = found.json()
    assert words in told["en"]
    assert (told["nearest"], told["place"]["path"]) == (near, "changes")


def test_levers_have_the_value_in_force_and_its_law(api: Client) -> None:
    """The floor of the regulations of 2020 is 30 %; the grant of 2023 gives at most 3 million (its notice)."""
    levers = {one["name"]: one for one in posted(api)["levers"]}
    assert {one["instrument"]["id"] for one in levers.values()} == {GRANT, "basic_research_floor_30"}
    assert (levers[FLOOR]["value"], levers[FLOOR]["unit"], levers[FLOOR]["text"]) == (0.3, "1", "30%")
    assert (levers[CAP]["value"], levers[CAP]["unit"]) == (3_000_000, "yuan")
    assert all(one["law"]["cite"] and one["label"] for one in levers.values())
    assert f"{GRANT}.tier" not in levers, "a table of tiers is no single value"


def test_every_lever_can_be_pulled(api: Client) -> None:
    """The value in force, put in its own place, changes nothing."""
    for one in posted(api)["levers"]:
        of = changed(api, f"{one['name']}={one['value']}")["change"]
        assert not any(part["changed"] for part in [*of["lines"], *of["floors"]]), one["name"]
