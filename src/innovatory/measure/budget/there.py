"""Whether a population has anything of what a sheet reads."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence


def any_there(names: Iterable[str], columns: Sequence[str]) -> bool:
    """Whether one of some inputs stands in a table: as it is, as a range, by year, or as a status."""
    return any(_is_there(name, columns) for name in names)


def _is_there(name: str, columns: Sequence[str]) -> bool:
    status = f"status_{name[7:-1]}" if name.startswith("status(") else name
    by_year = re.compile(rf"{re.escape(name)}_[12][0-9]{{3}}(_low)?")
    return any(one in (name, status, f"{name}_low") or by_year.fullmatch(one) for one in columns)
