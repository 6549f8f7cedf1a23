from pathlib import Path

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
