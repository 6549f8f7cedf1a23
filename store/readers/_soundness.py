"""Whether a Parquet file can be read to its end, found out where it can do no harm."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from whyrec.errors import InputError
from whyrec.store.readers._text import require_file

_READ_ALL = """
import sys
import polars as pl
for batch in pl.scan_parquet(sys.argv[1], glob=False, hive_partitioning=False).collect_batches():
    pass
"""


def require_sound_parquet(path: Path) -> None:
    """Read a Parquet file once in a process of its own, because a damaged one can end the process.

    A wrong byte in a page can make polars ask for more memory than there is, which aborts Python.
    Takes about half a second more than reading does.

    Raises:
        InputError: It is no file, no Parquet, or damaged.
    """
    require_file(path)
    command = [sys.executable, "-I", "-c", _READ_ALL, str(path)]
    done = subprocess.run(command, capture_output=True, text=True, errors="replace", check=False)
    if done.returncode:
        said = [line for line in done.stderr.splitlines() if line.startswith("polars.")]
        why = said[-1].partition(": ")[2][:200] if said else "its content does not hold together"
        raise InputError(
            f"{path} is no Parquet file or is damaged: {why}.",
            remedy="Write it anew from where it came from.",
        )
