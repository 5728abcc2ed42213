"""What the page of a city tells, gathered before anything is written: indicators, checks, statements, the sources cited.

Nothing is worked out here: every part comes from the layer that measures. A city without records, targets or founding
documents has fewer parts, and the page says so.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from innovatory.measure.checking import checked, sources_of
from innovatory.measure.city import City
from innovatory.measure.evidence import Evidence, together
from innovatory.measure.facts import CityFacts, has_facts, read_facts
from innovatory.measure.indicator import indicators
from innovatory.measure.measurement import Measured, measure
from innovatory.measure.statistics import Disagreement, Figure, Segment, disagreeing, series_of
from innovatory.policy.documents import documents
from innovatory.report.policy_study import PolicyStudy


@dataclass(frozen=True, eq=False)
class CityReport:
    """A city with all that its page tells; `year` is the last year that was asked for, None for all.

    `checks` are plain data (`measure.checks.Check.as_dict`) and `sources` those that a check may cite, by id. A page with
    a `study` also tells what policies do to a synthetic population.
    """

    city: City
    year: int | None
    measured: tuple[Measured, ...]
    checks: tuple[Mapping[str, Any], ...]
    evidence_of_checks: Evidence
    facts: CityFacts | None
    sources: Mapping[str, Mapping[str, Any]]
    study: PolicyStudy | None = None

    @cached_property
    def said(self) -> list[Measured]:
        """The indicators of which something is known."""
        return [one for one in self.measured if one.newest is not None]

    @cached_property
    def unsaid(self) -> list[Measured]:
        """The indicators of which nothing is known."""
        return [one for one in self.measured if one.newest is None]

    @cached_property
    def figures(self) -> list[Figure]:
        """The published figures up to the year of the report, those of no indicator included."""
        return [one for one in self.city.figures if self.year is None or one.year <= self.year]

    @cached_property
    def disagreements(self) -> list[Disagreement]:
        """Where published figures of one year contradict each other or are of different series."""
        return disagreeing(self.figures)

    @cached_property
    def broken(self) -> list[tuple[Figure, list[Segment]]]:
        """The published series that break: a figure that names each, and its segments with more than one year or source."""
        names = dict.fromkeys(one.indicator for one in self.figures)
        found = [(name, [one for one in series_of(name, self.figures) if one.line]) for name in names]
        return [(segments[0].figures[0], segments) for _, segments in found if len(segments) > 1]

    @cached_property
    def evidence(self) -> Evidence:
        """What the whole page rests on."""
        return together([*(one.evidence for one in self.measured), self.evidence_of_checks])

    @cached_property
    def cited(self) -> dict[str, int]:
        """The sources that the page cites with their numbers, in the order in which the city lists them."""
        used = set(self._used())
        known = [*self.city.sources, *(name for name in documents() if name not in self.city.sources)]
        return {name: number for number, name in enumerate((name for name in known if name in used), start=1)}

    def _used(self) -> Iterator[str]:
        yield from (name for one in self.measured for each in one.observations for name in each.sources)
        yield from (figure.source for one in self.disagreements for figure in one.figures)
        for check in self.checks:
            yield from (name for name in (check["source"],) if name is not None)
            for one in check["findings"]:
                yield from (name for name in (one["source"],) if name is not None)
                yield from (figure["source"] for each in one["readings"] for figure in each["figures"])
        if self.facts is not None:
            yield from (one.source for one in self.facts.documents.values())


def gather(city: City, year: int | None = None) -> CityReport:
    """All that the page of a city tells, of years up to `year` if one is given.

    `Mistake` of what is wrong in the city's folder: its figures, targets, records or statements.
    """
    measured = measure(city, list(indicators()), (None, year))
    found: Sequence[Any] = checked(city).checks((), year)
    facts = read_facts(city, set(indicators())) if has_facts(city.folder) else None
    return CityReport(
        city,
        year,
        tuple(measured),
        tuple(one.as_dict() for one in found),
        together(one.evidence for one in found),
        facts,
        sources_of(city),
    )
