"""Who holds the folder of vectors, as it is told to who finds it held."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from filelock import FileLock

from whyrec.errors import ConflictError
from whyrec.store import leave_address
from whyrec.store._owner import Owner

URL = "http://127.0.0.1:8123"


@pytest.fixture
def held(tmp_path: Path) -> Iterator[Path]:
    """A folder that is held, as its file says by this process's parent."""
    with FileLock(tmp_path / "owner.lock"):
        (tmp_path / "owner.pid").write_text(f"{os.getppid()}\n")
        yield tmp_path


def test_of_an_owner_that_is_no_server_the_process_is_named(held: Path) -> None:
    with pytest.raises(ConflictError, match=f"Process {os.getppid()} holds") as caught:
        Owner(held, 0)
    assert "Wait for it" in str(caught.value)


def test_of_a_server_it_is_said_how_to_work_through_it(held: Path) -> None:
    (held / "owner.url").write_text(f"{os.getppid()} {URL}\n")
    with pytest.raises(ConflictError, match=f"--url {URL}"):
        Owner(held, 0)


def test_what_another_process_announced_once_is_not_believed(held: Path) -> None:
    leave_address(held, URL)  # by this process, which does not hold it
    with pytest.raises(ConflictError) as caught:
        Owner(held, 0)
    assert URL not in str(caught.value)


def test_what_is_announced_is_there_before_anybody_holds_the_folder(tmp_path: Path) -> None:
    leave_address(tmp_path / "vectors", URL)
    assert (tmp_path / "vectors" / "owner.url").read_text() == f"{os.getpid()} {URL}\n"
