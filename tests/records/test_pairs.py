from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from innovatory.language.mistakes import Mistake
from innovatory.records.pairs import parse_given

names = st.from_regex(r"[a-z][a-z_]{0,12}", fullmatch=True)
words = st.from_regex(r"[a-z0-9%万-]{1,8}", fullmatch=True)


def test_pairs_become_the_data_that_a_file_would_hold() -> None:
    pairs = ["revenue=20m,30m,40m", "st_staff = 15", "status.hnte=2023-12-12", "status.tsme=no", "marks.core_ip=yes"]
    assert parse_given(pairs) == {
        "revenue": ["20m", "30m", "40m"],
        "st_staff": "15",
        "status": {"hnte": "2023-12-12", "tsme": "no"},
        "marks": {"core_ip": "yes"},
    }


def test_a_pair_of_days_a_year_and_a_status_in_brackets() -> None:
    pairs = ["status.hnte=2020-01-01,2022-12-31", "revenue.2022=20m", "revenue.2024=4.5m", "status(tsme)=yes"]
    assert parse_given(pairs) == {
        "status": {"hnte": ["2020-01-01", "2022-12-31"]},
        "revenue": {"2022": "20m", "2024": "4.5m"},
        "status(tsme)": "yes",
    }


@given(st.dictionaries(names, st.one_of(words, st.lists(words, min_size=2, max_size=4))))
def test_what_is_written_comes_back(data: dict[str, str | list[str]]) -> None:
    pairs = [f"{name}={'[' + ','.join(v) + ']' if isinstance(v, list) else v}" for name, v in data.items()]
    assert parse_given(pairs) == data


@pytest.mark.parametrize(
    "pair", ["revenue", "=5", "revenue=", "revenue= ", ".hnte=yes", "status.=yes", "a.b.c=1", "", "revenue=1,,2", "x=,"]
)
def test_malformed_pairs_are_refused(pair: str) -> None:
    with pytest.raises(Mistake) as caught:
        parse_given([pair])
    assert caught.value.kind == "pair"


@pytest.mark.parametrize(
    ("pairs", "path"),
    [
        (["a=1", "a=2"], "a"),
        (["s.a=1", "s.a=2"], "s.a"),
        (["s=1", "s.a=2"], "s.a"),
        (["s.a=2", "s=1"], "s"),
    ],
)
def test_a_name_given_twice_is_refused(pairs: list[str], path: str) -> None:
    with pytest.raises(Mistake) as caught:
        parse_given(pairs)
    assert caught.value.kind == "twice"
    assert caught.value.place is not None
    assert caught.value.place.path == path


def test_thousands_and_lists_are_not_confused() -> None:
    with pytest.raises(Mistake, match=r"1000000 for the number, \[1,000,000\]") as caught:
        parse_given(["revenue=1,000,000"])
    assert "1000000" in caught.value.zh
    assert parse_given(["staff_mean=[100,120,150]"]) == {"staff_mean": ["100", "120", "150"]}
    assert parse_given(["staff_mean=9,12,15"]) == {"staff_mean": ["9", "12", "15"]}
