"""In which encoding a text file is written: UTF-8 with or without a mark, UTF-16 with one, or GB18030 (with GBK, GB 2312).

Nearly any bytes can be read as GB18030, so it is taken only where UTF-8 is out of the question; what could be both is asked.
"""

from __future__ import annotations

import codecs
import re
from pathlib import Path

from innovatory.language.mistakes import Mistake, Place

UTF_8, GB18030 = "utf-8", "gb18030"
NAMES = {"utf-8": UTF_8, "utf8": UTF_8, "gbk": GB18030, "gb18030": GB18030, "gb2312": GB18030}
MARKS = {codecs.BOM_UTF8: UTF_8, codecs.BOM_UTF16_LE: "utf-16", codecs.BOM_UTF16_BE: "utf-16"}
CHUNK = 1 << 24  # bytes
_LONG = re.compile(rb"[\xe0-\xf4]")  # begins a character of three or four bytes in UTF-8


def encoding_of(path: Path, said: str = "") -> str:
    """The Python name of the encoding of a file, every byte of which can be decoded.

    `said` is what the user says it is (`utf-8`, `gbk` …; empty: to be found). Raises `Mistake`: `encoding` where some byte
    cannot be decoded (with its line) or where both readings are possible, `option` for an encoding that is not known.
    """
    if said:
        asked = _asked(said)
        _check(path, asked)
        return asked
    with path.open("rb") as file:
        first = file.read(4)
    mark = next((name for mark, name in MARKS.items() if first.startswith(mark)), None)
    if mark is not None:
        _check(path, mark)
        return mark
    if _wrong_byte(path, UTF_8) is None:
        _not_both(path)
        return UTF_8
    _rather_broken(path)
    _check(path, GB18030)
    return GB18030


def _asked(said: str) -> str:
    asked = NAMES.get(said.lower())
    if asked is None:
        known = ", ".join(NAMES)
        en, zh = f"the encoding is one of {known}, not {said!r}", f"编码应为 {known} 之一，不能是 {said!r}"
        raise Mistake("option", en, zh, place=Place(path="--encoding"))
    return asked


def _check(path: Path, encoding: str) -> None:
    wrong = _wrong_byte(path, encoding)
    if wrong is not None:
        raise _undecodable(path, wrong, encoding)


def _wrong_byte(path: Path, encoding: str) -> int | None:
    """The position of the first byte that cannot be decoded, None if all can."""
    decoder = codecs.getincrementaldecoder(encoding)("strict")
    position = 0
    with path.open("rb") as file:
        while True:
            chunk = file.read(CHUNK)
            held = len(decoder.getstate()[0])
            try:
                decoder.decode(chunk, final=not chunk)
            except UnicodeDecodeError as error:
                return position - held + error.start
            if not chunk:
                return None
            position += len(chunk)


def _undecodable(path: Path, position: int, encoding: str) -> Mistake:
    line, byte = _line_of(path, position)
    en = f"the byte {byte:#04x} cannot be read as {encoding.upper()}; correct this line or save the file as UTF-8"
    zh = f"字节 {byte:#04x} 无法按 {encoding.upper()} 读取；请改正该行，或将文件另存为 UTF-8"
    return Mistake("encoding", en, zh, place=Place(str(path), line))


def _line_of(path: Path, position: int) -> tuple[int, int]:
    with path.open("rb") as file:
        before = file.read(position)
        return before.count(b"\n") + 1, (file.read(1) or b"\0")[0]


def _rather_broken(path: Path) -> None:
    """`Mistake("encoding")` for a file in UTF-8 with a few wrong bytes: as GB18030 all of it would be nonsense."""
    right, first_wrong, position = 0, -1, 0
    wrong = 0
    with path.open("rb") as file:
        for line in file:
            if not line.isascii():
                try:
                    line.decode(UTF_8)
                    right += _LONG.search(line) is not None
                except UnicodeDecodeError as error:
                    wrong += 1
                    first_wrong = position + error.start if first_wrong < 0 else first_wrong
            position += len(line)
    if right > wrong:
        raise _undecodable(path, first_wrong, UTF_8)


def _not_both(path: Path) -> None:
    """`Mistake("encoding")` where all that is not ASCII could be two-byte letters of UTF-8 as well as Chinese in GBK."""
    wide = False
    with path.open("rb") as file:
        while chunk := file.read(CHUNK):
            if not chunk.isascii():
                if _LONG.search(chunk):
                    return
                wide = True
    if wide and _wrong_byte(path, GB18030) is None:
        en = "the file can be read as UTF-8 and as GBK; say which with --encoding utf-8 or --encoding gbk"
        zh = "该文件既可按 UTF-8 读取，也可按 GBK 读取；请用 --encoding utf-8 或 --encoding gbk 说明"
        raise Mistake("encoding", en, zh, place=Place(str(path)))
