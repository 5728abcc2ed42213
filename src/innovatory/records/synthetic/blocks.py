"""The blocks of the large tier, drawn here or by processes beside each other; always handed on in the same order.

A process writes what it drew to a file of its own, which is read and removed when its turn has come.
"""

from __future__ import annotations

import multiprocessing
import tempfile
from collections import deque
from collections.abc import Iterator, Mapping
from concurrent.futures import Future, ProcessPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import polars as pl

from innovatory.records.synthetic.flat import arranged, completed, numbered
from innovatory.records.synthetic.ordinary import BLOCK, Ordinary
from innovatory.records.synthetic.tables import accounts, enterprises

FLAT = "flat"
Parts = dict[str, list[pl.DataFrame]]


@dataclass(frozen=True)
class Drawing:
    """What is drawn of the tier: rows numbered from `first`, flat with the given columns, or as tables (None)."""

    plan: Ordinary
    years: tuple[int, ...]
    first: int
    columns: Mapping[str, pl.DataType] | None

    def parts(self, number: int) -> Parts:
        """The rows of one block, by table."""
        frame = numbered(completed(self.plan.block(number)), self.first + number * BLOCK)
        if self.columns is None:
            return {"enterprises": [enterprises(frame)], "enterprise_years": accounts(frame, self.years)}
        return {FLAT: [arranged(frame, self.columns)]}


def drawn(drawing: Drawing, processes: int, beside: Path) -> Iterator[Parts]:
    """All blocks in their order; files of processes stand for a moment in a new folder `beside` the output."""
    if processes == 1:
        for number in range(drawing.plan.blocks):
            yield drawing.parts(number)
        return
    with tempfile.TemporaryDirectory(prefix=".populate-", dir=beside) as folder:
        context = multiprocessing.get_context("spawn")
        with ProcessPoolExecutor(processes, mp_context=context) as pool:
            waiting: deque[Future[dict[str, list[str]]]] = deque()
            for number in range(drawing.plan.blocks):
                waiting.append(pool.submit(_written, drawing, number, folder))
                if len(waiting) > processes:
                    yield from _read(waiting.popleft().result())
            while waiting:
                yield from _read(waiting.popleft().result())


def _written(drawing: Drawing, number: int, folder: str) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for table, frames in drawing.parts(number).items():
        found[table] = []
        for at, frame in enumerate(frames):
            path = Path(folder) / f"{number}-{table}-{at}.arrow"
            frame.write_ipc(path, compression="lz4", compat_level=pl.CompatLevel.oldest())
            found[table].append(str(path))
    return found


def _read(parts: dict[str, list[str]]) -> Iterator[Parts]:
    yield {table: [pl.read_ipc(path) for path in paths] for table, paths in parts.items()}
    for paths in parts.values():
        for path in paths:
            Path(path).unlink()
