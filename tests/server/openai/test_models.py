"""The models a client finds."""

from __future__ import annotations

import pytest
from openai import AsyncOpenAI, NotFoundError


async def test_the_model_to_talk_with_is_whyrec_alone(sdk: AsyncOpenAI) -> None:
    assert [m.id async for m in sdk.models.list()] == ["whyrec"]


@pytest.mark.parametrize("name", ["whyrec", "whyrec-embedding"])
async def test_a_model_is_found_by_its_name(sdk: AsyncOpenAI, name: str) -> None:
    found = await sdk.models.retrieve(name)
    assert (found.id, found.object, found.owned_by) == (name, "model", "whyrec")


async def test_another_model_is_not_found(sdk: AsyncOpenAI) -> None:
    with pytest.raises(NotFoundError) as caught:
        await sdk.models.retrieve("gpt-4o")
    assert caught.value.param == "model"
