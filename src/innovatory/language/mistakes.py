"""What a user did wrong, said once in both languages and with the place where it stands.

Every error that a user can cause is a `Mistake`: the command line prints its sentence and exits with 2.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from difflib import get_close_matches


@dataclass(frozen=True)
class Place:
    """Where a mistake stands: a file, a line and a column (both from 1), a path of keys inside it."""

    file: str | None = None
    line: int | None = None
    column: int | None = None
    path: str | None = None

    def __str__(self) -> str:
        spot = ":".join(str(part) for part in (self.file, self.line, self.column) if part is not None)
        return " · ".join(part for part in (spot, self.path) if part)


class Mistake(Exception):
    """A user's mistake: its `kind` (stable, machine-readable), its sentence in English and Chinese, its place."""

    def __init__(self, kind: str, en: str, zh: str, *, nearest: str | None = None, place: Place | None = None) -> None:
        super().__init__(en)
        self.kind = kind
        self.en = en
        self.zh = zh
        self.nearest = nearest
        self.place = place

    def say(self, lang: str = "en") -> str:
        """The whole message in one language: place, sentence, nearest valid name."""
        sentence = self.zh if lang == "zh" else self.en
        if self.nearest is not None:
            sentence += f"，是否应为 {self.nearest}？" if lang == "zh" else f"; did you mean {self.nearest}?"
        return f"{self.place}: {sentence}" if self.place and str(self.place) else sentence

    def at(self, place: Place) -> Mistake:
        """The same mistake at a place; what is already known of the place (the inner part) is kept."""
        inner = self.place or Place()
        known = {key: value for key, value in vars(inner).items() if value is not None}
        if inner.path is not None and place.path is not None and not inner.path.startswith(place.path):
            known["path"] = f"{place.path} · {inner.path}"
        return Mistake(self.kind, self.en, self.zh, nearest=self.nearest, place=replace(place, **known))

    def __str__(self) -> str:
        return self.say("en")


def nearest(name: str, valid: Iterable[str]) -> str | None:
    """The valid name closest to a misspelt one, or None if nothing is near."""
    found = get_close_matches(name, list(valid), n=1, cutoff=0.6)
    return found[0] if found else None
