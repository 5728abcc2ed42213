"""The checks of a city's folder: its targets, published figures and records brought together, every name confirmed.

This is the one place that knows where each of them stands; `checks` only judges what it is given.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING, Any

from innovatory.language.mistakes import Mistake
from innovatory.language.units import unit
from innovatory.measure.checks import WEAK, Checked, Names, confirm, facts_of
from innovatory.measure.floors import KIND, Split, inputs_of, splits
from innovatory.measure.indicator import indicator, indicators
from innovatory.measure.measurement import measure
from innovatory.measure.observations import RECORDS, Observation
from innovatory.measure.readings import Reading, tidy
from innovatory.measure.targets import Targets, named, read_targets, wrong_at
from innovatory.policy.documents import documents
from innovatory.policy.library import Library, standard

if TYPE_CHECKING:
    from innovatory.measure.city import City
    from innovatory.measure.sources import Source

BUDGET = "budget_lines"
INVENTED = frozenset({"estimated", "simulated"})  # flags of values that rest on synthetic or simulated rows


def checked(city: City) -> Checked:
    """What a city has to be checked with.

    `Mistake` of `read_targets`, of the files of the city, and `name` for what `targets.yaml` names and nobody knows.
    """
    targets = read_targets(city.folder)
    if targets.located is not None:
        confirm(targets, _names(city, targets, standard()))
        _same_units(targets)
    reliability = {name: source.reliability for name, source in city.sources.items()}
    return Checked(
        city.id, targets, facts_of(city.figures, reliability, _observed(city, targets)), _budget(city), standard()
    )


def sources_of(city: City) -> dict[str, dict[str, Any]]:
    """The sources that a check may cite, by id: title, publisher, when published (text or null), whether weak.

    What stands under `_zh` is the same in Chinese, as recorded where nobody wrote it.
    """
    stored = {
        name: {
            "title": one.title,
            "publisher": one.publisher,
            "published": one.published,
            "weak": False,
            "title_zh": one.title_zh,
            "publisher_zh": one.publisher_zh,
            "published_zh": one.published_zh,
        }
        for name, one in documents().items()
    }
    own = {
        name: {
            "title": one.title, "publisher": one.publisher, "published": _published(one),
            "weak": one.reliability in WEAK, "title_zh": one.title_zh, "publisher_zh": one.publisher_zh,
            "published_zh": _published(one),
        }
        for name, one in city.sources.items()
    }  # fmt: skip
    return stored | own


def _published(source: Source) -> str | None:
    """The day, month or year of publication, as far as it is known."""
    if isinstance(source.published, tuple):
        first, last = source.published
        return f"{first:%Y-%m}" if first.month == last.month else f"{first:%Y}"
    return None if source.published is None else source.published.isoformat()


def _names(city: City, targets: Targets, library: Library) -> Names:
    floors = [name for name, one in library.located.items() if one.data.get("applies_to") == KIND]
    asked = [name for name in targets.floors if name in floors]
    return {
        "published": frozenset(one.indicator for one in city.figures),
        "indicator": frozenset(indicators()),
        "source": frozenset([*city.sources, *documents()]),
        "floor": frozenset(floors),
        "input": frozenset(f"{name}.{one}" for name in asked for one in inputs_of(library.instrument(name))),
    }


def _budget(city: City) -> Sequence[Split]:
    workspace = city.workspace
    return () if workspace is None or BUDGET not in workspace.tables else splits(workspace.scan(BUDGET))


def _observed(city: City, targets: Targets) -> Callable[[str, int], Sequence[Reading]] | None:
    """What indicators over the city's records are in a year; None for a city without records.

    All indicators that the targets name are measured together, when the first is asked for.
    """
    if city.workspace is None:
        return None
    names = list(dict.fromkeys(name for _, what, name in named(targets) if what == "indicator"))
    found: dict[tuple[str, int], list[Reading]] = {}

    def of(name: str, year: int) -> Sequence[Reading]:
        if not found and names:
            for measured in measure(city, names):
                for one in measured.observations:
                    found.setdefault((measured.indicator.id, one.year), []).extend(_reading(one))
        return found.get((name, year), ())

    return of


def _reading(one: Observation) -> Iterator[Reading]:
    """What an observation over records says; nothing where it is unknown or comes from published figures."""
    if one.origin == RECORDS and one.low is not None and one.high is not None:
        told = ("synthetic",) if one.flag in INVENTED else ()
        value = tidy(one.low) if one.low == one.high else None
        yield Reading(tidy(one.low), tidy(one.high), value, rows=one.rows, told=told, rests_on=one.evidence)


def _same_units(targets: Targets) -> None:
    """`Mistake("unit")` at its place where an indicator is not in the unit of the threshold it is compared with."""
    for index, target in enumerate(targets.targets):
        for number, answer in enumerate(target.answers):
            if answer.indicator is not None and indicator(answer.indicator).unit != unit(target.unit):
                found = indicator(answer.indicator).unit
                en = f"the threshold is in {target.unit}, the indicator is in {found}"
                told = Mistake("unit", en, f"阈值的单位是 {target.unit}，指标的单位是 {found}")
                raise wrong_at(targets, ("targets", index, "answers", number, "indicator"), told)
