"""What enters and what comes back: every row is used, refused or there already, and nothing is lost between them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from innovatory.language.mistakes import Mistake
from innovatory.records.importing.enter import Outcome
from innovatory.records.workspace import has_records, read_workspace

Import = Callable[..., Outcome]
RIGHT, WRONG = "91350100M000100Y43", "91350100M000100Y44"  # the example of GB 32100-2015; its check digit changed
FIRMS = "统一社会信用代码,企业名称,登记类型,成立日期\n"
YEARS = "统一社会信用代码,年份,营业收入（元）\n"


def counts(done: Outcome) -> tuple[int, int, int, int, int]:
    log = done.imported
    assert log.rows == log.used + log.refused + log.duplicate
    return log.rows, log.used, log.refused, log.duplicate, log.replaced


def back(done: Outcome) -> pl.DataFrame:
    assert done.refused_file is not None
    assert done.refused_file.read_bytes().startswith(b"\xef\xbb\xbf")
    return pl.read_csv(done.refused_file, infer_schema=False)


def stored(city: Path, table: str = "enterprise_years") -> list[tuple[Any, ...]]:
    return read_workspace(city).scan(table).sort(pl.all()).collect().rows()


def test_gbk_enters_as_chinese(city: Path, import_text: Import) -> None:
    done = import_text(FIRMS + f"{RIGHT},深圳某某科技有限公司,company,2020-01-05\n", "enterprises", encoded="gbk")
    assert done.imported.read_as["encoding"] == "gb18030"
    assert read_workspace(city).scan("enterprises").collect()["name_zh"].to_list() == ["深圳某某科技有限公司"]


def test_a_wrong_check_digit_and_a_future_date_come_back_with_row_column_rule_and_value(import_text: Import) -> None:
    rows = f"{WRONG},甲,company,2020-01-05\n{RIGHT},乙,company,2024-07-01\nsyn:1,丙,company,2024-06-30\n"
    done = import_text(FIRMS + rows, "enterprises")
    assert counts(done) == (3, 1, 2, 0, 0)
    told = back(done).select("_row", "_column", "_rule", "_value").rows()
    assert told == [
        ("2", "统一社会信用代码", "check digit", WRONG),
        ("3", "成立日期", "future", "2024-07-01"),  # the records tell up to 2024-06-30
    ]


def test_refused_rows_keep_the_headers_and_texts_of_the_source(import_text: Import) -> None:
    done = import_text("统一社会信用代码,年份,营业收入（万元）,备注\nsyn:1,2023,-0.50,见附注\n", ignore_unknown=True)
    assert back(done).row(0, named=True) == {
        "统一社会信用代码": "syn:1", "年份": "2023", "营业收入（万元）": "-0.50", "备注": "见附注",
        "_row": "2", "_column": "营业收入（万元）", "_rule": "negative", "_value": "-0.50",
    }  # fmt: skip


def test_a_row_that_breaks_two_rules_comes_back_once(import_text: Import) -> None:
    done = import_text(YEARS + f"{WRONG},2023,-1\n")
    assert counts(done) == (1, 0, 1, 0, 0)
    assert back(done).select("_column", "_rule").rows() == [
        ("统一社会信用代码 | 营业收入（元）", "check digit | negative")
    ]


def test_corrected_rows_are_fed_back_as_they_are(city: Path, import_text: Import) -> None:
    done = import_text(YEARS + "syn:1,2023,5\nsyn:2,2023,-6\nsyn:3,2023\n=syn:4,2023,7\n")
    assert counts(done) == (4, 1, 3, 0, 0)
    assert done.refused_file is not None
    text = done.refused_file.read_text(encoding="utf-8-sig")
    assert "'=syn:4" in text  # no formula survives
    assert "'-6" not in text  # a negative figure is none
    done.refused_file.write_text(text.replace("-6", "6").replace("'=syn", "syn").replace('2023,,4', "2023,4,4"), "utf-8")  # fmt: skip
    again = import_text(done.refused_file)
    assert counts(again) == (3, 3, 0, 0, 0)
    assert [row[:3] for row in stored(city)] == [
        ("syn:1", 2023, 5.0), ("syn:2", 2023, 6.0), ("syn:3", 2023, 4.0), ("syn:4", 2023, 7.0),
    ]  # fmt: skip


def test_an_apostrophe_before_a_formula_is_taken_away_and_no_other(city: Path, import_text: Import) -> None:
    names = ["=SUM(1)", "'=SUM(1)", "@x", "'quoted", "-a"]
    rows = "".join(f"syn:{at},{name},company,2031-01-01\n" for at, name in enumerate(names))
    done = import_text(FIRMS + rows, "enterprises")
    written = back(done)["企业名称"].to_list()
    assert written == ["'=SUM(1)", "''=SUM(1)", "'@x", "'quoted", "'-a"]
    assert done.refused_file is not None
    text = done.refused_file.read_text(encoding="utf-8-sig").replace("2031", "2021")
    done.refused_file.write_text(text, encoding="utf-8")
    import_text(done.refused_file, "enterprises")
    assert read_workspace(city).scan("enterprises").sort("enterprise_id").collect()["name_zh"].to_list() == names


def test_a_key_twice_in_one_file_refuses_both_and_an_exact_repetition_counts_once(import_text: Import) -> None:
    done = import_text(YEARS + "syn:1,2023,5\nsyn:1,2023,6\nsyn:2,2023,7\nsyn:2,2023,7\nsyn:2,2023,7\n")
    assert counts(done) == (5, 1, 2, 2, 0)
    assert back(done).select("_row", "_column", "_rule").rows() == [
        ("2", "统一社会信用代码", "duplicate"), ("3", "统一社会信用代码", "duplicate"),
    ]  # fmt: skip


def test_rows_that_are_stored_are_there_already_or_contradict(city: Path, import_text: Import) -> None:
    import_text(YEARS + "syn:1,2023,5\nsyn:2,2023,6\n")
    done = import_text(YEARS + "syn:1,2023,5\nsyn:2,2023,60\nsyn:3,2023,7\n")
    assert counts(done) == (3, 1, 1, 1, 0)
    assert back(done).select("_row", "_rule", "_value").rows() == [("3", "stored", "syn:2")]
    assert [row[:3] for row in stored(city)] == [("syn:1", 2023, 5.0), ("syn:2", 2023, 6.0), ("syn:3", 2023, 7.0)]


def test_replace_takes_the_newer_facts(city: Path, import_text: Import) -> None:
    import_text("统一社会信用代码,年份,营业收入（元）,出口额（元）\nsyn:1,2023,5,1\nsyn:2,2023,6,2\n")
    done = import_text(YEARS + "syn:2,2023,60\nsyn:3,2023,7\n", replace=True)
    assert counts(done) == (2, 2, 0, 0, 1)
    years = read_workspace(city).scan("enterprise_years").sort("enterprise_id").collect()
    assert years["revenue"].to_list() == [5.0, 60.0, 7.0]
    assert years["exports"].to_list() == [1.0, None, None]


def test_the_same_file_again_changes_nothing(city: Path, import_text: Import) -> None:
    import_text(YEARS + "syn:1,2023,5\n", source="tax")
    file = read_workspace(city).tables["enterprise_years"].file
    done = import_text(YEARS + "syn:1,2023,5\n", source="office")  # who reports a fact is no fact
    assert counts(done) == (1, 0, 0, 1, 0)
    assert read_workspace(city).tables["enterprise_years"].file == file
    assert len(read_workspace(city).manifest.log) == 2


def test_strict_lets_nothing_in_where_one_row_is_refused(city: Path, import_text: Import) -> None:
    done = import_text(YEARS + "syn:1,2023,5\nsyn:2,2023,-5\n", strict=True)
    assert not done.entered
    assert back(done).height == 1
    assert not has_records(city)
    assert import_text(YEARS + "syn:1,2023,5\n", strict=True).entered
    assert len(stored(city)) == 1


def test_a_file_without_rows_changes_nothing(city: Path, import_text: Import) -> None:
    for text in (YEARS, YEARS + ",,\n\n"):
        with pytest.raises(Mistake) as caught:
            import_text(text)
        assert caught.value.kind == "empty"
    assert not has_records(city)


def test_amounts_in_ten_thousands_labelled_yuan_are_flagged_and_kept(import_text: Import) -> None:
    """Revenue of 30 million yuan a year, and one figure of 3 000 (万元) among them, of another firm and of the next year."""
    firms = "".join(f"syn:{at},2022,{30_000_000 + at * 1000}\n" for at in range(40))
    done = import_text(YEARS + firms + "syn:0,2023,3000\nsyn:99,2022,3000\n")
    assert counts(done) == (42, 42, 0, 0, 0)
    (jump,) = [one for one in done.findings if one.rule == "jump"]
    assert (jump.column, jump.count, [one.row for one in jump.examples]) == ("revenue", 2, [42, 43])


def test_a_jump_against_the_stored_year_before_is_flagged(import_text: Import) -> None:
    import_text(YEARS + "syn:1,2022,30000000\n")
    done = import_text(YEARS + "syn:1,2023,3000\n")
    assert [one.rule for one in done.findings if one.count].count("jump") == 1


def test_answers_are_remembered_for_their_source(city: Path, import_text: Import) -> None:
    headers = "统一社会信用代码,年份,营业收入,研发费用,备注\n"
    said = {"map": ["研发费用=rd_hnte", "备注=-"], "unit": ["万元"]}
    import_text(headers + "syn:1,2022,1,2,x\n", source="tax", **said)
    done = import_text(headers + "syn:1,2023,3,4,x\n", source="tax")
    assert done.remembered.units == {"*": "万元"}
    assert [row[:4] for row in stored(city)] == [("syn:1", 2022, 1e4, 2e4), ("syn:1", 2023, 3e4, 4e4)]
    with pytest.raises(Mistake):
        import_text(headers + "syn:1,2021,3,4,x\n", source="other")
    changed = import_text(headers + "syn:1,2024,3,4,x\n", source="tax", unit=["元"])
    assert [one.tens for one in changed.mapped.filled if one.column == "revenue"] == [0]


def test_rows_know_their_source_and_made_up_enterprises_their_origin(city: Path, import_text: Import) -> None:
    done = import_text(
        "统一社会信用代码,年份,营业收入（元）,来源\nsyn:1,2023,5,tax-2023\nsim:2,2023,6,\n" + f"{RIGHT},2023,7,\n"
    )
    rows = read_workspace(city).scan("enterprise_years").sort("revenue").collect()
    assert rows["source"].to_list() == ["tax-2023", done.imported.batch, done.imported.batch]
    assert rows["origin"].to_list() == ["synthetic", "simulated", None]
    assert read_workspace(city).tables["enterprise_years"].origin == ("simulated", "synthetic")


def test_the_day_of_the_records_moves_forward_only(city: Path, import_text: Import) -> None:
    row = "syn:1,2023,5\n"
    import_text(YEARS + row, as_of=date(2024, 6, 30))
    assert import_text(YEARS + row, as_of=None).as_of == date(2024, 6, 30)
    assert import_text(YEARS + row, as_of=date(2024, 7, 1)).as_of == date(2024, 7, 1)
    for day, kind in ((date(2024, 6, 30), "option"), (date.today() + timedelta(1), "future")):
        with pytest.raises(Mistake) as caught:
            import_text(YEARS + row, as_of=day)
        assert caught.value.kind == kind
    assert read_workspace(city).as_of == date(2024, 7, 1)


def test_a_district_that_the_city_does_not_list_is_refused(city: Path, import_text: Import) -> None:
    (city / "geography").mkdir()
    (city / "geography" / "districts.csv").write_text("id,name_en\nL1,East\n", encoding="utf-8")
    rows = "".join(f"syn:{at},甲,company,2020-01-05,{place}\n" for at, place in enumerate(["L1", "other", "440305"]))
    done = import_text(FIRMS.replace("\n", ",行政区\n") + rows, "enterprises")
    assert counts(done) == (3, 2, 1, 0, 0)
    assert back(done).select("_column", "_rule", "_value").rows() == [("行政区", "listed", "440305")]


def test_a_year_of_a_wide_row_is_refused_alone(city: Path, import_text: Import) -> None:
    done = import_text("统一社会信用代码,2022年营业收入（元）,2023年营业收入（元）\nsyn:1,-5,6\n")
    assert counts(done) == (2, 1, 1, 0, 0)
    assert back(done).select("_row", "_column", "_value").rows() == [("2", "2022年营业收入（元）", "-5")]
    assert [row[:3] for row in stored(city)] == [("syn:1", 2023, 6.0)]


def test_refused_rows_go_where_the_user_says_and_never_over_a_file(tmp_path: Path, import_text: Import) -> None:
    path = tmp_path / "mine.csv"
    done = import_text(YEARS + "syn:1,2023,-5\n", refused=path)
    assert done.refused_file == path
    written = path.read_bytes()
    with pytest.raises(Mistake, match="exists already"):
        import_text(YEARS + "syn:2,2023,-5\n", refused=path)
    assert path.read_bytes() == written


def test_a_file_that_changes_while_it_is_read_is_refused(
    city: Path, import_text: Import, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    from innovatory.records.importing import csv_files

    path = tmp_path / "growing.csv"
    path.write_text(YEARS + "syn:1,2023,5\n", encoding="utf-8")
    reads = csv_files.read_csv

    def growing(*asked: Any) -> Any:
        sheet = reads(*asked)
        with path.open("a", encoding="utf-8") as file:
            file.write("syn:2,2023,6\n")
        return sheet

    monkeypatch.setattr(csv_files, "read_csv", growing)
    with pytest.raises(Mistake) as caught:
        import_text(path)
    assert caught.value.kind == "changed"
    assert not has_records(city)


def test_only_the_folder_of_a_city_takes_records(tmp_path: Path, import_text: Import, city: Path) -> None:
    (city / "city.yaml").unlink()
    with pytest.raises(Mistake, match="new-city") as caught:
        import_text(YEARS + "syn:1,2023,5\n")
    assert caught.value.kind == "city"
    assert not (city / "records").exists()


def test_a_damaged_stored_file_is_told_and_left(city: Path, import_text: Import) -> None:
    import_text(YEARS + "syn:1,2023,5\n")
    path = city / "records" / read_workspace(city).tables["enterprise_years"].file
    path.write_bytes(path.read_bytes()[:60])
    with pytest.raises(Mistake, match="damaged") as caught:
        import_text(YEARS + "syn:2,2023,5\n")
    assert caught.value.kind == "records"
    assert len(read_workspace(city).manifest.log) == 1
