"""Parquet files keep their types; half of one is told as half of one."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from innovatory.language.mistakes import Mistake
from innovatory.records.importing.parquet_files import read_parquet
from innovatory.records.workspace import read_workspace

Import = Callable[..., Any]


def test_a_half_written_file_is_told(tmp_path: Path) -> None:
    path = tmp_path / "a.parquet"
    pl.DataFrame({"revenue": [1.0] * 1000}).write_parquet(path)
    whole = path.read_bytes()
    for cut in (len(whole) // 2, len(whole) - 1, 12):
        path.write_bytes(whole[:cut])
        with pytest.raises(Mistake, match="half") as caught:
            read_parquet(path)
        assert "不完整" in caught.value.zh


def test_what_only_looks_whole_is_told(tmp_path: Path) -> None:
    path = tmp_path / "a.parquet"
    path.write_bytes(b"PAR1" + b"\0" * 50 + b"PAR1")
    with pytest.raises(Mistake) as caught:
        read_parquet(path)
    assert caught.value.kind == "file"
    path.write_text("no parquet", encoding="utf-8")
    with pytest.raises(Mistake, match="no Parquet file"):
        read_parquet(path)


def test_typed_money_is_converted_without_rounding(tmp_path: Path, city: Path, import_text: Import) -> None:
    """0.57万元 are 5 700 yuan: as a product of floats it would be 5699.999999999999."""
    assert 0.57 * 1e4 != 5700.0
    path = tmp_path / "a.parquet"
    rows = {"enterprise_id": ["syn:1", "syn:2", "syn:3"], "year": [2023] * 3, "营业收入（万元）": [0.57, 1e-7, 3.0]}
    pl.DataFrame(rows).write_parquet(path)
    import_text(path)
    assert read_workspace(city).scan("enterprise_years").collect()["revenue"].to_list() == [5700.0, 0.001, 30000.0]


def test_not_a_number_is_refused_where_the_figure_is_required(tmp_path: Path, import_text: Import) -> None:
    path = tmp_path / "a.parquet"
    pl.DataFrame({"enterprise_id": ["syn:1", "syn:2"], "year": [2023] * 2, "revenue（千元）": [float("nan"), 2.5]}).write_parquet(path)  # fmt: skip
    done = import_text(path)
    assert (done.imported.used, done.imported.refused) == (1, 1)


def test_moments_with_a_time_zone_are_no_days(tmp_path: Path, import_text: Import) -> None:
    """Midnight in Shenzhen is the day before in UTC: which day was meant cannot be known."""
    path = tmp_path / "a.parquet"
    at = datetime(2020, 1, 4, 16, tzinfo=UTC)
    pl.DataFrame({"enterprise_id": ["syn:1"], "legal_form": ["company"], "registered_on": [at]}).write_parquet(path)
    with pytest.raises(Mistake, match="time zone"):
        import_text(path, "enterprises")


def test_days_and_texts_enter_as_they_are(tmp_path: Path, city: Path, import_text: Import) -> None:
    path = tmp_path / "a.parquet"
    day = date(2020, 1, 5)
    pl.DataFrame({"enterprise_id": ["syn:1"], "legal_form": ["company"], "registered_on": [day]}).write_parquet(path)
    import_text(path, "enterprises")
    stored = read_workspace(city).scan("enterprises").collect()
    assert stored["registered_on"].to_list() == [day]
    assert stored["origin"].to_list() == ["synthetic"]
