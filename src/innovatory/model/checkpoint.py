"""A city saved in one file between two quarters, so that it continues to identical bits, or takes another path.

The file is a NumPy archive of plain arrays with a header in JSON, sealed by a hash over both. It is written whole or not
at all. What could not continue to the same bits is refused with the reason: another layout of the state, another type of
machine, other parameters, a file that was cut short or changed.
"""

from __future__ import annotations

import hashlib
import json
import os
import platform
import sys
import zipfile
import zlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields, is_dataclass, replace
from pathlib import Path
from typing import Any, get_type_hints

import numpy as np
from numpy.typing import NDArray

from innovatory.language.mistakes import Mistake, Place
from innovatory.language.system_reasons import reason
from innovatory.model.parameter_file import preset
from innovatory.model.parameters import Parameters, Size, values, with_values
from innovatory.model.state import LAYOUT, Firms, State, empty_firms

FORMAT = 1  # of the file; a file of another format is refused
HEADER = "header"
CLOSED = "closed preset"  # the city of a run that is of none
FIXED = ("lines", "delta", "lines_max")  # what a path that branches off cannot change any more
FREE = ("years", "firms_max")  # what changes nothing in what is saved: the end of the run, room for more firms
UNREADABLE = (OSError, ValueError, KeyError, EOFError, TypeError, RuntimeError, zipfile.BadZipFile, zlib.error)

PARAMETERS = "its parameters cannot be read", "其中的参数无法读取"

Arrays = dict[str, NDArray[Any]]


@dataclass(frozen=True)
class Saved:
    """A saved city: its state at the start of quarter `state.quarter`, and the parameters it was run with."""

    state: State
    parameters: Parameters
    city: str


def machine() -> str:
    """The type of machine: on another one the same quarter may end in other last bits."""
    return f"{platform.machine()}, {sys.byteorder} endian, {np.dtype(np.float64).itemsize * 8}-bit floats"


def save(path: Path, state: State, parameters: Parameters, city: str = CLOSED) -> None:
    """Write a city to a file, in one step; `Mistake("file")` where that cannot be done.

    An older file of that name stands until the new one is complete on the disk.
    """
    arrays, scalars = _taken_apart(state)
    header = {
        "format": FORMAT,
        "layout": LAYOUT,
        "machine": machine(),
        "city": city,
        "preset": parameters.preset,
        "parameters": values(parameters),
        "scalars": scalars,
    }
    text = json.dumps(header, sort_keys=True)
    sealed = np.frombuffer(json.dumps({"header": text, "sha256": _digest(text, arrays)}).encode(), dtype=np.uint8)
    partial = path.with_name(f".{path.name}.{os.getpid()}.partial")
    try:
        with partial.open("wb") as file:
            np.savez(file, allow_pickle=False, **{HEADER: sealed}, **arrays)
            file.flush()
            os.fsync(file.fileno())
        partial.replace(path)
    except OSError as error:
        partial.unlink(missing_ok=True)
        why, why_zh = reason(error)
        told = f"the city cannot be saved ({why})", f"无法保存模拟状态（{why_zh}）"
        raise Mistake("file", *told, place=Place(str(path))) from None


def load(path: Path, city: str = CLOSED) -> Saved:
    """A saved city; every reason why it cannot be continued here is a `Mistake("checkpoint")`."""
    header, arrays = _opened(path)
    told: Mapping[str, tuple[object, object, str]] = {
        "format of the file": (header.get("format"), FORMAT, "文件格式"),
        "layout of the state": (header.get("layout"), LAYOUT, "状态结构版本"),
        "type of machine": (header.get("machine"), machine(), "机器类型"),
        "city": (header.get("city"), city, "城市"),
    }
    for what, (saved, here, zh) in told.items():
        if saved != here:
            raise _refused(path, f"its {what} is {saved}, here it is {here}", f"其{zh}为 {saved}，当前为 {here}")
    try:
        state = _put_together(State, arrays, header["scalars"], "")
    except KeyError as error:
        raise _refused(path, f"{error.args[0]} is missing", f"缺少 {error.args[0]}") from None
    try:
        parameters = _parameters(path, header)
    except (KeyError, TypeError, ValueError, AttributeError):
        raise _refused(path, *PARAMETERS) from None
    return Saved(state, parameters, str(header["city"]))


def resume(path: Path, parameters: Parameters, city: str = CLOSED) -> State:
    """The state to go on from with the same parameters; `Mistake("checkpoint")` names the first that differs.

    The length of the run may be another, and there may be room for more firms than before.
    """
    saved = load(path, city)
    _check_same(path, saved.parameters, parameters, [name for name in values(saved.parameters) if name not in FREE])
    return with_room(saved.state, parameters.size.firms_max or 0)


def branch(path: Path, parameters: Parameters, seed: int | None = None, city: str = CLOSED) -> State:
    """The saved past with another future: other rates and steps from here on, and another seed if one is given.

    Draws depend on the seed, the quarter and the event alone, so that futures with the same seed stay paired. What the
    arrays were made for must stay: `Mistake("checkpoint")` for another preset, or other lines or quarters.
    """
    saved = load(path, city)
    _check_same(path, saved.parameters, parameters, FIXED)
    state = with_room(saved.state, parameters.size.firms_max or 0)
    return state if seed is None else replace(state, seed=seed)


def with_room(state: State, slots: int) -> State:
    """The same city with at least so many slots for firms; the new ones are taken after those that are free already."""
    firms, more = state.firms, slots - len(state.firms.lines)
    if more <= 0:
        return state
    free = firms.free[: firms.free_count]
    later = np.arange(slots - 1, len(firms.lines) - 1, -1, dtype=np.int32)
    empty = empty_firms(more)
    grown = Firms(
        uid=np.concatenate([firms.uid, empty.uid]),
        lines=np.concatenate([firms.lines, empty.lines]),
        kind=np.concatenate([firms.kind, empty.kind]),
        free=np.concatenate([later, free, np.zeros(len(firms.free) - len(free), dtype=np.int32)]),
        free_count=firms.free_count + more,
    )
    return replace(state, firms=grown)


# The file --------------------------------------------------------------------------------------------------------------


def _digest(text: str, arrays: Arrays) -> str:
    seal = hashlib.sha256(text.encode())
    for name in sorted(arrays):
        seal.update(f"{name} {arrays[name].dtype.str} {arrays[name].shape}".encode())
        seal.update(np.ascontiguousarray(arrays[name]).data)
    return seal.hexdigest()


def _opened(path: Path) -> tuple[dict[str, Any], Arrays]:
    """Header and arrays of a file whose seal is whole."""
    if path.is_dir():
        en = f"this is a folder; name the saved city in it (such as {path / 'run-1.city'})"
        zh = f"这是文件夹；请指明其中保存的状态文件（如 {path / 'run-1.city'}）"
        raise Mistake("file", en, zh, place=Place(str(path)))
    if not path.is_file():
        raise Mistake("file", "there is no such file", "文件不存在", place=Place(str(path)))
    try:
        with path.open("rb") as file, np.load(file, allow_pickle=False) as archive:
            arrays = {name: archive[name] for name in archive.files}
        sealed = json.loads(arrays.pop(HEADER).tobytes())
        text, digest = str(sealed["header"]), sealed["sha256"]
        header: dict[str, Any] = json.loads(text)
    except PermissionError as error:
        why, why_zh = reason(error)
        raise _refused(path, f"it cannot be read ({why})", f"文件无法读取（{why_zh}）") from None
    except UNREADABLE:
        en, zh = "it is cut short, damaged or no saved city", "文件不完整、已损坏，或不是模拟状态文件"
        raise _refused(path, en, zh) from None
    if digest != _digest(text, arrays):
        raise _refused(
            path, "its content was changed after it was saved (SHA-256)", "内容在保存后被改动（SHA-256 不符）"
        )
    return header, arrays


def _taken_apart(part: Any, prefix: str = "") -> tuple[Arrays, dict[str, int | str]]:
    """Arrays and numbers of a state by their dotted names; floating-point numbers are written to the last bit."""
    arrays: Arrays = {}
    scalars: dict[str, int | str] = {}
    for name, value in vars(part).items():
        full = f"{prefix}{name}"
        if is_dataclass(value):
            inner = _taken_apart(value, f"{full}.")
            arrays, scalars = arrays | inner[0], scalars | inner[1]
        elif isinstance(value, np.ndarray):
            arrays[full] = value
        else:
            scalars[full] = value.hex() if isinstance(value, float) else int(value)
    return arrays, scalars


def _put_together(kind: Any, arrays: Arrays, scalars: Mapping[str, int | str], prefix: str) -> Any:
    """The opposite of `_taken_apart`; `KeyError` with the name of what is missing."""
    found: dict[str, Any] = {}
    for name, of in get_type_hints(kind).items():
        full = f"{prefix}{name}"
        if is_dataclass(of):
            found[name] = _put_together(of, arrays, scalars, f"{full}.")
        elif of in (int, float):
            value = scalars[full]
            found[name] = float.fromhex(value) if isinstance(value, str) else value
        else:
            found[name] = arrays[full]
    return kind(**found)


def _parameters(path: Path, header: Mapping[str, Any]) -> Parameters:
    """The parameters as they were set; limits may be what only two arms together need."""
    found = dict(header["parameters"])
    limits = {one.name: found.pop(one.name, None) for one in fields(Size) if one.default is None}
    if any(isinstance(value, str) for value in limits.values()):
        raise _refused(path, *PARAMETERS)
    given = {name: value if isinstance(value, str) else repr(value) for name, value in found.items()}
    try:
        base = preset(header["preset"])
    except Mistake as mistake:
        raise mistake.at(Place(str(path))) from None
    if set(header["parameters"]) != set(values(base)):
        differ = ", ".join(sorted(set(header["parameters"]) ^ set(values(base))))
        raise _refused(path, f"its preset has other parameters here: {differ}", f"该预设的参数与当前版本不同：{differ}")
    try:
        read = with_values(base, given)
    except Mistake as mistake:
        raise mistake.at(Place(str(path))) from None
    return replace(read, size=replace(read.size, **limits))


def _check_same(path: Path, saved: Parameters, asked: Parameters, names: Sequence[str]) -> None:
    before, after = _told(saved), _told(asked)
    for name in ("preset", *names):
        if before.get(name) != after.get(name):
            en = f"it was run with {name} = {before.get(name)}, asked for is {after.get(name)}"
            raise _refused(path, en, f"其参数 {name} = {before.get(name)}，要求为 {after.get(name)}")


def _told(parameters: Parameters) -> dict[str, object]:
    """Every parameter by name, with the lines that the draws are made for where no limit is set."""
    return {**values(parameters), "preset": parameters.preset, "lines_max": parameters.lines_max}


def _refused(path: Path, en: str, zh: str) -> Mistake:
    sentence = f"the saved city cannot be continued: {en}", f"无法从该状态继续：{zh}"
    return Mistake("checkpoint", *sentence, place=Place(str(path)))
