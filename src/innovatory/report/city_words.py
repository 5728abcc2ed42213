"""How the page of a city says things in one language: phrases as HTML, values as people read them, sources as numbers.

A published figure stands as it was printed, in the units of the language; a value from records is rounded. Every text is
escaped here.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from html import escape
from typing import Any

from innovatory.measure.evidence import Evidence
from innovatory.measure.indicator import Indicator
from innovatory.measure.observations import Observation
from innovatory.measure.readings import read
from innovatory.measure.statistics import Figure
from innovatory.report import measured_value
from innovatory.report.facts import BOUNDS, printed
from innovatory.report.figures import figure
from innovatory.report.words import label, listing, say, say_many

ALL_DIGITS = 12  # a printed figure is never rounded
LARGE_ZH = ("百万", "十亿")  # what nobody says in Chinese; the number is told in 万 or 亿

Key = tuple[str, int, str, str, str]


def key_of(one: Figure) -> Key:
    """What tells a figure apart from all others of its indicator."""
    return one.source, one.year, one.period, one.series, f"{one.shown} {one.shown_unit}"


@dataclass(frozen=True, eq=False)
class Teller:
    """One language of a page, with the numbers of its sources and its figures by indicator series."""

    lang: str
    numbers: Mapping[str, int]
    figures: Mapping[str, Mapping[Key, Figure]]

    def say(self, key: str, /, **facts: object) -> str:
        """A phrase, escaped."""
        return escape(say(key, self.lang, **facts))

    def many(self, key: str, number: int, /, **facts: object) -> str:
        """A phrase that counts something, escaped."""
        return escape(say_many(key, number, self.lang, **facts))

    def name(self, of: Any) -> str:
        """A label by language, escaped."""
        return escape(label(of, self.lang))

    def listed(self, items: Iterable[str]) -> str:
        """Pieces of HTML in a row."""
        return listing(list(items), self.lang)

    def noted(self, of: Observation | Figure) -> str:
        """What limits a figure, in brackets; as it was written, and marked so, where it has no Chinese. Nothing for none."""
        if not of.qualifier:
            return ""
        told = of.qualifier_zh if self.lang == "zh" else of.qualifier
        return f" <i>({escape(told)})</i>" if told else f' <i lang="en">({escape(of.qualifier)})</i>'

    def cite(self, sources: Iterable[str]) -> str:
        """The numbers of sources in brackets, each a link to the list at the end of the page."""
        known = [name for name in dict.fromkeys(sources) if name in self.numbers]
        links = (
            f'<a href="#{self.lang}-s{self.numbers[name]}" title="{escape(name)}">{self.numbers[name]}</a>'
            for name in known
        )
        return f'<span class="cite">[{", ".join(links)}]</span>' if known else ""

    def figure(self, one: Figure) -> str:
        """A published figure as it was printed, escaped."""
        return escape(_printed(one, self.lang))

    def figure_of(self, one: Observation, indicator: Indicator) -> Figure | None:
        """The published figure that an observation is; None for one that comes from records."""
        known = self.figures.get(indicator.entry.series or "", {})
        return known.get((one.sources[0], one.year, one.period, one.series, one.shown or "")) if one.shown else None

    def value(self, one: Observation, indicator: Indicator) -> str:
        """The value of an observation, escaped."""
        return escape(self.text(one, indicator))

    def text(self, one: Observation, indicator: Indicator) -> str:
        """The value of an observation: as printed, or worked out from records and rounded."""
        published = self.figure_of(one, indicator)
        if published is not None:
            return _printed(published, self.lang)
        return measured_value.value(one.as_dict(), indicator.entry.model_dump(), self.lang)

    def limits(self, one: Observation, indicator: Indicator, silent: Collection[str] = ("observed",)) -> list[str]:
        """What must be told beside a value, as text: its flag unless it is one of `silent`, then its notes."""
        told = [] if one.flag in silent else [say(f"measure_flag.{one.flag}", self.lang)]
        published = self.figure_of(one, indicator)
        notes = () if published is None else read(published).notes
        told += [say(f"check_note.{key}", self.lang) for key in notes if key != one.flag]
        if one.left_out:
            told.append(say("measure.left_out", self.lang, n=f"{one.left_out:,}", rows=f"{one.rows or 0:,}"))
        return told

    def rests_on(self, evidence: Evidence) -> str:
        """The kinds of facts behind a value, each with its share unless it is all, as text."""
        shares = {kind: part for kind, part in evidence.shares().items() if part}
        told = []
        for kind, part in shares.items():
            of = say(f"evidence.{kind}", self.lang)
            some = say("evidence.part", self.lang, of=of, share=figure(part, "1", self.lang, 2))
            told.append(of if part == 1.0 else some)
        return say("evidence.join", self.lang).join(told)


def _printed(one: Figure, lang: str) -> str:
    told = read(one)
    is_open = told.low_open or told.high_open
    size = next((word for word in LARGE_ZH if one.shown_unit_zh.startswith(word)), None)
    if lang == "zh" and size is not None and str(one.unit) not in ("yuan", "person"):
        value = figure(one.value, "number", lang, ALL_DIGITS) + one.shown_unit_zh.removeprefix(size)
        return say(f"check.{BOUNDS[one.bound][is_open]}", lang, value=value) if one.bound in BOUNDS else value
    unit = {"en": one.shown_unit, "zh": one.shown_unit_zh}
    of = {"shown": one.shown, "shown_unit": unit, "value": one.value, "unit": str(one.unit), "bound": one.bound}
    return printed({**of, "open": is_open}, lang)
