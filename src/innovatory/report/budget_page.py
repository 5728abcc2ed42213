"""The budget desk as one printable HTML file in both languages, with a chart of the lines; it loads nothing from elsewhere."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from html import escape
from importlib.resources import files

from innovatory.report import budget_sentences as told
from innovatory.report.budget_chart import chart
from innovatory.report.budget_sentences import ENDS, MARK, Found
from innovatory.report.sentences import MARKS
from innovatory.report.sentences import evidence as evidence_line
from innovatory.report.words import LANGUAGES, label, say

STYLES = ("page.css", "budget.css")
NAMES = {"en": "English", "zh": "中文"}


def page(found: Found, first: str = "en") -> str:
    """The whole page, which opens in the language `first`."""
    style = "".join((files("innovatory") / "report" / name).read_text(encoding="utf-8") for name in STYLES)
    bodies = "".join(_language(found, lang) for lang in LANGUAGES)
    switch = "".join(_choice(lang, first) for lang in LANGUAGES)
    title = " · ".join(say("budget.title", lang, year=found["year"]) for lang in LANGUAGES)
    return (
        f'<!doctype html>\n<html lang="{_tag(first)}"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>{escape(title)} · Innovatory</title><style>{style}</style></head>"
        f'<body class="budget">{switch}<main>{bodies}</main></body></html>\n'
    )


def _tag(lang: str) -> str:
    return "zh-CN" if lang == "zh" else "en"


def _choice(lang: str, first: str) -> str:
    mark = " checked" if lang == first else ""
    return f'<input type="radio" name="language" id="{lang}"{mark}><label for="{lang}" lang="{_tag(lang)}">{NAMES[lang]}</label>'


def _language(found: Found, lang: str) -> str:
    title = _element("h1", say("budget.title", lang, year=found["year"]))
    foot = _element("footer", say("budget.foot", lang))
    return f'<div class="{lang}" lang="{_tag(lang)}">{title}{body(found, lang)}{foot}</div>'


def body(found: Found, lang: str, heading: str = "h2") -> str:
    """All between the title and the foot, in one language; a page that holds it as a section has smaller headings."""
    parts = (
        *(_element("p", line, "about") for line in told.head(found, lang)),
        *(_element("p", line, "invented") for line in told.notices(found, lang)),
        _element("p", told.tally(found, lang), "result"),
        _heading("budget.section.lines", lang, heading),
        chart(found, lang),
        _lines(found, lang),
        _heading("budget.section.floors", lang, heading),
        *_floors(found, lang),
        _heading("budget.section.shift", lang, heading),
        *_shifts(found, lang),
        *_lists(found, lang, heading),
    )
    return "".join(parts)


def _lists(found: Found, lang: str, level: str) -> Iterator[str]:
    """What is told in lists, each under its heading; empty ones are left out."""
    named = (
        ("budget.section.rationing", told.rationing(found, lang)),
        ("budget.section.statuses", told.statuses(found, lang)),
        ("budget.section.reliefs", told.reliefs(found, lang)),
    )
    for heading, lines in named:
        if lines:
            yield _heading(heading, lang, level) + _items(lines)
    if found.get("change") is not None:
        title = say("budget.section.change", lang, changes=", ".join(found["change"]["changes"]))
        yield _element(level, title) + _items(told.change(found, lang))
    for heading, lines in (
        ("budget.section.care", told.care(found, lang)),
        ("budget.section.basis", told.basis(found, lang)),
        ("section.evidence", [evidence_line(found["evidence"]["shares"], lang)]),
    ):
        if lines:
            yield _heading(heading, lang, level) + _items(lines)


def _lines(found: Found, lang: str) -> str:
    keys = ("line", "planned", "claims", "answer")
    heads = [say(f"budget.head.{key}", lang) for key in keys]
    top = "".join(f'<th scope="col">{escape(head)}</th>' for head in heads)
    rows = "".join(_row(line, found["year"], heads, lang) for line in found["lines"])
    return f'<table class="lines"><thead><tr>{top}</tr></thead>{rows}</table>'


def _row(line: Found, year: int, heads: Sequence[str], lang: str) -> str:
    """A line in a body of its own: its figures, then what they rest on."""
    mark = MARK[line["answer"]]
    claims = escape(told.claims(line["claims"], lang))
    if assumed := told.assumed(line, lang):
        claims += f'<span class="small">{escape(assumed)}</span>'
    answer = f'<span class="mark {mark}">{MARKS[mark]}</span> {escape(told.answer(line, year, lang))}'
    cells = zip(heads[1:], (escape(told.money(line["planned"], lang=lang)), claims, answer), strict=True)
    told_cells = "".join(f'<td data-head="{escape(head)}">{cell}</td>' for head, cell in cells)
    first = f'<tr><th scope="row">{escape(told.named(line, lang))}</th>{told_cells}</tr>'
    return f'<tbody>{first}<tr class="more"><td colspan="4">{_details(line, lang)}</td></tr></tbody>'


def _details(line: Found, lang: str) -> str:
    """What stands behind a line: the instrument and its day, who may claim, the claims of all, the evidence."""
    facts = []
    if line["instrument"] is not None:
        name = label(line["instrument_label"], lang)
        facts.append(say("budget.asked_on", lang, instrument=name, on=line["on"]) if line["on"] else name)
    facts += [one for one in (told.who(line, lang), _all(line, lang)) if one]
    facts.append(told.evidence(line, lang))
    return " · ".join(f"<span>{escape(one)}</span>" for one in facts)


def _all(line: Found, lang: str) -> str:
    amount = told.if_all(line, lang)
    return f"{say('budget.head.if_all', lang)}: {amount}" if amount and line["take_up"] is not None else ""


def _floors(found: Found, lang: str) -> Iterator[str]:
    if not found["floors"]:
        yield _element("p", say("budget.no_floor", lang))
    for one in found["floors"]:
        mark = MARK[one["answer"]]
        sentence = escape(told.floor(one, found["year"], lang))
        yield f'<p class="floor"><span class="mark {mark}">{MARKS[mark]}</span> {sentence}</p>'
        yield _element("p", told.evidence(one, lang), "about")


def _shifts(found: Found, lang: str) -> Iterator[str]:
    for end in ENDS:
        first, *rest = told.shift_lines(found, end, lang)
        mark = "pass" if found["shifts"][end]["feasible"] else "fail"
        yield f'<p class="floor"><span class="mark {mark}">{MARKS[mark]}</span> {escape(first)}</p>'
        if rest:
            yield _items(rest)
    yield _after(found, lang)
    yield _element("p", told.evidence(found["shifts"]["low"], lang), "about")


def _after(found: Found, lang: str) -> str:
    """Every line that a shift moves, now and after it; nothing where none moves."""
    moved = [line for line in found["lines"] if any(line["after"][end] != line["planned"] for end in ENDS)]
    if not moved:
        return ""
    heads = [say(f"budget.head.{key}", lang) for key in ("line", "now", *ENDS)]
    top = "".join(f'<th scope="col">{escape(head)}</th>' for head in heads)
    rows = []
    for line in moved:
        amounts = [told.money(amount, lang=lang) for amount in (line["planned"], *(line["after"][end] for end in ENDS))]
        cells = "".join(
            f'<td data-head="{escape(head)}">{escape(text)}</td>' for head, text in zip(heads[1:], amounts, strict=True)
        )
        rows.append(f'<tr><th scope="row">{escape(told.named(line, lang))}</th>{cells}</tr>')
    return f'<table class="after"><thead><tr>{top}</tr></thead><tbody>{"".join(rows)}</tbody></table>'


def _heading(key: str, lang: str, level: str) -> str:
    return _element(level, say(key, lang))


def _element(name: str, text: str, of: str = "") -> str:
    kind = f' class="{of}"' if of else ""
    return f"<{name}{kind}>{escape(text)}</{name}>"


def _items(lines: Sequence[str]) -> str:
    return "<ul>" + "".join(_element("li", line) for line in lines) + "</ul>"
