"""`innovatory populate`: the files, the report, the same bytes for the same seed, and what a user can get wrong."""

from __future__ import annotations

import hashlib
import json
import signal
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from innovatory.measure.new_city import new_city
from innovatory.records.synthetic.writing import told_by
from innovatory.records.workspace import read_workspace
from innovatory.records.workspace_check import check_tables

Innovatory = Callable[..., Any]
FIGURES = [
    ("enterprises", 2019, 15_000, "exact"), ("enterprises", 2020, 16_500, "exact"), ("enterprises", 2021, 18_000, "exact"),
    ("enterprises", 2022, 20_000, "exact"), ("enterprises_new", 2022, 3_000, "exact"), ("individual_businesses", 2022, 9_000, "exact"),
    ("market_entities", 2022, 29_000, "exact"), ("hte_total", 2020, 90, "exact"), ("hte_total", 2022, 120, "exact"),
    ("listed_companies", 2022, 5, "exact"), ("unicorns", 2021, 1, "exact"),
]  # fmt: skip


def digest(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


@pytest.fixture(scope="module")
def harbour(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A city that publishes about half of what there could be."""
    folder = tmp_path_factory.mktemp("cities") / "harbour"
    new_city(folder, "Harbour", "港城")
    statistics = folder / "statistics"
    columns = (statistics / "sources.csv").read_text(encoding="utf-8").strip().split(",")
    row = {"source_id": "office", "title": "Yearbook", "publisher": "Office", "published": "2024-01-01",
           "url_or_file": "https://example.org/", "reliability": "official"}  # fmt: skip
    with (statistics / "sources.csv").open("a", encoding="utf-8") as file:
        file.write(",".join(row.get(name, "") for name in columns) + "\n")
    with (statistics / "indicators.csv").open("a", encoding="utf-8") as file:
        file.writelines(f"{name},{name},{name},count,家\n" for name in dict.fromkeys(one[0] for one in FIGURES))
    with (statistics / "figures.csv").open("a", encoding="utf-8") as file:
        for name, year, value, bound in FIGURES:
            file.write(
                f"{name},{name},{year},{value},count,,office,{value} of {name},show,stock,{bound},observed,{name},,yes\n"
            )
    return folder


@pytest.fixture(scope="module")
def made(harbour: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The flat table of that city at the end of 2022, with its report as JSON beside it."""
    from innovatory.cli.doors import run

    folder = tmp_path_factory.mktemp("made")
    path, report = folder / "firms.parquet", folder / "firms.json"
    words = ["populate", harbour, "--year", 2022, "--out", path, "--report", report, "--processes", 1]
    assert run([str(word) for word in words]) == 0
    return path


def test_counts_are_exact_in_the_file(made: Path) -> None:
    frame = pl.read_parquet(made)
    assert frame.height == 20_000
    assert frame["enterprise_id"].n_unique() == 20_000
    assert frame.filter(pl.col("registered_on").dt.year() == 2022).height == 3_000
    assert frame["status(hnte)"].sum() == 120
    assert frame["status(listed)"].sum() == 5
    assert frame["technology"].sum() == 640
    assert frame["origin"].unique().to_list() == ["synthetic"]
    assert "weight" not in frame.columns
    assert {"revenue_2020", "revenue_2021", "revenue_2022"} <= set(frame.columns)


def test_the_file_says_what_its_columns_rest_on(made: Path) -> None:
    told = told_by(made)
    assert (told["city"], told["year"], told["seed"], told["weight"]) == ("harbour", 2022, 1, 1)
    assert set(told["basis"]) == set(pl.read_parquet_schema(made))
    assert told["basis"]["status(hnte)"] == "published"
    assert told["basis"]["revenue_2022"] == told["basis"]["sector"] == "assumed"


def test_the_report_tells_what_is_met_and_what_is_missing(made: Path) -> None:
    found = json.loads(made.with_suffix(".json").read_text(encoding="utf-8"))
    totals = {one["id"]: one for one in found["totals"]}
    assert totals["enterprises"]["met"] == totals["enterprises_new"]["met"] == totals["hnte"]["met"] == "exact"
    assert totals["hnte"]["published"]["figures"][0]["source"] == "office"
    assert totals["market_entities"]["met"] == "not_in_file"
    assert (totals["rd_2022"]["met"], totals["rd_2022"]["elsewhere"]) == ("not_published", [])
    # a figure of the year before and none after: nothing is said of this year
    assert (totals["unicorn"]["met"], totals["unicorn"]["elsewhere"]) == ("not_published", [2021])
    assert found["untuned"]["applications"]["set_on"][0]["year"] == 2020
    assert [one["year"] for one in found["untuned"]["applications"]["told"]] == [2022]
    assert {one["basis"] for one in found["constants"].values()} == {"published", "derived", "assumed"}


def test_the_same_seed_gives_the_same_bytes_and_another_one_others(
    innovatory: Innovatory, harbour: Path, made: Path, tmp_path: Path
) -> None:
    for name, seed, processes in (("same", 1, 2), ("other", 2, 1)):
        ended = innovatory(
            "populate",
            harbour,
            "--year",
            2022,
            "--out",
            tmp_path / f"{name}.parquet",
            "--seed",
            seed,
            "--processes",
            processes,
        )
        assert ended.code == 0, ended.err
    assert digest(tmp_path / "same.parquet") == digest(made)
    assert digest(tmp_path / "other.parquet") != digest(made)
    assert (tmp_path / "same_totals.html").is_file()


def test_a_smaller_city_gives_the_same_totals(innovatory: Innovatory, harbour: Path, tmp_path: Path) -> None:
    path = tmp_path / "small.parquet"
    ended = innovatory("populate", harbour, "--year", 2022, "--out", path, "--weight", 50, "--processes", 1, "--json")
    assert ended.code == 0, ended.err
    frame = pl.read_parquet(path)
    assert frame.height < 1_500
    assert frame["weight"].sum() == 20_000
    assert frame.filter(pl.col("status(hnte)"))["weight"].sum() == 120
    assert frame.filter(pl.col("registered_on").dt.year() == 2022)["weight"].sum() == 3_000
    assert {one["met"] for one in json.loads(ended.out)["totals"]} == {"exact", "not_published", "not_in_file"}


def test_a_folder_holds_records_that_validate_and_can_be_measured(
    innovatory: Innovatory, harbour: Path, tmp_path: Path
) -> None:
    folder = tmp_path / "harbour_made"
    ended = innovatory("populate", harbour, "--year", 2022, "--out", folder, "--weight", 20, "--processes", 1, "--json")
    assert ended.code == 0, ended.err
    totals = {one["id"]: one["met"] for one in json.loads(ended.out)["totals"]}
    assert totals["market_entities"] == totals["individual_businesses"] == totals["enterprises"] == "exact"
    records = read_workspace(folder)
    assert {"enterprises", "enterprise_years", "statuses", "rd_years"} <= set(records.tables)
    assert records.tables["enterprises"].origin == ("synthetic",)
    assert records.tables["enterprises"].basis["registered_on"] == "derived"
    assert records.tables["enterprise_years"].basis["revenue"] == "assumed"
    years = records.scan("enterprise_years").select(pl.col("year").unique().sort()).collect()["year"].to_list()
    assert years == [2020, 2021, 2022]
    assert [one.table for one in check_tables(records, folder) if not one.sound] == []
    assert "synthetic" in (folder / "city.yaml").read_text(encoding="utf-8")


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_the_page_tells_fact_from_assumption_in_both_languages(
    innovatory: Innovatory, harbour: Path, tmp_path: Path, lang: str
) -> None:
    page = tmp_path / "report.html"
    ended = innovatory(
        "populate",
        harbour,
        "--year",
        2022,
        "--out",
        tmp_path / "a.parquet",
        "--report",
        page,
        "--processes",
        1,
        "--lang",
        lang,
    )
    assert ended.code == 0, ended.err
    assert ("合成" if lang == "zh" else "Synthetic") in ended.out
    html = page.read_text(encoding="utf-8")
    for text in (
        "Index of the Pareto tail of R&amp;D",
        "研发费用帕累托尾部指数",
        'class="basis-assumed"',
        "<svg",
        "20,000",
    ):
        assert text in html
    assert "<script" not in html
    assert "http" not in html.replace("https://example.org/", "")


def test_what_is_assumed_groups_no_measured_result(innovatory: Innovatory, harbour: Path, tmp_path: Path) -> None:
    folder = tmp_path / "harbour_made"
    assert innovatory("populate", harbour, "--year", 2022, "--out", folder, "--processes", 1).code == 0
    (whole,) = json.loads(innovatory("measure", folder, "enterprises", "--json").out)["indicators"]
    (value,) = [one for one in whole["observations"] if one["origin"] == "records" and one["year"] == 2022]
    assert (value["low"], value["high"], value["flag"]) == (20_000, 20_000, "estimated")
    (parted,) = json.loads(innovatory("measure", folder, "enterprises", "--by", "ownership", "--json").out)[
        "indicators"
    ]
    assert [one for one in parted["observations"] if one["origin"] == "records"] == []
    assert [(one["kind"], one["columns"]) for one in parted["unsaid"]] == [("assumed", ["ownership"])]


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("--weight", "0"), "--weight"),
        (("--weight", "-3"), "--weight"),
        (("--weight", "2.5"), "--weight"),
        (("--seed", "x"), "--seed"),
        (("--processes", "0"), "--processes"),
        (("--year", "2030"), "2017 to 2023"),
        (("--year", "2018"), "2019, 2020"),
        (("--year", "soon"), "--year"),
        (("--report", "totals.pdf"), ".html or .json"),
    ],
)
def test_what_a_user_can_get_wrong(
    innovatory: Innovatory, harbour: Path, tmp_path: Path, words: tuple[str, str], told: str
) -> None:
    given = {"--year": "2022", "--out": str(tmp_path / "a.parquet"), words[0]: words[1]}
    ended = innovatory("populate", harbour, *(part for pair in given.items() for part in pair))
    assert ended.code == 2
    assert told in ended.err
    assert list(tmp_path.iterdir()) == []


def test_a_file_that_stands_there_is_left_as_it_is(innovatory: Innovatory, harbour: Path, tmp_path: Path) -> None:
    path = tmp_path / "a.parquet"
    path.write_text("mine")
    ended = innovatory("populate", harbour, "--year", 2022, "--out", path)
    assert (ended.code, path.read_text()) == (2, "mine")


@pytest.mark.parametrize("name", ["Not_an_id", "a-b"])
def test_a_folder_whose_name_can_be_no_city(innovatory: Innovatory, harbour: Path, tmp_path: Path, name: str) -> None:
    ended = innovatory("populate", harbour, "--year", 2022, "--out", tmp_path / name, "--processes", 1)
    assert ended.code == 2
    assert list(tmp_path.iterdir()) == []


def test_a_city_without_a_number_of_enterprises(innovatory: Innovatory, tmp_path: Path) -> None:
    ended = innovatory("populate", "lindao", "--year", 2022, "--out", tmp_path / "a.parquet", "--lang", "zh")
    assert ended.code == 2
    assert "企业数" in ended.err


def test_nothing_is_begun_where_nothing_can_be_written(innovatory: Innovatory, harbour: Path, tmp_path: Path) -> None:
    # a folder in which no file can be made, whoever asks
    ended = innovatory("populate", harbour, "--year", 2022, "--out", "/proc/a.parquet")
    assert (ended.code, "/proc" in ended.err) == (2, True)
    words = ("--out", tmp_path / "a.parquet", "--report", tmp_path / "no" / "a.html")
    ended = innovatory("populate", harbour, "--year", 2022, *words)
    assert (ended.code, "does not exist" in ended.err) == (2, True)
    assert list(tmp_path.iterdir()) == []


@pytest.fixture
def interruptible() -> Iterator[None]:
    """Ctrl-C is heard, also where whoever started the tests has it ignored (as shells do for what runs behind)."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)


@pytest.mark.usefixtures("interruptible")
@pytest.mark.parametrize("name", ["a.parquet", "a"])
@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_an_interruption_while_writing_leaves_no_part_behind(
    harbour: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    name: str,
    number: signal.Signals,
) -> None:
    from innovatory.cli.doors import run
    from innovatory.measure import population_make

    drawn = population_make.drawn

    def interrupted(*given: Any) -> Any:
        yield from drawn(*given)
        assert any(path.name.startswith(".a") for path in tmp_path.iterdir())
        signal.raise_signal(number)

    monkeypatch.setattr(population_make, "drawn", interrupted)
    before = signal.getsignal(signal.SIGTERM)
    assert run(["populate", str(harbour), "--year", "2022", "--out", str(tmp_path / name)]) == 130
    assert capsys.readouterr().err == "Stopped; nothing was written.\n"
    assert list(tmp_path.iterdir()) == []
    assert signal.getsignal(signal.SIGTERM) is before


@pytest.mark.parametrize("name", ["a.parquet", "a"])
def test_an_interruption_after_the_writing_says_that_the_population_stands(
    innovatory: Innovatory, harbour: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    from innovatory.cli import populate

    def interrupted(*_: Any) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(populate, "write_report", interrupted)
    out = tmp_path / name
    ended = innovatory("populate", harbour, "--year", "2022", "--out", out, "--lang", "zh")
    assert (ended.code, ended.out) == (130, "")
    assert ended.err == f"已中断；总体数据已完整写入 {out}，报告尚未写入。\n"
    assert [path.name for path in tmp_path.iterdir()] == [name]
