"""The review page: every number beside its article, what is unconfirmed marked, the sign-off at the foot."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from html.parser import HTMLParser
from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest

from innovatory import policy
from innovatory.policy.library import Instrument, libraries
from innovatory.policy.signature import sign
from innovatory.report.review import review

LIBRARY = Path(str(files("innovatory"))) / "library" / "instruments"
FLOOR = LIBRARY / "shenzhen" / "basic_research_floor_30.yaml"
SHEETS = [name for library in libraries() for name in sorted(library.located)]
NUMBER = re.compile(r"-?[0-9]+(\.[0-9]+)?(%|k|m|bn)?")
VOID = {"meta", "br"}


class Page(HTMLParser):
    """The text of every element with an id, and of the two sides of every row."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.open: list[tuple[str, str | None, str | None]] = []
        self.texts: dict[str, str] = {}
        self.sides: dict[tuple[str, str], str] = {}
        self.ids: list[str] = []
        self.links: list[str] = []
        self.tags: set[str] = set()
        self.feed(text)
        assert self.open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        of = dict(attrs)
        self.tags.add(tag)
        self.links += [one.removeprefix("#") for one in [of.get("href")] if one]
        if tag not in VOID:
            self.open.append((tag, of.get("id"), of.get("class")))
            self.ids += [one for one in [of.get("id")] if one]

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop()[0] == tag

    def handle_data(self, data: str) -> None:
        ids = [one for _, one, _ in self.open if one]
        for one in ids:
            self.texts[one] = self.texts.get(one, "") + data
        for _, _, side in self.open:
            if side in ("law", "rule"):
                key = (next(one for one in ids if "." in one), side)
                self.sides[key] = self.sides.get(key, "") + data


def page(name: str | Path) -> Page:
    return Page(review(policy.load(name)))


@pytest.mark.parametrize("name", SHEETS)
def test_every_condition_stands_beside_its_article(name: str) -> None:
    instrument, found = policy.load(name), page(name)
    for key, one in instrument.rule.located.data["criteria"].items():
        law, rule = found.sides[f"criteria.{key}", "law"], found.sides[f"criteria.{key}", "rule"]
        assert_article(instrument, one["source"], law)
        word = next(word for word in ("at_least", "more_than", "at_most", "less_than", "is") if word in one)
        for part in (one["value"], word, one[word], one["label"]["en"], one["label"]["zh"], one.get("lever", "")):
            assert part in rule
        for language in ("en", "zh"):
            assert one.get("says", {}).get(language, "") in law
        assert ("unconfirmed" in rule) == ("confidence" in one or unconfirmed_threshold(instrument, one[word]))


def unconfirmed_threshold(instrument: Instrument, text: str) -> bool:
    """Whether a parameter that a text names, by itself or by a definition, has a value that is not confirmed."""
    data = instrument.rule.located.data
    words = set(re.findall(r"\w+", text))
    entries = [
        entry
        for word in words & data.get("parameters", {}).keys()
        for entry in data["parameters"][word]["values"].values()
    ]
    inner = [data["define"][word]["is"] for word in words & data.get("define", {}).keys()]
    return any("confidence" in entry for entry in entries) or any(
        unconfirmed_threshold(instrument, one) for one in inner
    )


def assert_article(instrument: Instrument, source: str, law: str) -> None:
    key, _, article = source.partition(" ")
    of = instrument.rule.located.data["sources"][key]
    for part in (of["cite"], article, of["title"]["en"], of["title"].get("zh", ""), of["from"], *of.get("stored", [])):
        assert part in law


@pytest.mark.parametrize("name", SHEETS)
def test_every_value_of_a_parameter_stands_beside_its_article(name: str) -> None:
    instrument, found = policy.load(name), page(name)
    walked = 0
    for key, shape in instrument.rule.located.data.get("parameters", {}).items():
        for day, entry in shape["values"].items():
            row = f"parameters.{key}.{day}"
            law, rule = found.sides[row, "law"], found.sides[row, "rule"]
            assert_article(instrument, entry["source"], law)
            for part in (day, *numbers(entry)):
                assert part in rule
            assert ("unconfirmed" in rule) == ("confidence" in entry)
            assert ("text of the article not stored" in law) == ("says" not in entry)
            walked += 1
    rows = {row for row, _ in found.sides if row.startswith("parameters.")}
    assert len(rows) == walked


def numbers(entry: dict[str, Any]) -> Iterator[str]:
    """Every number of an entry as it is written, edges and values."""
    if "value" in entry:
        yield entry["value"]
    for row in entry.get("rows", []):
        yield from row.values()


def test_numbers_are_told_in_words_in_both_languages() -> None:
    found = page("hnte_recognition").texts
    table = " ".join(found["parameters.min_rd_intensity.2016-01-01"].split())
    for part in (
        "up to 50 million yuan incl.",
        "不超过 5,000 万元（含）",
        "up to 200 million yuan incl.",
        "不超过 2 亿元（含）",
        "其他情形",
    ):
        assert part in table
    assert table in " ".join(found["numbers"].split())
    assert "365 days" in found["criteria.registered"]
    assert "365 天" in found["criteria.registered"]
    assert "25 – 30 points" in found["parameters.conversion_points.2016-01-01"]
    assert "from 35% incl." in found["parameters.growth_points.2016-01-01"]
    assert "above 0%, not incl." in found["parameters.growth_points.2016-01-01"]


def test_a_threshold_shows_its_values_on_the_days_in_force_and_no_others(tmp_path: Path) -> None:
    path, held = tmp_path / FLOOR.name, "2020-11-01: {source: regulations (article not confirmed), value: 30%}"
    text = FLOOR.read_text(encoding="utf-8")
    assert held in text
    later = "2030-01-01: {source: regulations art 9, value: 35%}"
    before = "2010-01-01: {source: regulations art 8, value: 20%, to: 2019-12-31}"
    path.write_text(text.replace(held, f"{before}\n      {held}\n      {later}"), encoding="utf-8")
    found = page(path)
    rule = found.sides["criteria.share", "rule"]
    assert "2020-11-01 to 2029-12-31" in rule
    assert ("30%" in rule, "35%" in rule, "20%" in rule) == (True, True, False)
    assert "20%" in found.sides["parameters.min_share.2010-01-01", "rule"]


def test_a_value_without_a_later_one_is_open_and_one_before_another_ends_the_day_before() -> None:
    found = page("toy_grant").texts
    assert "2019-01-01 to 2021-12-31" in found["parameters.first_rate.2019-01-01"]
    assert "from 2022-01-01" in found["parameters.first_rate.2022-01-01"]
    assert "from 2019-01-01" in found["parameters.cap.2019-01-01"]


def test_what_follows_from_the_conditions_is_told() -> None:
    told = page("toy_grant").texts["outcome"]
    for part in (
        "符合全部条件者",
        "cash_grant",
        "stage: technical",
        "budget",
        "everyone gets the same part",
        "Toy bureau",
        "玩具局",
        "未记载",
    ):
        assert part in told
    assert "toy_champion" in page("toy_champion").texts["outcome"]
    assert "for 3 years" in page("toy_champion").texts["outcome"]
    assert "toy_grant" in page("toy_relief").texts["outcome"]
    assert "0 – 50 points" in page("toy_champion").texts["judged"]
    assert "panel" in page("toy_champion").texts["definitions"]


@pytest.mark.parametrize("name", ["hnte_recognition", "rd_super_deduction_general", "toy_champion"])
def test_the_page_stands_alone(name: str) -> None:
    text = review(policy.load(name))
    found = Page(text)
    assert sorted(found.ids) == sorted(set(found.ids))
    assert set(found.links) <= set(found.ids)
    assert found.tags & {"script", "link", "img", "iframe", "form"} == set()
    assert re.findall(r"https?://|url\(|@import|src=", text) == []


def test_stored_documents_are_told_with_their_reliability_once() -> None:
    law = page("hnte_recognition").sides
    first, second = law["criteria.registered", "law"], law["criteria.core_ip", "law"]
    assert "S011 · Article 11 of the Administrative Measures for recognition of high-tech enterprises" in first
    assert "repost" in first
    assert "S011" in second
    assert "repost" not in second


def test_the_tests_are_run(tmp_path: Path) -> None:
    assert page("hnte_recognition").texts["tests"].count("✓") == len(policy.load("hnte_recognition").sheet.tests)
    path = tmp_path / FLOOR.name
    path.write_text(FLOOR.read_text(encoding="utf-8").replace("value: 30%", "value: 25%"), encoding="utf-8")
    told = page(path).texts["tests"]
    assert "✗" in told
    assert "result: fail ≠ pass" in told


def test_a_draft_is_signed_by_hand(tmp_path: Path) -> None:
    path = tmp_path / FLOOR.name
    path.write_bytes(FLOOR.read_bytes())
    told = page(path).texts["sign_off"]
    for part in ("draft", "草案", "Checked with the law", "签字"):
        assert part in told


def test_a_signed_sheet_says_who_when_and_what(tmp_path: Path) -> None:
    path = tmp_path / FLOOR.name
    path.write_bytes(FLOOR.read_bytes())
    held = sign(policy.load(path), "adopted", "Li <Wei>", date(2026, 3, 1))
    told = page(path).texts["sign_off"]
    for part in ("adopted", "已采用", "Li <Wei>", "2026-03-01", str(held.hash)):
        assert part in told
    assert "Checked with the law" not in told
    path.write_bytes(path.read_bytes() + b"# more\n")
    told = page(path).texts["sign_off"]
    for part in ("signed as adopted by Li <Wei> on 2026-03-01, edited since", "此后文件有改动", "Checked with the law"):
        assert part in told


def test_texts_of_a_sheet_are_text_and_no_html(tmp_path: Path) -> None:
    path = tmp_path / FLOOR.name
    text = FLOOR.read_text(encoding="utf-8")
    label = next(line for line in text.splitlines() if line.startswith("label:"))
    path.write_text(text.replace(label, 'label: {en: "A <b>bold</b> & rule", zh: "甲<b>"}'), encoding="utf-8")
    shown = review(policy.load(path))
    assert "A &lt;b&gt;bold&lt;/b&gt; &amp; rule" in shown
    assert "<b>bold" not in shown
