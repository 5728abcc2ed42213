"""The table of facts and assumptions says of every dimension what its total rests on and whether results may be told by it."""

from __future__ import annotations

from typing import Any

import pytest

from innovatory.report import population_facts
from innovatory.report.population_facts import DIMENSIONS, facts, unfitted


def total(name: str, basis: str | None, year: int = 2022) -> dict[str, Any]:
    return {"id": name, "year": year, "published": None if basis is None else {"basis": basis}}


FOUND = {
    "totals": [
        total("enterprises", "published"), total("rd_2022", "derived"), total("rd_2021", "published", 2021),
        total("rd_all", "published"), total("hnte", "published"), total("tsme", None), total("sei_va_marine", "derived"),
    ],
    "basis": {
        "columns": {"registered_on": "derived", "revenue_2022": "assumed", "profit_2022": "assumed",
                    "status(hnte)": "published", "status(tsme)": "assumed", "cluster": "assumed"},
        "counts": {"derived": 1, "assumed": 4, "published": 1},
    },
    "constants": {"margin": {"basis": "assumed"}},
}  # fmt: skip


def row(html: str, head: str) -> str:
    (found,) = [one for one in html.split("<tr>") if f'<th scope="row">{head}</th>' in one]
    return found


def test_each_dimension_tells_its_totals_and_what_may_be_told_by_it() -> None:
    html = "".join(facts(FOUND, "en"))
    assert html.count('<th scope="row">') == len(DIMENSIONS)
    research = row(html, "R&amp;D")
    assert "published</span> R&amp;D performed by enterprises, 2021" in research
    assert "derived</span> R&amp;D performed by enterprises, 2022" in research
    assert "whole city" not in research
    assert "derived</span> marine" in row(html, "Group and cluster")
    assert ">no</td>" in row(html, "Revenue, profit, assets, debts")
    assert ">yes</td>" in row(html, "Enterprises, year of registration")
    recognitions = row(html, "Recognitions")
    assert 'only by <span class="names">status(hnte)</span>' in recognitions
    assert "not known</span> Technology-based SMEs" in recognitions


def test_the_same_table_in_chinese() -> None:
    html = "".join(facts(FOUND, "zh"))
    assert '仅限 <span class="names">status(hnte)</span>' in row(html, "资质")
    assert "不可以" in row(html, "收入、利润、资产、负债")


@pytest.mark.parametrize(("lang", "said"), [("en", "more than 9 (2015) [office]"), ("zh", "超过 9 (2015) [office]")])
def test_sums_that_were_not_fitted_stand_beside_the_published_one(lang: str, said: str) -> None:
    printed = {"year": 2015, "value": 9.0, "bound": "lower", "source": "office"}
    one = {"indicator": "employment", "column": "staff_mean", "achieved": 11.0, "published": printed}
    html = "".join(unfitted({"unfitted": [one]}, lang))
    assert said in html
    assert ">11</td>" in html
    assert "<table" not in "".join(unfitted({"unfitted": []}, lang))


def test_all_dimensions_are_named_in_both_languages() -> None:
    from innovatory.report.words import phrases

    assert population_facts.DIMENSIONS.keys() <= {
        key.removeprefix("populate.fact.") for key in phrases() if key.startswith("populate.fact.")
    }
