"""A chart is written as it is or as a picture; Chinese without a font is said, never drawn as boxes."""

from __future__ import annotations

import struct
from functools import partial
from pathlib import Path

import pytest

from innovatory.language.mistakes import Mistake
from innovatory.report import picture

WIDTH, HEIGHT = 30, 20
LATIN = f'<svg xmlns="http://www.w3.org/2000/svg" width="{WIDTH}" height="{HEIGHT}"><rect width="9" height="9"/></svg>'
CHINESE = LATIN.replace("<rect", '<text x="2" y="15">研发</text><rect')


@pytest.fixture
def no_fonts(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(picture, "drawn", partial(picture.drawn, system_fonts=False))


def test_an_svg_is_written_as_it_is(tmp_path: Path, no_fonts: None) -> None:
    picture.picture(CHINESE, tmp_path / "chart.svg")
    assert (tmp_path / "chart.svg").read_text(encoding="utf-8") == CHINESE


def test_a_png_is_twice_the_size_of_the_chart(tmp_path: Path) -> None:
    picture.picture(LATIN, tmp_path / "chart.PNG")
    content = (tmp_path / "chart.PNG").read_bytes()
    assert content[:8] == b"\x89PNG\r\n\x1a\n"
    assert struct.unpack(">II", content[16:24]) == (2 * WIDTH, 2 * HEIGHT)


def test_chinese_without_a_font_is_a_mistake_and_nothing_is_written(tmp_path: Path, no_fonts: None) -> None:
    with pytest.raises(Mistake) as raised:
        picture.picture(CHINESE, tmp_path / "chart.png")
    assert raised.value.kind == "font"
    assert list(tmp_path.iterdir()) == []


def test_a_chart_without_chinese_needs_no_such_font(tmp_path: Path, no_fonts: None) -> None:
    picture.picture(LATIN, tmp_path / "chart.png")
    assert (tmp_path / "chart.png").stat().st_size > 0


def test_chinese_is_drawn_where_a_font_has_it(tmp_path: Path) -> None:
    if not picture.has_chinese():
        pytest.skip("no font with Chinese on this system")
    assert picture.png(CHINESE) != picture.png(CHINESE.replace("研发", "专利"))


def test_other_files_are_refused(tmp_path: Path) -> None:
    with pytest.raises(Mistake) as raised:
        picture.picture(LATIN, tmp_path / "chart.jpg")
    assert raised.value.kind == "file"


def test_a_file_that_cannot_be_written_is_a_mistake(tmp_path: Path) -> None:
    with pytest.raises(Mistake) as raised:
        picture.picture(LATIN, tmp_path / "nowhere" / "chart.svg")
    assert "nowhere" in raised.value.say("en")
