"""The places that a record may name come from the city folders; whatever lies outside them has a word of its own."""

from __future__ import annotations

from pathlib import Path

import pytest

from innovatory.language.mistakes import Mistake
from innovatory.records import geography
from innovatory.records.geography import OUTSIDE, places
from innovatory.records.readings import read_category

# the nine districts under adcode 440300, and the two areas that have no code of their own
DISTRICTS = {str(440300 + number) for number in range(3, 12)} | {"sz-dapeng", "sz-shenshan"}
ZONES = {"sz-qianhai", "sz-hetao", "sz-guangming-science-city"}
INVENTED = {"district": {"ld-harbour", "ld-hill", "ld-bay"}, "zone_id": {"ld-park"}}  # of the invented city


@pytest.mark.parametrize(("column", "ids"), [("district", DISTRICTS | {"other"}), ("zone_id", ZONES | {"none"})])
def test_the_places_are_those_of_the_shipped_cities_and_the_outside(column: str, ids: set[str]) -> None:
    assert set(places(column)) == ids | INVENTED[column]
    assert len(places(column)) == len(ids | INVENTED[column])
    assert places(column)[-1] == OUTSIDE[column]


@pytest.mark.parametrize("column", ["sector", "enterprise_id", "legal_form"])
def test_a_column_that_names_no_place_has_no_list(column: str) -> None:
    assert places(column) == ()


def test_every_city_folder_adds_its_places(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for city, ids in {"second": ["b2", "b1"], "first": ["a1"]}.items():
        folder = tmp_path / city / "geography"
        folder.mkdir(parents=True)
        rows = "".join(f"{one},Name,名\n" for one in ids)
        (folder / "districts.csv").write_text(f"id,name_en,name_zh\n{rows}", encoding="utf-8")
    monkeypatch.setattr(geography, "_cities", lambda: tmp_path)
    read_anew = places.__wrapped__
    assert read_anew("district") == ("a1", "b2", "b1", "other")  # cities by name, districts as their file lists them
    assert read_anew("zone_id") == ("none",)  # no city has a zone


def test_a_place_that_no_city_has_is_refused_with_the_nearest() -> None:
    with pytest.raises(Mistake) as caught:
        read_category("sz-qianhia", places("zone_id"))
    assert (caught.value.kind, caught.value.nearest) == ("category", "sz-qianhai")
    assert read_category("440307", places("district")) == "440307"
