"""Tables that are not what the rule reads: the message names the column, an example of what is wrong, a near name."""

from __future__ import annotations

from datetime import date

import polars as pl
import pytest

from innovatory import policy
from innovatory.language.mistakes import Mistake

ON = date(2024, 6, 30)


def test_text_among_numbers_is_shown() -> None:
    table = pl.DataFrame({"revenue_2023": ["12", " 3.5", "-4", "about 5"]})
    with pytest.raises(Mistake) as told:
        policy.load("tsme_evaluation").evaluate(table.lazy(), ON)
    assert told.value.kind == "type"
    assert "'about 5'" in told.value.say("en")
    assert "revenue_2023" in told.value.say("zh")


def test_a_table_without_any_column_of_the_rule_is_refused_with_a_near_name() -> None:
    with pytest.raises(Mistake) as told:
        policy.load("tsme_evaluation").evaluate(pl.DataFrame({"firm": ["a"], "staf_mean": [3]}).lazy(), ON)
    assert (told.value.kind, told.value.nearest) == ("name", "staff_mean")
