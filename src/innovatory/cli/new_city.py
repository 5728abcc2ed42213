"""`innovatory new-city`: an empty folder of a city that validates, and what to fill in first."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from innovatory.cli.console import print_json
from innovatory.cli.options import JsonOption, LangOption, language
from innovatory.report.words import say

DirArgument = Annotated[
    str,
    typer.Argument(metavar="DIR", help="A new folder; its name becomes the id of the city. 新文件夹，名称即城市标识。"),
]
EnOption = Annotated[str, typer.Option("--en", metavar="NAME", help="Name in English. 英文名。")]
ZhOption = Annotated[str, typer.Option("--zh", metavar="NAME", help="Name in Chinese. 中文名。")]
FIRST = 5  # files whose filling is explained


def new_city(
    directory: DirArgument, en: EnOption, zh: ZhOption, json: JsonOption = False, lang: LangOption = "en"
) -> None:
    """Make the folder of a new city, empty but valid. 新建城市文件夹，内容为空、可通过校验。

    innovatory new-city lindao --en Lindao --zh 临岛
    """
    language(lang)
    from innovatory.measure.new_city import new_city as make

    files = [path.as_posix() for path in make(Path(directory), en, zh)]
    if json:
        print_json({"city": Path(directory).absolute().name, "folder": directory, "files": files})
        return
    print(say("city.made", lang, folder=directory, n=len(files)))
    for number, file in enumerate(files[1:FIRST], start=1):
        print(f"  {number}. {file}: {say(f'city.fill.{Path(file).stem}', lang)}")
    print(say("city.then", lang, folder=directory))
