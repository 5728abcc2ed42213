"""The catalogue of indicators, and one indicator with every observation, as the terminal's page has it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from innovatory.language.mistakes import nearest
from innovatory.measure.disclosure import protected_cubes, released
from innovatory.measure.group_names import Names, group_names
from innovatory.measure.indicator import FAMILIES, indicators
from innovatory.measure.measurement import ALL, Measured, measure
from innovatory.measure.observations import Observation
from innovatory.measure.record_values import Years
from innovatory.report.measure import conflicts
from innovatory.report.measured_value import group, limits, unsaid
from innovatory.report.recorded_names import series_label
from innovatory.report.words import label, listing, say
from innovatory.server.figures import changes_of, evidence_of, key_figure, why_nothing
from innovatory.server.heads import head, link_words, sources
from innovatory.server.labels import dimension
from innovatory.server.problems import Absent
from innovatory.server.python import snippet
from innovatory.server.served import Held
from innovatory.server.shapes import indicators as shapes
from innovatory.server.shapes.parts import Twins, Word
from innovatory.server.twins import twins


def catalogue(held: Held, lang: str) -> shapes.Catalogue:
    """All indicators of a city in one language, family by family."""
    report = held.report
    families = [Word(id=one, label=say(f"indicator_family.{one}", lang)) for one in FAMILIES]
    found = [_brief(one, held, lang) for one in report.measured]
    cited = [name for one in found if one.figure is not None for name in one.figure.sources]
    return shapes.Catalogue(
        city=head(held, lang),
        summary=say("server.catalogue", lang, known=len(report.said), all=len(report.measured)),
        families=families,
        links=link_words(lang),
        known=len(report.said),
        indicators=found,
        sources=sources(held, cited, lang),
    )


def _brief(one: Measured, held: Held, lang: str) -> shapes.IndicatorBrief:
    entry = one.indicator.entry
    figure = key_figure(one, held.teller(lang))
    return shapes.IndicatorBrief(
        id=entry.id,
        label=one.indicator.label[lang],
        family=entry.family,
        links=list(entry.links),
        unit=entry.unit,
        figure=figure,
        why=[] if figure is not None else why_nothing(one, lang),
        from_published=entry.series is not None,
        from_records=entry.over is not None,
        by=_dimensions(entry.by, lang),
    )


def measured(held: Held, name: str, years: Years = ALL, by: Sequence[str] = (), *, public: bool = False) -> Measured:
    """One indicator of a city; with `public` only what people without access to its records may see.

    `Absent` for an unknown one, `Mistake` for a dimension or years that it cannot be told by.
    """
    if name not in indicators():
        near = nearest(name, indicators())
        raise Absent("name", f"no indicator {name!r}", f"没有指标 {name!r}", near)
    if years == ALL and not by:
        found = next(one for one in held.report.measured if one.indicator.id == name)
    else:
        found = held.once(("measured", name, years, tuple(by)), lambda: measure(held.city, [name], years, by)[0])
    return _released(found, held) if public else found


def _released(found: Measured, held: Held) -> Measured:
    """What passes the gate of disclosure control."""
    records = held.city.workspace
    gates = held.once(("gates",), lambda: {} if records is None else protected_cubes(records))
    return replace(found, observations=tuple(released(found.observations, found.indicator, gates)))


def indicator(held: Held, one: Measured, by: Sequence[str], query: str, lang: str) -> shapes.Indicator:
    """One indicator in full; `query` is what was asked beside the language, for the addresses of its files."""
    entry, teller = one.indicator.entry, held.teller(lang)
    names = group_names(one, held.city)
    cited = [name for each in one.observations for name in each.sources]
    known = {name: vars(source) for name, source in held.city.sources.items()}
    figure = None if by else key_figure(one, teller)
    return shapes.Indicator(
        city=head(held, lang),
        id=entry.id,
        label=one.indicator.label[lang],
        family=Word(id=entry.family, label=say(f"indicator_family.{entry.family}", lang)),
        links=link_words(lang, entry.links),
        unit=entry.unit,
        shown=entry.shown,
        better=entry.better,
        note=label(entry.note.model_dump(), lang),
        standard=_text(entry.standard, lang),
        law=_text(entry.law, lang),
        shows_not=label(entry.shows_not.model_dump(), lang),
        vintages=[
            shapes.Vintage(since=int(each.from_), note=label(each.note.model_dump(), lang)) for each in entry.vintages
        ],
        figure=figure,
        series=_series(one, held, names, lang),
        conflicts=_conflicts(one, known, names, lang),
        unsaid=[unsaid(each.as_dict(), lang) for each in one.unsaid],
        expression=_expression(one, lang),
        dimensions=_dimensions(entry.by, lang),
        by=_dimensions(by, lang),
        evidence=evidence_of(one.evidence, lang),
        sources=sources(held, cited, lang),
        python=snippet(held, entry.id, by),
        twins=address(held, entry.id, query),
    )


def address(held: Held, name: str, query: str = "") -> Twins:
    """Where the files of an indicator stand."""
    return twins(f"/cities/{held.city.id}/indicators/{name}", query)


def _text(of: Any, lang: str) -> str | None:
    return None if of is None else label(of.model_dump(), lang)


def _dimensions(names: Sequence[str], lang: str) -> list[Word]:
    return [Word(id=name, label=dimension(name, lang)) for name in names]


# Observations ---------------------------------------------------------------------------------------------------------


def _series(one: Measured, held: Held, names: Names, lang: str) -> list[shapes.Series]:
    """The observations, series by series; between two series of one origin it is said that they are not compared."""
    kinds = dict.fromkeys((each.origin, each.series) for each in one.observations)
    changes, before, found = changes_of(one, lang), "", []
    for origin, series in kinds:
        own = [each for each in one.observations if (each.origin, each.series) == (origin, series)]
        found.append(
            shapes.Series(
                origin=origin,
                id=series,
                label=series_label(one.indicator.id, origin, series, lang),
                after_break=say("measure_series.break", lang) if origin == before else None,
                observations=[_observation(each, one, held, names, changes.get(id(each)), lang) for each in own],
            )
        )
        before = origin
    return found


def _observation(
    each: Observation, one: Measured, held: Held, names: Names, change: str | None, lang: str
) -> shapes.Observation:
    told = each.as_dict()
    teller = held.teller(lang)
    own = {part: group({"group": {part: value}}, {"names": names}, lang) for part, value in each.group.items()}
    noted = limits({**told, "qualifier": ""}, lang)
    beside = [noted] if noted else []
    return shapes.Observation(
        year=each.year,
        group=own,
        codes=dict(each.group),
        low=each.low,
        high=each.high,
        text=teller.text(each, one.indicator),
        flag=each.flag,
        period=each.period,
        on_line=each.on_line,
        preferred=each.preferred,
        limits=list(dict.fromkeys([*beside, *teller.limits(each, one.indicator, ("observed", "bound", each.flag))])),
        change=change if each.preferred else None,
        sources=list(each.sources),
        quote=each.quote,
        qualifier=each.qualifier_zh if lang == "zh" and each.qualifier_zh else each.qualifier,
        rows=each.rows,
    )


def _conflicts(one: Measured, known: Mapping[str, Any], names: Names, lang: str) -> list[shapes.Conflict]:
    told = {**one.as_dict(), "names": names}
    sentences = conflicts(told, known, lang)
    return [
        shapes.Conflict(year=found["year"], kind=found["kind"], sentence=sentence)
        for found, sentence in zip(told["disagreements"], sentences, strict=True)
    ]


def _expression(one: Measured, lang: str) -> shapes.Expression | None:
    entry = one.indicator.entry
    if entry.value is None or entry.over is None:
        return None
    lines = [say("measure.expression", lang, value=entry.value, over=entry.over)]
    if entry.by:
        lines.append(say("measure.dimensions", lang, names=listing([dimension(name, lang) for name in entry.by], lang)))
    return shapes.Expression(value=entry.value, over=entry.over, lines=lines)
