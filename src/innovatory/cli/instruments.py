"""`innovatory instruments`: what rules there are, what one asks, whether its tests hold, whether a file is a sheet."""

from __future__ import annotations

from dataclasses import asdict
from datetime import date
from pathlib import Path
from typing import Annotated, Any

import typer

from innovatory.cli import review
from innovatory.cli.choices import choice
from innovatory.cli.console import print_json, print_shown
from innovatory.cli.options import IdArgument, JsonOption, LangOption, language
from innovatory.language.mistakes import Mistake, Place
from innovatory.language.system_reasons import reason
from innovatory.report.words import say

app = typer.Typer(help="List, show and check the instruments. 列出、查看、检验政策工具。", no_args_is_help=False)
FAILED = 1


@app.callback(invoke_without_command=True)
def instruments(context: typer.Context, json: JsonOption = False, lang: LangOption = "en") -> None:
    """List, show and check the instruments. 列出、查看、检验政策工具。"""
    if context.invoked_subcommand is None:
        list_all(json=json, lang=lang)


@app.command("list")
def list_all(
    link: Annotated[str, typer.Option("--link", metavar="LINK", help="Of one link of the chain. 环节。")] = "",
    level: Annotated[str, typer.Option("--level", metavar="LEVEL", help="Of one level. 层级。")] = "",
    kind: Annotated[str, typer.Option("--kind", metavar="KIND", help="Of one kind. 类型。")] = "",
    sheets: Annotated[bool, typer.Option("--sheets", help="Only those with a rule sheet. 仅列有规则表者。")] = False,
    search: Annotated[
        str, typer.Option("--search", metavar="TEXT", help="In id, name, who is eligible. 按标识、名称、适用对象查找。")
    ] = "",
    json: JsonOption = False,
    lang: LangOption = "en",
) -> None:
    """List all policies, those with and those without a rule sheet. 列出全部政策。"""
    language(lang)
    from innovatory.policy.catalogue import everything, matching
    from innovatory.policy.library import libraries
    from innovatory.policy.register import KINDS, LEVELS, LINKS

    asked = {
        "link": choice(link, "--link", "link", LINKS),
        "level": choice(level, "--level", "level", LEVELS),
        "kind": choice(kind, "--kind", "kind", KINDS),
    }
    found = [entry.as_dict() for entry in matching(everything(libraries()), search)]
    found = [entry for entry in found if all(word in ("", entry[name]) for name, word in asked.items())]
    found = [entry for entry in found if entry["sheet"] or not sheets]
    if json:
        print_json(found)
        return
    from innovatory.report.policies import show_list

    print_shown(lambda console: show_list(found, console, lang))


@app.command("show")
def show(instrument: IdArgument, json: JsonOption = False, lang: LangOption = "en") -> None:
    """Show what an instrument asks, and what the register has of it. 查看一项政策的条件与登记内容。"""
    language(lang)
    from innovatory import policy
    from innovatory.policy.catalogue import entry_of, find
    from innovatory.policy.library import libraries

    entry = None if instrument.endswith((".yaml", ".yml")) else find(instrument, libraries())
    if entry is not None and entry.sheet is None:
        _show_unstored(entry.as_dict(), json, lang)
        return
    asked = policy.load(instrument)
    sheet = asked.rule.located.data
    row = entry_of(asked.library, asked.sheet.instrument).as_dict()
    if json:
        print_json({**sheet, "signed": {**sheet["signed"], **_not_to_be_trusted(row["sheet"])}})
        return
    from innovatory.report.catalogue import show_sheet

    names = list(asked.on(date.today()).names())
    print_shown(lambda console: show_sheet(sheet, row, names, console, lang))
    _show_register(row, lang)


def _not_to_be_trusted(facts: dict[str, Any]) -> dict[str, Any]:
    """What must stand beside a signature that no longer holds: the state that does, and why."""
    signature = facts["signature"]
    return {} if facts["state"] == signature["written"] else {"holds": facts["state"], "why": signature["why"]}


def _show_unstored(entry: dict[str, Any], json: bool, lang: str) -> None:
    if json:
        print_json(entry)
        return
    from innovatory.report.policies import show_unstored

    print_shown(lambda console: show_unstored(entry, console, lang))
    _show_register(entry, lang)


def _show_register(entry: dict[str, Any], lang: str) -> None:
    from innovatory.policy.cities import cities
    from innovatory.policy.documents import documents
    from innovatory.report.policies import show_register

    if entry["level"] is not None:
        city = cities()[entry["city"]].label if entry["city"] else None
        print_shown(lambda console: show_register(entry, city, documents(), console, lang))


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


@app.command("copy")
def copy(
    instrument: IdArgument,
    out: Annotated[str, typer.Option("--out", metavar="FILE.yaml", help="A new file. 新文件。")],
    json: JsonOption = False,
    lang: LangOption = "en",
) -> None:
    """Copy the text of a sheet into a new file, to write another from it. 复制规则表文本，作为编写底稿。

    innovatory instruments copy cit_small_low_profit --out my_relief.yaml
    """
    language(lang)
    from innovatory import policy

    asked = policy.load(instrument)
    _write_new(Path(asked.rule.located.file).read_bytes(), Path(out))
    if json:
        print_json({"instrument": asked.sheet.instrument, "file": out})
    else:
        print(say("copy.written", lang, file=out))


def _write_new(text: bytes, path: Path) -> None:
    """Write a file that was not there; `Mistake("file")` where one is, where it cannot be written, or is no sheet's."""
    if path.suffix not in (".yaml", ".yml"):
        en, zh = (
            f"a file that ends in .yaml is expected, not {str(path)!r}",
            f"文件名应以 .yaml 结尾，不能是 {str(path)!r}",
        )
        raise Mistake("file", en, zh, place=Place(path="--out"))
    try:
        with path.open("xb") as file:
            file.write(text)
    except FileExistsError:
        told = "the file exists already and is left as it is", "文件已存在，未作改动"
        raise Mistake("file", *told, place=Place(str(path))) from None
    except OSError as error:
        why, why_zh = reason(error)
        told = f"the file cannot be written ({why})", f"无法写入该文件（{why_zh}）"
        raise Mistake("file", *told, place=Place(str(path))) from None


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


app.command("review")(review.review)
app.command("sign")(review.sign)
app.command("diff")(review.diff)
