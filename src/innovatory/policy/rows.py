"""The rows of a tier table as a sheet writes them: an edge word with its edge, and a value.

Rows are read from the top and the first that fits wins; the last is `otherwise` (D25). A row that no number can reach
is a mistake of the sheet.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Annotated, Any, Literal, TypeVar

from pydantic import PlainValidator, WithJsonSchema

from innovatory.language.literals import number, number_or_range
from innovatory.language.mistakes import Mistake, nearest
from innovatory.language.tables import unreachable_row
from innovatory.policy.shape import AMOUNT_SCHEMA, NUMBER_SCHEMA, checked_text, expected, refused

EdgeWord = Literal["up_to", "below", "from", "above"]
EDGE_WORDS: tuple[EdgeWord, ...] = ("up_to", "below", "from", "above")
T = TypeVar("T")
_KEYS = (*EDGE_WORDS, "otherwise", "value")


@dataclass(frozen=True)
class Row:
    """One row: its word, its edge (None for `otherwise`) and its value, a number or (low, high)."""

    word: EdgeWord | Literal["otherwise"]
    edge: float | None
    value: float | tuple[float, float]


def read_rows(value: object) -> tuple[Row, ...]:
    """The rows of a table, checked; refuses with kind `table`, `unreachable`, `unknown_key` or that of a literal."""
    if not isinstance(value, list):
        raise refused(expected("a list of rows", "由若干行组成的列表", value))
    if not value:
        raise refused(Mistake("table", "the table has no rows", "分档表没有任何行"))
    rows = tuple(_row(item, index) for index, item in enumerate(value))
    index = unreachable_row(rows)
    if index is not None:
        raise refused(_never_reached(rows, index), index)
    if rows[-1].word != "otherwise":
        raise refused(
            Mistake("table", "a table must end with a row `otherwise: value`", "分档表必须以 `otherwise: 值` 一行结尾"),
            len(rows) - 1,
        )
    return rows


def _never_reached(rows: Sequence[Row], index: int) -> Mistake:
    if any(row.word == "otherwise" for row in rows[:index]):
        why_en, why_zh = (
            "it stands after `otherwise`, which must be the last row",
            "它位于 `otherwise` 之后，而 `otherwise` 必须是最后一行",
        )
    else:
        why_en, why_zh = "the rows above already take every number it would take", "其上各行已覆盖它的全部取值"
    return Mistake(
        "unreachable", f"row {index + 1} can never be reached: {why_en}", f"第 {index + 1} 行永远不会适用：{why_zh}"
    )


def _row(item: object, index: int) -> Row:
    if not isinstance(item, dict):
        raise refused(
            expected("a row such as {up_to: 50m, value: 5%}", "形如 {up_to: 50m, value: 5%} 的一行", item), index
        )
    word = _word(item, index)
    if word == "otherwise":
        return Row("otherwise", None, _read(item, index, "otherwise", number_or_range))
    if "value" not in item:
        raise refused(Mistake("missing_key", "this row has no `value`", "这一行缺少 `value`"), index)
    return Row(word, _read(item, index, word, number), _read(item, index, "value", number_or_range))


def _word(item: dict[str, Any], index: int) -> EdgeWord | Literal["otherwise"]:
    """The one word of a row: four edges, or `otherwise`, which carries its value itself."""
    for key in item:
        if key not in _KEYS:
            raise refused(_no_edge_word(key), index, key)
    edges = [word for word in EDGE_WORDS if word in item]
    if "otherwise" in item and len(item) == 1:
        return "otherwise"
    if len(edges) != 1 or "otherwise" in item:
        raise refused(_not_one_edge(item), index)
    return edges[0]


def _no_edge_word(key: str) -> Mistake:
    words = ", ".join(_KEYS)
    return Mistake(
        "unknown_key",
        f"`{key}` is no word of a row; expected one of {words}",
        f"`{key}` 不是分档行的用词；应为 {words} 之一",
        nearest=nearest(key, _KEYS),
    )


def _not_one_edge(item: dict[str, Any]) -> Mistake:
    words = " and ".join(f"`{key}`" for key in item)
    return Mistake(
        "table",
        f"a row has one edge and a `value`, or `otherwise: value` alone; found {words or 'nothing'}",
        f"每行须有且仅有一个边界词和 `value`，或单独写 `otherwise: 值`；实际为 {words.replace(' and ', '、') or '空行'}",
    )


def _read(item: dict[str, Any], index: int, key: str, read: Callable[[str], T]) -> T:
    text = checked_text(item[key], index, key)
    try:
        return read(text)
    except Mistake as mistake:
        raise refused(mistake, index, key) from None


def _edge_schema(word: str) -> dict[str, Any]:
    return {
        "type": "object",
        "properties": {word: NUMBER_SCHEMA, "value": AMOUNT_SCHEMA},
        "required": [word, "value"],
        "additionalProperties": False,
    }


_OTHERWISE_SCHEMA = {
    "type": "object",
    "properties": {"otherwise": AMOUNT_SCHEMA},
    "required": ["otherwise"],
    "additionalProperties": False,
}

Rows = Annotated[
    tuple[Row, ...],
    PlainValidator(read_rows),
    WithJsonSchema(
        {
            "type": "array",
            "minItems": 1,
            "items": {"anyOf": [*map(_edge_schema, EDGE_WORDS), _OTHERWISE_SCHEMA]},
        }
    ),
]
"""The rows of a tier table, checked."""
