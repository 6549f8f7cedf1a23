"""What is wrong with a value is said in plain words."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Annotated, Any, Literal

import pytest
from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator

from whyrec._complaints import complaint


class Form(BaseModel):
    """A field of each sort."""

    model_config = ConfigDict(extra="forbid")

    count: int = Field(default=1, ge=1, le=200)
    rate: float = Field(default=0.5, gt=0, lt=1.5)
    name: str = Field(default="x", min_length=1, max_length=3, pattern="^[a-z]+$")
    kind: Literal["old", "new"] = "old"
    at: datetime = datetime(2026, 1, 1, tzinfo=UTC)
    on: bool = True
    parts: Annotated[tuple[int, ...], Field(min_length=2)] = (1, 2)
    odd: int = 1

    @field_validator("odd")
    @classmethod
    def _odd(cls, value: int) -> int:
        if value % 2 == 0:
            raise ValueError("it is even")
        return value


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"count": 0}, "it has to be 1 or more"),
        ({"count": 201}, "it has to be 200 or less"),
        ({"count": "x"}, "it has to be a whole number"),
        ({"rate": 0}, "it has to be more than 0"),
        ({"rate": 1.5}, "it has to be less than 1.5"),
        ({"name": ""}, "it has to have at least 1 character"),
        ({"name": "abcd"}, "it has to have at most 3 characters"),
        ({"name": "A"}, "it has characters that it may not have"),
        ({"kind": "own"}, "it has to be one of 'old' or 'new'"),
        ({"at": "noon"}, "it has to be a time such as 2026-11-28T20:00"),
        ({"on": "perhaps"}, "it has to be true or false"),
        ({"parts": [1]}, "it has to have at least 2 values"),
        ({"odd": 2}, "it is even"),
        ({"colour": 1}, "it is not known here"),
    ],
    ids=str,
)
def test_a_complaint_says_what_it_has_to_be(given: dict[str, Any], said: str) -> None:
    with pytest.raises(ValidationError) as caught:
        Form.model_validate(given)
    (told,) = caught.value.errors()
    assert complaint(told) == said
