"""No formula leaves in a file of refused rows, and every text comes back from it as it was."""

from __future__ import annotations

import re

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from innovatory.records.importing.formulas import protected, restored

PIECES = st.text(st.sampled_from("=+-@＝'\"\t\r\n ;,|1aＡ\u200b"), max_size=12)


def apply(function: object, text: str) -> str:
    assert callable(function)
    return str(pl.DataFrame({"a": [text]}).select(function(pl.col("a"))).item())


@given(PIECES)
def test_every_text_comes_back(text: str) -> None:
    assert apply(restored, apply(protected, text)) == text


@given(PIECES)
def test_no_cell_begins_with_a_formula_whatever_divides_cells(text: str) -> None:
    if re.fullmatch(r"[+-]?[0-9][0-9,]*", text):
        return
    for cell in re.split("[;,|\t\r\n]", apply(protected, text)):
        assert not cell.lstrip(' "\u200b').startswith(tuple("=+-@＝＋－＠"))


@pytest.mark.parametrize("figure", ["-5", "+1,234.50", "-1e5", "-3%"])
def test_figures_stay_as_they_are(figure: str) -> None:
    assert apply(protected, figure) == figure


@pytest.mark.parametrize(
    ("text", "safe"), [("=1+1", "'=1+1"), (" =1", "' =1"), ("＝1", "'＝1"), ("a;=1", "a;'=1"), ("-a", "'-a"), ("'=1", "''=1")]
)  # fmt: skip
def test_formulas_get_an_apostrophe(text: str, safe: str) -> None:
    assert apply(protected, text) == safe
