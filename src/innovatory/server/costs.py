"""What all instruments for enterprises cost on the served population: worked out once in the background, told at once after.

Which population and which day it was worked out for stands in every answer. Small groups are withheld as everywhere.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from threading import Lock, Thread
from typing import Any, Literal

from innovatory.language.mistakes import Mistake
from innovatory.policy.admission import WEIGHT
from innovatory.policy.books import books
from innovatory.policy.cost_answer import answer
from innovatory.policy.costing import Costing
from innovatory.policy.disclosure import disclosed
from innovatory.policy.match import ENTERPRISE
from innovatory.records.dictionary import desk_columns
from innovatory.records.population_file import rows
from innovatory.records.synthetic.basis import refuse_assumed
from innovatory.report import cost_sentences as told
from innovatory.report.costing import data_lines, group_name
from innovatory.report.words import label, say
from innovatory.server.figures import evidence_told
from innovatory.server.labels import PLACES, column_name, dimension, value_label
from innovatory.server.problems import problem_of
from innovatory.server.shapes.instruments import CostBy, CostGroup, InstrumentCost
from innovatory.server.shapes.parts import Problem, Range, Word
from innovatory.server.sheets import sheets

LOG = logging.getLogger("innovatory.server")
DIMENSIONS = ("district", "cluster", "hte_field")
MOST_GROUPS = 30
YEARLY = re.compile(r"[a-z][a-z_0-9]*?_((?:19|20)[0-9]{2})(?:_low|_high)?")
AGAIN = 3  # seconds until it is worth asking again
State = Literal["ready", "computing", "no_population", "not_asked", "failed"]
Found = Mapping[str, Any]


def costed(path: Path, on: date) -> Found:
    """All sheets for enterprises on a population, by the dimensions that are more than assumed."""
    frame = rows(path)
    by = [name for name in DIMENSIONS if name in frame.collect_schema().names() and _may_tell(path, name)]
    sides = [books(sheets(), {ENTERPRISE}, on, on.year - 1)]
    costing = Costing(sides, frame, by).run()
    found = counted = answer(costing)
    if weighted := WEIGHT in frame.collect_schema().names():
        counted = answer(Costing(sides, frame.drop(WEIGHT), by).run())
    return {**disclosed(found, counted), "origins": sorted(costing.origins), "weighted": weighted}


def _may_tell(path: Path, name: str) -> bool:
    try:
        refuse_assumed(path, [name])
    except Mistake:
        return False
    return True


def day_of(path: Path | None, today: date) -> date:
    """The day to cost a population on: the end of the year after its newest figures, today if that is still to come."""
    if path is None:
        return today
    years = [int(found[1]) for name in rows(path).collect_schema().names() if (found := YEARLY.fullmatch(name))]
    return min(today, date(max(years) + 1, 12, 31)) if years else today


@dataclass
class Costs:
    """The costing of a server's population on a day: none, under way, there, or failed with its mistake."""

    population: Path | None
    on: date
    found: Found | None = None
    problem: Problem | None = None

    def __post_init__(self) -> None:
        self._lock = Lock()
        self._thread: Thread | None = None

    def start(self) -> None:
        """Begin in the background, once."""
        with self._lock:
            if self._thread is None and self.population is not None:
                self._thread = Thread(target=self._run, name="costing", daemon=True)
                self._thread.start()

    def wait(self) -> None:
        """Wait for what was begun."""
        if self._thread is not None:
            self._thread.join()

    def _run(self) -> None:
        assert self.population is not None  # it is not begun without one
        try:
            self.found = costed(self.population, self.on)
        except Mistake as mistake:
            self.problem = problem_of(mistake)
        except Exception as error:
            LOG.error("the costing of the population failed: %s", type(error).__name__)
            self.problem = Problem(
                kind="unexpected", en=say("server.unexpected", "en"), zh=say("server.unexpected", "zh")
            )

    def of(self, name: str, lang: str) -> InstrumentCost:
        """What is known of one instrument now."""
        if name not in sheets().located:
            return _unsaid(name, "not_asked", say("show.no_rule", lang))
        kind = sheets().sheet(name).applies_to
        if kind != ENTERPRISE:
            return _unsaid(name, "not_asked", say("server.cost.other_unit", lang, kind=say(f"applies_to.{kind}", lang)))
        if self.population is None:
            return _unsaid(name, "no_population", say("server.cost.no_population", lang))
        if self.problem is not None:
            return _unsaid(name, "failed", self.problem.zh if lang == "zh" else self.problem.en)
        if self.found is None:
            self.start()
            return _unsaid(name, "computing", say("server.cost.computing", lang), again=AGAIN)
        return _ready(name, self.found, lang)


def _unsaid(name: str, state: State, sentence: str, again: int | None = None) -> InstrumentCost:
    return InstrumentCost(
        id=name, state=state, sentence=sentence, retry_after_s=again, on=None, year=None, rows=None, eligible=None,
        depends=None, near_misses=None, amount=None, lines=[], groups=[], data=[], evidence=None,
    )  # fmt: skip


def _ready(name: str, found: Found, lang: str) -> InstrumentCost:
    one = next(each for each in found["instruments"] if each["id"] == name)
    ends = told.pair(one, "amount")
    amount = Range(**ends, text=told.amount_of(one, lang)) if "amount_low" in one else None
    facts = {key: told.number(one[key], lang) for key in ("eligible", "depends", "near_misses")}
    sentence = say("server.cost", lang, amount=told.amount_of(one, lang), **facts)
    return InstrumentCost(
        id=name,
        state="ready",
        sentence=sentence if one["in_force"] else say("headline.not_in_force", lang, on=found["on"]),
        retry_after_s=None,
        on=found["on"],
        year=found["year"],
        rows=found["rows"],
        eligible=one["eligible"],
        depends=one["depends"],
        near_misses=one["near_misses"],
        amount=amount,
        lines=[
            say("about.asked", lang, on=found["on"], year=found["year"]),
            *told.origins(found, lang),
            *told.budgets({"instruments": [one]}, lang),
            *_few(name, found, lang),
        ],
        groups=[_by(column, groups, name, lang) for column, groups in found["groups"].items()],
        data=_data(found, name, lang),
        evidence=evidence_told(found["evidence"], lang),
    )


def _few(name: str, found: Found, lang: str) -> list[str]:
    few = {"instruments": [one for one in found["few"]["instruments"] if one == name], "change": []}
    return told.few({**found, "few": few}, lang)


def _data(found: Found, name: str, lang: str) -> list[str]:
    """What the sheet asks for and the population does not have, and what of its columns could not be used."""
    read = sheets().instrument(name).on(date.fromisoformat(found["on"]), found["year"]).names_read
    judged = sheets().sheet(name).judged

    def called(column: str) -> str:
        return label(judged[column].label.model_dump(), lang) if column in judged else column_name(column, lang)

    missing = [called(one) for one in found["missing_columns"] if one in read or one.rpartition("_")[0] in read]
    door = {called(column): counts for column, counts in _door(found, name).items()}
    return [*told.data({"missing_columns": missing, "door": {}}, lang), *data_lines({"door": door}, lang)]


def _door(found: Found, name: str) -> Found:
    """What was left out of the columns that an instrument reads."""
    read = set(sheets().instrument(name).on(date.fromisoformat(found["on"]), found["year"]).names_read)
    return {column: counts for column, counts in found["door"].items() if column in read}


def _by(column: str, groups: Mapping[str, Found], name: str, lang: str) -> CostBy:
    def size(item: tuple[str, Found]) -> tuple[float, str]:
        return -(item[1]["instruments"][name].get("amount_high") or 0.0), item[0]

    shown: Sequence[tuple[str, Found]] = sorted(groups.items(), key=size)[:MOST_GROUPS]
    return CostBy(
        dimension=Word(id=column, label=_capital(dimension(column, lang))),
        groups=[_group(_called(column, group, lang), of, name, lang) for group, of in shown],
    )


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def _called(column: str, group: str, lang: str) -> str:
    """What a group is called: by the lists of the cities and of the dictionary; rows of no known group are one."""
    told, known = group_name(group, lang), desk_columns(ENTERPRISE).get(column)
    if known is None or told != group:
        return told
    listed = column in PLACES or group in known.one_of
    return _capital(value_label(known, group, lang)) if listed else told


def _group(group: str, of: Found, name: str, lang: str) -> CostGroup:
    one = of["instruments"][name]
    return CostGroup(
        name=group,
        units=told.number(of["units"], lang),
        eligible=told.number(one["eligible"], lang),
        depends=told.number(one["depends"], lang),
        amount=told.money(told.pair(one, "amount"), lang) if "amount_low" in one else say("cost.no_amount", lang),
    )
