"""What a file leaves open, said for those who send it from a page: the readers of files name options of the terminal.

Each hint of a reader has its counterpart here: what to do in the file itself, or in the fields beside it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager

from innovatory.language.mistakes import Mistake, Place

OPTION = "--"
EN = (
    (
        r"--map [^;]+?=COLUMN, --map [^;]+?=- / --ignore-unknown",
        "rename it in the file, or have unknown columns left out",
    ),
    (r"say which with --map [^;]+?=(\w+)", r"write the one that is meant as the header, such as \1"),
    (r"say --unit \w+=万元 / --unit 元", "choose the unit of amounts beside the file"),
    (r"say which year this is with --year", "give the year beside the file"),
    (r"Say it with --year", "Give it beside the file"),
    (r"say it with --year", "give it beside the file"),
    (r"leave one out with --map [^;]+?=-", "take one of them out of the file"),
    (r"say which with --encoding utf-8 or --encoding gbk", "save it as XLSX, or as UTF-8 with a byte-order mark"),
    (r"name one with --sheet", "keep the one that is meant"),
    (r"; --replace takes the newer ones", ""),
)
ZH = (
    (r"--map [^；]+?=列名, --map [^；]+?=- / --ignore-unknown", "请在文件中改写表头，或选择略去无法识别的列"),
    (r"请用 --map [^；]+?=(\w+) 等说明", r"请在文件中以所指的列作表头，如 \1"),
    (r"用 --unit \w+=万元 / --unit 元 说明", "在文件旁选择金额单位"),
    (r"请用 --year 说明本年是哪一年", "请在文件旁填写本年是哪一年"),
    (r"请用 --year 说明", "请在文件旁填写年度"),
    (r"请用 --map [^；]+?=- 舍弃其一", "请在文件中删去其一"),
    (r"请用 --encoding utf-8 或 --encoding gbk 说明", "请另存为 XLSX，或带字节顺序标记的 UTF-8"),
    (r"请用 --sheet 指定", "请只保留所需的一个"),
    (r"；可用 --replace 以新换旧", ""),
)


def beside_file(text: str, lang: str) -> str:
    """A sentence of a reader with what to do in the file or beside it in place of options."""
    for pattern, words in ZH if lang == "zh" else EN:
        text = re.sub(pattern, words, text)
    return text


@contextmanager
def told_beside_file() -> Iterator[None]:
    """Let the mistakes of a reader say what to do in the file or beside it."""
    try:
        yield
    except Mistake as mistake:
        place, en, zh = mistake.place, beside_file(mistake.en, "en"), beside_file(mistake.zh, "zh")
        if place is not None and place.path is not None and place.path.startswith(OPTION):
            place = Place(place.file, place.line, place.column, place.path.removeprefix(OPTION).replace("-", "_"))
        elif (en, zh) == (mistake.en, mistake.zh):
            raise
        raise Mistake(mistake.kind, en, zh, nearest=mistake.nearest, place=place) from None
