"""`innovatory validate`: the records and the files of a city checked from end to end."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from typing import TYPE_CHECKING, Annotated, Any

import typer

from innovatory.cli.console import print_json, print_shown, working
from innovatory.cli.options import JsonOption, LangOption, language
from innovatory.language.mistakes import Mistake
from innovatory.report.words import say

if TYPE_CHECKING:
    from innovatory.measure.city import City

CityArgument = Annotated[str, typer.Argument(metavar="DIR", help="Folder of a city, or its name. 城市文件夹或名称。")]
PARTS = ("figures", "sources", "indicators", "districts", "zones", "clusters", "outlines", "tiles")
FAILED = 1  # exit code where something is wrong


def validate(directory: CityArgument, json: JsonOption = False, lang: LangOption = "en") -> None:
    """Check the records and the files of a city. 校验城市的记录与资料文件。

    innovatory validate lindao
    """
    language(lang)
    from innovatory.measure.city import read_city
    from innovatory.records.workspace import has_records, read_workspace
    from innovatory.records.workspace_check import check_tables
    from innovatory.report.importing import check_data, show_check

    city = read_city(directory)
    with working(say("validate.working", lang, folder=directory)):
        files = list(_files(city, lang))
        workspace = read_workspace(city.folder) if has_records(city.folder) else None
        checks = list(check_tables(workspace, city.folder)) if workspace else []
    sound = all(one.sound for one in checks) and not any(wrong for _, wrong in files)
    as_of = workspace.as_of.isoformat() if workspace else None
    if json:
        told: dict[str, Any] = {"city": city.id, "sound": sound, "as_of": as_of}
        told["tables"] = [check_data(one) for one in checks]
        told["files"] = [{"part": part, "wrong": wrong or None} for part, wrong in files]
        print_json(told)
    else:
        name = city.label[lang]
        print_shown(lambda console: show_check(name, as_of, checks, files, console, lang, sound))
    if not sound:
        raise typer.Exit(FAILED)


def _files(city: City, lang: str) -> Iterator[tuple[str, str]]:
    """The parts of a city's folder with what is wrong in each, empty where nothing is."""
    reads: dict[str, Callable[[], Any]] = {part: partial(getattr, city, part) for part in PARTS}
    reads |= {f"register/{name}": partial(city.register, name) for name in city.registers}
    for part, read in reads.items():
        try:
            found = read()
        except Mistake as mistake:
            yield part, mistake.say(lang)
            continue
        if found is not None and len(found):  # what the folder does not have is neither right nor wrong
            yield part, ""
