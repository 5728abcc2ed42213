"""Whether a file can be written, said before the work begins: its folder is there, and it is not what is read."""

from __future__ import annotations

import tempfile
from pathlib import Path

from innovatory.language.mistakes import Mistake, Place
from innovatory.language.system_reasons import reason


def into_folder(path: Path) -> Path:
    """The path of a file that is to be written; `Mistake("file")` where its folder is missing or takes no file."""
    if path.is_dir():
        raise Mistake("file", "this is a folder, a file is expected", "这是文件夹，应为文件", place=Place(str(path)))
    return beside(path)


def beside(path: Path) -> Path:
    """The path of a file or folder that is to be made; `Mistake("file")` where the folder around it cannot take it."""
    place = Place(str(path))
    if not path.parent.is_dir():
        raise Mistake("file", "the folder does not exist", "文件夹不存在", place=place)
    try:
        with tempfile.TemporaryFile(dir=path.parent):
            pass
    except OSError as error:
        en, zh = reason(error)
        raise Mistake("file", f"nothing can be written here ({en})", f"此处无法写入（{zh}）", place=place) from None
    return path


def not_itself(out: Path, table: Path) -> None:
    """`Mistake("file")` where an answer would be written over the table that it is made from."""
    if out.resolve() == table.resolve():
        raise Mistake(
            "file",
            "--out is the table of the population itself; give another name",
            "--out 与总体数据表是同一文件，请另取名称",
            place=Place(str(out)),
        )
