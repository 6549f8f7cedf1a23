"""``whyrec tenant``."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.conftest import Run


def test_rules_are_shown_and_changed_one_by_one(run: Run, shop: Path) -> None:
    assert run("--home", shop, "tenant", "policy", "--json").json() == {
        "local_engine_only": False,
        "retention_days": None,
        "shown_days": 30,
        "timezone": None,
    }
    run("--home", shop, "tenant", "policy", "--retention-days", "730", "--local-engine-only")
    run("--home", shop, "tenant", "policy", "--shown-days", "never")
    assert run("--home", shop, "tenant", "policy", "--json").json() == {
        "local_engine_only": True,
        "retention_days": 730,
        "shown_days": None,
        "timezone": None,
    }
    assert run("--home", shop, "--tenant", "b", "tenant", "policy", "--json").json() == {
        "local_engine_only": False,
        "retention_days": None,
        "shown_days": 30,
        "timezone": None,
    }


def test_what_is_too_old_is_forgotten_when_told_to(run: Run, shop: Path) -> None:
    untouched = run("--home", shop, "tenant", "retain", "--json").json()
    assert untouched["events"] == 0
    run("--home", shop, "tenant", "policy", "--retention-days", "365")
    done = run("--home", shop, "tenant", "retain")
    assert "8 events of 3 users forgotten" in done.out
    assert run("--home", shop, "users", "--json").json() == []


@pytest.mark.parametrize("days", ["0", "-1", "many", "36501", "1.5", "²", "1" * 30])
def test_days_are_a_number_or_never(run: Run, shop: Path, days: str) -> None:
    ran = run("--home", shop, "tenant", "policy", f"--retention-days={days}")
    assert ran.code == 2
    assert "--retention-days" in ran.err
