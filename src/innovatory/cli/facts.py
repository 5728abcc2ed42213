"""`innovatory facts`: every statement of a city's founding documents, its figure, other sources, where it lives."""

from __future__ import annotations

from typing import Annotated

import typer

from innovatory.cli.choices import choice
from innovatory.cli.console import print_json, print_shown, working
from innovatory.cli.options import JsonOption, LangOption, language
from innovatory.language.mistakes import Mistake, Place
from innovatory.report.words import listing, say

CityArgument = Annotated[
    str, typer.Argument(metavar="[CITY]", help="A city or its folder; the only one with statements. 城市或其文件夹。")
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
    asked = read_city(city or _only_city())
    with working(say("facts.working", lang, city=asked.label[lang])):
        found = read_facts(asked, set(indicators()))
    told = (found.of_kind(kind) if kind else found).as_dict()
    if json:
        print_json(told)
        return
    from innovatory.report.facts import show

    print_shown(lambda console: show(told, console, lang))


def _only_city() -> str:
    """The one shipped city that has statements; `Mistake("city")` if there is none, or more than one."""
    from innovatory.measure.facts import has_facts
    from innovatory.policy.cities import cities

    names = [one.id for one in cities().values() if has_facts(one.folder)]
    if len(names) == 1:
        return names[0]
    en = f"which city? {listing(names, 'en')} have statements" if names else "no city has statements of documents"
    zh = f"请指明城市：{listing(names, 'zh')} 均有陈述资料" if names else "没有城市带有文件陈述资料"
    raise Mistake("city", en, zh, place=Place(path="CITY"))
