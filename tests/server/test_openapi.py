"""The description of the API is current, complete and kept to: schemathesis asks every address what it may and may not be asked."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import schemathesis
from hypothesis import HealthCheck, Phase, settings
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from innovatory.server.app import server
from innovatory.server.openapi import document
from innovatory.server.served import Served

Client = Any
ROOT = Path(__file__).parents[2]
EXAMPLES = 5  # of each address: enough for every shape of answer, few enough for every change
SPENT_ELSEWHERE = ("/data/import",)  # writes; `test_data.py` asks it
DOCUMENT: dict[str, Any] = json.loads(document())


def operations() -> Iterator[tuple[str, str, dict[str, Any]]]:
    for path, methods in DOCUMENT["paths"].items():
        for method, one in methods.items():
            yield path, method, one


def test_the_stored_document_is_current() -> None:
    """`scripts/api_types.sh` writes it, and the types of the app from it."""
    assert (ROOT / "app" / "openapi.json").read_text(encoding="utf-8") == document()


def test_the_types_name_every_address() -> None:
    types = (ROOT / "app" / "src" / "api" / "types.ts").read_text(encoding="utf-8")
    assert [path for path, _, _ in operations() if f'"{path}"' not in types] == []


def test_every_address_is_described_and_versioned() -> None:
    for path, method, one in operations():
        assert path.startswith("/api/v1/"), path
        assert one.get("summary"), (path, method)
        assert one.get("description"), (path, method)
        assert {"404", "422"} <= one["responses"].keys(), (path, method)
        problem = one["responses"]["422"]["content"]["application/json"]["schema"]["$ref"]
        assert problem.endswith("/Problem"), (path, method)


def test_json_answers_have_a_shape() -> None:
    for path, method, one in operations():
        if not path.endswith((".xlsx", ".csv", ".{kind}", ".json")):
            assert "$ref" in one["responses"]["200"]["content"]["application/json"]["schema"], (path, method)


def test_shapes_allow_nothing_that_they_do_not_name() -> None:
    for name, one in DOCUMENT["components"]["schemas"].items():
        if one["type"] == "object" and not name.startswith("Body_"):
            assert one["additionalProperties"] is False, name


def test_facts_are_asked_by_post_alone() -> None:
    for path, method, one in operations():
        if "eligibility" in path and path != "/api/v1/eligibility/inputs":
            assert method == "post"
            assert [each["in"] for each in one.get("parameters", [])] in ([], ["path"])


schema = schemathesis.openapi.from_asgi(
    "/api/v1/openapi.json", server(Served(), warm=False), headers={"host": "127.0.0.1"}
)


@schema.exclude(path_regex="|".join(re.escape(one) for one in SPENT_ELSEWHERE)).parametrize()
@settings(
    max_examples=EXAMPLES, derandomize=True, deadline=None, phases=[Phase.explicit, Phase.generate],
    suppress_health_check=list(HealthCheck),
)  # fmt: skip
def test_every_answer_is_as_described(case: schemathesis.Case) -> None:
    case.call_and_validate(
        base_url="http://127.0.0.1",
        headers={"host": "127.0.0.1"},
        checks=[not_a_server_error, status_code_conformance, content_type_conformance, response_schema_conformance],
    )
