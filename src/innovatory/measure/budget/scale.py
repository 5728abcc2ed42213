"""Amounts that look as if they were written in another unit: a thousand, ten thousand or a hundred million times off."""

from __future__ import annotations

FACTORS = {
    1_000: ("thousand yuan", "千元"),
    10_000: ("ten thousand yuan", "万元"),
    100_000_000: ("hundred million yuan", "亿元"),
}
NEAR = 3.0  # times: how close to such a factor two amounts that were planned for the same thing may come by themselves


def factor(first: float, second: float) -> int | None:
    """The factor of units by which two positive amounts differ, at most `NEAR` times off; None if there is none."""
    if first <= 0 or second <= 0:
        return None
    ratio = max(first, second) / min(first, second)
    return next((one for one in FACTORS if one / NEAR <= ratio <= one * NEAR), None)


def suspicion(first: float, second: float) -> tuple[str, str]:
    """Words to append where two amounts differ by such a factor, in English and Chinese; empty where they do not."""
    found = factor(first, second)
    if found is None:
        return "", ""
    en, zh = FACTORS[found]
    return (
        f"; it differs about {found:,} times: is one of them in {en} (万元 = ten thousand yuan)?",
        f"；相差约 {found:,} 倍，是否有一处以{zh}为单位？",
    )
