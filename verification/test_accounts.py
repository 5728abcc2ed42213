"""100 000 random enterprises under the whole library: a costing and a match say the same of every one of them.

Compared are every sheet's result, near miss and entries, all lines of the account, what all sheets bring together, and,
of a random tenth of the enterprises, what each sheet is worth; amounts to half a yuan. The days lie in eight years, so
that every sheet is in force on some of them.
"""

from __future__ import annotations

from collections import Counter
from datetime import date

import pytest
from account_agreement import compared, row_accounts
from random_enterprises import Enterprises

from innovatory.policy.books import Books, books
from innovatory.policy.library import standard
from innovatory.records.dictionary import KINDS

DAYS = [  # the day of the question, the assessed year: on its last day, in the year after, or within it
    (date(2019, 6, 30), 2018),
    (date(2020, 11, 1), 2019),
    (date(2021, 3, 31), 2020),
    (date(2022, 9, 30), 2021),
    (date(2022, 12, 31), 2022),
    (date(2023, 6, 30), 2022),
    (date(2024, 6, 30), 2023),
    (date(2025, 8, 1), 2024),
    (date(2026, 6, 30), 2025),
    (date(2026, 10, 1), 2026),
]
POINTS, RANGES = 9_200, 800  # enterprises per day: with single figures, and with a tenth of all columns as ranges
OTHERS = 1_000  # applicants of each other kind
WORTH_OF = 0.1


def enterprises(index: int, *, ranged: bool) -> Enterprises:
    """Those of a day; the seed is its place in the list."""
    day, year = DAYS[index]
    of = books(standard(), ["enterprise"], day, year)
    return Enterprises(of, RANGES, 100 + index, ranged=0.1) if ranged else Enterprises(of, POINTS, index)


@pytest.mark.parametrize("ranged", [False, True], ids=["points", "ranges"])
@pytest.mark.parametrize("index", range(len(DAYS)))
def test_costing_and_match_agree(index: int, ranged: bool) -> None:
    drawn = enterprises(index, ranged=ranged)
    found = compared(drawn, worth_of=WORTH_OF)
    assert found.different == []
    assert found.rows == drawn.size


@pytest.mark.parametrize("kind", [kind for kind in KINDS if kind != "enterprise"])
def test_they_agree_on_applicants_of_other_kinds(kind: str) -> None:
    day, year = DAYS[6]
    drawn = Enterprises(books(standard(), [kind], day, year), OTHERS, 200)
    found = compared(drawn, worth_of=1.0)
    assert found.different == []
    assert found.rows == OTHERS


def test_every_sheet_is_passed_failed_and_left_open_by_some() -> None:
    seen: dict[str, Counter[str]] = {}
    for index in range(len(DAYS)):
        drawn = enterprises(index, ranged=False)
        for name, results in results_of(drawn).items():
            seen.setdefault(name, Counter()).update(results)
    assert seen.keys() == {name for name in standard().located if standard().sheet(name).applies_to == "enterprise"}
    rare = {name: counted for name, counted in seen.items() if min(counted.values()) < 20}
    assert rare == {}


def results_of(drawn: Enterprises) -> dict[str, Counter[str]]:
    """How often each sheet that is in force is passed, failed and left open."""
    accounts = row_accounts(drawn)
    found = {}
    for name in in_force(drawn.books):
        rows = accounts.sheets[name]
        passed, possible = int(rows.sure.sum()), int(rows.maybe.sum())
        found[name] = Counter({"pass": passed, "depends": possible - passed, "fail": drawn.size - possible})
    return found


def in_force(of: Books) -> list[str]:
    return [name for name, bound in of.rules.items() if bound.in_force]
