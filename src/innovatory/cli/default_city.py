"""The city that is meant where a command names none: the one shipped city that is no invented one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from innovatory.language.mistakes import Mistake, Place
from innovatory.report.words import listing

if TYPE_CHECKING:
    from innovatory.measure.city import City


def default_city(place: str) -> City:
    """The one shipped city that is not invented; `Mistake("city")` at `place` if there is none, or several."""
    from innovatory.measure.city import read_city
    from innovatory.policy.cities import cities

    known = [read_city(name) for name in cities()]
    real = [city for city in known if not city.invented]
    if len(real) == 1:
        return real[0]
    names = [city.id for city in real or known]
    en, zh = f"which city? {listing(names, 'en')}", f"请指明城市：{listing(names, 'zh')}"
    raise Mistake("city", en, zh, place=Place(path=place))
