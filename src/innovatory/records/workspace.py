"""The records of one city as they are kept: a folder of Parquet files and the manifest that names them.

`<city folder>/records/manifest.json` is the only thing that says which files belong to the records. It is replaced as a
whole and files are never changed in place, so that a reader sees the state before an import or the state after it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Annotated, Literal

import polars as pl
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from innovatory.language.mistakes import Mistake, Place

RECORDS = "records"  # the folder of records inside the folder of a city
MANIFEST = "manifest.json"
CITY = "city.yaml"
SCHEMA_VERSION = 1  # of the manifest and of the tables that it names

Hash = Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]
FileName = Annotated[str, Field(pattern=r"^[a-z][a-z_]*-[0-9a-f]{16}\.parquet$")]
Basis = Literal["published", "derived", "assumed"]


class _Model(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Stored(_Model):
    """One table of the records.

    `file` is its Parquet file inside the folder of records (named by the table and the hash of its content), `rows` how
    many it has, `columns` their names in order. `origin` are the origins that its rows name (observed, synthetic,
    simulated; empty if no row says). `basis` tells of synthetic and simulated tables on what each column rests.
    """

    table: str
    file: FileName
    rows: Annotated[int, Field(ge=0)]
    sha256: Hash
    columns: tuple[str, ...]
    origin: tuple[str, ...] = ()
    basis: dict[str, Basis] = {}


class Answers(_Model):
    """What a user said of the headers of a file: the column of a header (`-`: left out), the unit of a column or of all
    (`*`)."""

    columns: dict[str, str] = {}
    units: dict[str, str] = {}

    def under(self, newer: Answers) -> Answers:
        """These answers with newer ones over them."""
        return Answers(columns=self.columns | newer.columns, units=self.units | newer.units)


class Imported(_Model):
    """One import as the log keeps it: when, from what, with which answers, and what became of its rows.

    `size` (bytes) and `sha256` are those of the file; a query on a database has `query` instead and a `name` without
    its password. `rows` = `used` + `refused` + `duplicate`; `replaced` are the stored rows that gave way to used ones.
    """

    batch: str
    at: str
    table: str
    kind: Literal["csv", "xlsx", "parquet", "postgresql", "sqlite"]
    name: str
    size: int | None = None
    sha256: Hash | None = None
    query: str | None = None
    read_as: dict[str, str] = {}
    rows: int
    used: int
    refused: int
    duplicate: int
    replaced: int
    answers: Answers
    year: int | None = None
    source: str | None = None


class Manifest(_Model):
    """What the records of a city consist of; `as_of` is the day up to which they tell, no fact lies after it."""

    schema_version: int = SCHEMA_VERSION
    as_of: date
    tables: dict[str, Stored] = {}
    sources: dict[str, dict[str, Answers]] = {}
    log: tuple[Imported, ...] = ()

    def answers(self, source: str, table: str) -> Answers:
        """What was answered for a table of a source at earlier imports."""
        return self.sources.get(source, {}).get(table, Answers())


@dataclass(frozen=True)
class Workspace:
    """The records of a city at one moment: `folder` is the folder of records, `manifest` what it consists of."""

    folder: Path
    manifest: Manifest

    @property
    def tables(self) -> Mapping[str, Stored]:
        """The tables that there are, by name."""
        return self.manifest.tables

    @property
    def as_of(self) -> date:
        """The day up to which the records tell."""
        return self.manifest.as_of

    def path(self, table: str) -> Path:
        """The Parquet file of a table; `Mistake("records")` for a table of which there are no records."""
        stored = self.tables.get(table)
        if stored is None:
            en, zh = f"there are no records of the table {table}", f"没有表 {table} 的记录"
            raise Mistake("records", en, zh, place=Place(str(self.folder)))
        return self.folder / stored.file

    def scan(self, table: str) -> pl.LazyFrame:
        """A table, lazy, in the types of the dictionary; `Mistake("records")` for one that is not there."""
        return pl.scan_parquet(self.path(table))


def has_records(city: Path) -> bool:
    """Whether the folder of a city holds records."""
    return (city / RECORDS / MANIFEST).is_file()


def read_workspace(city: Path) -> Workspace:
    """The records in the folder of a city.

    Raises `Mistake` of kind `records`: the folder has none, the manifest is damaged or of a newer version, a file that
    it names is missing. The content of files is not read (see `workspace_check`).
    """
    folder = city / RECORDS
    missing: str | None = None
    for _ in range(2):  # an import may replace the manifest between the reading of it and the look at its files
        manifest = _manifest(folder / MANIFEST)
        missing = next((one.file for one in manifest.tables.values() if not (folder / one.file).is_file()), None)
        if missing is None:
            return Workspace(folder, manifest)
    en, zh = f"the manifest names the file {missing}, which is missing", f"清单所列文件 {missing} 不存在"
    raise Mistake("records", en, zh, place=Place(str(folder)))


def _manifest(path: Path) -> Manifest:
    try:
        text = path.read_text(encoding="utf-8")
    except FileNotFoundError:
        en = "there are no records here yet; `innovatory import` makes them"
        raise Mistake("records", en, "这里还没有记录；请用 `innovatory import` 导入", place=Place(str(path))) from None
    except (OSError, UnicodeDecodeError) as error:
        raise _damaged(path, str(error)) from None
    try:
        manifest = Manifest.model_validate_json(text)
    except ValidationError as error:
        raise _damaged(path, _first(error)) from None
    if manifest.schema_version != SCHEMA_VERSION:
        version = manifest.schema_version
        en = f"these records are of version {version}, this program reads version {SCHEMA_VERSION}"
        zh = f"该记录的版本为 {version}，本程序可读取版本 {SCHEMA_VERSION}"
        raise Mistake("records", en, zh, place=Place(str(path)))
    return manifest


def _first(error: ValidationError) -> str:
    first = error.errors(include_url=False)[0]
    where = ".".join(str(part) for part in first["loc"])
    return f"{where}: {first['msg']}" if where else str(first["msg"])


def _damaged(path: Path, why: str) -> Mistake:
    en, zh = f"the manifest of the records is damaged ({why})", f"记录清单已损坏（{why}）"
    return Mistake("records", en, zh, place=Place(str(path)))
