"""The review page: one sheet beside its law on one printable page in both languages, with its sign-off at the foot.

Left stands the law, right the rule: one row for each condition and one for each dated value, so that every number is
found beside its article. The page loads nothing and runs nothing.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from html import escape
from importlib.resources import files

from innovatory.policy.acts import Act
from innovatory.policy.catalogue import unconfirmed
from innovatory.policy.foot import Outcome
from innovatory.policy.library import Instrument
from innovatory.policy.shape import Label
from innovatory.policy.signature import Standing, effective, fingerprint
from innovatory.records.dictionary import desk_columns
from innovatory.report import standing
from innovatory.report.amounts import amount, days
from innovatory.report.markup import both, code, facts, named, pair
from innovatory.report.review_law import Law
from innovatory.report.review_rule import Rules, dated, unit_words
from innovatory.report.sentences import MARKS, recorded
from innovatory.report.words import LANGUAGES, phrases

NOTHING = "—"


def review(instrument: Instrument) -> str:
    """The review page of a sheet as HTML; its tests are run."""
    style = (files("innovatory") / "report" / "review.css").read_text(encoding="utf-8")
    sheet = instrument.sheet
    held = effective(sheet, instrument.rule.located)
    body = "".join(_body(instrument, held))
    return (
        '<!doctype html>\n<html lang="en"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>{escape(sheet.label.en)} · {escape(sheet.label.zh)}</title><style>{style}</style></head>"
        f"<body><main>{body}</main></body></html>\n"
    )


def _body(instrument: Instrument, held: Standing) -> Iterator[str]:
    yield from _head(instrument, held)
    law, rules = Law(instrument.sheet), Rules(instrument)
    yield _section("conditions", _beside(_conditions(instrument, law, rules)))
    if instrument.sheet.parameters:
        yield _section("numbers", _beside(_numbers(instrument, law, rules)))
    for key, told in (
        ("judged", _judged(instrument)),
        ("definitions", _definitions(instrument)),
        ("outcome", _outcome(instrument)),
        ("inputs", _inputs(instrument)),
        ("tests", _tests(instrument, instrument.check())),
        ("notes", _notes(instrument.sheet.notes)),
        ("sign_off", _sign_off(instrument, held)),
    ):
        if told:
            yield _section(key, told)


def _section(key: str, told: str) -> str:
    return f'<section id="{key}"><h2>{both(f"review.{key}")}</h2>{told}</section>'


def _head(instrument: Instrument, held: Standing) -> Iterator[str]:
    sheet = instrument.sheet
    known = unconfirmed(sheet)
    spans = "; ".join(pair(*(days(span.start, span.end, lang) for lang in LANGUAGES)) for span in sheet.in_force)
    sure = both(f"review.{known}")
    yield f'<header><p class="kind">{both("review.title")}</p><h1>{named(sheet.label.model_dump())}</h1>'
    yield facts(
        [
            ("review.id", code(sheet.instrument)),
            ("review.in_force", spans),
            ("review.applies_to", both(f"applies_to.{sheet.applies_to}")),
            ("review.state", _state(held)),
            ("review.confidence", f'<strong class="unconfirmed">{sure}</strong>' if known == "unconfirmed" else sure),
        ]
    )
    yield "</header>"


def _state(held: Standing) -> str:
    told = {"state": held.state, "signature": held.as_dict()}
    return f'<span class="state {held.state}">{pair(*(standing.short(told, lang) for lang in LANGUAGES))}</span>'


def _beside(rows: Iterator[tuple[str, str, str]]) -> str:
    """Rows of an id, the law and the rule as a table with the law on the left."""
    told = "".join(
        f'<tr id="{escape(key)}"><td class="law">{law}</td><td class="rule">{rule}</td></tr>' for key, law, rule in rows
    )
    head = "".join(f'<th scope="col">{both(key)}</th>' for key in ("review.law", "review.rule"))
    return f'<table class="beside"><thead><tr>{head}</tr></thead><tbody>{told}</tbody></table>'


def _conditions(instrument: Instrument, law: Law, rules: Rules) -> Iterator[tuple[str, str, str]]:
    for one in instrument.rule.criteria:
        yield f"criteria.{one.name}", law.cell(one.shape.source, one.shape.says), rules.criterion(one)


def _numbers(instrument: Instrument, law: Law, rules: Rules) -> Iterator[tuple[str, str, str]]:
    written = instrument.rule.located.data["parameters"]
    for name, shape in instrument.sheet.parameters.items():
        for one in dated(shape, written[name]):
            left = law.cell(one.entry.source, one.entry.says)
            yield f"parameters.{name}.{one.start}", left, rules.parameter(name, one)


def _table(heads: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """A table whose cells name their column where it is too narrow for columns; nothing without rows."""
    if not rows:
        return ""
    head = "".join(f'<th scope="col">{both(key)}</th>' for key in heads)
    told = "".join(f"<tr>{''.join(f'<td>{cell}</td>' for cell in row)}</tr>" for row in rows)
    return f'<table class="plain"><thead><tr>{head}</tr></thead><tbody>{told}</tbody></table>'


def _judged(instrument: Instrument) -> str:
    rows = []
    for name, one in instrument.sheet.judged.items():
        unit = one.unit or ""
        mark = (
            both("review.yes_or_no")
            if one.range is None
            else pair(*(amount(one.range, unit, lang) for lang in LANGUAGES))
        )
        rows.append((named(one.label.model_dump()), code(name), mark))
    return _table(("review.name", "review.id", "review.range"), rows)


def _definitions(instrument: Instrument) -> str:
    rows = [
        (
            f"{named(one.label.model_dump() if one.label else None)} {code(name)}",
            code(one.formula),
            unit_words(one.unit),
        )
        for name, one in instrument.sheet.define.items()
    ]
    return _table(("review.name", "review.expression", "review.unit"), rows)


def _outcome(instrument: Instrument) -> str:
    """Who passes, what a pass gives, what it does, what it cannot be joined with, and how to apply."""
    sheet = instrument.sheet
    eligible = both(f"eligible.{sheet.eligible}") if sheet.eligible in ("all", "any") else code(sheet.eligible)
    status = sheet.grants and f"{code(sheet.grants.status)} {both('review.years', n=sheet.grants.years)}"
    applying = sheet.apply.model_dump() if sheet.apply else {}
    return facts(
        [
            ("section.eligible", eligible),
            ("review.status", status or ""),
            ("review.gives", _codes(sheet.gives)),
            ("review.acts", _items([_act(act) for act in sheet.acts])),
            ("review.excludes", _codes(sheet.excludes)),
            ("review.reduces", _codes(sheet.reduces)),
            ("review.cap", code(sheet.cap) if sheet.cap else ""),
            ("review.rationing", _rationing(instrument)),
            *((f"apply.{key}", pair(*(recorded(text, lang) for lang in LANGUAGES))) for key, text in applying.items()),
        ]
    )


def _act(act: Act) -> str:
    key = f"review.act_{act.word}"
    words = both(key) if key in phrases() else ""
    terms = "; ".join(f"{escape(term)}: {code(text)}" for term, text in act.terms.items())
    return f"{code(act.word)} {words} ({terms})"


def _rationing(instrument: Instrument) -> str:
    one = instrument.sheet.rationing
    if one is None:
        return ""
    way = both("review.pro_rata") if one.share else f"{both('review.rank_by')} {code(one.rank_by or '')}"
    return f"{both('review.budget')} {code(one.budget)}; {way}"


def _codes(names: Sequence[str]) -> str:
    return ", ".join(code(name) for name in names)


def _items(told: Sequence[str]) -> str:
    return "<ul>" + "".join(f"<li>{one}</li>" for one in told) + "</ul>"


def _inputs(instrument: Instrument) -> str:
    """What the criteria and definitions read from the records, with its meaning where the dictionary has it."""
    columns = desk_columns(instrument.sheet.applies_to)
    judged = instrument.sheet.judged
    latest = instrument.sheet.in_force[-1]
    names = [name for name in instrument.on(latest.end or latest.start).names() if name not in judged]
    rows = [
        (code(name), pair(columns[name].definition, columns[name].zh) if name in columns else NOTHING) for name in names
    ]
    return _table(("review.name", "review.meaning"), rows)


def _tests(instrument: Instrument, outcomes: Sequence[Outcome]) -> str:
    rows = []
    for case, outcome in zip(instrument.sheet.tests, outcomes, strict=True):
        result = case.expect.get("result")
        word = both(f"review.result_{result}") if isinstance(result, str) else NOTHING
        mark = "pass" if outcome.passed else "fail"
        told = "".join(f"<br>{escape(_difference(one))}" for one in outcome.differences)
        rows.append(
            (
                pair(case.called("en"), case.called("zh")),
                word,
                f'<span class="{mark}">{MARKS[mark]} {both(f"review.test_{mark}")}</span>{told}',
            )
        )
    return _table(("review.name", "review.expected", "review.passed"), rows)


def _difference(one: tuple[str, str, str]) -> str:
    key, wanted, got = one
    return f"{key}: {wanted} ≠ {got}"


def _notes(notes: Sequence[Label]) -> str:
    return _items([named(note.model_dump()) for note in notes]) if notes else ""


def _sign_off(instrument: Instrument, held: Standing) -> str:
    """The state and who answers for it; for a draft, lines to sign by hand."""
    located = instrument.rule.located
    told: list[tuple[str, str]] = [
        ("review.state", _state(held)),
        ("review.by", escape(held.by or "")),
        ("review.signed_on", escape(str(held.on or ""))),
        ("review.signed_hash", code(held.hash) if held.hash else ""),
        ("review.hash", code(fingerprint(located) or NOTHING)),
    ]
    return f'<div class="sign">{facts(told)}{_lines() if held.state == "draft" else ""}</div>'


def _lines() -> str:
    blanks = "".join(
        f'<p>{both(f"review.line_{key}")}<span class="blank"></span></p>' for key in ("checked", "adopted")
    )
    return f'<div class="blanks">{blanks}</div>'
