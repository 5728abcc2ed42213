"""What is published of a city's enterprises in a year, made into the totals that a synthetic population meets.

Every total says which figures it stands on. One that is not published is missing, with the years that have it: it is not
made up. Totals that cannot all be true are brought together by the smallest change (`population_relations`).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from math import inf

from innovatory.language.mistakes import Mistake, Place
from innovatory.measure.population_constants import Parameters
from innovatory.measure.population_figures import Estimate, estimate, family_of, nearest, own, product, years_of
from innovatory.measure.population_intakes import published_intakes
from innovatory.measure.population_relations import Allowed, Relation, Relaxed, consistent
from innovatory.measure.statistics import Figure
from innovatory.records.synthetic.constants import Constants
from innovatory.records.synthetic.totals import Totals

FIRST, LAST = 2017, 2023  # the years for which a population can be made
WINDOW = 3
COUNTS = {
    "enterprises": "enterprises", "enterprises_new": "enterprises_new", "market_entities": "market_entities",
    "individual_businesses": "individual_businesses", "technology": "tech_enterprises", "hnte": "hte_total",
    "tsme": "tech_smes", "specialised_sme": "specialised_smes_total", "little_giant": "little_giants_total",
    "listed": "listed_companies", "listed_mainland": "listed_companies_ashare", "unicorn": "unicorns",
}  # fmt: skip
"""Totals that count units, with the published indicator of each."""
EMERGING, GDP = "sei_va", "gdp"
RD, RD_ALL, RD_SHARE = "rd_enterprise_expenditure", "rd_expenditure", "rd_enterprise_share"
PATENTS, PATENT_SHARE = "invention_patents_in_force", "share_invention_patents_enterprises"
OTHER_PERFORMERS = {
    "government": "rd_institute_expenditure", "higher_education": "rd_university_expenditure",
    "private_non_profit": "rd_other_expenditure",
}  # fmt: skip
STAFF, STAFF_SHARE = "rd_personnel_fte", "share_rd_personnel_enterprises"


@dataclass(frozen=True)
class Total:
    """One total of a year: what is known of it (None: nothing), and what the population is made to meet.

    `indicator` is the published series, `year` the year of the total, `unit` count, yuan or person-years; `elsewhere`
    are the years of which there is a figure where this one has none, `lacks` the published share without which one of the
    whole city tells nothing of its enterprises.
    """

    id: str
    indicator: str
    year: int
    unit: str
    known: Estimate | None
    target: float | None
    elsewhere: tuple[int, ...] = ()
    lacks: str | None = None


@dataclass(frozen=True)
class CityTotals:
    """All totals of a city and a year by id, those that had to give way, and what the generator takes.

    `intakes` are the new holders of recognitions by status and year, where they are published.
    """

    year: int
    totals: Mapping[str, Total]
    relaxed: tuple[Relaxed, ...]
    plain: Totals
    intakes: Mapping[str, Mapping[int, Estimate]]

    def count(self, name: str) -> int | None:
        """The units that a count is to reach, None where nothing is known of it."""
        target = self.totals[name].target
        return None if target is None else round(target)


def city_totals(figures: Sequence[Figure], year: int, parameters: Parameters, city: str) -> CityTotals:
    """The totals of a city at the end of a year.

    Raises `Mistake`: `year` for one outside 2017 to 2023, `population` where nothing says how many enterprises there are
    (with the years nearest to it that do), where a figure is negative, or where there are too few to perform R&D.
    """
    _check_year(year)
    found = {one.id: one for one in _all(figures, year, parameters)}
    counted = found["enterprises"].known
    if counted is None:
        raise _no_enterprises(figures, year, city)
    _check_signs(found)
    allowed = _allowed(found)
    targets, relaxed = consistent(allowed, _relations(found))
    found = {name: replace(one, target=targets.get(name)) for name, one in found.items()}
    contradicted = tuple(one for one in relaxed if allowed[one.total].published)
    plain = _plain(found, figures, year, parameters.constants)
    _check_size(plain, counted.figures[0].place)
    return CityTotals(year, found, contradicted, plain, published_intakes(figures, plain.years))


def _check_year(year: int) -> None:
    if not FIRST <= year <= LAST:
        en = f"a population can be made for {FIRST} to {LAST}, not for {year}"
        zh = f"可生成 {FIRST} 至 {LAST} 年的总体，不能是 {year} 年"
        raise Mistake("year", en, zh, nearest=str(min(max(year, FIRST), LAST)), place=Place(path="--year"))


def _check_signs(totals: Mapping[str, Total]) -> None:
    """`Mistake("population")` at the first figure below zero: no population has less than nothing."""
    for one in (figure for total in totals.values() if total.known is not None for figure in total.known.figures):
        if one.value < 0:
            en = f"{one.indicator} {one.year} is {one.shown} {one.shown_unit}; no population has less than none"
            zh = f"{one.indicator} {one.year} 年为 {one.shown} {one.shown_unit_zh}；总体数据不可能为负"
            raise Mistake("population", en, zh, place=one.place)


def _check_size(plain: Totals, place: Place) -> None:
    if plain.technology == 0:
        en = f"of {plain.enterprises:,} enterprises none would perform R&D; a population needs more of them"
        zh = f"{plain.enterprises:,} 家企业中没有一家开展研发，企业过少，无法生成总体"
        raise Mistake("population", en, zh, place=place)


def _no_enterprises(figures: Sequence[Figure], year: int, city: str) -> Mistake:
    years = years_of(figures, COUNTS["enterprises"])
    if not years:
        en = f"no number of enterprises of {city} is published for any year; without it there is no population"
        zh = f"{city} 没有任何年份的企业数公布数据，无法生成总体"
        return Mistake("population", en, zh, place=Place(path="statistics/figures.csv: enterprises"))
    close = [str(one) for one in sorted(years, key=lambda one: abs(one - year))[:2]]
    en = f"no number of enterprises of {city} is published for the end of {year}, nor on both sides of it; the nearest years are {', '.join(sorted(close))}"
    zh = f"{city} 未公布 {year} 年末的企业数，其前后也不全；最近的年份为 {'、'.join(sorted(close))}"
    return Mistake("population", en, zh, nearest=close[0], place=Place(path="--year"))


# What is known of each total -------------------------------------------------------------------------------------------


def _all(figures: Sequence[Figure], year: int, parameters: Parameters) -> Iterator[Total]:
    for name, indicator in COUNTS.items():
        known = estimate(figures, indicator, year)
        if name == "individual_businesses" and known is None:
            known = _difference(figures, COUNTS["market_entities"], COUNTS["enterprises"], year)
        yield _total(name, indicator, year, "count", known, figures)
    for back in range(WINDOW):
        joined = _one_series(figures, RD_ALL, year - back, year)  # never across a break
        known = _research(figures, year - back) if joined else None
        yield _total(f"rd_{year - back}", RD, year - back, "yuan", known, figures)
    yield _total("rd_all", RD_ALL, year, "yuan", estimate(figures, RD_ALL, year), figures)
    yield _part_of_city("patents", PATENTS, PATENT_SHARE, year, "count", figures)
    yield _part_of_city("rd_personnel", STAFF, STAFF_SHARE, year, "person-years", figures)
    yield _total(GDP, GDP, year, "yuan", estimate(figures, GDP, year), figures)
    yield from _emerging(figures, year, parameters.constants)


def _total(name: str, indicator: str, year: int, unit: str, known: Estimate | None, figures: Sequence[Figure]) -> Total:
    elsewhere = () if known is not None else tuple(years_of(figures, indicator))
    return Total(name, indicator, year, unit, known, None, elsewhere)


def _research(figures: Sequence[Figure], year: int) -> Estimate | None:
    """R&D performed by enterprises: printed, else all R&D times their share, else between two years."""
    known = estimate(figures, RD, year)
    if known is not None and known.how == "printed":
        return known
    everyone = estimate(figures, RD_ALL, year)
    if everyone is None or everyone.how == "interpolated":
        return known
    suffix = everyone.family.removeprefix(RD_ALL)
    share = nearest(figures, RD_SHARE, year, f"{RD_SHARE}{suffix}") or nearest(figures, RD_SHARE, year)
    return known if share is None else product(everyone, share)


def _difference(figures: Sequence[Figure], whole: str, part: str, year: int) -> Estimate | None:
    """What is left of a whole when a part is taken away, None where either is not known."""
    first, second = estimate(figures, whole, year), estimate(figures, part, year)
    if first is None or second is None or second.value >= first.value:
        return None
    value = first.value - second.value
    return Estimate(value, 0.0, inf, "worked_out", (*first.figures, *second.figures), first.family)


def _one_series(figures: Sequence[Figure], indicator: str, earlier: int, later: int) -> bool:
    """Whether no break of an indicator lies between two years, as far as its figures tell."""
    first, last = estimate(figures, indicator, earlier), estimate(figures, indicator, later)
    return earlier == later or first is None or last is None or first.family == last.family


def _part_of_city(name: str, whole: str, share: str, year: int, unit: str, figures: Sequence[Figure]) -> Total:
    """The part of a total of the city that its enterprises have, by their published share."""
    known, part = estimate(figures, whole, year), nearest(figures, share, year)
    if known is not None and part is None:
        return Total(name, whole, year, unit, None, None, lacks=share)
    told = None if known is None or part is None else product(known, part)
    return _total(name, whole, year, unit, told, figures)


def _emerging(figures: Sequence[Figure], year: int, constants: Constants) -> Iterator[Total]:
    """Value added of the emerging industries: together in each year of the accounts, and by group in the last."""
    newest = _emerging_total(figures, year)
    for back in range(WINDOW):
        known = _emerging_total(figures, year - back)
        if back and (newest is None or known is None or known.family != newest.family):
            known = None
        yield _total(f"{EMERGING}_{year - back}", EMERGING, year - back, "yuan", known, figures)
    for group in constants.clusters:
        known = estimate(figures, group, year)
        if known is None and newest is not None:
            known = _by_share(figures, group, list(constants.clusters), newest)
        yield _total(group, group, year, "yuan", known, figures)


def _emerging_total(figures: Sequence[Figure], year: int) -> Estimate | None:
    known = estimate(figures, EMERGING, year)
    if known is not None and known.how != "interpolated":
        return known
    share, gdp = estimate(figures, f"{EMERGING}_gdp_share", year), estimate(figures, GDP, year)
    if share is None or gdp is None or share.how != "printed":
        return known
    worked = product(share, gdp)
    family = f"{EMERGING}{share.family.removeprefix(f'{EMERGING}_gdp_share')}"
    return known or replace(worked, family=family)


def _by_share(figures: Sequence[Figure], group: str, groups: Sequence[str], newest: Estimate) -> Estimate | None:
    """A group's part of all groups as in the nearest year of which all of them are published."""
    known = {name: [one for one in own(figures, name) if one.period == "full_year"] for name in groups}
    together = set.intersection(*({one.year for one in parts} for parts in known.values()))
    if not together:
        return None
    year = min(together, key=lambda one: (abs(one - newest.figures[0].year), one))
    parts = {
        name: next(one for one in sorted(own_parts, key=lambda one: not one.preferred) if one.year == year)
        for name, own_parts in known.items()
    }
    value = newest.value * parts[group].value / sum(one.value for one in parts.values())
    return Estimate(value, 0.0, inf, "worked_out", (*newest.figures, *parts.values()), family_of(parts[group]))


# What must hold between them -------------------------------------------------------------------------------------------


def _allowed(totals: Mapping[str, Total]) -> dict[str, Allowed]:
    found = {}
    for name, one in totals.items():
        known = one.known
        if known is None:
            continue
        printed = known.how in ("printed", "bound")
        low, high = (known.low, known.high) if printed else (known.value, known.value)
        found[name] = Allowed(known.value, low, high, printed)
    return found


def _relations(totals: Mapping[str, Total]) -> list[Relation]:
    newest = totals["enterprises"].year
    within = [
        ("enterprises_new", "enterprises"), ("technology", "enterprises"), ("hnte", "enterprises"), ("tsme", "enterprises"),
        ("specialised_sme", "enterprises"), ("listed", "enterprises"), ("unicorn", "enterprises"),
        ("little_giant", "specialised_sme"), ("listed_mainland", "listed"), ("hnte", "technology"), ("tsme", "technology"),
        (f"rd_{newest}", "rd_all"), (f"{EMERGING}_{newest}", GDP), ("enterprises", "market_entities"),
    ]  # fmt: skip
    found = [Relation(f"{part}_within_{whole}", {part: 1.0, whole: -1.0}) for part, whole in within]
    parts = {"enterprises": 1.0, "individual_businesses": 1.0, "market_entities": -1.0}
    found.append(Relation("entities_add_up", parts, equal=True))
    groups = [name for name, one in totals.items() if name.startswith(f"{EMERGING}_") and one.indicator == name]
    if groups and all(totals[name].known is not None for name in groups):
        sums = {**dict.fromkeys(groups, 1.0), f"{EMERGING}_{newest}": -1.0}
        found.append(Relation("groups_add_up", sums, equal=True))
    return found


def other_performers(figures: Sequence[Figure], totals: CityTotals) -> dict[str, dict[int, int]]:
    """R&D (yuan) of all that is no enterprise, by sector and year: the rest of all R&D, parted as in the nearest year.

    Nothing where the parts are published for no year.
    """
    parts = {sector: nearest(figures, indicator, totals.year) for sector, indicator in OTHER_PERFORMERS.items()}
    known = {sector: part.value for sector, part in parts.items() if part is not None}
    found: dict[str, dict[int, int]] = {sector: {} for sector in known}
    for year, own_part in totals.plain.rd.items():
        everyone = totals.totals["rd_all"].target if year == totals.year else _value(estimate(figures, RD_ALL, year))
        if everyone is None or everyone <= own_part or not known:
            continue
        shares = {sector: (everyone - own_part) * value / sum(known.values()) for sector, value in known.items()}
        for sector, amount in _parted(shares).items():
            found[sector][year] = amount
    return found


def _value(known: Estimate | None) -> float | None:
    return None if known is None else known.value


# What the generator takes ----------------------------------------------------------------------------------------------


def _plain(totals: Mapping[str, Total], figures: Sequence[Figure], year: int, constants: Constants) -> Totals:
    enterprises = round(totals["enterprises"].target or 0)
    stock = {year: float(enterprises)}
    for other in range(FIRST, year):
        known = estimate(figures, COUNTS["enterprises"], other)
        if known is not None:
            stock[other] = known.value
    new = totals["enterprises_new"].target
    counted = [totals[name].target or 0.0 for name in ("technology", "hnte", "tsme", "specialised_sme")]
    technology = max(*counted, constants.technology_share * enterprises)
    patents, staff = totals["patents"].target, totals["rd_personnel"].target
    research = {year - back: totals[f"rd_{year - back}"].target for back in range(WINDOW)}
    return Totals(
        year=year,
        enterprises=enterprises,
        new=None if new is None else round(new),
        stock=stock,
        technology=min(round(technology), enterprises),
        rd={one: round(target) for one, target in research.items() if target is not None},
        patents=None if patents is None else round(patents),
        rd_personnel=None if staff is None else round(staff),
        value_added=_groups(totals, year),
        ordinary_value_added=_ordinary(totals, year, constants),
    )


def _groups(totals: Mapping[str, Total], year: int) -> dict[str, dict[int, int]]:
    """Value added by group and year: earlier years are parted as the last."""
    whole = {year - back: totals[f"{EMERGING}_{year - back}"].target for back in range(WINDOW)}
    groups = {one.id: one.target for one in totals.values() if one.id == one.indicator and one.id.startswith(EMERGING)}
    known = {name: target for name, target in groups.items() if target is not None}
    if not known and whole[year] is not None:
        known = {EMERGING: whole[year] or 0.0}
    together = sum(known.values())
    found: dict[str, dict[int, int]] = {}
    for one in (year, year - 1, year - 2):
        total = together if one == year else whole[one]
        if total is not None:
            for name, part in _parted({name: total * target / together for name, target in known.items()}).items():
                found.setdefault(name, {})[one] = part
    return found


def _parted(parts: Mapping[str, float]) -> dict[str, int]:
    """Whole parts whose sum is the whole sum: what rounding leaves goes to the largest."""
    whole = {name: round(part) for name, part in parts.items()}
    if whole:
        whole[max(parts, key=lambda name: parts[name])] += round(sum(parts.values())) - sum(whole.values())
    return whole


def _ordinary(totals: Mapping[str, Total], year: int, constants: Constants) -> float | None:
    """Value added of enterprises outside the emerging industries: an assumed part of the GDP outside them."""
    gdp, emerging = totals[GDP].target, totals[f"{EMERGING}_{year}"].target
    return None if gdp is None or emerging is None else constants.ordinary_gdp_share * (gdp - emerging)
