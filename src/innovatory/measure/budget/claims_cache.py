"""Claims kept from one run to the next: worked out once for a population, a library and a year.

The name of what is kept is a hash of all that the claims depend on (the content of the population's file, every sheet,
the instruments asked together, the year, the version of the program), so that nothing old is ever taken for new.
"""

from __future__ import annotations

import json
import os
import re
from collections.abc import Callable
from dataclasses import asdict
from hashlib import blake2b, file_digest, sha256
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import TYPE_CHECKING, Any

import polars as pl

from innovatory import __version__
from innovatory.language.mistakes import Mistake, Place
from innovatory.language.system_reasons import reason
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
        self,
        population: Path,
        library: Library,
        instruments: tuple[str, ...],
        year: int,
        work: Callable[[], Expectation],
    ) -> Expectation:
        """The claims that are kept, or those that `work` finds, which are then kept.

        What cannot be read again is worked out anew. `Mistake("file")` if the folder cannot be written.
        """
        key = key_of(self._content(population), library, instruments, year)
        found = self._read(key)
        if found is None:
            found = work()
            self._write(key, found)
        return found

    def _content(self, population: Path) -> str:
        """The hash of the population's content; of a file that is the same by place, size and time, the one kept."""
        seen = _seen(population)
        kept = self.folder / f"file-{sha256(seen.encode()).hexdigest()}.txt"
        try:
            found = kept.read_text(encoding="utf-8")
            if re.fullmatch("[0-9a-f]{64}", found):
                return found
        except (OSError, ValueError):
            pass
        found = content_hash(population)
        if _seen(population) == seen:
            self._keep(kept, lambda part: part.write_text(found, encoding="utf-8"))
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
        for name, queue in found.queues.items():
            self._keep(self.folder / f"queue-{key}-{name}.parquet", queue.frame().write_parquet)
        text = json.dumps(_plain(found), ensure_ascii=False, indent=1)
        self._keep(self.folder / f"claims-{key}.json", lambda part: part.write_text(text, encoding="utf-8"))

    def _keep(self, path: Path, write: Callable[[Path], object]) -> None:
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
            _replace(path, write)
        except OSError as error:
            why, why_zh = reason(error)
            told = f"the folder cannot be written ({why})", f"无法写入该文件夹（{why_zh}）"
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


def _seen(path: Path) -> str:
    try:
        seen = path.stat()
    except OSError as error:
        raise _unreadable(path, error) from None
    return json.dumps([str(path.resolve()), seen.st_dev, seen.st_ino, seen.st_size, seen.st_mtime_ns, seen.st_ctime_ns])


def content_hash(path: Path) -> str:
    """The hash (64 hexadecimal digits) of a file's content; `Mistake("file")` if it cannot be read."""
    try:
        with path.open("rb") as stream:
            return file_digest(stream, lambda: blake2b(digest_size=32)).hexdigest()
    except OSError as error:
        raise _unreadable(path, error) from None


def _unreadable(path: Path, error: OSError) -> Mistake:
    told = f"the file cannot be read ({reason(error)[0]})", f"无法读取该文件（{reason(error)[1]}）"
    return Mistake("file", *told, place=Place(str(path)))


def key_of(content: str, library: Library, instruments: tuple[str, ...], year: int) -> str:
    """The hash (64 hexadecimal digits) of all that claims depend on; `content` is that of the population's file."""
    parts = [FORMAT, __version__, content, library_hash(library), sorted(instruments), year]
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
    lists = ("missing", "lacking")
    claims = {
        name: Claims(**{**one, **{key: tuple(one[key]) for key in lists}}) for name, one in data["claims"].items()
    }
    statuses = (StatusYear(**{**one, "granted_by": tuple(one["granted_by"])}) for one in data["statuses"])
    return Expectation(
        claims,
        queues,
        dict(data["unasked"]),
        tuple(statuses),
        data["rows"],
        data["weighted"],
        frozenset(data["origins"]),
    )
