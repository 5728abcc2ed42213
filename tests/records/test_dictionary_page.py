"""The page about the records names every table as the dictionary has it."""

from __future__ import annotations

from pathlib import Path

import pytest

from innovatory.records.dictionary import Table, tables

PAGE = (Path(__file__).resolve().parents[2] / "docs" / "records.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("table", tables().values(), ids=lambda table: table.name)
def test_the_page_has_the_line_of_a_table(table: Table) -> None:
    assert f"| `{table.name}` | {table.zh} | {table.row} | {', '.join(table.key)} |" in PAGE


def test_the_page_has_no_further_table() -> None:
    assert {line.split("`")[1] for line in PAGE.splitlines() if line.startswith("| `")} == set(tables())
