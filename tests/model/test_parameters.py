"""What users set: read as text, held in its range, told with the nearest name."""

from __future__ import annotations

from pathlib import Path

import pytest

from innovatory.language.mistakes import Mistake
from innovatory.model.parameter_file import label, preset, preset_names, read_parameters
from innovatory.model.parameters import ConstantRates, Parameters, names, values, with_values

PRESETS = ["akcigit-kerr", "klette-kortum", "klette-kortum-equilibrium", "two-types"]


@pytest.fixture
def parameters() -> Parameters:
    return preset("klette-kortum")


def test_the_presets_ship() -> None:
    assert preset_names() == PRESETS


@pytest.mark.parametrize("name", PRESETS)
def test_a_preset_says_what_it_is_in_both_languages(name: str) -> None:
    assert label(name, "en").isascii() or "–" in label(name, "en")
    assert any("一" <= character <= "鿿" for character in label(name, "zh"))


def test_a_preset_holds_the_worked_set_of_the_theory(parameters: Parameters) -> None:
    assert parameters.rates == ConstantRates(lambda_=0.06, eta=0.04)
    assert parameters.quarters == 200


def test_values_are_set_as_users_write_them(parameters: Parameters) -> None:
    changed = with_values(parameters, {"lambda": "5%", "lines": "200k", "years": "300", "start": "singletons"})
    assert values(changed)["lambda"] == 0.05
    assert (changed.size.lines, changed.quarters, changed.start) == (200_000, 1200, "singletons")
    assert parameters == preset("klette-kortum")


@pytest.mark.parametrize("name", PRESETS)
def test_every_name_can_be_set_to_its_own_value(name: str) -> None:
    given = preset(name)
    texts = {key: str(value) for key, value in values(given).items() if value is not None}
    assert with_values(given, texts) == given
    assert set(texts) <= set(names(given))


@pytest.mark.parametrize(
    ("name", "text", "kind", "said"),
    [
        ("lambda", "-0.1", "range", "(0, 100]"),
        ("lambda", "0", "range", "(0, 100]"),
        ("eta", "0", "range", "(0, 100]"),
        ("lambda", "101", "range", "(0, 100]"),
        ("lambda", "nan", "literal", "lambda"),
        ("lambda", "inf", "literal", "not a number"),
        ("lambda", "", "literal", "not a number"),
        ("lines", "0", "range", "[1,"),
        ("lines", "10.5", "whole", "whole"),
        ("lines", "3bn", "range", "[1,"),
        ("years", "0", "range", "(0,"),
        ("years", "0.3", "range", "delta"),
        ("delta", "0", "range", "(0,"),
        ("step", "-0.05", "range", "[0, 10]"),
        ("start", "stationery", "word", "stationary"),
        ("lamda", "0.1", "name", "lambda"),
        ("x_high", "0.1", "name", "klette-kortum"),
        ("lines_max", "10", "range", "at least as large"),
    ],
)
def test_what_is_wrong_is_told(parameters: Parameters, name: str, text: str, kind: str, said: str) -> None:
    with pytest.raises(Mistake) as caught:
        with_values(parameters, {name: text})
    assert caught.value.kind == kind
    assert said in str(caught.value)
    assert name in caught.value.zh


def test_a_misspelt_name_is_answered_with_the_nearest(parameters: Parameters) -> None:
    with pytest.raises(Mistake) as caught:
        with_values(parameters, {"lamda": "0.1"})
    assert caught.value.nearest == "lambda"
    with pytest.raises(Mistake) as caught:
        preset("kletekortum")
    assert caught.value.nearest == "klette-kortum"


def test_values_are_checked_together_not_one_by_one(parameters: Parameters) -> None:
    changed = with_values(parameters, {"years": "7", "delta": "7"})  # either alone would be refused
    assert changed.quarters == 1


def test_two_types_have_no_stationary_start() -> None:
    with pytest.raises(Mistake, match="no closed form"):
        with_values(preset("two-types"), {"start": "stationary"})


WHOLE = """\
preset: mine
label: {en: Mine, zh: 我的}
rates: constant
steps: multiplicative
values:
  lambda: 0.06
  eta: 0.04
  step: 0.05
  internal_rate: 0
  internal_step: 0
  lines: 100
  years: 10
  delta: 0.25
  start: singletons
"""


def written(folder: Path, text: str) -> Path:
    path = folder / "mine.yaml"
    path.write_text(text, encoding="utf-8")
    return path


def test_a_file_of_ones_own_is_read(tmp_path: Path) -> None:
    found = read_parameters(written(tmp_path, WHOLE + "  lambda_max: 0.2\n"))
    assert (found.preset, found.size.lambda_max, found.size.eta_max) == ("mine", 0.2, None)


@pytest.mark.parametrize(
    ("old", "new", "kind", "line", "nearest"),
    [
        ("lambda: 0.06", "lamda: 0.06", "key", 6, "lambda"),
        ("lambda: 0.06", "lambda: -1", "range", 6, None),
        ("lambda: 0.06", "lambda: .nan", "literal", 6, None),
        ("lambda: 0.06", "lambda: [1, 2]", "type", 6, None),
        ("  eta: 0.04\n", "", "missing_key", 5, None),
        ("rates: constant", "rates: constants", "word", 3, "constant"),
        ("years: 10", "years: 10.1", "range", 5, None),
        ("start: singletons", "start: single", "word", 14, None),
        ("label: {en: Mine, zh: 我的}", "label: {en: Mine}", "missing_key", 2, None),
        ("preset: mine", "preset: mine\nextra: 1", "key", 2, None),
        ("eta: 0.04", "eta: 0.04\n  sigma: 1", "key", 8, None),
    ],
)
def test_a_mistake_in_a_file_stands_at_its_line(
    tmp_path: Path, old: str, new: str, kind: str, line: int, nearest: str | None
) -> None:
    assert old in WHOLE
    with pytest.raises(Mistake) as caught:
        read_parameters(written(tmp_path, WHOLE.replace(old, new)))
    assert (caught.value.kind, caught.value.place and caught.value.place.line) == (kind, line)
    if nearest is not None:
        assert caught.value.nearest == nearest
