"""Run the store's tests on a PostgreSQL of their own.

Starts a server of the installed PostgreSQL in a temporary folder and on a free port, and ends it
afterwards. Where PostgreSQL is not installed, the reason is printed after the word SKIPPED and the
exit status is 0. As root, which PostgreSQL refuses, it runs as the user ``postgres``.
"""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
USER = "postgres"
TABLES = (
    "erase",
    "events",
    "ingest",
    "items",
    "keys",
    "meta",
    "profiles",
    "queued",
    "replies",
    "shown",
)
TESTS = tuple(f"tests/store/test_{name}.py" for name in TABLES)


def main() -> int:
    """Set up, test, end."""
    programs = _programs()
    if programs is None:
        print("SKIPPED: PostgreSQL's initdb is neither in PATH nor in /usr/lib/postgresql.")
        return 0
    with tempfile.TemporaryDirectory(prefix="whyrec-postgresql-") as folder:
        data = Path(folder) / "data"
        data.mkdir()
        if os.getuid() == 0:
            shutil.chown(folder, USER)
            shutil.chown(data, USER)
        port = _free_port()
        _run(programs / "initdb", "-D", data, "-U", USER, "-A", "trust")
        control = (programs / "pg_ctl", "-D", data, "-w")
        options = f"-p {port} -k {data} -c listen_addresses=127.0.0.1 -c fsync=off"
        _run(*control, "-o", options, "-l", data / "log", "start")
        try:
            url = f"postgresql+psycopg://{USER}@127.0.0.1:{port}/postgres"
            words = [sys.executable, "-m", "pytest", "-q", "-n", "auto", *TESTS, *sys.argv[1:]]
            told = {**os.environ, "WHYREC_TEST_POSTGRESQL": url}
            return subprocess.run(words, cwd=ROOT, env=told, check=False).returncode
        finally:
            _run(*control, "-m", "immediate", "stop")


def _programs() -> Path | None:
    found = shutil.which("initdb")
    if found:
        return Path(found).parent
    folders = Path("/usr/lib/postgresql").glob("*/bin")
    return max((f for f in folders if (f / "initdb").exists()), default=None)


def _run(*words: str | Path) -> None:
    user = {"user": USER, "group": USER, "extra_groups": []} if os.getuid() == 0 else {}
    subprocess.run(
        [str(word) for word in words], check=True, stdout=subprocess.DEVNULL, cwd="/", **user
    )


def _free_port() -> int:
    with socket.socket() as trial:
        trial.bind(("127.0.0.1", 0))
        port: int = trial.getsockname()[1]
        return port


if __name__ == "__main__":
    sys.exit(main())
