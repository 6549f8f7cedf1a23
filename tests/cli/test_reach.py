"""What a command says where a server runs on the home that it needs."""

from __future__ import annotations

import pytest

from whyrec.cli._reach import Reach, at_home
from whyrec.errors import ConflictError, HeldError

HELD = HeldError("Process 7 holds the vectors in x.", remedy="It is a server: use --url URL.")


def test_a_command_that_works_on_a_home_alone_is_not_sent_to_the_server() -> None:
    told = at_home(HELD, Reach.HOME)
    assert "stop the server that runs on this home" in str(told)
    assert "--url" not in str(told)


@pytest.mark.parametrize(
    ("error", "reach"),
    [(HELD, Reach.SERVER), (HELD, None), (ConflictError("x", remedy="y"), Reach.HOME)],
)
def test_other_errors_stay_as_they_are(error: ConflictError, reach: Reach | None) -> None:
    assert at_home(error, reach) is error
