import os

import pytest

from tests.fakes import FakeOpenAIServer
from whyrec.agents.models.openai_compatible import OpenAICompatibleModel


@pytest.fixture
def server():
    with FakeOpenAIServer() as server:
        yield server


@pytest.fixture
async def served(server):
    model = OpenAICompatibleModel(server.url, timeout_s=5)
    yield model
    await model.aclose()


@pytest.fixture(
    params=[
        pytest.param("embedded", marks=pytest.mark.embedded),
        "fake server",
        pytest.param("vllm", marks=pytest.mark.vllm),
    ]
)
async def engine(request):
    """Each engine that must keep the contract."""
    if request.param == "embedded":
        yield request.getfixturevalue("embedded_model")
        return
    if request.param == "fake server":
        url = request.getfixturevalue("server").url
    elif not (url := os.environ.get("WHYREC_TEST_VLLM", "")):
        pytest.skip("WHYREC_TEST_VLLM names no running vLLM")
    model = OpenAICompatibleModel(url, timeout_s=120)
    yield model
    await model.aclose()
