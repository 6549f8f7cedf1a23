"""``whyrec keys``."""

from __future__ import annotations

from pathlib import Path
from typing import get_args

import pytest

from tests.cli.conftest import Run
from whyrec.cli.keys.create import Scope
from whyrec.domain import SCOPES
from whyrec.store import Store


def test_a_key_is_printed_once_and_alone_on_stdout(run: Run, shop: Path) -> None:
    made = run("--home", shop, "keys", "create", "phone app", "--scope", "write")
    token = made.out.strip()
    assert made.code == 0
    assert token.startswith("wr-")
    assert token not in made.err
    listed = run("--home", shop, "keys", "list")
    assert "phone app" in listed.out
    assert token.split("-", 2)[2] not in listed.out + listed.err


def test_a_key_opens_the_tenant_it_was_made_for(run: Run, shop: Path) -> None:
    made = run("--home", shop, "--tenant", "b", "keys", "create", "x", "--user", "ann", "--json")
    with Store.open(f"sqlite:///{shop / 'whyrec.db'}") as store:
        key = store.keys.check(made.json()["key"])
    assert key is not None
    assert (key.tenant, key.scope, key.user_id) == ("b", "read", "ann")
    assert run("--home", shop, "keys", "list", "--json").json() == []


def test_a_revoked_key_says_since_when(run: Run, shop: Path) -> None:
    made = run("--home", shop, "keys", "create", "x", "--json").json()
    assert run("--home", shop, "keys", "revoke", made["id"]).code == 0
    (listed,) = run("--home", shop, "keys", "list", "--json").json()
    assert listed["revoked_at"] is not None
    assert "key" not in listed


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (["create", "x", "--scope", "king"], 2, "king"),
        (["create", "x", "--user", "ann", "--scope", "admin"], 2, "cannot be an admin"),
        (["create", "x", "--user", ".."], 2, "user_id"),
        (["create", "x" * 101], 2, "100 characters"),
        (["create", ""], 2, "name"),
        (["revoke", "000000000000"], 3, "no key 000000000000"),
    ],
)
def test_what_cannot_be_is_said_in_a_line(
    run: Run, shop: Path, words: list[str], code: int, said: str
) -> None:
    ran = run("--home", shop, "keys", *words)
    assert ran.code == code
    assert said in ran.err
    assert "Traceback" not in ran.err


def test_the_scopes_are_the_domains() -> None:
    assert get_args(Scope) == SCOPES
