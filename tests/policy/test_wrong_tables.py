"""Tables that are not what the rule reads: the message names the column, an example of what is wrong, a near name."""

from __future__ import annotations

from datetime import date

import polars as pl
import pytest

from innovatory import policy
from innovatory.language.mistakes import Mistake
from innovatory.policy.admission import COUNTS
from innovatory.report.words import phrases

ON = date(2024, 6, 30)


def test_text_among_numbers_is_shown() -> None:
    table = pl.DataFrame({"revenue_2023": ["12", " 3.5", "-4", "about 5"]})
    with pytest.raises(Mistake) as told:
        policy.load("tsme_evaluation").evaluate(table.lazy(), ON)
    assert told.value.kind == "type"
    assert "'about 5'" in told.value.say("en")
    assert "revenue_2023" in told.value.say("zh")


def test_what_a_column_holds_is_told_in_words_with_the_row() -> None:
    table = pl.DataFrame({"revenue_2023": ["12", None, "about 5"]})
    with pytest.raises(Mistake) as told:
        policy.load("tsme_evaluation").evaluate(table.lazy(), ON)
    assert told.value.en == "column 'revenue_2023' holds text ('about 5' in data row 3); expected numbers"
    assert told.value.zh == "列 'revenue_2023' 为文本（数据第 3 行为 'about 5'）；应为数"


@pytest.mark.parametrize(
    ("values", "en", "zh"),
    [
        ([True], "holds true or false;", "为真假值；"),
        ([date(2023, 1, 1)], "holds dates;", "为日期；"),
        ([[1]], "holds values of type", "类型的值；"),
    ],
)
def test_no_type_of_a_library_is_told_where_there_are_words(values: list[object], en: str, zh: str) -> None:
    with pytest.raises(Mistake) as told:
        policy.load("tsme_evaluation").evaluate(pl.DataFrame({"revenue_2023": values}).lazy(), ON)
    assert en in told.value.en
    assert zh in told.value.zh


def test_every_count_of_what_a_table_lacked_can_be_told() -> None:
    assert {f"door.{count.replace(' ', '_')}" for count in COUNTS} <= set(phrases())


def test_a_table_without_any_column_of_the_rule_is_refused_with_a_near_name() -> None:
    with pytest.raises(Mistake) as told:
        policy.load("tsme_evaluation").evaluate(pl.DataFrame({"firm": ["a"], "staf_mean": [3]}).lazy(), ON)
    assert (told.value.kind, told.value.nearest) == ("name", "staff_mean")
