"""The OpenAPI description: complete, with examples that hold, and served without a CDN."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from whyrec import Recommender, Settings
from whyrec.server import create_app

METHODS = ("get", "put", "post", "delete")
MINE = ("/v1/users", "/v1/items", "/v1/rules")


@pytest.fixture(scope="module")
def description(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    rec = Recommender.open(Settings(home=tmp_path_factory.mktemp("home")))
    told: dict[str, Any] = create_app(rec).openapi()
    rec.store.close()
    return told


def operations(description: dict[str, Any]) -> Iterator[tuple[str, str, dict[str, Any]]]:
    for path, item in description["paths"].items():
        for method in METHODS:
            if method in item and path.startswith(MINE):
                yield method, path, item[method]


def test_every_route_says_what_it_does_and_is_called_by_a_readable_name(
    description: dict[str, Any],
) -> None:
    names = [o["operationId"] for _, _, o in operations(description)]
    assert len(names) == len(set(names)) > 20
    for _, _, operation in operations(description):
        assert operation["operationId"].replace("_", "").isalpha()
        assert operation["summary"]
        assert operation["description"]
        assert operation["tags"]


def test_every_route_describes_the_errors_it_may_answer(description: dict[str, Any]) -> None:
    envelope = {"$ref": "#/components/schemas/ErrorReply"}
    for _, _, operation in operations(description):
        errors = {s: r for s, r in operation["responses"].items() if s != "200"}
        assert {"401", "403", "422", "429", "503"} <= errors.keys()
        for error in errors.values():
            assert error["content"]["application/json"]["schema"] == envelope
            assert error["description"]


def test_every_example_is_what_its_schema_says(description: dict[str, Any]) -> None:
    shown = 0
    for method, path, operation in operations(description):
        answer = operation["responses"]["200"]["content"]["application/json"]
        _holds(answer["example"], answer["schema"], description, f"{method} {path}")
        body = operation.get("requestBody")
        if body is not None:
            schema = _resolved(body["content"]["application/json"]["schema"], description)
            for one in schema["examples"]:
                _holds(one, schema, description, f"{method} {path}")
            shown += len(schema["examples"])
    assert shown >= 8


def test_ids_in_paths_are_described_without_how_they_are_routed(
    description: dict[str, Any],
) -> None:
    assert not [path for path in description["paths"] if ":id" in path]


def _holds(one: Any, schema: dict[str, Any], description: dict[str, Any], where: str) -> None:
    whole = {**schema, "components": description["components"]}
    errors = list(jsonschema.Draft202012Validator(whole).iter_errors(one))
    assert not errors, (where, [f"{e.json_path}: {e.message}" for e in errors])


def _resolved(schema: dict[str, Any], description: dict[str, Any]) -> dict[str, Any]:
    found = next((s for s in schema.get("anyOf", [schema]) if "$ref" in s), schema)
    if "$ref" not in found:
        return found
    named: dict[str, Any] = description["components"]["schemas"][found["$ref"].split("/")[-1]]
    return named


def test_the_guide_names_every_route(description: dict[str, Any]) -> None:
    guide = (Path(__file__).parents[3] / "docs" / "guide" / "rest.md").read_text()
    for method, path, _ in operations(description):
        assert f"`{method.upper()} {path}`" in guide, (method, path)
