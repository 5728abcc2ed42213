"""Measuring: the published figures of a city's indicators beside the values that its own records give.

All sources stand side by side with the preferred one marked; values from records come from one scan per table or view.
What cannot be measured is said with its reason: no figure, a table or column not recorded, a dimension that is assumed.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from innovatory.language.mistakes import Mistake, Place, nearest
from innovatory.measure.evidence import Evidence, together
from innovatory.measure.indicator import Indicator, Series, indicator
from innovatory.measure.observations import Line, Observation, Unsaid, lines, newest, of_figure
from innovatory.measure.record_values import Measurable, Recorded, Years, figures_of, from_records
from innovatory.measure.statistics import Disagreement, Figure, disagreeing

ALL: Years = (None, None)


@dataclass(frozen=True, eq=False)
class Measured:
    """An indicator of a city: every observation in the order of the years, conflicts, and what cannot be said."""

    indicator: Indicator
    observations: tuple[Observation, ...]
    unsaid: tuple[Unsaid, ...] = ()
    disagreements: tuple[Disagreement, ...] = ()

    @cached_property
    def lines(self) -> list[Line]:
        """What may be compared over the years, each by itself: a break ends a line."""
        return lines(self.observations)

    @cached_property
    def newest(self) -> Observation | None:
        """The observation to show first; None if nothing is known of the whole city."""
        return newest(self.observations)

    @property
    def evidence(self) -> Evidence:
        """What all observations together rest on."""
        return together(one.evidence for one in self.observations)

    def as_dict(self) -> dict[str, Any]:
        """Plain data of the whole answer."""
        entry = self.indicator.entry
        return {
            "id": entry.id,
            **entry.model_dump(mode="json", by_alias=True, exclude={"id"}),
            "observations": [one.as_dict() for one in self.observations],
            "newest": None if self.newest is None else self.newest.as_dict(),
            "lines": [
                {
                    "origin": line.origin,
                    "series": line.series,
                    "group": dict(line.group),
                    "years": [one.year for one in line.observations],
                    "changes": {
                        str(year): {"difference": difference, "growth": rate}
                        for year, (difference, rate) in line.changes().items()
                    },
                }
                for line in self.lines
            ],
            "disagreements": [
                {"year": one.year, "period": one.period, "kind": one.kind, "sources": [f.source for f in one.figures]}
                for one in self.disagreements
            ],
            "unsaid": [one.as_dict() for one in self.unsaid],
            "evidence": self.evidence.as_dict(),
        }


def measure(city: Measurable, ids: Sequence[str], years: Years = ALL, by: Sequence[str] = ()) -> list[Measured]:
    """Some indicators of a city in the order of their ids, from the first to the last of `years` (None: no limit).

    `by` are dimensions: records are grouped by them, published figures are of the whole city and left out.
    `Mistake` of kind `name` (no such indicator), `dimension` (not allowed for it), `years` (reversed), `unit` (a
    published figure in another unit than its indicator).
    """
    return measure_indicators(city, [indicator(name) for name in ids], years, by)


def measure_indicators(
    city: Measurable, asked: Sequence[Indicator], years: Years = ALL, by: Sequence[str] = ()
) -> list[Measured]:
    """As `measure`, of indicators that are at hand."""
    first, last = years
    if first is not None and last is not None and first > last:
        raise Mistake("years", f"{first} lies after {last}", f"{first} 晚于 {last}", place=Place(path="--from"))
    for one in asked:
        _check_dimensions(one, by)
    recorded = from_records(city, asked, years, by)
    return [_measured(city, one, recorded.get(one.id, _nothing(one, city)), years, by) for one in asked]


def _group_order(one: Observation) -> tuple[tuple[bool, str], ...]:
    """Groups by name, the unknown last."""
    return tuple((part is None, part or "") for part in one.group.values())


def _check_dimensions(one: Indicator, by: Sequence[str]) -> None:
    for name in by:
        if name not in one.entry.by:
            allowed = ", ".join(one.entry.by)
            en = f"{one.id} is not told by {name!r}; " + (f"it is by {allowed}" if allowed else "it has no dimension")
            zh = f"{one.id} 不能按 {name!r} 分组；" + (f"可用维度：{allowed}" if allowed else "该指标没有维度")
            raise Mistake("dimension", en, zh, nearest=nearest(name, one.entry.by), place=Place(path="--by"))


def _nothing(one: Indicator, city: Measurable) -> Recorded:
    """What is said of an indicator whose expression was not scanned: nothing if it has none."""
    return [], [] if one.entry.over is None else [Unsaid("no_records")]


def _measured(city: Measurable, one: Indicator, recorded: Recorded, years: Years, by: Sequence[str]) -> Measured:
    figures = [] if by else [each for each in _figures(city, one) if _within(each.year, years)]
    unsaid = list(recorded[1])
    if one.entry.series is not None and not figures and not by:
        unsaid.insert(0, Unsaid("no_figures"))
    found = [of_figure(each, one.id) for each in figures] + recorded[0]
    ordered = sorted(found, key=lambda each: (each.year, each.origin, not each.preferred, _group_order(each)))
    return Measured(one, tuple(ordered), tuple(unsaid), tuple(disagreeing(figures)))


def _within(year: int, years: Years) -> bool:
    return (years[0] is None or year >= years[0]) and (years[1] is None or year <= years[1])


def _figures(city: Measurable, one: Indicator) -> list[Figure]:
    if one.entry.series is None:
        return []
    return figures_of(city, Series(one.entry.series, one.unit))
