"""`innovatory facts`: every statement of a city's founding documents, its figure, other sources, where it lives."""

from __future__ import annotations

from typing import Annotated

import typer

from innovatory.cli.choices import choice
from innovatory.cli.console import print_json, print_shown, working
from innovatory.cli.default_city import default_city
from innovatory.cli.options import JsonOption, LangOption, language
from innovatory.report.words import say

CityArgument = Annotated[
    str, typer.Argument(metavar="[CITY]", help="A city or its folder; the only one not invented. 城市或其文件夹。")
]
OnlyOption = Annotated[
    str, typer.Option("--only", metavar="KIND", help="Of one kind: figure, act, policy … 仅列一类陈述。")
]


def facts(city: CityArgument = "", only: OnlyOption = "", json: JsonOption = False, lang: LangOption = "en") -> None:
    """List every statement of the founding documents and where it lives. 列出基础文献的全部陈述及其归属。

    innovatory facts --only figure
    """
    language(lang)
    from innovatory.measure.city import read_city
    from innovatory.measure.facts import KINDS, read_facts
    from innovatory.measure.indicator import indicators

    kind = choice(only, "--only", "fact_kind", KINDS)
    asked = read_city(city) if city else default_city("CITY")
    with working(say("facts.working", lang, city=asked.label[lang])):
        found = read_facts(asked, set(indicators()))
    told = (found.of_kind(kind) if kind else found).as_dict()
    if json:
        print_json(told)
        return
    from innovatory.report.facts import show

    print_shown(lambda console: show(told, console, lang))
