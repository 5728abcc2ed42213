"""`innovatory validate`: the records and the files of a city checked from end to end."""

from __future__ import annotations

from typing import Annotated, Any

import typer

from innovatory.cli.console import print_json, print_shown, working
from innovatory.cli.options import JsonOption, LangOption, language
from innovatory.report.words import say

CityArgument = Annotated[str, typer.Argument(metavar="DIR", help="Folder of a city, or its name. 城市文件夹或名称。")]
WRONG_FILE = 2  # exit code where the files of the city itself have mistakes
UNSOUND = 1  # exit code where only the records are not sound


def validate(directory: CityArgument, json: JsonOption = False, lang: LangOption = "en") -> None:
    """Check the records and the files of a city. 校验城市的记录与资料文件。

    innovatory validate lindao
    """
    language(lang)
    from innovatory.measure.city import read_city
    from innovatory.measure.city_check import check_parts
    from innovatory.records.workspace import has_records, read_workspace
    from innovatory.records.workspace_check import check_tables
    from innovatory.report.importing import check_data, part_data, show_check

    city = read_city(directory)
    with working(say("validate.working", lang, folder=directory)):
        # what the folder does not have is neither right nor wrong
        parts = [part for part in check_parts(city) if part.holds]
        workspace = read_workspace(city.folder) if has_records(city.folder) else None
        checks = list(check_tables(workspace, city.folder)) if workspace else []
    wrong_file = any(part.mistakes for part in parts)
    sound = all(one.sound for one in checks) and not wrong_file
    as_of = workspace.as_of.isoformat() if workspace else None
    if json:
        told: dict[str, Any] = {"city": city.id, "sound": sound, "as_of": as_of}
        told["tables"] = [check_data(one) for one in checks]
        told["files"] = [part_data(part) for part in parts]
        print_json(told)
    else:
        name = city.label[lang]
        print_shown(lambda console: show_check(name, as_of, checks, parts, console, lang, sound))
    if not sound:
        raise typer.Exit(WRONG_FILE if wrong_file else UNSOUND)
