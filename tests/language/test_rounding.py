"""`round`, `floor` and `ceil` against decimal arithmetic: a float64 stands for the decimal it was read from (D13)."""

from __future__ import annotations

from decimal import ROUND_CEILING, ROUND_FLOOR, ROUND_HALF_UP, Decimal, localcontext

import pytest
from back_ends import evaluated, explained
from expressions import bound
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from language_cases import close

from innovatory.language import ends
from innovatory.language.types import declared

SLOW = settings(deadline=None, suppress_health_check=list(HealthCheck), max_examples=60)
MODES = {"round": ROUND_HALF_UP, "floor": ROUND_FLOOR, "ceil": ROUND_CEILING}

# Up to 11 digits, so that the next decimal beside a half or a whole is farther away than 10⁻¹² of the value.
decimals = st.builds(
    lambda digits, places: Decimal(digits).scaleb(-places), st.integers(-(10**11), 10**11), st.integers(0, 8)
)
halves = st.builds(
    lambda whole, places: (Decimal(whole) + Decimal("0.5")).scaleb(-places),
    st.integers(-(10**6), 10**6),
    st.integers(0, 4),
)


def exactly(word: str, value: Decimal, digits: int) -> float:
    """The rounded decimal as the float64 nearest to it."""
    with localcontext() as context:
        context.prec = 60
        return float(value.quantize(Decimal(1).scaleb(-digits), rounding=MODES[word]))


def text_of(word: str, digits: int) -> str:
    return f"round(x, {digits})" if word == "round" else f"{word}(x)"


@given(decimals | halves, st.integers(-4, 8))
def test_round_takes_halves_away_from_zero(value: Decimal, digits: int) -> None:
    assert close(ends.round_half_away(float(value), digits), exactly("round", value, digits))


@given(decimals | halves)
def test_floor_and_ceil_of_a_decimal(value: Decimal) -> None:
    assert ends.round_down(float(value)) == exactly("floor", value, 0)
    assert ends.round_up(float(value)) == exactly("ceil", value, 0)


@given(st.integers(1, 999), st.sampled_from([10, 100, 1000]))
def test_a_whole_number_reached_by_a_product_is_that_number(part: int, of: int) -> None:
    share = float(Decimal(part) / of)
    assert ends.round_down(share * of) == ends.round_up(share * of) == part


@pytest.mark.parametrize("value", [0.0, -0.0, 2.0**53, -(2.0**60), 1e300, 5e-324])
def test_extremes_stay_numbers(value: float) -> None:
    for digits in (-12, 0, 12):
        assert abs(ends.round_half_away(value, digits) - value) <= 0.5 * 10.0**-digits
    assert ends.round_down(value) <= value or value == 0
    assert str(ends.round_half_away(-0.0, 0)) == "0.0"


@pytest.mark.parametrize("engine", ["polars", "duckdb"])
@pytest.mark.parametrize("word", MODES)
@SLOW
@given(values=st.lists(decimals | halves, min_size=1, max_size=20), digits=st.sampled_from([-2, 0, 1, 2, 4]))
def test_engines_round_as_decimals_do(values: list[Decimal], digits: int, word: str, engine: str) -> None:
    node, places = bound(text_of(word, digits)), digits if word == "round" else 0
    rows = [{"x": ends.point(float(value))} for value in values]
    want = [exactly(word, value, places) for value in values]
    for found in (explained(node, rows), evaluated(node, {"x": declared("yuan")}, rows, engine)):
        assert all(isinstance(got, tuple) and close(got[0][0], one) for got, one in zip(found, want, strict=True))
