"""What an indicator is made of is said in words: no id of a series, table or column stands in a sentence."""

from __future__ import annotations

import re

import pytest

from innovatory.measure.city import read_city
from innovatory.measure.indicator import indicators
from innovatory.measure.measurement import measure
from innovatory.report.measured_value import unsaid
from innovatory.report.recorded_names import column_names, series_label, table_names

LANGUAGES = ("en", "zh")
ID = re.compile(r"[a-z0-9]+_[a-z_0-9]+")


@pytest.mark.parametrize("lang", LANGUAGES)
def test_series_of_the_shipped_city_are_told_apart_in_words(lang: str) -> None:
    for one in measure(read_city("shenzhen"), list(indicators())):
        series = dict.fromkeys(each.series for each in one.observations if each.origin == "published")
        told = [series_label(one.indicator.id, "published", name, lang) for name in series]
        assert len(set(told)) == len(told), one.indicator.id
        assert not any(ID.search(text) for text in told), told
        if lang == "zh":
            words = {text for label in told for text in re.findall(r"[A-Za-z]{3,}", label)}
            assert words <= {"IPRdaily"}


def test_a_series_without_a_phrase_is_told_by_its_word() -> None:
    assert series_label("unicorns", "published", "unicorns_own_count", "en") == "Published figures · own count"
    assert series_label("unicorns", "published", "unicorns", "en") == "Published figures"


def test_tables_and_columns_as_the_dictionary_calls_them() -> None:
    assert table_names(["patents"], "zh") == "专利"
    assert column_names(["revenue"], ["enterprise_years"], "zh") == "营业收入"
    assert column_names(["rd_accounts"], ["enterprise_years"], "en") == "rd accounts"


def test_what_is_not_recorded_is_said_in_words() -> None:
    told = {"kind": "not_recorded", "tables": ["statuses"], "columns": []}
    assert "statuses" not in unsaid(told, "zh")
    assert unsaid(told, "zh").startswith("未记录：")
