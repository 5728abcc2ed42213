"""`innovatory instruments review | sign | diff`: a sheet beside its law, who answers for it, what two days differ in."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from innovatory.cli.console import print_json, print_shown
from innovatory.cli.options import IdArgument, JsonOption, LangOption, day, language
from innovatory.cli.report import page_file, write
from innovatory.language import literals
from innovatory.language.mistakes import Mistake, Place
from innovatory.report.words import say

if TYPE_CHECKING:
    from datetime import date

    from innovatory.policy.differences import Differences

PageOption = Annotated[str, typer.Option("--out", metavar="FILE.html", help="The page to write. 审阅页文件。")]
AsOption = Annotated[
    str, typer.Option("--as", metavar="checked|adopted|draft", help="The new state; draft withdraws. 新状态。")
]
ByOption = Annotated[str, typer.Option("--by", metavar="NAME", help="Who answers for it. 签署人。")]
SignedOption = Annotated[
    str, typer.Option("--on", metavar="DATE", help="Day of the signature; today if not given. 签署日期。")
]
DayArgument = Annotated[str, typer.Argument(metavar="DATE", help="A day such as 2024-06-30. 日期。")]
IdsArgument = Annotated[
    list[str] | None, typer.Argument(metavar="[ID]...", help="Instruments; all if not given. 缺省为全部。")
]


def review(instrument: IdArgument, out: PageOption, json: JsonOption = False, lang: LangOption = "en") -> None:
    """Write the review page of a rule: the law beside the rule. 输出审阅页。"""
    language(lang)
    path = page_file(out)
    from innovatory import policy
    from innovatory.report.review import review as page

    asked = policy.load(instrument)
    write(page(asked), path)
    if json:
        print_json({"instrument": asked.sheet.instrument, "page": str(path)})
    else:
        print(say("review.written", lang, page=path))


def sign(
    instrument: IdArgument,
    state: AsOption,
    by: ByOption,
    on: SignedOption = "",
    json: JsonOption = False,
    lang: LangOption = "en",
) -> None:
    """Sign a sheet as checked or adopted, or withdraw it. 签署或撤回规则表。

    innovatory instruments sign hnte_recognition --as checked --by "Li Wei"
    """
    language(lang)
    from innovatory import policy
    from innovatory.policy.signature import sign as signed
    from innovatory.report import standing

    asked = policy.load(instrument)
    held = signed(asked, state, by, day(on))
    file = asked.rule.located.file
    told = {"state": held.state, "signature": held.as_dict()}
    if json:
        print_json({"instrument": asked.sheet.instrument, "file": file, **told, "hash": held.hash})
    else:
        print(f"{asked.sheet.instrument}: {standing.short(told, lang)}")
        print(file)


def diff(
    first: DayArgument,
    second: DayArgument,
    instruments: IdsArgument = None,
    json: JsonOption = False,
    lang: LangOption = "en",
) -> None:
    """Show what differs between two days. 查看两个日期之间的差异。

    innovatory instruments diff 2022-06-30 2023-06-30
    """
    language(lang)
    found = _differences(_day(first), _day(second), list(dict.fromkeys(instruments or [])))
    if json:
        print_json(found.as_dict())
        return
    from innovatory.report.differences import show

    print_shown(lambda console: show(found, console, lang))


def _day(text: str) -> date:
    try:
        return literals.day(text)
    except Mistake as mistake:
        raise mistake.at(Place(path="DATE")) from None


def _differences(first: date, second: date, names: list[str]) -> Differences:
    """All sheets of the standard library, or those named, wherever they stand."""
    from innovatory import policy
    from innovatory.policy.differences import differences, merged

    if not names:
        return differences(policy.standard(), first, policy.standard(), second)
    asked = [policy.load(name) for name in names]
    return merged([differences(one.library, first, one.library, second, [one.sheet.instrument]) for one in asked])
