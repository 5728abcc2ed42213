"""Remarks on sheets that load: names nobody uses, criteria that are only sound for ranges."""

from __future__ import annotations

from pathlib import Path

from innovatory import policy
from innovatory.policy.lint import remarks

GRANT = Path(str(policy.load("toy_grant").rule.located.file))


def remarked(tmp_path: Path, old: str, new: str) -> list[tuple[str, str]]:
    """Kind and path of the remarks on the toy grant with one text replaced."""
    folder = tmp_path / "toy"
    folder.mkdir()
    for path in GRANT.parent.glob("*.yaml"):
        text = path.read_text(encoding="utf-8")
        (folder / path.name).write_text(text.replace(old, new) if path.name == GRANT.name else text, encoding="utf-8")
    from innovatory.policy.library import folder_library

    return [(one.kind, str(one.place.path)) for one in remarks(folder_library(folder).instrument("toy_grant"))]


def test_a_sheet_that_uses_all_its_names_has_no_remark(tmp_path: Path) -> None:
    assert remarked(tmp_path, "", "") == []


def test_a_definition_that_nothing_uses_is_named(tmp_path: Path) -> None:
    added = "define:\n  spare: {unit: yuan, is: rd_declared}\n"
    assert remarked(tmp_path, "define:\n", added) == [("unused", "define.spare")]


def test_a_criterion_whose_direction_cannot_be_told_is_only_sound(tmp_path: Path) -> None:
    # the size of a difference falls and rises with the declared sum, which is also subtracted from it
    value = 'value: "abs(base - min_base) - rd_declared", at_least: min_base'
    assert ("sound_only", "criteria.base") in remarked(tmp_path, "value: base, at_least: min_base", value)
