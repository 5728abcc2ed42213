"""Claims kept from one run to the next: worked out once for a population, a library and a year.

The name of what is kept is a hash of all that the claims depend on (the content of the population's file, every sheet,
the instruments asked together, the year, the version of the program), so that nothing old is ever taken for new.
"""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from dataclasses import asdict
from hashlib import file_digest, sha256
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import TYPE_CHECKING, Any

import polars as pl

from innovatory import __version__
from innovatory.language.mistakes import Mistake, Place
from innovatory.measure.budget.claims import Claims
from innovatory.measure.budget.expectation import Expectation
from innovatory.measure.budget.queue import Queue
from innovatory.measure.budget.statuses import StatusYear

if TYPE_CHECKING:
    from innovatory.policy.library import Library

FORMAT = 1  # of what is kept
SCHEMA = {"sure": pl.Boolean, "low": pl.Float64, "high": pl.Float64, "weight": pl.Float64}


class ClaimsCache:
    """A folder of kept claims; `folder` is made when the first are written."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def get(
        self, population: Path, library: Library, instruments: tuple[str, ...], year: int, work: Callable[[], Expectation]
    ) -> Expectation:
        """The claims that are kept, or those that `work` finds, which are then kept.

        What cannot be read again is worked out anew. `Mistake("file")` if the folder cannot be written.
        """
        key = key_of(population, library, instruments, year)
        found = self._read(key)
        if found is None:
            found = work()
            self._write(key, found)
        return found

    def _read(self, key: str) -> Expectation | None:
        try:
            data = json.loads((self.folder / f"claims-{key}.json").read_text(encoding="utf-8"))
            queues = {name: Queue.of(self._queue(key, name)) for name in data["queues"]}
            return _expectation(data, queues)
        except (OSError, ValueError, KeyError, TypeError, pl.exceptions.PolarsError):
            return None

    def _queue(self, key: str, name: str) -> pl.DataFrame:
        frame = pl.read_parquet(self.folder / f"queue-{key}-{name}.parquet")
        return frame.select(pl.col(one).cast(of) for one, of in SCHEMA.items())

    def _write(self, key: str, found: Expectation) -> None:
        """The queues first, so that claims are only there where their queues are."""
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
            for name, queue in found.queues.items():
                _replace(self.folder / f"queue-{key}-{name}.parquet", queue.frame().write_parquet)
            text = json.dumps(_plain(found), ensure_ascii=False, indent=1)
            _replace(self.folder / f"claims-{key}.json", lambda part: part.write_text(text, encoding="utf-8"))
        except OSError as error:
            why = error.strerror or str(error)
            told = f"the folder cannot be written ({why})", f"无法写入该文件夹（{why}）"
            raise Mistake("file", *told, place=Place(str(self.folder))) from None


def _replace(path: Path, write: Callable[[Path], object]) -> None:
    """A file written as a whole or not at all."""
    with NamedTemporaryFile(dir=path.parent, prefix=f".{path.name}.", delete=False) as part:
        pass
    try:
        write(Path(part.name))
        os.replace(part.name, path)
    finally:
        Path(part.name).unlink(missing_ok=True)


def key_of(population: Path, library: Library, instruments: tuple[str, ...], year: int) -> str:
    """The hash (64 hexadecimal digits) of all that claims depend on; `Mistake("file")` if the file cannot be read."""
    try:
        with population.open("rb") as stream:
            content = file_digest(stream, "sha256").hexdigest()
    except OSError as error:
        told = f"the file cannot be read ({error.strerror})", f"无法读取该文件（{error.strerror}）"
        raise Mistake("file", *told, place=Place(str(population))) from None
    parts = [FORMAT, __version__, content, library_hash(library), sorted(instruments), year, population.suffix.lower()]
    return sha256(json.dumps(parts).encode()).hexdigest()


def library_hash(library: Library) -> str:
    """A hash of what every sheet and the account of a year say, reforms included."""
    whole = {name: one.data for name, one in sorted(library.located.items())}
    account = None if library.account is None else library.account.data
    return sha256(json.dumps([whole, account], ensure_ascii=False, default=str).encode()).hexdigest()


def _plain(found: Expectation) -> dict[str, Any]:
    return {
        "claims": {name: asdict(one) for name, one in found.claims.items()},
        "queues": sorted(found.queues),
        "unasked": dict(found.unasked),
        "statuses": [asdict(one) for one in found.statuses],
        "rows": found.rows,
        "weighted": found.weighted,
        "origins": sorted(found.origins),
    }


def _expectation(data: dict[str, Any], queues: dict[str, Queue]) -> Expectation:
    claims = {name: Claims(**{**one, "missing": tuple(one["missing"])}) for name, one in data["claims"].items()}
    statuses = (StatusYear(**{**one, "granted_by": tuple(one["granted_by"])}) for one in data["statuses"])
    return Expectation(
        claims, queues, dict(data["unasked"]), tuple(statuses), data["rows"], data["weighted"], frozenset(data["origins"])
    )
