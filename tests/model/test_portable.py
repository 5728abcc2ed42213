"""The portable functions agree with the machine's to the last bits, over the range in which the model uses them."""

from __future__ import annotations

import math

from hypothesis import given, settings
from hypothesis import strategies as st

from innovatory.model.portable import exp, log


@settings(deadline=None)  # the first call compiles
@given(x=st.floats(-700.0, 700.0))
def test_exp_is_right_to_three_parts_in_ten_to_the_sixteen(x: float) -> None:
    assert abs(exp(x) / math.exp(x) - 1.0) <= 5e-16  # both may be off by less than one unit in the last place


@settings(deadline=None)  # the first call compiles
@given(x=st.floats(1e-300, 1e300))
def test_log_is_right_to_the_last_bits(x: float) -> None:
    assert abs(log(x) - math.log(x)) <= 3e-16 * max(abs(math.log(x)), 1.0)


@settings(deadline=None)  # the first call compiles
@given(x=st.floats(-1e-3, 1e-3))
def test_log_is_accurate_beside_one(x: float) -> None:
    assert abs(log(1.0 + x) - math.log(1.0 + x)) <= 5e-16 * abs(math.log(1.0 + x))


def test_the_ends_are_exact() -> None:
    assert exp(0.0) == 1.0
    assert log(1.0) == 0.0
    assert log(2.0) == math.log(2.0)
