"""A column is no better than the total behind it: published, worked out, or assumed where nothing is known of it."""

from __future__ import annotations

from datetime import date

import numpy as np

from innovatory.measure.city import read_city
from innovatory.measure.population_basis import grounds
from innovatory.measure.population_constants import read_parameters
from innovatory.measure.population_recognition import Given, Pool
from innovatory.measure.population_totals import city_totals

CITY = read_city("shenzhen")
PARAMETERS = read_parameters(CITY.folder)
POOL = Pool("tsme", "tsme_evaluation", date(2022, 12, 31), 1.0, 1.0, np.array([True]), first_day=False)


def given(status: str, basis: str, aimed: int | None = 1) -> Given:
    return Given(status, aimed, 1.0, POOL, basis, {2022: 1.0}, ends=True)


def test_columns_rest_on_what_their_totals_rest_on() -> None:
    totals = city_totals(CITY.figures, 2022, PARAMETERS, CITY.id)
    recognitions = {
        "hnte": given("hnte", "published"),
        "unicorn": given("unicorn", "derived"),
        "tsme": given("tsme", "assumed"),
        "little_giant": given("little_giant", "published"),
    }
    found = grounds(totals, recognitions)
    assert found["status(hnte)"] == "published"
    assert found["status(unicorn)"] == "derived"
    assert found["status(tsme)"] == "assumed"
    # the share of enterprises in patents is one of another year
    assert found["ip_class1"] == "assumed"
    assert found["rd_intramural"] == found["registered_on"] == "derived"
    # R&D staff is published for 2023 alone
    assert "rd_personnel_fte" not in found
    # new little giants are published, new high-tech enterprises only as a balance
    assert found["status(little_giant)_valid_to"] == "derived"
    assert "status(hnte)_valid_to" not in found


def test_without_a_total_a_column_is_assumed() -> None:
    figures = [one for one in CITY.figures if one.indicator == "enterprises"]
    found = grounds(city_totals(figures, 2022, PARAMETERS, CITY.id), {"hnte": given("hnte", "missing", None)})
    assert found == {"registered_on": "derived", "technology": "derived"}
