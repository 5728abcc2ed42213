"""Whoever sends a file from a page is told what to do in the file or beside it; options of the terminal are not named."""

from __future__ import annotations

import io
import re
from typing import Any

import polars as pl
import pytest
import xlsxwriter

Client = Any
OPTION = re.compile(r"--[a-z]")
OPEN = {
    "unknown": ("enterprise_id,year,hat\nA,2023,1\n", "have unknown columns left out"),
    "money": ("enterprise_id,year,revenue\nA,2023,1\n", "choose the unit of amounts beside the file"),
    "year": ("enterprise_id,revenue（元）\nA,1\n", "give it beside the file"),
    "relative": ("enterprise_id,本年营业收入（元）\nA,1\n", "give the year beside the file"),
    "mixed": ("enterprise_id,2022年营业收入（元）,staff_mean\nA,1,1\n", "Give it beside the file"),
    "twice": ("enterprise_id,year,revenue（元）,营业收入（元）\nA,2023,1,1\n", "take one of them out of the file"),
    "ambiguous": ("enterprise_id,year,研发费用（元）\nA,2023,1\n", "write the one that is meant as the header"),
}


def refused(client: Client, content: bytes, name: str = "book.csv", **form: str) -> Any:
    body = {"table": "enterprise_years", "city": "lindao", **form}
    found = client.post("/api/v1/data/check", data=body, files={"file": (name, content, "")})
    assert found.status_code == 422, found.text
    return found.json()


@pytest.mark.parametrize(("text", "help_"), OPEN.values(), ids=OPEN)
def test_what_a_header_leaves_open_is_asked_without_an_option(api: Client, text: str, help_: str) -> None:
    told = refused(api, text.encode())
    for lang in ("en", "zh"):
        assert not OPTION.search(told[lang]), told[lang]
    assert help_ in told["en"]


def test_several_questions_are_asked_at_once(api: Client) -> None:
    told = refused(api, "enterprise_id,hat,revenue,本年研发费用\nA,1,1,1\n".encode())
    assert not OPTION.search(told["en"] + told["zh"])
    assert "'hat'" in told["en"]
    assert "'revenue'" in told["en"]


def test_two_sheets_and_two_encodings(api: Client) -> None:
    book = io.BytesIO()
    with xlsxwriter.Workbook(book) as written:
        for name in ("a", "b"):
            written.add_worksheet(name).write_row(0, 0, ["enterprise_id", "year"])
    for content, name in (
        (book.getvalue(), "book.xlsx"),
        ("enterprise_id,year\n\u00e9\u00e9,2023\n".encode(), "book.csv"),
    ):
        told = refused(api, content, name)
        assert not OPTION.search(told["en"] + told["zh"])
        assert told["kind"] in ("sheet", "encoding")


def test_what_was_answered_wrongly_is_told_at_its_field(api: Client) -> None:
    told = refused(api, b"enterprise_id,year\nA,2023\n", units="miles")
    assert told["place"]["path"] == "unit"


def test_a_plan_with_an_open_question(api: Client) -> None:
    plan = pl.DataFrame({"line_id": ["A"], "planned": ["1"]}).write_csv().encode()
    found = api.post("/api/v1/budget", data={"year": "2023"}, files={"file": ("plan.csv", plan, "text/csv")})
    told = found.json()
    assert found.status_code == 422
    assert "beside the file" in told["en"]
    assert not OPTION.search(told["en"] + told["zh"])
