"""The unified social credit code of GB 32100-2015: 18 characters, the last one a check digit modulo 31.

Made-up enterprises carry `syn:` or `sim:` before an identifier of their own.
"""

from __future__ import annotations

import re

ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"  # no I, O, S, V, Z
WEIGHTS = tuple(pow(3, place, 31) for place in range(17))
# authority and kind, six digits of the district, nine characters of the organisation, check digit
CODE = r"^[0-9A-HJ-NPQRTUWXY]{2}[0-9]{6}[0-9A-HJ-NPQRTUWXY]{10}$"
MADE_UP = r"^(?:syn|sim):[^\s]+$"

_CODE, _MADE_UP = re.compile(CODE), re.compile(MADE_UP)


def is_enterprise_id(text: str) -> bool:
    """Whether a text is a credit code with the right check digit, or the identifier of a made-up enterprise."""
    if _MADE_UP.fullmatch(text):
        return True
    if not _CODE.fullmatch(text):
        return False
    values = [ALPHABET.index(character) for character in text]
    return (sum(weight * value for weight, value in zip(WEIGHTS, values[:17], strict=True)) + values[17]) % 31 == 0
