"""The linear programme: shifts worked out by hand, and against every whole-number solution of tiny plans."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from itertools import product
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from innovatory.measure.budget.programme import Part, Programme, Relaxed, Share

FLOOR = Fraction(3, 10)


def part(name: str, planned: int, need: int = 0, wish: int | None = None, **ends: Any) -> Part:
    facts: dict[str, Any] = {"pot": "f", "least": 0, "most": None, **ends}
    return Part(id=name, planned=planned, need=need, wish=need if wish is None else wish, **facts)


def test_a_short_line_is_filled_from_the_line_that_can_spare_it() -> None:
    solved = Programme((part("a", 100, 120), part("b", 100, 90), part("c", 100, 60))).solved()
    # a lacks 20; b and c can spare 10 and 40; the line that stands last gives first
    assert solved.amounts == (120, 100, 80)
    assert (solved.short, solved.floors_short) == ((0, 0, 0), ())


def test_nothing_moves_where_nothing_is_short() -> None:
    programme = Programme((part("a", 70, 70), part("b", 30, 0)), (Share("s", "f", frozenset({1}), FLOOR),))
    assert programme.solved().amounts == (70, 30)


def test_a_floor_takes_from_the_lines_beside_it_and_rounds_up() -> None:
    # 30 % of 101 are 30.3: 31 yuan are the least whole amount; b already has 20
    programme = Programme((part("a", 81), part("b", 20)), (Share("s", "f", frozenset({1}), FLOOR),))
    assert programme.level(programme.floors[0]) == 31
    assert programme.solved().amounts == (70, 31)


def test_money_that_nobody_claims_goes_before_money_of_the_high_claims() -> None:
    # b would need 100 for its high claims, c nothing: c gives, although b stands last
    programme = Programme((part("a", 50, 60), part("c", 100, 0, 0), part("b", 100, 0, 100)))
    assert programme.solved().amounts == (60, 90, 100)


def test_pots_keep_their_totals() -> None:
    programme = Programme((part("a", 10, 30), part("b", 100, 0, pot="g"), part("c", 15)))
    solved = programme.solved()
    assert solved.amounts == (25, 100, 0)
    assert solved.short == (5, 0, 0)


def test_least_and_most_hold_a_line() -> None:
    programme = Programme((part("a", 50, 90, most=70), part("b", 50, 0, least=35), part("c", 50, 0, least=48)))
    # a may take 20; b gives 15 and c 2: 17 in all
    solved = programme.solved()
    assert (solved.amounts, solved.short) == ((67, 35, 48), (23, 0, 0))
    assert programme.least_shortfalls() == (0, 23)


def test_a_floor_comes_before_claims() -> None:
    # the fund has 100; the floor asks for 30 in b, a needs 90: 20 of a's need stay unmet, b is not raised above 30
    programme = Programme((part("a", 80, 90), part("b", 20)), (Share("s", "f", frozenset({1}), FLOOR),))
    solved = programme.solved()
    assert (solved.amounts, solved.short, solved.floors_short) == ((70, 30), (20, 0), (0,))


def test_a_floor_that_no_shift_can_meet_has_its_least_shortfall() -> None:
    programme = Programme((part("a", 90, least=85), part("b", 10)), (Share("s", "f", frozenset({1}), FLOOR),))
    solved = programme.solved()
    assert (solved.amounts, solved.floors_short) == ((85, 15), (15,))


def test_one_more_yuan_in_the_fund_is_worth_what_the_floor_leaves_of_it() -> None:
    programme = Programme((part("a", 70, 200), part("b", 30)), (Share("s", "f", frozenset({1}), FLOOR),))
    floors, claims = programme.least_shortfalls()
    assert (floors, claims, programme.step) == (0, 130, 10)
    # of ten more yuan three have to go to the floor, seven to the claims
    assert replace(programme, eased=Relaxed("pot", "f", 10)).least_shortfalls() == (0, 123)
    assert replace(programme, eased=Relaxed("floor", "s")).least_shortfalls() == (0, 129)


def test_amounts_that_break_the_pot_or_a_bound_are_refused() -> None:
    programme = Programme((part("a", 10, most=12), part("b", 10)))
    with pytest.raises(ArithmeticError, match="pot"):
        programme.checked((11, 10))
    with pytest.raises(ArithmeticError, match="bounds"):
        programme.checked((13, 7))


# Against every solution of tiny plans ----------------------------------------------------------------------------------


@st.composite
def tiny(draw: st.DrawFn) -> Programme:
    """Two to four lines of at most six yuan in one or two pots, with bounds, needs and perhaps a floor."""
    parts = []
    for at in range(draw(st.integers(2, 4))):
        planned = draw(st.integers(0, 6))
        need = draw(st.integers(0, 7))
        parts.append(
            Part(
                str(at), draw(st.sampled_from(("f", "f", "g"))), planned, draw(st.integers(0, planned)),
                draw(st.one_of(st.none(), st.integers(planned, 9))), need, draw(st.integers(need, 9)),
            )
        )  # fmt: skip
    inside = [at for at, one in enumerate(parts) if one.pot == "f"]
    chosen: set[int] = draw(st.sets(st.sampled_from(inside))) if inside else set()
    wanted: int = draw(st.integers(0, 1))
    share = draw(st.sampled_from((Fraction(3, 10), Fraction(1, 3), Fraction(1, 2))))
    floors = (Share("s", "f", frozenset(chosen), share),) if inside and wanted else ()
    return Programme(tuple(parts), floors)


def ranked(programme: Programme, amounts: tuple[int, ...]) -> tuple[int, ...]:
    """What the programme makes small, in its order, of some amounts."""
    solved = programme.checked(amounts)
    parts, count = programme.parts, len(programme.parts)
    moves = [amount - one.planned for amount, one in zip(amounts, parts, strict=True)]
    wishes = sum(max(0, one.wish - amount) for amount, one in zip(amounts, parts, strict=True))
    ties = sum(max(0, move) * (at + 1) + max(0, -move) * (count - at) for at, move in enumerate(moves))
    return sum(solved.floors_short), sum(solved.short), sum(map(abs, moves)), wishes, ties


def every(programme: Programme) -> list[tuple[int, ...]]:
    """All whole amounts that keep pots and bounds."""
    room = [
        range(one.least, min(one.most if one.most is not None else 99, programme.pots[one.pot]) + 1)
        for one in programme.parts
    ]
    totals = dict(programme.pots)

    def kept(amounts: tuple[int, ...]) -> bool:
        sums = dict.fromkeys(totals, 0)
        for one, amount in zip(programme.parts, amounts, strict=True):
            sums[one.pot] += amount
        return sums == totals

    return [amounts for amounts in product(*room) if kept(amounts)]


@settings(max_examples=60, deadline=None)
@given(tiny())
def test_no_other_amounts_are_better(programme: Programme) -> None:
    best = min(ranked(programme, amounts) for amounts in every(programme))
    solved = programme.solved()
    found = ranked(programme, solved.amounts)
    if (
        sum(solved.short)
        or sum(solved.floors_short)
        or any(a != p.planned for a, p in zip(solved.amounts, programme.parts, strict=True))
    ):
        assert found == best
    else:  # nothing is short, so nothing is moved, whatever lines would rather have
        assert best[:3] == (0, 0, 0)


@settings(max_examples=60, deadline=None)
@given(
    st.lists(st.integers(0, 10**10), min_size=2, max_size=12),
    st.lists(st.integers(0, 10**10), min_size=12, max_size=12),
)
def test_totals_are_kept_and_feasible_floors_met_in_large_plans(planned: list[int], needs: list[int]) -> None:
    parts = tuple(part(str(at), amount, needs[at]) for at, amount in enumerate(planned))
    programme = Programme(parts, (Share("s", "f", frozenset({0}), FLOOR),))
    solved = programme.solved()
    assert sum(solved.amounts) == sum(planned)
    assert solved.floors_short == (0,)  # any line may be lowered to nothing, so that the first can be raised
    # the floor may keep money back from the others: nothing else does
    kept = max(0, programme.level(programme.floors[0]) - needs[0])
    assert sum(solved.short) == max(0, sum(needs[: len(planned)]) + kept - sum(planned))


def test_the_same_plan_gives_the_same_shift() -> None:
    parts = tuple(part(str(at), 100, 130 if at == 3 else 50) for at in range(8))
    programme = Programme(parts)
    # the last line can spare 50 and gives the 30
    assert {programme.solved().amounts for _ in range(3)} == {(100, 100, 100, 130, 100, 100, 100, 70)}
