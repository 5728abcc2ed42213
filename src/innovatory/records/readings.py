"""One typed-in value read as what its column or judged name declares: number, truth, category, day, text.

Here stand the checks that need the declaration: whole people, nothing negative where a negative makes no sense,
a share of at most one, a category of its set. `amounts` knows only how values are written.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from innovatory.language.mistakes import Mistake, nearest
from innovatory.language.types import Category, Day, Number, Series, Truth, Type
from innovatory.language.units import ONE
from innovatory.records.amounts import UNKNOWN, Figure, day, figure, truth
from innovatory.records.dictionary import Bounds

Value = float | bool | str | date | tuple[float, float] | tuple[date, date] | list[Figure] | None


def text_of(raw: object) -> str:
    """The text of a scalar; `Mistake("type")` where a list or a mapping stands instead, or nothing at all."""
    text = raw.strip() if isinstance(raw, str) else ""
    if text:
        return text
    if raw is None or isinstance(raw, str):
        raise Mistake(
            "type",
            "a value is missing here; write unknown if it is not known",
            "此处缺少取值；若未知请填 unknown",
        )
    raise Mistake("type", "one value is expected here, not a list or a mapping", "此处应填单个值，不能是列表或映射")


def read_one(raw: object, of: Type, within: Bounds | None = None) -> Value:
    """A single value of a type; `within` bounds a number (a `Series` reads one of its years)."""
    text = text_of(raw)
    match of:
        case Number() | Series():
            return read_figure(text, within or Bounds(of.unit))
        case Truth():
            return truth(text)
        case Day():
            return day(text)
        case Category():
            return read_category(text, of.one_of)


def read_figure(text: str, within: Bounds) -> Figure:
    """A number or range, inside its bounds and whole where the unit is counted."""
    if text[-1] == "%" and within.unit != ONE:
        unit = within.unit
        raise Mistake(
            "type",
            f"a number in {unit} is expected, not the percentage {text}",
            f"此处应填以 {unit} 为单位的数字，不能是百分比 {text}",
        )
    value = figure(text)
    if isinstance(value, float):
        _check(value, text, within)
    elif value is not None:
        _check(value[0], text, within)
        _check(value[1], text, within)
    return value


def read_category(text: str, one_of: Sequence[str]) -> str | None:
    """A category of a closed set, or None for `unknown`."""
    if text in one_of:
        return text
    if text in UNKNOWN:
        return None
    raise Mistake(
        "category",
        f"{text!r} is none of {', '.join(one_of)}",
        f"{text!r} 不在可选值之内：{'、'.join(one_of)}",
        nearest=nearest(text, one_of),
    )


def _check(value: float, text: str, within: Bounds) -> None:
    if within.minimum is not None and value < within.minimum:
        raise _below(text, within.minimum)
    if within.maximum is not None and value > within.maximum:
        raise Mistake(
            "range",
            f"a share is at most 1 (65% or 0.65), not {text}",
            f"占比最大为 1（写作 65% 或 0.65），不能是 {text}",
        )
    if within.whole and value != int(value):
        raise Mistake(
            "whole",
            f"a whole number ({within.unit}) is expected, not {text}",
            f"此处应为整数（单位 {within.unit}），不能是 {text}",
        )


def _below(text: str, minimum: float) -> Mistake:
    if minimum == 0:
        return Mistake("negative", f"it cannot be negative, but {text} is", f"此处不能为负，而填了 {text}")
    return Mistake("range", f"it is at least {minimum:g}, not {text}", f"此处最小为 {minimum:g}，不能是 {text}")
