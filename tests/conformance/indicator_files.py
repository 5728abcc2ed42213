"""Indicators for tests: an entry with what every indicator has, changed where a test wants it."""

from __future__ import annotations

from pathlib import Path

from innovatory.measure.indicator import Indicator, read_indicators

ENTRY = {
    "id": "hightech_share",
    "label": "{en: High-tech share, zh: 高新收入占比}",
    "family": "industry",
    "links": "[]",
    "systems": "[8]",
    "unit": '"1"',
    "shown": "percent",
    "better": "higher",
    "standard": "{en: a, zh: 甲}",
    "shows_not": "{en: b, zh: 乙}",
    "note": "{en: c, zh: 丙}",
    "over": "enterprise_years",
    "value": "sum(hightech_income) / sum(revenue)",
}


def written(**changes: str | None) -> str:
    """One entry; a key changed to None is left out."""
    entry = {key: value for key, value in (ENTRY | changes).items() if value is not None}
    return "- " + "\n  ".join(f"{key}: {value}" for key, value in entry.items()) + "\n"


def library(folder: Path, *entries: str) -> dict[str, Indicator]:
    """The indicators of one file."""
    folder.mkdir(exist_ok=True)
    (folder / "industry.yaml").write_text("# a comment\n" + "".join(entries), encoding="utf-8")
    return read_indicators(folder)


GDP = written(
    id="gdp", label="{en: GDP, zh: 生产总值}", unit="yuan", shown="money", series="gdp", over=None, value=None
)
