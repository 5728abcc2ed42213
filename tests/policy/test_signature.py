"""A signature holds for the text that was signed: signing changes nothing else, and any other edit ends it."""

from __future__ import annotations

import os
from dataclasses import replace
from datetime import date, timedelta
from hashlib import sha256
from importlib.resources import files
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from innovatory import policy
from innovatory.language.mistakes import Mistake
from innovatory.policy.catalogue import catalogue
from innovatory.policy.changes import lay_over
from innovatory.policy.library import Instrument
from innovatory.policy.located import Located, parse_yaml
from innovatory.policy.sheet import read_sheet
from innovatory.policy.signature import Standing, effective, fingerprint, sign, signed_text

FLOOR = Path(str(files("innovatory"))) / "library" / "instruments" / "shenzhen" / "basic_research_floor_30.yaml"
TEXT = FLOOR.read_text(encoding="utf-8")
BLOCK = "signed: {state: draft}"
BEFORE, AFTER = TEXT.split(BLOCK)
ON = date(2026, 3, 1)
BLOCKS = [
    BLOCK,
    "signed:   {state: draft}",
    "signed: {\n  state: draft\n  }",
    "signed:\n  state: draft",
    "signed:\n    state: draft\n    by: Zhang San  # who looked at it\n    on: 2020-01-01",
    '"signed": {"state": "draft"}',
]


def located(text: str) -> Located:
    return parse_yaml(text.encode(), "floor.yaml")


def placed(folder: Path, text: str = TEXT) -> tuple[Path, Instrument]:
    path = folder / FLOOR.name
    path.write_bytes(text.encode())
    return path, policy.load(path)


def signed(folder: Path) -> Path:
    path, instrument = placed(folder)
    sign(instrument, "checked", "Li Wei", ON)
    return path


def standing(path: Path) -> Standing:
    instrument = policy.load(path)
    return effective(instrument.sheet, instrument.rule.located)


def test_the_sheet_has_one_block_to_sign() -> None:
    assert TEXT.count("signed:") == 1


@pytest.mark.parametrize("block", BLOCKS)
def test_the_fingerprint_is_that_of_the_text_without_the_block(block: str) -> None:
    assert fingerprint(located(BEFORE + block + AFTER)) == sha256((BEFORE + AFTER).encode()).hexdigest()


@pytest.mark.parametrize("block", BLOCKS)
@pytest.mark.parametrize("end", ["  # draft | checked | adopted", "\n\n# what follows\n", ""])
def test_signing_keeps_everything_but_the_block(block: str, end: str) -> None:
    digest = sha256((BEFORE + end + AFTER).encode()).hexdigest()
    text, found = signed_text(located(BEFORE + block + end + AFTER), "adopted", "Li Wei", ON)
    new = f'signed: {{state: adopted, by: "Li Wei", on: 2026-03-01, hash: {digest}}}'
    assert (text, found) == (BEFORE + new + end + AFTER, digest)
    assert fingerprint(located(text)) == digest


@pytest.mark.parametrize(
    "comment", ["# a\x85# b\n", "# a\u2028# b\n", "# \U0001f600\n", "# 一二\r\n", "# one\r# two\r"]
)
def test_what_ends_a_line_is_what_yaml_says(comment: str) -> None:
    text, _ = signed_text(located(comment + TEXT), "adopted", "Li Wei", ON)
    assert text.startswith(comment + BEFORE + "signed: {state: adopted")


def test_a_block_at_the_end_without_a_last_line_end() -> None:
    moved = BEFORE + AFTER.lstrip("\n") + BLOCK
    text, _ = signed_text(located(moved), "adopted", "Li Wei", ON)
    assert text.startswith(moved.removesuffix(BLOCK) + "signed: {state: adopted")
    assert text.endswith("}")


def test_line_ends_of_another_system_are_no_edit() -> None:
    assert fingerprint(located(TEXT.replace("\n", "\r\n"))) == fingerprint(located(TEXT))


@given(st.integers(0, TEXT.count("\n")))
def test_a_comment_anywhere_is_another_text(line: int) -> None:
    lines = TEXT.splitlines(keepends=True)
    edited = "".join([*lines[:line], "# looked at\n", *lines[line:]])
    assert fingerprint(located(edited)) != fingerprint(located(TEXT))


NAMES = st.text(st.characters(blacklist_categories=["C", "Zl", "Zp", "Zs"]) | st.just(" "), min_size=1, max_size=30)


@given(NAMES.filter(str.strip))
def test_any_name_is_read_back(name: str) -> None:
    text, _ = signed_text(located(TEXT), "checked", name.strip(), ON)
    assert read_sheet(located(text)).signed.by == name.strip()


def test_a_sheet_on_one_line_is_not_rewritten() -> None:
    with pytest.raises(Mistake) as refused:
        signed_text(located("{instrument: a, signed: {state: draft}}"), "checked", "Li Wei", ON)
    assert refused.value.kind == "signed"


def test_a_signed_file_stands_as_signed(tmp_path: Path) -> None:
    path = signed(tmp_path)
    digest = sha256((BEFORE + AFTER).encode()).hexdigest()
    assert standing(path) == Standing("checked", "signed", "checked", "Li Wei", ON, digest)
    assert [one.name for one in tmp_path.iterdir()] == [path.name]


@pytest.mark.parametrize(
    ("old", "new"), [("value: 30%", "value: 25%"), ("\nsources:", "\n# new\nsources:"), ("\ntests:", "\n\ntests:")]
)
def test_an_edit_makes_it_a_draft_again(tmp_path: Path, old: str, new: str) -> None:
    path = signed(tmp_path)
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    held = standing(path)
    assert (held.state, held.why, held.written, held.by, held.on) == ("draft", "edited", "checked", "Li Wei", ON)


def test_an_edit_undone_is_no_edit(tmp_path: Path) -> None:
    path = signed(tmp_path)
    content = path.read_bytes()
    path.write_bytes(content + b"# more\n")
    assert standing(path).state == "draft"
    path.write_bytes(content)
    assert standing(path).state == "checked"


def test_a_state_written_by_hand_is_not_trusted(tmp_path: Path) -> None:
    block = f"signed: {{state: adopted, by: me, on: 2026-03-01, hash: {'0' * 64}}}"
    path, _ = placed(tmp_path, BEFORE + block + AFTER)
    assert (standing(path).state, standing(path).why) == ("draft", "edited")


def test_changes_laid_over_a_signed_sheet_make_it_a_draft(tmp_path: Path) -> None:
    rule = policy.load(signed(tmp_path)).rule
    laid = replace(rule.located, data=lay_over(rule.located.data, {"label.en": "Another"}))
    held = effective(read_sheet(laid), laid)
    assert (held.state, held.why) == ("draft", "changed")


def test_a_draft_withdraws_and_says_who(tmp_path: Path) -> None:
    path = signed(tmp_path)
    held = sign(policy.load(path), "draft", "Wang Fang", ON)
    assert path.read_text(encoding="utf-8") == (
        f'{BEFORE}signed: {{state: draft, by: "Wang Fang", on: 2026-03-01}}{AFTER}'
    )
    assert standing(path) == held == Standing("draft", "withdrawn", "draft", "Wang Fang", ON, None)


def test_a_file_keeps_its_byte_order_mark_its_line_ends_and_its_rights(tmp_path: Path) -> None:
    path = tmp_path / FLOOR.name
    path.write_bytes(b"\xef\xbb\xbf" + TEXT.replace("\n", "\r\n").encode())
    path.chmod(0o640)
    sign(policy.load(path), "checked", "Li Wei", ON)
    content = path.read_bytes()
    assert content.startswith(b"\xef\xbb\xbf")
    assert content.count(b"\n") == content.count(b"\r\n") == TEXT.count("\n")
    assert path.stat().st_mode & 0o777 == 0o640
    assert standing(path).state == "checked"


def test_a_link_stays_a_link(tmp_path: Path) -> None:
    path, _ = placed(tmp_path)
    link = tmp_path / "link.yaml"
    link.symlink_to(path)
    sign(policy.load(link), "checked", "Li Wei", ON)
    assert link.is_symlink()
    assert standing(path).state == "checked"


FAILING = TEXT.replace("value: 30%", "value: 25%")  # "one yuan short" of 30 % passes then


def test_a_sheet_whose_tests_fail_is_not_signed_but_can_be_withdrawn(tmp_path: Path) -> None:
    path, instrument = placed(tmp_path, FAILING)
    with pytest.raises(Mistake, match="one yuan short") as refused:
        sign(instrument, "adopted", "Li Wei", ON)
    assert refused.value.kind == "tests"
    assert path.read_text(encoding="utf-8") == FAILING
    assert sign(instrument, "draft", "Li Wei", ON).why == "withdrawn"


@pytest.mark.parametrize(
    ("state", "by", "on", "kind"),
    [
        ("signed", "Li Wei", ON, "option"),
        ("Checked", "Li Wei", ON, "option"),
        ("", "Li Wei", ON, "option"),
        ("checked", "", ON, "option"),
        ("checked", " \t", ON, "option"),
        ("checked", "Li\nWei", ON, "option"),
        ("checked", "Li\u2028Wei", ON, "option"),
        ("checked", "Li Wei", date.today() + timedelta(days=2), "date"),
    ],
)
def test_what_is_no_signature_is_refused(tmp_path: Path, state: str, by: str, on: date, kind: str) -> None:
    path, instrument = placed(tmp_path)
    with pytest.raises(Mistake) as refused:
        sign(instrument, state, by, on)
    assert refused.value.kind == kind
    assert path.read_text(encoding="utf-8") == TEXT


def test_a_state_in_capitals_is_told_its_nearest(tmp_path: Path) -> None:
    _, instrument = placed(tmp_path)
    with pytest.raises(Mistake) as refused:
        sign(instrument, "Adopted", "Li Wei", ON)
    assert refused.value.nearest == "adopted"


def test_a_file_changed_meanwhile_is_not_overwritten(tmp_path: Path) -> None:
    path, instrument = placed(tmp_path)
    path.write_text(TEXT + "# the work of another\n", encoding="utf-8")
    with pytest.raises(Mistake) as refused:
        sign(instrument, "checked", "Li Wei", ON)
    assert refused.value.kind == "file"
    assert path.read_text(encoding="utf-8") == TEXT + "# the work of another\n"


def test_a_file_that_cannot_be_replaced_stays_and_leaves_nothing_beside_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    _, instrument = placed(tmp_path)

    def full(*_: Any) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "replace", full)
    with pytest.raises(Mistake, match="No space left") as refused:
        sign(instrument, "checked", "Li Wei", ON)
    assert refused.value.kind == "file"
    assert [one.read_text(encoding="utf-8") for one in tmp_path.iterdir()] == [TEXT]


@pytest.mark.skipif(os.geteuid() == 0, reason="the superuser may write any file")
def test_a_file_that_may_not_be_written_is_not_replaced(tmp_path: Path) -> None:
    path, instrument = placed(tmp_path)
    path.chmod(0o440)
    with pytest.raises(Mistake) as refused:
        sign(instrument, "checked", "Li Wei", ON)
    assert refused.value.kind == "file"


def test_a_file_that_is_gone_is_told(tmp_path: Path) -> None:
    path, instrument = placed(tmp_path)
    path.unlink()
    with pytest.raises(Mistake) as refused:
        sign(instrument, "checked", "Li Wei", ON)
    assert refused.value.kind == "file"


def test_every_answer_says_that_an_edited_sheet_is_a_draft(tmp_path: Path) -> None:
    path = signed(tmp_path)
    path.write_text(path.read_text(encoding="utf-8") + "# more\n", encoding="utf-8")
    instrument = policy.load(path)
    told = {"state": "draft", "signature": {"why": "edited", "written": "checked", "by": "Li Wei", "on": "2026-03-01"}}
    explained = instrument.explain({}, on=date(2024, 6, 30)).as_dict()
    table = pl.DataFrame({name: [None] for name in instrument.on(date(2024, 6, 30)).names()})
    costed = instrument.evaluate(table, on=date(2024, 6, 30)).summary()
    listed = vars(next(one for one in catalogue(instrument.library) if one.id == instrument.sheet.instrument).sheet)
    for answer in (explained, costed, listed):
        assert {key: answer[key] for key in told} == told
