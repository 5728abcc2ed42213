"""The evidence line: facts counted by kind, told as shares under the names that the answers of a rule use."""

from __future__ import annotations

from innovatory.measure.evidence import KINDS, Evidence, together


def test_shares_sum_to_one_and_are_nothing_of_nothing() -> None:
    shares = Evidence(published=1, your_records=2, rules={"adopted": 1}).shares()
    assert shares == {"published": 0.25, "your_records": 0.5, "rule": 0.25, "assumption": 0.0, "prior": 0.0}
    assert Evidence().shares() == dict.fromkeys(KINDS, 0.0)


def test_several_results_are_one_by_their_facts() -> None:
    both = together([Evidence(published=3, rules={"adopted": 1}), Evidence(prior=2, rules={"adopted": 1, "draft": 2})])
    assert both.counts == {"published": 3, "your_records": 0, "rule": 4, "assumption": 0, "prior": 2}
    assert both.as_dict()["rules"] == {"adopted": 2, "draft": 2}
