"""Sums of millions of float64 that are the same on every engine, whatever the order of the additions.

Every term is cut in two (Rump, Ogita and Oishi 2008, "Accurate floating-point summation", ExtractVector): its leading
part is a multiple of one power of two, chosen so that all leading parts add without rounding; the rest is so small that
the rounding of its own sum does not show. Sums of whole numbers come out exact. Where a plain sum is exact, it is taken.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from math import ceil, frexp, fsum, inf, log2

from innovatory.language.vectors import Vector

EXACT = 2.0**53  # whole numbers up to here add without rounding
FAR = 2.0**960  # larger terms leave no room for the power of two above them


@dataclass(frozen=True, eq=False)
class Term:
    """What is added up over rows: a vector that is never null, the largest absolute value it takes, whether whole."""

    vector: Vector
    most: float
    whole: bool


def parts(term: Term, rows: int) -> tuple[Vector, ...]:
    """The vectors whose sums make up the sum of a term over at most `rows` rows.

    One where a plain sum is exact (whole numbers whose sum stays below 2^53), else the leading parts and the rest.
    `ValueError` where the largest value is not known.
    """
    if not term.most < inf:
        raise ValueError("the largest term must be known before terms are cut")
    if term.most == 0 or term.most > FAR or (term.whole and term.most * rows <= EXACT):
        return (term.vector,)
    cut = 2.0 ** (ceil(log2(rows + 2)) + frexp(term.most)[1])
    leading = (term.vector + cut) - cut
    return (leading, term.vector - leading)


def total(found: Mapping[int, float], numbers: tuple[int, ...]) -> float:
    """The sum of a term from the sums of its parts, which stand in `found` under these numbers; rounded once."""
    return fsum(found[number] for number in numbers)
