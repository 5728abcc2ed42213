"""What one server serves: its cities, read once and again when a file of theirs changes, and the population if one is given.

Everything worked out of a city hangs on one `Held`, so that nothing of an older state is ever told beside a newer one.
"""

from __future__ import annotations

import os
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from pathlib import Path
from threading import Lock, RLock
from typing import Any, TypeVar

from innovatory.language.mistakes import nearest
from innovatory.measure.city import CITY_FILE, City, read_city
from innovatory.policy.cities import cities
from innovatory.report.city_page import by_series
from innovatory.report.city_report import CityReport, gather
from innovatory.report.city_words import Teller
from innovatory.server.claims import Claims
from innovatory.server.costs import Costs, day_of
from innovatory.server.problems import Absent

LOOK_AGAIN = 1.0  # seconds between two looks at the files of a city
Made = TypeVar("Made")


@dataclass
class Held:
    """A city in one state of its files, with what was worked out of it."""

    city: City
    lock: RLock = field(default_factory=RLock)
    made: dict[tuple[Any, ...], Any] = field(default_factory=dict)

    @cached_property
    def report(self) -> CityReport:
        """Indicators, checks and sources of the city, gathered once."""
        with self.lock:
            return self.once(("report",), lambda: gather(self.city))

    def teller(self, lang: str) -> Teller:
        """How values of the city are said in a language."""
        return self.once(("teller", lang), lambda: Teller(lang, self.report.cited, by_series(self.report.figures)))

    def once(self, key: tuple[Any, ...], make: Callable[[], Made]) -> Made:
        """What `make` gives, made at most once for a key."""
        with self.lock:
            if key not in self.made:
                self.made[key] = make()
            found: Made = self.made[key]
            return found


class Served:
    """The cities of a server: those that ship with the product, or the one of a folder that was given."""

    def __init__(self, folder: Path | None = None, population: Path | None = None) -> None:
        self.folder = None if folder is None else folder.resolve()
        self.population = population
        self.changes = 0  # how often something was found changed
        self._held: dict[str, Held] = {}
        self._stamps: dict[str, tuple[tuple[str, int, int], ...]] = {}
        self._looked = 0.0
        self._lock = Lock()
        self.costs = Costs(population, day_of(population, date.today()))
        self.claims = Claims(population)
        self._today = date.today()
        named = cities() if self.folder is None else {read_city(self.folder).id: None}
        self._names = tuple(named)

    @property
    def names(self) -> tuple[str, ...]:
        """The ids of the cities."""
        return self._names

    @cached_property
    def default(self) -> str:
        """The city to show first: one that is not invented before others."""
        real = [name for name in self.names if not self.city(name).city.invented]
        return (*real, *self.names)[0]

    @property
    def importable(self) -> tuple[str, ...]:
        """The cities into whose records files may be imported: that of a folder which may be written to."""
        return self.names if self.folder is not None and os.access(self.folder, os.W_OK) else ()

    def city(self, name: str) -> Held:
        """A city by its id; `Absent` with the nearest id if it is not served."""
        if name not in self._names:
            raise Absent("city", f"no city {name!r} is served", f"未提供城市 {name!r}", nearest(name, self._names))
        self.look()
        with self._lock:
            if name not in self._held:
                self._held[name] = Held(read_city(self.folder or name))
                self._stamps[name] = _stamp(self._held[name].city.folder)
            return self._held[name]

    def look(self) -> int:
        """Look whether the files of a city that was read have changed; the number of changes seen so far."""
        now = time.monotonic()
        with self._lock:
            if now - self._looked >= LOOK_AGAIN:
                self._looked = now
                for name in [one for one, held in self._held.items() if _stamp(held.city.folder) != self._stamps[one]]:
                    self._forget(name)
                if date.today() != self._today:  # what holds today is another question on another day
                    self._today = date.today()
                    self.changes += 1
            return self.changes

    def forget(self, name: str) -> None:
        """Read a city anew when it is next asked for."""
        with self._lock:
            self._forget(name)

    def _forget(self, name: str) -> None:
        self._held.pop(name, None)
        self._stamps.pop(name, None)
        self.changes += 1


def _stamp(folder: Path) -> tuple[tuple[str, int, int], ...]:
    """Names, sizes and times of a city's files: those people write, and the manifest of its records."""
    paths = [folder / CITY_FILE, folder / "records" / "manifest.json", *folder.glob("*.yaml"), *folder.glob("*/*.csv")]
    found = []
    for path in sorted(set(paths)):
        try:
            seen = path.stat()
        except OSError:
            continue
        found.append((str(path), seen.st_size, seen.st_mtime_ns))
    return tuple(found)
