"""The records of a city checked from end to end: every file is the one that was written, every row keeps every rule.

Imports let no bad row in, so what is found here came later: a damaged or exchanged file, a table that others refer to
and that changed, a rule of the dictionary or a list of the city that became stricter.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import polars as pl

from innovatory.records.checking import Around
from innovatory.records.closed_lists import closed_lists
from innovatory.records.dictionary import tables
from innovatory.records.findings import Finding
from innovatory.records.validation import validate
from innovatory.records.workspace import Stored, Workspace
from innovatory.records.workspace_commit import file_hash

Damage = Literal["content", "unreadable", "rows", "table"]


@dataclass(frozen=True)
class TableCheck:
    """One stored table checked.

    `damage` is what is wrong with its file (None: nothing): `content` is not what was written, the file is `unreadable`,
    has another number of `rows` than the manifest says, or the dictionary has no such `table`. The findings number the
    rows of the stored table, from 1; there are none where the file is damaged.
    """

    table: str
    rows: int
    damage: Damage | None
    findings: tuple[Finding, ...]

    @property
    def sound(self) -> bool:
        """Whether the file is whole and no row breaks a rule for which it would be refused."""
        return self.damage is None and not any(one.refuses and one.count for one in self.findings)


def check_tables(workspace: Workspace, city: Path) -> Iterator[TableCheck]:
    """Every table of the records, checked against the dictionary, the lists of the city and the other tables."""
    damaged = {name: _damage(workspace, one) for name, one in workspace.tables.items()}
    whole = {name: workspace.scan(name) for name, damage in damaged.items() if damage is None}
    lists = closed_lists(city)
    for name, stored in workspace.tables.items():
        findings: tuple[Finding, ...] = ()
        if name in whole:
            others = {other: frame for other, frame in whole.items() if other != name}
            findings = validate(whole[name], tables()[name], workspace.as_of, Around(lists, others)).findings
        yield TableCheck(name, stored.rows, damaged[name], findings)


def _damage(workspace: Workspace, stored: Stored) -> Damage | None:
    path = workspace.path(stored.table)
    try:
        if file_hash(path) != stored.sha256:
            return "content"
        rows = pl.scan_parquet(path).select(pl.len()).collect().item()
    except (OSError, pl.exceptions.PolarsError):
        return "unreadable"
    if rows != stored.rows:
        return "rows"
    return None if stored.table in tables() else "table"
