"""`innovatory match`: everything that one applicant may claim, what it is worth together, and what to do next."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING, Annotated, Any

import typer

from innovatory.cli.choices import choice
from innovatory.cli.console import print_json, print_shown
from innovatory.cli.explain import GivenOption, MoreArgument
from innovatory.cli.given import read_given
from innovatory.cli.options import JsonOption, LangOption, OnOption, YearOption, assessed_year, day, language

if TYPE_CHECKING:
    from innovatory.policy.match import Match
    from innovatory.report.match_sentences import About

KindOption = Annotated[
    str, typer.Option("--kind", metavar="KIND", help="Who asks: enterprise, person, fund … 申请者类型。")
]


def match(
    more: MoreArgument = None,
    given: GivenOption = None,
    on: OnOption = "",
    year: YearOption = "",
    kind: KindOption = "",
    json: JsonOption = False,
    lang: LangOption = "en",
) -> None:
    """Match an applicant with all rules: worth, account, next steps. 匹配全部规则：价值、年度账户、下一步。

    innovatory match --given example_robotics --on 2024-06-30
    """
    language(lang)
    found, applicant = matched([*(given or []), *(more or [])], day(on), assessed_year(year), kind)
    answer = found.as_dict()
    if json:
        print_json(answer)
        return
    from innovatory.report.match import show
    from innovatory.report.words import label

    print_shown(lambda console: show(answer, console, lang, about(found, label(applicant, lang))))


def matched(given: Sequence[str], on: date, year: int | None, kind: str) -> tuple[Match, object]:
    """The match of what was typed, and what the applicant is called."""
    from innovatory.policy.applicants import matched as match_all
    from innovatory.policy.library import standard
    from innovatory.records.dictionary import KINDS

    asks = choice(kind, "--kind", "applies_to", KINDS)
    applicant = read_given(given)
    with applicant.placing():
        found = match_all(standard(), applicant.values, on, year, asks or None)
    return found, applicant.label


def about(found: Match, applicant: str) -> About:
    """What a reader must know beside the answer: names of inputs, citations, the sheets for this kind of applicant."""
    from innovatory.policy.match import ENTERPRISE
    from innovatory.records.dictionary import desk_columns
    from innovatory.report.match_sentences import ACCOUNT, About
    from innovatory.report.recorded_names import status_inputs
    from innovatory.report.sentences import Inputs

    books = found.books
    kind = ENTERPRISE if found.applicant is None else found.applicant.kind
    sheets = {name: bound.rule.sheet for name, bound in books.rules.items()}
    labels: dict[str, Any] = {
        name: {"en": column.definition, "zh": column.zh} for name, column in desk_columns(kind).items()
    }
    for sheet in sheets.values():
        for shapes in (sheet.parameters, sheet.judged):
            labels |= {name: {"en": one.label.en, "zh": one.label.zh} for name, one in shapes.items() if one.label}
    cites = {name: {key: source.cite for key, source in sheet.sources.items()} for name, sheet in sheets.items()}
    if books.account is not None:
        cites[ACCOUNT] = {key: source.cite for key, source in books.account.rule.file.sources.items()}
    own = frozenset(name for name, sheet in sheets.items() if sheet.applies_to == kind)
    return About(kind, applicant, Inputs(labels | status_inputs()), cites, own)
