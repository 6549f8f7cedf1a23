import pytest
from pydantic import BaseModel, Field

from tests.fakes import ScriptedEmbedder, ScriptedModel
from whyrec.agents.models import ChatMessage
from whyrec.errors import UpstreamError

ASK = [ChatMessage("user", "hello")]


class Note(BaseModel):
    text: str = Field(max_length=20)
    kinds: list[str] = Field(min_length=1, max_length=3)


async def test_answers_the_smallest_valid_instance_by_default():
    parsed = await ScriptedModel().parse(ASK, Note, max_tokens=10)
    assert parsed.value == Note(text="words", kinds=["words"])


async def test_hostile_answers_stay_within_the_schema():
    parsed = await ScriptedModel(mood="hostile").parse(ASK, Note, max_tokens=10)
    assert len(parsed.value.text) == 20
    assert len(parsed.value.kinds) == 3


async def test_queued_answers_come_first_and_exceptions_are_raised():
    model = ScriptedModel(answers=["one", UpstreamError("broken")])
    assert (await model.chat(ASK, max_tokens=5)).text == "one"
    with pytest.raises(UpstreamError, match="broken"):
        await model.chat(ASK, max_tokens=5)
    assert model.count("chat") == 2


async def test_dead_and_garbage_engines_raise_what_adapters_raise():
    with pytest.raises(UpstreamError):
        await ScriptedModel(mood="dead").loglikelihood("a", ["b"])
    with pytest.raises(UpstreamError):
        await ScriptedModel(mood="garbage").parse(ASK, Note, max_tokens=10)


async def test_likelihood_prefers_words_of_the_prefix():
    scores = await ScriptedModel().loglikelihood("war films", ["war", "cake"])
    assert scores.logprobs[0] > scores.logprobs[1]


async def test_embedder_puts_texts_with_shared_words_together():
    a, b, c = await ScriptedEmbedder().embed(["war film", "war story", "cake"])
    assert a @ b > a @ c
