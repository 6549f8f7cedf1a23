from pathlib import Path

import pytest

from tests.cli.conftest import Run


def test_all_says_first_what_it_will_take(run: Run, shop: Path) -> None:
    ran = run("evolve", "--all")
    assert ran.code == 0
    assert "2 users have 4 events waiting" in ran.err
    assert "2 users, 2 new versions." in ran.out


def test_a_second_time_nothing_waits(run: Run, shop: Path) -> None:
    run("evolve", "--all")
    told = run("evolve", "--all", "--json").json()
    assert (told["users"], told["versions"]) == (0, 0)
    assert "Nothing waits" in run("evolve", "ann").out


def test_only_events_up_to_as_of_are_taken(run: Run, shop: Path) -> None:
    told = run("evolve", "bob", "--as-of", "2020-01-05T12:00Z", "--json").json()
    cited = {
        e["event_id"]
        for o in told["revisions"][0]["patch"]["operations"]
        for e in o.get("evidence", [])
    }
    assert cited == {"e5"}


def test_an_unknown_user_is_not_found(run: Run, shop: Path) -> None:
    assert run("evolve", "nobody").code == 3


def test_what_lies_after_the_moment_is_told_to_wait(run: Run, shop: Path) -> None:
    ran = run("evolve", "bob", "--as-of", "2020-01-01")
    assert "All events of bob up to 2020-01-01 00:00 are taken in (0)." in ran.out
    assert "3 events lie after 2020-01-01 00:00 and wait." in ran.err
    ran = run("evolve", "bob", "--as-of", "2020-01-06T10:00Z")
    assert "Nothing waits" not in ran.out
    assert "1 event lies after 2020-01-06 10:00 and waits." in ran.err
    run("evolve", "bob")
    assert "Nothing waits: all events of bob are taken in (3)." in run("evolve", "bob").out


def test_a_version_says_how_many_events_it_took_in_not_how_many_it_cites(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("WHYREC_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("WHYREC_PROFILE__EVENTS_PER_UPDATE", "2")
    about = ["Noir,Love", "Noir,Heist", "War,Heist", "Spy,Heist"]
    about += ["Noir,Love"] * 2 + ["Travel,Heist"] * 3 + ["Travel,Love"] * 56
    items = [f"b{n},Book Number {n},{facets},books" for n, facets in enumerate(about)]
    events = [f"e{n},ann,b{n},like,,2020-01-0{n + 1}T10:00:00Z" for n in range(4)]
    (tmp_path / "items.csv").write_text("\n".join(["item_id,title,genre,theme,domain", *items]))
    (tmp_path / "events.csv").write_text(
        "\n".join(["event_id,user_id,item_id,kind,value,at", *events])
    )
    run("ingest", "--items", tmp_path / "items.csv", "--events", tmp_path / "events.csv")
    ran = run("evolve", "ann")
    assert "Version 1: 2 events, new likes: Noir books\n" in ran.out
    assert "Version 2: 2 events, new likes: Heist books\n" in ran.out
