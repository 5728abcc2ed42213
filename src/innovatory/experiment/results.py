"""What a run gives, and the folder in which finished runs are kept: a file for each run, and one that says what was asked.

A result is written once and whole, so that a folder never holds half of one, whenever the process is stopped. A folder
belongs to one question: other parameters are refused with the first difference.
"""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from innovatory.language.mistakes import Mistake, Place
from innovatory.language.system_reasons import reason

FORMAT = 1
ASKED = "simulation.json"
PARTIAL = ".partial"  # of a file that is still being written
UNREADABLE = (OSError, KeyError, TypeError, ValueError, AttributeError)  # what a damaged file of plain data gives


@dataclass(frozen=True)
class Snapshot:
    """A run at the end of a quarter: firms, lines of the largest one, captures and entries since the run began.

    `growth` is the change of the log quality index since then.
    """

    quarter: int
    firms: int
    largest: int
    captures: int
    entries: int
    growth: float


@dataclass(frozen=True)
class Run:
    """A finished run of one arm.

    `sizes`: firms by lines owned at its end; the counts are events of the whole run; `growth` per year, of the log
    quality index; `fingerprint`: SHA-256 of who owns what at the end; `flows`: yuan booked by flow over the run, as
    received by all accounts together; `path`: the run at the quarters that were asked for.
    """

    seed: int
    quarters: int
    firms: int
    sizes: Mapping[int, int]
    entries: int
    exits: int
    candidates: int
    accepted: int
    captures: int
    self_hits: int
    growth: float
    fingerprint: str
    flows: Mapping[str, int]
    path: tuple[Snapshot, ...] = ()

    def as_dict(self) -> dict[str, Any]:
        """The run as plain data for JSON."""
        return asdict(self) | {"sizes": {str(size): count for size, count in self.sizes.items()}}


def run_of(data: Mapping[str, Any]) -> Run:
    """The opposite of `Run.as_dict`; `KeyError`, `TypeError` or `ValueError` for anything else."""
    sizes = {int(size): int(count) for size, count in data["sizes"].items()}
    path = tuple(Snapshot(**one) for one in data["path"])
    return Run(**(dict(data) | {"sizes": sizes, "path": path}))


# The folder of a simulation --------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Asked:
    """What a folder of runs is about: plain data that two simulations share exactly if their runs are the same.

    `arms`: the parameters of each arm by name; `start`: the fingerprint of the saved city that the runs begin with, or
    None; `seed`: of the first run; the next ones follow.
    """

    preset: str
    arms: tuple[Mapping[str, float | int | str | None], ...]
    seed: int
    start: str | None = None

    def as_dict(self) -> dict[str, Any]:
        """The question as plain data for JSON."""
        return {"format": FORMAT, **asdict(self), "arms": [dict(arm) for arm in self.arms]}


def claim(folder: Path, asked: Asked, resume: bool) -> None:
    """Make a folder that of a simulation, or check that it is; `Mistake("file")` or `Mistake("runs")` if it cannot be.

    A folder with runs is taken up again only if `resume` is set.
    """
    manifest = folder / ASKED
    if folder.exists() and not folder.is_dir():
        en, zh = "this is a file; name a folder", "这是文件，请指定文件夹"
        raise Mistake("file", en, zh, place=Place(str(folder)))
    try:
        folder.mkdir(parents=True, exist_ok=True)
        if manifest.exists():
            _check_same(folder, json.loads(manifest.read_text(encoding="utf-8")), asked, resume)
        else:
            if any(path.suffix != PARTIAL for path in folder.iterdir()):
                en = "the folder holds other files; name a new or an empty one"
                raise Mistake("file", en, "文件夹中已有其他文件，请指定新的或空的文件夹", place=Place(str(folder)))
            write_json(manifest, asked.as_dict())
        if not os.access(folder, os.W_OK):
            raise PermissionError(13, os.strerror(13))
    except OSError as error:
        why, why_zh = reason(error)
        told = f"nothing can be written to the folder ({why})", f"无法写入该文件夹（{why_zh}）"
        raise Mistake("file", *told, place=Place(str(folder))) from None
    except ValueError:
        raise _unreadable(folder) from None


def _check_same(folder: Path, there: Any, asked: Asked, resume: bool) -> None:
    here = json.loads(json.dumps(asked.as_dict()))
    if not isinstance(there, dict) or "format" not in there or not isinstance(there.get("arms"), list):
        raise _unreadable(folder)
    if len(there["arms"]) != len(here["arms"]):
        one = len(there["arms"]) == 1
        en = "it holds runs of one arm" if one else "it holds pairs of two arms (--against)"
        zh = "其中的模拟只有一组" if one else "其中是成对对照的模拟（--against）"
        raise _foreign(folder, f"{en}; name another folder", f"{zh}；请指定其他文件夹")
    before, after = _flat(there), _flat(here)
    for name in [*after, *before]:
        if before.get(name) != after.get(name):
            en = f"it holds runs with {name} = {before.get(name)}, asked for is {after.get(name)}; name another folder"
            zh = f"其中的模拟 {name} = {before.get(name)}，本次要求为 {after.get(name)}；请指定其他文件夹"
            raise _foreign(folder, en, zh)
    if not resume:
        en = "it holds runs of this simulation already; add --resume to go on with them, or name another folder"
        raise _foreign(folder, en, "其中已有本模拟的结果；加 --resume 可继续，或指定其他文件夹")


def _flat(data: Any, prefix: str = "") -> dict[str, object]:
    """Every value by the names that lead to it."""
    if isinstance(data, dict):
        pairs = list(data.items())
    elif isinstance(data, list):
        pairs = [(f"arm {place}", value) for place, value in enumerate(data, 1)]
    else:
        return {prefix: data}
    found: dict[str, object] = {}
    for name, value in pairs:
        found |= _flat(value, f"{prefix} {name}".strip().removeprefix("arms ").replace("arm 1 ", ""))
    return found


def _unreadable(folder: Path) -> Mistake:
    en = f"its {ASKED} is damaged or of another program; name another folder"
    return _foreign(folder, en, f"其中的 {ASKED} 已损坏或来自其他程序；请指定其他文件夹")


def _foreign(folder: Path, en: str, zh: str) -> Mistake:
    return Mistake("runs", f"the folder cannot be used: {en}", f"文件夹不可用：{zh}", place=Place(str(folder)))


def arm_file(folder: Path, seed: int, arm: int, ending: str = "json") -> Path:
    """The file of a finished run, or of its city with the ending `city`; arms are counted from 0."""
    return folder / (f"run-{seed}.{ending}" if arm == 0 else f"run-{seed}-against.{ending}")


def read_run(path: Path, seed: int) -> Run | None:
    """The finished run of a seed; None if there is none, `Mistake("runs")` if its file is damaged or of another seed."""
    try:
        found = run_of(json.loads(path.read_text(encoding="utf-8")))
    except FileNotFoundError:
        return None
    except UNREADABLE:
        en, zh = "the result of a run cannot be read or is damaged", "模拟结果无法读取或已损坏"
        raise _again(path, en, zh) from None
    if found.seed != seed:
        en = f"this is the result of seed {found.seed}, not of {seed}"
        raise _again(path, en, f"这是种子 {found.seed} 的结果，不是种子 {seed} 的")
    return found


def read_path(path: Path) -> list[Snapshot]:
    """What a stopped run had seen of itself; `Mistake("runs")` if the file is damaged."""
    try:
        return [Snapshot(**one) for one in json.loads(path.read_text(encoding="utf-8"))]
    except UNREADABLE:
        city = path.with_suffix(".city").name
        en = f"what was seen of a stopped run is missing or damaged; remove it and {city} to run it again"
        zh = f"中断的模拟的记录缺失或已损坏；删除该文件及 {city} 即可重新模拟"
        raise Mistake("runs", en, zh, place=Place(str(path))) from None


def _again(path: Path, en: str, zh: str) -> Mistake:
    told = f"{en}; remove the file to run it again", f"{zh}；删除该文件即可重新模拟"
    return Mistake("runs", *told, place=Place(str(path)))


def write_json(path: Path, data: object) -> None:
    """Write plain data in one step: the file is there with all of it, or as it was; `Mistake("file")` if it cannot be."""
    partial = path.with_name(f".{path.name}.{os.getpid()}{PARTIAL}")
    try:
        with partial.open("w", encoding="utf-8") as file:
            json.dump(data, file, ensure_ascii=False)
            file.flush()
            os.fsync(file.fileno())
        partial.replace(path)
    except OSError as error:
        why, why_zh = reason(error)
        told = f"the result of a run cannot be written ({why})", f"无法写入模拟结果（{why_zh}）"
        raise Mistake("file", *told, place=Place(str(path))) from None
