"""The stored documents that facts come from (`library/sources.csv`), with how far each can be relied on.

Title, publisher, date and place stand as recorded; what was recorded in English of a document that is not English stands
in Chinese in `library/sources_zh.csv`. The note on reliability also exists in Chinese (`library/reliability.csv`).
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from pathlib import Path

from innovatory.language.mistakes import Mistake
from innovatory.policy.csv_file import Line, read_csv

COLUMNS = ("source_id", "title", "publisher", "published", "url_or_file", "reliability_note")
IN_CHINESE = ("title", "publisher", "published", "url_or_file")


@dataclass(frozen=True)
class Document:
    """A stored document: id, title, publisher, when it was published and where it stands (as recorded).

    Under `_zh` the same in Chinese, as recorded where nobody wrote it. `reliability` says by language (`en`, `zh`) what kind of document it is; the English note stands in where there is
    no Chinese one.
    """

    id: str
    title: str
    publisher: str
    published: str
    where: str
    reliability: Mapping[str, str]
    title_zh: str
    publisher_zh: str
    published_zh: str
    where_zh: str


@cache
def documents() -> Mapping[str, Document]:
    """Every stored document by its id."""
    library = Path(str(files("innovatory"))) / "library"
    chinese = {
        line["reliability_note"]: line["zh"]
        for line in read_csv(library / "reliability.csv", ("reliability_note", "zh"))
    }
    lines = read_csv(library / "sources.csv", COLUMNS)
    told = in_chinese(library / "sources_zh.csv", IN_CHINESE, {line["source_id"] for line in lines})
    return {line["source_id"]: _document(line, chinese, told.get(line["source_id"], {})) for line in lines}


def _document(line: Line, chinese: Mapping[str, str], told: Mapping[str, str]) -> Document:
    name, title, publisher, published, where, note = (line.filled(column) for column in COLUMNS)
    reliability = {"en": note, "zh": chinese.get(note, note)}
    in_zh = (told.get(column) or line[column] for column in IN_CHINESE)
    return Document(name, title, publisher, published, where, reliability, *in_zh)


def in_chinese(path: Path, columns: Sequence[str], known: Collection[str]) -> dict[str, dict[str, str]]:
    """What a file says in Chinese of the sources of a list, by id; nothing where there is no such file.

    Raises `Mistake` as `read_csv` does, and of kind `category` (an id that the list does not have), `twice`.
    """
    found: dict[str, dict[str, str]] = {}
    for line in read_csv(path, ("source_id", *columns)) if path.is_file() else ():
        name = line.known("source_id", line.filled("source_id"), known)
        if name in found:
            en, zh = f"the source {name} stands here a second time", f"来源 {name} 重复出现"
            raise Mistake("twice", en, zh, place=line.place("source_id"))
        found[name] = {column: line[column] for column in columns}
    return found
