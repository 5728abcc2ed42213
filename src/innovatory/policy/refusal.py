"""Turns what Pydantic found wrong with a file into one `Mistake`: the first in the order of the file.

Pydantic says which part failed; the place, the kind and the sentences in both languages are made here.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from types import UnionType
from typing import Annotated, Any, Literal, TypeVar, Union, get_args, get_origin

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from innovatory.language.mistakes import Mistake, nearest
from innovatory.policy.located import Located, Spot, Steps
from innovatory.policy.shape import Shape, expected, inner_steps

M = TypeVar("M", bound=Shape)

_LONGEST = 40
"""Longest text repeated in a message, in characters."""


def read_as(model: type[M], located: Located) -> M:
    """The data of a file in the shape of a model; the first `Mistake` in the file otherwise."""
    try:
        return model.model_validate(located.data)
    except ValidationError as error:
        details = [(_steps(detail, located), detail) for detail in error.errors(include_url=False) if not _echo(detail)]
    # only the first is put into words: a file may hold thousands
    steps, detail = details[_foremost([steps for steps, _ in details], located)]
    raise placed(steps, _told(steps, detail, model, located), located)


def first(found: Sequence[tuple[Steps, Mistake]], located: Located) -> Mistake:
    """The mistake that stands first in the file, at its place."""
    return placed(*found[_foremost([steps for steps, _ in found], located)], located)


def placed(steps: Steps, mistake: Mistake, located: Located) -> Mistake:
    """A mistake at its place: on the key where the key is wrong, else on the value."""
    on_key = mistake.kind in ("unknown_key", "name_twice") or not isinstance(located.node(steps), str)
    place = located.key_place_of(steps) if on_key else located.place_of(steps)
    return Mistake(mistake.kind, mistake.en, mistake.zh, nearest=mistake.nearest, place=place)


def _foremost(found: Sequence[Steps], located: Located) -> int:
    """The index of what stands first in the file; what is missing stands behind the last part of its mapping."""
    ends: dict[Steps, Spot] = {}
    if any(located.node(steps) is None for steps in found):
        for steps, spot in located.spots.items():
            ends.update((steps[:length], spot) for length in range(len(steps)))

    def position(index: int) -> Spot:
        steps = found[index]
        if located.node(steps) is None:
            return ends.get(steps[:-1], (0, 0))
        place = located.key_place_of(steps)
        return (place.line or 0, place.column or 0)

    return min(range(len(found)), key=position)


def _echo(detail: ErrorDetails) -> bool:
    """Pydantic also calls a list too short when its items are wrong; only the items are told then."""
    return detail["type"] == "too_short" and len(detail["input"]) > 0


def _steps(detail: ErrorDetails, located: Located) -> Steps:
    """The steps to a finding: what Pydantic adds to its own path (tags, `[key]`) is no key of the file."""
    steps: Steps = ()
    for part in detail["loc"]:
        if located.node((*steps, part)) is not None:
            steps = (*steps, part)
    if detail["type"] == "missing":
        return (*steps, detail["loc"][-1])
    return (*steps, *inner_steps(detail.get("ctx", {})))


def _told(steps: Steps, detail: ErrorDetails, model: type[Shape], located: Located) -> Mistake:
    """One finding of Pydantic in words."""
    kind, node = detail["type"], located.node(steps)
    if kind == "mistake":
        told: Mistake = detail["ctx"]["mistake"]
        return told
    if kind == "extra_forbidden":
        mistake = _unknown_key(str(steps[-1]), _keys_of(model, steps[:-1]))
        return mistake if node != "" else _torn_by_a_comma(mistake)
    if kind in ("missing", "string_too_short", "too_short") or node == "":
        return _missing(steps, written=node is not None)
    if kind == "literal_error":
        return _no_choice(node, _choices(model, steps))
    if kind == "string_pattern_mismatch":
        return _no_name(str(steps[-1]) if "[key]" in detail["loc"] else node)
    return _wrong_type(kind, node)


def _missing(steps: Steps, *, written: bool) -> Mistake:
    key = str(steps[-1])
    en, zh = (f"`{key}` is empty", f"`{key}` 为空") if written else (f"the key `{key}` is missing", f"缺少键 `{key}`")
    if key == "source":
        return Mistake(
            "no_source",
            f"{en}; every criterion and every value states its source: a key of `sources` and the article",
            f"{zh}；每项条件、每个参数值都须注明来源：`sources` 中的键及条款",
        )
    if key in ("en", "zh"):
        return Mistake("label", f"{en}; a label is given in English and Chinese", f"{zh}；标签须有英文和中文")
    return Mistake("missing_key", f"{en}; it is required here", f"{zh}；此处必须填写")


def _unknown_key(key: str, valid: Sequence[str]) -> Mistake:
    return Mistake(
        "unknown_key",
        f"`{key}` is no key here; expected one of {', '.join(valid)}",
        f"此处没有键 `{key}`；可用的键：{'、'.join(valid)}",
        nearest=nearest(key, valid),
    )


def _torn_by_a_comma(mistake: Mistake) -> Mistake:
    """An unknown key without a value is mostly the rest of a text after its comma."""
    return Mistake(
        mistake.kind,
        f"{mistake.en} (a text with a comma must be quoted inside {{ }})",
        f"{mistake.zh}（`{{ }}` 中含逗号的文本须加引号）",
        nearest=mistake.nearest,
    )


def _no_choice(node: object, choices: Sequence[str]) -> Mistake:
    if not isinstance(node, str):
        return expected(f"one of {', '.join(choices)}", f"{'、'.join(choices)} 之一", node)
    return Mistake(
        "category",
        f"{_short(node)} is not allowed here; expected one of {', '.join(choices)}",
        f"此处不能写 {_short(node)}；应为 {'、'.join(choices)} 之一",
        nearest=nearest(node, choices),
    )


def _no_name(text: object) -> Mistake:
    return Mistake(
        "name",
        f"{_short(text)} cannot be a name; a name is made of small letters, digits and `_` and begins with a letter",
        f"{_short(text)} 不能作为名称；名称由小写字母、数字和 `_` 组成，且以字母开头",
    )


def _wrong_type(kind: str, node: object) -> Mistake:
    if kind.startswith(("model", "dict")):
        return expected("keys with values", "若干键值", node)
    if kind.startswith(("tuple", "list")):
        return expected("a list", "列表", node)
    return expected("a text", "文本", node)


def _short(value: object) -> str:
    text = repr(value)
    return text if len(text) <= _LONGEST else text[:_LONGEST] + "…'"


def _keys_of(model: type[Shape], steps: Steps) -> tuple[str, ...]:
    """The keys that a model allows at some steps."""
    for found in _at(model, steps):
        if isinstance(found, type) and issubclass(found, BaseModel):
            return tuple(field.alias or name for name, field in found.model_fields.items())
    return ()


def _choices(model: type[Shape], steps: Steps) -> tuple[str, ...]:
    """The words that a model allows at some steps."""
    return next((get_args(found) for found in _at(model, steps) if get_origin(found) is Literal), ())


def _at(annotation: Any, steps: Steps) -> Iterator[Any]:
    """The alternatives that the annotations allow at some steps, walked from a model down."""
    for option in _options(annotation):
        if not steps:
            yield option
        elif isinstance(option, type) and issubclass(option, BaseModel):
            fields = [field for name, field in option.model_fields.items() if (field.alias or name) == steps[0]]
            yield from (found for field in fields for found in _at(field.annotation, steps[1:]))
        elif get_origin(option) is dict:
            yield from _at(get_args(option)[1], steps[1:])
        elif get_origin(option) is tuple:
            # a single mapping may stand where a list of them is meant
            yield from _at(get_args(option)[0], steps[1:] if isinstance(steps[0], int) else steps)


def _options(annotation: Any) -> Iterator[Any]:
    if get_origin(annotation) is Annotated:
        yield from _options(get_args(annotation)[0])
    elif get_origin(annotation) in (Union, UnionType):
        for option in get_args(annotation):
            yield from _options(option)
    else:
        yield annotation
