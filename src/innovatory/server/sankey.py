"""The money of R&D as a flow: from who pays to who performs to which type of research, by records or by published figures.

Records tell who pays whom and what for (the survey has performer by source of funds, and performer by type). Published
figures tell the parts of one total at most, so that they meet in one node; what is left of the total is told as derived.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

import polars as pl

from innovatory.measure.evidence import Evidence, together
from innovatory.measure.observations import Observation
from innovatory.report.figures import figure
from innovatory.report.words import listing, say
from innovatory.server.figures import evidence_of
from innovatory.server.served import Held
from innovatory.server.shapes.city import Node, Sankey, Stream

TABLE = "rd_years"
SECTORS = ("business", "government", "higher_education", "private_non_profit")
PAYERS = {
    "rd_from_business": "business", "rd_from_government": "government", "rd_from_higher_education": "higher_education",
    "rd_from_non_profit": "private_non_profit", "rd_from_abroad": "abroad", "rd_from_unallocated": "unallocated",
}  # fmt: skip
TYPES = {"rd_basic": "basic", "rd_applied": "applied", "rd_development": "development"}
TOTAL = "rd_expenditure"
PERFORMED = {
    "rd_enterprise_expenditure": "business", "rd_institute_expenditure": "institutes",
    "rd_university_expenditure": "higher_education",
}  # fmt: skip
BASIC = "basic_research_expenditure"
LEAST = 0.5  # yuan: what is less is an error of adding


@dataclass
class _Picture:
    """Streams as they are gathered: from, to, yuan, whether derived; what cannot be drawn."""

    year: int
    streams: list[tuple[str, str, float, bool]] = field(default_factory=list)
    sources: list[str] = field(default_factory=list)
    evidence: Evidence = field(default_factory=Evidence)
    unsaid: list[str] = field(default_factory=list)

    def add(self, start: str, end: str, yuan: float, *, derived: bool = False) -> None:
        if yuan >= LEAST:
            self.streams.append((start, end, yuan, derived))


def sankey(held: Held, lang: str) -> Sankey:
    """The flow of R&D money of the latest year that can be drawn; without one it is said why."""
    picture = held.once(("sankey",), lambda: _of_records(held) or _published(held))
    if picture is None:
        unsaid = [say("server.sankey.nothing", lang)]
        title = say("server.sankey.title.plain", lang)
        return Sankey(year=None, unit="yuan", title=title, alt=unsaid[0], nodes=[], streams=[], unsaid=unsaid, sources=[],
                      evidence=None)  # fmt: skip
    title = say("server.sankey.title", lang, year=picture.year)
    streams = [
        Stream(source=start, target=end, value=yuan, text=figure(yuan, "yuan", lang), derived=derived)
        for start, end, yuan, derived in picture.streams
    ]
    names = dict.fromkeys(name for one in picture.streams for name in one[:2])
    return Sankey(
        year=picture.year,
        unit="yuan",
        title=title,
        alt=_alt(title, streams, lang),
        nodes=[Node(id=name, label=_name(name, lang), column=_column(name)) for name in names],
        streams=streams,
        unsaid=[say(f"server.sankey.{key}", lang) for key in picture.unsaid],
        sources=picture.sources,
        evidence=evidence_of(picture.evidence, lang),
    )


def _alt(title: str, streams: Sequence[Stream], lang: str) -> str:
    told = [
        say("server.sankey.stream", lang, start=_name(one.source, lang), end=_name(one.target, lang), amount=one.text)
        for one in streams
    ]
    return say("server.sankey.alt", lang, title=title, streams=listing(told, lang))


def _name(node: str, lang: str) -> str:
    return say(f"server.{node}", lang)


def _column(node: str) -> int:
    return {"payer": 0, "performer": 1, "whole": 1, "type": 2, "part": 0}[node.partition(".")[0]]


# From records ---------------------------------------------------------------------------------------------------------


def _of_records(held: Held) -> _Picture | None:
    """Who pays whom for what, by the R&D survey of the latest year in the records; None without records of it."""
    workspace = held.city.workspace
    if workspace is None or TABLE not in workspace.tables:
        return None
    rows = workspace.scan(TABLE)
    newest = rows.select(pl.col("year").max()).collect().item()
    if newest is None:
        return None
    known = rows.collect_schema().names()
    parts = [name for name in ("rd_intramural", *PAYERS, *TYPES) if name in known]
    weight = pl.col("weight").fill_null(1.0) if "weight" in known else pl.lit(1.0)
    sums = (
        rows.filter(pl.col("year") == newest)
        .group_by(pl.col("performer_sector").cast(pl.String))
        .agg((pl.col(name) * weight).sum() for name in parts)
        .collect()
    )
    picture = _Picture(int(newest), evidence=_rests_on(held, parts))
    by = {str(row["performer_sector"]): row for row in sums.iter_rows(named=True)}
    for sector in (one for one in SECTORS if one in by):
        _performer(picture, sector, {name: float(by[sector][name] or 0.0) for name in parts})
    return picture if picture.streams else None


def _performer(picture: _Picture, sector: str, sums: dict[str, float]) -> None:
    total, node = sums["rd_intramural"], f"performer.{sector}"
    for column, payer in PAYERS.items():
        picture.add(f"payer.{payer}", node, sums.get(column, 0.0))
    picture.add("payer.unsaid", node, total - sum(sums.get(one, 0.0) for one in PAYERS), derived=True)
    for column, kind in TYPES.items():
        picture.add(node, f"type.{kind}", sums.get(column, 0.0))
    picture.add(node, "type.unsaid", total - sum(sums.get(one, 0.0) for one in TYPES), derived=True)


def _rests_on(held: Held, parts: Sequence[str]) -> Evidence:
    workspace = held.city.workspace
    origin = workspace.tables[TABLE].origin if workspace is not None else ()
    invented = bool({"synthetic", "simulated"} & set(origin))
    return Evidence(assumption=len(parts)) if invented else Evidence(your_records=len(parts))


# From published figures -----------------------------------------------------------------------------------------------


def _published(held: Held) -> _Picture | None:
    """The parts of the total of the latest year for which a performer or basic research is published beside it."""
    points = {name: _by_year(held, name) for name in (TOTAL, *PERFORMED, BASIC)}
    years = sorted(points[TOTAL], reverse=True)
    year = next((one for one in years if sum(one in points[name] for name in PERFORMED) > 1), None)
    if year is None:
        return None
    total = points[TOTAL][year]
    used = [total]
    picture = _Picture(year, unsaid=["no_payers", "no_cross"])
    parts = [(node, points[name][year]) for name, node in PERFORMED.items() if year in points[name]]
    for node, one in parts:
        picture.add(f"part.{node}", "whole.rd", _number(one))
        used.append(one)
    rest = _number(total) - sum(_number(one) for _, one in parts)
    picture.add("part.rest", "whole.rd", rest, derived=True)
    if year in points[BASIC]:
        basic = points[BASIC][year]
        used.append(basic)
        picture.add("whole.rd", "type.basic", _number(basic))
        picture.add("whole.rd", "type.other", _number(total) - _number(basic), derived=True)
    picture.sources = list(dict.fromkeys(name for one in used for name in one.sources))
    picture.evidence = together(one.evidence for one in used)
    return picture


def _by_year(held: Held, name: str) -> dict[int, Observation]:
    """The preferred published value of each year that is one number."""
    return {one.year: one for one in _points(held, name)}


def _points(held: Held, name: str) -> Iterator[Observation]:
    found = next(one for one in held.report.measured if one.indicator.id == name)
    for line in found.lines:
        if line.origin == "published":
            yield from (one for one in line.observations if one.value is not None)


def _number(one: Observation) -> float:
    assert one.value is not None  # only such are asked for
    return one.value
