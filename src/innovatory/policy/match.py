"""All instruments for one applicant: what passes, what is missing, what each is worth, what to do next.

The worth of an instrument is never the sum of its parts: it is the account of the year with it less the account without
it. The total is the account with everything less the account with nothing.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import cached_property
from math import inf
from typing import Any

from innovatory.policy.account import NOTHING, Pair, Record, Way, YearAccount
from innovatory.policy.books import OF_TAX, Books, books
from innovatory.policy.explanation import Explanation
from innovatory.policy.library import Library
from innovatory.policy.lines import lines, plain
from innovatory.policy.next_steps import next_steps
from innovatory.policy.signature import effective
from innovatory.records.applicant import Applicant

ENTERPRISE = "enterprise"
EXPIRES_WITHIN = 365  # days
OF_AN_ENTERPRISE = frozenset({"enterprise", "project", "ip_purchase"})  # the applicant is the enterprise behind it


@dataclass(frozen=True)
class Matched:
    """One instrument for the applicant: its answer, its worth (against, in favour), and that if it surely passed."""

    name: str
    answer: Explanation
    worth: Pair
    if_passed: Pair

    @property
    def result(self) -> str:
        """`pass`, `fail`, `depends` or `not_in_force`."""
        return self.answer.result


class Match:
    """The match of one applicant; everything is worked out when asked for."""

    def __init__(self, of: Books, record: Record | Applicant, taxed: Record | Applicant | None = None) -> None:
        self.books = of
        self.applicant = record if isinstance(record, Applicant) else None
        self.account = YearAccount(of, record, taxed)

    @cached_property
    def income(self) -> Pair | None:
        """The taxable income that the account works out; None if the profit is unknown or there is no account."""
        settled, count = self.account.settled([Way()])
        low, high = sorted((float(settled.taxable_income[0]), float(settled.taxable_income[count])))
        return None if self.books.account is None or low != low else (low, high)

    @cached_property
    def answers(self) -> dict[str, Explanation]:
        """Every sheet's answer; a sheet that asks for the taxable income is answered with that of the account."""
        return {name: self.account.explanation(name, None, self.income) for name in self.books.rules}

    @cached_property
    def _ways(self) -> tuple[Way, ...]:
        """The account as it is, the one with nothing, and for each sheet those with it, without it, and if it passed."""
        return (Way(), Way(only=frozenset()), *(way for name in self._bringing for way in self._ways_of(name)))

    @cached_property
    def _bringing(self) -> dict[str, int]:
        """The sheets in force that bring something, or grant a status that others read; each with its place among them."""
        rules = self.books.rules
        names = [name for name in rules if rules[name].in_force and (rules[name].money_nodes or self._read(name))]
        return {name: place for place, name in enumerate(names)}

    def _read(self, name: str) -> bool:
        status = self._status(name)
        return status is not None and bool(self.books.readers(status))

    def _ways_of(self, name: str) -> tuple[Way, Way, Way]:
        status = self._status(name)
        statuses = {} if status is None else {status: self._may_hold(name, status)}
        return (
            Way(statuses),
            Way({} if status is None else {status: False}, {name: False}),
            Way({} if status is None else {status: True}, {name: True}),
        )

    def _status(self, name: str) -> str | None:
        grant = self.books.rules[name].rule.sheet.grants
        return None if grant is None else grant.status

    def _may_hold(self, name: str, status: str) -> bool | None:
        """Whether a status may be counted on: it is held, or its recognition would pass today."""
        held, result = self.account.record.get(f"status({status})"), self.account.explanation(name).result
        if held is True or result == "pass":
            return True
        return None if result == "depends" else held if isinstance(held, bool) else None

    def _of_unknown_tax(self, name: str, worth: Pair) -> Pair:
        """An award that excludes a relief may bring nothing more than the relief would, where the tax is unknown."""
        own = self.account.own["profit"]
        joined = any(name in pair and any(self._touches_tax(one) for one in pair) for pair in self.books.order.excludes)
        return (min(worth[0], 0.0), worth[1]) if joined and own[0] != own[0] else worth

    def _touches_tax(self, name: str) -> bool:
        """Whether a sheet, or one that reads the status it grants, brings something into the tax."""
        status = self._status(name)
        names = (name,) if status is None else (name, *self.books.readers(status))
        return any(self.books.rules[one].money_nodes.keys() & OF_TAX for one in names)

    @cached_property
    def matched(self) -> tuple[Matched, ...]:
        """All instruments, those worth most first; of equals that with the higher worth if it passed, then by id."""
        found = [
            Matched(name, answer, *(self._worths(name, answer) if name in self._bringing else (NOTHING, NOTHING)))
            for name, answer in self.answers.items()
        ]
        return tuple(sorted(found, key=_rank))

    def _worths(self, name: str, answer: Explanation) -> tuple[Pair, Pair]:
        """What a sheet in force is worth, and what it would be worth if it surely passed."""
        first = 2 + 3 * self._bringing[name]
        with_it, without, if_passed = self._nets[first : first + 3]
        taxes = self._touches_tax(name)
        potential = _less(if_passed, without, taxes=taxes)
        if answer.result == "fail" and self._status(name) is None:
            return NOTHING, potential
        worth = self._of_unknown_tax(name, _less(with_it, without, taxes=taxes))
        return ((worth[0], inf) if self.account.unbounded(name) else worth), potential

    @cached_property
    def _settled(self) -> Any:
        return self.account.settled(self._ways)

    @cached_property
    def _nets(self) -> list[Net]:
        settled, count = self._settled
        return [
            Net(
                (float(settled.net[row]), float(settled.net[count + row])),
                (float(settled.grants[row]), float(settled.grants[count + row])),
                float(settled.unbounded[count + row]),
            )
            for row in range(count)
        ]

    @property
    def total(self) -> Pair:
        """The account with everything less the account with nothing: after cumulation, not the sum of the parts."""
        return _less(self._nets[0], self._nets[1])

    def expiring(self) -> list[dict[str, Any]]:
        """Statuses held that end within a year of the day: the last day, the days left, who grants them."""
        until = self.applicant.until if self.applicant is not None else {}
        ending = {status: day for status, day in until.items() if 0 <= (day - self.books.on).days <= EXPIRES_WITHIN}
        return [
            {
                "status": status, "until": day.isoformat(), "days_left": (day - self.books.on).days,
                "instruments": [name for name in self.books.rules if self._status(name) == status],
            }
            for status, day in sorted(ending.items(), key=lambda item: item[1])
        ]  # fmt: skip

    def evidence(self) -> dict[str, float]:
        """Shares of the facts that all answers read, by what they rest on; they sum to 1."""
        shares = [answer.evidence() for answer in self.answers.values() if answer.in_force]
        return {key: sum(share[key] for share in shares) / len(shares) for key in shares[0]} if shares else {}

    def as_dict(self) -> dict[str, Any]:
        """Plain data of the whole match (JSON); an amount that has no bound is null."""
        settled, count = self._settled
        return {
            "on": self.books.on.isoformat(),
            "year": self.books.year,
            "kinds": sorted(self.books.kinds),
            "instruments": [self._instrument(one) for one in self.matched],
            "account": lines(self.books, settled, (0, count), self.account),
            "total": plain(self.total),
            "sum_of_parts": plain(_sum(one.worth for one in self.matched)),
            "next_steps": next_steps(self.matched, self.account),
            "expiring": self.expiring(),
            "not_asked": self._not_asked(),
            "applicant_notes": self._notes(),
            "evidence": self.evidence(),
        }

    def _instrument(self, one: Matched) -> dict[str, Any]:
        sheet = one.answer.bound.rule.sheet
        status = self._status(one.name)
        return {
            "id": one.name,
            "label": {"en": sheet.label.en, "zh": sheet.label.zh},
            "result": one.result,
            "worth": plain(one.worth),
            "if_passed": plain(one.if_passed),
            "failed": one.answer.failed if one.answer.in_force else [],
            "gaps": one.answer.gaps_told() if one.answer.in_force else [],
            "missing": one.answer.missing,
            "confidence": one.answer.confidence,
            "state": effective(sheet, self.books.library.located[one.name]).state,
            "grants": status,
            "held": None if status is None else self.account.record.get(f"status({status})"),
            "apply": sheet.apply.model_dump() if sheet.apply else None,
        }

    def _not_asked(self) -> list[dict[str, str]]:
        """Sheets for another kind of unit, which this applicant's facts cannot answer."""
        library = self.books.library
        others = [
            (name, library.sheet(name).applies_to) for name in sorted(library.located) if name not in self.books.rules
        ]
        return [{"id": name, "applies_to": kind} for name, kind in others]

    def _notes(self) -> list[dict[str, Any]]:
        notes = self.applicant.notes if self.applicant is not None else ()
        return [{"en": note.en, "zh": note.zh, "names": list(note.names)} for note in notes]


def match(
    library: Library,
    record: Record | Applicant,
    on: date,
    year: int | None = None,
    kind: str = ENTERPRISE,
    taxed: Record | Applicant | None = None,
) -> Match:
    """Match one applicant of a kind with all sheets for it; those of the enterprise behind a project or purchase as well."""
    kinds = {kind, ENTERPRISE} if kind in OF_AN_ENTERPRISE else {kind}
    return Match(books(library, kinds, on, on.year - 1 if year is None else year), record, taxed)


@dataclass(frozen=True)
class Net:
    """What is left of one way of the account and the awards in it, against and in favour; how many have no bound."""

    yuan: Pair
    awards: Pair
    unbounded: float


def _less(first: Net, second: Net, *, taxes: bool = True) -> Pair:
    """What one way brings more than another; of an unknown tax only that relief never costs, so nothing bounds it."""
    more = inf if first.unbounded > second.unbounded else 0.0
    if first.yuan[0] == first.yuan[0]:
        return first.yuan[0] - second.yuan[0], first.yuan[1] - second.yuan[1] + more
    low, high = first.awards[0] - second.awards[0], first.awards[1] - second.awards[1]
    return (max(low, 0.0), inf) if taxes else (low, high + more)


def _sum(pairs: Any) -> Pair:
    found = list(pairs)
    return sum(low for low, _ in found), sum(high for _, high in found)


def _rank(one: Matched) -> tuple[float, float, float, str]:
    low, high = plain(one.worth)["low"], plain(one.worth)["high"]
    potential = plain(one.if_passed)["high"]
    return (-(low or 0.0), -(high or 0.0), -(potential or 0.0), one.name)
