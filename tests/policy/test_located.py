from __future__ import annotations

import time
from pathlib import Path

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from innovatory.language.mistakes import Mistake
from innovatory.policy import located
from innovatory.policy.located import MAX_BYTES, MAX_LEVELS, Located, Steps, parse_yaml, read_yaml

TOY = sorted((Path(__file__).parents[2] / "conformance" / "toy").glob("*.yaml"))


def parse(text: str) -> Located:
    return parse_yaml(text.encode(), "sheet.yaml")


def refusal(content: str | bytes) -> Mistake:
    with pytest.raises(Mistake) as caught:
        parse_yaml(content.encode() if isinstance(content, str) else content, "sheet.yaml")
    return caught.value


def spot(mistake: Mistake) -> tuple[int | None, int | None]:
    assert mistake.place is not None
    return mistake.place.line, mistake.place.column


def test_every_scalar_stays_text() -> None:
    text = "a: NO\nb: 5e7\nc: null\nd: ~\ne: 2024-01-01\nf: 0x10\ng: true\nh:\ni: '5%'\n"
    assert parse(text).data == {
        "a": "NO", "b": "5e7", "c": "null", "d": "~", "e": "2024-01-01", "f": "0x10", "g": "true", "h": "", "i": "5%",
    }  # fmt: skip


def test_a_text_stands_at_its_first_character_inside_quotes() -> None:
    found = parse("criteria:\n  age: {value: staff, is: 'true'}\n")
    place = found.place_of(("criteria", "age", "value"))
    assert (place.file, place.line, place.column, place.path) == ("sheet.yaml", 2, 16, "criteria.age.value")
    assert found.place_of(("criteria", "age", "is")).column == 28


def test_a_mapping_or_list_stands_at_its_key() -> None:
    found = parse("label: x\ncriteria:\n  age: [1, 2]\n")
    assert (found.place_of(("criteria",)).line, found.place_of(("criteria", "age")).column) == (2, 3)
    assert found.place_of(("criteria", "age", 1)).column == 12


def test_an_unknown_node_stands_at_its_nearest_ancestor() -> None:
    found = parse("criteria:\n  age: {value: staff}\n")
    place = found.place_of(("criteria", "age", "unit", "deeper"))
    assert (place.line, place.column, place.path) == (2, 3, "criteria.age.unit.deeper")
    assert found.place_of(("elsewhere",)).line == 1


def test_an_empty_value_stands_at_its_key() -> None:
    found = parse("a: 1\nsource:\nb: 2\n")
    assert (found.place_of(("source",)).line, found.place_of(("source",)).column) == (2, 1)


def test_the_key_of_a_text_has_its_own_place() -> None:
    found = parse("a: 1\nlabel: x\n")
    assert (found.place_of(("label",)).column, found.key_place_of(("label",)).column) == (8, 1)


def test_columns_count_chinese_characters_as_one() -> None:
    assert parse("label: {zh: 科技, en: tech}\n").place_of(("label", "en")).column == 21


def test_a_byte_order_mark_is_no_part_of_the_text() -> None:
    assert parse_yaml(b"\xef\xbb\xbfa: 1\n", "f").data == {"a": "1"}


@pytest.mark.parametrize(
    ("text", "kind", "line", "column"),
    [
        ("a: &x 1\n", "yaml", 1, 4),
        ("a: 1\nb: *x\n", "yaml", 2, 4),
        ("a: !int 1\n", "yaml", 1, 4),
        ("a: {b: !t {c: d}}\n", "yaml", 1, 8),
        ("a: 1\nb: 2\na: 3\n", "key_twice", 3, 1),
        ("c: {x: 1, y: 2, x: 3}\n", "key_twice", 1, 17),
        ("a: 1\n---\nb: 2\n", "yaml", 2, 1),
        ("? [a, b]\n: 1\n", "yaml", 1, 3),
        ("- a\n- b\n", "type", 1, 1),
        ("some text\n", "type", 1, 1),
        ("", "type", 1, 1),
        ("# only a remark\n", "type", 1, 1),
        ("a:\n\tb: 1\n", "yaml", 2, 1),
        ("a: b: c\n", "yaml", 1, 5),
        ("a: @x\n", "yaml", 1, 4),
        ("a: 1\nb: x\x00y\n", "encoding", 2, 5),
        ("a: \x1b[31m\n", "encoding", 1, 4),
    ],
)
def test_what_could_hide_the_meaning_is_refused_at_its_place(text: str, kind: str, line: int, column: int) -> None:
    mistake = refusal(text)
    assert (mistake.kind, *spot(mistake)) == (kind, line, column)
    assert mistake.zh != mistake.en


def test_a_key_written_twice_names_the_first_line() -> None:
    assert "line 1" in refusal("a: 1\nb: 2\na: 3\n").en


def test_a_tab_is_called_a_tab() -> None:
    mistake = refusal("a:\n\tb: 1\n")
    assert "tab" in mistake.en
    assert "制表符" in mistake.zh


def test_a_full_width_colon_is_pointed_out() -> None:
    assert "：" in refusal("instrument：toy\nlabel: x\n").en


def test_bytes_that_are_no_utf8_are_refused_with_their_line() -> None:
    mistake = refusal("a: 1\nb: 科技".encode("gb18030"))
    assert (mistake.kind, spot(mistake)[0]) == ("encoding", 2)


@pytest.mark.parametrize("nest", [("[", "]"), ("{a: ", "}")])
def test_thirty_two_levels_are_allowed_and_no_more(nest: tuple[str, str]) -> None:
    opening, closing = nest
    inner = MAX_LEVELS - 1
    assert parse(f"a: {opening * inner}{closing * inner}\n").data.keys() == {"a"}
    assert refusal(f"a: {opening * (inner + 1)}{closing * (inner + 1)}\n").kind == "depth"


@pytest.mark.parametrize("text", ["[", "{a: ", "- ", "? ", "[\n"])
def test_hostile_nesting_is_refused_at_once(text: str) -> None:
    started = time.perf_counter()
    assert refusal(text * (MAX_BYTES // len(text))).kind in ("depth", "yaml")
    assert time.perf_counter() - started < 1


def test_three_hundred_thousand_bytes_are_allowed_and_no_more() -> None:
    content = b"a: 1\n#".ljust(MAX_BYTES, b"x")
    assert parse_yaml(content, "f").data == {"a": "1"}
    assert refusal(content + b"x").kind == "size"


def test_a_large_file_is_refused_without_reading_it_all(tmp_path: Path) -> None:
    path = tmp_path / "large.yaml"
    path.write_bytes(b"a: [" + b"1, " * 3_500_000 + b"]")
    started = time.perf_counter()
    with pytest.raises(Mistake) as caught:
        read_yaml(path)
    assert caught.value.kind == "size"
    assert time.perf_counter() - started < 0.5


def test_a_missing_file_and_a_folder_are_mistakes(tmp_path: Path) -> None:
    for path in (tmp_path / "none.yaml", tmp_path):
        with pytest.raises(Mistake) as caught:
            read_yaml(path)
        assert caught.value.kind == "file"
        assert caught.value.place is not None
        assert caught.value.place.file == str(path)


@pytest.mark.parametrize("path", TOY, ids=lambda path: path.stem)
def test_the_pure_parser_answers_the_same(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    fast = read_yaml(path)
    monkeypatch.setattr(located, "_Parser", yaml.BaseLoader)
    assert read_yaml(path) == fast


texts = st.text(st.characters(codec="utf-8", exclude_categories=("C", "Z")), min_size=1, max_size=8)
trees = st.recursive(
    texts,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(texts, inner, max_size=4),
    max_leaves=20,
)


@given(st.dictionaries(texts, trees, max_size=5), st.sampled_from(["'", '"']), st.sampled_from([True, False, None]))
@settings(max_examples=60, deadline=None)
def test_data_written_as_yaml_is_read_back(tree: dict[str, object], style: str, flow: bool | None) -> None:
    text = yaml.safe_dump(tree, default_style=style, default_flow_style=flow, allow_unicode=True, sort_keys=False)
    found = parse(text)
    assert found.data == tree
    lines = text.split("\n")
    for steps, value in _leaves(tree):
        place = found.place_of(steps)
        assert place.line is not None
        assert place.column is not None
        if value.isalnum() and value.isascii():
            assert lines[place.line - 1][place.column - 1 :].startswith(value)


def _leaves(node: object, steps: Steps = ()) -> list[tuple[Steps, str]]:
    if isinstance(node, str):
        return [(steps, node)]
    items = node.items() if isinstance(node, dict) else enumerate(node) if isinstance(node, list) else ()
    return [leaf for key, inner in items for leaf in _leaves(inner, (*steps, key))]


def sentence_or_data(content: bytes) -> Located | Mistake:
    try:
        return parse_yaml(content, "f")
    except Mistake as mistake:
        return mistake


@given(st.binary(max_size=200))
@settings(max_examples=200, deadline=None)
def test_any_bytes_are_read_or_refused_with_a_sentence(content: bytes) -> None:
    found = sentence_or_data(content)
    assert isinstance(found, Located) or (found.en and found.zh)


@given(st.text(st.sampled_from("ab:{}[],-'\"&*!?|>%@# \n\t\\"), max_size=40))
@settings(max_examples=300, deadline=None)
def test_any_marks_of_yaml_are_read_or_refused_with_a_line(text: str) -> None:
    found = sentence_or_data(text.encode())
    assert isinstance(found, Located) or (found.place is not None and found.place.line is not None)
