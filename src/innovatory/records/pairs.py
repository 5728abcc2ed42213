"""The command line's `--given name=value` pairs, as the same nested data that a file of an applicant holds."""

from __future__ import annotations

import re
from collections.abc import Sequence

from innovatory.language.mistakes import Mistake, Place

Given = str | list[str] | dict[str, str | list[str]]

_THOUSANDS = re.compile(r"-?[0-9]{1,3}(,[0-9]{3})+")


def parse_given(pairs: Sequence[str]) -> dict[str, Given]:
    """`name=value` pairs as data for `read_applicant`.

    `revenue=20m,30m,40m` is a list, `status.hnte=2023-12-12`, `marks.core_ip=yes` and `revenue.2023=40m` are
    entries of a mapping. Raises `Mistake` of kind "pair" for a malformed pair and "twice" for a repeated name.
    """
    given: dict[str, Given] = {}
    for pair in pairs:
        name, inner, value = _split(pair)
        if inner is None:
            if name in given:
                raise _twice(name)
            given[name] = value
        else:
            entries = given.setdefault(name, {})
            if not isinstance(entries, dict) or inner in entries:
                raise _twice(f"{name}.{inner}")
            entries[inner] = value
    return given


def _split(pair: str) -> tuple[str, str | None, str | list[str]]:
    left, equals, right = pair.partition("=")
    parts = [part.strip() for part in left.split(".")]
    if not equals or not all(parts) or len(parts) > 2 or not right.strip():
        raise Mistake(
            "pair",
            f"name=value is expected, such as revenue=20m,30m,40m or status.hnte=2023-12-12, not {pair!r}",
            f"应写作 名称=取值，如 revenue=20m,30m,40m 或 status.hnte=2023-12-12，不能是 {pair!r}",
        )
    return parts[0], parts[1] if len(parts) == 2 else None, _value(right.strip(), left.strip())


def _value(text: str, path: str) -> str | list[str]:
    if text.startswith("[") and text.endswith("]"):
        return _list(text[1:-1], path)
    if _THOUSANDS.fullmatch(text):
        plain = text.replace(",", "")
        raise Mistake(
            "type",
            f"{text} may be one number or a list: write {plain} for the number, [{text}] for the list",
            f"{text} 可能是一个数，也可能是列表：一个数请写 {plain}，列表请写 [{text}]",
            place=Place(path=path),
        )
    return _list(text, path) if "," in text else text


def _list(text: str, path: str) -> list[str]:
    entries = [entry.strip() for entry in text.split(",")]
    if not all(entries):
        raise Mistake(
            "pair", f"an entry is empty in the list {text!r}", f"列表 {text!r} 中有空项", place=Place(path=path)
        )
    return entries


def _twice(name: str) -> Mistake:
    return Mistake("twice", f"{name} is given twice", f"{name} 重复给出", place=Place(path=name))
