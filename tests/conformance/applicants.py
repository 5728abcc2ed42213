"""The applicants of the tests at the foot of the library's sheets, each as it was typed and as it is read."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any

from innovatory import policy
from innovatory.policy import foot
from innovatory.policy.library import Instrument
from innovatory.records.applicant import Applicant

SHEETS = sorted(policy.standard().located)


@dataclass(frozen=True)
class Typed:
    """One test of a sheet: what is typed in it and in the tests that it is like, its day and year, what it expects."""

    sheet: str
    name: str
    given: dict[str, Any]
    on: date
    year: int | None
    result: str | None

    @property
    def instrument(self) -> Instrument:
        """The instrument that the test is of."""
        return policy.load(self.sheet)

    def read(self, given: dict[str, Any] | None = None) -> Applicant:
        """The applicant, or another one typed on the same day."""
        return foot.applicant(self.instrument, self.given if given is None else given, self.on, self.year)


@cache
def of(sheet: str) -> tuple[Typed, ...]:
    """The tests of a sheet, in order."""
    found: dict[str, Typed] = {}
    for case in policy.load(sheet).sheet.tests:
        like = found[case.like] if case.like else None
        plain = {key: list(value) if isinstance(value, tuple) else value for key, value in case.given.items()}
        on, year = case.on or (like.on if like else None), case.year or (like.year if like else None)
        assert on is not None
        result = case.expect.get("result")
        given = {**(like.given if like else {}), **plain}
        found[case.name] = Typed(sheet, case.name, given, on, year, None if result is None else str(result))
    return tuple(found.values())
