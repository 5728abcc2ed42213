"""Whatever is typed, the reader answers with a tree or a `Mistake`: no traceback, no long wait."""

from __future__ import annotations

import time
from contextlib import suppress

import pytest
from expressions import NAMES, expressions
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from innovatory.language.literals import day, number, number_or_range
from innovatory.language.mistakes import Mistake
from innovatory.language.reader import ORDER, expression, indicator
from innovatory.language.tree import Node
from innovatory.language.units import unit

QUICK = settings(deadline=None, suppress_health_check=list(HealthCheck), max_examples=400)
PIECES = [
    "x", "s", "h", "kind", "'a'", "(", ")", "[", "]", "{", ",", ".", ":=", "lambda", "=", "==", "in", "not", "if", "else",
    "where", "by", "5%", "50m", "2024-02-30", "2024-06-30", "1e9", "0x1", "sum", "count", "rate", "growth", "round", "-",
    "*", "**", "/", "and", "or", "__import__", "f'{x}'", "\\", "\n", "\t", "\0", "#", "\u01c3", "é", "中", "\ud800", "…",
    "status(hnte)", "sheet.value", "\r", "\x0c", "\ufeff", "`", "$", "'", '"', "'''", "0" * 400, "9" * 400 + "bn", "await x",
    "yield", "*x", "**x", "x:y", "...", "None", "True", "async",
]  # fmt: skip


def read(text: str, *, rows: bool = False) -> Node | Mistake:
    """What the reader makes of a text; anything but a tree or a `Mistake` goes through."""
    names = NAMES if not rows else type(NAMES)(NAMES.inputs, NAMES.parameters, {}, True)
    try:
        return indicator(text, names)[0]
    except Mistake as mistake:
        found = mistake
    assert found.kind in ORDER
    assert found.en
    assert found.zh
    return found


@QUICK
@given(st.text(max_size=80), st.booleans())
def test_any_text_is_read_or_refused(text: str, rows: bool) -> None:
    read(text, rows=rows)


@QUICK
@given(st.lists(st.sampled_from(PIECES), max_size=14).map(" ".join), st.booleans())
@example("x" + " \\\n", False)
@example("\ud800", False)
def test_any_row_of_words_is_read_or_refused(text: str, rows: bool) -> None:
    read(text, rows=rows)


@QUICK
@given(expressions(), st.integers(0, 10**6), st.sampled_from([*PIECES, ""]), st.integers(0, 3))
def test_a_spoilt_expression_is_read_or_refused(text: str, at: int, piece: str, drop: int) -> None:
    spot = at % (len(text) + 1)
    read(text[:spot] + piece + text[spot + drop :])


@QUICK
@given(expressions())
def test_a_valid_expression_is_read(text: str) -> None:
    assert isinstance(read(text), Node)


@pytest.mark.parametrize("word", ["(", "[", "-", "not ", "x+", "x if x else ", "min(x,", "'", "1", "é", " "])
def test_ten_megabytes_are_refused_at_once(word: str) -> None:
    text = word * (10_000_000 // len(word))
    start = time.perf_counter()
    found = read(text)
    assert time.perf_counter() - start < 0.5
    assert isinstance(found, Mistake)
    assert found.kind == "length"


@pytest.mark.parametrize("word", ["(", "[", "-", "not ", "abs(", "x if p else ", "x and ", "p or "])
def test_the_longest_text_of_one_word_is_refused_quickly(word: str) -> None:
    start = time.perf_counter()
    found = read((word * 2000)[:2000])
    assert time.perf_counter() - start < 2
    assert isinstance(found, Mistake)


@pytest.mark.parametrize("levels", [64, 65])
def test_sixty_four_levels_are_allowed_and_no_more(levels: int) -> None:
    found = read("abs(" * (levels - 1) + "x" + ")" * (levels - 1))
    assert isinstance(found, Node) if levels == 64 else (isinstance(found, Mistake) and found.kind == "depth")


@pytest.mark.parametrize("length", [2000, 2001])
def test_two_thousand_characters_are_allowed_and_no_more(length: int) -> None:
    found = read("x" + " " * (length - 1))
    assert isinstance(found, Node) if length == 2000 else (isinstance(found, Mistake) and found.kind == "length")


@QUICK
@given(st.text(max_size=30))
def test_any_literal_is_read_or_refused(text: str) -> None:
    for reader in (number, number_or_range, day, unit):
        with suppress(Mistake):
            reader(text)


def test_the_nearest_name_is_offered() -> None:
    with pytest.raises(Mistake) as caught:
        expression("x + limitt", NAMES)
    assert (caught.value.kind, caught.value.nearest) == ("name", "limit")
