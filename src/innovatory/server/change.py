"""What another value of a rule does to a plan, as the API tells it: each line, floor and shift before and after it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

from innovatory.measure.budget.desk import Desk, change_of
from innovatory.report import budget_sentences as told
from innovatory.report.figures import figure
from innovatory.report.words import label, say
from innovatory.server.figures import evidence_told
from innovatory.server.levers import value_text
from innovatory.server.shapes import budget as shapes

Found = Mapping[str, Any]
SIDES = ("before", "after")
ENDS: tuple[Literal["low", "high"], ...] = ("low", "high")


@dataclass(frozen=True)
class Changed:
    """A plan under other values of the rules, and those values as typed."""

    desk: Desk
    changes: tuple[str, ...]


def change(now: Desk, changed: Changed, served: bool, lang: str) -> shapes.BudgetChange:
    """What a change does, in sentences and side by side; `served` says whether there is a population."""
    found = {**now.as_dict(), "change": change_of(now, changed.desk, changed.changes)}
    of = found["change"]
    lines = {one["id"]: one for one in found["lines"]}
    return shapes.BudgetChange(
        changes=[_tried(one, now, changed.desk, lang) for one in changed.changes],
        sentences=told.change(found, lang),
        lines=[_line(one, lines[one["id"]], found["year"], served, lang) for one in of["lines"]],
        floors=[_floor(one, lang) for one in of["floors"]],
        shifts=[_shift(of["shifts"][end], end, lang) for end in ENDS],
    )


def _tried(change: str, now: Desk, after: Desk, lang: str) -> str:
    """A change that was asked for, in words: instrument, what of it, the value in force and the one that is tried."""
    name = change.partition("=")[0].strip()
    sheet, _, parameter = name.partition(".")
    of = now.library.sheet(sheet)
    shape = of.parameters[parameter]
    return say(
        "server.budget.changed",
        lang,
        instrument=label(of.label.model_dump(), lang),
        parameter=label(shape.label.model_dump(), lang) if shape.label else parameter,
        before=value_text(now, name, lang),
        after=value_text(after, name, lang),
    )


def answer_words(one: Found, year: int, served: bool, lang: str) -> str:
    """The answer of a line in words; without a population that is why it cannot be said."""
    unasked = not served and one["reason"] == "no_columns"
    return say("server.budget.unasked", lang) if unasked else told.answer(one, year, lang)


def _line(one: Found, line: Found, year: int, served: bool, lang: str) -> shapes.ChangedLine:
    ends = {side: _side(one[side], {**line, **one[side]}, year, served, lang) for side in SIDES}
    return shapes.ChangedLine(
        id=one["id"],
        name=told.named(line, lang),
        changed=one["changed"],
        before=ends["before"],
        after=ends["after"],
        evidence=evidence_told(one["evidence"]["shares"], lang),
    )


def _side(one: Found, line: Found, year: int, served: bool, lang: str) -> shapes.LineThen:
    return shapes.LineThen(
        claims_text=told.claims(one["claims"], lang),
        answer=one["answer"],
        answer_text=answer_words(line, year, served, lang),
    )


def _floor(one: Found, lang: str) -> shapes.ChangedFloor:
    before, after = (
        shapes.FloorThen(answer=one[side], threshold_text=figure(one["threshold"][side], "1", lang)) for side in SIDES
    )
    return shapes.ChangedFloor(
        instrument=one["instrument"],
        label=label(one["label"], lang),
        changed=before != after,
        before=before,
        after=after,
    )


def _shift(one: Found, end: Literal["low", "high"], lang: str) -> shapes.ChangedShift:
    before, after = (
        shapes.ShiftThen(moved=one[side], moved_text=told.money(one[side], lang=lang), feasible=one["feasible"][side])
        for side in SIDES
    )
    return shapes.ChangedShift(end=end, label=say(f"budget.shift.{end}", lang), before=before, after=after)
