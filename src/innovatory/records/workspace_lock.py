"""One import at a time: the lock on the records of a city, which the system gives back even when a process is killed."""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from innovatory.language.mistakes import Mistake, Place
from innovatory.language.system_reasons import reason
from innovatory.records.workspace import CITY, RECORDS

LOCK = ".lock"


@contextmanager
def locked(city: Path) -> Iterator[Path]:
    """Hold the records of a city, whose folder is made if need be; gives the folder of records.

    Raises `Mistake`: kind `city` if the folder is none of a city, `busy` if another import holds the records, `file` if
    nothing can be written there.
    """
    folder = _folder(city)
    try:
        handle = os.open(folder / LOCK, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o644)
    except OSError as error:
        raise _not_writable(folder, error) from None
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        os.close(handle)
        en, zh = (
            "another import into these records is running; wait for its end",
            "另一项导入正在进行，请待其结束后再试",
        )
        raise Mistake("busy", en, zh, place=Place(str(city))) from None
    try:
        yield folder
    finally:
        os.close(handle)  # which gives the lock back


def _folder(city: Path) -> Path:
    if not (city / CITY).is_file():
        en = f"this is no folder of a city: it has no {CITY} (`innovatory new-city` makes one)"
        zh = f"这不是城市资料夹：其中没有 {CITY}（可用 `innovatory new-city` 新建）"
        raise Mistake("city", en, zh, place=Place(str(city)))
    folder = city / RECORDS
    try:
        folder.mkdir(exist_ok=True)
    except OSError as error:
        raise _not_writable(folder, error) from None
    return folder


def _not_writable(folder: Path, error: OSError) -> Mistake:
    why, why_zh = reason(error)
    return Mistake(
        "file", f"nothing can be written here ({why})", f"此处无法写入（{why_zh}）", place=Place(str(folder))
    )
