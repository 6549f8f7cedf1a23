"""Run the store's tests on a PostgreSQL of their own.

Starts a server of the installed PostgreSQL in a temporary folder, where only its socket lies, and
ends it afterwards. Where PostgreSQL is not installed, the reason is printed after the word SKIPPED
and the exit status is 0. As root, which PostgreSQL refuses, it runs as the user ``postgres``.
"""

from __future__ import annotations

import os
import pwd
import re
import shutil
import signal
import subprocess
import sys
import tempfile
from pathlib import Path
from urllib.parse import quote

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
    if os.getuid() == 0 and USER not in {entry.pw_name for entry in pwd.getpwall()}:
        print(f"SKIPPED: PostgreSQL does not run as root, and there is no user {USER}.")
        return 0
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))  # not without ending the server
    with tempfile.TemporaryDirectory(prefix="whyrec-postgresql-") as folder:
        data = Path(folder) / "data"
        data.mkdir()
        if os.getuid() == 0:
            shutil.chown(folder, USER)
            shutil.chown(data, USER)
        # Whatever the locale here: in C alone a database would be of no encoding.
        made = (programs / "initdb", "-D", data, "-U", USER, "-A", "trust", "-E", "UTF8")
        _run(*made, "--no-locale")
        control = (programs / "pg_ctl", "-D", data, "-w")
        options = f"-k '{data}' -c listen_addresses= -c fsync=off"
        try:
            _run(*control, "-o", options, "-l", data / "log", "start")
            url = f"postgresql+psycopg://{USER}@/postgres?host={quote(str(data))}"
            words = [sys.executable, "-m", "pytest", "-q", "-n", "auto", *TESTS, *sys.argv[1:]]
            told = {**os.environ, "WHYREC_TEST_POSTGRESQL": url}
            return subprocess.run(words, cwd=ROOT, env=told, check=False).returncode
        finally:
            _run(*control, "-m", "immediate", "stop", check=False)


def _programs() -> Path | None:
    found = shutil.which("initdb")
    if found:
        return Path(found).parent
    folders = Path("/usr/lib/postgresql").glob("*/bin")
    here = [f for f in folders if (f / "initdb").exists()]
    return max(here, key=_version, default=None)


def _version(folder: Path) -> list[int]:
    return [int(n) for n in re.findall(r"\d+", folder.parent.name)]


def _run(*words: str | Path, check: bool = True) -> None:
    user = {"user": USER, "group": USER, "extra_groups": []} if os.getuid() == 0 else {}
    subprocess.run(
        [str(word) for word in words], check=check, stdout=subprocess.DEVNULL, cwd="/", **user
    )


if __name__ == "__main__":
    sys.exit(main())
