"""The stored documents that facts come from (`library/sources.csv`), with how far each can be relied on.

A title stands as recorded. The note on reliability also exists in Chinese (`library/reliability.csv`).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from pathlib import Path

from innovatory.policy.csv_file import Line, read_csv

COLUMNS = ("source_id", "title", "publisher", "published", "url_or_file", "reliability_note")


@dataclass(frozen=True)
class Document:
    """A stored document: id, title, publisher, when it was published and where it stands (as recorded).

    `reliability` says by language (`en`, `zh`) what kind of document it is; the English note stands in where there is
    no Chinese one.
    """

    id: str
    title: str
    publisher: str
    published: str
    where: str
    reliability: Mapping[str, str]


@cache
def documents() -> Mapping[str, Document]:
    """Every stored document by its id."""
    library = Path(str(files("innovatory"))) / "library"
    chinese = {
        line["reliability_note"]: line["zh"]
        for line in read_csv(library / "reliability.csv", ("reliability_note", "zh"))
    }
    lines = read_csv(library / "sources.csv", COLUMNS)
    return {line["source_id"]: _document(line, chinese) for line in lines}


def _document(line: Line, chinese: Mapping[str, str]) -> Document:
    name, title, publisher, published, where, note = (line.filled(column) for column in COLUMNS)
    return Document(name, title, publisher, published, where, {"en": note, "zh": chinese.get(note, note)})
