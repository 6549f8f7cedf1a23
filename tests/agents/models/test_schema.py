from typing import Annotated, Literal

from pydantic import BaseModel, Field

from whyrec.agents.models._schema import constrained_schema


class Add(BaseModel):
    op: Literal["add"]
    label: str


class Merge(BaseModel):
    op: Literal["merge"]
    into: Literal["i1", "i2"]
    note: str | None = None


class Patch(BaseModel):
    title: str = Field(pattern="x+", max_length=9)
    operations: list[Annotated[Add | Merge, Field(discriminator="op")]]
    codes: list[Literal["e1", "e2"]] = Field(default=[], max_length=3)


def nodes(node):
    if isinstance(node, dict):
        yield node
        for part in node.values():
            yield from nodes(part)
    elif isinstance(node, list):
        for part in node:
            yield from nodes(part)


def test_every_string_and_array_has_an_end():
    for node in nodes(constrained_schema(Patch)):
        if node.get("type") == "string" and not {"enum", "const"} & node.keys():
            assert node["maxLength"]
        if node.get("type") == "array":
            assert node["maxItems"]


def test_objects_are_closed_and_complete():
    schema = constrained_schema(Patch)
    assert schema["required"] == ["title", "operations", "codes"]
    assert schema["additionalProperties"] is False
    assert schema["$defs"]["Merge"]["required"] == ["op", "into", "note"]


def test_what_some_grammar_refuses_is_left_out_and_fields_of_such_names_stay():
    schema = constrained_schema(Patch)
    keys = {key for node in nodes(schema) for key in node if key != "title"}
    assert not {"oneOf", "discriminator", "pattern", "default"} & keys
    assert schema["properties"]["title"] == {"maxLength": 9, "type": "string"}
