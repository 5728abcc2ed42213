"""A check says only what its figures allow: bounds, rounding, conflicts, breaks, definitions, its own words."""

from __future__ import annotations

from dataclasses import replace
from math import inf
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from innovatory.language.mistakes import Mistake, Place
from innovatory.language.units import unit
from innovatory.measure.checking import checked
from innovatory.measure.checks import Check, Checked, confirm, facts_of
from innovatory.measure.city import read_city
from innovatory.measure.denominators import Judged, decides, together
from innovatory.measure.evidence import Evidence
from innovatory.measure.readings import Reading, increases, read, shares
from innovatory.measure.statistics import Figure
from innovatory.measure.targets import Targets, Threshold, Word, read_targets
from innovatory.policy.library import standard

LABEL = "{en: x, zh: 某}"


def figure(series: str, year: int, shown: str, of: str = "%", **said: Any) -> Figure:
    """A figure of a test in percent, bn yuan or count."""
    scale, base = {"%": (0.01, "1"), "bn yuan": (1e9, "yuan"), "count": (1.0, "count")}[of]
    facts = {
        "qualifier": "", "source": "a", "quote": shown, "role": "show", "period": "full_year", "bound": "exact",
        "flag": "observed", "series": series, "released_on": None, "preferred": True,
    } | said  # fmt: skip
    name = {"en": series, "zh": series}
    return Figure(series, name, year, float(shown) * scale, unit(base), shown, of, of, place=Place(), **facts)


def targets(folder: Path, compared: str, answers: list[str], extra: str = "") -> Targets:
    """One target of the year 2023, in the unit 1 unless `extra` gives another."""
    lines = [
        "city: lindao", "targets:", "  - id: one", "    kind: statement", f"    label: {LABEL}", "    year: 2023",
        *([] if "unit:" in extra else ["    unit: 1"]), f"    {compared}", "    source: own", "    quote: words", *([extra] if extra else []),
        "    answers:", *(f"      - {{label: {LABEL}, {answer}}}" for answer in answers),
    ]  # fmt: skip
    city = folder / "lindao"
    city.mkdir(exist_ok=True)
    (city / "targets.yaml").write_text("\n".join(lines), encoding="utf-8")
    return read_targets(city)


def check(of: Targets, *figures: Figure, year: int | None = None, weak: str = "") -> Check:
    facts = facts_of(figures, {weak: "aggregator"})
    (found,) = Checked("lindao", of, facts, (), standard()).checks(["one"], year)
    return found


@pytest.mark.parametrize(
    ("shown", "said", "low", "high"),
    [
        ("93.3", {}, 0.9325, 0.9335),
        ("4", {"bound": "approximate", "qualifier": "about"}, 0.035, 0.045),
        ("90", {"bound": "lower", "qualifier": "more than"}, 0.9, inf),
        ("90", {"bound": "upper", "qualifier": "less than"}, -inf, 0.9),
    ],
)
def test_a_figure_is_as_wide_as_it_was_printed(shown: str, said: dict[str, str], low: float, high: float) -> None:
    found = read(figure("s", 2023, shown, **said))
    assert (found.low, found.high) == (low, high)


def test_what_is_counted_is_exact_unless_it_was_rounded() -> None:
    assert read(figure("s", 2022, "535", "count")).low == 535.0
    rounded = read(figure("s", 2022, "23000", "count", bound="approximate"))
    assert (rounded.low, rounded.high) == (22500.0, 23500.0)


@pytest.mark.parametrize(
    ("word", "low", "high", "answer"),
    [
        ("at_least", 30, 31, "met"), ("at_least", 29, 31, "cannot_say"), ("at_least", 28, 29, "not_met"),
        ("more_than", 30, 31, "cannot_say"), ("more_than", 29, 30, "not_met"), ("more_than", 31, inf, "met"),
        ("at_most", 29, 30, "met"), ("at_most", -inf, 31, "cannot_say"), ("at_most", 31, 32, "not_met"),
        ("less_than", 29, 30, "cannot_say"), ("less_than", 30, 31, "not_met"), ("less_than", 28, 29, "met"),
        ("is", 29.6, 30.4, "met"), ("is", 30.4, 30.6, "cannot_say"), ("is", 31, 32, "not_met"),
    ],
)  # fmt: skip
def test_an_interval_decides_only_where_all_of_it_agrees(word: Word, low: float, high: float, answer: str) -> None:
    assert decides(Reading(low, high, None), word, Threshold(30.0, 0.5)) == answer


def test_an_open_bound_decides_at_its_own_edge() -> None:
    more = read(figure("s", 2023, "90", bound="lower", qualifier="more than"))
    least = read(figure("s", 2023, "90", bound="lower", qualifier="at least"))
    at = Threshold(0.9, 0.0)
    assert (decides(more, "more_than", at), decides(least, "more_than", at)) == ("met", "cannot_say")
    assert (decides(more, "at_most", at), decides(least, "at_most", at)) == ("not_met", "cannot_say")


@given(
    st.floats(-100, 100), st.floats(0, 50), st.floats(0, 1), st.floats(-100, 100),
    st.sampled_from(["at_least", "more_than", "at_most", "less_than"]),
)  # fmt: skip
def test_no_value_inside_an_interval_contradicts_what_it_decides(
    low: float, width: float, part: float, at: float, word: Word
) -> None:
    found = decides(Reading(low, low + width, None), word, Threshold(at, 0.0))
    value = min(low + width * part, low + width)
    truth = {"at_least": value >= at, "more_than": value > at, "at_most": value <= at, "less_than": value < at}[word]
    assert found in ("cannot_say", "met" if truth else "not_met")


def test_a_share_of_two_rounded_figures_holds_all_values_that_they_allow() -> None:
    (found,) = shares([figure("p", 2019, "4.54", "bn yuan")], [figure("w", 2019, "12.3", "bn yuan")])
    # 4.535 / 12.35 and 4.545 / 12.25; 4.54 / 12.3 = 0.36910…
    assert found.low == pytest.approx(4.535 / 12.35, rel=1e-9)
    assert found.high == pytest.approx(4.545 / 12.25, rel=1e-9)
    assert found.value == pytest.approx(0.369105691057, rel=1e-11)
    assert list(shares([figure("p", 2019, "1")], [figure("w", 2019, "0")])) == []


def test_an_increase_is_never_taken_across_a_break() -> None:
    later, earlier = figure("t", 2022, "443", "count"), figure("t", 2021, "169", "count")
    (found,) = increases([later], [earlier])
    assert (found.low, found.high, found.of) == (274.0, 274.0, (443.0, 169.0))
    assert list(increases([later], [replace(earlier, series="older")])) == []


def judged(*answers: Any) -> list[Judged]:
    return [Judged(Reading(0, 1, None), answer) for answer in answers]


@pytest.mark.parametrize(
    ("answers", "told"),
    [
        ([], ("cannot_say", "no_figure")),
        (["met", "met"], ("met", "decided")),
        (["not_met", "cannot_say"], ("not_met", "decided")),
        (["met", "not_met"], ("cannot_say", "conflict")),
        (["cannot_say"], ("cannot_say", "too_wide")),
    ],
)
def test_readings_decide_together_only_where_none_contradicts(answers: list[str], told: tuple[str, str]) -> None:
    assert together(judged(*answers)) == told


def test_a_statement_is_never_its_own_evidence(tmp_path: Path) -> None:
    of = targets(tmp_path, "more_than: 90%", ["series: s"])
    own = figure("s", 2023, "90", bound="lower", qualifier="more than", source="own")
    found = check(of, own)
    assert (found.answer, found.reason, found.findings[0].judged) == ("cannot_say", "own_words", ())
    assert check(of, own, figure("s", 2023, "93.3", source="b")).answer == "met"


def test_sources_that_contradict_each_other_are_both_shown_the_preferred_first(tmp_path: Path) -> None:
    of = targets(tmp_path, "at_least: 6%", ["series: s"])
    found = check(of, figure("s", 2023, "5.81", preferred=False), figure("s", 2023, "6.46"))
    assert (found.answer, found.reason) == ("cannot_say", "conflict")
    assert [(one.reading.value, one.reading.preferred, one.answer) for one in found.findings[0].judged] == [
        (0.0646, True, "met"), (0.0581, False, "not_met"),
    ]  # fmt: skip


def test_a_weak_source_decides_and_is_said_to_be_weak(tmp_path: Path) -> None:
    found = check(
        targets(tmp_path, "more_than: 90%", ["series: s"]), figure("s", 2023, "93.3", source="blog"), weak="blog"
    )
    (one,) = found.findings[0].judged
    assert (found.answer, one.reading.notes) == ("met", ("weak_source",))


@pytest.mark.parametrize(
    ("qualifier", "notes"),
    [
        ("budget; year from the forum it reports", ("budget", "year_inferred")),
        ("secondary aggregator; year by context", ("year_inferred", "weak_source")),
        ("derived here: 5.49 minus 0.03", ("derived",)),
        ("machine-translated blog of July 2016; year inferred", ("year_inferred", "weak_source")),
        ("end of year", ()),
    ],
)
def test_the_words_of_a_qualifier_are_told(qualifier: str, notes: tuple[str, ...]) -> None:
    assert read(figure("s", 2023, "9", qualifier=qualifier)).notes == notes


def test_definitions_that_differ_are_both_answered(tmp_path: Path) -> None:
    of = targets(tmp_path, "more_than: 90%", ["series: heads", "part: p, whole: w"])
    figures = [figure("heads", 2023, "93"), figure("p", 2023, "8", "bn yuan"), figure("w", 2023, "10", "bn yuan")]
    found = check(of, *figures)
    assert [one.answer for one in found.findings] == ["met", "not_met"]
    assert (found.answer, found.reason) == ("cannot_say", "by_definition")


def test_the_words_in_question_need_not_agree_with_what_decides_them(tmp_path: Path) -> None:
    of = targets(tmp_path, "more_than: 90%", ["series: said", "series: heads"])
    said = figure("said", 2023, "90", bound="lower", qualifier="more than", source="own")
    found = check(of, said, figure("heads", 2023, "93"))
    assert [one.reason for one in found.findings] == ["own_words", "decided"]
    assert (found.answer, found.reason) == ("met", "decided")
    assert check(of, said, figure("other", 2023, "93")).reason == "own_words"


def test_a_share_across_a_break_is_refused(tmp_path: Path) -> None:
    of = targets(tmp_path, "more_than: 90%", ["part: p, whole: w"])
    part, whole = figure("p", 2023, "9.5", "bn yuan"), figure("w", 2023, "10.0", "bn yuan")
    assert check(of, part, whole).answer == "met"
    found = check(of, part, whole, replace(whole, series="older", preferred=False))
    assert (found.answer, found.reason) == ("cannot_say", "break")


def test_parts_of_a_year_and_targets_are_no_figures_of_the_year(tmp_path: Path) -> None:
    of = targets(tmp_path, "more_than: 90%", ["series: s"])
    for period in ("part_year", "target"):
        assert check(of, figure("s", 2023, "95", period=period)).reason == "no_figure"


def test_what_only_records_could_answer_says_so(tmp_path: Path) -> None:
    of = targets(tmp_path, "more_than: 90%", ["indicator: i"])
    assert check(of).reason == "no_records"
    facts = facts_of(
        (),
        {},
        lambda name, year: (
            [Reading(0.95, 0.95, 0.95, rows=7, rests_on=Evidence(your_records=1))]
            if (name, year) == ("i", 2023)
            else []
        ),
    )
    (found,) = Checked("lindao", of, facts, (), standard()).checks()
    assert (found.answer, found.evidence.your_records) == ("met", 1)


def test_another_year_is_asked_only_of_what_names_none(tmp_path: Path) -> None:
    fixed = targets(tmp_path, "more_than: 90%", ["series: s"])
    with pytest.raises(Mistake) as caught:
        check(fixed, year=2021)
    assert caught.value.kind == "year"
    assert Checked("lindao", fixed, facts_of((), {}), (), standard()).checks(year=2021) == []
    open_year = targets(tmp_path, "more_than: 90%", ["series: s"], "    year_inferred: yes")
    assert check(open_year, figure("s", 2021, "94"), year=2021).answer == "met"


def test_a_threshold_in_another_unit_is_refused_at_its_place(tmp_path: Path) -> None:
    of = targets(tmp_path, "at_least: 500", ["series: s"], "    unit: count")
    with pytest.raises(Mistake) as caught:
        check(of, figure("s", 2023, "93"))
    assert caught.value.place is not None
    assert (caught.value.kind, caught.value.place.line) == ("unit", 12)


def test_an_unknown_check_is_told_with_the_nearest(tmp_path: Path) -> None:
    checked = Checked("lindao", targets(tmp_path, "at_least: 1", ["series: s"]), facts_of((), {}), (), standard())
    with pytest.raises(Mistake) as caught:
        checked.checks(["onee"])
    assert (caught.value.kind, caught.value.nearest) == ("name", "one")


def test_a_name_that_no_one_knows_is_refused_at_its_line(tmp_path: Path) -> None:
    of = targets(tmp_path, "at_least: 1", ["series: figure"])
    known = {"published": {"figures"}, "indicator": set(), "source": {"own"}, "floor": set(), "input": set()}
    with pytest.raises(Mistake) as caught:
        confirm(of, {what: frozenset(names) for what, names in known.items()})
    assert caught.value.place is not None
    assert (caught.value.kind, caught.value.nearest, caught.value.place.line) == ("name", "figures", 12)


def test_the_evidence_counts_every_fact_once(tmp_path: Path) -> None:
    of = targets(tmp_path, "more_than: 90%", ["series: s, part: p, whole: w"])
    figures = [figure("s", 2023, "95"), figure("p", 2023, "9.5", "bn yuan"), figure("w", 2023, "10.0", "bn yuan")]
    # three figures and the document that is compared with
    assert check(of, *figures).evidence.counts == {
        "published": 4,
        "your_records": 0,
        "rule": 0,
        "assumption": 0,
        "prior": 0,
    }


def test_the_first_city_is_checked_as_its_figures_allow() -> None:
    found = {one.id: one for one in checked(read_city("shenzhen")).checks()}
    floor = found["basic_research_floor_30"]
    statute, policy = floor.findings
    assert (floor.answer, statute.reason, statute.since) == ("cannot_say", "none_since", "2020-11-01")
    lead = next(one for one in policy.judged if one.reading.preferred and len(one.reading.of) == 2)
    # a budget of 4.54 in 12.3 bn yuan; the source prints 36.87 %
    assert (policy.answer, policy.year, lead.reading.of) == ("met", 2019, (4.54e9, 12.3e9))
    assert lead.reading.notes == ("budget", "year_inferred")
    # printed: 93.3, 93.3, over 93; 208.57 of 223.66 bn yuan: as money spent by enterprises, not as money from them
    funds = found["rd_funds_enterprises"]
    assert [one.answer for one in funds.findings] == ["cannot_say", "met"]
    # 275 in the batch of 2022; 443 (another source: 442) after 169
    assert {one.reading.value for each in found["little_giants_added_2022"].findings for one in each.judged} == {
        275,
        274,
        273,
    }
    # 5.49 % was 2021; all other sources give 5.81 % for 2022
    assert found["rd_gdp_2022"].answer == "not_met"
    # about 23 000 after more than 20 000: up to 3 500 more, or fewer
    assert found["high_tech_enterprises_added_2022"].answer == "cannot_say"
