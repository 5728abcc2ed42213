"""`innovatory explain`: one rule asked for one applicant."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Annotated, Any

import typer

from innovatory.cli.console import print_json, print_shown
from innovatory.cli.given import read_given
from innovatory.cli.options import (
    IdArgument,
    JsonOption,
    LangOption,
    OnOption,
    YearOption,
    assessed_year,
    day,
    language,
)
from innovatory.report.sentences import Inputs

GivenOption = Annotated[
    list[str] | None,
    typer.Option(
        "--given",
        metavar="FILE|NAME=VALUE",
        help="File of the applicant, shipped example, or name=value. 申请者文件、内置示例或 名称=取值。",
    ),
]
MoreArgument = Annotated[
    list[str] | None,
    typer.Argument(metavar="NAME=VALUE", help="Further values; they win over the file. 其他数据，优先于文件。"),
]


def explain(
    instrument: IdArgument,
    more: MoreArgument = None,
    given: GivenOption = None,
    on: OnOption = "",
    year: YearOption = "",
    json: JsonOption = False,
    lang: LangOption = "en",
) -> None:
    """Explain a rule to one applicant. 向一个申请者解释一项规则。

    innovatory explain hnte_recognition --given example_robotics --on 2024-06-30
    """
    language(lang)
    answer, inputs, applicant = explained(instrument, [*(given or []), *(more or [])], day(on), assessed_year(year))
    if json:
        print_json(answer)
        return
    from innovatory.report.answer import show
    from innovatory.report.words import label

    print_shown(lambda console: show(answer, console, lang, inputs, label(applicant, lang)))


def explained(name: str, given: Sequence[str], on: date, year: int | None) -> tuple[dict[str, Any], Inputs, object]:
    """The answer of an instrument, what is to be known of its inputs, and what the applicant is called."""
    from innovatory import policy
    from innovatory.cli.inputs import inputs_of
    from innovatory.policy.kinds import read_for

    instrument = policy.load(name)
    applicant = read_given(given)
    with applicant.placing():
        record = read_for(instrument, applicant.values, on, year)
    answer = instrument.explain(record, on=on, year=year).as_dict()
    return answer, inputs_of(instrument), applicant.label
