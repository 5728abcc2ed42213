"""Reforms: earlier days are left alone, days are composed in order, conflicts and wrong names are refused at their place.

The law reformed is that of the toy jurisdiction: grant of 5 % of the first 10 m of R&D on 2022-12-31, at most 1 m.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from innovatory.cli.given import EXAMPLES
from innovatory.language.explain import Case
from innovatory.language.mistakes import Mistake
from innovatory.policy.books import books
from innovatory.policy.library import Library, libraries, standard
from innovatory.policy.located import parse_yaml
from innovatory.policy.reforms import Reform, ReformedLibrary, read_reform, reformed

HEAD = "reform: {name}\nlabel: {{en: A reform, zh: 一项改革}}\nfrom: {start}\nchanges:\n"
END_OF_2022 = date(2022, 12, 31)
FIRM: dict[str, Any] = {"sector": "services", "rd_declared": 30e6, "rd_accepted": 30e6}
Write = Callable[..., Path]


def toy() -> Library:
    return libraries()[-1]


def reform(changes: str, start: str = "2022-07-01", name: str = "r") -> Reform:
    return Reform(parse_yaml((HEAD.format(name=name, start=start) + changes).encode(), f"{name}.yaml"))


def under(*reforms: Reform, library: Library | None = None) -> ReformedLibrary:
    return ReformedLibrary(library or toy(), reforms)


def award(library: Library, on: date = END_OF_2022, firm: Mapping[str, Any] = FIRM) -> float:
    """What the toy grant brings a firm, in yuan."""
    found = library.at(on).instrument("toy_grant").explain(firm, on, on.year).amount
    assert found is not None
    assert found[0][0] == found[1][0]
    return found[0][0]


def refused(changes: str, start: str = "2022-07-01", library: Library | None = None) -> Mistake:
    with pytest.raises(Mistake) as caught:
        under(reform(changes, start), library=library)
    assert caught.value.place is not None
    assert caught.value.place.file == "r.yaml"
    return caught.value


def where(mistake: Mistake) -> tuple[int | None, str | None]:
    assert mistake.place is not None
    return mistake.place.line, mistake.place.path


# What a reform changes -------------------------------------------------------------------------------------------------


def test_a_value_changes_from_the_day_on() -> None:
    law = under(reform("  toy_grant:\n    parameters: {cap: 0.6m, first_rate: 8%}\n"))
    assert award(law, date(2022, 6, 30)) == award(toy(), date(2022, 6, 30)) == 1e6  # 0.5 m + 2.5 % of 20 m
    assert award(law, date(2022, 7, 1)) == 0.6e6  # 0.8 m + 0.5 m, at most 0.6 m
    value = law.at(END_OF_2022).sheet("toy_grant").parameters["cap"].values
    assert {day.isoformat(): (entry.value, entry.source) for day, entry in value.items()} == {
        "2019-01-01": (1e6, "toy_notice art 4"), "2022-07-01": (0.6e6, "reform"),
    }  # fmt: skip


def test_what_the_law_ends_a_reform_does_not_prolong_and_a_mean_of_the_year_has_all_three_rates() -> None:
    # the extra rate is 75 % until 30 September 2022, then 100 %: six months of 75 %, three of 200 %, three of 100 %
    law = under(reform("  toy_relief:\n    parameters: {extra_rate: 200%}\n"))
    values = law.at(END_OF_2022).sheet("toy_relief").parameters["extra_rate"].values
    assert {day.isoformat(): (entry.value, entry.end) for day, entry in values.items()} == {
        "2018-01-01": (0.75, date(2022, 6, 30)), "2022-07-01": (2.0, date(2022, 9, 30)), "2022-10-01": (1.0, None),
    }  # fmt: skip
    of = books(law, {"enterprise"}, END_OF_2022, 2022, ["toy_relief"])
    answer = (
        law.at(END_OF_2022)
        .instrument("toy_relief")
        .explain({"status(toy_champion)": True, "sector": "services", "rd": [8e6]}, END_OF_2022, 2022)
    )
    extra = of.rules["toy_relief"].money("extra", answer.case)
    assert extra is not None
    assert extra[0][0] == pytest.approx(8e6 * (6 * 0.75 + 3 * 2.0 + 3 * 1.0) / 12)


def test_a_threshold_may_become_another_comparison_and_a_criterion_may_go_or_come() -> None:
    higher = under(reform("  toy_grant:\n    criteria: {base: {more_than: 30m}}\n"))
    base = higher.at(END_OF_2022).sheet("toy_grant").criteria["base"]
    assert (base.more_than, base.at_least, base.source) == ("30m", None, "reform")
    assert award(higher) == 0
    anybody = under(reform("  toy_grant:\n    criteria: {sector: null}\n"))
    assert award(anybody, firm={**FIRM, "sector": "real_estate"}) == 1e6
    narrower = "{value: patents, at_least: 1, source: reform, label: {en: Patents, zh: 专利}}"
    inventors = under(reform(f"  toy_grant:\n    criteria: {{patents: {narrower}}}\n"))
    assert [award(inventors, firm={**FIRM, "patents": number}) for number in (0, 1)] == [0, 1e6]


def test_a_budget_may_be_given_changed_and_taken_away() -> None:
    ranked = under(reform("  toy_grant:\n    rationing: {budget: 3m, rank_by: rd_accepted, share: null}\n"))
    bound = ranked.at(END_OF_2022).instrument("toy_grant").on(END_OF_2022, 2022)
    assert (bound.budget, set(bound.rationing_nodes)) == (3e6, {"budget", "rank"})
    without = under(reform("  toy_grant:\n    rationing: null\n"))
    assert without.at(END_OF_2022).sheet("toy_grant").rationing is None


def test_a_dotted_path_leads_to_one_value_whatever_its_day() -> None:
    law = under(reform('  toy_grant:\n    "parameters.cap.values.2019-01-01.value": 0.1m\n'))
    assert (award(law, date(2022, 6, 30)), award(law)) == (1e6, 0.1e6)


def test_the_account_of_a_year_may_be_reformed_from_the_day_of_its_taxes_on() -> None:
    law = under(reform("  account:\n    parameters: {standard_rate: 20%}\n", "2022-12-31"))
    rules = {year: books(law, {"enterprise"}, date(2023, 6, 30), year).account for year in (2021, 2022)}
    rates = {year: account and account.functions["standard_rate"] for year, account in rules.items()}
    assert {year: rate and _figure(rate) for year, rate in rates.items()} == {2021: 0.25, 2022: 0.2}


def _figure(function: Any) -> float:
    ((low, _), _) = function(Case({}))
    return float(low)


def test_taxes_of_a_year_that_ended_before_the_reform_are_not_touched() -> None:
    law = under(reform("  toy_relief:\n    parameters: {reduced_rate: 5%}\n", "2023-01-01"))
    on = date(2023, 6, 30)
    rates = [books(law, {"enterprise"}, on, year).rules["toy_relief"] for year in (2022, 2023)]
    assert [bound.on for bound in rates] == [END_OF_2022, on]
    assert [bound.money("rate", Case({})) for bound in rates] == [
        ((0.15, 0.15), (0.15, 0.15)),
        ((0.05, 0.05), (0.05, 0.05)),
    ]


# Days before, and one after the other ----------------------------------------------------------------------------------

EVERYTHING = """  toy_grant:
    parameters: {cap: 9m, first_rate: 50%, step: 1m, min_base: 0}
    criteria: {sector: null}
    rationing: null
  toy_relief:
    parameters: {reduced_rate: 1%}
    criteria: {holder: null}
"""
START = date(2022, 7, 1)


@given(
    on=st.dates(date(2017, 1, 1), START - timedelta(days=1)),
    base=st.sampled_from([0.0, 0.4e6, 3e6, 50e6]),
    sector=st.sampled_from(["services", "real_estate"]),
)
def test_no_answer_of_an_earlier_day_is_disturbed(on: date, base: float, sector: str) -> None:
    law = under(reform(EVERYTHING))
    record = {"sector": sector, "rd_declared": base, "rd_accepted": base, "rd": [base], "status(toy_champion)": True}
    for name in ("toy_grant", "toy_relief", "toy_champion"):
        new, old = (library.at(on).instrument(name).explain(record, on, on.year) for library in (law, toy()))
        assert new.as_dict() == old.as_dict()


def test_what_is_reformed_afterwards_differs() -> None:
    record = {"sector": "real_estate", "rd_declared": 3e6, "rd_accepted": 3e6}
    assert [award(library, START, record) for library in (under(reform(EVERYTHING)), toy())] == [550_000, 0]


@pytest.mark.parametrize("reverse", [False, True])
def test_reforms_of_two_days_follow_each_other_in_whatever_order_they_are_given(reverse: bool) -> None:
    first = reform("  toy_grant:\n    parameters: {cap: 0.5m}\n", "2022-02-01", "first")
    second = reform("  toy_grant:\n    parameters: {cap: 2m, first_rate: 10%}\n", "2022-07-01", "second")
    law = under(*([second, first] if reverse else [first, second]))
    days = {date(2022, 1, 31): 1e6, date(2022, 2, 1): 0.5e6, date(2022, 6, 30): 0.5e6, date(2022, 7, 1): 1.5e6}
    assert {on: award(law, on) for on in days} == days
    assert [law.at(on).located["toy_grant"].reform for on in days] == [None, "first", "first", "second"]


def test_reforms_of_one_day_may_change_different_things_but_not_the_same() -> None:
    cap = reform("  toy_grant:\n    parameters: {cap: 0.5m}\n", name="cap")
    rate = reform("  toy_grant:\n    parameters: {first_rate: 1%}\n", name="rate")
    assert award(under(cap, rate)) == 0.5e6  # 0.1 m + 0.5 m, at most 0.5 m
    other = reform("  toy_grant:\n    parameters:\n      cap: 0.7m\n", name="other")
    with pytest.raises(Mistake) as caught:
        under(cap, other)
    assert caught.value.kind == "twice"
    assert "toy_grant.parameters.cap" in caught.value.en
    assert caught.value.place is not None
    assert (caught.value.place.file, caught.value.place.line) == ("other.yaml", 7)
    assert award(under(cap, reform("  toy_grant:\n    parameters: {cap: 0.7m}\n", "2022-07-02", "later"))) == 0.7e6


# What is refused, and where --------------------------------------------------------------------------------------------


def test_an_unknown_sheet_is_refused_with_the_nearest_one() -> None:
    mistake = refused("  toy_grand:\n    parameters: {cap: 1m}\n")
    assert (mistake.kind, mistake.nearest, where(mistake)) == ("name", "toy_grant", (5, "changes.toy_grand"))


def test_an_unknown_parameter_is_refused_with_the_nearest_one() -> None:
    mistake = refused("  toy_grant:\n    parameters:\n      cape: 1m\n")
    assert (mistake.kind, mistake.nearest) == ("name", "cap")
    assert where(mistake) == (7, "changes.toy_grant.parameters.cape")


def test_an_unknown_criterion_is_refused_with_the_nearest_one() -> None:
    mistake = refused("  toy_grant:\n    criteria:\n      bas: {at_least: 1m}\n")
    assert (mistake.kind, mistake.nearest) == ("name", "base")
    assert where(mistake) == (7, "changes.toy_grant.criteria.bas")


@pytest.mark.parametrize(("start", "law"), [("2018-12-31", "toy_grant"), ("2019-12-31", "toy_relief")])
def test_a_value_that_the_law_does_not_have_on_the_day_is_refused(start: str, law: str) -> None:
    name = {"toy_grant": "cap", "toy_relief": "reduced_rate"}[law]
    mistake = refused(f"  {law}:\n    parameters:\n      {name}: 1\n", start)
    assert (mistake.kind, where(mistake)) == ("date", (7, f"changes.{law}.parameters.{name}"))
    assert start in mistake.en
    assert start in mistake.zh


def test_a_value_in_the_wrong_unit_or_none_at_all_is_the_mistake_of_the_reform() -> None:
    assert refused("  toy_grant:\n    parameters:\n      first_rate: []\n").kind == "type"
    wrong = refused("  toy_grant:\n    parameters:\n      first_rate: 8 %\n")
    assert where(wrong)[0] == 7
    assert where(refused("  toy_grant:\n    criteria:\n      base: {at_least: 5%}\n"))[0] == 7


def test_a_table_where_a_value_stands_is_refused() -> None:
    mistake = refused("  toy_grant:\n    parameters:\n      cap: {rows: [{up_to: 3, value: 1m}, {otherwise: 2m}]}\n")
    assert where(mistake)[0] == 7


def test_a_dotted_path_to_nothing_is_refused() -> None:
    assert refused("  toy_grant:\n    criteria.base.at_leas: null\n").nearest == "at_least"


def test_sheets_without_an_account_have_none_to_reform() -> None:
    bare = Library(toy().located, toy().inputs, toy().status_names, toy().own)
    mistake = refused("  account:\n    parameters: {standard_rate: 20%}\n", library=bare)
    assert (mistake.kind, where(mistake)) == ("name", (5, "changes.account"))


@pytest.mark.parametrize(
    ("text", "kind", "line"),
    [
        ("reform: r\nlabel: {en: A, zh: 甲}\nchanges: {a: {b: c}}\n", "missing_key", 1),
        ("reform: r\nlabel: {en: A, zh: 甲}\nfrom: soon\nchanges: {a: {b: c}}\n", "date", 3),
        ("reform: r\nlabel: {en: A, zh: 甲}\nfrom: 2022-01-01\nchange: {a: {b: c}}\n", "unknown_key", 4),
        ("reform: r\nlabel: {en: A, zh: 甲}\nfrom: 2022-01-01\nchanges: {a: b}\n", "type", 4),
    ],
)
def test_a_file_that_is_no_reform_is_refused_at_its_line(tmp_path: Path, text: str, kind: str, line: int) -> None:
    path = tmp_path / "r.yaml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(Mistake) as caught:
        read_reform(path)
    assert caught.value.kind == kind
    assert caught.value.place is not None
    assert (caught.value.place.file, caught.value.place.line) == (str(path), line)


def test_no_reform_leaves_the_library_itself() -> None:
    assert reformed(toy(), []) is toy()


# The reforms that are shipped ------------------------------------------------------------------------------------------

SHIPPED = sorted(EXAMPLES.glob("reform_*.yaml"))


@pytest.mark.parametrize("path", SHIPPED, ids=lambda path: path.stem)
def test_a_shipped_reform_is_one_of_the_real_library(path: Path) -> None:
    one = read_reform(path)
    assert one.file.reform == path.stem
    law = under(one, library=standard())
    day = one.start
    for name in one.file.changes:
        old, new = (library.at(day).sheet(name) for library in (standard(), law))
        assert old != new
        assert law.at(day - timedelta(days=1)).sheet(name) == old


def test_the_shipped_reforms_show_a_value_and_a_budget_by_rank() -> None:
    assert len(SHIPPED) == 2
    changes = [change for path in SHIPPED for change in read_reform(path).file.changes.values()]
    assert any("parameters" in change for change in changes)
    assert any("rank_by" in change.get("rationing", {}) for change in changes)
