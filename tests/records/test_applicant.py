from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from innovatory.language.mistakes import Mistake
from innovatory.language.types import Category, Day, Number, Series, Truth, Type
from innovatory.language.units import POINT, YUAN
from innovatory.records.applicant import NEVER, Applicant, parse_given, read_applicant
from innovatory.records.dictionary import KINDS, status_names

ON = date(2024, 6, 30)
JUDGED: dict[str, Type] = {
    "technical_level": Number(POINT),
    "core_ip": Truth(),
    "field": Category(("chips", "drugs")),
    "checked_on": Day(),
    "estimate": Series(YUAN),
}


def read(given: dict[str, object], kind: str = "enterprise", lasts: dict[str, int] | None = None) -> Applicant:
    return read_applicant(given, kind=kind, on=ON, year=None, judged=JUDGED, lasts=lasts or {"hnte": 3})


def refused(given: dict[str, object], kind: str = "enterprise") -> Mistake:
    with pytest.raises(Mistake) as caught:
        read(given, kind)
    assert caught.value.en
    assert any("一" <= character <= "鿿" for character in caught.value.zh)
    return caught.value


def path(mistake: Mistake) -> str | None:
    return mistake.place.path if mistake.place else None


def test_each_type_is_read_as_its_column_says() -> None:
    typed: dict[str, object] = {
        "registered_on": "2019-01-01",
        "legal_form": "company",
        "tax_resident": "是",
        "sector": "C39",
        "ip_class1": "3",
        "market_value": "15亿",
        "public_share": "25%",
        "award_on": "2022",
        "ownership": "unknown",
    }
    assert read(typed).values == {
        "registered_on": date(2019, 1, 1),
        "legal_form": "company",
        "tax_resident": True,
        "sector": "C39",
        "ip_class1": 3.0,
        "market_value": 1.5e9,
        "public_share": 0.25,
        "award_on": (date(2022, 1, 1), date(2022, 12, 31)),
        "ownership": None,
    }


def test_the_bounds_themselves_are_allowed() -> None:
    assert read({"public_share": "100%", "ip_class1": "0"}).values == {"public_share": 1.0, "ip_class1": 0.0}


def test_what_is_not_typed_is_absent() -> None:
    applicant = read({"ip_class1": "3"})
    assert set(applicant.values) == {"ip_class1"}
    assert applicant.given == {"ip_class1"}
    assert applicant.notes == ()
    assert (applicant.kind, applicant.on, applicant.year) == ("enterprise", ON, 2023)


@pytest.mark.parametrize("kind", KINDS)
def test_nothing_typed_is_nothing_known_of_any_kind(kind: str) -> None:
    assert read({}, kind).values == {}


@pytest.mark.parametrize(
    ("age", "expected"),
    [
        ("3", (date(2020, 7, 1), date(2021, 6, 30))),
        ("0", (date(2023, 7, 1), date(2024, 6, 30))),
        ("3..5", (date(2018, 7, 1), date(2021, 6, 30))),
        ("unknown", None),
    ],
)
def test_an_age_is_a_range_of_days_of_registration(age: str, expected: object) -> None:
    applicant = read({"age": age})
    assert applicant.values == {"registered_on": expected}
    assert applicant.given == {"age"}


@pytest.mark.parametrize(("age", "kind"), [("2.5", "whole"), ("-1", "negative"), ("5000", "range"), ("young", "type")])
def test_an_impossible_age_is_refused(age: str, kind: str) -> None:
    mistake = refused({"age": age})
    assert (mistake.kind, path(mistake)) == (kind, "age")


def test_age_and_registration_together_are_refused() -> None:
    assert refused({"registered_on": "2019-01-01", "age": "5"}).kind == "twice"


def test_statuses_are_truths_on_the_day_of_the_question() -> None:
    status = {"hnte": "2021-06-30", "tsme": "no", "little_giant": ["2020-01-01", "2022-12-31"], "leading": "2001-01-01"}
    values = read({"status": status}).values
    assert values == {
        "status(hnte)": False,  # three years end on 2024-06-29
        "status(tsme)": False,
        "status(little_giant)": False,
        "status(leading)": True,
    }
    assert read({"status": {"hnte": "2021-07-01"}}).values == {"status(hnte)": True}


def test_a_list_of_statuses_may_be_complete() -> None:
    applicant = read({"status": {"hnte": "2023-12-12"}, "statuses": "complete"}, lasts={"hnte": 3, "toy_champion": 3})
    expected = {f"status({name})": name == "hnte" for name in (*status_names(), "toy_champion")}
    assert applicant.values == expected
    assert applicant.given == {"statuses", *expected}  # saying that all are named says that the others are not held
    assert refused({"statuses": "all"}).kind == "category"


def test_a_status_may_stand_at_the_top() -> None:
    assert read({"status(hnte)": "true"}).values == {"status(hnte)": True}
    assert refused({"status(hnte)": "true", "status": {"hnte": "no"}}).kind == "twice"


def test_a_status_that_only_a_sheet_grants_is_known() -> None:
    assert read({"status(toy_champion)": "yes"}, lasts={"toy_champion": 3}).values == {"status(toy_champion)": True}


def test_marks_and_judged_names_at_the_top_mean_the_same() -> None:
    marks = {"technical_level": "6..8", "core_ip": "yes", "field": "chips", "checked_on": "2024-01", "estimate": ["1m"]}
    expected = {
        "technical_level": (6.0, 8.0),
        "core_ip": True,
        "field": "chips",
        "checked_on": (date(2024, 1, 1), date(2024, 1, 31)),
        "estimate": [None, 1e6],
    }
    assert read({"marks": marks}).values == expected
    assert read({**marks}).values == expected
    assert read({"marks": marks}).given == set(marks)
    assert refused({"marks": {"core_ip": "yes"}, "core_ip": "no"}).kind == "twice"


def test_an_incident_that_never_happened_lies_before_all_others() -> None:
    for typed in ("none", "无"):
        assert read({"last_serious_incident_on": typed}).values == {"last_serious_incident_on": NEVER}
    assert date(1, 1, 1) == NEVER
    assert read({"award_level": "none"}).values == {"award_level": "none"}


def test_one_research_figure_fills_every_accounting_not_typed() -> None:
    applicant = read({"rd": ["2m", "3m"], "rd_tsme": "1m", "registered_on": "2022-05-01"})
    assert applicant.values == {
        "registered_on": date(2022, 5, 1),
        "rd_tsme": [None, 1e6],
        "rd_hnte": [2e6, 3e6],
        "rd_super_deduction": [2e6, 3e6],
        "rd_accounts": [2e6, 3e6],
    }
    (note,) = applicant.notes
    assert (note.en, note.zh) == ("one figure used for several accountings", "一个数字用于多个口径")
    assert set(note.names) == {"rd_hnte", "rd_super_deduction", "rd_accounts"}
    assert applicant.given == {"rd", "rd_tsme", "registered_on"}


def test_one_staff_figure_fills_both_means() -> None:
    applicant = read({"staff": "120"})
    assert applicant.values == {"staff_mean": [None, 120.0], "staff_quarter_mean": [None, 120.0]}
    assert [note.names for note in applicant.notes] == [("staff_mean", "staff_quarter_mean")]


def test_a_shorthand_that_fills_nothing_is_not_noted_and_still_checked() -> None:
    typed: dict[str, object] = {"staff_mean": "120", "staff_quarter_mean": "118"}
    assert read({**typed, "staff": "119"}).notes == ()
    mistake = refused({**typed, "staff": ["1", "x"]})
    assert (mistake.kind, path(mistake)) == ("type", "staff.2023")


@pytest.mark.parametrize(
    ("typed", "kind", "where", "near"),
    [
        ({"revenu": "3"}, "name", "revenu", "revenue"),
        ({"营业收入": "3"}, "name", "营业收入", "revenue"),
        ({"year": "2023"}, "name", "year", None),
        ({"weight": "2"}, "name", "weight", None),
        ({"status": {"hnt": "yes"}}, "name", "status.hnt", "hnte"),
        ({"status(tsmee)": "yes"}, "name", "status(tsmee)", "tsme"),
        ({"marks": {"core_ipp": "yes"}}, "name", "marks.core_ipp", "core_ip"),
        ({"marks": "yes"}, "type", "marks", None),
        ({"marks": {"core_ip": "1"}}, "type", "marks.core_ip", None),
        ({"status": {"hnte": "soon"}}, "date", "status.hnte", None),
        ({"legal_form": "compani"}, "category", "legal_form", "company"),
        ({"registered_on": "2023-02-29"}, "date", "registered_on", None),
        ({"registered_on": ["2020-01-01"]}, "type", "registered_on", None),
        ({"tax_resident": "1"}, "type", "tax_resident", None),
        ({"ip_class1": "many"}, "type", "ip_class1", None),
        ({"ip_class1": "-1"}, "negative", "ip_class1", None),
        ({"ip_class1": "1.5"}, "whole", "ip_class1", None),
        ({"rd": []}, "type", "rd", None),
        ({"award_rank": "0"}, "range", "award_rank", None),
        ({"public_share": "65"}, "range", "public_share", None),
        ({"market_value": "5..3"}, "range", "market_value", None),
        ({"technical_level": "80%"}, "type", "technical_level", None),
        ({"enterprise_id": "91350100M000100Y44"}, "check digit", "enterprise_id", None),
    ],
)
def test_a_slip_is_refused_with_its_field_and_the_nearest_name(
    typed: dict[str, object], kind: str, where: str, near: str | None
) -> None:
    mistake = refused(typed)
    assert (mistake.kind, path(mistake), mistake.nearest) == (kind, where, near)


def test_a_category_names_what_may_stand_there() -> None:
    mistake = refused({"degree": "phd"}, kind="person")
    assert "none, bachelor, master, doctor" in mistake.en
    assert "none、bachelor、master、doctor" in mistake.zh


@pytest.mark.parametrize("name", ["rd", "staff", "age", "revenue"])
def test_names_of_an_enterprise_are_refused_for_a_person(name: str) -> None:
    assert refused({name: "3"}, kind="person").kind == "name"


def test_a_person() -> None:
    typed: dict[str, object] = {"taxable_personal_income": "2m", "iit_paid": "718080", "talent_class": "high_end"}
    values = read(typed, "person").values
    assert values == {"taxable_personal_income": 2e6, "iit_paid": 718080.0, "talent_class": "high_end"}


def test_a_loan_with_its_borrower() -> None:
    typed: dict[str, object] = {"bad_principal": "4m", "drawn_on": "2023-05-04", "revenue": ["8m", "9m"], "staff": "40"}
    values = read(typed, "loan").values
    assert values["bad_principal"] == 4e6
    assert values["revenue"] == [None, 8e6, 9e6]
    assert values["staff_mean"] == [None, 40.0]


def test_a_budget() -> None:
    assert read({"rd_fund": "10亿", "rd_fund_basic": "3.1亿"}, "budget").values == {
        "rd_fund": 1e9,
        "rd_fund_basic": 3.1e8,
    }


def test_the_command_line_reads_as_a_file_does() -> None:
    pairs = ["revenue=20m,30m", "status.hnte=2023-12-12", "marks.core_ip=yes", "registered_on=2022-03-01"]
    assert read({**parse_given(pairs)}).values == {
        "registered_on": date(2022, 3, 1),
        "revenue": [20e6, 30e6],
        "status(hnte)": True,
        "core_ip": True,
    }


scalars = st.sampled_from(
    ["", "unknown", "yes", "2024", "2024-02", "2024-02-29", "5%", "-1", "2..3", "x", "complete", "是"]
)
data = st.recursive(
    scalars,
    lambda inner: st.one_of(
        st.lists(inner, max_size=3),
        st.dictionaries(st.sampled_from(["2023", "2022", "hnte", "core_ip", "x"]), inner, max_size=2),
    ),
    max_leaves=5,
)
fields = st.sampled_from(
    [
        "revenue",
        "staff_mean",
        "registered_on",
        "age",
        "rd",
        "status",
        "statuses",
        "marks",
        "status(hnte)",
        "core_ip",
        "conversions",
        "legal_form",
        "sector",
        "enterprise_id",
        "tax_resident",
        "estimate",
        "nonsense",
        "status()",
    ]
)


def read_or_refuse(typed: dict[str, object]) -> Applicant | Mistake:
    try:
        return read(typed)
    except Mistake as mistake:
        return mistake


@given(st.dictionaries(fields, data, max_size=4))
def test_whatever_is_typed_is_read_or_refused_with_its_place(typed: dict[str, object]) -> None:
    outcome = read_or_refuse(typed)
    if isinstance(outcome, Mistake):
        assert (path(outcome) or "").split(".")[0] in typed
    else:
        assert outcome.given <= set(outcome.values) | {"age", "rd", "status", "statuses", "marks"}
