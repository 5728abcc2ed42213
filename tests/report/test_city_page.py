"""The page of a city, made from a folder written by hand: what it shows, what it says it cannot, and that it stands alone."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from pathlib import Path

import pytest

from innovatory.measure.city import read_city
from innovatory.measure.indicator import indicators
from innovatory.report.city_chain import LINKS, WHOLE, keys
from innovatory.report.city_conflicts import kind
from innovatory.report.city_page import page
from innovatory.report.city_report import CityReport, gather

VOID = {"meta", "input", "br"}
HEAD = "indicator_id,indicator_name,year,value,unit,qualifier,source_id,quote,role,period,bound,flag,series,released_on,preferred\n"
RATIO = "rd_gdp_ratio,R&D,{year},{value},%,{note},{source},q,show,full_year,exact,observed,rd_gdp_ratio_{series},,{preferred}\n"
GDP = "gdp,GDP,2020,{value},bn yuan,{note},bureau,q,show,full_year,exact,{flag},gdp_{series},,{preferred}\n"
FIGURES = (
    HEAD
    + RATIO.format(year=2017, value="4.1", note="", source="bureau", series="old", preferred="yes")
    + RATIO.format(year=2019, value="4.9", note="", source="bureau", series="new", preferred="yes")
    + RATIO.format(year=2020, value="5.5", note="", source="bureau", series="new", preferred="yes")
    + RATIO.format(year=2022, value="5.81", note="", source="bureau", series="new", preferred="yes")
    + RATIO.format(year=2022, value="5.49", note="doubtful", source="paper", series="new", preferred="no")
    + GDP.format(value="103", note="revised", flag="revised", series="revised", preferred="yes")
    + GDP.format(value="100", note="first published", flag="preliminary", series="first", preferred="no")
    + "hte_total,HTE,2020,20000,count,more than,paper,q,show,stock,lower,bound,hte_total,,yes\n"
)
FILES = {
    "city.yaml": "city: harbour\nlabel: {en: Harbour, zh: 港城}\nlevel: city\n",
    "statistics/figures.csv": FIGURES,
    "statistics/indicators.csv": "indicator_id,name_en,name_zh,unit,unit_zh\nrd_gdp_ratio,R&D,研发强度,%,%\n"
    "gdp,GDP,地区生产总值,bn yuan,十亿元\nhte_total,HTE,高企总数,count,家\n",
    "statistics/sources.csv": "source_id,title,publisher,published,url_or_file,reliability\n"
    "bureau,Bulletin <b>of the bureau</b> & more,Bureau,2023-03-01,https://example.org/a,official\n"
    "paper,A newspaper,Paper,2024-05,file.txt,aggregator\n",
}  # fmt: skip


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for name, text in FILES.items():
        path = tmp_path / "harbour" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return tmp_path / "harbour"


@pytest.fixture
def report(folder: Path) -> CityReport:
    return gather(read_city(folder))


class Outline(HTMLParser):
    """Checks that every element is closed where it should be; remembers ids, links and the text of each language."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.ids: list[str] = []
        self.links: list[str] = []
        self.tags: set[str] = set()
        self.text = ""
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        of = dict(attrs)
        self.tags.add(tag)
        self.ids += [one for one in [of.get("id")] if one]
        self.links += [one for one in [of.get("href")] if one]
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.text += data


def part(html: str, start: str, end: str = "</section>") -> str:
    """The text between the element with an id and the end of it."""
    found = re.search(rf'id="{start}".*?{end}', html, re.DOTALL)
    assert found is not None, start
    return " ".join(re.sub("<[^>]+>", " ", found[0].partition(">")[2]).split())


def test_every_element_is_closed_and_every_link_leads_somewhere(report: CityReport) -> None:
    outline = Outline(page(report))
    assert outline.open == []
    assert sorted(outline.ids) == sorted(set(outline.ids))
    assert outline.links
    assert {link.removeprefix("#") for link in outline.links} <= set(outline.ids)


def test_nothing_is_loaded_from_elsewhere_and_no_script_runs(report: CityReport) -> None:
    html = page(report)
    assert Outline(html).tags & {"script", "link", "img", "iframe", "object", "base"} == set()
    assert re.findall(r"url\(|@import|\bsrc=|\bon\w+=|href=\"[^#]", html) == []


def test_the_page_opens_in_the_language_asked_for(report: CityReport) -> None:
    assert re.findall(r'id="(\w+)" checked', page(report)) == ["en"]
    assert re.findall(r'id="(\w+)" checked', page(report, "zh")) == ["zh"]


def test_the_newest_value_stands_with_its_year_and_what_limits_it(report: CityReport) -> None:
    html = page(report)
    assert "5.81% 2022" in part(html, "en-i-rd_gdp_ratio", "</tr>")
    assert "sources disagree: 2022" in part(html, "en-i-rd_gdp_ratio", "</tr>")
    row = part(html, "en-i-hte_total", "</tr>")
    assert "more than 20,000 2020" in row
    assert "bound" in row
    assert "超过 20,000 家 2020" in part(html, "zh-i-hte_total", "</tr>")
    assert "103 billion yuan" in part(html, "en-i-gdp", "</tr>")
    assert "1,030 亿元" in part(html, "zh-i-gdp", "</tr>")


def test_contradictions_stand_apart_from_revisions_and_breaks(report: CityReport) -> None:
    assert {(one.indicator, one.year): kind(one) for one in report.disagreements} == {
        ("rd_gdp_ratio", 2022): "contradiction",
        ("gdp", 2020): "revision",
    }
    told = part(page(report), "en-conflicts")
    contradictions, rest = told.split("Revisions", 1)
    revisions, breaks = rest.split("Breaks", 1)
    assert "5.81% [ 1 ] · preferred" in contradictions
    assert "5.49% [ 2 ]" in contradictions
    assert "103 billion yuan" in revisions
    assert "100 billion yuan" in revisions
    assert "2017 rd_gdp_ratio_old ‖ 2019–2022 rd_gdp_ratio_new" in breaks


def test_a_line_ends_at_the_break_and_the_contradiction_is_hollow(report: CityReport) -> None:
    row = re.search(r'id="en-i-rd_gdp_ratio".*?</svg>', page(report), re.DOTALL)
    assert row is not None
    # 2017 alone; 2019 to 2020, 2020 to 2022 over a missing year; 5.49 beside them
    assert re.findall(r'<(\w+) class="([\w ]+)" [xcp]', row[0]) == [
        ("circle", "before"),
        ("line", "now"),
        ("line", "now gap"),
        ("circle", "now"),
        ("circle", "beside"),
    ]


def test_what_is_not_known_is_counted_and_named(report: CityReport) -> None:
    told = part(page(report), "en-unsaid")
    assert f"{len(indicators()) - 3} indicators without a value" in told
    assert indicators()["conversion_rate_3y"].label["en"] in told
    assert "no records" in told


def test_sources_are_text_with_their_reliability(report: CityReport) -> None:
    html = page(report)
    told = part(html, "en-sources")
    assert "Bulletin &lt;b&gt;of the bureau&lt;/b&gt; &amp; more" in told
    assert "official: a public body on its own pages" in told
    assert "2023-03-01" in told
    assert "2024-05" in told
    assert "of the bureau" in Outline(html).text
    assert "汇集他人数据的网站" in part(html, "zh-sources")


def test_the_evidence_of_the_page_is_all_its_figures(report: CityReport) -> None:
    # five figures of the ratio, two of GDP, one bound
    assert report.evidence.counts["published"] == 8
    assert "8 facts: published figures 8 (100%)" in part(page(report), "en-evidence")


def test_nothing_later_than_the_year_is_told(folder: Path) -> None:
    html = page(gather(read_city(folder), 2020))
    assert "5.5% 2020" in part(html, "en-i-rd_gdp_ratio", "</tr>")
    assert "5.81" not in html
    assert "figures up to 2020" in html


def test_a_city_of_which_nothing_is_known_has_a_page(tmp_path: Path) -> None:
    (tmp_path / "harbour").mkdir()
    (tmp_path / "harbour" / "city.yaml").write_text(FILES["city.yaml"], encoding="utf-8")
    html = page(gather(read_city(tmp_path / "harbour")))
    assert Outline(html).open == []
    assert f"{len(indicators())} indicators without a value" in part(html, "en-unsaid")
    assert "No source is cited." in part(html, "en-sources")
    assert "This answer rests on no stored fact." in part(html, "en-evidence")


def test_every_key_indicator_tells_of_its_link() -> None:
    for link in LINKS:
        assert [name for name in keys()[link] if link not in indicators()[name].entry.links] == []
    assert all(len(indicators()[name].entry.links) >= 3 for name in keys()[WHOLE])


def test_what_limits_a_figure_is_said_in_the_language_and_marked_where_it_is_not(folder: Path) -> None:
    (folder / "statistics" / "qualifiers.csv").write_text("qualifier,zh\nmore than,超过\n", encoding="utf-8")
    told = page(gather(read_city(folder)), "zh")
    english, chinese = told.split('<div class="zh"')
    assert "<i>(more than)</i>" in english
    assert "<i>(超过)</i>" in chinese
    assert "more than" not in chinese
    assert '<i lang="en">(doubtful)</i>' in chinese  # nobody wrote its Chinese: it stands there as given
