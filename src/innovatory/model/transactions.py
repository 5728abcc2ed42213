"""The transaction matrix as data: which account may receive or pay which flow, read from `library/ledger` and checked."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, cached_property
from importlib.resources import files
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from innovatory.language.mistakes import Mistake, Place
from innovatory.policy.csv_file import Line, read_csv

SIGNS = ("+", "-", "+-")


@dataclass(frozen=True)
class Matrix:
    """The transaction matrix: its accounts (columns), its flows (rows) with their sources, who receives and who pays.

    `labels` are the names of accounts and flows, as (English, Chinese).
    """

    accounts: tuple[str, ...]
    flows: tuple[str, ...]
    signs: Mapping[tuple[str, str], str]  # (flow, account) → "+" receives, "-" pays, "+-" either
    sources: Mapping[str, str]  # flow → section of the model that computes it
    labels: Mapping[str, tuple[str, str]]

    @cached_property
    def rows(self) -> Mapping[str, int]:
        """Where each flow stands."""
        return {flow: row for row, flow in enumerate(self.flows)}

    @cached_property
    def columns(self) -> Mapping[str, int]:
        """Where each account stands."""
        return {account: column for column, account in enumerate(self.accounts)}

    def sides(self, sign: str) -> NDArray[np.bool_]:
        """Of shape (flows, accounts): who may receive (`+`) or pay (`-`)."""
        return np.array([[sign in self.signs.get((flow, of), "") for of in self.accounts] for flow in self.flows])

    @cached_property
    def may_receive(self) -> NDArray[np.bool_]:
        """`sides("+")`."""
        return self.sides("+")

    @cached_property
    def may_pay(self) -> NDArray[np.bool_]:
        """`sides("-")`."""
        return self.sides("-")


@cache
def matrix() -> Matrix:
    """The transaction matrix that ships with the code; `Mistake` if its files contradict themselves."""
    return read_matrix(Path(str(files("innovatory") / "library" / "ledger")))


def read_matrix(folder: Path) -> Matrix:
    """The matrix in a folder of `accounts.csv`, `flows.csv` and `matrix.csv`.

    Raises `Mistake` with file and line: kind `category` for a flow, account or sign that is not known, `ledger` for a
    cell given twice and for a flow that nobody receives or nobody pays.
    """
    accounts = read_csv(folder / "accounts.csv", ["account", "en", "zh"])
    flows = read_csv(folder / "flows.csv", ["flow", "en", "zh", "source"])
    signs: dict[tuple[str, str], str] = {}
    names = [line["account"] for line in accounts]
    kinds = [line["flow"] for line in flows]
    for line in read_csv(folder / "matrix.csv", ["flow", "account", "sign", "note"]):
        cell = line.one_of("flow", kinds), line.one_of("account", names)
        if cell in signs:
            raise _mistake(line, f"{cell[0]} is given twice for {cell[1]}", f"{cell[0]} 与 {cell[1]} 重复")
        signs[cell] = line.one_of("sign", SIGNS)
    for line in flows:
        _check_both_sides(line, signs)
    labels = {line["account"]: (line["en"], line["zh"]) for line in accounts}
    labels |= {line["flow"]: (line["en"], line["zh"]) for line in flows}
    return Matrix(tuple(names), tuple(kinds), signs, {line["flow"]: line["source"] for line in flows}, labels)


def _check_both_sides(line: Line, signs: Mapping[tuple[str, str], str]) -> None:
    flow = line["flow"]
    mine = [sign for (name, _), sign in signs.items() if name == flow]
    for word, en, zh in (("+", "receives", "收款"), ("-", "pays", "付款")):
        if not any(word in sign for sign in mine):
            raise _mistake(line, f"no account {en} {flow}", f"{flow} 没有{zh}账户")


def _mistake(line: Line, en: str, zh: str) -> Mistake:
    return Mistake("ledger", en, zh, place=Place(line.file, line.number))
