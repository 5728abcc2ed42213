"""`innovatory instruments`: what rules there are, what one asks, whether its tests hold, whether a file is a sheet."""

from __future__ import annotations

from dataclasses import asdict
from datetime import date
from typing import Annotated, Any

import typer

from innovatory.cli.console import print_json, print_shown
from innovatory.cli.options import IdArgument, JsonOption, LangOption, language

app = typer.Typer(help="List, show and check the instruments. 列出、查看、检验政策工具。", no_args_is_help=False)
FAILED = 1


@app.callback(invoke_without_command=True)
def instruments(context: typer.Context, json: JsonOption = False, lang: LangOption = "en") -> None:
    """List, show and check the instruments. 列出、查看、检验政策工具。"""
    if context.invoked_subcommand is None:
        list_all(json, lang)


@app.command("list")
def list_all(json: JsonOption = False, lang: LangOption = "en") -> None:
    """List all instruments. 列出全部政策工具。"""
    language(lang)
    from innovatory import policy

    rows = [asdict(entry) for entry in policy.catalogue()]
    if json:
        print_json(rows)
        return
    from innovatory.report.catalogue import show_list

    print_shown(lambda console: show_list(rows, console, lang))


@app.command("show")
def show(instrument: IdArgument, json: JsonOption = False, lang: LangOption = "en") -> None:
    """Show what an instrument asks. 查看一项政策工具的条件。"""
    language(lang)
    from innovatory import policy

    asked = policy.load(instrument)
    sheet = asked.rule.located.data
    if json:
        print_json(sheet)
        return
    from innovatory.policy.catalogue import catalogue
    from innovatory.report.catalogue import show_sheet

    entries = catalogue(asked.library)
    row = asdict(next(entry for entry in entries if entry.id == asked.sheet.instrument))
    names = list(asked.on(date.today()).names())
    print_shown(lambda console: show_sheet(sheet, row, names, console, lang))


@app.command("test")
def run_tests(
    instrument: Annotated[
        str, typer.Argument(metavar="[ID]", help="One instrument; all if not given. 缺省为全部。")
    ] = "",
    json: JsonOption = False,
    lang: LangOption = "en",
) -> None:
    """Run the tests at the foot of the sheets; 1 if any fails. 运行规则表所附测试。"""
    language(lang)
    from innovatory import policy

    names = [instrument] if instrument else [entry.id for entry in policy.catalogue()]
    _tell({name: [asdict(outcome) for outcome in policy.load(name).check()] for name in names}, json, lang)


@app.command("lint")
def lint(
    file: Annotated[str, typer.Argument(metavar="FILE", help="A sheet. 规则表文件。")],
    json: JsonOption = False,
    lang: LangOption = "en",
) -> None:
    """Check a file as a sheet: its form, names, units, dates, tests; remarks. 检查规则表文件。"""
    language(lang)
    from pathlib import Path

    from innovatory import policy
    from innovatory.policy.lint import remarks
    from innovatory.report.catalogue import show_remarks

    checked = policy.load(Path(file))
    found = [{**asdict(remark), "place": str(remark.place)} for remark in remarks(checked)]
    outcomes = [asdict(outcome) for outcome in checked.check()]
    if json:
        print_json({"instrument": checked.sheet.instrument, "tests": outcomes, "remarks": found})
        raise typer.Exit(0 if all(outcome["passed"] for outcome in outcomes) else FAILED)
    print_shown(lambda console: show_remarks(found, console, lang))
    _tell({checked.sheet.instrument: outcomes}, json, lang)


@app.command("schema")
def schema(json: JsonOption = False, lang: LangOption = "en") -> None:
    """Print the JSON Schema of a sheet, for editors. 输出规则表的 JSON Schema。"""
    language(lang)
    del json  # a schema is JSON in any case
    from innovatory import policy

    print_json(policy.json_schema())


def _tell(results: dict[str, list[dict[str, Any]]], json: bool, lang: str) -> None:
    if json:
        print_json(results)
    else:
        from innovatory.report.catalogue import show_tests

        print_shown(lambda console: show_tests(results, console, lang))
    if not all(outcome["passed"] for outcomes in results.values() for outcome in outcomes):
        raise typer.Exit(FAILED)
