"""A file that is imported, as it was when the import began: so that one which changes meanwhile is noticed."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from innovatory.language.mistakes import Mistake, Place
from innovatory.language.system_reasons import reason
from innovatory.records.workspace_commit import file_hash


@dataclass(frozen=True)
class SourceFile:
    """A file with its size in bytes, the time of its last change (ns), and the SHA-256 of its content."""

    path: Path
    size: int
    changed: int
    sha256: str


def source_file(name: str) -> SourceFile:
    """The file to be read; `Mistake("file")` if it is missing, no file, empty or not readable."""
    path = Path(name)
    if not path.is_file():
        told = ("this is no file", "这不是文件") if path.exists() else ("the file does not exist", "文件不存在")
        raise Mistake("file", *told, place=Place(name))
    found = _seen(path)
    if found.size == 0:
        raise Mistake("empty", "the file is empty", "文件为空", place=Place(name))
    return found


def still_the_same(before: SourceFile) -> None:
    """`Mistake("changed")` if the file is no longer what it was when it was first looked at."""
    try:
        same = _seen(before.path) == before
    except Mistake:
        same = False
    if not same:
        en = "the file changed while it was read; nothing was imported. Try again when it is complete"
        zh = "文件在读取过程中发生变化，未导入任何数据。请待文件写完后再试"
        raise Mistake("changed", en, zh, place=Place(str(before.path)))


def _seen(path: Path) -> SourceFile:
    try:
        state = path.stat()
        return SourceFile(path, state.st_size, state.st_mtime_ns, file_hash(path))
    except OSError as error:
        why, why_zh = reason(error)
        told = f"the file cannot be read ({why})", f"无法读取该文件（{why_zh}）"
        raise Mistake("file", *told, place=Place(str(path))) from None
