"""One question under one definition: the figures that answer it, what each of them decides, what they decide together.

A figure decides only what its interval allows. Figures that disagree decide nothing together: they are shown side by
side. A statement is never its own evidence, and nothing is compared across a break of its series.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Literal

from innovatory.measure.readings import Reading, increases, is_observed, read, shares
from innovatory.measure.targets import Answered, Threshold, Word

if TYPE_CHECKING:
    from innovatory.measure.statistics import Figure

Answer = Literal["met", "not_met", "cannot_say"]
Reason = Literal[
    "decided",  # the figures decide it
    "no_figure",  # there is none for the year
    "no_records",  # only records could answer, and there are none
    "none_since",  # there is none since the law is in force
    "own_words",  # only the statement itself gives one
    "too_wide",  # bounds and rounded figures leave both answers open
    "conflict",  # some say met, others not
    "break",  # the figures stand on two sides of a break
    "no_amount",  # lines of the budget have no amount
    "nothing",  # the whole is nothing, so that there is no share
    "not_in_force",  # no rule holds in that year
    "by_definition",  # it depends on what is counted
]
DECIDED: dict[bool | None, Answer] = {True: "met", False: "not_met", None: "cannot_say"}


@dataclass(frozen=True)
class Facts:
    """What a city has: published figures by (series, year), and what an indicator over its records is in a year.

    `observed` gives readings of an indicator over the records, None where the city has no records; `weak` are the
    sources that only pass on what others say.
    """

    figures: Mapping[tuple[str, int], Sequence[Figure]]
    observed: Callable[[str, int], Sequence[Reading]] | None = None
    weak: frozenset[str] = frozenset()

    def marked(self, reading: Reading) -> Reading:
        """The reading, with a note where one of its figures comes from a weak source."""
        if all(figure.source not in self.weak for figure in reading.figures):
            return reading
        return replace(reading, told=(*reading.told, "weak_source"))

    def published(self, series: str, year: int, without: str | None = None) -> list[Figure]:
        """The figures of a series in a year that tell what was, preferred ones first; `without` leaves a source out."""
        found = [one for one in self.figures.get((series, year), ()) if is_observed(one) and one.source != without]
        return sorted(found, key=lambda one: not one.preferred)

    def years(self, *series: str) -> list[int]:
        """The years in which all of these series have a figure, the latest first."""
        found = [{year for name, year in self.figures if name == one and self.published(one, year)} for one in series]
        return sorted(set.intersection(*found), reverse=True) if found else []


@dataclass(frozen=True)
class Judged:
    """A reading and what it decides."""

    reading: Reading
    answer: Answer


@dataclass(frozen=True)
class Finding:
    """The answer under one definition: what was compared with what in which year, why, and the readings behind it.

    `kind` is `statute` (`since` and `until` are the days of the law), `policy` or `definition`.
    """

    kind: Literal["statute", "policy", "definition"]
    label: Mapping[str, str]
    year: int | None
    word: Word
    threshold: float | None
    unit: str
    answer: Answer
    reason: Reason
    judged: tuple[Judged, ...] = ()
    since: str | None = None
    until: str | None = None
    source: str | None = None
    note: Mapping[str, str] | None = None

    @property
    def figures(self) -> list[Figure]:
        """The published figures that decide it; of several readings of one series all."""
        every = [figure for one in self.judged for figure in one.reading.figures]
        return [figure for index, figure in enumerate(every) if figure not in every[:index]]

    def as_dict(self) -> dict[str, Any]:
        """Plain data."""
        return {
            "kind": self.kind,
            "label": dict(self.label),
            "year": self.year,
            "comparison": self.word,
            "threshold": self.threshold,
            "unit": self.unit,
            "answer": self.answer,
            "reason": self.reason,
            "since": self.since,
            "until": self.until,
            "source": self.source,
            "note": None if self.note is None else dict(self.note),
            "readings": [{"answer": one.answer, **one.reading.as_dict()} for one in self.judged],
        }


def decides(reading: Reading, word: Word, threshold: Threshold) -> Answer:
    """What a reading says of a threshold: met where all of its interval does, not met where nothing of it does."""
    at = threshold.value
    if word == "is":
        first, last = at - threshold.half, at + threshold.half
        apart = reading.high < first or reading.low > last
        return DECIDED[False if apart else True if first <= reading.low and reading.high <= last else None]
    if word in ("at_most", "less_than"):
        other: Word = "at_least" if word == "at_most" else "more_than"
        return decides(_turned(reading), other, Threshold(-at, threshold.half))
    above = reading.low > at or (reading.low == at and (reading.low_open or word == "at_least"))
    below = reading.high < at or (reading.high == at and (reading.high_open or word == "more_than"))
    return DECIDED[True if above else False if below else None]


def _turned(reading: Reading) -> Reading:
    return Reading(-reading.high, -reading.low, None, reading.high_open, reading.low_open)


def together(judged: Iterable[Judged]) -> tuple[Answer, Reason]:
    """What readings decide together: their common answer; nothing where they disagree, or where none decides."""
    answers = {one.answer for one in judged}
    if not answers:
        return "cannot_say", "no_figure"
    decided = answers - {"cannot_say"}
    if len(decided) == 2:
        return "cannot_say", "conflict"
    return (decided.pop(), "decided") if decided else ("cannot_say", "too_wide")


def overall(findings: Sequence[Finding]) -> tuple[Answer, Reason]:
    """The answer to a question with several definitions: theirs if all agree, else it depends on the definition.

    A definition under which there are only the words in question is none of those that have to agree with a decided one.
    """
    others = [one for one in findings if one.reason != "own_words"]
    asked = others if any(one.reason == "decided" for one in others) else findings
    if len({one.answer for one in asked}) > 1:
        return "cannot_say", "by_definition"
    return asked[0].answer, asked[0].reason


def answered(
    of: Answered, facts: Facts, year: int, compared: tuple[Word, Threshold], without: str | None
) -> list[Judged]:
    """The readings of a definition in a year and what each decides; `without` is the source whose words are in question."""
    word, threshold = compared
    return [Judged(facts.marked(one), decides(one, word, threshold)) for one in _readings(of, facts, year, without)]


def _readings(of: Answered, facts: Facts, year: int, without: str | None) -> list[Reading]:
    found: list[Reading] = []
    if of.series is not None:
        found += map(read, facts.published(of.series, year, without))
    if of.part is not None and of.whole is not None and not _broken(of, facts, year):
        found += shares(facts.published(of.part, year, without), facts.published(of.whole, year, without))
    if of.increase is not None:
        found += increases(facts.published(of.increase, year, without), facts.published(of.increase, year - 1, without))
    if of.indicator is not None and facts.observed is not None:
        found += facts.observed(of.indicator, year)
    return found


def _broken(of: Answered, facts: Facts, year: int) -> bool:
    """Whether a share would be taken across a break: one of its series has figures on two sides of one in the year."""
    both = [facts.published(series, year) for series in (of.part, of.whole) if series is not None]
    return any(len({one.series for one in figures}) > 1 for figures in both)


def finding(
    of: Answered, facts: Facts, year: int, compared: tuple[Word, Threshold], unit: str, without: str | None
) -> Finding:
    """The answer to a target under one definition, in one year."""
    judged = answered(of, facts, year, compared, without)
    answer, reason = together(judged)
    if not judged:
        reason = _why_none(of, facts, year, without)
    word, threshold = compared
    return Finding(
        "definition", _both(of.label), year, word, threshold.value, unit, answer, reason, tuple(judged),
        note=None if of.note is None else _both(of.note),
    )  # fmt: skip


def _why_none(of: Answered, facts: Facts, year: int, without: str | None) -> Reason:
    """Why a definition has no reading: a break, nothing but the words in question, or nothing at all."""
    later, earlier = (facts.published(of.increase, one, without) if of.increase else [] for one in (year, year - 1))
    if (later and earlier) or (of.part is not None and _broken(of, facts, year)):
        return "break"
    if of.series is not None and facts.published(of.series, year):
        return "own_words"
    return "no_figure" if of.published else "no_records"


def _both(label: Any) -> dict[str, str]:
    return {"en": label.en, "zh": label.zh}
