"""A file that was sent: what it is by its content, whether it may be opened at all, and a place of its own while it is read.

The name of a file decides nothing but what it is called. What lies about itself (another type, a size that a compressed
part does not keep to) is refused before any reader of spreadsheets sees it.
"""

from __future__ import annotations

import os
import re
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import Literal

import pyarrow as pa
import pyarrow.parquet as pq

from innovatory.language.mistakes import Place
from innovatory.server.archives import refuse_bomb
from innovatory.server.problems import TOO_LARGE, WRONG_TYPE, Refused, phrase
from innovatory.server.shapes.data import MAX_UPLOAD

Kind = Literal["csv", "xlsx", "parquet"]
PREFIX = "innovatory-upload-"
LONGEST_NAME = 100
MOST_PARQUET = 400_000_000  # bytes of its columns once read
MOST_ROWS = 5_000_000
ENDINGS: dict[str, Kind] = {".csv": "csv", ".tsv": "csv", ".txt": "csv", ".xlsx": "xlsx", ".parquet": "parquet"}
ZIP, PARQUET = b"PK\x03\x04", b"PAR1"
WIDE_MARKS = (b"\xff\xfe", b"\xfe\xff")  # byte order marks of texts whose every other byte may be zero
CONTROLS = frozenset(range(32)) - {9, 10, 12, 13}  # bytes that no text of a table has
LOOKED_AT = 1_000_000  # bytes of a text that are searched for them


@dataclass(frozen=True)
class Upload:
    """A file that may be opened: the name it is called by, its kind by its content, its bytes."""

    name: str
    kind: Kind
    content: bytes

    @contextmanager
    def on_disk(self) -> Iterator[Path]:
        """The file in a folder of its own that goes away with all that is put into it."""
        folder = Path(tempfile.mkdtemp(prefix=f"{PREFIX}{os.getpid()}-"))
        try:
            path = folder / self.name
            path.write_bytes(self.content)
            yield path
        finally:
            shutil.rmtree(folder, ignore_errors=True)


def upload(name: str | None, content: bytes) -> Upload:
    """A file that was sent, known by its content.

    `Refused` for one that is empty, too large, of no kind that is read, that its name calls another kind, or that would
    fill the memory.
    """
    if len(content) > MAX_UPLOAD:
        raise Refused(TOO_LARGE, "too_large", *phrase("server.too_large", limit=MAX_UPLOAD // 1_000_000))
    called = safe_name(name or "")
    kind = _kind(content, called)
    stem, ending = os.path.splitext(called)
    told = ENDINGS.get(ending.lower())
    if told is not None and told != kind:
        en, zh = phrase("server.upload.lies", told=told.upper(), found=kind.upper())
        raise Refused(WRONG_TYPE, "type", en, zh, place=Place(called))
    if kind == "xlsx":
        refuse_bomb(content, called)
    if kind == "parquet":
        _refuse_large_parquet(content, called)
    return Upload(called if told is not None else f"{stem or 'file'}.{kind}", kind, content)


def safe_name(name: str) -> str:
    """The last part of a name without folders, signs that control a terminal, or dots at its beginning."""
    last = re.split(r"[/\\]", name)[-1]
    plain = "".join(sign for sign in last if sign.isprintable() and sign not in '<>:"|?*').strip().lstrip(".")
    stem, ending = os.path.splitext(plain)
    return f"{stem[: LONGEST_NAME - len(ending)]}{ending}" if len(ending) < 12 else plain[:LONGEST_NAME]


def _kind(content: bytes, name: str) -> Kind:
    if not content.strip():
        raise Refused(WRONG_TYPE, "empty", *phrase("server.upload.empty"), place=Place(name))
    if content.startswith(ZIP):
        return "xlsx"
    if content.startswith(PARQUET) and content.endswith(PARQUET):
        return "parquet"
    if content.startswith(WIDE_MARKS) or not CONTROLS.intersection(content[:LOOKED_AT]):
        return "csv"
    raise Refused(WRONG_TYPE, "type", *phrase("server.upload.unknown"), place=Place(name))


def _refuse_large_parquet(content: bytes, name: str) -> None:
    """Refuse a Parquet file whose columns would be too large in memory, by what it says of them."""
    try:
        told = pq.read_metadata(BytesIO(content))
        size = sum(told.row_group(place).total_byte_size for place in range(told.num_row_groups))
    except (pa.ArrowException, OSError):
        raise Refused(WRONG_TYPE, "file", *phrase("server.upload.broken"), place=Place(name)) from None
    if size > MOST_PARQUET or told.num_rows > MOST_ROWS:
        raise Refused(TOO_LARGE, "too_large", *phrase("server.upload.bomb"), place=Place(name))


def sweep() -> None:
    """Remove the folders of uploads that a server left which was killed."""
    for folder in Path(tempfile.gettempdir()).glob(f"{PREFIX}*"):
        owner = folder.name.removeprefix(PREFIX).partition("-")[0]
        if owner.isdigit() and not _alive(int(owner)) and folder.stat().st_uid == os.getuid():
            shutil.rmtree(folder, ignore_errors=True)


def _alive(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True
