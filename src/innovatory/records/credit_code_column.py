"""The check of `credit_code` for a whole column at once: millions of codes in well under a second."""

from __future__ import annotations

import numpy as np
import polars as pl

from innovatory.records.credit_code import ALPHABET, CODE, MADE_UP, WEIGHTS

_WEIGHTS = np.array([*WEIGHTS, 1], dtype=np.int64)
_VALUES = np.zeros(128, dtype=np.int64)  # by ASCII code
_VALUES[[ord(character) for character in ALPHABET]] = np.arange(len(ALPHABET))


def valid_ids(ids: pl.Series) -> pl.Series:
    """For every text whether it is a valid enterprise identifier; null stays null."""
    coded = ids.str.contains(CODE).fill_null(value=False)
    right = np.zeros(len(ids), dtype=bool)
    right[coded.to_numpy()] = _check_digits_agree(ids.filter(coded))
    return ids.str.contains(MADE_UP) | pl.Series(right)


def _check_digits_agree(codes: pl.Series) -> np.ndarray[tuple[int], np.dtype[np.bool_]]:
    """For codes of 18 ASCII characters each whether the check digit is the one computed."""
    letters = np.frombuffer(codes.str.join("").item().encode("ascii"), dtype=np.uint8).reshape(-1, 18)
    return np.asarray(_VALUES[letters] @ _WEIGHTS % 31 == 0)
