"""Rows of totals in a planned budget: found by their name, never read as lines, and added up again."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal, InvalidOperation

from innovatory.measure.budget.plan_cells import Cells, Reader, digits
from innovatory.measure.budget.scale import suspicion
from innovatory.records.importing.headers import plain

WHOLE = frozenset({"合计", "总计", "总额", "共计", "总和", "total", "grandtotal", "sum", "all"})
PART = frozenset({"小计", "subtotal", "partialsum"})
NAMES = ("line_id", "name_zh", "name_en")


def is_total(at: Cells) -> bool:
    """Whether a row is one of totals: a name of a total stands where a line has its id or its name."""
    return _word(at) is not None


def _word(at: Cells) -> str | None:
    return next((word for name in NAMES if (word := plain(at.text(name) or "")) in WHOLE | PART), None)


def check_totals(cells: Sequence[Cells], reader: Reader) -> int:
    """Refuse rows of totals that are not the sum of their lines; the number of rows of totals that were found.

    A total is that of all lines of the file, wherever it stands; a subtotal that of the lines since the last subtotal.
    """
    whole = sum((_amount(at) or Decimal(0) for at in cells if _word(at) is None), Decimal(0))
    part, found = Decimal(0), 0
    for at in cells:
        word, amount = _word(at), _amount(at)
        if word is None:
            part += amount or 0
            continue
        found += 1
        summed = part if word in PART else whole
        part = Decimal(0) if word in PART else part
        if amount is not None and amount != summed:
            doubt = suspicion(float(amount), float(summed))
            told, lines, gap = digits(amount), digits(summed), digits(amount - summed, "+")
            en = f"the total is {told} yuan, its lines add up to {lines} yuan (difference {gap}){doubt[0]}"
            zh = f"合计为 {told} 元，所属各行之和为 {lines} 元（相差 {gap}）{doubt[1]}"
            reader.refuse("sum", at, "planned", en, zh)
    return found


def _amount(at: Cells) -> Decimal | None:
    """The amount of a row as it stands; None for one that is refused as a cell anyway."""
    try:
        found = Decimal(at.text("planned") or "")
    except InvalidOperation:
        return None
    return found if found.is_finite() else None
