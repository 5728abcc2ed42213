"""The transaction matrix is the one of the design, and one that contradicts itself is refused at its line."""

from __future__ import annotations

from pathlib import Path

import pytest

from innovatory.language.mistakes import Mistake
from innovatory.model.transactions import matrix, read_matrix


def test_the_matrix_has_the_rows_of_the_design() -> None:
    """Rows as printed in the transaction matrix of the model: who receives (+) and who pays (-)."""
    expected = {
        "production_wages": {"technology_firms": "-", "ordinary_enterprises": "-", "households": "+"},
        "research_wages": {"technology_firms": "-", "households": "+", "laboratories": "-"},
        "dividends": {"technology_firms": "-", "households": "+", "venture_capital": "+", "listed_equity": "+"},
        "founders_equity": {"technology_firms": "+", "households": "-"},
        "basic_research_funding": {"laboratories": "+", "city": "-", "centre": "-"},
        "loans": {"technology_firms": "+-", "bank": "+-"},
    }
    for flow, row in expected.items():
        assert {account: sign for (name, account), sign in matrix().signs.items() if name == flow} == row
    assert (len(matrix().flows), len(matrix().accounts)) == (20, 10)


def copy(folder: Path, **changed: str) -> Path:
    """A matrix of one flow between two accounts, some of its files changed."""
    texts = {
        "accounts": "account,en,zh\na,A,甲\nb,B,乙\n",
        "flows": "flow,en,zh,source\nrent,rent,租金,model 3.10\n",
        "matrix": "flow,account,sign,note\nrent,a,-,\nrent,b,+,\n",
    } | changed
    for name, text in texts.items():
        (folder / f"{name}.csv").write_text(text, encoding="utf-8")
    return folder


def test_a_matrix_is_read(tmp_path: Path) -> None:
    table = read_matrix(copy(tmp_path))
    assert table.signs == {("rent", "a"): "-", ("rent", "b"): "+"}
    assert table.labels["rent"] == ("rent", "租金")
    assert table.sources == {"rent": "model 3.10"}


@pytest.mark.parametrize(
    ("rows", "kind", "line"),
    [
        ("rnt,a,-,\nrent,b,+,\n", "category", 2),
        ("rent,a,-,\nrent,c,+,\n", "category", 3),
        ("rent,a,-,\nrent,b,*,\n", "category", 3),
        ("rent,a,-,\nrent,a,+,\n", "ledger", 3),
        ("rent,a,-,\nrent,b,-,\n", "ledger", 2),
        ("rent,b,+,\n", "ledger", 2),
    ],
)
def test_a_matrix_that_contradicts_itself_is_refused_at_its_line(
    tmp_path: Path, rows: str, kind: str, line: int
) -> None:
    with pytest.raises(Mistake) as caught:
        read_matrix(copy(tmp_path, matrix="flow,account,sign,note\n" + rows))
    assert (caught.value.kind, caught.value.place and caught.value.place.line) == (kind, line)
