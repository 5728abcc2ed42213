from __future__ import annotations

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from innovatory.records.credit_code import ALPHABET, is_enterprise_id
from innovatory.records.credit_code_column import valid_ids

EXAMPLE = "91350100M000100Y43"  # the example printed in GB 32100-2015

codes = st.builds(
    "{}{}{}".format,
    st.text(ALPHABET, min_size=2, max_size=2),
    st.text("0123456789", min_size=6, max_size=6),
    st.text(ALPHABET, min_size=10, max_size=10),
)


def test_the_example_of_the_standard_is_valid() -> None:
    assert is_enterprise_id(EXAMPLE)


@pytest.mark.parametrize("place", range(18))
def test_one_wrong_character_is_noticed_at_every_place(place: int) -> None:
    other = "1" if EXAMPLE[place] != "1" else "2"
    assert not is_enterprise_id(EXAMPLE[:place] + other + EXAMPLE[place + 1 :])


def test_two_neighbours_exchanged_are_noticed() -> None:
    assert not is_enterprise_id("93150100M000100Y43")


@given(codes.map(lambda code: code[:17]))
def test_exactly_one_check_digit_fits(body: str) -> None:
    assert sum(is_enterprise_id(body + digit) for digit in ALPHABET) == 1


@pytest.mark.parametrize("text", ["syn:1", "sim:agent-00017"])
def test_made_up_enterprises_have_identifiers_of_their_own(text: str) -> None:
    assert is_enterprise_id(text)


@pytest.mark.parametrize(
    "text", ["", "syn:", "sim: 1", "abc", EXAMPLE.lower(), EXAMPLE + "3", EXAMPLE[:17], "91350100I000100Y43"]
)
def test_other_texts_are_no_identifiers(text: str) -> None:
    assert not is_enterprise_id(text)


@given(st.lists(st.one_of(st.none(), codes, st.just(EXAMPLE), st.text(max_size=20), st.just("syn:7")), max_size=20))
def test_a_column_is_judged_as_each_of_its_texts(ids: list[str | None]) -> None:
    expected = [None if text is None else is_enterprise_id(text) for text in ids]
    assert valid_ids(pl.Series(ids, dtype=pl.String)).to_list() == expected
