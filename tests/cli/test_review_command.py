"""`innovatory instruments review | sign | diff`: what they write, what they print, how they refuse."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date
from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest

Innovatory = Callable[..., Any]
FLOOR = Path(str(files("innovatory"))) / "library" / "instruments" / "shenzhen" / "basic_research_floor_30.yaml"


@pytest.fixture
def sheet(tmp_path: Path) -> Path:
    path = tmp_path / FLOOR.name
    path.write_bytes(FLOOR.read_bytes())
    return path


def test_the_review_page_is_written(innovatory: Innovatory, tmp_path: Path) -> None:
    out = tmp_path / "page.html"
    ended = innovatory("instruments", "review", "hnte_recognition", "--out", out)
    assert (ended.code, str(out) in ended.out) == (0, True)
    text = out.read_text(encoding="utf-8")
    assert text.startswith("<!doctype html>")
    assert "国家高新技术企业认定" in text


def test_the_page_is_named_for_machines(innovatory: Innovatory, sheet: Path, tmp_path: Path) -> None:
    out = tmp_path / "page.html"
    told = json.loads(innovatory("instruments", "review", sheet, "--out", out, "--json").out)
    assert told == {"instrument": "basic_research_floor_30", "page": str(out)}


@pytest.mark.parametrize("out", ["page.pdf", "missing/page.html"])
def test_a_page_that_cannot_be_written_is_a_mistake(innovatory: Innovatory, tmp_path: Path, out: str) -> None:
    ended = innovatory("instruments", "review", "basic_research_floor_30", "--out", tmp_path / out)
    assert ended.code == 2
    assert out in ended.err
    assert "Traceback" not in ended.err


def test_a_sheet_is_signed_shown_as_signed_edited_and_withdrawn(innovatory: Innovatory, sheet: Path) -> None:
    ended = innovatory("instruments", "sign", sheet, "--as", "checked", "--by", "Li Wei", "--on", "2026-03-01")
    assert ended.code == 0
    assert "checked (signed by Li Wei on 2026-03-01)" in " ".join(ended.out.split())
    assert "checked (signed by Li Wei on 2026-03-01)" in " ".join(innovatory("instruments", "show", sheet).out.split())
    sheet.write_text(sheet.read_text(encoding="utf-8") + "# more\n", encoding="utf-8")
    for asked in (("instruments", "show", sheet), ("explain", sheet, "--on", "2024-06-30")):
        told = " ".join(innovatory(*asked).out.split())
        assert "draft (signed as checked by Li Wei on 2026-03-01, edited since)" in told
    zh = "".join(innovatory("explain", sheet, "--on", "2024-06-30", "--lang", "zh").out.split())
    assert "LiWei于2026-03-01签署为“已核对”，此后文件有改动" in zh
    answer = json.loads(innovatory("explain", sheet, "--on", "2024-06-30", "--json").out)
    assert (answer["state"], answer["signature"]["why"]) == ("draft", "edited")
    shown = json.loads(innovatory("instruments", "show", sheet, "--json").out)["signed"]
    assert (shown["state"], shown["holds"], shown["why"]) == ("checked", "draft", "edited")
    ended = innovatory("instruments", "sign", sheet, "--as", "draft", "--by", "Li Wei", "--json")
    told = json.loads(ended.out)
    assert (told["state"], told["signature"]["why"], told["hash"]) == ("draft", "withdrawn", None)
    assert told["signature"]["on"] == date.today().isoformat()


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("--as", "chekced", "--by", "me"), "did you mean checked?"),
        (("--as", "checked", "--by", " "), "--by"),
        (("--as", "checked", "--by", "me", "--on", "2999-01-01"), "future"),
        (("--as", "checked", "--by", "me", "--on", "1 March"), "--on"),
        (("--as", "checked"), "--by"),
        (("--by", "me"), "--as"),
    ],
)
def test_what_is_no_signature_is_a_mistake(
    innovatory: Innovatory, sheet: Path, words: tuple[str, ...], told: str
) -> None:
    before = sheet.read_bytes()
    ended = innovatory("instruments", "sign", sheet, *words)
    assert ended.code == 2
    assert told in ended.err
    assert sheet.read_bytes() == before


def test_a_sheet_that_does_not_load_or_hold_is_not_signed(innovatory: Innovatory, sheet: Path) -> None:
    text = sheet.read_text(encoding="utf-8")
    for wrong in (text.replace("value: 30%", "value: 25%"), text.replace("eligible: all", "eligibel: all")):
        sheet.write_text(wrong, encoding="utf-8")
        ended = innovatory("instruments", "sign", sheet, "--as", "adopted", "--by", "Li Wei", "--lang", "zh")
        assert ended.code == 2
        assert str(sheet) in ended.err
        assert sheet.read_text(encoding="utf-8") == wrong


def test_two_days_are_compared(innovatory: Innovatory) -> None:
    ended = innovatory("instruments", "diff", "2022-09-30", "2023-01-01", "rd_super_deduction_general")
    assert ended.code == 0
    assert "75%" in ended.out
    assert "100%" in ended.out


def test_two_days_are_compared_for_machines(innovatory: Innovatory) -> None:
    told = json.loads(innovatory("instruments", "diff", "2022-09-30", "2023-01-01", "--json").out)
    assert told["days"] == ["2022-09-30", "2023-01-01"]
    rates = {
        sheet["instrument"]: [(one["old"], one["new"]) for one in sheet["values"] if one["parameter"] == "rate"]
        for sheet in told["sheets"]
    }
    assert rates["rd_super_deduction_general"] == [(0.75, 1.0)]
    assert rates["rd_super_deduction_ic"] == [(None, 1.2)]
    assert not any(name.startswith("toy_") for name in rates)


def test_sheets_of_several_libraries_and_files_are_compared_together(innovatory: Innovatory, sheet: Path) -> None:
    names = ("toy_grant", "rd_super_deduction_ic", sheet, "toy_grant")
    told = json.loads(innovatory("instruments", "diff", "2021-12-31", "2022-01-01", *names, "--json").out)
    assert [one["instrument"] for one in told["sheets"]] == ["toy_grant"]
    assert told["unchanged"] == 2


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("2022-06-31", "2023-01-01"), "2022-06-31"),
        (("2022-06-30", "2023"), "2023"),
        (("2022-06-30",), "DATE"),
        (("2022-06-30", "2023-06-30", "rd_super_deduction_genral"), "rd_super_deduction_general"),
    ],
)
def test_what_cannot_be_compared_is_a_mistake(innovatory: Innovatory, words: tuple[str, ...], told: str) -> None:
    ended = innovatory("instruments", "diff", *words)
    assert ended.code == 2
    assert told in ended.err
