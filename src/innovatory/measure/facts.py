"""What a city's founding documents state, sentence by sentence: the figure of each statement, what other sources say of it,
and where it lives in the product.

The statements stand in the folder `facts/` of a city. What other sources say is computed from the published figures,
never stored. A home that does not exist is refused; only an indicator or a check may be *not there yet*, and a part of the
simulation *to come*.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from innovatory.language.mistakes import Mistake, Place
from innovatory.measure.readings import read
from innovatory.measure.register_tables import LONGEST_QUOTE, NO_MEASURE, Register, read_registers
from innovatory.measure.statistics import disagreeing
from innovatory.measure.targets import read_targets
from innovatory.policy.csv_file import Line, read_csv
from innovatory.policy.documents import documents
from innovatory.policy.library import libraries
from innovatory.policy.register import register

if TYPE_CHECKING:
    from innovatory.measure.city import City
    from innovatory.measure.sources import Source
    from innovatory.measure.statistics import Figure

FOLDER, STATEMENTS, DOCUMENTS = "facts", "statements.csv", "documents.csv"
COLUMNS = ("statement_id", "document", "quote", "en", "zh", "kind", "figure", "home")
DOCUMENT_COLUMNS = ("document", "source_id", "title_en", "title_zh")

KINDS = ("figure", "act", "institution", "event", "policy", "goal", "description")
PLACES = ("series", "indicator", "instrument", "register", "check", "model", "none")
"""Where a statement may live: the first word of a home, before its colon."""
MODEL_PARTS = (
    "basic_research", "technical_research", "industrialisation", "technology_finance", "talent", "lines", "enterprises",
    "government", "rest_of_world",
)  # fmt: skip
REASONS = ("praise", "no_measure", "page")
"""Why a statement lives nowhere: it only praises, nothing can be recorded of it, it is about the web page itself."""
LAZY = frozenset({"indicator", "check"})

State = Literal["there", "not_yet", "to_come", "none"]


@dataclass(frozen=True)
class Home:
    """Where a statement lives: its place (one of `PLACES`), the id there, whether it is there.

    `none` is the state of a statement without a home; its id is then the reason (one of `REASONS`).
    """

    place: str
    id: str
    state: State

    def __str__(self) -> str:
        return f"{self.place}:{self.id}"


@dataclass(frozen=True)
class Other:
    """What another source says of the same indicator and year; `conflict` if both cannot be true as printed."""

    figure: Figure
    source: Source
    conflict: bool


@dataclass(frozen=True)
class Statement:
    """One statement: its document, its words, what it says (`en`, `zh`), its kind, its figure if it has one, its homes.

    `other_years` are the figures of other sources with the very same number for another year, looked up only where the
    figure is contradicted: the year may be a slip.
    """

    id: str
    document: str
    quote: str
    text: Mapping[str, str]
    kind: str
    figure: Figure | None
    others: tuple[Other, ...]
    other_years: tuple[Figure, ...]
    homes: tuple[Home, ...]

    @property
    def conflict(self) -> bool:
        """Whether another source contradicts its figure."""
        return any(other.conflict for other in self.others)

    @property
    def homeless(self) -> bool:
        """Whether it lives nowhere."""
        return all(home.state == "none" for home in self.homes)

    def as_dict(self) -> dict[str, Any]:
        """Plain data of the statement (JSON)."""
        return {
            "id": self.id,
            "document": self.document,
            "quote": self.quote,
            "text": dict(self.text),
            "kind": self.kind,
            "figure": None if self.figure is None else _figure_dict(self.figure),
            "other_sources": [_other_dict(one) for one in self.others],
            "other_years": [_figure_dict(one) for one in self.other_years],
            "conflict": self.conflict,
            "homes": [{"place": home.place, "id": home.id, "state": home.state} for home in self.homes],
        }


@dataclass(frozen=True)
class Document:
    """A founding document: its id, the id of the same document among the sources of figures, its title by language."""

    id: str
    source: str
    title: Mapping[str, str]


@dataclass(frozen=True)
class CityFacts:
    """The statements of a city in the order of its documents."""

    city: str
    label: Mapping[str, str]
    documents: Mapping[str, Document]
    statements: tuple[Statement, ...]

    def of_kind(self, kind: str) -> CityFacts:
        """Only the statements of one kind (one of `KINDS`)."""
        chosen = tuple(one for one in self.statements if one.kind == kind)
        return CityFacts(self.city, self.label, self.documents, chosen)

    def counts(self) -> dict[str, Any]:
        """How many statements there are, have a figure, are in conflict, have no home (by reason), lie in the future."""
        homeless = [one for one in self.statements if one.homeless]
        homes = [home for one in self.statements for home in one.homes]
        return {
            "statements": len(self.statements),
            "with_figure": sum(one.figure is not None for one in self.statements),
            "in_conflict": sum(one.conflict for one in self.statements),
            "without_home": len(homeless),
            "reasons": dict(Counter(home.id for one in homeless for home in one.homes)),
            "not_there_yet": sorted({str(home) for home in homes if home.state == "not_yet"}),
            "to_come": sorted({str(home) for home in homes if home.state == "to_come"}),
        }

    def as_dict(self) -> dict[str, Any]:
        """Plain data of all (JSON)."""
        told = {one.id: {"source": one.source, "title": dict(one.title)} for one in self.documents.values()}
        statements = [one.as_dict() for one in self.statements]
        return {
            "city": self.city,
            "label": dict(self.label),
            "documents": told,
            "statements": statements,
            "counts": self.counts(),
        }


def has_facts(city_folder: Path) -> bool:
    """Whether a city's folder has statements."""
    return (city_folder / FOLDER / STATEMENTS).is_file()


def read_facts(city: City, indicators: Collection[str]) -> CityFacts:
    """The statements of a city; `indicators` are the ids of the library's indicators.

    Raises `Mistake` as `read_csv` and `read_registers` do, and of kind `file` (the city has no statements),
    `category` (a home, figure, document or kind that does not exist, with the nearest), `name_twice`, `missing`,
    `quote` (too long), `home` (no place before the id, or a reason beside homes).
    """
    if not has_facts(city.folder):
        en, zh = f"the city {city.id} has no statements of documents", f"城市 {city.id} 没有文件陈述资料"
        raise Mistake("file", en, zh, place=Place(str(city.folder / FOLDER / STATEMENTS)))
    known = _documents(city)
    registers = read_registers(city.folder, {*documents(), *city.sources})
    _check_goals(registers, {*(one.indicator for one in city.figures), *indicators})
    look_up = _addresses(city, registers, indicators)
    found: dict[str, Statement] = {}
    for line in read_csv(city.folder / FOLDER / STATEMENTS, COLUMNS):
        statement = _statement(line, city, known, look_up)
        if statement.id in found:
            en, zh = f"the id {statement.id!r} stands here a second time", f"标识 {statement.id!r} 重复"
            raise Mistake("name_twice", en, zh, place=line.place("statement_id"))
        found[statement.id] = statement
    return CityFacts(city.id, city.label, known, tuple(found.values()))


def _documents(city: City) -> dict[str, Document]:
    found = {}
    for line in read_csv(city.folder / FOLDER / DOCUMENTS, DOCUMENT_COLUMNS):
        source = line.known("source_id", line.filled("source_id"), city.sources)
        title = {"en": line.filled("title_en"), "zh": line.filled("title_zh")}
        found[line["document"]] = Document(line.filled("document"), source, title)
    return found


Addresses = Mapping[str, Callable[[], Collection[str]]]
"""By place: the ids that stand there, looked up when a home first asks for them."""


def _addresses(city: City, registers: Mapping[str, Register], indicators: Collection[str]) -> Addresses:
    rows = [f"{one.name}:{name}" for one in registers.values() for name in one.lines]
    series = {one.indicator for one in city.figures}
    return {
        "series": lambda: series,
        "indicator": lambda: indicators,
        "instrument": cache(register),
        "register": lambda: rows,
        "check": cache(lambda: _checks(city.folder)),
        "model": lambda: MODEL_PARTS,
        "none": lambda: REASONS,
    }


def _checks(folder: Path) -> set[str]:
    """The ids of a city's checks: its targets and the floor sheets of the libraries."""
    floors = {
        name
        for library in libraries()
        for name, located in library.located.items()
        if isinstance(located.data, dict) and located.data.get("applies_to") == "budget"
    }
    return {target.id for target in read_targets(folder).targets} | floors


def _statement(line: Line, city: City, known: Mapping[str, Document], addresses: Addresses) -> Statement:
    document = known[line.known("document", line.filled("document"), known)]
    if len(line.filled("quote")) > LONGEST_QUOTE:
        en, zh = f"a quote has at most {LONGEST_QUOTE} characters", f"引文不得超过 {LONGEST_QUOTE} 个字符"
        raise Mistake("quote", en, zh, place=line.place("quote"))
    kind = line.one_of("kind", KINDS)
    figure = _figure(line, document, city.figures) if line["figure"] else None
    if (kind == "figure") != (figure is not None):
        en, zh = "a statement has a figure exactly if its kind is figure", "类型为 figure 的陈述须且只能带一个数据"
        raise Mistake("missing", en, zh, place=line.place("figure"))
    text = {"en": line.filled("en"), "zh": line.filled("zh")}
    others = () if figure is None else _others(figure, city)
    years = () if figure is None or not any(one.conflict for one in others) else _other_years(figure, city)
    homes = _homes(line, addresses)
    return Statement(line.filled("statement_id"), document.id, line["quote"], text, kind, figure, others, years, homes)


def _figure(line: Line, document: Document, figures: Sequence[Figure]) -> Figure:
    """The published figure `indicator|year` that this very document states."""
    stated = {f"{one.indicator}|{one.year}": one for one in figures if one.source == document.source}
    return stated[line.known("figure", line["figure"], stated)]


def _others(figure: Figure, city: City) -> tuple[Other, ...]:
    same = (one for one in city.figures if (one.indicator, one.year) == (figure.indicator, figure.year))
    return tuple(
        Other(one, city.sources[one.source], bool(disagreeing([figure, one])))
        for one in same
        if one.source != figure.source
    )


def _other_years(figure: Figure, city: City) -> tuple[Figure, ...]:
    own = (one for one in city.figures if one.indicator == figure.indicator and one.source != figure.source)
    return tuple(one for one in own if one.year != figure.year and one.shown == figure.shown)


def _homes(line: Line, addresses: Addresses) -> tuple[Home, ...]:
    line.filled("home")
    homes = tuple(_home(line, text, addresses) for text in line.several("home"))
    if len(homes) > 1 and any(home.state == "none" for home in homes):
        en, zh = "a statement either has homes or says why it has none", "陈述或有归属，或说明无归属的原因，不能并列"
        raise Mistake("home", en, zh, place=line.place("home"))
    return homes


def _home(line: Line, text: str, addresses: Addresses) -> Home:
    place, colon, name = text.partition(":")
    if not colon:
        en, zh = f"a home is written place:id, not {text!r}", f"归属应写作“位置:标识”，不能是 {text!r}"
        raise Mistake("home", en, zh, place=line.place("home"))
    line.known("home", place, PLACES)
    there = name in addresses[place]()
    if not there and place not in LAZY:
        line.known("home", name, addresses[place]())
    states: Mapping[str, State] = {"model": "to_come", "none": "none"}
    return Home(place, name, states.get(place, "there" if there else "not_yet"))


def _check_goals(registers: Mapping[str, Register], measures: Collection[str]) -> None:
    """The measures of a goal are published series or indicators of the library."""
    for line in registers["goals"].lines.values() if "goals" in registers else ():
        for name in line.several("indicators"):
            if name != NO_MEASURE:
                line.known("indicators", name, measures)


def _other_dict(other: Other) -> dict[str, Any]:
    publishers = {"publisher": other.source.publisher, "publisher_zh": other.source.publisher_zh}
    return {**_figure_dict(other.figure), **publishers, "conflict": other.conflict}


def _figure_dict(figure: Figure) -> dict[str, Any]:
    reading = read(figure)
    return {
        "indicator": figure.indicator,
        "year": figure.year,
        "shown": figure.shown,
        "shown_unit": {"en": figure.shown_unit, "zh": figure.shown_unit_zh},
        "value": figure.value,
        "unit": str(figure.unit),
        "bound": figure.bound,
        "open": reading.low_open or reading.high_open,
        "period": figure.period,
        "qualifier": figure.qualifier,
        "source": figure.source,
        "quote": figure.quote,
        "preferred": figure.preferred,
    }
