"""The budget desk as an answer: a plan from rows or a spreadsheet, and what the desk says of it in sentences.

Without a population nothing can be said of claims; the floors, which ask the plan alone, are judged all the same.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any, Literal

import polars as pl

from innovatory.measure.budget.desk import Desk
from innovatory.measure.budget.plan import Line, Plan
from innovatory.measure.budget.plan_columns import TEMPLATE, plan_table, template_table
from innovatory.measure.budget.plan_file import PlanFile, read_plan
from innovatory.measure.budget.result_table import result_table
from innovatory.records.dictionary import Column
from innovatory.records.importing.mapping import answers
from innovatory.report import budget_sentences as told
from innovatory.report.figures import figure
from innovatory.report.words import label, say
from innovatory.server.beside_file import told_beside_file
from innovatory.server.change import Changed, answer_words, change
from innovatory.server.figures import evidence_told
from innovatory.server.labels import unit_name, value_label
from innovatory.server.levers import levers
from innovatory.server.shapes import budget as shapes
from innovatory.server.shapes.parts import Lines, Range, Word
from innovatory.server.sheets import every_library
from innovatory.server.uploads import Upload

EXAMPLE, EXAMPLE_YEAR = "budget_shenzhen_example", 2023
EXAMPLES = Path(__file__).parent.parent / "library" / "examples"
Found = Mapping[str, Any]
END: tuple[Literal["low", "high"], ...] = ("low", "high")


def plan_upload(rows: list[dict[str, str]]) -> Upload:
    """Rows as the file they would be."""
    headers = list(dict.fromkeys(name for row in rows for name in row))
    text = io.StringIO()
    writer = csv.DictWriter(text, headers, restval="", lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return Upload("plan.csv", "csv", text.getvalue().encode())


def plan_of(file: Upload, year: int, *, yuan: bool = False) -> Plan:
    """The plan of a file; with `yuan` amounts without a unit are yuan. `Mistake` with every wrong cell."""
    with file.on_disk() as path, told_beside_file():
        return read_plan(PlanFile(str(path), "", answers([], ["元"] if yuan else [])), year, every_library())


def table_of(desk: Desk, lang: str) -> pl.DataFrame:
    """The plan with the answer beside every line, to go back out as a spreadsheet."""
    found = desk.as_dict()
    words = {line["id"]: (told.answer(line, found["year"], lang), told.evidence(line, lang)) for line in found["lines"]}
    return result_table(desk.plan, found, words, lang)


def budget(desk: Desk, name: str, served: bool, lang: str, changed: Changed | None = None) -> shapes.Budget:
    """The answer of the desk; `name` is what the plan is called, `served` whether there is a population.

    `changed` is the desk under other values of the rules, which is told beside the answer under the law as it is.
    """
    found = {**desk.as_dict(), "file": name, "change": None}
    head = told.head(found, lang)
    return shapes.Budget(
        title=say("budget.title", lang, year=found["year"]),
        year=found["year"],
        head=head[:1],
        notices=told.notices(found, lang),
        tally=told.tally(found, lang),
        population=head[1] if served else say("server.budget.no_population", lang),
        lines=[_line(one, found["year"], served, lang) for one in found["lines"]],
        floors=[_floor(one, found["year"], lang) for one in found["floors"]],
        no_floor=None if found["floors"] else say("budget.no_floor", lang),
        shifts=[_shift(found, end, lang) for end in END],
        sections=list(_sections(found, lang)),
        evidence=evidence_told(found["evidence"]["shares"], lang),
        foot=say("server.budget.foot", lang),
        rows=rows_of(desk.plan),
        levers=levers(desk, lang),
        change=None if changed is None else change(desk, changed, served, lang),
    )


def rows_of(plan: Plan) -> list[dict[str, str]]:
    """The lines of a plan under the names of its columns, amounts in yuan; rows of totals are none."""
    beside = {name: _written(plan, name) for name in ("note", "origin", "name_en", "name_zh")}
    return [_row(line, {key: one.get(line.row, "") for key, one in beside.items()}) for line in plan.lines]


def _row(line: Line, beside: Mapping[str, str]) -> dict[str, str]:
    low, high = line.take_up if line.take_up is not None else (None, None)
    told = {
        "line_id": line.id, "instrument": line.instrument or "", "planned": str(line.planned),
        "in_rd_fund": "yes" if line.in_rd_fund else "no", "research_class": line.research_class or "",
        "link": line.link or "", "take_up_low": _share(low), "take_up_high": _share(high),
        "least": "" if line.least is None else str(line.least), "most": "" if line.most is None else str(line.most),
        **beside,
    }  # fmt: skip
    return {name: told[name] for name in TEMPLATE}


def _share(part: float | None) -> str:
    return "" if part is None else f"{part * 100:.10f}".rstrip("0").rstrip(".") + "%"


def _written(plan: Plan, column: str) -> dict[int, str]:
    """What stands in a column of the file, under whichever header it has, by the number of the row."""
    of = plan_table().columns[column]
    header = next((one for one in plan.written.columns if one in (of.name, of.zh, *of.headers)), None)
    if header is None:
        return {}
    cells = plan.written[header].cast(pl.String).fill_null("")
    return dict(zip(plan.rows, cells, strict=True))


def _line(one: Found, year: int, served: bool, lang: str) -> shapes.BudgetLine:
    instrument = one["instrument"]
    return shapes.BudgetLine(
        id=one["id"],
        row=one["row"],
        label=label(one["label"], lang),
        name=told.named(one, lang),
        instrument=None if instrument is None else Word(id=instrument, label=label(one["instrument_label"], lang)),
        planned=one["planned"],
        planned_text=told.money(one["planned"], lang=lang),
        link=one["link"],
        claims=_range(one["claims"], told.claims(one["claims"], lang)),
        claims_text=told.claims(one["claims"], lang),
        assumed=told.assumed(one, lang),
        who=told.who(one, lang),
        answer=one["answer"],
        answer_text=answer_words(one, year, served, lang),
        short=_range(one["short"], told.claims(one["short"], lang)) if one["answer"] == "short" else None,
        after=shapes.After(**one["after"]),
        details=_details(one, lang),
        evidence=evidence_told(one["evidence"]["shares"], lang),
    )


def _range(ends: Found | None, text: str) -> Range | None:
    return None if ends is None else Range(low=ends["low"], high=ends["high"], text=text)


def _details(one: Found, lang: str) -> list[str]:
    """What stands behind a line: the instrument and its day, the claims of all who may claim."""
    facts = []
    if one["instrument"] is not None and one["on"]:
        name = label(one["instrument_label"], lang)
        facts.append(say("budget.asked_on", lang, instrument=name, on=one["on"]))
    amount = told.if_all(one, lang)
    if amount and one["take_up"] is not None:
        facts.append(say("server.pair", lang, name=say("budget.head.if_all", lang), value=amount))
    return facts


def _floor(one: Found, year: int, lang: str) -> shapes.BudgetFloor:
    return shapes.BudgetFloor(
        instrument=one["instrument"],
        label=label(one["label"], lang),
        answer=one["answer"],
        sentence=told.floor(one, year, lang),
        share=_range(one["share"], figure(one["share"], "1", lang)),
        threshold=one["threshold"],
        evidence=evidence_told(one["evidence"]["shares"], lang),
    )


def _shift(found: Found, end: Literal["low", "high"], lang: str) -> shapes.BudgetShift:
    one = found["shifts"][end]
    return shapes.BudgetShift(
        end=end,
        feasible=one["feasible"],
        moved=one["moved"],
        lines=told.shift_lines(found, end, lang),
        evidence=evidence_told(one["evidence"]["shares"], lang),
    )


def _sections(found: Found, lang: str) -> Iterator[Lines]:
    pairs = (
        ("budget.section.rationing", told.rationing(found, lang)),
        ("budget.section.statuses", told.statuses(found, lang)),
        ("budget.section.reliefs", told.reliefs(found, lang)),
        ("budget.section.care", told.care(found, lang)),
        ("budget.section.basis", told.basis(found, lang)),
    )
    for key, lines in pairs:
        if lines:
            yield Lines(heading=say(key, lang), lines=lines)


# What a plan is made of -------------------------------------------------------------------------------------------------


def example(lang: str) -> shapes.PlanExample:
    """The invented plan that is shipped."""
    plan = read_plan(PlanFile(str(EXAMPLES / f"{EXAMPLE}.csv")), EXAMPLE_YEAR, every_library())
    return shapes.PlanExample(
        id=EXAMPLE,
        label=say("server.budget.example", lang),
        year=EXAMPLE_YEAR,
        columns=[_column(one, lang) for one in template_table().columns.values()],
        rows=rows_of(plan),
    )


def _column(one: Column, lang: str) -> shapes.PlanColumn:
    return shapes.PlanColumn(
        name=one.name,
        label=one.zh if lang == "zh" else say(f"server.plan.{one.name}", lang),
        definition=one.definition_zh if lang == "zh" else one.definition,
        required=one.required,
        choices=_choices(one, lang),
        unit=None if one.unit is None else str(one.unit),
        unit_label=unit_name(None if one.unit is None else str(one.unit), lang),
    )


def _choices(one: Column, lang: str) -> list[Word]:
    if one.type == "bool":
        return [Word(id=word, label=say(f"truth.{word}", lang)) for word in ("yes", "no")]
    return [Word(id=value, label=value_label(one, value, lang)) for value in one.one_of]


@cache
def template_csv() -> pl.DataFrame:
    """An empty plan."""
    return pl.DataFrame(schema=dict.fromkeys(template_table().columns, pl.String))
