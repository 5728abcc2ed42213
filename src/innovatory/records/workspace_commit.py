"""How the records of a city change: all of a change or nothing, whenever the process is stopped.

New files are written under temporary names, forced to the disk and given the name of their content; then the manifest
is replaced in one step. The files of the state before stay until the change after this one, for who is reading them.
"""

from __future__ import annotations

import hashlib
import os
import re
from collections.abc import Mapping
from pathlib import Path

import polars as pl

from innovatory.language.mistakes import Mistake, Place
from innovatory.language.system_reasons import reason
from innovatory.records.workspace import MANIFEST, Manifest, Stored

PARTIAL = ".partial"  # of a file that is still being written
_TABLE_FILE = re.compile(r"[a-z][a-z_]*-[0-9a-f]{16}\.parquet")
ORIGIN = "origin"


def commit(folder: Path, before: Manifest | None, after: Manifest, changed: Mapping[str, pl.LazyFrame]) -> Manifest:
    """Write the changed tables and then the manifest `after` with them in it; gives the manifest as it now stands.

    The caller holds the lock. `before` is the manifest that is replaced (None for the first). Raises `Mistake("file")`
    if the disk refuses (full, read-only): the state before then stands.
    """
    try:
        stored = {table: _stored(folder, table, frame) for table, frame in changed.items()}
        _sync_folder(folder)
        manifest = after.model_copy(update={"tables": dict(sorted((after.tables | stored).items()))})
        _replace_manifest(folder, manifest)
    except (OSError, pl.exceptions.PolarsError) as error:
        why, why_zh = reason(error) if isinstance(error, OSError) else (str(error).partition("\n")[0],) * 2
        en, zh = f"the records cannot be written ({why}); they are as before", f"记录无法写入（{why_zh}），保持原状"
        raise Mistake("file", en, zh, place=Place(str(folder))) from None
    clean(folder, manifest, before)
    return manifest


def clean(folder: Path, *kept: Manifest | None) -> None:
    """Remove what no kept manifest names: files of older states and what a killed import left behind."""
    named = {one.file for manifest in kept if manifest is not None for one in manifest.tables.values()}
    for path in folder.iterdir():
        if path.name.endswith(PARTIAL) or (_TABLE_FILE.fullmatch(path.name) and path.name not in named):
            path.unlink(missing_ok=True)


def sweep(folder: Path) -> None:
    """Remove the half-written files of an import that was killed; the caller holds the lock."""
    for path in folder.glob(f".*{PARTIAL}"):
        path.unlink(missing_ok=True)


def file_hash(path: Path) -> str:
    """SHA-256 of the content of a file, as hexadecimal digits."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _stored(folder: Path, table: str, frame: pl.LazyFrame) -> Stored:
    partial = folder / f".{table}{PARTIAL}"
    frame.sink_parquet(partial, compression="zstd", compression_level=1)
    _sync(partial)
    digest = file_hash(partial)
    written = pl.scan_parquet(partial)
    columns = tuple(written.collect_schema().names())
    stored = Stored(
        table=table,
        file=f"{table}-{digest[:16]}.parquet",
        rows=int(written.select(pl.len()).collect().item()),
        sha256=digest,
        columns=columns,
        origin=_origins(written) if ORIGIN in columns else (),
    )
    partial.replace(folder / stored.file)
    return stored


def _origins(frame: pl.LazyFrame) -> tuple[str, ...]:
    found = frame.select(pl.col(ORIGIN).drop_nulls().unique()).collect()[ORIGIN]
    return tuple(sorted(found.to_list()))


def _replace_manifest(folder: Path, manifest: Manifest) -> None:
    partial = folder / f".{MANIFEST}{PARTIAL}"
    partial.write_text(manifest.model_dump_json(indent=2), encoding="utf-8")
    _sync(partial)
    partial.replace(folder / MANIFEST)
    _sync_folder(folder)


def _sync(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _sync_folder(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
