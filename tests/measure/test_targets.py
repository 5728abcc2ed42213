"""What a city's `targets.yaml` may say; a mistake in it is told at its line."""

from __future__ import annotations

from pathlib import Path

import pytest

import innovatory
from innovatory.language.mistakes import Mistake
from innovatory.measure.targets import Threshold, named, read_targets, threshold

SHENZHEN = Path(innovatory.__file__).parent / "cities" / "shenzhen"
TARGET = """city: lindao
targets:
  - id: more_firms
    kind: plan
    label: {en: More firms, zh: 更多企业}
    year: 2023
    unit: count
    at_least: 500
    source: a
    quote: 500 more firms
    answers:
      - {label: {en: Added, zh: 新增}, series: firms_new}
"""


def written(folder: Path, text: str) -> Path:
    city = folder / "lindao"
    city.mkdir()
    (city / "targets.yaml").write_text(text, encoding="utf-8")
    return city


def test_a_target_is_read_with_its_comparison_and_definitions(tmp_path: Path) -> None:
    (target,) = read_targets(written(tmp_path, TARGET)).targets
    assert target.comparison == ("at_least", Threshold(500.0, 0.5))
    assert (target.year, target.any_year, target.answers[0].published) == (2023, False, {"series": "firms_new"})


def test_a_city_without_the_file_has_no_targets(tmp_path: Path) -> None:
    assert read_targets(tmp_path).targets == ()


@pytest.mark.parametrize(
    ("text", "value", "half"),
    [
        ("90%", 0.9, 0.005),
        ("5.49%", 0.0549, 0.00005),
        ("4bn", 4e9, 0.5e9),
        ("12.3bn", 12.3e9, 0.05e9),
        ("500", 500.0, 0.5),
    ],
)
def test_a_threshold_knows_half_a_unit_of_its_last_digit(text: str, value: float, half: float) -> None:
    found = threshold(text)
    assert (found.value, found.half) == (value, pytest.approx(half, rel=1e-12))


@pytest.mark.parametrize(
    ("old", "new", "kind", "line"),
    [
        ("city: lindao", "city: elsewhere", "name", 1),
        ("    at_least: 500\n", "", "no_comparison", 3),
        ("at_least: 500", "at_least: 500\n    at_most: 600", "two_comparisons", 9),
        ("at_least: 500", "at_least: many", "literal", 8),
        ("unit: count", "unit: firms", "unit", 7),
        ("year: 2023", "year: soon", "date", 6),
        ("kind: plan", "kind: hope", "category", 4),
        (", series: firms_new", "", "missing_key", 12),
        ("series: firms_new", "part: firms_new", "missing_key", 12),
        ("series: firms_new", "serie: firms_new", "unknown_key", 12),
        ("zh: 更多企业", "de: Firmen", "unknown_key", 5),
    ],
)
def test_a_mistake_is_told_at_its_line(tmp_path: Path, old: str, new: str, kind: str, line: int) -> None:
    assert old in TARGET
    with pytest.raises(Mistake) as caught:
        read_targets(written(tmp_path, TARGET.replace(old, new)))
    place = caught.value.place
    assert place is not None
    assert (caught.value.kind, place.line) == (kind, line)


def test_an_id_stands_once(tmp_path: Path) -> None:
    again = TARGET + TARGET.partition("targets:\n")[2]
    with pytest.raises(Mistake, match="stands twice") as caught:
        read_targets(written(tmp_path, again))
    assert caught.value.place is not None
    assert caught.value.place.line == 13


def test_the_first_city_holds_the_six_shares_of_its_document_word_for_word() -> None:
    six = [one for one in read_targets(SHENZHEN).targets if one.comparison == ("more_than", Threshold(0.9, 0.005))]
    text = "More than 90% of "
    # the sentences of the founding document of 2023-10-10
    assert [one.quote.removeprefix(text) for one in six] == [
        "innovative enterprises are local enterprises",
        "R&D personnel are employed by enterprises",
        "employee invention patents come from enterprises",
        "R&D institutions are based in enterprises",
        "R&D funds are contributed by enterprises",
        "major technological invention patents are owned by leading enterprises",
    ]
    assert {one.source for one in six} == {"002_9c22ceef8d9a749e.txt"}
    assert all(one.any_year for one in six)


def test_every_name_that_the_file_takes_from_elsewhere_is_listed(tmp_path: Path) -> None:
    found = list(named(read_targets(written(tmp_path, TARGET))))
    assert [(what, name) for _, what, name in found] == [("source", "a"), ("published", "firms_new")]
