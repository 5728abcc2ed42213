"""Totals that contradict each other give way by the smallest change, worked out by hand."""

from __future__ import annotations

import pytest

from innovatory.measure.population_relations import Allowed, Relation, consistent


def exact(value: float) -> Allowed:
    return Allowed(value, value, value, True)


def test_totals_that_can_all_be_true_stay_as_they_are() -> None:
    totals = {"new": exact(20), "all": exact(100)}
    found, relaxed = consistent(totals, [Relation("within", {"new": 1, "all": -1})])
    assert (found["new"], found["all"]) == (pytest.approx(20), pytest.approx(100))
    assert relaxed == []


def test_the_smallest_relaxation_is_relative() -> None:
    # 120 new of 100 in all: 20 of 120 are less than 20 of 100
    found, relaxed = consistent({"new": exact(120), "all": exact(100)}, [Relation("within", {"new": 1, "all": -1})])
    assert found["new"] == pytest.approx(100)
    assert found["all"] == pytest.approx(100)
    (one,) = relaxed
    assert (one.total, one.printed, one.relations) == ("new", 120, ("within",))
    assert one.met == pytest.approx(100)


def test_parts_that_do_not_add_up() -> None:
    # 60 + 50 against 130: the whole moves by 20 of 130 (15 %), the parts together by 20 of 110 at most at 20/60
    totals = {"firms": exact(60), "businesses": exact(50), "entities": exact(130)}
    relation = Relation("add_up", {"firms": 1, "businesses": 1, "entities": -1}, equal=True)
    found, relaxed = consistent(totals, [relation])
    assert found["entities"] == pytest.approx(110)
    assert [one.total for one in relaxed] == ["entities"]


def test_what_was_printed_roughly_moves_within_its_interval_for_nothing() -> None:
    totals = {"one": exact(700), "two": exact(748), "all": Allowed(1450, 1445, 1455, True)}
    found, relaxed = consistent(totals, [Relation("add_up", {"one": 1, "two": 1, "all": -1}, equal=True)])
    assert found["all"] == pytest.approx(1448)
    assert relaxed == []


def test_a_derived_total_gives_way_before_a_printed_one() -> None:
    totals = {"part": Allowed(120, 120, 120, False), "whole": exact(100)}
    found, _ = consistent(totals, [Relation("within", {"part": 1, "whole": -1})])
    assert (found["part"], found["whole"]) == (pytest.approx(100), pytest.approx(100))


def test_a_lower_bound_is_kept() -> None:
    totals = {"part": exact(120), "whole": Allowed(100, 100, float("inf"), True)}
    found, relaxed = consistent(totals, [Relation("within", {"part": 1, "whole": -1})])
    assert found["whole"] == pytest.approx(120)
    assert relaxed == []


def test_relations_over_what_is_not_known_are_left_out() -> None:
    found, relaxed = consistent({"part": exact(120)}, [Relation("within", {"part": 1, "whole": -1})])
    assert found == {"part": pytest.approx(120)}
    assert relaxed == []
