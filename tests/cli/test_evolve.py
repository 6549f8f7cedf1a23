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
