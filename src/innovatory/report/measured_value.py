"""The values of indicators as people read them: in the unit that an indicator is shown in, bounds and ranges in words.

A published figure keeps all digits that were printed; a value worked out from records has four significant ones.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from innovatory.measure.disclosure import INCOMPLETE, NO_CUBE, WITHHELD
from innovatory.report.figures import DIGITS, difference, figure
from innovatory.report.recorded_names import column_names, recorded_in, table_names
from innovatory.report.words import label, say

Data = Mapping[str, Any]
"""An indicator (`Measured.as_dict()`) or one of its observations, as plain data."""

ALL_DIGITS = 12  # a printed figure is never rounded
CHANGE_DIGITS = 3
NOT_TOLD = (WITHHELD, NO_CUBE, INCOMPLETE)
PEOPLE = 10_000  # a ratio to people is told for so many


def number(value: float, entry: Data, lang: str, digits: int = DIGITS) -> str:
    """One number of an indicator: `5.81%`, `124.6 million yuan`, `112 per 10,000 people`."""
    shown, unit = entry["shown"], entry["unit"]
    if shown == "percent":
        return figure(value, "share", lang, digits)
    if shown == "per_10k":
        return say("measure.per_10k", lang, n=figure(value * PEOPLE, "number", lang, digits))
    if shown == "money":
        above, _, below = unit.partition("/")
        told = figure(value, above, lang, digits)
        return say(f"measure_per.{below}", lang, value=told) if below else told
    return figure(value, "number" if shown == "ratio" or unit == "1" else unit, lang, digits)


def value(one: Data, entry: Data, lang: str) -> str:
    """The value of an observation; why there is none where it cannot be told."""
    low, high = one["low"], one["high"]
    digits = ALL_DIGITS if one["origin"] == "published" else DIGITS
    if low is None and high is None:
        return _why_not(one, lang)
    if low is None or high is None:
        key, end = ("measure.at_least", low) if high is None else ("measure.at_most", high)
        return say(key, lang, value=number(end, entry, lang, digits))
    if low != high:
        ends = (number(end, entry, lang, digits) for end in (low, high))
        return say("measure.range", lang, **dict(zip(("low", "high"), ends, strict=True)))
    told = number(low, entry, lang, digits)
    return say("measure.about", lang, value=told) if one["bound"] == "approximate" else told


def change(found: Data, entry: Data, lang: str) -> str:
    """The change on the year before: of a share in percentage points, of all else in percent, with its sign."""
    if entry["shown"] == "percent":
        return say("measure.change", lang, rate=difference(found["difference"], "share", lang, CHANGE_DIGITS))
    rate = found["growth"]
    sign = "−" if rate < 0 else "+"
    return say("measure.change", lang, rate=sign + figure(abs(rate), "share", lang, CHANGE_DIGITS))


def _why_not(one: Data, lang: str) -> str:
    if one["reason"] == "published":
        return say("measure.lacks_published", lang, names=", ".join(one["lacking"]))
    return say(f"measure_withheld.{one['reason']}" if one["reason"] in NOT_TOLD else "measure.unknown", lang)


def unsaid(one: Data, lang: str) -> str:
    """Why an indicator cannot be measured, as a sentence."""
    key = one["kind"]
    if key == "not_recorded":
        key += ".columns" if one["columns"] else ".tables"
    behind, columns = table_names(one["tables"], lang), column_names(one["columns"], one["tables"], lang)
    return say(f"measure_unsaid.{key}", lang, tables=behind, columns=columns)


def group(one: Data, entry: Data, lang: str) -> str:
    """The group of an observation by the names of its values (`names` of the indicator); an unknown one is said."""
    names = entry.get("names", {})
    return " · ".join(
        say("truth.unknown", lang) if part is None else names.get(name, {}).get(part, {}).get(lang, part)
        for name, part in one["group"].items()
    )


def limits(one: Data, lang: str) -> str:
    """What limits an observation: its flag, what its source says, the rows left out."""
    parts = [say(f"measure_flag.{one['flag']}", lang)] if one["flag"] != "observed" else []
    if one["period"] in ("part_year", "target"):
        parts.append(say(f"measure_period.{one['period']}", lang))
    if one["qualifier"] not in ("", one["flag"]):
        parts.append(one["qualifier_zh"] if lang == "zh" and one["qualifier_zh"] else one["qualifier"])
    if one["origin"] == "published" and not one["preferred"]:
        parts.append(say("measure.not_preferred", lang))
    if one["left_out"]:
        parts.append(say("measure.left_out", lang, n=f"{one['left_out']:,}", rows=f"{one['rows']:,}"))
    return " · ".join(parts)


def sources(one: Data, known: Mapping[str, Data], lang: str) -> str:
    """Who published an observation; of records how many rows it comes from, and what it is divided by."""
    names = [recorded_in(known[name], "publisher", lang) if name in known else name for name in one["sources"]]
    if one["origin"] == "records" and one["rows"] is not None:
        names.insert(0, say("measure.rows", lang, rows=f"{one['rows']:,}"))
    return " · ".join(names)


def title(entry: Data, lang: str) -> str:
    """What people call an indicator."""
    return label(entry["label"], lang)
