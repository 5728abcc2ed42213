"""Sentences say what a rule answered: by comparison word, result and language, with what would change it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from innovatory.report import sentences
from innovatory.report.sentences import Inputs

Made = Callable[..., dict[str, Any]]
NOTHING = Inputs({})
STAFF = Inputs({"staff": {"en": "people employed", "zh": "职工"}})


@pytest.mark.parametrize(
    ("result", "en", "zh"),
    [
        ("pass", "Passes", "符合条件"),
        ("fail", "Does not pass", "不符合条件"),
        ("depends", "Depends on what is not known yet", "尚不能确定"),
        ("not_in_force", "Not in force on 2024-06-30: neither pass nor fail", "2024-06-30 当日无有效规定，不作判断"),
    ],
)
def test_the_headline_is_the_answer(result: str, en: str, zh: str, answer: Made) -> None:
    assert sentences.headline(answer(result), "en") == en
    assert sentences.headline(answer(result), "zh") == zh


def test_conditions_are_counted_by_result(answer: Made, criterion: Made) -> None:
    found = answer("fail", criterion("a", "pass"), criterion("b", "fail"), criterion("c", "pass"))
    assert sentences.tally(found, "en") == "Conditions: 2 met, 1 not met."
    assert sentences.tally(found, "zh") == "条件：2 项符合、1 项不符合。"


def test_a_rule_with_several_ways_is_recognised_by_a_failed_condition_of_a_pass(answer: Made, criterion: Made) -> None:
    assert sentences.not_all_needed(answer("pass", criterion("a", "pass"), criterion("b", "fail")))
    assert not sentences.not_all_needed(answer("pass", criterion("a", "pass")))
    assert not sentences.not_all_needed(answer("fail", criterion("a", "fail")))


@pytest.mark.parametrize(
    ("word", "en", "zh"),
    [
        ("at_least", "at least 10%", "不低于 10%"),
        ("more_than", "more than 10%", "高于 10%"),
        ("at_most", "at most 10%", "不超过 10%"),
        ("less_than", "less than 10%", "低于 10%"),
    ],
)
def test_each_comparison_word_has_its_own_phrase(word: str, en: str, zh: str, criterion: Made) -> None:
    asked = criterion("a", "pass", comparison=word)
    assert sentences.value_and_need(asked, "en") == ("12%", en)
    assert sentences.value_and_need(asked, "zh") == ("12%", zh)


def test_a_truth_needs_yes_and_has_no_margin(criterion: Made) -> None:
    truth = criterion("a", "fail", comparison="is", value=False, threshold=True, unit=None, margin=None)
    assert sentences.value_and_need(truth, "en") == ("no", "yes")
    assert sentences.margin(truth, "zh") == "—"


def test_the_sentence_of_a_failed_condition(criterion: Made) -> None:
    failed = criterion("share", "fail", value={"low": 11 / 120, "high": 11 / 120})
    assert sentences.sentence(failed, "en") == "Label of share: 9.167%; needed: at least 10%. Not met."
    assert sentences.sentence(failed, "zh") == "share标签：9.167%，要求不低于 10%，不符合。"


def test_days_since_what_never_happened_are_not_counted(criterion: Made) -> None:
    # the year 1 is 738 000 days before 2024
    never = criterion(
        "clean", "pass", unit="day", value={"low": 738_000, "high": 738_000}, threshold={"low": 365, "high": 365}
    )
    assert sentences.value_and_need(never, "en") == (
        "never happened",
        "more than 365 days".replace("more than", "at least"),
    )
    assert sentences.margin(never, "en") == "—"


def test_a_gap_names_the_lever_and_the_change(criterion: Made) -> None:
    gap = {"lever": "staff", "low": 1, "high": 1, "unit": "person"}
    failed = criterion("share", "fail", gap=gap, passes=[[1, None]])
    assert sentences.change(failed, "en", STAFF) == "staff + 1 person"
    assert sentences.change(failed, "zh", STAFF) == "职工（staff）增加 1 人"


def test_a_gap_downwards_is_a_decrease(criterion: Made) -> None:
    gap = {"lever": "staff", "low": -3, "high": -3, "unit": "person"}
    assert sentences.change(criterion("size", "fail", gap=gap), "en", STAFF) == "staff − 3 people"
    assert sentences.change(criterion("size", "fail", gap=gap), "zh", STAFF) == "职工（staff）减少 3 人"


def test_a_gap_that_is_not_monotone_shows_every_span_that_passes(criterion: Made) -> None:
    gap = {"lever": "income", "low": 8_000_000, "high": 8_000_000, "unit": "yuan"}
    failed = criterion("share", "fail", gap=gap, passes=[[8_000_000, 12_000_000], [20_000_000, None]])
    told = sentences.change(failed, "en", NOTHING)
    assert told == (
        "income + 8 million yuan (passes with a change of +8 million yuan to +12 million yuan or +20 million yuan or more)"
    )


def test_what_no_single_figure_can_change_is_said(criterion: Made) -> None:
    failed = criterion("share", "fail", gap_reason="impossible")
    assert sentences.change(failed, "en", NOTHING) == "no change of one figure alone is enough"
    assert sentences.change(criterion("share", "fail", gap_reason="no lever"), "en", NOTHING) == ""


@pytest.mark.parametrize(
    ("kind", "en"),
    [
        ("zero", "staff is zero, so the value cannot be computed"),
        ("no_rule", "staff has no value in the rule on that day"),
        ("short", "too few years of staff are known"),
    ],
)
def test_the_reason_of_an_unknown_value_is_told(kind: str, en: str, criterion: Made) -> None:
    assert sentences.change(criterion("share", "depends", reason={kind: "staff"}), "en", NOTHING) == en


def test_a_number_of_the_rule_is_told_by_its_meaning_alone(criterion: Made) -> None:
    """Nobody types it: its name helps no reader. A fact that is typed keeps its name behind the meaning."""
    lacking, zero = (criterion("share", "depends", reason={kind: "staff"}) for kind in ("no_rule", "zero"))
    assert sentences.change(lacking, "zh", STAFF) == "规定中“职工”在当日无有效取值"
    assert sentences.change(zero, "zh", STAFF) == "职工（staff）为零，无法计算"


def test_only_undecided_conditions_wait_for_inputs(answer: Made, criterion: Made) -> None:
    undecided, met = criterion("share", "depends"), criterion("share", "pass")
    assert sentences.missing(answer("fail", undecided, met)) == ["staff"]
    assert sentences.missing(answer("fail", met)) == []
    assert sentences.missing(answer("depends", undecided, missing=["turnover"])) == ["turnover"]
    assert sentences.waits_for(answer("fail", undecided, met), "staff", "en") == "Label of share"


def test_what_a_pass_gives_is_told_with_its_days(answer: Made) -> None:
    given = answer(
        "pass",
        gives={
            "subsidy": {"low": 418_080, "high": 418_080, "unit": "yuan", "label": {"en": "Subsidy", "zh": "补贴金额"}}
        },
        grants=[{"status": "hnte", "from": "2024-06-30", "to": "2027-06-29"}],
    )
    assert sentences.gives(given, "en") == ["Subsidy: 418,080 yuan", "The status hnte from 2024-06-30 to 2027-06-29"]
    assert sentences.gives(given, "zh") == [
        "补贴金额：41.81 万元",
        "取得资质：高新技术企业，2024-06-30 至 2027-06-29",
    ]


def test_the_evidence_line_leaves_out_what_nothing_rests_on() -> None:
    shares = {"published": 0, "your_records": 0.75, "rule": 0.25, "assumption": 0, "prior": 0}
    assert sentences.evidence(shares, "en") == "This answer rests on: your records 75% · the rule 25%"
    assert sentences.evidence({}, "en") == "This answer rests on no stored fact."


def test_an_article_is_cited_in_the_language(answer: Made, criterion: Made) -> None:
    found = answer("pass", criterion("a", "pass", source="law art 3(2)"))
    assert sentences.source(found["criteria"][0], found, "en") == "Toy law 7 art 3(2)"
    assert sentences.source(found["criteria"][0], found, "zh") == "Toy law 7 第3条(2)"


def test_what_is_not_recorded_is_said_in_the_language(answer: Made) -> None:
    assert sentences.application(answer("pass"), "zh") == [
        ("受理部门", "玩具局"),
        ("申报时间", "未记载"),
        ("申报材料", "未记载"),
    ]


@pytest.mark.parametrize(
    ("article", "en", "zh"),
    [
        ("art 14-18", "Law art 14-18", "Law 第14-18条"),
        ("art 3 (article not confirmed)", "Law art 3 (article not confirmed)", "Law 第3条（条款未核实）"),
    ],
)
def test_articles_are_written_as_in_the_language(article: str, en: str, zh: str) -> None:
    sources = {"sources": {"law": {"cite": "Law"}}}
    assert sentences.source({"source": f"law {article}"}, sources, "en") == en
    assert sentences.source({"source": f"law {article}"}, sources, "zh") == zh
