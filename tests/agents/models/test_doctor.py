import pytest

from whyrec.agents.models.doctor import engine_report
from whyrec.settings import load_settings


def report(**settings):
    return {finding.name: finding for finding in engine_report(load_settings(**settings))}


def test_by_default_the_embedded_engine_is_there():
    found = report()
    assert found["engine"].state == "ok"
    assert "llama-cpp-python" in found["engine"].detail
    assert "SmolLM2-135M" in found["model"].detail
    assert found["embedding"].detail == "wordllama/l2_supercat-256"


def test_every_missing_thing_has_a_remedy(monkeypatch, tmp_path):
    monkeypatch.setattr("importlib.util.find_spec", lambda name: None)
    found = report(engine={"gguf": tmp_path / "no.gguf"}, embedding={"kind": "openai"})
    assert {found[name].state for name in ("engine", "model", "embedding")} == {"missing"}
    assert all(f.remedy for f in found.values() if f.state != "ok")


def test_a_running_server_is_named_with_its_model(server):
    found = report(engine={"base_url": server.url})
    assert found["engine"].state == "ok"
    assert "vLLM" in found["engine"].detail
    assert "fake-model" in found["engine"].detail


@pytest.mark.parametrize("fault", ["500", "401", "garbage", "empty choices"])
def test_a_server_that_lists_a_model_and_answers_nothing_is_a_warning(server, fault):
    server.always = fault
    found = report(engine={"base_url": server.url})
    assert found["engine"].state == "warning"
    assert found["engine"].remedy


def test_a_server_that_is_not_there_is_missing():
    found = report(engine={"base_url": "http://127.0.0.1:9/v1"})
    assert found["engine"].state == "missing"
    assert "whyrec model serve" in found["engine"].remedy


def test_an_interrupted_vllm_setup_is_seen(tmp_path):
    (tmp_path / "vllm" / "bin").mkdir(parents=True)
    found = report(home=tmp_path)
    assert found["vllm"].state == "warning"
    assert "broke off" in found["vllm"].detail
