from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import yaml
from jsonschema import Draft202012Validator

from innovatory.policy.acts import ACTS
from innovatory.policy.schema import json_schema
from innovatory.policy.sheet import Sheet

TOY = sorted((Path(__file__).parents[2] / "conformance" / "toy").glob("toy_*.yaml"))
VALIDATOR = Draft202012Validator(json_schema())


class Editor(yaml.SafeLoader):
    """YAML 1.2, in which `on` and `yes` are texts (PyYAML's own rules are those of YAML 1.1)."""


Editor.yaml_implicit_resolvers = {
    first: [(tag, form) for tag, form in forms if not (tag.endswith(":bool") and first in "yYnNoO")]
    for first, forms in yaml.SafeLoader.yaml_implicit_resolvers.items()
}


def as_editors_see(node: Any) -> Any:
    """Typed as an editor's YAML types it, days as their text."""
    if isinstance(node, dict):
        return {str(key): as_editors_see(inner) for key, inner in node.items()}
    if isinstance(node, list):
        return [as_editors_see(inner) for inner in node]
    return node.isoformat() if isinstance(node, date) else node


def toy(name: str) -> Any:
    path = next(path for path in TOY if path.stem == name)
    return as_editors_see(yaml.load(path.read_text(encoding="utf-8"), Loader=Editor))


def test_it_is_a_schema_of_draft_2020_12() -> None:
    Draft202012Validator.check_schema(json_schema())
    assert json_schema()["$schema"].endswith("2020-12/schema")
    assert json.loads(json.dumps(json_schema())) == json_schema()


@pytest.mark.parametrize("path", TOY, ids=lambda path: path.stem)
def test_toy_sheets_are_valid(path: Path) -> None:
    assert [error.message for error in VALIDATOR.iter_errors(toy(path.stem))] == []


def test_a_sheet_with_numbers_truths_and_lists_is_valid() -> None:
    sheet = toy("toy_champion")
    sheet["in_force"] = [{"from": "2020-01-01", "to": "2021-12-31"}, {"from": "2023-01-01"}]
    sheet["criteria"]["age"]["at_least"] = 365
    sheet["tests"][0]["given"]["revenue"] = {"2021": 5, "2022": "6m"}
    sheet["tests"][0]["year"] = 2022
    assert VALIDATOR.is_valid(sheet)


def broken(section: str) -> Any:
    """The champion sheet with one thing wrong in a section."""
    sheet = toy("toy_champion")
    criterion, entry = sheet["criteria"]["age"], sheet["parameters"]["min_rd"]["values"]["2020-01-01"]
    wrong: dict[str, Any] = {
        "top": lambda: sheet.update(criterai={}),
        "criterion": lambda: criterion.update(at_leats=criterion.pop("at_least")),
        "two comparisons": lambda: criterion.update(at_most=3650),
        "no comparison": lambda: criterion.pop("at_least"),
        "null": lambda: criterion.update(lever=None),
        "row": lambda: entry["rows"][0].update(upto=entry["rows"][0].pop("up_to")),
        "two edges": lambda: entry["rows"][0].update(below=5),
        "day": lambda: entry.update(to="31/12/2022"),
        "day of an entry": lambda: sheet["parameters"]["min_rd"]["values"].update({"2020": entry}),
        "name": lambda: sheet["criteria"].update({"Big Staff": criterion}),
        "act": lambda: sheet.update(acts=[{"statuss": "toy_champion"}]),
        "state": lambda: sheet["signed"].update(state="signed"),
        "number": lambda: entry["rows"][0].update(value="5 percent"),
        "label": lambda: sheet["label"].pop("zh"),
    }
    wrong[section]()
    return sheet


@pytest.mark.parametrize(
    "section",
    [
        "top", "criterion", "two comparisons", "no comparison", "null", "row", "two edges", "day", "day of an entry",
        "name", "act", "state", "number", "label",
    ],
)  # fmt: skip
def test_a_wrong_sheet_is_not_valid(section: str) -> None:
    assert not VALIDATOR.is_valid(broken(section))


def test_every_key_of_a_sheet_is_described() -> None:
    schema = json_schema()
    parts = [schema, *schema["$defs"].values()]
    assert set(schema["properties"]) == {field.alias or name for name, field in Sheet.model_fields.items()}
    assert all(described.get("description") for part in parts for described in part["properties"].values())


def test_every_act_can_be_written() -> None:
    sheet = toy("toy_champion")
    sheet["acts"] = [{word: dict.fromkeys(terms, "x")} for word, terms in ACTS.items()]
    assert VALIDATOR.is_valid(sheet)
