"""The cells of a planned budget as values: what cannot be read is told with its row and header, all of it together."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation

from innovatory.language.mistakes import Mistake, Place, nearest
from innovatory.measure.budget.plan_columns import plan_table
from innovatory.records.amounts import TRUTHS
from innovatory.records.labels import value_zh

LONGEST = 40  # characters of a wrong cell that are shown
MOST = Decimal(10) ** 14  # yuan: about what all China produces in a year; sums of it are exact in floating point
MORE_TRUTHS = TRUTHS | {"y": True, "n": False, "1": True, "0": False, "√": True, "×": False}


@dataclass(frozen=True)
class Cells:
    """The cells of one row by column, as written; `headers` are those of the file, by column."""

    row: int
    cells: Mapping[str, str | None]
    headers: Mapping[str, str]

    def text(self, name: str) -> str | None:
        """A cell without blanks around it; None for an empty one and for a column that is not there."""
        return (self.cells.get(name) or "").strip() or None

    def header(self, name: str) -> str:
        """The header above a cell; the name of the column where the file has none."""
        return self.headers.get(name, name)


@dataclass
class Reader:
    """Reads cells; what is wrong with them is collected and told at the end."""

    file: str
    wrong: list[tuple[str, str, str]] = field(default_factory=list)

    def refuse(self, kind: str, at: Cells, name: str, en: str, zh: str) -> None:
        """Note what is wrong with a cell."""
        where = f"row {at.row}, {at.header(name)}", f"第 {at.row} 行“{at.header(name)}”"
        self.wrong.append((kind, f"{where[0]}: {en}", f"{where[1]}：{zh}"))

    def refuse_row(self, kind: str, row: int, en: str, zh: str) -> None:
        """Note what is wrong with a row as a whole."""
        self.wrong.append((kind, f"row {row}: {en}", f"第 {row} 行：{zh}"))

    def finish(self) -> None:
        """`Mistake` of the kind of the first wrong cell, with all of them, if there are any."""
        if self.wrong:
            en, zh = "; ".join(one[1] for one in self.wrong), "；".join(one[2] for one in self.wrong)
            raise Mistake(self.wrong[0][0], en, zh, place=Place(self.file))

    def needed(self, at: Cells, name: str) -> str | None:
        """The text of a cell that every line needs."""
        text = at.text(name)
        if text is None:
            self.refuse("missing", at, name, "the cell is empty, every line needs it", "单元格为空，每行必填")
        return text

    def money(self, at: Cells, name: str) -> int | None:
        """Whole yuan, none of them negative; None for an empty cell and for one that is refused."""
        text = at.text(name)
        value = None if text is None else self._number(text, at, name)
        if value is None:
            return None
        if abs(value) > MOST:
            en, zh = f"{value:.3g} yuan is more than any budget has", f"{value:.3g} 元超过任何预算的规模"
            self.refuse("range", at, name, f"{en}; is the unit right?", f"{zh}，单位是否有误？")
            return None
        if value < 0:
            self.refuse("negative", at, name, f"{digits(value)} yuan is negative", f"{digits(value)} 元为负数")
            return None
        if value != value.to_integral_value():
            en = f"{value} yuan is no whole number of yuan"
            self.refuse("whole", at, name, en, f"{value} 元不是整数元")
            return None
        return int(value)

    def share(self, at: Cells, name: str) -> float | None:
        """A part from 0 to 1 (`0.6`, `60%`); None for an empty cell and for one that is refused."""
        text = at.text(name)
        if text is None:
            return None
        percent = text.endswith(("%", "％"))
        value = self._number(text.rstrip("%％ "), at, name)
        if value is None:
            return None
        value = value / 100 if percent else value
        if not 0 <= value <= 1:
            en = f"{_short(text)} is no part from 0 to 1 (write 0.6 or 60%)"
            self.refuse("range", at, name, en, f"{_short(text)} 不在 0 至 1 之间（可写 0.6 或 60%）")
            return None
        return float(value)

    def _number(self, text: str, at: Cells, name: str) -> Decimal | None:
        try:
            value = Decimal(text)
        except InvalidOperation:
            value = Decimal("NaN")
        if not value.is_finite():
            self.refuse("type", at, name, f"{_short(text)!r} is no number", f"{_short(text)!r} 不是数字")
            return None
        return value

    def truth(self, at: Cells, name: str) -> bool | None:
        """Yes or no; None for an empty cell and for one that is refused."""
        text = at.text(name)
        if text is None:
            return None
        found = MORE_TRUTHS.get(text.lower())
        if found is None:
            en = f"yes or no is expected, not {_short(text)!r}"
            self.refuse("type", at, name, en, f"应填是或否，不能是 {_short(text)!r}")
        return found

    def one_of(self, at: Cells, name: str) -> str | None:
        """A value of a closed list, by its name or its Chinese label."""
        text = at.text(name)
        if text is None:
            return None
        column = plan_table().columns[name]
        known = {value_zh(plan_table(), column, value): value for value in column.one_of}
        known |= {value: value for value in column.one_of}
        if text not in known:
            self.unknown(at, name, text, known, ("value", "取值"))
        return known.get(text)

    def unknown(self, at: Cells, name: str, text: str, valid: Iterable[str], what: tuple[str, str]) -> None:
        """Refuse a name that is none of the valid ones, with the nearest."""
        near = nearest(text, valid)
        en = f"no {what[0]} {_short(text)!r}" + (f"; did you mean {near}?" if near else "")
        zh = f"没有{what[1]} {_short(text)!r}" + (f"，是否应为 {near}？" if near else "")
        self.refuse("name", at, name, en, zh)


def digits(amount: Decimal, sign: str = "") -> str:
    """An amount with all its digits and no zeros behind the point."""
    plain = amount.quantize(Decimal(1)) if amount == amount.to_integral_value() else amount.normalize()
    return f"{plain:{sign},f}"


def _short(text: str | None) -> str:
    told = text or ""
    return told if len(told) <= LONGEST else f"{told[:LONGEST]}…"
