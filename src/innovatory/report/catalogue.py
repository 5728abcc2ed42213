"""One sheet as its reader reviews it, and the outcome of its tests, on the terminal."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from rich.console import Console
from rich.padding import Padding

from innovatory.report import standing
from innovatory.report.answer import section
from innovatory.report.policies import dates
from innovatory.report.sentences import MARKS, recorded
from innovatory.report.text import Text, put
from innovatory.report.words import label, listing, say, say_many

COMPARISONS = ("at_least", "more_than", "at_most", "less_than", "is")
TRUTHS = {"true": "yes", "false": "no"}

Row = Mapping[str, Any]
"""A sheet, a part of one, or an entry of the catalogue (`policy.catalogue.Entry.as_dict`) as plain data."""


def show_remarks(remarks: Sequence[Row], console: Console, lang: str) -> None:
    """Print what the author of a sheet may want to know: the place and the remark."""
    put(console, [Text(f"{remark['place']}: {remark[lang]}", overflow="fold") for remark in remarks])


def show_sheet(sheet: Row, row: Row, inputs: Sequence[str], console: Console, lang: str) -> None:
    """Print one sheet as written: what it asks, the numbers of the law, what is judged, what it reads, its sources.

    `row` is its entry in the catalogue, `inputs` are the names it reads.
    """
    facts = row["sheet"]
    flag = say("unconfirmed.short", lang) if facts["confidence"] == "unconfirmed" else ""
    told = (say(f"applies_to.{facts['applies_to']}", lang), *dates(row, lang), standing.short(facts, lang), flag)
    name = Text.assemble((label(sheet["label"], lang), "bold"), f" · {row['id']}")
    put(console, [name, Text(" · ".join(fact for fact in told if fact), style="dim")])
    for heading, lines in _sheet(sheet, row, inputs, lang):
        if lines:
            put(console, section(say(heading, lang), lines))


def _sheet(sheet: Row, row: Row, inputs: Sequence[str], lang: str) -> Iterator[tuple[str, list[str]]]:
    eligible = sheet["eligible"]
    yield "section.conditions", [_criterion(name, one, lang) for name, one in sheet["criteria"].items()]
    yield "section.eligible", [say(f"eligible.{eligible}", lang) if eligible in ("all", "any") else eligible]
    yield (
        "section.parameters",
        [line for name, one in sheet.get("parameters", {}).items() for line in _parameter(name, one, lang)],
    )
    yield "section.judged", [_judged(name, one, lang) for name, one in sheet.get("judged", {}).items()]
    yield "section.inputs", [listing(list(inputs), lang)]
    yield "section.apply", [_apply(key, text, lang) for key, text in sheet.get("apply", {}).items()]
    yield (
        "section.sources",
        [f"{key}: {one['cite']} · {label(one['title'], lang)}" for key, one in sheet["sources"].items()],
    )
    yield "section.notes", [label(note, lang) for note in sheet.get("notes", [])]
    yield "section.file", [str(row["sheet"]["file"]), say_many("show.tests", len(sheet["tests"]), lang)]


def _criterion(name: str, one: Row, lang: str) -> str:
    word = next(word for word in COMPARISONS if word in one)
    threshold = say(f"truth.{TRUTHS[one[word]]}", lang) if one[word] in TRUTHS else one[word]
    facts = {"id": name, "label": label(one["label"], lang), "value": one["value"]}
    return _flagged(
        say(
            "show.criterion", lang, **facts, need=say(f"needs.{word}", lang, threshold=threshold), source=one["source"]
        ),
        one,
        lang,
    )


def _parameter(name: str, one: Row, lang: str) -> Iterator[str]:
    for day, entry in one["values"].items():
        value = (
            entry["value"]
            if "value" in entry
            else say("show.join", lang).join(_tier(tier, lang) for tier in entry["rows"])
        )
        facts = {"name": label(one.get("label"), lang) or name, "id": name, "day": day, "value": value}
        yield _flagged(say("show.parameter", lang, **facts, source=entry["source"]), entry, lang)


def _tier(tier: Row, lang: str) -> str:
    """A row of a table as written: `{up_to: 50m, value: 5%}`, `{otherwise: 3%}`."""
    if "otherwise" in tier:
        return say("tier.otherwise", lang, value=tier["otherwise"])
    word = next(key for key in tier if key != "value")
    return say(f"tier.{word}", lang, edge=tier[word], value=tier["value"])


def _judged(name: str, one: Row, lang: str) -> str:
    key = "show.judged_mark" if "range" in one else "show.judged"
    return say(key, lang, name=name, label=label(one["label"], lang), range=str(one.get("range")).replace("..", " – "))


def _apply(key: str, text: Any, lang: str) -> str:
    return say("apply.line", lang, heading=say(f"apply.{key}", lang), text=recorded(text, lang))


def _flagged(text: str, one: Row, lang: str) -> str:
    return text + (say("unconfirmed.flag", lang) if one.get("confidence") == "unconfirmed" else "")


def show_tests(results: Mapping[str, Sequence[Row]], console: Console, lang: str) -> None:
    """Print what the tests at the foot of sheets say: one line for a sheet, and every test that failed."""
    for sheet, outcomes in results.items():
        failed = [outcome for outcome in outcomes if not outcome["passed"]]
        mark = MARKS["fail" if failed else "pass"]
        passed = say_many("tests.passed", len(outcomes) - len(failed), lang, of=len(outcomes))
        console.print(Text(f"{mark} {sheet} · {passed}", style="red" if failed else ""))
        for told in (line for outcome in failed for line in _differences(outcome, lang)):
            console.print(Padding(Text(told, overflow="fold"), (0, 0, 0, 4)))


def _differences(outcome: Row, lang: str) -> Iterator[str]:
    for key, expected, got in outcome["differences"]:
        name = outcome["zh"] if lang == "zh" and outcome["zh"] else outcome["name"]
        yield say("tests.failed", lang, name=name, key=key, expected=expected, got=got)
