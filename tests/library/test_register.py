"""The register that ships: all 148 policies, counted by hand, each with known sources and a text in both languages."""

from __future__ import annotations

import csv
import re
from collections import Counter
from importlib.resources import files
from pathlib import Path

import pytest

from innovatory import policy
from innovatory.policy.catalogue import everything
from innovatory.policy.cities import cities
from innovatory.policy.documents import documents
from innovatory.policy.library import libraries
from innovatory.policy.register import register

ROWS = register()
PACKAGE = Path(str(files("innovatory")))
CHINESE = re.compile(r"[一-鿿]")

# The totals of the inventory of policies, tallied by hand from its list.
BY_LEVEL = {"national": 42, "province": 3, "city": 81, "zone": 13, "district": 9}
BY_LINK = {
    "basic research": 15, "technical research": 27, "industrialisation": 27, "technology finance": 17, "talent": 18,
    "governance": 23, "opening-up": 21,
}  # fmt: skip
BY_KIND = {
    "recognition": 11, "tax": 17, "grant": 28, "award": 6, "fund": 4, "guarantee": 4, "listing": 4, "residence": 1,
    "quota/floor": 4, "regulation": 4, "programme": 36, "institution": 22, "event": 7,
}  # fmt: skip


def test_all_policies_are_listed() -> None:
    assert len(ROWS) == 148
    listed = [entry.id for entry in everything(libraries()) if entry.row is not None]
    assert sorted(listed) == sorted(ROWS)


@pytest.mark.parametrize(("field", "totals"), [("level", BY_LEVEL), ("link", BY_LINK), ("kind", BY_KIND)])
def test_the_policies_of_each_sort_are_as_many_as_the_inventory_has(field: str, totals: dict[str, int]) -> None:
    assert sum(totals.values()) == 148
    assert Counter(getattr(row, field) for row in ROWS.values()) == totals


def test_confidence_is_kept_row_by_row() -> None:
    assert Counter(row.confidence for row in ROWS.values()) == {
        "found_in_source": 130, "mixed": 17, "general_knowledge_unconfirmed": 1,
    }  # fmt: skip
    assert ROWS["basic_research_funding_deduction"].confidence == "general_knowledge_unconfirmed"
    assert {"hnte_recognition", "gba_iit_subsidy", "angel_fof", "chtf"} <= {
        name for name, row in ROWS.items() if row.confidence == "mixed"
    }


def test_dates_that_are_no_days_stay_as_written() -> None:
    fund = ROWS["ip_pledge_risk_fund"]
    assert fund.start is not None
    assert fund.end is not None
    assert (fund.start["en"], fund.end["en"]) == ("2017 or 2018", "merged into the 5 bn yuan loan-risk pool")
    assert ROWS["ip_court"].start == {"en": "2017-12-26", "zh": "2017-12-26"}
    assert ROWS["first_stock"].start is None


def test_every_source_is_a_known_document() -> None:
    named = {name for row in ROWS.values() for name in (*row.sources, *row.founding)}
    assert named <= documents().keys()
    assert all(row.sources for row in ROWS.values())
    assert all(CHINESE.search(documents()[name].reliability["zh"]) for name in named)


# A rule that is known has a sheet. What is known of these two is no rule: there is no test and no amount to compute.
NOTHING_TO_COMPUTE = {
    "clusters_20_8": "a list of industries with targets of the city",
    "talent_day": "a day of the calendar",
}
# Of these some figures are missing; what there is can be computed.
COMPUTED_IN_PART = {
    "angel_fof": "limits and test of managers known, share of a sub-fund inferred",
    "basic_research_funding_deduction": "rate known only generally, conditions judged",
    "guangdong_basic_research_third": "a third of a fund, stated by a draft",
    "hetao_hk_iit": "the tax under Hong Kong law is typed",
    "hetao_space_support": "shares and caps known, conditions cut off",
    "hq_policy_2012": "newly founded head offices known, other cases judged",
    "hq_policy_2021": "four cases of five known, formula of the reward judged",
    "ip_punitive_damages": "one to five times the loss",
    "little_giant_2026": "seven criteria known, score judged",
    "longhua_angel_fof": "fee and limits known",
    "manufacturing_innovation_centres": "yearly sum known, conditions judged",
    "msme_loan_risk_pool": "share known within bounds",
    "new_graduate_subsidy_2016": "least sum known",
    "outstanding_talent_housing": "sums known, recognition judged",
    "peacock_plan": "sums by class known",
    "pingshan_risk_pool": "who is covered and the size known, share not",
    "qianhai_hk_iit": "the tax under Hong Kong law is typed",
    "seed_fund": "limits of tickets known",
    "specialised_sme": "four conditions known, bands of the score in part",
    "sz_basic_research_projects": "upper limits known, date not",
    "sz_financing_guarantee_fund": "share known within bounds",
    "sz_key_laboratory": "sum per laboratory known, conditions judged",
}


def test_every_rule_that_is_known_has_a_sheet() -> None:
    known = {name for name, row in ROWS.items() if row.rule in ("complete", "amount_only")}
    assert NOTHING_TO_COMPUTE.keys() <= known
    assert set(policy.standard().located) == (known - NOTHING_TO_COMPUTE.keys()) | COMPUTED_IN_PART.keys()


def test_what_is_computed_in_part_is_known_in_part() -> None:
    assert {ROWS[name].rule for name in COMPUTED_IN_PART} == {"partial"}


def test_every_text_with_words_has_chinese() -> None:
    for row in ROWS.values():
        for text in (row.label, row.start, row.end, row.reference, row.who):
            if text is not None and re.search("[A-Za-z]{2}", text["en"]):
                assert CHINESE.search(text["zh"]), row.id
                assert not CHINESE.search(text["en"]), row.id


def test_a_city_has_the_policies_of_its_own_levels() -> None:
    of_city = {row.city for row in ROWS.values() if row.level in ("city", "zone", "district")}
    assert of_city == {city.id for city in cities().values() if (city.folder / "register" / "instruments.csv").exists()}
    assert of_city
    assert {row.city for row in ROWS.values() if row.level in ("national", "province")} == {None}


def test_the_clusters_are_twenty_and_eight_with_four_changes() -> None:
    (path,) = PACKAGE.glob("cities/*/register/clusters.csv")
    with path.open(encoding="utf-8", newline="") as file:
        clusters = list(csv.DictReader(file))
    assert Counter((one["version"], one["kind"]) for one in clusters) == {
        ("2022", "strategic"): 20, ("2022", "future"): 8, ("2024", "strategic"): 4,
    }  # fmt: skip
    assert len({one["id"] for one in clusters}) == 32
    assert {name for one in clusters for name in one["source_id"].split(";")} <= documents().keys()
    assert all(CHINESE.search(one["name_zh"]) for one in clusters)


def test_each_folder_says_where_its_rows_come_from() -> None:
    folders = [PACKAGE / "library" / "register", *PACKAGE.glob("cities/*/register")]
    assert all("Licence" in (folder / "README.md").read_text(encoding="utf-8") for folder in folders)
