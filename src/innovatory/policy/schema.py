"""The JSON Schema of a sheet, for editors that complete and check while a sheet is written.

It accepts what an editor's YAML makes of unquoted text: `365` as a number, `true` as a truth, days as text.
"""

from __future__ import annotations

from typing import Any

from pydantic.json_schema import GenerateJsonSchema, JsonSchemaValue
from pydantic_core import core_schema

from innovatory.policy.parts import COMPARISONS
from innovatory.policy.shape import DAY_PATTERN
from innovatory.policy.sheet import Sheet

DIALECT = "https://json-schema.org/draft/2020-12/schema"


class _WithoutNull(GenerateJsonSchema):
    """A key that is not needed is left out; `null` is a text like any other and never a value."""

    def nullable_schema(self, schema: core_schema.NullableSchema) -> JsonSchemaValue:
        return self.generate_inner(schema["schema"])

    def default_schema(self, schema: core_schema.WithDefaultSchema) -> JsonSchemaValue:
        return self.generate_inner(schema["schema"])


def json_schema() -> dict[str, Any]:
    """The schema of a sheet (draft 2020-12), with descriptions in English."""
    schema = Sheet.model_json_schema(schema_generator=_WithoutNull)
    parts = schema["$defs"]
    parts["Criterion"]["oneOf"] = [{"required": [word]} for word in COMPARISONS]
    parts["Entry"]["oneOf"] = [{"required": ["value"]}, {"required": ["rows"]}]
    parts["Rationing"]["oneOf"] = [{"required": ["share"]}, {"required": ["rank_by"]}]
    parts["Judged"]["oneOf"] = [{"required": ["unit", "range"]}, {"required": ["truth"]}]
    parts["Judged"]["properties"]["truth"] = _true(parts["Judged"]["properties"]["truth"])
    schema["properties"]["in_force"] = _one_or_list(schema["properties"]["in_force"])
    for part in (schema, *parts.values()):
        for key, described in part["properties"].items():
            _close_keys(described, key)
    return {"$schema": DIALECT, **schema}


def _close_keys(described: dict[str, Any], key: str) -> None:
    """Keys that are names or days are no others: Pydantic says so of neither."""
    if key == "values":
        described["propertyNames"] = {"pattern": DAY_PATTERN}
    elif "patternProperties" in described:
        described["additionalProperties"] = False


def _true(described: dict[str, Any]) -> dict[str, Any]:
    return {"description": described["description"], "enum": [True, "true"]}


def _one_or_list(listed: dict[str, Any]) -> dict[str, Any]:
    """A single mapping stands for a list of one."""
    description = listed.pop("description")
    return {"description": description, "anyOf": [listed["items"], listed]}
