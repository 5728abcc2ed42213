"""The city meant where none is named: the only one that is not invented; with several, or none, one has to be named."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest

from innovatory.cli.default_city import default_city
from innovatory.language.mistakes import Mistake
from innovatory.policy.cities import City, cities

Innovatory = Callable[..., Any]
Shipping = Callable[..., None]


@pytest.fixture
def shipping(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Shipping:
    """Ships the invented city that is shipped indeed and, beside it, real ones of some names."""

    def ship(*real: str) -> None:
        for name in real:
            (tmp_path / name).mkdir()
            text = f"city: {name}\nlabel: {{en: {name}, zh: 城}}\nlevel: city\n"
            (tmp_path / name / "city.yaml").write_text(text, encoding="utf-8")
        found: Mapping[str, City] = {"lindao": cities()["lindao"], **cities(tmp_path)}
        for place in ("policy.cities", "measure.city"):
            monkeypatch.setattr(f"innovatory.{place}.cities", lambda: found)

    return ship


def test_the_invented_city_is_passed_over(shipping: Shipping) -> None:
    shipping("newtown")
    assert default_city("CITY").id == "newtown"  # in the order of their ids the invented one is first


@pytest.mark.parametrize(("real", "named"), [(("newtown", "oldtown"), ("newtown", "oldtown")), ((), ("lindao",))])
def test_where_none_or_several_are_real_one_has_to_be_named(
    shipping: Shipping, real: tuple[str, ...], named: tuple[str, ...]
) -> None:
    shipping(*real)
    with pytest.raises(Mistake) as caught:
        default_city("--city")
    told = caught.value
    assert (told.kind, told.place and told.place.path) == ("city", "--city")
    assert all(name in sentence for name in named for sentence in (told.en, told.zh))
    assert ("lindao" in told.en) == (not real)


@pytest.mark.parametrize("command", [("check",), ("measure",), ("facts",), ("demo", "--out", "pages")])
def test_every_command_asks_by_the_same_rule(
    innovatory: Innovatory,
    shipping: Shipping,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    command: tuple[str, ...],
) -> None:
    shipping("newtown", "oldtown")
    monkeypatch.chdir(tmp_path)
    ended = innovatory(*command)
    assert (ended.code, ended.out) == (2, "")
    assert "which city? newtown, oldtown" in " ".join(ended.err.split())
    assert not (tmp_path / "pages").exists()
