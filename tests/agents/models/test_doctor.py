import time

import pytest

from tests.fakes.raw_server import Raw, answering, drip
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


@pytest.mark.parametrize("fault", ["500", "garbage", "empty choices", "no content"])
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


def test_a_server_that_refuses_the_key_is_told_apart(server):
    server.always = "401"
    found = report(engine={"base_url": server.url, "api_key": "wrong"})
    assert found["engine"].state == "missing"
    assert "answers, but refuses the key" in found["engine"].detail
    assert "WHYREC_ENGINE__API_KEY" in found["engine"].remedy


@pytest.mark.parametrize(
    "answer",
    [
        answering(500, "oops"),
        answering(200, "<html>a router</html>"),
        answering(200, '{"data": []}'),
        answering(404, "{}"),
    ],
)
def test_what_lists_no_model_is_no_openai_compatible_server(answer):
    with Raw(answer) as url:
        found = report(engine={"base_url": url})
    assert found["engine"].state == "missing"
    assert "not as an OpenAI-compatible server" in found["engine"].detail


@pytest.mark.parametrize("status", [401, 403])
def test_a_key_refused_at_the_list_is_told_too(status):
    with Raw(answering(status, "{}")) as url:
        assert "refuses the key" in report(engine={"base_url": url})["engine"].detail


def test_a_server_that_drips_is_given_up_at_the_deadline(monkeypatch):
    monkeypatch.setattr("whyrec.agents.models._served.FIRST_LOOK_S", 0.3)
    with Raw(drip()) as url:
        started = time.monotonic()
        found = report(engine={"base_url": url})
        assert time.monotonic() - started < 3
    assert found["engine"].state == "missing"
