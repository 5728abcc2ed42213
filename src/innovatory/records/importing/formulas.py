"""Texts that a spreadsheet would run, made harmless in a file of refused rows and given back when that file is imported.

An apostrophe stands before each sign that could begin a formula: at the beginning of a cell, behind blanks, and where a
reader with another delimiter begins a new cell. One more than there was, so that taking one away gives back the text.
"""

from __future__ import annotations

import polars as pl

_RUN = "=+\\-@＝＋－＠"
_BLANK = r"\s\x00-\x1f\u200b\u2060\ufeff\""  # what a spreadsheet may pass over before a formula
_NUMBER = r"^[+-]?[0-9][0-9,]*(\.[0-9]+)?([eE][+-]?[0-9]+)?%?$"  # a signed number is no formula
_FIRST = rf"^('*)([\t\r]|[{_BLANK}]*[{_RUN}])"
_LATER = rf"([;,|\t\r\n][{_BLANK}']*)([{_RUN}])"
_FIRST_BACK = rf"^'('*)([\t\r]|[{_BLANK}]*[{_RUN}])"
_LATER_BACK = rf"([;,|\t\r\n][{_BLANK}']*)'([{_RUN}])"


def protected(text: pl.Expr) -> pl.Expr:
    """Texts in which no spreadsheet finds a formula; figures stay as they are."""
    safe = text.str.replace_all(_LATER, "${1}'${2}").str.replace(_FIRST, "'${1}${2}")
    return pl.when(text.str.contains(_NUMBER)).then(text).otherwise(safe)


def restored(text: pl.Expr) -> pl.Expr:
    """The texts that `protected` was given."""
    return text.str.replace(_FIRST_BACK, "${1}${2}").str.replace_all(_LATER_BACK, "${1}${2}")
