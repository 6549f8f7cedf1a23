"""``whyrec refused``."""

from __future__ import annotations

from pathlib import Path

from tests.cli.conftest import Run


def test_what_counts_nothing_is_listed_with_rule_and_reason(run: Run, shop: Path) -> None:
    run("feedback", "ann", "f4", "view", "--at", "2020-02-02T10:00:00Z")
    run("feedback", "ann", "f6", "view", "--at", "2020-02-02T10:00:02Z")
    ran = run("refused", "ann")
    assert ran.code == 0
    assert "bounce" in ran.out
    assert "left again after 2.0 seconds" in ran.out
    (one,) = run("refused", "ann", "--json").json()
    assert (one["event"]["item_id"], one["rule"]) == ("f4", "bounce")


def test_where_all_counts_it_says_so(run: Run, shop: Path) -> None:
    assert "Everything bob did counts." in run("refused", "bob").err
    assert run("refused", "bob", "--json").json() == []
