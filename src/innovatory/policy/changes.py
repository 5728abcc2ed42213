"""Changes laid over a sheet: dotted paths and new values, as reforms and scenarios write them.

The sheet itself is never touched; what comes back is read again like any sheet.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from innovatory.language.mistakes import Mistake, Place, nearest

Container = dict[str, Any] | list[Any]


def lay_over(data: Mapping[str, Any], changes: Mapping[str, object]) -> dict[str, Any]:
    """A deep copy of plain data with values put at dotted paths, such as `criteria.age.at_least`.

    None or the text `null` removes a key; mappings that are missing on the way to a new value are made; a whole number
    counts the items of a list from 0. Raises `Mistake` of kind `name` (no such key or item) or `type` (a value that is
    no text, list or mapping; a path through a text).
    """
    laid: dict[str, Any] = _copied(data, "")
    for path, value in changes.items():
        steps = path.split(".")
        removing = value is None or value == "null"
        holder = _walk(laid, steps, path, make=not removing)
        if removing:
            _remove(holder, steps[-1], path)
        else:
            _put(holder, steps[-1], _copied(value, path), path)
    return laid


def _copied(value: object, path: str) -> Any:
    if isinstance(value, str):
        return value
    if isinstance(value, Mapping):
        return {str(key): _copied(inner, path) for key, inner in value.items()}
    if isinstance(value, list | tuple):
        return [_copied(inner, path) for inner in value]
    en, zh = f"a change is text, a list or keys, found {value!r}", f"改动须为文本、列表或键值，实际为 {value!r}"
    raise _mistake("type", path, en, zh)


def _walk(top: dict[str, Any], steps: list[str], path: str, *, make: bool) -> Container:
    """The mapping or list that holds the last step."""
    node: Container = top
    for step in steps[:-1]:
        if make and isinstance(node, dict):
            node.setdefault(step, {})
        inner = _get(node, step, path)
        if not isinstance(inner, dict | list):
            raise _mistake("type", path, f"`{step}` is a text and has nothing inside", f"`{step}` 是文本，其内没有下级")
        node = inner
    return node


def _get(holder: Container, step: str, path: str) -> Any:
    if isinstance(holder, list):
        return holder[_item(holder, step, path)]
    if step not in holder:
        raise _mistake("name", path, f"there is no `{step}` to remove", f"没有可删除的 `{step}`", nearest(step, holder))
    return holder[step]


def _item(holder: list[Any], step: str, path: str) -> int:
    if step.isascii() and step.isdecimal() and int(step) < len(holder):
        return int(step)
    found = f"the list has {len(holder)} items, counted from 0; there is no item `{step}`"
    raise _mistake("name", path, found, f"列表共有 {len(holder)} 项（从 0 起数），没有第 `{step}` 项")


def _remove(holder: Container, step: str, path: str) -> None:
    _get(holder, step, path)
    if isinstance(holder, list):
        del holder[int(step)]
    else:
        del holder[step]


def _put(holder: Container, step: str, value: Any, path: str) -> None:
    if isinstance(holder, list):
        holder[_item(holder, step, path)] = value
    else:
        holder[step] = value


def _mistake(kind: str, path: str, en: str, zh: str, near: str | None = None) -> Mistake:
    return Mistake(kind, en, zh, nearest=near, place=Place(path=path or None))
